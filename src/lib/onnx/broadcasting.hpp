#pragma once

/// Inputs of an operator that are repeated to a common shape.

#include "onnx/lowering.hpp"

namespace klprop::formats::onnx_detail {

/// The common shape, and for each input where its entries stand.
struct Broadcast {
  Shape shape;
  std::vector<std::vector<std::size_t>> places;

  [[nodiscard]] std::size_t size() const { return places.front().size(); }
};

/// The inputs `first` to `last` − 1. Accounts for the entries of the result and as many arguments of each as there are
/// inputs.
/// @throws Malformed  when the shapes do not fit
[[nodiscard]] Broadcast broadcast_inputs(Operation& op, std::size_t first, std::size_t last);

/// y = f(x) entry by entry, for a tensor of floating-point numbers.
template <typename Function>
void map_entries(Operation& op, Function f) {
  const Value& x = op.input(0);
  // Most take one argument; those that take several say so.
  op.lowering().charge(2 * op.lowering().charge(x.shape));
  std::vector<GraphNodeId> result;
  result.reserve(x.size());
  for (const GraphNodeId node : op.nodes(0)) result.push_back(f(node));
  op.result(x.type, x.shape, std::move(result));
}

/// Integers computed by an operator, which must be such that files can hold them.
[[nodiscard]] Rational machine_integer(const Rational& value);

}  // namespace klprop::formats::onnx_detail
