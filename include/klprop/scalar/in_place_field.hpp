#pragma once

/// The operations of a field that `InPlace` leaves out, written into an existing number.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/rational.hpp>
#include <klprop/scalar/real.hpp>

namespace klprop {

/// In each of these, target may alias a and b.
template <Field S>
struct InPlaceField {
  /// target ← a − b
  static void set_difference(S& target, const S& a, const S& b) { target = a - b; }
  /// target ← a / b
  static void set_quotient(S& target, const S& a, const S& b) { target = a / b; }
  /// target ← −a
  static void set_negative(S& target, const S& a) { target = S{} - a; }
};

template <>
struct InPlaceField<Rational> {
  static void set_difference(Rational& target, const Rational& a, const Rational& b) {
    mpq_sub(target.backend().data(), a.backend().data(), b.backend().data());
  }
  static void set_quotient(Rational& target, const Rational& a, const Rational& b) { target = a / b; }
  static void set_negative(Rational& target, const Rational& a) {
    mpq_neg(target.backend().data(), a.backend().data());
  }
};

/// Rounds to the precision of the target, as `InPlace<Real>` does.
template <>
struct InPlaceField<Real> {
  static void set_difference(Real& target, const Real& a, const Real& b) {
    mpfr_sub(target.raw(), a.raw(), b.raw(), MPFR_RNDN);
  }
  static void set_quotient(Real& target, const Real& a, const Real& b) {
    mpfr_div(target.raw(), a.raw(), b.raw(), MPFR_RNDN);
  }
  static void set_negative(Real& target, const Real& a) { mpfr_neg(target.raw(), a.raw(), MPFR_RNDN); }
};

template <>
struct InPlaceField<Ball> {
  static void set_difference(Ball& target, const Ball& a, const Ball& b) { target.set<arb_sub>(a, b); }
  static void set_quotient(Ball& target, const Ball& a, const Ball& b) { target.set<arb_div>(a, b); }
  static void set_negative(Ball& target, const Ball& a) { arb_neg(target.raw(), a.raw()); }
};

}  // namespace klprop
