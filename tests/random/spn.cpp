// Every promise of the network generators, checked on what they generate by code that shares nothing with them.

#include <klprop/random/spn.hpp>

#include "random/naive.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace klprop;

namespace {

constexpr std::array shapes = {SpnShape::single,      SpnShape::tiny, SpnShape::dag,     SpnShape::tree,
                               SpnShape::deep,        SpnShape::wide, SpnShape::layered, SpnShape::repeated_leaves,
                               SpnShape::single_child};

/// Options as diverse as they may be, sizes kept small enough for many cases.
SpnOptions any_options(Random& random) {
  SpnOptions options = random.chance(1, 2) ? enumerable_spn(random, random.pick(shapes))
                                           : large_spn(random.pick(shapes), log_uniform(random, 1, 400));
  options.depth = log_uniform(random, 1, 1000);
  options.fan_in = log_uniform(random, 2, 1000);
  options.max_variables = random.between(2U, 12U);
  options.min_variables = random.between(1U, options.max_variables);
  options.max_states = random.between(2U, 6U);
  options.weights =
      random.pick(std::array{WeightMode::rationals, WeightMode::integers, WeightMode::wide, WeightMode::unit});
  options.normalised = random.chance(1, 4);
  options.constants = random.chance(3, 4);
  options.missing_states = random.chance(1, 4);
  options.zeros = random.chance(1, 4);
  return options;
}

bool same(const Circuit& a, const Circuit& b) {
  if (a.node_count() != b.node_count() || a.variables() != b.variables() || a.parameters() != b.parameters())
    return false;
  for (NodeId node = 0; node < a.node_count(); ++node) {
    if (a.kind(node) != b.kind(node)) return false;
    if (a.is_leaf(node) && a.indicator(node) != b.indicator(node)) return false;
    if (!std::ranges::equal(a.children(node), b.children(node))) return false;
    if (!std::ranges::equal(a.weights(node), b.weights(node))) return false;
  }
  return true;
}

std::uint64_t joint_states(const Circuit& circuit) {
  std::uint64_t count = 1;
  for (VariableId variable = 0; variable < circuit.variables().size(); ++variable)
    count *= circuit.variables().arity(variable);
  return count;
}

bool some_variable_has_a_choice(const Circuit& circuit) {
  return circuit.variables().indicator_count() > circuit.variables().size();
}

Rational total_weight(const Circuit& circuit, NodeId sum) {
  Rational total(0);
  for (const ParameterId weight : circuit.weights(sum)) total += circuit.parameters()[weight];
  return total;
}

/// Calls examine(circuit, facts) for many circuits of one shape.
template <class Adjust, class Examine>
void survey(SpnShape shape, int cases, const Adjust& adjust, const Examine& examine) {
  for (int index = 0; index < cases; ++index) {
    Random random(99, static_cast<std::uint64_t>(shape), static_cast<std::uint64_t>(index));
    SpnOptions options;
    options.shape = shape;
    adjust(options);
    const Circuit circuit = random_spn(random, options);
    examine(circuit, naive::examine(circuit));
  }
}

constexpr auto as_it_is = [](SpnOptions&) {};

}  // namespace

BOOST_AUTO_TEST_SUITE(random_networks)

RC_BOOST_PROP(promises_hold, (std::uint64_t seed)) {
  Random random(seed);
  const SpnOptions options = any_options(random);
  const Circuit circuit = random_spn(random, options);
  const naive::Facts facts = naive::examine(circuit);
  RC_TAG(std::string(name(options.shape)));
  RC_ASSERT(naive::all_reachable(circuit, facts));
  RC_ASSERT(facts.incomplete == 0U);
  RC_ASSERT(facts.nondecomposable == 0U);
  RC_ASSERT(facts.scopes.back().size() == circuit.variables().size());
  RC_ASSERT((naive::missing_states(circuit, facts) > 0) == options.missing_states);
  RC_ASSERT(facts.parameters_are_fresh);
  RC_ASSERT(options.constants || facts.constants == 0);
  if (!options.zeros) RC_ASSERT(facts.zeros == 0U);
  if (options.zeros && circuit.parameters().size() > 1 &&
      (!options.normalised || circuit.parameters().size() > 1 + circuit.edge_count()))
    RC_ASSERT(facts.zeros > 0U);
  if (options.shape != SpnShape::single) {
    RC_ASSERT(some_variable_has_a_choice(circuit));
    RC_ASSERT(circuit.variables().size() >= options.min_variables);
  }
  if (options.shape != SpnShape::tiny) RC_ASSERT(circuit.variables().size() <= options.max_variables);
  for (VariableId variable = 0; variable < circuit.variables().size(); ++variable)
    RC_ASSERT(circuit.variables().arity(variable) <= options.max_states);
  if (options.weights == WeightMode::unit && !options.zeros && !options.normalised)
    RC_ASSERT(circuit.parameters().size() == 1 + facts.constants);
  if (options.normalised)
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      if (circuit.kind(node) == NodeKind::sum) RC_ASSERT(total_weight(circuit, node) == 1);
}

