#pragma once

/// Memory that elimination will take, from its plan alone.

#include <klprop/certify/memory_limit.hpp>
#include <klprop/factor_graph/elimination.hpp>

#include <span>
#include <string>

namespace klprop::detail {

/// @param  number_bytes  per number, what it owns on the heap included
[[nodiscard]] inline double tree_bytes(const JunctionTree& tree, double number_bytes) {
  constexpr double per_node = sizeof(JunctionTree::Node) + 2 * sizeof(std::vector<int>) + 200;
  const auto numbers = static_cast<double>(elimination_cost(tree).peak_entries + tree.graph().value_count()) +
                       3.0 * tree.graph().variables().indicator_count();
  return numbers * number_bytes + per_node * static_cast<double>(tree.nodes().size());
}

[[nodiscard]] inline std::string elimination_text(double entries) {
  return "elimination with tables of about " + about(entries) + " entries";
}

inline void require_memory(const JunctionTree& tree, double number_bytes, double max_memory) {
  const double bytes = tree_bytes(tree, number_bytes);
  if (bytes > max_memory)
    throw MemoryLimitExceeded(elimination_text(static_cast<double>(elimination_cost(tree).peak_entries)), bytes,
                              max_memory);
}

/// The plan of an elimination that fits into the memory.
/// @throws MemoryLimitExceeded  otherwise
[[nodiscard]] inline JunctionTree tree_within(const FactorGraph& graph, std::span<const Rational> lambda,
                                              double number_bytes, double max_memory) {
  try {
    JunctionTree tree(graph, possible_states(graph, lambda));
    require_memory(tree, number_bytes, max_memory);
    return tree;
  } catch (const TreeTooLarge& error) {
    throw MemoryLimitExceeded(elimination_text(error.entries()), error.entries() * number_bytes, max_memory);
  }
}

}  // namespace klprop::detail
