#pragma once

/// An order in which every node of a graph comes after its children.

#include <cstdint>
#include <vector>

namespace klprop::formats {

/// Children of nodes 0, 1, …: those of node n are child[first[n]] to child[first[n + 1] - 1].
struct ChildLists {
  std::vector<std::uint32_t> first = {0};
  std::vector<std::uint32_t> child;

  [[nodiscard]] std::uint32_t node_count() const { return static_cast<std::uint32_t>(first.size() - 1); }
};

struct TopologicalOrder {
  std::vector<std::uint32_t>
      order;  ///< all nodes, children first; given order is kept where it is such an order already
  std::vector<std::uint32_t> cycle;  ///< when there is no such order: nodes each of which has the next as a child
};

/// Depth-first search with a stack of its own. Cost: O(nodes + edges).
[[nodiscard]] TopologicalOrder topological_order(const ChildLists& graph);

}  // namespace klprop::formats
