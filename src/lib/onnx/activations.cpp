// Operators that work entry by entry: what networks put between their layers.

#include "onnx/broadcasting.hpp"

namespace klprop::formats::onnx_detail {
namespace {

void lower_leaky_relu(Operation& op) {
  const Rational slope = op.number("alpha", 0.01F);
  if (op.opset() < 7) op.ignore("consumed_inputs");
  map_entries(op, [&](GraphNodeId x) { return op.builder().leaky_relu(x, slope); });
}

/// relu(x) − slope · relu(−x): the slope may be any tensor, with a derivative of its own.
void lower_prelu(Operation& op) {
  const Shape& shape = op.input(0).shape;
  Shape slope_shape = op.input(1).shape;
  // Up to version 6 a slope for each channel stands alone; later ones repeat it like any tensor.
  if (op.opset() < 7 && slope_shape.size() == 1 && shape.size() > 1) slope_shape.resize(shape.size() - 1, 1);
  const auto joined = broadcast(shape, slope_shape);
  if (!joined || *joined != shape)
    Operation::fail("has slopes of shape " + shape_text(op.input(1).shape) + " for entries of shape " +
                    shape_text(shape) + "; expected slopes that can be repeated to that");
  op.lowering().charge(10 * op.lowering().charge(shape));
  const auto places = offsets(shape, broadcast_strides(slope_shape, shape));
  const auto& x = op.nodes(0);
  const auto& slope = op.nodes(1);
  std::vector<GraphNodeId> result;
  result.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const GraphNodeId left = op.apply(Primitive::relu, {op.apply(Primitive::negate, {x[i]})});
    const GraphNodeId scaled = op.apply(Primitive::product, {slope[places[i]], left});
    result.push_back(op.apply(Primitive::subtract, {op.apply(Primitive::relu, {x[i]}), scaled}));
  }
  op.result(op.input(0).type, shape, std::move(result));
}

void lower_gelu(Operation& op) {
  const std::string form = op.text("approximate", "none");
  if (form != "none" && form != "tanh")
    Operation::fail("has the attribute 'approximate' other than none and tanh; expected one of these");
  const Primitive primitive = form == "none" ? Primitive::gelu : Primitive::gelu_tanh;
  map_entries(op, [&](GraphNodeId x) { return op.apply(primitive, {x}); });
}

/// max(0, min(1, αx + β))
GraphNodeId hard_sigmoid(Operation& op, GraphNodeId x, GraphNodeId alpha, GraphNodeId beta) {
  const GraphNodeId line = op.apply(Primitive::affine, {x, alpha, beta});
  return op.apply(Primitive::relu, {op.apply(Primitive::minimum, {line, op.constant(1)})});
}

void lower_hard_sigmoid(Operation& op) {
  const GraphNodeId alpha = op.constant(op.number("alpha", 0.2F));
  const GraphNodeId beta = op.constant(op.number("beta", 0.5F));
  if (op.opset() < 7) op.ignore("consumed_inputs");
  op.lowering().charge(8 * op.input(0).size());
  map_entries(op, [&](GraphNodeId x) { return hard_sigmoid(op, x, alpha, beta); });
}

void lower_hard_swish(Operation& op) {
  const GraphNodeId alpha = op.constant(Rational(1, 6));
  const GraphNodeId beta = op.constant(Rational(1, 2));
  op.lowering().charge(12 * op.input(0).size());
  map_entries(op, [&](GraphNodeId x) { return op.apply(Primitive::product, {x, hard_sigmoid(op, x, alpha, beta)}); });
}

/// x · tanh(softplus(x))
void lower_mish(Operation& op) {
  op.lowering().charge(6 * op.input(0).size());
  map_entries(op, [&](GraphNodeId x) {
    const GraphNodeId gate = op.apply(Primitive::tanh, {op.apply(Primitive::softplus, {x})});
    return op.apply(Primitive::product, {x, gate});
  });
}

/// A bound of Clip: an attribute up to version 10, an input later.
std::optional<GraphNodeId> bound(Operation& op, std::size_t i, std::string_view name) {
  if (op.opset() < 11) return op.has_attribute(name) ? std::optional(op.constant(op.number(name, 0.0F))) : std::nullopt;
  if (!op.has_input(i)) return std::nullopt;
  if (op.nodes(i).size() != 1 || op.input(i).shape.size() > 1)
    Operation::fail("has a bound of shape " + shape_text(op.input(i).shape) + "; expected one number");
  return op.nodes(i)[0];
}

void lower_clip(Operation& op) {
  if (op.opset() < 11 && op.input_count() > 1) Operation::fail("has its bounds as inputs; expected attributes");
  if (op.opset() < 6) op.ignore("consumed_inputs");
  const auto least = bound(op, 1, "min");
  const auto most = bound(op, 2, "max");
  op.lowering().charge(4 * op.input(0).size());
  map_entries(op, [&](GraphNodeId x) {
    if (least) x = op.apply(Primitive::maximum, {x, *least});
    return most ? op.apply(Primitive::minimum, {x, *most}) : x;
  });
}

constexpr Operator table[] = {
    {"LeakyRelu", 1, 1, lower_leaky_relu},
    {"PRelu", 2, 2, lower_prelu},
    {"Gelu", 1, 1, lower_gelu},
    {"HardSigmoid", 1, 1, lower_hard_sigmoid},
    {"HardSwish", 1, 1, lower_hard_swish},
    {"Mish", 1, 1, lower_mish},
    {"Clip", 1, 3, lower_clip},
};

}  // namespace

std::span<const Operator> activation_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
