// Operators that give a tensor another shape, or another order of its axes.

#include "onnx/lowering.hpp"

#include <algorithm>
#include <numeric>

namespace klprop::formats::onnx_detail {
namespace {

void expect_list(const Value& value, std::size_t i) {
  if (value.shape.size() != 1)
    Operation::fail("has input " + std::to_string(i) + " of shape " + shape_text(value.shape) + "; expected a list");
}

/// The entries of the first input in their order, under another shape.
void reshape_to(Operation& op, Shape shape) {
  const Value& x = op.input(0);
  op.lowering().charge(shape);
  Value result = x;
  result.shape = std::move(shape);
  op.result(std::move(result));
}

void lower_identity(Operation& op) {
  reshape_to(op, op.input(0).shape);
}

/// −1 stands for what remains, and 0 for the dimension of the input, unless `allowzero` says that it is a 0.
void lower_reshape(Operation& op) {
  const Value& x = op.input(0);
  op.ignore("consumed_inputs");
  const bool zero_is_zero = op.integer("allowzero", 0) != 0;
  const auto as_attribute = op.integer_list("shape");
  if (as_attribute.has_value() == op.has_input(1)) Operation::fail("has no shape, or two; expected one");
  if (op.has_input(1)) expect_list(op.input(1), 1);
  const Shape written = as_attribute ? *as_attribute : op.integers(1);
  const auto fail = [&] {
    Operation::fail("gives shape " + shape_text(written) + " to a tensor of shape " + shape_text(x.shape) +
                    "; expected as many entries");
  };
  Shape shape = written;
  std::optional<std::size_t> open;
  for (std::size_t d = 0; d < shape.size(); ++d) {
    if (shape[d] == 0 && !zero_is_zero) {
      if (d >= x.shape.size()) fail();
      shape[d] = x.shape[d];
    }
    if (shape[d] < -1 || (shape[d] == -1 && open)) fail();
    if (shape[d] == -1) {
      open = d;
      shape[d] = 1;
    }
  }
  const auto others = element_count(shape);
  if (!others) fail();
  if (open) {
    if (*others == 0 || x.size() % *others != 0) fail();
    shape[*open] = static_cast<std::int64_t>(x.size() / *others);
  } else if (*others != x.size()) {
    fail();
  }
  reshape_to(op, std::move(shape));
}

void lower_flatten(Operation& op) {
  const Shape& shape = op.input(0).shape;
  const std::int64_t written = op.integer("axis", 1);
  const std::size_t first =
      written == static_cast<std::int64_t>(shape.size()) ? shape.size() : Operation::axis(written, shape.size());
  const auto middle = shape.begin() + static_cast<std::ptrdiff_t>(first);
  const auto size = [](auto begin, auto end) {
    return std::accumulate(begin, end, std::int64_t{1}, std::multiplies<>());
  };
  reshape_to(op, {size(shape.begin(), middle), size(middle, shape.end())});
}

/// Axes of Squeeze and Unsqueeze: an attribute up to version 12, an input later.
std::optional<std::vector<std::int64_t>> written_axes(Operation& op) {
  auto axes = op.integer_list("axes");
  if (!op.has_input(1)) return axes;
  if (axes) Operation::fail("has its axes as an attribute and as an input; expected one of these");
  if (op.input(1).shape.size() > 1) expect_list(op.input(1), 1);
  return op.integers(1);
}

void lower_squeeze(Operation& op) {
  const Shape& from = op.input(0).shape;
  const auto written = written_axes(op);
  std::vector<std::size_t> axes;
  if (written) {
    axes = Operation::axes(*written, from.size());
  } else {
    for (std::size_t d = 0; d < from.size(); ++d)
      if (from[d] == 1) axes.push_back(d);
  }
  Shape shape;
  for (std::size_t d = 0; d < from.size(); ++d) {
    const bool removed = std::find(axes.begin(), axes.end(), d) != axes.end();
    if (removed && from[d] != 1)
      Operation::fail("removes axis " + std::to_string(d) + " of shape " + shape_text(from) +
                      "; expected a dimension of 1");
    if (!removed) shape.push_back(from[d]);
  }
  reshape_to(op, std::move(shape));
}

void lower_unsqueeze(Operation& op) {
  const Shape& from = op.input(0).shape;
  const auto written = written_axes(op);
  if (!written) Operation::fail("has no axes; expected some");
  const std::size_t rank = from.size() + written->size();
  if (rank > largest_rank) Operation::fail("makes " + std::to_string(rank) + " dimensions; expected fewer");
  const auto axes = Operation::axes(*written, rank);
  Shape shape;
  auto next = from.begin();
  for (std::size_t d = 0; d < rank; ++d)
    shape.push_back(std::find(axes.begin(), axes.end(), d) != axes.end() ? 1 : *next++);
  reshape_to(op, std::move(shape));
}

void lower_transpose(Operation& op) {
  const Value& x = op.input(0);
  const std::size_t rank = x.shape.size();
  std::vector<std::int64_t> reversed(rank);
  for (std::size_t d = 0; d < rank; ++d) reversed[d] = static_cast<std::int64_t>(rank - 1 - d);
  const auto order = Operation::axes(op.integer_list("perm").value_or(reversed), rank);
  if (order.size() != rank)
    Operation::fail("orders " + std::to_string(order.size()) + " axes of a tensor of shape " + shape_text(x.shape) +
                    "; expected all");
  const auto own = strides_of(x.shape);
  Shape shape;
  std::vector<std::int64_t> strides;
  for (const std::size_t axis : order) {
    shape.push_back(x.shape[axis]);
    strides.push_back(own[axis]);
  }
  op.lowering().charge(shape);
  op.result(Operation::select(x, shape, offsets(shape, strides)));
}

void lower_expand(Operation& op) {
  const Value& x = op.input(0);
  expect_list(op.input(1), 1);
  const Shape wanted = op.integers(1);
  for (const std::int64_t dimension : wanted)
    if (dimension < 0) Operation::fail("expands to shape " + shape_text(wanted) + "; expected no negative dimension");
  const auto shape = broadcast(x.shape, wanted);
  if (!shape)
    Operation::fail("expands shape " + shape_text(x.shape) + " to " + shape_text(wanted) +
                    "; expected shapes that fit each other");
  op.lowering().charge(*shape);
  op.result(Operation::select(x, *shape, offsets(*shape, broadcast_strides(x.shape, *shape))));
}

/// The input repeated along its axes, each a number of times.
void lower_tile(Operation& op) {
  const Value& x = op.input(0);
  expect_list(op.input(1), 1);
  const auto times = op.integers(1);
  if (times.size() != x.shape.size())
    Operation::fail("has " + std::to_string(times.size()) + " repeats for a tensor of shape " + shape_text(x.shape) +
                    "; expected one for each dimension");
  // Each axis becomes two, of which the first is repeated without a stride.
  Shape split, shape;
  std::vector<std::int64_t> strides;
  const auto own = strides_of(x.shape);
  for (std::size_t d = 0; d < times.size(); ++d) {
    if (times[d] < 0 || times[d] > std::int64_t{1} << 30)
      Operation::fail("repeats an axis " + std::to_string(times[d]) + " times; expected from 0 to 2^30");
    split.insert(split.end(), {times[d], x.shape[d]});
    strides.insert(strides.end(), {0, own[d]});
    if (x.shape[d] > std::int64_t{1} << 30) Operation::fail("repeats a tensor that is too large");
    shape.push_back(times[d] * x.shape[d]);
  }
  op.lowering().charge(shape);
  op.result(Operation::select(x, shape, offsets(split, strides)));
}

/// Nothing is dropped outside of training.
void lower_dropout(Operation& op) {
  for (const char* name : {"ratio", "seed", "is_test", "consumed_inputs"}) op.ignore(name);
  if (op.has_input(2) && (!op.input(2).known || op.input(2).size() != 1 || op.input(2).numbers[0] != 0))
    Operation::fail("is in training; expected its input 2 to be false");
  reshape_to(op, op.input(0).shape);
}

constexpr Operator table[] = {
    {"Identity", 1, 1, lower_identity},   {"Dropout", 1, 3, lower_dropout}, {"Reshape", 1, 2, lower_reshape},
    {"Flatten", 1, 1, lower_flatten},     {"Squeeze", 1, 2, lower_squeeze}, {"Unsqueeze", 1, 2, lower_unsqueeze},
    {"Transpose", 1, 1, lower_transpose}, {"Expand", 2, 2, lower_expand},   {"Tile", 2, 2, lower_tile},
};

}  // namespace

std::span<const Operator> shape_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
