// Operators that pick entries of tensors, or join tensors: Slice, Split, Gather, Concat, Pad.

#include "onnx/lowering.hpp"

#include <algorithm>
#include <limits>

namespace klprop::formats::onnx_detail {
namespace {

/// Tensors of the types of which entries may stand in one tensor.
void append(Operation& op, Value& to, const Value& from, const std::vector<std::size_t>& places) {
  if (to.known) {
    for (const std::size_t place : places) to.numbers.push_back(from.numbers[place]);
  } else {
    const auto& nodes = op.lowering().nodes(from);
    for (const std::size_t place : places) to.nodes.push_back(nodes[place]);
  }
}

void lower_concat(Operation& op) {
  const Value& first = op.input(0);
  if (op.opset() >= 4 && !op.has_attribute("axis")) Operation::fail("has no attribute 'axis'; expected one");
  const std::size_t axis = Operation::axis(op.integer("axis", 1), first.shape.size());
  Shape shape = first.shape;
  shape[axis] = 0;
  bool known = true;
  for (std::size_t i = 0; i < op.input_count(); ++i) {
    const Value& x = op.input(i);
    Shape others = x.shape;
    if (axis < others.size()) others[axis] = first.shape[axis];
    if (others != first.shape || x.real() != first.real())
      Operation::fail("joins shapes " + shape_text(first.shape) + " and " + shape_text(x.shape) + " along axis " +
                      std::to_string(axis) + "; expected tensors of one type that are equal in the others");
    shape[axis] += x.shape[axis];
    known = known && x.known;
  }
  op.lowering().charge(shape);
  Value result{first.type, shape, known, {}, {}};
  // Row by row: all that stands before the axis, and of each input what belongs to it.
  std::uint64_t rows = 1;
  for (std::size_t d = 0; d < axis; ++d) rows *= static_cast<std::uint64_t>(shape[d]);
  op.lowering().charge(rows * op.input_count());
  std::vector<std::size_t> places;
  for (std::uint64_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < op.input_count(); ++i) {
      const Value& x = op.input(i);
      const std::size_t length = x.size() / rows;
      places.clear();
      for (std::size_t k = 0; k < length; ++k) places.push_back(row * length + k);
      append(op, result, x, places);
    }
  }
  op.result(std::move(result));
}

/// Part of an axis, as Python's `range` would number it.
struct Range {
  std::int64_t start, step, count;
};

Range slice_range(std::int64_t start, std::int64_t end, std::int64_t step, std::int64_t size) {
  if (step == 0 || step == std::numeric_limits<std::int64_t>::min())
    Operation::fail("has a step of " + std::to_string(step) + "; expected another");
  const std::int64_t least = step > 0 ? 0 : -1;
  const std::int64_t most = step > 0 ? size : size - 1;
  const auto clamp = [&](std::int64_t i) { return std::clamp(i < 0 ? i + size : i, least, most); };
  start = clamp(start);
  end = clamp(end);
  const std::int64_t length = step > 0 ? end - start : start - end;
  const std::int64_t stride = step > 0 ? step : -step;
  return {start, step, length <= 0 ? 0 : (length - 1) / stride + 1};
}

std::vector<std::int64_t> list(Operation& op, std::size_t i) {
  if (op.input(i).shape.size() != 1)
    Operation::fail("has input " + std::to_string(i) + " of shape " + shape_text(op.input(i).shape) +
                    "; expected a list");
  return op.integers(i);
}

/// Up to version 9 attributes, later inputs.
void lower_slice(Operation& op) {
  const Value& x = op.input(0);
  const bool old = op.opset() < 10;
  if (old != (op.input_count() == 1)) Operation::fail("has its bounds in the wrong place for its version");
  if (old && (!op.has_attribute("starts") || !op.has_attribute("ends")))
    Operation::fail("has no bounds; expected the attributes 'starts' and 'ends'");
  const auto starts = old ? *op.integer_list("starts") : list(op, 1);
  const auto ends = old ? *op.integer_list("ends") : list(op, 2);
  std::optional<std::vector<std::int64_t>> written = old ? op.integer_list("axes") : std::nullopt;
  if (op.has_input(3)) written = list(op, 3);
  if (!written) {
    written.emplace();
    for (std::size_t d = 0; d < starts.size(); ++d) written->push_back(static_cast<std::int64_t>(d));
  }
  const auto steps = op.has_input(4) ? list(op, 4) : std::vector<std::int64_t>(starts.size(), 1);
  const auto axes = Operation::axes(*written, x.shape.size());
  if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
    Operation::fail("has lists of different lengths; expected a start, an end, an axis and a step for each");

  Shape shape = x.shape;
  auto strides = strides_of(x.shape);
  std::int64_t first = 0;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Range range = slice_range(starts[i], ends[i], steps[i], x.shape[axes[i]]);
    shape[axes[i]] = range.count;
    if (range.count > 0) first += range.start * strides[axes[i]];
    if (range.count > 1) strides[axes[i]] *= range.step;
  }
  op.lowering().charge(shape);
  op.result(Operation::select(x, shape, offsets(shape, strides, first)));
}

