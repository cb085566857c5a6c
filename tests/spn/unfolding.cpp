// The unfolding into a tree: its size, its copies, and sums over them.

#include <klprop/random/spn.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/unfolding.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace klprop {
namespace {

/// Whether the tree is one, and a copy of the circuit edge by edge.
bool is_unfolding_of(const Unfolding& unfolding, const Circuit& circuit) {
  const Circuit& tree = unfolding.tree;
  if (unfolding.original.size() != tree.node_count() || unfolding.original.back() != circuit.root()) return false;
  if (tree.parameters() != circuit.parameters() || tree.variables() != circuit.variables()) return false;
  std::vector<unsigned> parents(tree.node_count(), 0);
  for (NodeId copy = 0; copy < tree.node_count(); ++copy) {
    const NodeId original = unfolding.original[copy];
    if (tree.kind(copy) != circuit.kind(original)) return false;
    if (tree.is_leaf(copy) && tree.indicator(copy) != circuit.indicator(original)) return false;
    const auto children = tree.children(copy), originals = circuit.children(original);
    if (children.size() != originals.size()) return false;
    for (std::size_t j = 0; j < children.size(); ++j) {
      ++parents[children[j]];
      if (unfolding.original[children[j]] != originals[j]) return false;
      if (tree.weights(copy)[j] != circuit.weights(original)[j]) return false;
    }
  }
  for (NodeId copy = 0; copy + 1 < tree.node_count(); ++copy)
    if (parents[copy] != 1) return false;
  return parents.back() == 0;
}

/// The number of nodes below each node, by a recursion over paths.
std::uint64_t paths_from(const Circuit& circuit, NodeId node) {
  std::uint64_t count = 1;
  for (const NodeId child : circuit.children(node)) count += paths_from(circuit, child);
  return count;
}

/// A chain of squares: level k has 2^k copies.
Circuit squares(int levels) {
  CircuitBuilder builder(VariableTable({1}));
  NodeId top = builder.indicator(0, 0);
  for (int k = 0; k < levels; ++k) top = builder.product(std::vector<NodeId>{top, top});
  return std::move(builder).build(top);
}

BOOST_AUTO_TEST_SUITE(unfoldings)

/// y₀ hangs below nodes 5 and 7, everything else once: 11 nodes.
BOOST_AUTO_TEST_CASE(by_hand) {
  const Circuit circuit = testing::shared_leaf_network();
  const Unfolding unfolding = unfold(circuit, 11);
  BOOST_TEST(unfolding.tree.node_count() == 11U);
  BOOST_TEST(is_unfolding_of(unfolding, circuit));
  // Children before parents, slot by slot: (x₀ y₀) 7, then (x₁ ((2 y₀) 5, y₁) 6) 8, then the root.
  BOOST_TEST((unfolding.original == std::vector<NodeId>{0, 2, 7, 1, 4, 2, 5, 3, 6, 8, 9}));
  BOOST_TEST((original_edges(circuit, unfolding) == std::vector<EdgeId>{4, 5, 0, 1, 2, 3, 6, 7, 8, 9}));
  BOOST_TEST((copy_counts(circuit) == std::vector<Integer>{1, 1, 2, 1, 1, 1, 1, 1, 1, 1}));
  BOOST_TEST(unfolded_node_count(circuit) == 11);
}

BOOST_AUTO_TEST_CASE(a_tree_is_its_own_unfolding) {
  testing::Draft draft({2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1);
  draft.sum({{x0, 2}, {x1, 3}});
  const Circuit tree = std::move(draft).build();
  BOOST_TEST((unfold(tree, 3).original == std::vector<NodeId>{0, 1, 2}));
  const Circuit leaf = squares(0);
  BOOST_TEST((unfold(leaf, 1).original == std::vector<NodeId>{0}));
}

BOOST_AUTO_TEST_CASE(too_large_is_refused_with_the_exact_size) {
  const Circuit circuit = testing::shared_leaf_network();
  try {
    static_cast<void>(unfold(circuit, 10));
    BOOST_ERROR("11 nodes were accepted as 10");
  } catch (const UnfoldingTooLarge& error) {
    BOOST_TEST(error.what() == std::string("the unfolding has 11 nodes"));
    BOOST_TEST(error.nodes() == 11);
  }
  BOOST_CHECK_THROW(static_cast<void>(unfold(circuit, 0)), UnfoldingTooLarge);
  try {
    static_cast<void>(unfold(squares(200), 1'000'000));
    BOOST_ERROR("an unfolding of 2^201 − 1 nodes was built");
  } catch (const UnfoldingTooLarge& error) {
    BOOST_TEST(error.nodes() == (Integer(1) << 201) - 1);
  }
}

BOOST_AUTO_TEST_CASE(sizes_are_capped) {
  const auto sizes = unfolding_sizes(squares(64));
  BOOST_TEST(sizes[0] == 1U);
  BOOST_TEST(sizes[10] == 2047U);
  BOOST_TEST(sizes[63] == ~std::uint64_t{0});  // 2^64 − 1 exactly
  BOOST_TEST(sizes[64] == ~std::uint64_t{0});  // 2^65 − 1, capped
  BOOST_TEST(unfolding_sizes(squares(62)).back() == ~std::uint64_t{0} / 2);
}

BOOST_AUTO_TEST_CASE(arbitrary_circuits) {
  unsigned unfolded = 0, shared = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const Circuit circuit = testing::arbitrary_circuit(random, 3, 3 + static_cast<NodeId>(random.below(25)));
    const auto sizes = unfolding_sizes(circuit);
    BOOST_TEST(unfolded_node_count(circuit) == sizes.back());
    if (sizes.back() > 20'000) continue;
    for (NodeId node = 0; node < circuit.node_count(); ++node) BOOST_TEST(sizes[node] == paths_from(circuit, node));
    const Unfolding unfolding = unfold(circuit, sizes.back());
    BOOST_TEST(unfolding.tree.node_count() == sizes.back());
    BOOST_TEST(is_unfolding_of(unfolding, circuit), "seed " << seed);
    BOOST_CHECK_THROW(static_cast<void>(unfold(circuit, sizes.back() - 1)), UnfoldingTooLarge);
    // S on copies, and D summed over copies (Lemmas 4.3, 4.4), which hold without any hypothesis.
    const auto at = testing::at_lambda(circuit, testing::arbitrary_lambda(random, circuit));
    const auto on_dag = sweep(circuit, at), on_tree = sweep(unfolding.tree, at);
    for (NodeId copy = 0; copy < unfolding.tree.node_count(); ++copy)
      BOOST_TEST(on_tree.upward[copy] == on_dag.upward[unfolding.original[copy]]);
    BOOST_TEST((merge_copies<Rational>(unfolding.original, circuit.node_count(), on_tree.downward) == on_dag.downward));
    // Copies of each original are as many as counted.
    std::vector<Integer> copies(circuit.node_count());
    for (const NodeId original : unfolding.original) ++copies[original];
    BOOST_TEST((copies == copy_counts(circuit)));
    ++unfolded;
    shared += unfolding.tree.node_count() > circuit.node_count() ? 1U : 0U;
  }
  BOOST_TEST(unfolded > 150U);
  BOOST_TEST(shared > 100U);
}

/// The predicate above sees a wrong copy map and a wrong weight.
BOOST_AUTO_TEST_CASE(a_wrong_unfolding_is_noticed) {
  const Circuit circuit = testing::shared_leaf_network();
  Unfolding wrong = unfold(circuit, 11);
  std::swap(wrong.original[0], wrong.original[3]);
  BOOST_TEST(!is_unfolding_of(wrong, circuit));
  const Unfolding reweighted = {unfold(circuit.with_parameters({1, 2, 3, 4}), 11).tree, unfold(circuit, 11).original};
  BOOST_TEST(!is_unfolding_of(reweighted, circuit));
  const Unfolding shared = {circuit, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
  BOOST_TEST(!is_unfolding_of(shared, circuit));
}

BOOST_AUTO_TEST_CASE(merging) {
  const std::vector<NodeId> original = {2, 0, 2, 2};
  const std::vector<Rational> on_copies = {1, Rational(1, 2), 10, 100};
  BOOST_TEST((merge_copies<Rational>(original, 4, on_copies) == std::vector<Rational>{Rational(1, 2), 0, 111, 0}));
  BOOST_TEST(merge_copies<Rational>({}, 0, {}).empty());
}

BOOST_AUTO_TEST_CASE(the_circuit_below_a_node) {
  const Circuit circuit = testing::shared_leaf_network();
  const Circuit inner = subcircuit(circuit, 6);  // 2y₀ + y₁
  BOOST_TEST(inner.node_count() == 5U);
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11});
  BOOST_TEST(upward_pass(inner, at).back() == 25);
  BOOST_TEST(subcircuit(circuit, circuit.root()).node_count() == circuit.node_count());
  BOOST_TEST(subcircuit(circuit, 1).node_count() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