RC_BOOST_PROP(bounds_on_enumeration_hold, (std::uint64_t seed)) {
  Random random(seed);
  SpnOptions options = any_options(random);
  options.min_variables = 1;
  options.max_joint_states = log_uniform(random, 2, 4096);
  options.max_parses = log_uniform(random, 2, 10'000);
  options.max_unfolding = log_uniform(random, 40, 100'000);
  if (random.chance(1, 2)) {
    options.max_unfolding *= 8;
    options.max_parses *= 4;
    options.drop_completeness = options.constants && random.chance(1, 2);
    options.drop_decomposability = random.chance(1, 2);
  }
  const Circuit circuit = random_spn(random, options);
  const naive::Facts facts = naive::examine(circuit);
  RC_ASSERT(joint_states(circuit) <= options.max_joint_states);
  RC_ASSERT(facts.copies.back() <= static_cast<double>(options.max_unfolding));
  RC_ASSERT(facts.parses.back() <= static_cast<double>(options.max_parses));
}

RC_BOOST_PROP(exactly_the_dropped_hypotheses_fail, (std::uint64_t seed)) {
  Random random(seed);
  SpnOptions options = any_options(random);
  options.drop_completeness = random.chance(1, 2) && (options.constants || options.shape != SpnShape::single);
  options.drop_decomposability = random.chance(1, 2);
  const Circuit circuit = random_spn(random, options);
  const naive::Facts facts = naive::examine(circuit);
  RC_ASSERT(naive::all_reachable(circuit, facts));
  RC_ASSERT((facts.incomplete > 0) == options.drop_completeness);
  RC_ASSERT((facts.nondecomposable > 0) == options.drop_decomposability);
  RC_ASSERT(facts.scopes.back().size() == circuit.variables().size());
  RC_ASSERT((naive::missing_states(circuit, facts) > 0) == options.missing_states);
  RC_ASSERT(facts.parameters_are_fresh);
}

RC_BOOST_PROP(a_seed_determines_the_network, (std::uint64_t seed)) {
  Random choose(seed);
  const SpnOptions options = any_options(choose);
  Random first(seed, 1), again(seed, 1), other(seed, 2);
  const Circuit circuit = random_spn(first, options);
  RC_ASSERT(same(circuit, random_spn(again, options)));
  if (circuit.edge_count() > 50 && options.weights != WeightMode::unit)
    RC_ASSERT(!same(circuit, random_spn(other, options)));
}

BOOST_AUTO_TEST_CASE(single_is_one_node) {
  survey(SpnShape::single, 50, as_it_is, [](const Circuit& circuit, const naive::Facts& facts) {
    BOOST_TEST(circuit.node_count() == 1U);
    BOOST_TEST(facts.leaf_nodes == 1U);
  });
  std::size_t constants = 0;
  survey(
      SpnShape::single, 50, [](SpnOptions& options) { options.min_variables = 0; },
      [&](const Circuit& circuit, const naive::Facts& facts) {
        BOOST_TEST(circuit.node_count() == 1U);
        BOOST_TEST(facts.scopes.back().size() == circuit.variables().size());
        constants += facts.constants;
      });
  BOOST_TEST((constants > 10 && constants < 40));
}

BOOST_AUTO_TEST_CASE(tiny_is_tiny) {
  survey(SpnShape::tiny, 300, as_it_is, [](const Circuit& circuit, const naive::Facts&) {
    BOOST_TEST(circuit.variables().size() <= 2U);
    BOOST_TEST(joint_states(circuit) <= 9U);
    BOOST_TEST(circuit.edge_count() <= 40U);
  });
}

BOOST_AUTO_TEST_CASE(trees_share_nothing) {
  std::size_t products = 0, sums = 0;
  survey(SpnShape::tree, 300, as_it_is, [&](const Circuit& circuit, const naive::Facts& facts) {
    BOOST_TEST(circuit.edge_count() + 1 == circuit.node_count());
    BOOST_TEST(facts.copies.back() == circuit.node_count());
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      products += circuit.kind(node) == NodeKind::product ? 1U : 0U;
      sums += circuit.kind(node) == NodeKind::sum ? 1U : 0U;
    }
  });
  BOOST_TEST((products > 300 && sums > 300));
}

// A mutant that overwrites instead of adding at shared nodes must be visible: some operator or leaf has two parents.
BOOST_AUTO_TEST_CASE(graphs_share_a_lot) {
  for (const SpnShape shape : {SpnShape::dag, SpnShape::repeated_leaves, SpnShape::single_child}) {
    int shared_operators = 0, parallel = 0, constants = 0;
    survey(
        shape, 300, [](SpnOptions& options) { options.edges = 100; },
        [&](const Circuit& circuit, const naive::Facts& facts) {
          bool shared = false;
          for (NodeId node = 0; node < circuit.node_count(); ++node) {
            std::set<NodeId> parents;
            if (!circuit.is_leaf(node))
              for (NodeId parent = node + 1; parent < circuit.node_count(); ++parent)
                if (std::ranges::count(circuit.children(parent), node) > 0) parents.insert(parent);
            shared = shared || parents.size() >= 2;
          }
          shared_operators += shared ? 1 : 0;
          parallel += facts.parallel_edges > 0 ? 1 : 0;
          constants += facts.constants > 0 ? 1 : 0;
        });
    BOOST_TEST(shared_operators > 200, name(shape) << ": " << shared_operators);
    BOOST_TEST(parallel > 200, name(shape) << ": " << parallel);
    BOOST_TEST(constants > 150, name(shape) << ": " << constants);
  }
}

BOOST_AUTO_TEST_CASE(repeated_leaves_repeat) {
  survey(SpnShape::repeated_leaves, 100, as_it_is,
         [](const Circuit&, const naive::Facts& facts) { BOOST_TEST(facts.leaf_nodes > facts.leaves.size()); });
}

BOOST_AUTO_TEST_CASE(single_child_operators_come_in_numbers) {
  std::size_t single = 0;
  survey(SpnShape::single_child, 100, as_it_is,
         [&](const Circuit&, const naive::Facts& facts) { single += facts.single_child; });
  BOOST_TEST(single > 1'000U);
}

BOOST_AUTO_TEST_CASE(depth_reaches_a_thousand_and_no_more) {
  for (const std::uint64_t parses : {std::uint64_t{64}, std::uint64_t{SpnOptions::unlimited}}) {
    std::size_t deepest = 0;
    int at_limit = 0;
    survey(
        SpnShape::deep, 60, [&](SpnOptions& options) { options.max_parses = parses; },
        [&](const Circuit&, const naive::Facts& facts) {
          deepest = std::max(deepest, facts.depths.back());
          at_limit += facts.depths.back() == 1000 ? 1 : 0;
        });
    BOOST_TEST(deepest == 1'000U);
    BOOST_TEST((at_limit > 15 && at_limit < 45));
  }
}

BOOST_AUTO_TEST_CASE(fan_in_reaches_a_thousand_and_no_more) {
  std::size_t widest_sum = 0, widest_product = 0;
  survey(SpnShape::wide, 100, as_it_is, [&](const Circuit& circuit, const naive::Facts&) {
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      auto& widest = circuit.kind(node) == NodeKind::sum ? widest_sum : widest_product;
      widest = std::max(widest, circuit.children(node).size());
    }
  });
  BOOST_TEST(widest_sum == 1'000U);
  BOOST_TEST(widest_product == 1'000U);
}

BOOST_AUTO_TEST_CASE(sizes_follow_the_target) {
  for (const SpnShape shape : {SpnShape::dag, SpnShape::layered, SpnShape::repeated_leaves, SpnShape::single_child})
    for (const std::size_t target : {1'000U, 100'000U}) {
      Random random(5, target);
      const Circuit circuit = random_spn(random, large_spn(shape, target));
      BOOST_TEST((circuit.edge_count() > target / 2 && circuit.edge_count() < target * 3 / 2),
                 name(shape) << " " << target << ": " << circuit.edge_count());
    }
}

BOOST_AUTO_TEST_CASE(variables_and_states_cover_their_range) {
  std::set<std::size_t> variables;
  std::set<StateId> states;
  survey(SpnShape::dag, 500, as_it_is, [&](const Circuit& circuit, const naive::Facts&) {
    variables.insert(circuit.variables().size());
    for (VariableId variable = 0; variable < circuit.variables().size(); ++variable)
      states.insert(circuit.variables().arity(variable));
  });
  BOOST_TEST(variables.size() == 12U);
  BOOST_TEST(states.size() == 6U);
}

BOOST_AUTO_TEST_CASE(sixty_four_variables_fit) {
  SpnOptions options = large_spn(SpnShape::dag, 2'000);
  options.min_variables = options.max_variables = 64;
  for (const SpnShape shape : shapes) {
    if (shape == SpnShape::single) continue;
    options.shape = shape;
    Random random(64);
    const Circuit circuit = random_spn(random, options);
    const naive::Facts facts = naive::examine(circuit);
    BOOST_TEST(facts.scopes.back().size() == 64U);
    BOOST_TEST(facts.incomplete + facts.nondecomposable == 0U);
    BOOST_TEST(naive::missing_states(circuit, facts) == 0U);
  }
}

BOOST_AUTO_TEST_CASE(wide_weights_are_few_and_reach_both_ends) {
  const Rational huge(pow(Integer(10), 200U)), tiny = 1 / huge;
  int most = 0, large = 0, small = 0;
  survey(
      SpnShape::dag, 200, [](SpnOptions& options) { options.weights = WeightMode::wide; },
      [&](const Circuit& circuit, const naive::Facts&) {
        int extreme = 0;
        for (const Rational& value : circuit.parameters()) {
          large += value > huge ? 1 : 0;
          small += value < tiny ? 1 : 0;
          extreme += value > 9 || value < Rational(1, 9) ? 1 : 0;
        }
        most = std::max(most, extreme);
      });
  BOOST_TEST((most >= 1 && most <= 4));
  BOOST_TEST((large > 20 && small > 20));
}

BOOST_AUTO_TEST_CASE(integer_weights_are_integers) {
  survey(
      SpnShape::dag, 50, [](SpnOptions& options) { options.weights = WeightMode::integers; },
      [](const Circuit& circuit, const naive::Facts&) {
        for (const Rational& value : circuit.parameters())
          BOOST_TEST((denominator(value) == 1 && value >= 1 && value <= 9));
      });
}

BOOST_AUTO_TEST_CASE(drawn_shapes_follow_their_weights) {
  Random random(3);
  std::map<SpnShape, int> counts;
  for (int draw = 0; draw < 24'000; ++draw) ++counts[draw_shape(random)];
  for (std::size_t shape = 0; shape < spn_shape_count; ++shape) {
    const int expected = static_cast<int>(1'000 * default_shape_weights[shape]);
    const int seen = counts[static_cast<SpnShape>(shape)];
    BOOST_TEST((seen > expected * 4 / 5 && seen < expected * 6 / 5), seen << " of " << expected);
  }
  ShapeWeights only_trees{};
  only_trees[static_cast<std::size_t>(SpnShape::tree)] = 1;
  BOOST_TEST((draw_shape(random, only_trees) == SpnShape::tree));
}

BOOST_AUTO_TEST_CASE(shapes_have_names) {
  std::set<std::string> names;
  for (const SpnShape shape : shapes) names.insert(name(shape));
  BOOST_TEST(names.size() == spn_shape_count);
  BOOST_TEST(std::string(name(SpnShape::repeated_leaves)) == "repeated_leaves");
}

BOOST_AUTO_TEST_CASE(contradictory_options_are_refused) {
  const auto refuses = [](auto change) {
    SpnOptions options;
    change(options);
    Random random(1);
    BOOST_CHECK_THROW(static_cast<void>(random_spn(random, options)), std::invalid_argument);
  };
  refuses([](SpnOptions& options) { options.min_variables = 3, options.max_variables = 2; });
  refuses([](SpnOptions& options) { options.max_variables = 65; });
  refuses([](SpnOptions& options) { options.max_states = 1; });
  refuses([](SpnOptions& options) { options.max_joint_states = 1; });
  refuses([](SpnOptions& options) { options.max_parses = 1; });
  refuses([](SpnOptions& options) { options.max_unfolding = 7; });
  refuses([](SpnOptions& options) { options.depth = 0; });
  refuses([](SpnOptions& options) { options.fan_in = 1; });
  refuses([](SpnOptions& options) {
    options.constants = false, options.max_variables = 1, options.drop_completeness = true;
  });
  refuses([](SpnOptions& options) {
    options.shape = SpnShape::single, options.constants = false, options.drop_completeness = true;
  });
}

BOOST_AUTO_TEST_SUITE_END()
