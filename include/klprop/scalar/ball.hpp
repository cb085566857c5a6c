#pragma once

/// Numbers that are known to lie in a ball, over Arb: a midpoint of any precision and a radius.
///
/// Every operation encloses: if x lies in the ball a and y in b, then x + y lies in a + b, and so for each function.
/// Midpoints are rounded to the precision of the innermost `PrecisionScope` of the thread that computes, as in `Real`;
/// what the rounding may have lost goes into the radius. Copies, negation, `abs` and `Ball(int)` are exact.
///
/// Where a function is not defined on the whole ball (a divisor that contains zero, the logarithm of a ball that touches
/// (−∞, 0]), or a result is too large, the result is not finite: nothing is known about it. `is_finite` tells, and every
/// operation with such an operand has such a result, zero times it included. A wide ball that misses such a place by less
/// than the rounding of its midpoint may be treated as if it touched it.
///
/// A ball has no `==` and no `<`, because the answer may be unknown. `certainly_less` is true when all pairs of points
/// are in this order, `possibly_less` when some are; both look at the exact end points. A ball that is not finite may be
/// any number: nothing is certain and everything possible.
///
/// Threads: distinct balls may be used by distinct threads at once, each at its own precision, and one ball may be read
/// by many. A ball may pass to another thread. Arb keeps constants and spare memory for each thread; they are freed when
/// the thread ends.

#include <klprop/scalar/detail/ball_arb.hpp>
#include <klprop/scalar/rational.hpp>
#include <klprop/scalar/real.hpp>

#include <concepts>
#include <stdexcept>
#include <type_traits>

namespace klprop {

class Ball {
 public:
  Ball() { arb_init(value_); }
  Ball(int value) : Ball() { arb_set_si(value_, value); }
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::same_as<Number, int>) Ball(Number)
  = delete;
  /// The nearest midpoint and the smallest radius: exact where the value fits the working precision.
  explicit Ball(const Rational& value) : Ball() { detail::set_around(value_, value, 0, detail::arb_precision()); }
  Ball(const Ball& other) : Ball() { arb_set(value_, other.value_); }
  Ball(Ball&& other) noexcept : Ball() { arb_swap(value_, other.value_); }
  Ball& operator=(const Ball& other) {
    arb_set(value_, other.value_);
    return *this;
  }
  Ball& operator=(Ball&& other) noexcept {
    arb_swap(value_, other.value_);
    return *this;
  }
  ~Ball() { arb_clear(value_); }

  [[nodiscard]] arb_ptr raw() { return value_; }
  [[nodiscard]] arb_srcptr raw() const { return value_; }

  friend Ball operator+(const Ball& a, const Ball& b) { return made<arb_add>(a, b); }
  friend Ball operator-(const Ball& a, const Ball& b) { return made<arb_sub>(a, b); }
  friend Ball operator*(const Ball& a, const Ball& b) { return made<arb_mul>(a, b); }
  friend Ball operator/(const Ball& a, const Ball& b) { return made<arb_div>(a, b); }
  friend Ball operator-(const Ball& a) {
    Ball result;
    arb_neg(result.value_, a.value_);
    return result;
  }

  Ball& operator+=(const Ball& b) { return set<arb_add>(*this, b); }
  Ball& operator-=(const Ball& b) { return set<arb_sub>(*this, b); }
  Ball& operator*=(const Ball& b) { return set<arb_mul>(*this, b); }
  Ball& operator/=(const Ball& b) { return set<arb_div>(*this, b); }

  friend Ball log(const Ball& a) { return made<arb_log>(a); }
  friend Ball exp(const Ball& a) { return made<arb_exp>(a); }
  friend Ball sqrt(const Ball& a) { return made<arb_sqrt>(a); }
  /// ln(1 + a) and exp(a) − 1, without cancellation near zero.
  friend Ball log1p(const Ball& a) { return made<arb_log1p>(a); }
  friend Ball expm1(const Ball& a) { return made<arb_expm1>(a); }
  friend Ball abs(const Ball& a) {
    Ball result;
    arb_abs(result.value_, a.value_);
    return result;
  }
  /// a^b = exp(b·ln a); 0^b is 0 for b > 0, and a^0 is 1 for the exact zero, 0^0 included. A negative a needs an exact
  /// integer b.
  friend Ball pow(const Ball& a, const Ball& b) { return made<arb_pow>(a, b); }
  friend Ball pow(const Ball& a, long exponent) { return made<power>(a, exponent); }
  template <std::floating_point Number>
  friend Ball pow(const Ball&, Number) = delete;

  /// this ← operation(operands), rounded to the working precision; operands may alias this.
  template <auto operation, class... Operands>
  Ball& set(const Operands&... operands) {
    if ((finite(operands) && ...))
      operation(value_, passed(operands)..., detail::arb_precision());
    else
      arb_indeterminate(value_);
    return *this;
  }

  /// Neither the midpoint nor the radius is infinite or undefined.
  friend bool is_finite(const Ball& a) { return finite(a); }

 private:
  template <auto operation, class... Operands>
  static Ball made(const Operands&... operands) {
    Ball result;
    result.set<operation>(operands...);
    return result;
  }

