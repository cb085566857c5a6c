// Enumeration of parses: how many there are, and what they weigh.

#include <klprop/random/spn.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/parses.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <limits>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using Slots = std::vector<std::pair<NodeId, std::uint32_t>>;

Slots slots(const std::vector<Choice>& choices) {
  Slots result;
  for (const Choice& choice : choices) result.emplace_back(choice.sum, choice.slot);
  return result;
}

constexpr std::uint64_t many = std::numeric_limits<std::uint64_t>::max();

/// The number of parses by the definition, in integers of any size.
Integer exact_count(const Circuit& circuit) {
  std::vector<Integer> count(circuit.node_count(), 1);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.kind(node) == NodeKind::sum) count[node] = 0;
    for (const NodeId child : circuit.children(node)) {
      if (circuit.kind(node) == NodeKind::sum)
        count[node] += count[child];
      else
        count[node] *= count[child];
    }
  }
  return count.back();
}

BOOST_AUTO_TEST_SUITE(parses)

/// 1/4·x₀y₀ + 3/4·x₁(2y₀ + y₁) has three, of masses 21/4, 210/4 and 165/4 at x = (3, 5), y = (7, 11).
BOOST_AUTO_TEST_CASE(by_hand) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11});
  std::vector<std::pair<Slots, Rational>> found;
  for_each_parse(circuit, at, 100, [&](const std::vector<Choice>& choices, const Rational& mass) {
    found.emplace_back(slots(choices), mass);
  });
  const std::vector<std::pair<Slots, Rational>> expected = {
      {{{9, 0}}, Rational(21, 4)}, {{{9, 1}, {6, 0}}, Rational(210, 4)}, {{{9, 1}, {6, 1}}, Rational(165, 4)}};
  BOOST_TEST((found == expected));
  BOOST_TEST(parse_count(circuit, many) == 3U);
}

/// In (x₀+2x₁)² each visit of the shared sum chooses for itself: four parses, 1 + 2 + 2 + 4 = 3².
BOOST_AUTO_TEST_CASE(a_node_met_twice_chooses_twice) {
  testing::Draft draft({2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1), sum = draft.sum({{x0, 1}, {x1, 2}});
  draft.product({sum, sum});
  const Circuit circuit = std::move(draft).build();
  std::multiset<Rational> masses;
  for_each_parse(circuit, testing::at_one(circuit), 100,
                 [&](const std::vector<Choice>&, const Rational& mass) { masses.insert(mass); });
  BOOST_TEST((masses == std::multiset<Rational>{1, 2, 2, 4}));
  BOOST_TEST(parse_count(circuit, many) == 4U);
}

BOOST_AUTO_TEST_CASE(a_leaf_is_its_only_parse) {
  testing::Draft draft({2});
  draft.x(0, 1);
  const Circuit circuit = std::move(draft).build();
  int parses = 0;
  for_each_parse(circuit, testing::at_lambda(circuit, {5, 7}), 1,
                 [&](const std::vector<Choice>& choices, const Rational& mass) {
                   ++parses;
                   BOOST_TEST(choices.empty());
                   BOOST_TEST(mass == 7);
                 });
  BOOST_TEST(parses == 1);
  BOOST_TEST(parse_count(circuit, many) == 1U);
}

BOOST_AUTO_TEST_CASE(parallel_edges_are_different_choices) {
  testing::Draft draft({1});
  const NodeId x = draft.x(0, 0);
  draft.sum({{x, 2}, {x, 3}, {x, 0}});
  const Circuit circuit = std::move(draft).build();
  std::vector<Rational> masses;
  for_each_parse(circuit, testing::at_one(circuit), 2,
                 [&](const std::vector<Choice>&, const Rational& mass) { masses.push_back(mass); });
  BOOST_TEST((masses == std::vector<Rational>{2, 3, 0}));
}

BOOST_AUTO_TEST_CASE(a_parse_beyond_the_limit) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto ignore = [](const std::vector<Choice>&, const Rational&) {};
  // The largest parse visits 9, 8, 1, 6, 5, 4, 2: seven nodes.
  BOOST_CHECK_NO_THROW(for_each_parse(circuit, testing::at_one(circuit), 7, ignore));
  BOOST_CHECK_THROW(for_each_parse(circuit, testing::at_one(circuit), 6, ignore), std::length_error);
}

