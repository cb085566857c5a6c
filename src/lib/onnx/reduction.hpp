#pragma once

/// Operators that join the entries of a tensor along some of its axes.

#include "onnx/lowering.hpp"

namespace klprop::formats::onnx_detail {

/// Where the entries stand that belong together: group g holds places `groups[g] + members[m]`.
struct Reduction {
  Shape kept;       ///< the axes that remain, in their order: the shape of the groups
  Shape with_ones;  ///< the shape of the input, 1 where it is reduced
  std::vector<std::size_t> groups;
  std::vector<std::size_t> members;

  /// Copies the nodes of a group.
  void group(const std::vector<GraphNodeId>& from, std::size_t g, std::vector<GraphNodeId>& to) const {
    to.clear();
    for (const std::size_t member : members) to.push_back(from[groups[g] + member]);
  }
};

/// Accounts for one argument per entry and a few per group.
[[nodiscard]] Reduction reduction(Operation& op, const Shape& shape, const std::vector<std::size_t>& axes);

}  // namespace klprop::formats::onnx_detail
