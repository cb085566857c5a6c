#pragma once

/// The tree side of Lemmas 4.3–4.5, by definition, within a budget.

#include <klprop/claims/spn_computation.hpp>
#include <klprop/claims/spn_instance.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/spn/by_definition.hpp>
#include <klprop/spn/unfolding.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// A circuit beside its unfolding, with the values of both.
template <Ring S>
struct UnfoldedInstance {
  const Circuit& circuit;
  const Valuation<S>& at;
  Sweeps<S> on_dag;  ///< from the computation under test
  Unfolding unfolding;
  std::vector<S> tree_upward;    ///< S on the tree, by definition
  std::vector<S> tree_downward;  ///< D on the tree: the product of the slopes along the only path from the root
};

/// ∂S(p)/∂S(c_j) at a product: S(p)/S(c_j), or all siblings multiplied where S(c_j) = 0.
template <Field S>
[[nodiscard]] S sibling_product(std::span<const NodeId> children, std::size_t j, const S& product,
                                const std::vector<S>& upward) {
  if (!(upward[children[j]] == S{})) return product / upward[children[j]];
  S slope(1);
  for (std::size_t k = 0; k < children.size(); ++k)
    if (k != j) slope = slope * upward[children[k]];
  return slope;
}

/// D on a tree: D(child) = D(parent)·∂S(parent)/∂S(child), along the only path. Unlike the sweep it divides.
template <Field S>
[[nodiscard]] std::vector<S> path_products(const Circuit& tree, const Valuation<S>& at, const std::vector<S>& upward) {
  std::vector<S> downward(tree.node_count());
  downward[tree.root()] = S(1);
  for (NodeId node = tree.node_count(); node-- > 0;) {
    const auto children = tree.children(node);
    for (std::size_t j = 0; j < children.size(); ++j)
      downward[children[j]] =
          downward[node] * (tree.kind(node) == NodeKind::sum ? at.parameters[tree.weights(node)[j]]
                                                             : sibling_product(children, j, upward[node], upward));
  }
  return downward;
}

/// Roots of the largest parts whose unfoldings fit: operators that fit below a parent that does not.
[[nodiscard]] inline std::vector<NodeId> unfoldable_roots(const Circuit& circuit, std::uint64_t most) {
  const std::vector<std::uint64_t> size = unfolding_sizes(circuit);
  std::vector<bool> chosen(circuit.node_count(), false);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    for (const NodeId child : circuit.children(node))
      if (size[node] > most && size[child] <= most && !circuit.is_leaf(child)) chosen[child] = true;
  std::vector<NodeId> roots;
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (chosen[node]) roots.push_back(node);
  std::stable_sort(roots.begin(), roots.end(), [&](NodeId a, NodeId b) { return size[a] > size[b]; });
  return roots;
}

/// Calls `visit` with the instance unfolded, or, where the unfolding is out of reach, with its largest parts that can be
/// unfolded, as many as the budget allows; says what that leaves out.
template <Ring S, class Visit, class AnyReport>
void for_each_unfolding(const SpnInstance<S>& instance, const SpnComputation<S>& under_test, AnyReport& report,
                        Visit&& visit) {
  const Circuit& circuit = instance.circuit;
  // All unfoldings together share the budget of one enumeration.
  const std::uint64_t most = std::min(instance.budget.enumerated, instance.budget.enumeration / 8);
  const auto unfold_and_visit = [&](const Circuit& part) {
    UnfoldedInstance<S> unfolded{part, instance.at, under_test.sweep(part, instance.at), under_test.unfold(part, most),
                                 {},   {}};
    value_by_definition(unfolded.unfolding.tree, GivenSymbols<S>(instance.at), unfolded.tree_upward);
    unfolded.tree_downward = path_products(unfolded.unfolding.tree, instance.at, unfolded.tree_upward);
    visit(static_cast<const UnfoldedInstance<S>&>(unfolded));
  };
  if (unfolding_sizes(circuit).back() <= most) return unfold_and_visit(circuit);

  // Ten parts of a tenth each reach more of the circuit than one of full size.
  const std::uint64_t most_per_part = std::max<std::uint64_t>(1, most / 10);
  const std::vector<NodeId> roots = unfoldable_roots(circuit, most_per_part);
  std::uint64_t spent = 0, parts = 0;
  for (const NodeId root : roots) {
    const Circuit part = subcircuit(circuit, root);
    spent += unfolding_sizes(part).back();
    if (parts > 0 && spent > most) break;
    ++parts;
    unfold_and_visit(part);
  }
  report.leave_out("the unfolding of the whole circuit, " + unfolded_node_count(circuit).str() +
                   " nodes; decided on the unfoldings of " + std::to_string(parts) + " of " +
                   std::to_string(roots.size()) + " maximal sub-circuits of at most " + std::to_string(most_per_part) +
                   " copies");
}

}  // namespace klprop::claims
