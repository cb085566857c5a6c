#pragma once

/// IEEE double as a scalar: the fast rung, never the one that decides.

#include <klprop/scalar/rational.hpp>

#include <mpfr.h>

namespace klprop {

/// The double nearest to a rational, ties to even, subnormals included; ±infinity beyond the largest.
template <>
struct FromRational<double> {
  static double convert(const Rational& value) {
    mpfr_t rounded;
    mpfr_init2(rounded, 53);
    const mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
    mpfr_set_emin(-1073);
    mpfr_set_emax(1024);
    const int ternary = mpfr_set_q(rounded, value.backend().data(), MPFR_RNDN);
    mpfr_subnormalize(rounded, ternary, MPFR_RNDN);
    const double result = mpfr_get_d(rounded, MPFR_RNDN);
    mpfr_set_emin(emin);
    mpfr_set_emax(emax);
    mpfr_clear(rounded);
    return result;
  }
};

}  // namespace klprop
