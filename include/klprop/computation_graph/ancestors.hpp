#pragma once

/// What some nodes of a graph depend on.

#include <klprop/computation_graph/computation_graph.hpp>

#include <span>
#include <vector>

namespace klprop {

/// Marks the nodes from which a path leads to one of `nodes`, these included.
///
/// @return one per node
/// @cost   O(slots)
[[nodiscard]] inline std::vector<bool> ancestors(const ComputationGraph& graph, std::span<const GraphNodeId> nodes) {
  std::vector<bool> marked(graph.node_count(), false);
  for (const GraphNodeId node : nodes) marked[node] = true;
  for (GraphNodeId node = graph.node_count(); node-- > 0;)
    if (marked[node])
      for (const GraphNodeId argument : graph.arguments(node)) marked[argument] = true;
  return marked;
}

}  // namespace klprop