  static void power(arb_ptr target, arb_srcptr a, long exponent, slong precision) {
    fmpz_t e;
    fmpz_init_set_si(e, exponent);
    arb_pow_fmpz(target, a, e, precision);
    fmpz_clear(e);
  }

  static bool finite(const Ball& a) {
    return arf_is_finite(arb_midref(a.value_)) != 0 && mag_is_finite(arb_radref(a.value_)) != 0;
  }
  static bool finite(long) { return true; }
  static arb_srcptr passed(const Ball& a) { return a.value_; }
  static long passed(long exponent) { return exponent; }

  arb_t value_;
};

template <>
struct InPlace<Ball> {
  static void set(Ball& target, const Ball& a) { target = a; }
  static void set_zero(Ball& target) { arb_zero(target.raw()); }
  static void set_product(Ball& target, const Ball& a, const Ball& b) { target.set<arb_mul>(a, b); }
  static void add(Ball& target, const Ball& a) { target += a; }
  /// One rounding instead of two. A target that is not finite stays so: Arb sees to that.
  static void add_product(Ball& target, const Ball& a, const Ball& b, Ball& /*scratch*/) {
    target.set<arb_addmul>(a, b);
  }
};

template <>
struct FromRational<Ball> {
  static Ball convert(const Rational& value) { return Ball(value); }
};

// ---- what is known of one ball ------------------------------------------------------------------

[[nodiscard]] inline bool is_exactly_zero(const Ball& a) {
  return arb_is_zero(a.raw()) != 0;
}
/// The ball is one point.
[[nodiscard]] inline bool is_exact(const Ball& a) {
  return is_finite(a) && arb_is_exact(a.raw()) != 0;
}
[[nodiscard]] inline bool contains_zero(const Ball& a) {
  return !is_finite(a) || arb_contains_zero(a.raw()) != 0;
}
[[nodiscard]] inline bool certainly_positive(const Ball& a) {
  return is_finite(a) && arb_is_positive(a.raw()) != 0;
}

namespace detail {
inline void require_finite(const Ball& a) {
  if (!is_finite(a)) throw std::domain_error("a ball that is not finite has no end points");
}
}  // namespace detail

/// The exact midpoint and radius.
/// @throws std::domain_error  when the ball is not finite
/// @throws std::length_error  when the rational would have more than 2^32 bits: exponents of balls have no limit
[[nodiscard]] inline Rational midpoint(const Ball& a) {
  detail::require_finite(a);
  return detail::exact_value(arb_midref(a.raw()));
}
[[nodiscard]] inline Rational radius(const Ball& a) {
  detail::require_finite(a);
  return detail::exact_value(arb_radref(a.raw()));
}
/// The exact end points; they throw as `midpoint` does.
[[nodiscard]] inline Rational lower(const Ball& a) {
  return midpoint(a) - radius(a);
}
[[nodiscard]] inline Rational upper(const Ball& a) {
  return midpoint(a) + radius(a);
}

/// Throws as `midpoint` does when the exponent is too large.
[[nodiscard]] inline bool contains(const Ball& a, const Rational& point) {
  return !is_finite(a) || abs(point - midpoint(a)) <= radius(a);
}

// ---- what is known of two balls -----------------------------------------------------------------

/// x < y for all x in a, y in b.
[[nodiscard]] inline bool certainly_less(const Ball& a, const Ball& b) {
  return is_finite(a) && is_finite(b) && arb_lt(a.raw(), b.raw()) != 0;
}
/// x ≤ y for all x in a, y in b.
[[nodiscard]] inline bool certainly_at_most(const Ball& a, const Ball& b) {
  return is_finite(a) && is_finite(b) && arb_le(a.raw(), b.raw()) != 0;
}
/// x < y for some x in a, y in b.
[[nodiscard]] inline bool possibly_less(const Ball& a, const Ball& b) {
  return !certainly_at_most(b, a);
}
/// The balls have a point in common.
[[nodiscard]] inline bool overlaps(const Ball& a, const Ball& b) {
  return !is_finite(a) || !is_finite(b) || arb_overlaps(a.raw(), b.raw()) != 0;
}
/// Each point of `inner` lies strictly between the end points of `outer`.
[[nodiscard]] inline bool contains_in_interior(const Ball& outer, const Ball& inner) {
  return is_finite(outer) && is_finite(inner) && arb_contains_interior(outer.raw(), inner.raw()) != 0;
}

/// The smallest ball around the rounded middle that contains low … high.
/// @throws std::invalid_argument  when low > high
[[nodiscard]] inline Ball between(const Rational& low, const Rational& high) {
  if (low > high) throw std::invalid_argument("between: expected low <= high");
  Ball result;
  detail::set_around(result.raw(), (low + high) / 2, (high - low) / 2, detail::arb_precision());
  return result;
}

/// A ball that contains both; its radius may exceed the smallest by some parts in 2^28.
[[nodiscard]] inline Ball hull(const Ball& a, const Ball& b) {
  Ball result;
  result.set<arb_union>(a, b);
  return result;
}

}  // namespace klprop
