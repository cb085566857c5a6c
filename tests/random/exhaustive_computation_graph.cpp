// The list of small computation graphs against a count that is made without it: Burnside's lemma over all labelled ones.

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/random/exhaustive_computation_graph.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace klprop {
namespace {

/// One operation: 0 +, 1 ×, 2 −, 3 ÷ on two nodes. Nodes: two inputs, one constant, then the operations in any order.
struct Labelled {
  unsigned kind;
  std::size_t left, right;
  friend bool operator==(const Labelled&, const Labelled&) = default;
};
using Structure = std::vector<Labelled>;
constexpr std::size_t leaves = 3;

bool commutes(unsigned kind) {
  return kind < 2;
}

/// No cycle, one operation that no other uses, and an input that is used.
bool is_computation(const Structure& all) {
  std::vector<bool> used(leaves + all.size(), false), done(leaves + all.size(), false);
  std::fill_n(done.begin(), leaves, true);
  for (const Labelled& each : all) used[each.left] = used[each.right] = true;
  for (std::size_t round = 0; round < all.size(); ++round)
    for (std::size_t k = 0; k < all.size(); ++k)
      if (done[all[k].left] && done[all[k].right]) done[leaves + k] = true;
  return std::find(done.begin(), done.end(), false) == done.end() &&
         std::count(used.begin() + leaves, used.end(), false) == 1 && (used[0] || used[1]);
}

/// With operation k renamed to to[k], and the inputs exchanged or not.
Structure renamed(const Structure& all, const std::vector<std::size_t>& to, bool exchange) {
  const auto node = [&](std::size_t old) {
    if (old >= leaves) return leaves + to[old - leaves];
    return exchange && old < 2 ? 1 - old : old;
  };
  Structure result(all.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    Labelled each{all[k].kind, node(all[k].left), node(all[k].right)};
    if (commutes(each.kind) && each.left > each.right) std::swap(each.left, each.right);
    result[to[k]] = each;
  }
  return result;
}

/// Everything that operation k of `operations` could be.
std::vector<Labelled> choices(std::size_t k, std::size_t operations) {
  std::vector<Labelled> found;
  for (unsigned kind = 0; kind < 4; ++kind)
    for (std::size_t left = 0; left < leaves + operations; ++left)
      for (std::size_t right = commutes(kind) ? left : 0; right < leaves + operations; ++right)
        if (left != leaves + k && right != leaves + k) found.push_back({kind, left, right});
  return found;
}

/// Structures that a renaming leaves as they are, summed over all renamings, over the number of renamings.
std::size_t classes(std::size_t operations) {
  std::vector<std::vector<Labelled>> choice;
  for (std::size_t k = 0; k < operations; ++k) choice.push_back(choices(k, operations));
  std::size_t fixed = 0, renamings = 0;
  std::vector<std::size_t> at(operations, 0);
  for (bool more = true; more;) {
    Structure structure;
    for (std::size_t k = 0; k < operations; ++k) structure.push_back(choice[k][at[k]]);
    if (is_computation(structure)) {
      std::vector<std::size_t> to(operations);
      std::iota(to.begin(), to.end(), std::size_t{0});
      renamings = 0;
      do {
        for (const bool exchange : {false, true}) {
          ++renamings;
          fixed += renamed(structure, to, exchange) == structure ? 1U : 0U;
        }
      } while (std::next_permutation(to.begin(), to.end()));
    }
    more = false;
    for (std::size_t k = 0; k < operations && !more; ++k) {
      more = ++at[k] < choice[k].size();
      if (!more) at[k] = 0;
    }
  }
  return fixed / renamings;
}

BOOST_AUTO_TEST_SUITE(exhaustive_computation_graphs)

BOOST_AUTO_TEST_CASE(counts) {
  BOOST_TEST(small_computations(0).size() == 1U);
  for (const unsigned operations : {1U, 2U, 3U})
    BOOST_TEST(small_computations(operations).size() == classes(operations), operations);
}

/// By hand: each of + and × on (x1, x1), (x1, x2), (x1, c), each of − and ÷ also on (c, x1).
BOOST_AUTO_TEST_CASE(one_operation) {
  BOOST_TEST(classes(1) == 14U);
  unsigned parallel = 0;
  for (const SmallComputation& small : small_computations(1)) {
    BOOST_TEST(small.operations.size() == 1U);
    BOOST_TEST(small.uses(0));
    parallel += small.operations[0].left == small.operations[0].right ? 1U : 0U;
  }
  BOOST_TEST(parallel == 4U);
}

/// Every node but the output is used, and unused leaves are left out.
BOOST_AUTO_TEST_CASE(as_graphs) {
  for (unsigned operations = 0; operations <= 2; ++operations)
    for (const SmallComputation& small : small_computations(operations)) {
      const ComputationGraph graph = to_computation_graph(small, {Rational(2), Rational(3), Rational(5)});
      std::vector<bool> used(graph.node_count(), false);
      for (GraphNodeId node = 0; node < graph.node_count(); ++node)
        for (const GraphNodeId argument : graph.arguments(node)) used[argument] = true;
      BOOST_TEST(std::count(used.begin(), used.end(), false) == 1);
      BOOST_TEST(graph.outputs()[0].node == graph.node_count() - 1);
      BOOST_TEST(!graph.inputs().empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
