#pragma once

/// What can be said for certain of a number: whether it is zero, finite, less than another.
///
/// `Decisions<S>` answers for every ring, with what the ring allows. A number of a ring without `==` is never known to
/// be zero. Rationals and floating-point numbers answer for the number that is there; a ball for all of its points, so
/// the answer may be that nothing is certain; a dual number for its value part, its tangent being infinitely small.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/dual.hpp>
#include <klprop/scalar/rational.hpp>
#include <klprop/scalar/real.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace klprop {

/// How two numbers compare, as far as it is certain.
enum class Order : std::uint8_t { less, at_most, equal, at_least, greater, undecided };

template <Ring S>
struct Decisions {
  /// The scalar stands for a set of numbers: more precision may decide what is undecided.
  static constexpr bool encloses = false;

  /// The number is exactly zero, its tangents included.
  static bool is_zero(const S& a) {
    if constexpr (Comparable<S>)
      return a == S{};
    else
      return false;
  }
  /// Its value is certainly not zero.
  static bool is_nonzero(const S& a) { return !is_zero(a); }
  /// Its value is certainly zero; a tangent may be there.
  static bool has_zero_value(const S& a) { return is_zero(a); }
  static bool is_finite(const S& a) {
    if constexpr (std::is_floating_point_v<S>)
      return std::isfinite(a);
    else
      return true;
  }
  /// Its tangents are exactly zero, or it can have none.
  static bool is_constant(const S&) { return true; }
  static Order compare(const S& a, const S& b) requires Ordered<S> && Comparable<S> {
    if (a < b) return Order::less;
    if (b < a) return Order::greater;
    return a == b ? Order::equal : Order::undecided;
  }
};

/// A ring whose numbers can be compared, if only with three answers.
template <class S>
concept Decidable = Ring<S> && requires(const S& a) {
  { Decisions<S>::compare(a, a) } -> std::same_as<Order>;
};

template <>
struct Decisions<Rational> {
  static constexpr bool encloses = false;
  static bool is_zero(const Rational& a) { return a.is_zero(); }
  static bool is_nonzero(const Rational& a) { return !a.is_zero(); }
  static bool has_zero_value(const Rational& a) { return a.is_zero(); }
  static bool is_finite(const Rational&) { return true; }
  static bool is_constant(const Rational&) { return true; }
  static Order compare(const Rational& a, const Rational& b) {
    const int sign = a.compare(b);
    return sign < 0 ? Order::less : sign > 0 ? Order::greater : Order::equal;
  }
};

template <>
struct Decisions<Real> {
  static constexpr bool encloses = false;
  static bool is_zero(const Real& a) { return mpfr_zero_p(a.raw()) != 0; }
  static bool is_nonzero(const Real& a) { return !is_zero(a); }
  static bool has_zero_value(const Real& a) { return is_zero(a); }
  static bool is_finite(const Real& a) { return a.is_finite(); }
  static bool is_constant(const Real&) { return true; }
  static Order compare(const Real& a, const Real& b) {
    if (mpfr_unordered_p(a.raw(), b.raw()) != 0) return Order::undecided;
    const int sign = mpfr_cmp(a.raw(), b.raw());
    return sign < 0 ? Order::less : sign > 0 ? Order::greater : Order::equal;
  }
};

namespace detail {
inline bool ball_is_finite(const Ball& a) {
  return is_finite(a);
}
}  // namespace detail

template <>
struct Decisions<Ball> {
  static constexpr bool encloses = true;
  static bool is_zero(const Ball& a) { return is_exactly_zero(a); }
  static bool is_nonzero(const Ball& a) { return !contains_zero(a); }
  static bool has_zero_value(const Ball& a) { return is_exactly_zero(a); }
  static bool is_finite(const Ball& a) { return detail::ball_is_finite(a); }
  static bool is_constant(const Ball&) { return true; }
  static Order compare(const Ball& a, const Ball& b) {
    if (certainly_less(a, b)) return Order::less;
    if (certainly_less(b, a)) return Order::greater;
    const bool at_most = certainly_at_most(a, b), at_least = certainly_at_most(b, a);
    if (at_most && at_least) return Order::equal;
    return at_most ? Order::at_most : at_least ? Order::at_least : Order::undecided;
  }
};

template <Ring S>
struct Decisions<Dual<S>> {
  using On = Decisions<S>;
  static constexpr bool encloses = On::encloses;
  static bool is_zero(const Dual<S>& a) { return On::is_zero(a.value) && On::is_zero(a.tangent); }
  static bool is_nonzero(const Dual<S>& a) { return On::is_nonzero(a.value); }
  static bool has_zero_value(const Dual<S>& a) { return On::has_zero_value(a.value); }
  static bool is_finite(const Dual<S>& a) { return On::is_finite(a.value) && On::is_finite(a.tangent); }
  static bool is_constant(const Dual<S>& a) { return On::is_zero(a.tangent) && On::is_constant(a.value); }
  static Order compare(const Dual<S>& a, const Dual<S>& b) requires Decidable<S> {
    return On::compare(a.value, b.value);
  }
};

}  // namespace klprop
