#pragma once

/// From a ball to a text that is certainly the correctly rounded one, or to none.

#include <klprop/certify/increasing_precision.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/scalar/ball.hpp>

#include <algorithm>
#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>

namespace klprop {

/// The exact end points. Throws as `lower` does.
[[nodiscard]] inline Enclosure enclosure(const Ball& ball) {
  const Rational middle = midpoint(ball), half_width = radius(ball);
  return {middle - half_width, middle + half_width};
}

namespace detail {

/// Ends of an interval around a ball with little more bits than its midpoint has: with the exact ones a radius that is
/// far smaller than the midpoint, or far larger, would take all memory.
class OuterEnds {
 public:
  explicit OuterEnds(const Ball& ball) {
    constexpr slong more_bits = 256;
    arf_init(low_);
    arf_init(high_);
    const slong bits = arf_bits(arb_midref(ball.raw())) + more_bits;
    arb_get_interval_arf(low_, high_, ball.raw(), bits);
  }
  ~OuterEnds() {
    arf_clear(low_);
    arf_clear(high_);
  }
  OuterEnds(const OuterEnds&) = delete;
  OuterEnds& operator=(const OuterEnds&) = delete;

  [[nodiscard]] arf_srcptr low() const { return low_; }
  [[nodiscard]] arf_srcptr high() const { return high_; }
  [[nodiscard]] Enclosure exactly() const { return {exact_value(low_), exact_value(high_)}; }

 private:
  arf_t low_, high_;
};

/// target ← the nearest number of the format, ties to even.
/// @return whether there is one: false on overflow
[[nodiscard]] inline bool round_to_format(arf_t target, const arf_t x, const BinaryFormat& format) {
  const slong least = format.least_exponent, precision = format.precision;
  arf_zero(target);
  if (arf_cmpabs_2exp_si(x, least - precision) <= 0) return true;  // at most half of the smallest number
  if (arf_cmpabs_2exp_si(x, format.greatest_exponent + 1) >= 0) return false;
  const slong exponent = fmpz_get_si(ARF_EXPREF(x)) - 1;  // of the leading bit
  const slong bits = std::min(precision, precision + exponent - least);
  if (bits > 0)
    arf_set_round(target, x, bits, ARF_RND_NEAR);
  else  // more than half of the smallest number, and less than it
    arf_set_si_2exp_si(target, arf_sgn(x), least - precision + 1);
  return arf_cmpabs_2exp_si(target, format.greatest_exponent + 1) < 0;
}

}  // namespace detail

/// Ends of an interval around the ball with as many bits as its midpoint has, and some more.
/// @pre  the ball is finite
/// @throws std::length_error  when an end has more than 2^32 bits
[[nodiscard]] inline Enclosure outer_enclosure(const Ball& ball) {
  return detail::OuterEnds(ball).exactly();
}

/// The ends of `outer_enclosure` are zero, or lie between 2^-bits and 2^bits up to their sign.
/// @pre  the ball is finite
[[nodiscard]] inline bool has_short_ends(const Ball& ball, long bits) {
  const detail::OuterEnds ends(ball);
  const auto is_short = [bits](arf_srcptr end) {
    return arf_is_zero(end) != 0 || (arf_cmpabs_2exp_si(end, -bits) >= 0 && arf_cmpabs_2exp_si(end, bits) <= 0);
  };
  return is_short(ends.low()) && is_short(ends.high());
}

/// The text that `decimal` gives for every number in the ball. An exact ball always has one.
///
/// @return empty when the end points are rounded differently, as they are whenever zero lies between them, and when the
///         ball is not finite
/// @throws std::invalid_argument  when digits < 1
/// @throws std::length_error      when an end point has more than 2^32 bits
template <std::same_as<Ball> Enclosing>  // or decimal(0, 5) could mean a ball
[[nodiscard]] std::optional<std::string> decimal(const Enclosing& ball, int digits) {
  if (digits < 1) throw std::invalid_argument("decimal: expected at least 1 digit");
  if (!is_finite(ball) || (contains_zero(ball) && !is_exactly_zero(ball))) return std::nullopt;
  return round_both_ends(detail::OuterEnds(ball).exactly(),
                         [digits](const Rational& end) { return decimal(end, digits); });
}

/// What every number in a ball is rounded to in a binary format.
struct RoundedBall {
  std::optional<std::string> text;  ///< as `hexadecimal` writes it
  bool overflow = false;            ///< all are beyond the largest number, on one side
};

/// Zero is written without a sign when numbers on both sides of it, or zero itself, may have been rounded.
///
/// @return neither text nor overflow when the ball's ends are rounded differently, or it is not finite
/// @cost   about a microsecond, whatever the precision and the exponents
[[nodiscard]] inline RoundedBall round_to_binary(const Ball& ball, const BinaryFormat& format) {
  RoundedBall result;
  if (!is_finite(ball)) return result;
  const detail::OuterEnds ends(ball);
  arf_t low, high;
  arf_init(low);
  arf_init(high);
  const bool low_fits = detail::round_to_format(low, ends.low(), format);
  const bool high_fits = detail::round_to_format(high, ends.high(), format);
  if (low_fits && high_fits && arf_equal(low, high) != 0) {
    const bool negative_zero = arf_is_zero(low) != 0 && arf_sgn(ends.high()) < 0;
    result.text = (negative_zero ? "-" : "") + *hexadecimal(detail::exact_value(low), format);
  }
  result.overflow = !low_fits && !high_fits && arf_sgn(ends.low()) == arf_sgn(ends.high());
  arf_clear(low);
  arf_clear(high);
  return result;
}

/// The number of the format that is nearest to every number in the ball, as `hexadecimal` writes it.
///
/// @return empty when the end points are rounded differently, when the ball is not finite, and on overflow, which
///         `certainly_overflows` tells apart
template <std::same_as<Ball> Enclosing>
[[nodiscard]] std::optional<std::string> hexadecimal(const Enclosing& ball, const BinaryFormat& format) {
  return round_to_binary(ball, format).text;
}

/// Every number in the ball is rounded to beyond the format's largest number, and all to the same side.
[[nodiscard]] inline bool certainly_overflows(const Ball& ball, const BinaryFormat& format) {
  return round_to_binary(ball, format).overflow;
}

}  // namespace klprop
