#pragma once

/// Numbers infinitely close to a point on one side of it: functions with kinks have derivatives to the right and to the
/// left.

#include <klprop/scalar/decisions.hpp>
#include <klprop/scalar/dual.hpp>
#include <klprop/scalar/rational.hpp>

#include <utility>

namespace klprop::claims {

/// value + slope·ε for an infinitely small ε > 0. It is compared as the number that it is, where a dual number is compared
/// by its value: |ε| is ε and |−ε| too.
template <Ring S>
struct OneSided {
  Dual<S> dual{};

  OneSided() = default;
  OneSided(int integer) : dual(integer) {}
  explicit OneSided(S value) : dual(std::move(value)) {}
  OneSided(S value, S slope) : dual(std::move(value), std::move(slope)) {}
  explicit OneSided(Dual<S> both) : dual(std::move(both)) {}

  friend OneSided operator+(const OneSided& a, const OneSided& b) { return OneSided(a.dual + b.dual); }
  friend OneSided operator-(const OneSided& a, const OneSided& b) { return OneSided(a.dual - b.dual); }
  friend OneSided operator*(const OneSided& a, const OneSided& b) { return OneSided(a.dual * b.dual); }
  friend OneSided operator/(const OneSided& a, const OneSided& b) requires Field<S> {
    return OneSided(a.dual / b.dual);
  }
  OneSided& operator+=(const OneSided& b) { return *this = *this + b; }
  OneSided& operator-=(const OneSided& b) { return *this = *this - b; }
  OneSided& operator*=(const OneSided& b) { return *this = *this * b; }
  OneSided& operator/=(const OneSided& b) requires Field<S> { return *this = *this / b; }
};

}  // namespace klprop::claims

namespace klprop {

template <Ring S>
struct FromRational<claims::OneSided<S>> {
  static claims::OneSided<S> convert(const Rational& value) { return claims::OneSided<S>(from_rational<S>(value)); }
};

template <Decidable S>
struct Decisions<claims::OneSided<S>> {
  using On = Decisions<Dual<S>>;
  using Number = claims::OneSided<S>;
  static constexpr bool encloses = On::encloses;
  static bool is_zero(const Number& a) { return On::is_zero(a.dual); }
  static bool is_nonzero(const Number& a) { return On::is_nonzero(a.dual); }
  static bool has_zero_value(const Number& a) { return On::has_zero_value(a.dual); }
  static bool is_finite(const Number& a) { return On::is_finite(a.dual); }
  static bool is_constant(const Number& a) { return On::is_constant(a.dual); }
  static Order compare(const Number& a, const Number& b) {
    const Order order = Decisions<S>::compare(a.dual.value, b.dual.value);
    return order == Order::equal ? Decisions<S>::compare(a.dual.tangent, b.dual.tangent) : order;
  }
};

}  // namespace klprop
