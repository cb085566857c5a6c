// Operators that work entry by entry: arithmetic and elementary functions.

#include "onnx/broadcasting.hpp"

#include <algorithm>
#include <limits>

namespace klprop::formats::onnx_detail {
namespace {

/// Up to version 6 the second input was repeated only when asked to, and then from any axis on.
void apply_old_broadcasting(Operation& op, Shape& a, Shape& b) {
  if (op.opset() >= 7) return;
  const bool repeated = op.integer("broadcast", 0) != 0;
  const bool has_axis = op.has_attribute("axis");
  const std::int64_t written = op.integer("axis", 0);
  op.ignore("consumed_inputs");
  if (!repeated || !has_axis) return;
  const std::size_t first = Operation::axis(written, a.size());
  if (first + b.size() > a.size())
    Operation::fail("repeats a tensor of shape " + shape_text(b) + " from axis " + std::to_string(first) + " on to " +
                    shape_text(a) + "; expected fewer dimensions");
  b.resize(a.size() - first, 1);
}

Integer quotient(const Rational& a, const Rational& b) {
  if (b == 0) Operation::fail("divides an integer by 0");
  Integer result;  // towards zero, like the machines that the specification has in mind
  mpz_tdiv_q(result.backend().data(), mpq_numref(a.backend().data()), mpq_numref(b.backend().data()));
  return result;
}

Rational fold(Primitive primitive, const Rational& a, const Rational& b) {
  switch (primitive) {
    case Primitive::sum:
      return a + b;
    case Primitive::subtract:
      return a - b;
    case Primitive::product:
      return a * b;
    case Primitive::divide:
      return Rational(quotient(a, b));
    case Primitive::maximum:
      return std::max(a, b);
    default:
      return std::min(a, b);
  }
}

template <Primitive primitive>
void lower_unary(Operation& op) {
  if (op.opset() < 7) op.ignore("consumed_inputs");
  map_entries(op, [&](GraphNodeId x) { return op.apply(primitive, {x}); });
}

void expect_one_type(Operation& op) {
  for (std::size_t i = 1; i < op.input_count(); ++i)
    if (op.input(i).type != op.input(0).type) Operation::fail("has inputs of different types; expected one type");
}

void lower_integers(Operation& op, Primitive primitive, const Broadcast& all) {
  std::vector<Rational> result;
  result.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    Rational value = op.input(0).numbers[all.places[0][i]];
    for (std::size_t k = 1; k < all.places.size(); ++k)
      value = machine_integer(fold(primitive, value, op.input(k).numbers[all.places[k][i]]));
    result.push_back(std::move(value));
  }
  op.known_result(op.input(0).type, all.shape, std::move(result));
}

/// Any number of inputs, each entry of the result a node of its own; one input alone is passed on.
std::vector<GraphNodeId> combine(Operation& op, Primitive primitive, const Broadcast& all) {
  std::vector<GraphNodeId> result;
  result.reserve(all.size());
  std::vector<GraphNodeId> arguments(all.places.size());
  std::vector<const std::vector<GraphNodeId>*> inputs;
  for (std::size_t k = 0; k < arguments.size(); ++k) inputs.push_back(&op.nodes(k));
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t k = 0; k < arguments.size(); ++k) arguments[k] = (*inputs[k])[all.places[k][i]];
    result.push_back(arguments.size() == 1 ? arguments[0] : op.apply(primitive, arguments));
  }
  return result;
}

template <Primitive primitive>
void lower_joined(Operation& op) {
  expect_one_type(op);
  const Broadcast all = broadcast_inputs(op, 0, op.input_count());
  if (op.input(0).type == ElementType::integer) return lower_integers(op, primitive, all);
  op.result(op.input(0).type, all.shape, combine(op, primitive, all));
}

void lower_mean(Operation& op) {
  expect_one_type(op);
  const Broadcast all = broadcast_inputs(op, 0, op.input_count());
  op.lowering().charge(3 * all.size());
  const GraphNodeId share = op.constant(Rational(1, static_cast<unsigned long>(op.input_count())));
  std::vector<GraphNodeId> result = combine(op, Primitive::sum, all);
  for (GraphNodeId& node : result) node = op.apply(Primitive::product, {share, node});
  op.result(op.input(0).type, all.shape, std::move(result));
}

