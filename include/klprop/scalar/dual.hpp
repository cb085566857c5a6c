#pragma once

/// Dual numbers a + b·ε with ε² = 0 over any ring: evaluating a polynomial at them differentiates it.
///
/// As an oracle they share no code with a reverse sweep; run *through* a reverse sweep they give second derivatives.

#include <klprop/scalar/rational.hpp>

#include <utility>

namespace klprop {

template <Ring S>
struct Dual {
  S value{};
  S tangent{};

  Dual() = default;
  Dual(int integer) : value(integer) {}
  Dual(S value_part) : value(std::move(value_part)) {}
  Dual(S value_part, S tangent_part) : value(std::move(value_part)), tangent(std::move(tangent_part)) {}

  Dual& operator+=(const Dual& b) {
    value += b.value;
    tangent += b.tangent;
    return *this;
  }
  Dual& operator-=(const Dual& b) {
    value -= b.value;
    tangent -= b.tangent;
    return *this;
  }
  Dual& operator*=(const Dual& b) { return *this = *this * b; }

  friend Dual operator+(Dual a, const Dual& b) { return a += b; }
  friend Dual operator-(Dual a, const Dual& b) { return a -= b; }
  friend Dual operator*(const Dual& a, const Dual& b) {
    S slope = a.value * b.tangent;
    slope += a.tangent * b.value;
    return Dual(a.value * b.value, std::move(slope));
  }

  Dual& operator/=(const Dual& b) requires Field<S> { return *this = *this / b; }
  friend Dual operator/(const Dual& a, const Dual& b) requires Field<S> {
    S quotient = a.value / b.value;
    S slope = (a.tangent - quotient * b.tangent) / b.value;
    return Dual(std::move(quotient), std::move(slope));
  }
};

template <Ring S>
struct FromRational<Dual<S>> {
  static Dual<S> convert(const Rational& value) { return Dual<S>(from_rational<S>(value)); }
};

}  // namespace klprop
