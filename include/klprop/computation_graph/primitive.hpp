#pragma once

/// The functions y = ψ(x_1, …, x_r) that the nodes of a computation graph apply.

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace klprop {

enum class Primitive : std::uint8_t {
  input,     ///< x, given from outside
  constant,  ///< an exact rational
  // rational: defined over every field
  sum,       ///< x_1 + … + x_r
  subtract,  ///< x_1 − x_2
  product,   ///< x_1 · … · x_r
  divide,    ///< x_1 / x_2, x_2 ≠ 0
  negate,    ///< −x
  power,     ///< x^k for an integer k, the node's exponent; x ≠ 0 where k < 0; x^0 = 1
  dot,       ///< Σ x_j w_j; arguments x_1 … x_n, w_1 … w_n
  affine,    ///< Σ x_j w_j + b; arguments x_1 … x_n, w_1 … w_n, b
  // smooth
  real_power,   ///< x^c for a rational c, the node's exponent; x > 0
  pow,          ///< x_1^{x_2}, x_1 > 0
  exp,          ///< e^x
  log,          ///< ln x, x > 0
  sqrt,         ///< √x, x ≥ 0; not differentiable at 0
  sin,          ///< sin x
  cos,          ///< cos x
  tan,          ///< tan x, cos x ≠ 0
  tanh,         ///< tanh x
  logistic,     ///< 1 / (1 + e^{−x})
  softplus,     ///< ln(1 + e^x)
  erf,          ///< the error function
  gelu,         ///< x/2 · (1 + erf(x/√2))
  gelu_tanh,    ///< x/2 · (1 + tanh(√(2/π)·(x + 0.044715 x³)))
  silu,         ///< x · logistic(x)
  log_sum_exp,  ///< ln Σ e^{x_j}
  softmax,      ///< e^{x_k} / Σ e^{x_j}; k is the node's component
  // with kinks
  abs,         ///< |x|; kink at 0
  relu,        ///< max(x, 0); kink at 0
  leaky_relu,  ///< x where x > 0, else c·x for a rational c, the node's exponent; kink at 0 unless c = 1
  maximum,     ///< max x_j; kink where two of the largest are equal
  minimum,     ///< min x_j; kink where two of the smallest are equal
};

inline constexpr std::size_t primitive_count = static_cast<std::size_t>(Primitive::minimum) + 1;

/// What a node holds beside its arguments.
enum class PrimitiveParameter : std::uint8_t {
  none,
  index,      ///< an input: its place among the inputs
  integer,    ///< an integer exponent
  rational,   ///< a constant, a rational exponent or a slope
  component,  ///< which of the arguments, counted from 0
};

/// What is known of a primitive without a point.
struct PrimitiveInfo {
  Primitive primitive;
  std::string_view name;  ///< as in our JSON format
  std::size_t min_arity;
  std::size_t max_arity;  ///< `any_arity` without a limit
  PrimitiveParameter parameter;
  bool rational;            ///< a rational function: defined over every field
  bool smooth;              ///< infinitely differentiable wherever it is defined
  bool has_kink;            ///< piecewise linear: exact over every ordered field, without a derivative at the kink
  std::string_view domain;  ///< where it is defined and has a derivative, for people
};

inline constexpr std::size_t any_arity = std::numeric_limits<std::size_t>::max();

namespace detail {

// clang-format off
inline constexpr std::array<PrimitiveInfo, primitive_count> primitive_table = {{
    // primitive, name, arities, parameter, rational, smooth, kink, domain
    {Primitive::input, "input", 0, 0, PrimitiveParameter::index, true, true, false, "everywhere"},
    {Primitive::constant, "constant", 0, 0, PrimitiveParameter::rational, true, true, false, "everywhere"},
    {Primitive::sum, "sum", 1, any_arity, PrimitiveParameter::none, true, true, false, "everywhere"},
    {Primitive::subtract, "subtract", 2, 2, PrimitiveParameter::none, true, true, false, "everywhere"},
    {Primitive::product, "product", 1, any_arity, PrimitiveParameter::none, true, true, false, "everywhere"},
    {Primitive::divide, "divide", 2, 2, PrimitiveParameter::none, true, true, false, "divisor not 0"},
    {Primitive::negate, "negate", 1, 1, PrimitiveParameter::none, true, true, false, "everywhere"},
    {Primitive::power, "power", 1, 1, PrimitiveParameter::integer, true, true, false, "everywhere; x not 0 for a negative exponent"},
    {Primitive::dot, "dot", 2, any_arity, PrimitiveParameter::none, true, true, false, "everywhere"},
    {Primitive::affine, "affine", 3, any_arity, PrimitiveParameter::none, true, true, false, "everywhere"},
    {Primitive::real_power, "real_power", 1, 1, PrimitiveParameter::rational, false, true, false, "x > 0"},
    {Primitive::pow, "pow", 2, 2, PrimitiveParameter::none, false, true, false, "base > 0"},
    {Primitive::exp, "exp", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::log, "log", 1, 1, PrimitiveParameter::none, false, true, false, "x > 0"},
    {Primitive::sqrt, "sqrt", 1, 1, PrimitiveParameter::none, false, false, false, "x >= 0, differentiable for x > 0"},
    {Primitive::sin, "sin", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::cos, "cos", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::tan, "tan", 1, 1, PrimitiveParameter::none, false, true, false, "cos(x) not 0"},
    {Primitive::tanh, "tanh", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::logistic, "logistic", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::softplus, "softplus", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::erf, "erf", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::gelu, "gelu", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::gelu_tanh, "gelu_tanh", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::silu, "silu", 1, 1, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::log_sum_exp, "log_sum_exp", 1, any_arity, PrimitiveParameter::none, false, true, false, "everywhere"},
    {Primitive::softmax, "softmax", 1, any_arity, PrimitiveParameter::component, false, true, false, "everywhere"},
    {Primitive::abs, "abs", 1, 1, PrimitiveParameter::none, false, false, true, "everywhere, differentiable for x not 0"},
    {Primitive::relu, "relu", 1, 1, PrimitiveParameter::none, false, false, true, "everywhere, differentiable for x not 0"},
    {Primitive::leaky_relu, "leaky_relu", 1, 1, PrimitiveParameter::rational, false, false, true, "everywhere, differentiable for x not 0"},
    {Primitive::maximum, "maximum", 1, any_arity, PrimitiveParameter::none, false, false, true, "everywhere, differentiable where one argument alone is largest"},
    {Primitive::minimum, "minimum", 1, any_arity, PrimitiveParameter::none, false, false, true, "everywhere, differentiable where one argument alone is smallest"},
}};
// clang-format on

constexpr bool primitive_table_is_in_order() {
  for (std::size_t p = 0; p < primitive_count; ++p)
    if (primitive_table[p].primitive != static_cast<Primitive>(p)) return false;
  return true;
}
static_assert(primitive_table_is_in_order());

}  // namespace detail

[[nodiscard]] constexpr const PrimitiveInfo& primitive_info(Primitive primitive) {
  return detail::primitive_table[static_cast<std::size_t>(primitive)];
}

[[nodiscard]] constexpr std::string_view name(Primitive primitive) {
  return primitive_info(primitive).name;
}

/// All of them, in the order of the enumeration.
[[nodiscard]] constexpr const std::array<PrimitiveInfo, primitive_count>& all_primitives() {
  return detail::primitive_table;
}

/// The primitive of this name, if there is one.
[[nodiscard]] constexpr std::optional<Primitive> primitive_named(std::string_view name) {
  for (const PrimitiveInfo& info : detail::primitive_table)
    if (info.name == name) return info.primitive;
  return std::nullopt;
}

}  // namespace klprop
