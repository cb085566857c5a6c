// Violations of the hypotheses, against a checker that follows the definitions with std::set.

#include <klprop/random/spn.hpp>
#include <klprop/spn/hypotheses.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using Set = std::set<VariableId>;

/// The hypotheses as the paper defines them, every violation listed.
struct Naive {
  std::vector<Set> scope;
  std::vector<std::pair<NodeId, std::uint32_t>> incomplete, zeros;
  std::vector<std::tuple<NodeId, std::uint32_t, std::uint32_t>> overlapping;
  std::vector<IndicatorId> missing_states;
  std::vector<VariableId> absent_variables;

  explicit Naive(const Circuit& circuit) : scope(circuit.node_count()) {
    for (NodeId node = 0; node < circuit.node_count(); ++node) visit(circuit, node);
    const VariableTable& variables = circuit.variables();
    for (VariableId v = 0; v < variables.size(); ++v) {
      if (!scope.back().contains(v)) {
        absent_variables.push_back(v);
        continue;
      }
      for (StateId t = 0; t < variables.arity(v); ++t) {
        bool found = false;
        for (NodeId node = 0; node < circuit.node_count(); ++node)
          found = found ||
                  (circuit.kind(node) == NodeKind::indicator && circuit.indicator(node) == variables.indicator(v, t));
        if (!found) missing_states.push_back(variables.indicator(v, t));
      }
    }
  }

 private:
  void visit(const Circuit& circuit, NodeId node) {
    const auto children = circuit.children(node);
    if (circuit.kind(node) == NodeKind::indicator) {
      scope[node] = {circuit.variables().owner(circuit.indicator(node)).first};
      return;
    }
    if (circuit.kind(node) == NodeKind::constant) {
      if (circuit.parameters()[circuit.constant(node)] == 0) zeros.emplace_back(node, 0);
      return;
    }
    for (const NodeId child : children) scope[node].insert(scope[child].begin(), scope[child].end());
    if (circuit.kind(node) == NodeKind::product) return visit_product(circuit, node);
    for (std::uint32_t slot = 0; slot < children.size(); ++slot) {
      if (scope[children[slot]] != scope[children[0]]) incomplete.emplace_back(node, slot);
      if (circuit.parameters()[circuit.weights(node)[slot]] == 0) zeros.emplace_back(node, slot);
    }
  }

  void visit_product(const Circuit& circuit, NodeId node) {
    const auto children = circuit.children(node);
    for (std::uint32_t slot = 1; slot < children.size(); ++slot)
      for (std::uint32_t earlier = 0; earlier < slot; ++earlier)
        for (const VariableId v : scope[children[slot]])
          if (scope[children[earlier]].contains(v)) return overlapping.emplace_back(node, earlier, slot), void();
  }
};

/// Whether both found the same, in the same order.
bool agree(const Circuit& circuit) {
  const Hypotheses found(circuit);
  const Naive naive(circuit);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto listed = found.table().variables(found.scope(node));
    if (!std::equal(listed.begin(), listed.end(), naive.scope[node].begin(), naive.scope[node].end())) return false;
  }
  const auto same_place = [](const auto& a, const auto& b) { return a.sum == b.first && a.slot == b.second; };
  const auto same_zero = [](const auto& a, const auto& b) { return a.node == b.first && a.slot == b.second; };
  const auto same_overlap = [](const OverlappingProduct& a, const auto& b) {
    return std::tuple(a.product, a.earlier_slot, a.slot) == b;
  };
  return std::ranges::equal(found.incomplete(), naive.incomplete, same_place) &&
         std::ranges::equal(found.zeros(), naive.zeros, same_zero) &&
         std::ranges::equal(found.overlapping(), naive.overlapping, same_overlap) &&
         std::ranges::equal(found.missing_states(), naive.missing_states) &&
         std::ranges::equal(found.absent_variables(), naive.absent_variables) &&
         found.complete() == naive.incomplete.empty() && found.decomposable() == naive.overlapping.empty() &&
         found.positive() == naive.zeros.empty();
}

