#pragma once

/// The elementary functions that computation graphs apply, for double, `Real`, `Ball` and dual numbers over these.
///
/// They are static members of `ElementaryFunctions<S>`, specialised once per scalar as `InPlace` is: an unqualified
/// `sin(x)` would find other functions for double than for a class.
///
/// Ball: each function encloses. Real: each rounds once, to nearest, `logistic` three times. double: as good as the C
/// library. Where a function is not defined, results are not finite (NaN, infinity, or the ball of which nothing is
/// known); callers look before they ask.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/dual.hpp>
#include <klprop/scalar/real.hpp>

#if __has_include(<flint/arb_hypgeom.h>)
#include <flint/arb_hypgeom.h>
#else
#include <arb_hypgeom.h>
#endif

#include <algorithm>
#include <cmath>
#include <concepts>
#include <numbers>
#include <utility>

namespace klprop {

template <class S>
struct ElementaryFunctions;

/// A field with the elementary functions and π.
template <class S>
concept Elementary = Field<S> && requires(const S& a) {
  { ElementaryFunctions<S>::exp(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::log(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::sqrt(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::sin(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::cos(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::tan(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::tanh(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::erf(a) } -> std::same_as<S>;
  { ElementaryFunctions<S>::erfc(a) } -> std::same_as<S>;      // 1 − erf(a), without cancellation
  { ElementaryFunctions<S>::logistic(a) } -> std::same_as<S>;  // 1/(1 + e^{−a})
  { ElementaryFunctions<S>::log1p(a) } -> std::same_as<S>;     // ln(1 + a)
  { ElementaryFunctions<S>::expm1(a) } -> std::same_as<S>;     // e^a − 1
  { ElementaryFunctions<S>::pow(a, a) } -> std::same_as<S>;    // a^b for a > 0
  { ElementaryFunctions<S>::pi() } -> std::same_as<S>;
};

template <>
struct ElementaryFunctions<double> {
  static double exp(double a) { return std::exp(a); }
  static double log(double a) { return std::log(a); }
  static double sqrt(double a) { return std::sqrt(a); }
  static double sin(double a) { return std::sin(a); }
  static double cos(double a) { return std::cos(a); }
  static double tan(double a) { return std::tan(a); }
  static double tanh(double a) { return std::tanh(a); }
  static double erf(double a) { return std::erf(a); }
  static double erfc(double a) { return std::erfc(a); }
  static double logistic(double a) {
    if (a >= 0) return 1 / (1 + std::exp(-a));
    const double e = std::exp(a);  // e^{−a} would overflow first
    return e / (1 + e);
  }
  static double log1p(double a) { return std::log1p(a); }
  static double expm1(double a) { return std::expm1(a); }
  static double pow(double a, double b) { return std::pow(a, b); }
  static double pi() { return std::numbers::pi; }
};

template <>
struct ElementaryFunctions<Real> {
  static Real exp(const Real& a) { return made<mpfr_exp>(a); }
  static Real log(const Real& a) { return made<mpfr_log>(a); }
  static Real sqrt(const Real& a) { return made<mpfr_sqrt>(a); }
  static Real sin(const Real& a) { return made<mpfr_sin>(a); }
  static Real cos(const Real& a) { return made<mpfr_cos>(a); }
  static Real tan(const Real& a) { return made<mpfr_tan>(a); }
  static Real tanh(const Real& a) { return made<mpfr_tanh>(a); }
  static Real erf(const Real& a) { return error_function<mpfr_erf, arb_hypgeom_erf>(a); }
  static Real erfc(const Real& a) { return error_function<mpfr_erfc, arb_hypgeom_erfc>(a); }
  static Real logistic(const Real& a) {
    Real result = made<mpfr_neg>(a);
    mpfr_exp(result.raw(), result.raw(), MPFR_RNDN);
    mpfr_add_ui(result.raw(), result.raw(), 1, MPFR_RNDN);
    mpfr_ui_div(result.raw(), 1, result.raw(), MPFR_RNDN);
    return result;
  }
  static Real log1p(const Real& a) { return made<mpfr_log1p>(a); }
  static Real expm1(const Real& a) { return made<mpfr_expm1>(a); }
  static Real pow(const Real& a, const Real& b) { return made<mpfr_pow>(a, b); }
  static Real pi() {
    Real result;
    mpfr_const_pi(result.raw(), MPFR_RNDN);
    return result;
  }

 private:
  template <auto operation, class... Operands>
  static Real made(const Operands&... operands) {
    Real result;
    operation(result.raw(), operands.raw()..., MPFR_RNDN);
    return result;
  }

  /// MPFR 4.2.0 ends the program where a partial sum of its series is below 2^-1021, as that of two terms is next to √3.
  /// With that many digits Arb takes its place; the result is rounded once all the same.
  template <auto by_mpfr, auto by_arb>
  static Real error_function(const Real& a) {
    constexpr mpfr_prec_t safe_bits = 900;
    constexpr mpfr_exp_t largest_exponent = 20;
    Real result;
    const mpfr_prec_t bits = std::max(mpfr_get_prec(a.raw()), mpfr_get_prec(result.raw()));
    const bool has_series =
        mpfr_regular_p(a.raw()) != 0 && mpfr_get_exp(a.raw()) >= 1 && mpfr_get_exp(a.raw()) <= largest_exponent;
    if (bits < safe_bits || !has_series) {
      by_mpfr(result.raw(), a.raw(), MPFR_RNDN);
      return result;
    }
    Ball x, y;
    arf_set_mpfr(arb_midref(x.raw()), a.raw());
    for (slong working = bits + bits / 2;; working *= 2) {
      by_arb(y.raw(), x.raw(), working);
      if (arb_can_round_mpfr(y.raw(), mpfr_get_prec(result.raw()), MPFR_RNDN) == 0) continue;
      arf_get_mpfr(result.raw(), arb_midref(y.raw()), MPFR_RNDN);
      return result;
    }
  }
};

template <>
struct ElementaryFunctions<Ball> {
  static Ball exp(const Ball& a) { return made<arb_exp>(a); }
  static Ball log(const Ball& a) { return made<arb_log>(a); }
  static Ball sqrt(const Ball& a) { return made<arb_sqrt>(a); }
  static Ball sin(const Ball& a) { return made<arb_sin>(a); }
  static Ball cos(const Ball& a) { return made<arb_cos>(a); }
  static Ball tan(const Ball& a) { return made<arb_tan>(a); }
  static Ball tanh(const Ball& a) { return made<arb_tanh>(a); }
  static Ball erf(const Ball& a) { return made<arb_hypgeom_erf>(a); }
  static Ball erfc(const Ball& a) { return made<arb_hypgeom_erfc>(a); }
  static Ball logistic(const Ball& a) { return Ball(1) / (Ball(1) + made<arb_exp>(-a)); }
  static Ball log1p(const Ball& a) { return made<arb_log1p>(a); }
  static Ball expm1(const Ball& a) { return made<arb_expm1>(a); }
  static Ball pow(const Ball& a, const Ball& b) { return made<arb_pow>(a, b); }
  static Ball pi() {
    Ball result;
    arb_const_pi(result.raw(), detail::arb_precision());
    return result;
  }

 private:
  template <auto operation, class... Operands>
  static Ball made(const Operands&... operands) {
    Ball result;
    result.set<operation>(operands...);
    return result;
  }
};

/// f(a + a'ε) = f(a) + f'(a)·a'·ε.
template <Elementary S>
struct ElementaryFunctions<Dual<S>> {
  using On = ElementaryFunctions<S>;

  static Dual<S> exp(const Dual<S>& a) {
    S e = On::exp(a.value);
    S slope = e * a.tangent;
    return Dual<S>(std::move(e), std::move(slope));
  }
  static Dual<S> log(const Dual<S>& a) { return Dual<S>(On::log(a.value), a.tangent / a.value); }
  static Dual<S> sqrt(const Dual<S>& a) {
    S root = On::sqrt(a.value);
    S slope = a.tangent / (root + root);
    return Dual<S>(std::move(root), std::move(slope));
  }
  static Dual<S> sin(const Dual<S>& a) { return Dual<S>(On::sin(a.value), On::cos(a.value) * a.tangent); }
  static Dual<S> cos(const Dual<S>& a) { return Dual<S>(On::cos(a.value), S{} - On::sin(a.value) * a.tangent); }
  static Dual<S> tan(const Dual<S>& a) {
    const S cosine = On::cos(a.value);
    return Dual<S>(On::tan(a.value), a.tangent / (cosine * cosine));
  }
  static Dual<S> tanh(const Dual<S>& a) {
    // 1/cosh²(x) with e = e^{−x}: (2/(e + 1/e))²; a cosh too large makes the slope zero.
    const S both = On::exp(a.value) + On::exp(S{} - a.value);
    const S reciprocal = S(2) / both;
    return Dual<S>(On::tanh(a.value), reciprocal * reciprocal * a.tangent);
  }
  static Dual<S> erf(const Dual<S>& a) { return Dual<S>(On::erf(a.value), bell(a.value) * a.tangent); }
  static Dual<S> erfc(const Dual<S>& a) { return Dual<S>(On::erfc(a.value), S{} - bell(a.value) * a.tangent); }
  static Dual<S> logistic(const Dual<S>& a) {
    S y = On::logistic(a.value);
    S slope = y * On::logistic(S{} - a.value) * a.tangent;
    return Dual<S>(std::move(y), std::move(slope));
  }
  static Dual<S> log1p(const Dual<S>& a) { return Dual<S>(On::log1p(a.value), a.tangent / (S(1) + a.value)); }
  static Dual<S> expm1(const Dual<S>& a) { return Dual<S>(On::expm1(a.value), On::exp(a.value) * a.tangent); }
  static Dual<S> pow(const Dual<S>& a, const Dual<S>& b) {
    S y = On::pow(a.value, b.value);
    S slope = y * (b.tangent * On::log(a.value) + b.value * a.tangent / a.value);
    return Dual<S>(std::move(y), std::move(slope));
  }
  static Dual<S> pi() { return Dual<S>(On::pi()); }

 private:
  /// 2/√π·e^{−a²}
  static S bell(const S& a) { return S(2) * On::exp(S{} - a * a) / On::sqrt(On::pi()); }
};

}  // namespace klprop