void lower_split(Operation& op) {
  const Value& x = op.input(0);
  const std::size_t axis = Operation::axis(op.integer("axis", 0), x.shape.size());
  auto sizes = op.integer_list("split");
  if (op.has_input(1)) sizes = list(op, 1);
  const std::int64_t parts = op.integer("num_outputs", static_cast<std::int64_t>(op.output_count()));
  if (parts < 1 || parts != static_cast<std::int64_t>(op.output_count()))
    Operation::fail("has " + std::to_string(op.output_count()) + " outputs for " + std::to_string(parts) +
                    " parts; expected as many");
  if (!sizes) {
    // Equal parts; the last one is smaller where they cannot be equal.
    const std::int64_t size = (x.shape[axis] + parts - 1) / parts;
    std::int64_t rest = x.shape[axis];
    sizes.emplace();
    for (std::int64_t part = 0; part < parts; ++part, rest -= sizes->back()) sizes->push_back(std::min(size, rest));
  }
  std::int64_t first = 0;
  for (const std::int64_t size : *sizes) {
    if (size < 0 || size > x.shape[axis] - first) {
      first = -1;
      break;
    }
    first += size;
  }
  if (first != x.shape[axis] || sizes->size() != static_cast<std::size_t>(parts))
    Operation::fail("splits axis " + std::to_string(axis) + " of shape " + shape_text(x.shape) + " into parts of " +
                    shape_text(*sizes) + "; expected one for each output, and that in all");
  first = 0;
  for (const std::int64_t size : *sizes) {
    Shape shape = x.shape;
    shape[axis] = size;
    op.lowering().charge(shape);
    const auto strides = strides_of(x.shape);
    op.result(Operation::select(x, shape, offsets(shape, strides, first * strides[axis])));
    first += size;
  }
}

/// For each index an entry of the axis, which may count from the end.
void lower_gather(Operation& op) {
  const Value& x = op.input(0);
  const std::size_t axis = Operation::axis(op.integer("axis", 0), x.shape.size());
  const Shape& index_shape = op.input(1).shape;
  const auto indices = op.integers(1);
  const auto split = x.shape.begin() + static_cast<std::ptrdiff_t>(axis);
  const Shape before(x.shape.begin(), split), after(split + 1, x.shape.end());
  Shape shape = before;
  shape.insert(shape.end(), index_shape.begin(), index_shape.end());
  shape.insert(shape.end(), after.begin(), after.end());
  op.lowering().charge(shape);
  const auto strides = strides_of(x.shape);
  const auto outer = offsets(before, {strides.begin(), strides.begin() + static_cast<std::ptrdiff_t>(axis)});
  const auto inner = offsets(after, {strides.begin() + static_cast<std::ptrdiff_t>(axis) + 1, strides.end()});
  std::vector<std::size_t> places;
  for (const std::size_t row : outer) {
    for (const std::int64_t written : indices) {
      const std::int64_t size = x.shape[axis];
      if (written < -size || written >= size)
        Operation::fail("picks entry " + std::to_string(written) + " of an axis of " + std::to_string(size) +
                        "; expected one below that");
      const auto index = static_cast<std::size_t>(written < 0 ? written + size : written);
      for (const std::size_t rest : inner)
        places.push_back(row + index * static_cast<std::size_t>(strides[axis]) + rest);
    }
  }
  op.result(Operation::select(x, std::move(shape), places));
}

/// Up to version 10 attributes, later inputs. Only padding with a constant is known.
void lower_pad(Operation& op) {
  const Value& x = op.input(0);
  const std::size_t rank = x.shape.size();
  if (op.text("mode", "constant") != "constant") Operation::fail("pads in another mode; expected 'constant'");
  if (op.has_input(3)) Operation::fail("has an input of axes, which is not supported");
  const bool old = op.opset() < 11;
  if (old == (op.input_count() > 1)) Operation::fail("has its padding in the wrong place for its version");
  const auto as_attribute = op.integer_list(op.opset() < 2 ? "paddings" : "pads");
  const auto pads = old ? as_attribute.value_or(std::vector<std::int64_t>{}) : list(op, 1);
  const Rational fill = old ? op.number("value", 0.0F) : Rational(0);
  if (pads.size() != 2 * rank)
    Operation::fail("has " + std::to_string(pads.size()) + " values of padding; expected " + std::to_string(2 * rank));
  if (!x.real()) Operation::fail("pads integers or truth values; expected floating-point numbers");
  Shape shape = x.shape;
  for (std::size_t d = 0; d < rank; ++d) {
    if (pads[d] < 0 || pads[d + rank] < 0 || pads[d] > 1 << 30 || pads[d + rank] > 1 << 30)
      Operation::fail("pads by " + shape_text(pads) + "; expected from 0 to 2^30");
    shape[d] += pads[d] + pads[d + rank];
  }
  op.lowering().charge(shape);
  GraphNodeId around = 0;
  if (op.has_input(2)) {
    if (op.input(2).size() != 1) Operation::fail("pads with several numbers; expected one");
    around = op.nodes(2)[0];
  } else {
    around = op.constant(fill);
  }
  std::vector<GraphNodeId> result(element_count(shape).value_or(0), around);
  const auto strides = strides_of(shape);
  std::int64_t first = 0;
  for (std::size_t d = 0; d < rank; ++d) first += pads[d] * strides[d];
  const auto places = offsets(x.shape, strides, first);
  const auto& nodes = op.nodes(0);
  for (std::size_t i = 0; i < nodes.size(); ++i) result[places[i]] = nodes[i];
  op.result(x.type, std::move(shape), std::move(result));
}

constexpr Operator table[] = {
    {"Concat", 1, any_number, lower_concat}, {"Slice", 1, 5, lower_slice}, {"Split", 1, 2, lower_split},
    {"Gather", 2, 2, lower_gather},          {"Pad", 1, 4, lower_pad},
};

}  // namespace

std::span<const Operator> selection_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
