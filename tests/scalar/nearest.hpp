#pragma once

/// Rounding to nearest, ties to even, done in rationals: what floating-point results are held against.

#include <klprop/scalar/rational.hpp>

#include <algorithm>

namespace klprop::testing {

/// 2^k
inline Rational power_of_two(long k) {
  Integer power = 1;
  power <<= static_cast<unsigned long>(k < 0 ? -k : k);
  return k < 0 ? Rational(Integer(1), power) : Rational(power);
}

/// The e with 2^(e−1) ≤ |x| < 2^e.
/// @pre  x ≠ 0
inline long exponent_of(const Rational& x) {
  const Rational size = abs(x);
  const mpq_srcptr raw = size.backend().data();
  long e =
      static_cast<long>(mpz_sizeinbase(mpq_numref(raw), 2)) - static_cast<long>(mpz_sizeinbase(mpq_denref(raw), 2));
  while (size >= power_of_two(e)) ++e;
  while (size < power_of_two(e - 1)) --e;
  return e;
}

/// The multiple of `unit` nearest to x, the even one on a tie.
inline Rational nearest_multiple(const Rational& x, const Rational& unit) {
  const Rational scaled = abs(x) / unit;
  Integer whole = numerator(scaled) / denominator(scaled);
  const Rational rest = scaled - whole, half(1, 2);
  if (rest > half || (rest == half && whole % 2 == 1)) ++whole;
  const Rational size = whole * unit;
  return x < 0 ? Rational(-size) : size;
}

/// The nearest number with `precision` significant bits, none of them worth less than 2^least.
inline Rational nearest(const Rational& x, long precision, long least = -1'000'000'000'000) {
  if (x == 0) return x;
  return nearest_multiple(x, power_of_two(std::max(exponent_of(x) - precision, least)));
}

}  // namespace klprop::testing