void lower_negate(Operation& op) {
  if (op.input(0).type != ElementType::integer) return lower_unary<Primitive::negate>(op);
  op.lowering().charge(op.input(0).shape);
  std::vector<Rational> result;
  for (const Rational& value : op.input(0).numbers) result.push_back(machine_integer(-value));
  op.known_result(ElementType::integer, op.input(0).shape, std::move(result));
}

void lower_reciprocal(Operation& op) {
  if (op.opset() < 7) op.ignore("consumed_inputs");
  map_entries(op, [&](GraphNodeId x) { return op.builder().power(x, -1); });
}

GraphNodeId power(Operation& op, GraphNodeId base, const Rational& exponent) {
  constexpr long most = 1'000'000;  // beyond that, nobody wants the power exactly
  if (exponent == 1) return base;
  if (exponent == Rational(1, 2)) return op.apply(Primitive::sqrt, {base});
  if (denominator(exponent) == 1 && abs(exponent) <= most)
    return op.builder().power(base, mpz_get_si(mpq_numref(exponent.backend().data())));
  return op.builder().real_power(base, exponent);
}

void lower_pow(Operation& op) {
  const Broadcast all = broadcast_inputs(op, 0, 2);
  const Value& base = op.input(0);
  const Value& exponent = op.input(1);
  const auto& x = op.nodes(0);
  std::vector<GraphNodeId> result;
  result.reserve(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const GraphNodeId of = x[all.places[0][i]];
    const std::size_t by = all.places[1][i];
    result.push_back(exponent.known ? power(op, of, exponent.numbers[by])
                                    : op.apply(Primitive::pow, {of, exponent.nodes[by]}));
  }
  op.result(base.type, all.shape, std::move(result));
}

constexpr Operator table[] = {
    {"Add", 2, 2, lower_joined<Primitive::sum>},
    {"Sub", 2, 2, lower_joined<Primitive::subtract>},
    {"Mul", 2, 2, lower_joined<Primitive::product>},
    {"Div", 2, 2, lower_joined<Primitive::divide>},
    {"Sum", 1, any_number, lower_joined<Primitive::sum>},
    {"Max", 1, any_number, lower_joined<Primitive::maximum>},
    {"Min", 1, any_number, lower_joined<Primitive::minimum>},
    {"Mean", 1, any_number, lower_mean},
    {"Neg", 1, 1, lower_negate},
    {"Reciprocal", 1, 1, lower_reciprocal},
    {"Pow", 2, 2, lower_pow},
    {"Sqrt", 1, 1, lower_unary<Primitive::sqrt>},
    {"Exp", 1, 1, lower_unary<Primitive::exp>},
    {"Log", 1, 1, lower_unary<Primitive::log>},
    {"Sin", 1, 1, lower_unary<Primitive::sin>},
    {"Cos", 1, 1, lower_unary<Primitive::cos>},
    {"Tan", 1, 1, lower_unary<Primitive::tan>},
    {"Tanh", 1, 1, lower_unary<Primitive::tanh>},
    {"Erf", 1, 1, lower_unary<Primitive::erf>},
    {"Abs", 1, 1, lower_unary<Primitive::abs>},
    {"Sigmoid", 1, 1, lower_unary<Primitive::logistic>},
    {"Softplus", 1, 1, lower_unary<Primitive::softplus>},
    {"Relu", 1, 1, lower_unary<Primitive::relu>},
};

}  // namespace

Rational machine_integer(const Rational& value) {
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max())
    Operation::fail("computes an integer beyond 64 bits");
  return value;
}

Broadcast broadcast_inputs(Operation& op, std::size_t first, std::size_t last) {
  std::vector<Shape> shapes;
  for (std::size_t i = first; i < last; ++i) shapes.push_back(op.input(i).shape);
  if (shapes.size() == 2) apply_old_broadcasting(op, shapes[0], shapes[1]);
  Broadcast result{shapes[0], {}};
  for (std::size_t i = 1; i < shapes.size(); ++i) {
    const auto joined = broadcast(result.shape, shapes[i]);
    if (!joined)
      Operation::fail("has inputs of shapes " + shape_text(result.shape) + " and " + shape_text(shapes[i]) +
                      "; expected shapes that fit each other");
    result.shape = *joined;
  }
  op.lowering().charge(shapes.size() * op.lowering().charge(result.shape));
  for (const Shape& shape : shapes)
    result.places.push_back(offsets(result.shape, broadcast_strides(shape, result.shape)));
  return result;
}

std::span<const Operator> elementwise_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
