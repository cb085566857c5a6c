#pragma once

/// From a ball to a text that is certainly the correctly rounded one, or to none.

#include <klprop/certify/increasing_precision.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/scalar/ball.hpp>

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
  return round_both_ends(enclosure(ball), [digits](const Rational& end) { return decimal(end, digits); });
}

/// The number of the format that is nearest to every number in the ball, as `hexadecimal` writes it.
///
/// @return empty when the end points are rounded differently, when the ball is not finite, and on overflow, which
///         `certainly_overflows` tells apart
/// @throws std::length_error  when an end point has more than 2^32 bits
template <std::same_as<Ball> Enclosing>
[[nodiscard]] std::optional<std::string> hexadecimal(const Enclosing& ball, const BinaryFormat& format) {
  if (!is_finite(ball)) return std::nullopt;
  const auto text =
      round_both_ends(enclosure(ball), [&format](const Rational& end) { return hexadecimal(end, format); });
  return text ? *text : std::nullopt;
}

/// Every number in the ball is rounded to beyond the format's largest number, and all to the same side.
[[nodiscard]] inline bool certainly_overflows(const Ball& ball, const BinaryFormat& format) {
  if (!is_finite(ball) || contains_zero(ball)) return false;
  const Enclosure ends = enclosure(ball);
  return !hexadecimal(ends.low, format) && !hexadecimal(ends.high, format);
}

}  // namespace klprop
