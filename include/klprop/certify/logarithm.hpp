#pragma once

/// Natural logarithms of rationals, correctly rounded.

#include <klprop/certify/increasing_precision.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/scalar/real.hpp>

#include <mpfr.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace klprop {

/// ln x lies in the result: MPFR at the given precision, rounding every step outwards.
///
/// @pre    x > 0
/// @post   the result's width is about 2^-bits relative to ln x, near x = 1 too
[[nodiscard]] Enclosure enclose_log(const Rational& x, mpfr_prec_t bits);

/// A correctly rounded number, and the working precision that made certain of it.
struct RoundedLog {
  std::string text;
  mpfr_prec_t bits;
};

/// ln x with `digits` significant decimal digits, ties to even, in the layout of `decimal`.
///
/// @param  max_bits  limit on the working precision
/// @return empty when the limit is reached before the rounding is certain
/// @throws std::domain_error  when x ≤ 0
[[nodiscard]] std::optional<RoundedLog> decimal_log(const Rational& x, int digits, mpfr_prec_t max_bits);

/// The number of the format nearest to ln x; as `decimal_log`. It does not overflow: |ln x| is at most the size of x in
/// bits.
[[nodiscard]] std::optional<RoundedLog> hexadecimal_log(const Rational& x, const BinaryFormat& format,
                                                        mpfr_prec_t max_bits);

namespace detail {

[[nodiscard]] inline Rational exactly(const Real& value) {
  Rational result;
  mpfr_get_q(result.backend().data(), value.raw());
  return result;
}

/// f of a rational, both roundings in one direction; f increases.
template <auto function>
[[nodiscard]] Rational rounded_towards(const Rational& x, mpfr_rnd_t direction) {
  Real value;
  mpfr_set_q(value.raw(), x.backend().data(), direction);
  function(value.raw(), value.raw(), direction);
  return exactly(value);
}

template <auto function>
[[nodiscard]] Enclosure enclose(const Rational& x) {
  return {rounded_towards<function>(x, MPFR_RNDD), rounded_towards<function>(x, MPFR_RNDU)};
}

/// It ends, because the logarithm of a rational other than 1 is transcendental: it is no rounding boundary.
template <class Round>
[[nodiscard]] std::optional<RoundedLog> round_log(const Rational& x, mpfr_prec_t bits, mpfr_prec_t max_bits,
                                                  Round&& round) {
  if (x <= 0) throw std::domain_error("logarithm of a number that is not positive");
  if (x == 1) return RoundedLog{round(Rational(0)), 0};
  auto certain = round_by_increasing_precision([&x] { return std::array{enclose_log(x, klprop::working_precision())}; },
                                               [&round](const Enclosure& log) { return round_both_ends(log, round); },
                                               bits, max_bits);
  if (!certain) return std::nullopt;
  return RoundedLog{std::move(certain->values.front()), certain->bits};
}

}  // namespace detail

inline Enclosure enclose_log(const Rational& x, mpfr_prec_t bits) {
  const PrecisionScope precision(bits);
  // Near 1 the rounding of x itself would swallow its logarithm; x − 1 is exact.
  if (x > Rational(1, 2) && x < 2) return detail::enclose<mpfr_log1p>(Rational(x - 1));
  return detail::enclose<mpfr_log>(x);
}

inline std::optional<RoundedLog> decimal_log(const Rational& x, int digits, mpfr_prec_t max_bits) {
  if (digits < 1) throw std::invalid_argument("decimal_log: expected at least 1 digit");
  const mpfr_prec_t bits = mpfr_prec_t{digits} * 3322 / 1000 + 32;
  return detail::round_log(x, bits, max_bits, [digits](const Rational& end) { return decimal(end, digits); });
}

inline std::optional<RoundedLog> hexadecimal_log(const Rational& x, const BinaryFormat& format, mpfr_prec_t max_bits) {
  return detail::round_log(x, mpfr_prec_t{format.precision} + 32, max_bits, [&format](const Rational& end) {
    return hexadecimal(end, format).value_or("beyond the largest number");
  });
}

}  // namespace klprop
