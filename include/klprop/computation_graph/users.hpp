#pragma once

/// The slots that a node stands in: a computation graph read against its edges.

#include <klprop/computation_graph/computation_graph.hpp>

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace klprop {

/// One slot of a user.
struct GraphUse {
  GraphNodeId user = 0;
  std::uint32_t slot = 0;  ///< place among the user's arguments

  friend bool operator==(const GraphUse&, const GraphUse&) = default;
};

/// For every node the slots that hold it, users in increasing order and each user's slots in order.
class GraphUses {
 public:
  /// @cost  O(nodes + slots)
  explicit GraphUses(const ComputationGraph& graph) : first_(std::size_t{graph.node_count()} + 1) {
    for (GraphNodeId node = 0; node < graph.node_count(); ++node)
      for (const GraphNodeId argument : graph.arguments(node)) ++first_[argument + 1];
    for (std::size_t n = 1; n < first_.size(); ++n) first_[n] += first_[n - 1];
    use_.resize(graph.slot_count());
    std::vector<SlotId> next(first_.begin(), first_.end() - 1);
    for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
      std::uint32_t slot = 0;
      for (const GraphNodeId argument : graph.arguments(node)) use_[next[argument]++] = {node, slot++};
    }
  }

  [[nodiscard]] std::span<const GraphUse> of(GraphNodeId node) const {
    return std::span(use_).subspan(first_[node], first_[node + 1] - first_[node]);
  }

 private:
  std::vector<SlotId> first_;
  std::vector<GraphUse> use_;
};

/// The nodes that `target` depends on, itself among them.
///
/// @return one flag per node
/// @cost   O(nodes + slots)
[[nodiscard]] inline std::vector<bool> ancestors(const ComputationGraph& graph, GraphNodeId target) {
  std::vector<bool> reached(graph.node_count(), false);
  reached[target] = true;
  for (GraphNodeId node = target + 1; node-- > 0;)
    if (reached[node])
      for (const GraphNodeId argument : graph.arguments(node)) reached[argument] = true;
  return reached;
}

}  // namespace klprop
