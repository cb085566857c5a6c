// Operators that join the entries of a tensor along some of its axes.

#include "onnx/reduction.hpp"

#include "onnx/broadcasting.hpp"

#include <algorithm>
#include <numeric>

namespace klprop::formats::onnx_detail {
namespace {

using Nodes = std::vector<GraphNodeId>;

std::vector<std::size_t> all_axes(std::size_t rank) {
  std::vector<std::size_t> axes(rank);
  std::iota(axes.begin(), axes.end(), std::size_t{0});
  return axes;
}

/// The axes to be joined, from the attribute of older versions or the input of newer ones; absent where nothing is.
std::optional<std::vector<std::size_t>> written_axes(Operation& op, std::size_t rank) {
  const bool nothing_without_axes = op.integer("noop_with_empty_axes", 0) != 0;
  auto written = op.integer_list("axes");
  if (op.has_input(1)) {
    if (written) Operation::fail("has its axes as an attribute and as an input; expected one of these");
    if (op.input(1).shape.size() != 1)
      Operation::fail("has axes of shape " + shape_text(op.input(1).shape) + "; expected a list");
    written = op.integers(1);
  }
  if (written && !written->empty()) return Operation::axes(*written, rank);
  if (nothing_without_axes) return std::nullopt;
  return all_axes(rank);
}

void fold_integers(Operation& op, const Reduction& parts, Shape shape, Primitive primitive) {
  const Value& x = op.input(0);
  std::vector<Rational> result;
  for (const std::size_t first : parts.groups) {
    if (parts.members.empty() && primitive != Primitive::sum && primitive != Primitive::product)
      Operation::fail("joins no entries; expected some");
    Rational value = primitive == Primitive::product ? 1 : 0;
    bool begun = primitive == Primitive::sum || primitive == Primitive::product;
    for (const std::size_t member : parts.members) {
      const Rational& next = x.numbers[first + member];
      if (!begun) value = next;
      if (begun && primitive == Primitive::sum) value += next;
      if (begun && primitive == Primitive::product) value *= next;
      if (primitive == Primitive::maximum) value = std::max(value, next);
      if (primitive == Primitive::minimum) value = std::min(value, next);
      begun = true;
      value = machine_integer(value);
    }
    result.push_back(std::move(value));
  }
  op.known_result(x.type, std::move(shape), std::move(result));
}

/// One node per group from its entries.
template <typename Join>
void reduce(Operation& op, std::optional<Primitive> on_integers, Join join) {
  const Value& x = op.input(0);
  const bool keep = op.integer("keepdims", 1) != 0;
  const auto axes = written_axes(op, x.shape.size());
  if (!axes) return op.result(x);
  const Reduction parts = reduction(op, x.shape, *axes);
  Shape shape = keep ? parts.with_ones : parts.kept;
  if (x.type == ElementType::integer && on_integers) return fold_integers(op, parts, std::move(shape), *on_integers);
  const Nodes& from = op.nodes(0);
  Nodes result, group;
  result.reserve(parts.groups.size());
  for (std::size_t g = 0; g < parts.groups.size(); ++g) {
    parts.group(from, g, group);
    result.push_back(join(group));
  }
  op.result(x.type, std::move(shape), std::move(result));
}

void expect_some(const Nodes& x) {
  if (x.empty()) Operation::fail("joins no entries; expected some");
}

GraphNodeId square_sum(Operation& op, const Nodes& x) {
  op.lowering().charge(x.size());
  return x.empty() ? op.constant(0) : op.builder().dot(x, x);
}

GraphNodeId absolute_sum(Operation& op, Nodes x) {
  op.lowering().charge(2 * x.size());
  for (GraphNodeId& node : x) node = op.apply(Primitive::abs, {node});
  return op.sum(x);
}

GraphNodeId mean(Operation& op, const Nodes& x) {
  expect_some(x);
  return op.apply(Primitive::product, {op.constant(Rational(Integer(1), Integer(x.size()))), op.sum(x)});
}

template <Primitive primitive>
void lower_joined(Operation& op) {
  reduce(op, primitive, [&](const Nodes& x) {
    expect_some(x);
    return op.apply(primitive, x);
  });
}

void lower_sum(Operation& op) {
  reduce(op, Primitive::sum, [&](const Nodes& x) { return op.sum(x); });
}
void lower_product(Operation& op) {
  reduce(op, Primitive::product, [&](const Nodes& x) { return op.product(x); });
}
void lower_mean(Operation& op) {
  reduce(op, std::nullopt, [&](const Nodes& x) { return mean(op, x); });
}
void lower_square_sum(Operation& op) {
  reduce(op, std::nullopt, [&](const Nodes& x) { return square_sum(op, x); });
}
void lower_l2(Operation& op) {
  reduce(op, std::nullopt, [&](const Nodes& x) { return op.apply(Primitive::sqrt, {square_sum(op, x)}); });
}
void lower_l1(Operation& op) {
  reduce(op, std::nullopt, [&](const Nodes& x) { return absolute_sum(op, x); });
}
void lower_log_sum(Operation& op) {
  reduce(op, std::nullopt, [&](const Nodes& x) { return op.apply(Primitive::log, {op.sum(x)}); });
}

constexpr Operator table[] = {
    {"ReduceSum", 1, 2, lower_sum},
    {"ReduceMean", 1, 2, lower_mean},
    {"ReduceProd", 1, 2, lower_product},
    {"ReduceMax", 1, 2, lower_joined<Primitive::maximum>},
    {"ReduceMin", 1, 2, lower_joined<Primitive::minimum>},
    {"ReduceLogSumExp", 1, 2, lower_joined<Primitive::log_sum_exp>},
    {"ReduceSumSquare", 1, 2, lower_square_sum},
    {"ReduceL1", 1, 2, lower_l1},
    {"ReduceL2", 1, 2, lower_l2},
    {"ReduceLogSum", 1, 2, lower_log_sum},
};

}  // namespace

Reduction reduction(Operation& op, const Shape& shape, const std::vector<std::size_t>& axes) {
  const auto strides = strides_of(shape);
  Reduction result;
  result.with_ones = shape;
  Shape joined;
  std::vector<std::int64_t> kept_strides, joined_strides;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    const bool is_joined = std::find(axes.begin(), axes.end(), d) != axes.end();
    (is_joined ? joined : result.kept).push_back(shape[d]);
    (is_joined ? joined_strides : kept_strides).push_back(strides[d]);
    if (is_joined) result.with_ones[d] = 1;
  }
  const std::uint64_t groups = op.lowering().charge(result.kept);
  const std::uint64_t members = op.lowering().charge(joined);
  op.lowering().charge(groups * (members + 4));
  result.groups = offsets(result.kept, kept_strides);
  result.members = offsets(joined, joined_strides);
  return result;
}

std::span<const Operator> reduction_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
