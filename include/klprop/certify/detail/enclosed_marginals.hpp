#pragma once

// Out-of-line parts of enclosed_marginals.hpp.

#include <klprop/certify/enclosed_marginals.hpp>
#include <klprop/certify/tree_memory.hpp>
#include <klprop/factor_graph/rounding_count.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/wide_float.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <utility>

namespace klprop {

namespace detail {

/// End points of numbers rounded down: x ∈ [y, y/(1 − k·u)].
template <std::size_t words>
class WideFloatEnds {
 public:
  using Number = WideFloat<words>;

  explicit WideFloatEnds(std::uint64_t roundings) {
    const Rational error = Integer(roundings) * Number::unit();
    if (error >= 1) throw std::length_error("too many roundings for a bound");
    factor_ = 1 / (1 - error);
  }
  [[nodiscard]] static bool is_zero(const Number& number) { return number.is_zero(); }
  [[nodiscard]] static std::int64_t bound_exponent(const Number& number) { return number.bound_exponent(); }
  /// Of number·2^shift.
  [[nodiscard]] Enclosure ends(const Number& number, std::int64_t shift) const {
    const Rational low = number.to_rational(shift);
    return {low, low * factor_};
  }

 private:
  Rational factor_;
};

class BallEnds {
 public:
  explicit BallEnds(std::uint64_t /*roundings*/) {}
  [[nodiscard]] static bool is_zero(const Ball& number) { return is_exactly_zero(number); }
  [[nodiscard]] static std::int64_t bound_exponent(const Ball& number) {
    return arf_abs_bound_lt_2exp_si(arb_midref(number.raw()));
  }
  /// What is computed from non-negative numbers is not negative.
  [[nodiscard]] static Enclosure ends(Ball number, std::int64_t shift) {
    arb_mul_2exp_si(number.raw(), number.raw(), static_cast<slong>(shift));
    return {std::max(lower(number), Rational(0)), upper(number)};
  }
};

/// p_t = m_t/Σm of one variable. A power of two that all masses share is left out: they may be far from 1.
template <class Ends, class Number>
void append_posterior(const Ends& ends, std::span<const Number> masses, std::vector<Enclosure>& posterior) {
  std::int64_t exponent = std::numeric_limits<std::int64_t>::min();
  for (const Number& mass : masses)
    if (!Ends::is_zero(mass)) exponent = std::max(exponent, Ends::bound_exponent(mass));
  std::vector<Enclosure> scaled;
  Rational low = 0, high = 0;
  for (const Number& mass : masses) {
    scaled.push_back(Ends::is_zero(mass) ? Enclosure{0, 0} : ends.ends(mass, -exponent));
    low += scaled.back().low;
    high += scaled.back().high;
  }
  for (const Enclosure& mass : scaled) {
    if (mass.high.is_zero()) {
      posterior.push_back({0, 0});
      continue;
    }
    // Least when this mass is least and the others are greatest, and the other way round.
    const Rational others_high = high - mass.high, others_low = low - mass.low;
    posterior.push_back({mass.low.is_zero() ? Rational(0) : Rational(mass.low / (mass.low + others_high)),
                         mass.high / (mass.high + others_low)});
  }
}

template <class Ends, class Number>
[[nodiscard]] EnclosedMarginals enclose_marginals(const JunctionTree& tree, std::span<const Rational> lambda) {
  const std::vector<Number> values = factor_values<Number>(tree.graph());
  std::vector<Number> factors;
  for (const Rational& factor : lambda) factors.push_back(from_rational<Number>(factor));
  auto relative = relative_masses<Number>(tree, values, factors);
  const RoundingCount roundings = rounding_count(tree);
  EnclosedMarginals result;
  relative.component_total.push_back(relative.constant);
  const Number total = product(std::move(relative.component_total));
  if (Ends::is_zero(total)) return result;
  result.partition = Ends(roundings.total).ends(total, 0);
  const Ends ends(roundings.mass);
  const VariableTable& variables = tree.graph().variables();
  for (VariableId v = 0; v < variables.size(); ++v)
    append_posterior<Ends, Number>(
        ends, std::span(relative.mass).subspan(variables.indicator(v, 0), variables.arity(v)), result.posterior);
  return result;
}

/// Bytes of a ball: its own, and the words of a midpoint beyond two.
[[nodiscard]] inline double ball_bytes(mpfr_prec_t bits) {
  constexpr double allocation = 16;
  return static_cast<double>(sizeof(Ball)) + (bits > 128 ? static_cast<double>(bits) / 8 + 8 + allocation : 0);
}

template <std::size_t words>
[[nodiscard]] EnclosedMarginals enclose_wide(const JunctionTree& tree, std::span<const Rational> lambda,
                                             double max_memory) {
  require_memory(tree, sizeof(WideFloat<words>), max_memory);
  return enclose_marginals<WideFloatEnds<words>, WideFloat<words>>(tree, lambda);
}

}  // namespace detail

inline EnclosedMarginals enclosed_marginals(const JunctionTree& tree, std::span<const Rational> lambda,
                                            mpfr_prec_t bits, double max_memory) {
  if (tree.states().contradictory()) return {};
  if (bits == 128) return detail::enclose_wide<2>(tree, lambda, max_memory);
  if (bits == 192) return detail::enclose_wide<3>(tree, lambda, max_memory);
  if (bits == 256) return detail::enclose_wide<4>(tree, lambda, max_memory);
  if (bits == 384) return detail::enclose_wide<6>(tree, lambda, max_memory);
  detail::require_memory(tree, detail::ball_bytes(bits), max_memory);
  const PrecisionScope precision(bits);
  return detail::enclose_marginals<detail::BallEnds, Ball>(tree, lambda);
}

inline mpfr_prec_t fitting_precision(const JunctionTree& tree, mpfr_prec_t bits) {
  const RoundingCount roundings = rounding_count(tree);
  const auto wanted = bits + 4 + static_cast<mpfr_prec_t>(std::bit_width(std::max(roundings.mass, roundings.total)));
  for (const mpfr_prec_t words : {2, 3, 4, 6})
    if (wanted <= 64 * words) return 64 * words;
  return wanted;
}

}  // namespace klprop
