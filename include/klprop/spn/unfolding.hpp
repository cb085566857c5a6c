#pragma once

/// Unfolding of a circuit into a tree, and sums over copies.                          (Section 4.3, Lemmas 4.3–4.5)

#include <klprop/scalar/in_place.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

namespace detail {

/// Adds a copy of a node, its parameters having the same numbers, above the given children.
inline NodeId copy_node(CircuitBuilder& builder, const Circuit& circuit, NodeId node,
                        std::span<const NodeId> children) {
  switch (circuit.kind(node)) {
    case NodeKind::indicator: {
      const auto [variable, state] = circuit.variables().owner(circuit.indicator(node));
      return builder.indicator(variable, state);
    }
    case NodeKind::constant:
      return builder.constant(circuit.constant(node));
    case NodeKind::product:
      return builder.product(children);
    case NodeKind::sum:
      break;
  }
  return builder.sum(children, circuit.weights(node));
}

}  // namespace detail

/// The unfolding would be larger than the caller allows; the message states its exact size.
class UnfoldingTooLarge : public std::length_error {
 public:
  explicit UnfoldingTooLarge(const Integer& nodes)
      : std::length_error("the unfolding has " + nodes.str() + " nodes"), nodes_(nodes) {}
  [[nodiscard]] const Integer& nodes() const { return nodes_; }

 private:
  Integer nodes_;
};

/// Exact number of copies of each node in the unfolding: the number of paths from the root, parallel edges apart.
///
/// @cost   O(edges) additions of integers of up to (longest path · log₂ fan-in) bits
[[nodiscard]] inline std::vector<Integer> copy_counts(const Circuit& circuit) {
  std::vector<Integer> copies(circuit.node_count());
  copies[circuit.root()] = 1;
  for (NodeId node = circuit.node_count(); node-- > 0;)
    for (const NodeId child : circuit.children(node)) copies[child] += copies[node];
  return copies;
}

[[nodiscard]] inline Integer unfolded_node_count(const Circuit& circuit) {
  Integer total;
  for (const Integer& copies : copy_counts(circuit)) total += copies;
  return total;
}

/// Number of nodes of the unfolding below each node, capped at 2^64−1.
[[nodiscard]] inline std::vector<std::uint64_t> unfolding_sizes(const Circuit& circuit) {
  std::vector<std::uint64_t> size(circuit.node_count(), 1);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    for (const NodeId child : circuit.children(node))
      if (__builtin_add_overflow(size[node], size[child], &size[node])) size[node] = ~std::uint64_t{0};
  return size;
}

/// G̃ and the map ρ: each copy has kind, parameters and order of edges of its original.
struct Unfolding {
  Circuit tree;
  std::vector<NodeId> original;  ///< ρ(ñ), one per node of the tree
};

/// @param  most_nodes  limit on the size, checked before anything is built
/// @throws UnfoldingTooLarge
/// @cost   O(nodes of the tree), no recursion
[[nodiscard]] inline Unfolding unfold(const Circuit& circuit, std::uint64_t most_nodes) {
  if (unfolding_sizes(circuit).back() > most_nodes) throw UnfoldingTooLarge(unfolded_node_count(circuit));

  CircuitBuilder builder(circuit);

  std::vector<NodeId> original;
  struct Frame {
    NodeId node;
    std::size_t next_slot;
  };
  std::vector<Frame> path = {{circuit.root(), 0}};
  std::vector<NodeId> finished;  // copies whose parent is still open, in slot order
  while (!path.empty()) {
    Frame& frame = path.back();
    const NodeId node = frame.node;
    const auto children = circuit.children(node);
    if (frame.next_slot < children.size()) {
      path.push_back({children[frame.next_slot++], 0});
      continue;
    }
    path.pop_back();
    const std::span<const NodeId> copies = std::span(finished).last(children.size());
    const NodeId copy = detail::copy_node(builder, circuit, node, copies);
    finished.resize(finished.size() - children.size());
    finished.push_back(copy);
    original.push_back(node);
  }
  const NodeId root = builder.node_count() - 1;
  return {std::move(builder).build(root), std::move(original)};
}

/// Σ over the copies of each original of a quantity that lives on the copies: the right side of Lemma 4.4.
///
/// @param  original  ρ, one per copy: `Unfolding::original` for nodes, `original_edges` for edges
/// @param  count     number of originals
/// @param  on_copies the quantity, one per copy
/// @return one per original
template <Ring S>
[[nodiscard]] std::vector<S> merge_copies(std::span<const std::uint32_t> original, std::size_t count,
                                          std::span<const S> on_copies) {
  std::vector<S> merged(count);
  for (std::size_t copy = 0; copy < on_copies.size(); ++copy) InPlace<S>::add(merged[original[copy]], on_copies[copy]);
  return merged;
}

/// ρ for edges: the edge of the original circuit that each edge of the tree copies. Parallel edges are kept apart.
[[nodiscard]] inline std::vector<EdgeId> original_edges(const Circuit& circuit, const Unfolding& unfolding) {
  std::vector<EdgeId> original;
  original.reserve(unfolding.tree.edge_count());
  for (NodeId copy = 0; copy < unfolding.tree.node_count(); ++copy)
    for (EdgeId slot = 0; slot < unfolding.tree.children(copy).size(); ++slot)
      original.push_back(circuit.first_edge(unfolding.original[copy]) + slot);
  return original;
}

/// The circuit below one node.
[[nodiscard]] inline Circuit subcircuit(const Circuit& circuit, NodeId root) {
  CircuitBuilder builder(circuit);
  for (NodeId node = 0; node <= root; ++node) detail::copy_node(builder, circuit, node, circuit.children(node));
  return std::move(builder).build(root);
}

}  // namespace klprop
