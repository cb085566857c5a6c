// Operators that relate each entry to those beside it: softmax and the normalisations.

#include "onnx/reduction.hpp"

#include <algorithm>
#include <numeric>

namespace klprop::formats::onnx_detail {
namespace {

using Nodes = std::vector<GraphNodeId>;

std::vector<std::size_t> axes_from(std::size_t first, std::size_t rank) {
  std::vector<std::size_t> axes(rank - first);
  std::iota(axes.begin(), axes.end(), first);
  return axes;
}

/// Up to version 12 all axes from the written one on were one row.
std::vector<std::size_t> softmax_axes(Operation& op, std::size_t rank) {
  const bool old = op.opset() < 13;
  const std::int64_t written = op.integer("axis", old ? 1 : -1);
  if (old && written == static_cast<std::int64_t>(rank)) return {};
  const std::size_t first = Operation::axis(written, rank);
  return old ? axes_from(first, rank) : std::vector<std::size_t>{first};
}

/// One log-sum-exp per row, and one node or two for each entry.
void lower_rows(Operation& op, bool logarithm) {
  const Value& input = op.input(0);
  const Reduction rows = reduction(op, input.shape, softmax_axes(op, input.shape.size()));
  op.lowering().charge(3 * op.lowering().charge(input.shape));
  const Nodes& x = op.nodes(0);
  Nodes result(x.size()), row;
  if (!x.empty()) {
    for (std::size_t r = 0; r < rows.groups.size(); ++r) {
      rows.group(x, r, row);
      const GraphNodeId total = op.apply(Primitive::log_sum_exp, row);
      for (std::size_t m = 0; m < row.size(); ++m) {
        const GraphNodeId difference = op.apply(Primitive::subtract, {row[m], total});
        result[rows.groups[r] + rows.members[m]] = logarithm ? difference : op.apply(Primitive::exp, {difference});
      }
    }
  }
  op.result(input.type, input.shape, std::move(result));
}

void lower_softmax(Operation& op) {
  lower_rows(op, false);
}
void lower_log_softmax(Operation& op) {
  lower_rows(op, true);
}

/// x − mean, and 1/√(variance + ε).
struct Standardised {
  Nodes centred;
  GraphNodeId mean;
  GraphNodeId inverse_deviation;
};

Standardised standardise(Operation& op, const Nodes& x, GraphNodeId share, GraphNodeId epsilon) {
  Standardised result;
  result.mean = op.apply(Primitive::product, {share, op.sum(x)});
  for (const GraphNodeId node : x) result.centred.push_back(op.apply(Primitive::subtract, {node, result.mean}));
  const GraphNodeId squares = op.builder().dot(result.centred, result.centred);
  const GraphNodeId variance = op.apply(Primitive::affine, {share, squares, epsilon});
  result.inverse_deviation = op.builder().power(op.apply(Primitive::sqrt, {variance}), -1);
  return result;
}

/// A scale or a bias, repeated to the shape of the input.
std::vector<std::size_t> repeated(Operation& op, std::size_t i, const Shape& shape) {
  const Shape& own = op.input(i).shape;
  const auto joined = broadcast(shape, own);
  if (!joined || *joined != shape)
    Operation::fail("has input " + std::to_string(i) + " of shape " + shape_text(own) + "; expected one that can be " +
                    "repeated to " + shape_text(shape));
  return offsets(shape, broadcast_strides(own, shape));
}

void lower_layer_normalisation(Operation& op) {
  const Value& input = op.input(0);
  const std::size_t first = Operation::axis(op.integer("axis", -1), input.shape.size());
  op.ignore("stash_type");
  const Rational epsilon = op.number("epsilon", 1e-5F);
  const Reduction rows = reduction(op, input.shape, axes_from(first, input.shape.size()));
  op.lowering().charge(8 * op.lowering().charge(input.shape) + 8 * rows.groups.size());
  const Nodes& x = op.nodes(0);
  if (x.empty()) Operation::fail("normalises an empty tensor; expected entries");
  const GraphNodeId share = op.constant(Rational(Integer(1), Integer(rows.members.size())));
  const GraphNodeId offset = op.constant(epsilon);
  const auto scale_places = repeated(op, 1, input.shape);
  const auto bias_places = op.has_input(2) ? repeated(op, 2, input.shape) : std::vector<std::size_t>{};
  const Nodes& scale = op.nodes(1);
  const Nodes* bias = op.has_input(2) ? &op.nodes(2) : nullptr;
  Nodes result(x.size()), means, deviations, row;
  for (std::size_t r = 0; r < rows.groups.size(); ++r) {
    rows.group(x, r, row);
    const Standardised part = standardise(op, row, share, offset);
    means.push_back(part.mean);
    deviations.push_back(part.inverse_deviation);
    for (std::size_t m = 0; m < row.size(); ++m) {
      const std::size_t place = rows.groups[r] + rows.members[m];
      GraphNodeId node =
          op.apply(Primitive::product, {part.centred[m], part.inverse_deviation, scale[scale_places[place]]});
      if (bias != nullptr) node = op.apply(Primitive::sum, {node, (*bias)[bias_places[place]]});
      result[place] = node;
    }
  }
  op.result(input.type, input.shape, std::move(result));
  op.result(input.type, rows.with_ones, std::move(means));
  op.result(input.type, rows.with_ones, std::move(deviations));
}

/// (x − mean)/√(variance + ε) · scale + bias, with mean and variance of each channel given: inference, not training.
void lower_batch_normalisation(Operation& op) {
  const Value& input = op.input(0);
  const Shape& shape = input.shape;
  if (op.integer("training_mode", 0) != 0) Operation::fail("is in training; expected the attribute training_mode 0");
  if (op.opset() < 7 && op.integer("is_test", 1) == 0) Operation::fail("is in training; expected is_test 1");
  if (op.opset() < 9 && op.integer("spatial", 1) != 1) Operation::fail("is not spatial; expected the attribute 1");
  if (op.opset() < 7) op.ignore("consumed_inputs");
  op.ignore("momentum");
  if (shape.size() < 2) Operation::fail("has an input of shape " + shape_text(shape) + "; expected channels");
  for (std::size_t i = 1; i < 5; ++i)
    if (op.input(i).shape != Shape{shape[1]})
      Operation::fail("has input " + std::to_string(i) + " of shape " + shape_text(op.input(i).shape) + "; expected " +
                      shape_text({shape[1]}));
  op.lowering().charge(6 * op.lowering().charge(shape) + 8 * op.input(1).size());
  const GraphNodeId epsilon = op.constant(op.number("epsilon", 1e-5F));
  const auto channels = static_cast<std::size_t>(shape[1]);
  Nodes factors;
  for (std::size_t c = 0; c < channels; ++c) {
    const GraphNodeId variance = op.apply(Primitive::sum, {op.nodes(4)[c], epsilon});
    factors.push_back(op.apply(Primitive::divide, {op.nodes(1)[c], op.apply(Primitive::sqrt, {variance})}));
  }
  const Nodes &x = op.nodes(0), &bias = op.nodes(2), &mean = op.nodes(3);
  const std::size_t area = x.empty() ? 1 : x.size() / (static_cast<std::size_t>(shape[0]) * channels);
  Nodes result;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t c = i / area % channels;
    const GraphNodeId centred = op.apply(Primitive::subtract, {x[i], mean[c]});
    result.push_back(op.apply(Primitive::affine, {centred, factors[c], bias[c]}));
  }
  op.result(input.type, shape, std::move(result));
}

constexpr Operator table[] = {
    {"Softmax", 1, 1, lower_softmax},
    {"LogSoftmax", 1, 1, lower_log_softmax},
    {"LayerNormalization", 2, 3, lower_layer_normalisation},
    {"BatchNormalization", 5, 5, lower_batch_normalisation},
};

}  // namespace

std::span<const Operator> normalisation_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
