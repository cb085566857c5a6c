#pragma once

/// Computed numbers as the rationals that they are.

#include <klprop/scalar/rational.hpp>
#include <klprop/scalar/real.hpp>

#include <mpfr.h>

#include <cmath>
#include <optional>

namespace klprop::detail {

/// A rational at or near a computed number, exact except for balls; empty when the number is not finite.
[[nodiscard]] inline std::optional<Rational> as_rational(const Rational& value) {
  return value;
}
[[nodiscard]] inline std::optional<Rational> as_rational(const Real& value) {
  if (!value.is_finite()) return std::nullopt;
  Rational result;
  mpfr_get_q(result.backend().data(), value.raw());
  return result;
}
[[nodiscard]] inline std::optional<Rational> as_rational(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  return Rational(value);
}
/// Balls: their midpoints.
template <class S>
requires requires(const S& a) {
  is_finite(a);
  midpoint(a);
}
[[nodiscard]] std::optional<Rational> as_rational(const S& value) {
  if (!is_finite(value)) return std::nullopt;
  return midpoint(value);
}

/// The least k·2^e ≥ value with k < 2^bits: a bound need not carry all the digits of what it bounds.
/// @pre  value ≥ 0
[[nodiscard]] inline Rational rounded_up(const Rational& value, mpfr_prec_t bits) {
  mpfr_t rounded;
  mpfr_init2(rounded, bits);
  mpfr_set_q(rounded, value.backend().data(), MPFR_RNDU);
  Rational result;
  mpfr_get_q(result.backend().data(), rounded);
  mpfr_clear(rounded);
  return result;
}

}  // namespace klprop::detail
