#pragma once

/// Exact rationals and integers over GMP, and the bridge from rationals to every other scalar.

#include <klprop/scalar/in_place.hpp>

#include <boost/multiprecision/gmp.hpp>

#include <cstddef>

namespace klprop {

/// Arbitrary integers. Expression templates are off so that `auto` and templates see values.
using Integer = boost::multiprecision::number<boost::multiprecision::gmp_int, boost::multiprecision::et_off>;

/// Exact rationals, always in lowest terms with a positive denominator. Division by zero throws std::overflow_error.
using Rational = boost::multiprecision::number<boost::multiprecision::gmp_rational, boost::multiprecision::et_off>;

template <>
struct InPlace<Rational> {
  static void set(Rational& target, const Rational& a) { target = a; }
  static void set_zero(Rational& target) { mpq_set_ui(raw(target), 0, 1); }
  static void set_product(Rational& target, const Rational& a, const Rational& b) {
    mpq_mul(raw(target), raw(a), raw(b));
  }
  static void add(Rational& target, const Rational& a) { mpq_add(raw(target), raw(target), raw(a)); }
  static void add_product(Rational& target, const Rational& a, const Rational& b, Rational& scratch) {
    mpq_mul(raw(scratch), raw(a), raw(b));
    mpq_add(raw(target), raw(target), raw(scratch));
  }

 private:
  static mpq_ptr raw(Rational& x) { return x.backend().data(); }
  static mpq_srcptr raw(const Rational& x) { return x.backend().data(); }
};

/// The value of a rational in scalar S: exact where S holds it, else rounded to nearest, or reduced modulo the prime.
/// Specialised beside each scalar.
template <Ring S>
struct FromRational;

template <>
struct FromRational<Rational> {
  static Rational convert(const Rational& value) { return value; }
};

template <Ring S>
[[nodiscard]] S from_rational(const Rational& value) {
  return FromRational<S>::convert(value);
}

/// Number of bits in numerator and denominator together: the size that exact arithmetic pays for.
[[nodiscard]] inline std::size_t bit_size(const Rational& value) {
  const mpq_srcptr raw = value.backend().data();
  return mpz_sizeinbase(mpq_numref(raw), 2) + mpz_sizeinbase(mpq_denref(raw), 2);
}

}  // namespace klprop