/// Sums of two over a thousand levels of squares: 2^(2^1000) parses, to be capped and not to overflow.
BOOST_AUTO_TEST_CASE(counts_are_capped) {
  CircuitBuilder builder(VariableTable({2}));
  const std::vector<NodeId> leaves = {builder.indicator(0, 0), builder.indicator(0, 1)};
  NodeId top = builder.sum(leaves);
  const auto squares = [&](int times) {
    CircuitBuilder copy = builder;
    NodeId node = top;
    for (int k = 0; k < times; ++k) node = copy.product(std::vector<NodeId>{node, node});
    return std::move(copy).build(node);
  };
  BOOST_TEST(parse_count(squares(5), many) == std::uint64_t{1} << 32);
  BOOST_TEST(parse_count(squares(6), many) == many);  // 2^64: one more than fits
  BOOST_TEST(parse_count(squares(1000), many) == many);
  BOOST_TEST(parse_count(squares(1000), 17) == 17U);
  BOOST_TEST(parse_count(squares(5), std::uint64_t{1} << 32) == std::uint64_t{1} << 32);
  BOOST_TEST(parse_count(squares(5), (std::uint64_t{1} << 32) - 1) == (std::uint64_t{1} << 32) - 1);
  BOOST_TEST(parse_count(squares(0), 1) == 1U);
}

/// On any circuit: as many as counted, no two alike, together S(root).
BOOST_AUTO_TEST_CASE(arbitrary_circuits) {
  unsigned several = 0, enumerated = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const Circuit circuit = testing::arbitrary_circuit(random, 3, 3 + static_cast<NodeId>(random.below(20)));
    const Integer exact = exact_count(circuit);
    const std::uint64_t limit = 1 + random.below(2000);
    BOOST_TEST(parse_count(circuit, limit) == (exact < limit ? exact : Integer(limit)), "seed " << seed);
    if (exact > 1000) continue;
    const auto at = testing::at_lambda(circuit, testing::arbitrary_lambda(random, circuit));
    std::set<Slots> seen;
    Rational total;
    for_each_parse(circuit, at, 1'000'000, [&](const std::vector<Choice>& choices, const Rational& mass) {
      seen.insert(slots(choices));
      total += mass;
    });
    BOOST_TEST(seen.size() == exact, "seed " << seed);
    BOOST_TEST(total == upward_pass(circuit, at).back(), "seed " << seed);
    ++enumerated;
    several += exact > 2 ? 1U : 0U;
  }
  BOOST_TEST(enumerated > 100U);
  BOOST_TEST(several > 50U);
}

/// On networks, the parses that visit a gate weigh what D(s)S(s) says.
BOOST_AUTO_TEST_CASE(visits_of_gates) {
  unsigned gates = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed, 9);
    SpnOptions options;
    options.edges = 10 + random.below(20);
    options.max_variables = 3;
    options.max_parses = 500;
    options.constants = false;  // so that no gate has empty scope
    const Circuit circuit = random_spn(random, options);
    const auto at = testing::at_lambda(circuit, testing::arbitrary_lambda(random, circuit));
    const auto sweeps = sweep(circuit, at);
    std::vector<Rational> visited(circuit.node_count());
    for_each_parse(circuit, at, 10'000, [&](const std::vector<Choice>& choices, const Rational& mass) {
      for (const Choice& choice : choices) visited[choice.sum] += mass;
    });
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      if (circuit.kind(node) == NodeKind::sum) {
        BOOST_TEST(visited[node] == sweeps.downward[node] * sweeps.upward[node], "seed " << seed);
        ++gates;
      }
  }
  BOOST_TEST(gates > 100U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
