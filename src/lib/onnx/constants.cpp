// Operators whose results are numbers that are known at once: constants, and what is made of shapes.

#include "onnx/broadcasting.hpp"
#include "onnx/lowering.hpp"
#include "onnx/tensor_data.hpp"

#include <algorithm>
#include <cmath>

namespace klprop::formats::onnx_detail {
namespace {

void result_of(Operation& op, Tensor tensor) {
  op.lowering().charge(tensor.shape);
  op.known_result(tensor.type, std::move(tensor.shape), std::move(tensor.values));
}

std::vector<Rational> rationals(const std::vector<std::int64_t>& values) {
  return {values.begin(), values.end()};
}

void known_integers(Operation& op, const std::vector<std::int64_t>& values, bool is_list) {
  Shape shape;
  if (is_list) shape.push_back(static_cast<std::int64_t>(values.size()));
  op.lowering().charge(shape);
  op.known_result(ElementType::integer, shape, rationals(values));
}

void lower_constant(Operation& op) {
  std::size_t found = 0;
  const auto has = [&](std::string_view name) {
    const bool here = op.has_attribute(name);
    found += here ? 1 : 0;
    return here;
  };
  if (has("value")) result_of(op, read_tensor(op.attribute("value")->t()));
  if (has("value_int")) known_integers(op, {op.integer("value_int", 0)}, false);
  if (has("value_ints")) known_integers(op, *op.integer_list("value_ints"), true);
  if (has("value_float")) op.known_result(ElementType::float32, {}, {op.number("value_float", 0.0F)});
  if (has("value_floats")) {
    std::vector<Rational> values;
    for (const float value : op.attribute("value_floats")->floats())
      values.push_back(exact(static_cast<double>(value)));
    const Shape shape = {static_cast<std::int64_t>(values.size())};
    op.lowering().charge(shape);
    op.known_result(ElementType::float32, shape, std::move(values));
  }
  if (found != 1)
    Operation::fail("has " + std::to_string(found) +
                    " values that are numbers; expected one of 'value', 'value_int', " +
                    "'value_ints', 'value_float' and 'value_floats'");
}

void lower_constant_of_shape(Operation& op) {
  const Shape shape = op.integers(0);
  for (const std::int64_t dimension : shape)
    if (dimension < 0) Operation::fail("has shape " + shape_text(shape) + "; expected no negative dimension");
  Tensor fill;
  fill.type = ElementType::float32;
  fill.values = {Rational(0)};
  if (const auto* value = op.attribute("value")) fill = read_tensor(value->t());
  if (fill.values.size() != 1) Operation::fail("has several values to fill with; expected one");
  const std::uint64_t count = op.lowering().charge(shape);
  op.known_result(fill.type, shape, std::vector<Rational>(count, fill.values[0]));
}

void lower_shape(Operation& op) {
  const Shape& shape = op.input(0).shape;
  const auto rank = static_cast<std::int64_t>(shape.size());
  const auto clamp = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  const std::int64_t start = clamp(op.integer("start", 0));
  const std::int64_t end = std::max(start, clamp(op.integer("end", rank)));
  known_integers(op, {shape.begin() + start, shape.begin() + end}, true);
}

void lower_size(Operation& op) {
  known_integers(op, {static_cast<std::int64_t>(op.input(0).size())}, false);
}

/// start, start + delta, … below the limit.
void lower_range(Operation& op) {
  Rational bounds[3];
  for (std::size_t i = 0; i < 3; ++i) {
    if (!op.input(i).known || op.input(i).size() != 1)
      Operation::fail("has a bound that is not one known number; expected three of these");
    bounds[i] = op.input(i).numbers[0];
  }
  const Rational &start = bounds[0], &limit = bounds[1], &delta = bounds[2];
  if (delta == 0) Operation::fail("has a step of 0; expected another");
  const Rational steps = (limit - start) / delta;
  Integer count = 0;
  if (steps > 0)
    mpz_cdiv_q(count.backend().data(), mpq_numref(steps.backend().data()), mpq_denref(steps.backend().data()));
  if (count > (std::int64_t{1} << 40)) Operation::fail("has a range of more than 2^40 numbers; expected fewer");
  const Shape shape = {count.convert_to<std::int64_t>()};
  op.lowering().charge(shape);
  std::vector<Rational> values;
  for (std::int64_t i = 0; i < shape[0]; ++i) values.push_back(start + delta * Rational(i));
  op.known_result(op.input(0).type, shape, std::move(values));
}

// ---- types --------------------------------------------------------------------------------------

/// Precision and range of a type, as numbers m·2^e with |m| < 2^digits: e from `least` on, all below 2^most.
struct Format {
  int digits;
  long least;
  long most;
};

Format format_of(ElementType type) {
  switch (type) {
    case ElementType::float16:
      return {11, -24, 16};
    case ElementType::bfloat16:
      return {8, -133, 128};
    case ElementType::float32:
      return {24, -149, 128};
    default:
      return {53, -1074, 1024};
  }
}

bool contains(const Format& outer, const Format& inner) {
  return outer.digits >= inner.digits && outer.least <= inner.least && outer.most >= inner.most;
}

bool holds(const Format& format, const Rational& value) {
  if (value == 0) return true;
  const mpz_srcptr numerator = mpq_numref(value.backend().data());
  const mpz_srcptr denominator = mpq_denref(value.backend().data());
  if (mpz_popcount(denominator) != 1) return false;
  const long scale = static_cast<long>(mpz_scan1(numerator, 0)) - static_cast<long>(mpz_scan1(denominator, 0));
  const long top = static_cast<long>(mpz_sizeinbase(numerator, 2)) - static_cast<long>(mpz_scan1(denominator, 0));
  return scale >= format.least && top - scale <= format.digits && top <= format.most;
}

void cast_to_integers(Operation& op, ElementType type, Value result) {
  if (!result.known) Operation::fail("makes integers of numbers that are not known; expected constants");
  for (Rational& value : result.numbers) {
    if (type == ElementType::boolean) {
      value = value == 0 ? 0 : 1;
      continue;
    }
    Integer whole;
    mpz_tdiv_q(whole.backend().data(), mpq_numref(value.backend().data()), mpq_denref(value.backend().data()));
    value = machine_integer(Rational(whole));
  }
  result.type = type;
  result.nodes.clear();
  op.result(std::move(result));
}

/// Between types of real numbers nothing is done, and so only what is exact is possible.
void cast(Operation& op, ElementType type) {
  Value result = op.input(0);
  op.lowering().charge(result.shape);
  if (type == ElementType::integer || type == ElementType::boolean)
    return cast_to_integers(op, type, std::move(result));
  const Format format = format_of(type);
  const bool exact = result.known ? std::all_of(result.numbers.begin(), result.numbers.end(),
                                                [&](const Rational& value) { return holds(format, value); })
                                  : contains(format, format_of(result.type));
  if (!exact) Operation::fail("rounds to a type of less precision; expected one that holds every number of its input");
  result.type = type;
  op.result(std::move(result));
}

void lower_cast(Operation& op) {
  const std::int64_t number = op.integer("to", 0);
  op.ignore("saturate");
  const auto type = number >= 0 && number < 1000 ? element_type(static_cast<std::int32_t>(number)) : std::nullopt;
  if (!type)
    Operation::fail("makes type number " + std::to_string(number) +
                    "; expected floating-point numbers, integers or truth values");
  cast(op, *type);
}

void lower_cast_like(Operation& op) {
  op.ignore("saturate");
  cast(op, op.input(1).type);
}

constexpr Operator table[] = {
    {"Constant", 0, 0, lower_constant},  {"ConstantOfShape", 1, 1, lower_constant_of_shape},
    {"Shape", 1, 1, lower_shape},        {"Size", 1, 1, lower_size},
    {"Range", 3, 3, lower_range},        {"Cast", 1, 1, lower_cast},
    {"CastLike", 2, 2, lower_cast_like},
};

}  // namespace

std::span<const Operator> constant_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
