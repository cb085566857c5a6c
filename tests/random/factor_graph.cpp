// What random factor graphs promise, and the list of all small trees.

#include <klprop/random/exhaustive_factor_tree.hpp>
#include <klprop/random/factor_graph.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <set>
#include <string>
#include <vector>

namespace klprop {
namespace {

/// Whether some edge joins two nodes that the edges before it joined already.
bool has_cycle(const FactorGraph& graph) {
  std::vector<std::size_t> parent(graph.variable_count() + graph.factor_count());
  for (std::size_t k = 0; k < parent.size(); ++k) parent[k] = k;
  const auto find = [&](std::size_t k) {
    while (parent[k] != k) k = parent[k] = parent[parent[k]];
    return k;
  };
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge) {
    const std::size_t a = find(graph.edge_variable(edge)), b = find(graph.variable_count() + graph.edge_factor(edge));
    if (a == b) return true;
    parent[a] = b;
  }
  return false;
}

BOOST_AUTO_TEST_SUITE(random_factor_graphs)

BOOST_AUTO_TEST_CASE(options_are_kept) {
  std::array<unsigned, factor_graph_shape_count> cyclic{}, arity_one{};
  unsigned with_zero = 0, constant = 0;
  for (std::size_t s = 0; s < factor_graph_shape_count; ++s)
    for (std::uint64_t trial = 0; trial < 400; ++trial) {
      Random random(11, s, trial);
      FactorGraphOptions options;
      options.shape = static_cast<FactorGraphShape>(s);
      options.min_states = trial % 2 == 0 ? 1 : 2;
      options.zeros = trial % 3 == 0;
      options.max_joint_states = 64;
      options.max_replica_states = 256;
      const FactorGraph graph = random_factor_graph(random, options);
      BOOST_TEST(graph.edge_count() > 0U);
      BOOST_TEST(graph.variable_count() <= options.max_variables);
      std::uint64_t joint = 1, replicas = 1;
      for (VariableId v = 0; v < graph.variable_count(); ++v) {
        joint *= graph.variables().arity(v);
        BOOST_TEST(graph.variables().arity(v) >= options.min_states);
        BOOST_TEST(graph.variables().arity(v) <= options.max_states);
        arity_one[s] += graph.variables().arity(v) == 1 ? 1U : 0U;
      }
      for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
        replicas *= graph.variables().arity(graph.edge_variable(edge));
      BOOST_TEST(joint <= 64U);
      BOOST_TEST(replicas <= 256U);
      if (!options.zeros) BOOST_TEST(graph.positive());
      with_zero += graph.positive() ? 0U : 1U;
      for (FactorId a = 0; a < graph.factor_count(); ++a) {
        constant += graph.scope(a).empty() ? 1U : 0U;
        Rational sum;
        for (const Rational& value : graph.values(a)) sum += value;
        BOOST_TEST((sum > 0));
      }
      if (is_acyclic(options.shape)) BOOST_TEST(!has_cycle(graph));
      cyclic[s] += has_cycle(graph) ? 1U : 0U;
    }
  for (std::size_t s = 0; s < factor_graph_shape_count; ++s) {
    BOOST_TEST(arity_one[s] > 10U);
    if (!is_acyclic(static_cast<FactorGraphShape>(s)))
      BOOST_TEST(cyclic[s] > 50U, name(static_cast<FactorGraphShape>(s)));
  }
  BOOST_TEST(with_zero > 100U);
  BOOST_TEST(constant > 50U);
}

BOOST_AUTO_TEST_CASE(a_seed_makes_one_graph) {
  const auto text = [](std::uint64_t seed) {
    Random random(seed);
    const FactorGraph graph = random_factor_graph(random);
    std::string all;
    for (const Rational& value : graph.values()) all += value.str() + " ";
    return all;
  };
  BOOST_TEST(text(3) == text(3));
  BOOST_TEST(text(3) != text(4));
}

/// Trees with two kinds of nodes, neighbours of different kinds, by number of nodes, are counted in the literature as
/// 2-coloured trees: 1, 2, 3, 6, 10, 22, 42, 94, 203 for 2 … 10 nodes. Another count: free trees 1, 1, 2, 3, 6, 11, 23, 47,
/// 106 for 2 … 10 nodes, each with two colourings, which are one where the tree has a symmetry that exchanges them.
BOOST_AUTO_TEST_CASE(all_small_trees) {
  const std::vector<std::size_t> expected = {1, 2, 3, 6, 10, 22, 42, 94, 203};
  for (unsigned nodes = 2; nodes <= 10; ++nodes) {
    const std::vector<FactorTree> trees = factor_trees(nodes);
    BOOST_TEST(trees.size() == expected[nodes - 2], nodes);
    for (const FactorTree& tree : trees) {
      BOOST_TEST(tree.node_count() == nodes);
      std::size_t edges = 0;
      for (const auto& scope : tree.scopes) edges += scope.size();
      BOOST_TEST(edges == nodes - 1U);
    }
  }
  // By hand for four nodes: the path, and the star with either kind in the middle.
  std::multiset<VariableId> variables;
  for (const FactorTree& tree : factor_trees(4)) variables.insert(tree.variables);
  BOOST_TEST((variables == std::multiset<VariableId>{1, 2, 3}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