template <class Call>
std::string violation(Call call) {
  try {
    call();
  } catch (const HypothesisViolated& error) {
    return error.what();
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(hypotheses)

BOOST_AUTO_TEST_CASE(a_network_that_has_them_all) {
  const Hypotheses found(testing::shared_leaf_network());
  BOOST_TEST(found.complete());
  BOOST_TEST(found.decomposable());
  BOOST_TEST(found.positive());
  BOOST_TEST(found.missing_states().empty());
  BOOST_TEST(found.absent_variables().empty());
  BOOST_TEST(found.describe_violations(testing::shared_leaf_network(), 5).empty());
}

BOOST_AUTO_TEST_CASE(each_violation_has_its_place) {
  testing::Draft draft({2, 2, 3});
  const NodeId x0 = draft.x(0, 0), y0 = draft.x(1, 0), zero = draft.constant(0);      // 0 1 2
  const NodeId xy = draft.product({x0, y0}), xx = draft.product({y0, zero, x0, y0});  // 3 4
  draft.sum({{xy, 1}, {x0, 0}, {xx, 1}, {y0, 2}});                                    // 5
  const Circuit circuit = std::move(draft).build();
  const Hypotheses found(circuit);
  BOOST_REQUIRE(found.incomplete().size() == 2U);
  BOOST_TEST(found.incomplete()[0].sum == 5U);
  BOOST_TEST(found.incomplete()[0].slot == 1U);
  BOOST_TEST(found.incomplete()[1].slot == 3U);
  BOOST_REQUIRE(found.overlapping().size() == 1U);
  BOOST_TEST(found.overlapping()[0].product == 4U);
  BOOST_TEST(found.overlapping()[0].earlier_slot == 0U);
  BOOST_TEST(found.overlapping()[0].slot == 3U);
  BOOST_REQUIRE(found.zeros().size() == 2U);
  BOOST_TEST(found.zeros()[0].node == 2U);
  BOOST_TEST(found.zeros()[1].node == 5U);
  BOOST_TEST(found.zeros()[1].slot == 1U);
  BOOST_REQUIRE(found.missing_states().size() == 2U);
  BOOST_TEST(found.missing_states()[0] == 1U);
  BOOST_TEST(found.missing_states()[1] == 3U);
  BOOST_REQUIRE(found.absent_variables().size() == 1U);
  BOOST_TEST(found.absent_variables()[0] == 2U);

  const std::string first =
      "sum node 5 is not complete: child 3 has scope {0, 1}, child 0 has scope {0}; "
      "expected equal scopes";
  const std::string second =
      "sum node 5 is not complete: child 3 has scope {0, 1}, child 1 has scope {1}; "
      "expected equal scopes";
  const std::string third =
      "product node 4 is not decomposable: child 1 has scope {1}, child 1 has scope {1}; "
      "expected disjoint scopes";
  BOOST_TEST(found.describe_violations(circuit, 9) == first + "\n" + second + "\n" + third);
  BOOST_TEST(found.describe_violations(circuit, 3) == first + "\n" + second + "\n" + third);
  BOOST_TEST(found.describe_violations(circuit, 1) == first + "\n… and 2 more violations");
  BOOST_TEST(violation([&] { SumProductNetwork{circuit}; }) == first + "\n" + second + "\n" + third);
}

/// Nodes are named as the source counts them: here nodes 0 and 2 of the source are unreachable.
BOOST_AUTO_TEST_CASE(places_are_those_of_the_source) {
  testing::Draft draft({2, 2});
  draft.x(1, 1);
  const NodeId x = draft.x(0, 0);
  draft.x(1, 0);
  draft.product({x, x});
  const Circuit circuit = std::move(draft).build();
  BOOST_TEST(violation([&] { SumProductNetwork{circuit}; }) ==
             "product node 3 is not decomposable: child 1 has scope {0}, child 1 has scope {0}; "
             "expected disjoint scopes");
}

BOOST_AUTO_TEST_CASE(long_scopes_are_shortened) {
  CircuitBuilder builder(VariableTable(std::vector<StateId>(15, 1)));
  std::vector<NodeId> leaves;
  for (VariableId v = 0; v < 15; ++v) leaves.push_back(builder.indicator(v, 0));
  const NodeId all = builder.product(leaves);
  const std::vector<NodeId> both = {all, 0};
  const NodeId root = builder.sum(both);
  const Circuit circuit = std::move(builder).build(root);
  BOOST_TEST(violation([&] { SumProductNetwork{circuit}; }) ==
             "sum node 16 is not complete: child 15 has scope {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, … 3 more}, "
             "child 0 has scope {0}; expected equal scopes");
}

BOOST_AUTO_TEST_CASE(a_network_may_have_zeros_and_lack_states_and_variables) {
  testing::Draft draft({2, 3});
  const NodeId x = draft.x(0, 1), zero = draft.constant(0);
  const NodeId scaled = draft.product({zero, x});
  draft.sum({{scaled, 0}, {x, 1}});
  const SumProductNetwork network(std::move(draft).build());
  BOOST_REQUIRE(network.absent_variables().size() == 1U);
  BOOST_TEST(network.absent_variables()[0] == 1U);
  BOOST_TEST(network.circuit().node_count() == 4U);
  BOOST_TEST(SumProductNetwork(testing::shared_leaf_network()).absent_variables().empty());
}

BOOST_AUTO_TEST_CASE(the_paper_s_example_without_decomposability) {
  const Circuit circuit = testing::overlapping_square();
  const Hypotheses found(circuit);
  BOOST_TEST(found.complete());
  BOOST_REQUIRE(found.overlapping().size() == 1U);
  BOOST_TEST(found.overlapping()[0].product == 4U);
  BOOST_CHECK_THROW(SumProductNetwork{circuit}, HypothesisViolated);
}

/// Scopes on both sides of the table's 64-variable blocks.
BOOST_AUTO_TEST_CASE(arbitrary_circuits) {
  unsigned incomplete = 0, overlapping = 0, sound = 0;
  for (const VariableId variables : {1U, 3U, 8U, 64U, 65U, 200U})
    for (std::uint64_t seed = 0; seed < 150; ++seed) {
      Random random(seed, variables);
      const Circuit circuit = testing::arbitrary_circuit(random, variables, 4 + static_cast<NodeId>(random.below(40)));
      BOOST_TEST(agree(circuit), "variables " << variables << ", seed " << seed);
      const Naive naive(circuit);
      incomplete += naive.incomplete.empty() ? 0U : 1U;
      overlapping += naive.overlapping.empty() ? 0U : 1U;
      const bool network = naive.incomplete.empty() && naive.overlapping.empty();
      sound += network ? 1U : 0U;
      BOOST_TEST((violation([&] { SumProductNetwork{circuit}; }) == "accepted") == network);
    }
  BOOST_TEST(incomplete > 100U);
  BOOST_TEST(overlapping > 100U);
  BOOST_TEST(sound > 20U);
}

/// Products wide enough for any special treatment of wide ones, with no, one and many overlaps in random places.
BOOST_AUTO_TEST_CASE(wide_products) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed);
    const VariableId variables = random.between(40U, 300U);
    CircuitBuilder builder(VariableTable(std::vector<StateId>(variables, 1)));
    std::vector<NodeId> children;
    for (VariableId v = 0; v < variables; ++v) children.push_back(builder.indicator(v, 0));
    for (auto k = random.below(4); k > 0; --k) children.push_back(builder.constant(CircuitBuilder::unit));
    for (auto k = random.below(4); k > 0; --k) children.push_back(random.between(NodeId{0}, variables - 1));
    random.shuffle(children);
    const NodeId root = builder.product(children);
    BOOST_TEST(agree(std::move(builder).build(root)), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(random_networks_without_a_hypothesis) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, 5);
    SpnOptions options = large_spn(seed % 2 == 0 ? SpnShape::dag : SpnShape::layered, 20 + random.below(100));
    options.drop_completeness = seed % 4 < 2;
    options.drop_decomposability = seed % 8 < 4;
    options.zeros = seed % 3 == 0;
    options.missing_states = seed % 5 == 0;
    const Circuit circuit = random_spn(random, options);
    const Hypotheses found(circuit);
    BOOST_TEST(agree(circuit), "seed " << seed);
    BOOST_TEST(found.complete() == !options.drop_completeness);
    BOOST_TEST(found.decomposable() == !options.drop_decomposability);
    BOOST_TEST(found.missing_states().empty() == !options.missing_states);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
