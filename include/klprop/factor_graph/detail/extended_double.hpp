#pragma once

// Doubles with a wide exponent: for products of so many or such small numbers that doubles would become zero.

#include <klprop/scalar/in_place.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

namespace klprop::detail {

/// mantissa · 2^exponent with a mantissa of 53 bits in [1/2, 1), or zero. It rounds as doubles do, and does not underflow.
class ExtendedDouble {
 public:
  ExtendedDouble() = default;
  ExtendedDouble(int value) : ExtendedDouble(static_cast<double>(value), 0) {}
  explicit ExtendedDouble(double value) : ExtendedDouble(value, 0) {}

  friend ExtendedDouble operator*(ExtendedDouble a, ExtendedDouble b) {
    return {a.mantissa_ * b.mantissa_, a.exponent_ + b.exponent_};
  }
  friend ExtendedDouble operator/(ExtendedDouble a, ExtendedDouble b) {
    return {a.mantissa_ / b.mantissa_, a.exponent_ - b.exponent_};
  }
  friend ExtendedDouble operator+(ExtendedDouble a, ExtendedDouble b) {
    if (a.mantissa_ == 0) return b;
    if (b.mantissa_ == 0) return a;
    if (a.exponent_ < b.exponent_) std::swap(a, b);
    const std::int64_t shift = std::max<std::int64_t>(b.exponent_ - a.exponent_, -200);
    return {a.mantissa_ + std::ldexp(b.mantissa_, static_cast<int>(shift)), a.exponent_};
  }
  friend ExtendedDouble operator-(ExtendedDouble a, ExtendedDouble b) {
    b.mantissa_ = -b.mantissa_;
    return a + b;
  }
  ExtendedDouble& operator+=(ExtendedDouble b) { return *this = *this + b; }
  ExtendedDouble& operator-=(ExtendedDouble b) { return *this = *this - b; }
  ExtendedDouble& operator*=(ExtendedDouble b) { return *this = *this * b; }
  ExtendedDouble& operator/=(ExtendedDouble b) { return *this = *this / b; }
  friend bool operator==(ExtendedDouble, ExtendedDouble) = default;

  static constexpr std::int64_t least_exponent = std::numeric_limits<std::int64_t>::min() / 4;
  /// `least_exponent` for zero.
  [[nodiscard]] std::int64_t exponent() const { return mantissa_ == 0 ? least_exponent : exponent_; }
  /// The number times 2^shift.
  [[nodiscard]] ExtendedDouble scaled(std::int64_t shift) const { return {mantissa_, exponent_ + shift}; }
  /// The nearest double, zero or infinite where that is too far away.
  [[nodiscard]] double rounded() const {
    return std::ldexp(mantissa_, static_cast<int>(std::clamp<std::int64_t>(exponent_, -10'000, 10'000)));
  }

 private:
  ExtendedDouble(double mantissa, std::int64_t exponent) {
    int shift = 0;
    mantissa_ = std::frexp(mantissa, &shift);
    exponent_ = mantissa_ == 0 ? 0 : exponent + shift;
  }

  double mantissa_ = 0;
  std::int64_t exponent_ = 0;
};

/// Products of factors ≤ 1 that stay above this bound are far from underflow.
inline constexpr double far_from_underflow = 0x1p-900;

/// Multiplies by a power of two such that the largest entry lies in [1/2, 1): exact, but for entries that are smaller
/// than it by more than doubles can be.
inline void scale_to_one(std::span<double> values) {
  const double largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  if (!(largest > 0) || !std::isfinite(largest)) return;
  int exponent = 0;
  static_cast<void>(std::frexp(largest, &exponent));
  for (double& value : values) value = std::ldexp(value, -exponent);
}

}  // namespace klprop::detail
