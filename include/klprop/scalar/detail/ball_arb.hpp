#pragma once

/// What `Ball` needs around Arb: its header, its caches, and exact conversions between its numbers and rationals.

#include <klprop/scalar/rational.hpp>
#include <klprop/scalar/real.hpp>

// Arb is part of FLINT since FLINT 3; before, it was a library of its own.
#if __has_include(<flint/arb.h>)
#include <flint/arb.h>
#else
#include <arb.h>
#endif

#include <algorithm>
#include <stdexcept>

#if !FLINT_USES_TLS
#error "klprop needs a FLINT with thread-local storage: without it, two threads may not compute with balls at once"
#endif

namespace klprop::detail {

/// Frees what FLINT keeps for a thread (constants, spare memory) when the thread ends.
class FlintCaches {
 public:
  constexpr FlintCaches() = default;
  ~FlintCaches() { flint_cleanup(); }
  FlintCaches(const FlintCaches&) = delete;
  FlintCaches& operator=(const FlintCaches&) = delete;
};

/// The precision for Arb, in bits: it takes no less than 2. Whoever asks is about to fill this thread's caches.
[[nodiscard]] inline slong arb_precision() {
  static thread_local const FlintCaches caches;
  return std::max<slong>(2, klprop::working_precision());
}

/// The value of a finite number.
/// @throws std::length_error  when its lowest bit is worth less than 2^-(2^32) or more than 2^(2^32): an Arb exponent may
///         be of any size, but GMP ends the program when memory runs out
[[nodiscard]] inline Rational exact_value(const arf_t x) {
  constexpr slong most_bits = slong{1} << 32;
  Rational result;
  if (arf_is_zero(x) != 0) return result;
  const mpz_ptr p = mpq_numref(result.backend().data()), q = mpq_denref(result.backend().data());
  fmpz_t odd, exponent;
  fmpz_init(odd);
  fmpz_init(exponent);
  arf_get_fmpz_2exp(odd, exponent, x);
  const bool fits = fmpz_cmp_si(exponent, -most_bits) >= 0 && fmpz_cmp_si(exponent, most_bits) <= 0;
  const slong shift = fits ? fmpz_get_si(exponent) : 0;
  fmpz_get_mpz(p, odd);
  fmpz_clear(odd);
  fmpz_clear(exponent);
  if (!fits) throw std::length_error("the end point of a ball has too many bits to be written as a rational");
  // An odd number over a power of two is in lowest terms.
  if (shift >= 0)
    mpz_mul_2exp(p, p, static_cast<mp_bitcnt_t>(shift));
  else
    mpz_mul_2exp(q, q, static_cast<mp_bitcnt_t>(-shift));
  return result;
}

[[nodiscard]] inline Rational exact_value(const mag_t x) {
  arf_t wide;
  arf_init(wide);
  arf_set_mag(wide, x);
  Rational result;
  try {
    result = exact_value(wide);
  } catch (...) {
    arf_clear(wide);
    throw;
  }
  arf_clear(wide);
  return result;
}

/// The least radius ≥ x.
/// @pre  x ≥ 0
inline void set_radius(mag_t target, const arf_t x) {
  arf_t rounded;
  fmpz_t odd, exponent;
  arf_init(rounded);
  fmpz_init(odd);
  fmpz_init(exponent);
  arf_set_round(rounded, x, MAG_BITS, ARF_RND_UP);
  arf_get_fmpz_2exp(odd, exponent, rounded);
  // Exact for what fits a radius, where `arf_get_mag` always adds a unit in the last place.
  mag_set_ui(target, fmpz_get_ui(odd));
  mag_mul_2exp_fmpz(target, target, exponent);
  arf_clear(rounded);
  fmpz_clear(odd);
  fmpz_clear(exponent);
}

/// The ball around the number of this precision nearest to `middle` that just contains middle ± half_width.
inline void set_around(arb_t target, const Rational& middle, const Rational& half_width, slong precision) {
  arf_t p, q, error, half;
  arf_init(p);
  arf_init(q);
  arf_init(error);
  arf_init(half);
  arf_set_mpz(p, mpq_numref(middle.backend().data()));
  arf_set_mpz(q, mpq_denref(middle.backend().data()));
  arf_div(arb_midref(target), p, q, precision, ARF_RND_NEAR);
  // The radius is |p/q − midpoint| + r/s = (|p − midpoint·q|·s + r·q) / (q·s), rounded up once.
  arf_mul(error, arb_midref(target), q, ARF_PREC_EXACT, ARF_RND_DOWN);
  arf_sub(error, p, error, ARF_PREC_EXACT, ARF_RND_DOWN);
  arf_abs(error, error);
  if (!half_width.is_zero()) {
    arf_set_mpz(half, mpq_numref(half_width.backend().data()));
    arf_mul(half, half, q, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_set_mpz(p, mpq_denref(half_width.backend().data()));
    arf_mul(error, error, p, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_add(error, error, half, ARF_PREC_EXACT, ARF_RND_DOWN);
    arf_mul(q, q, p, ARF_PREC_EXACT, ARF_RND_DOWN);
  }
  arf_div(error, error, q, MAG_BITS, ARF_RND_UP);
  set_radius(arb_radref(target), error);
  arf_clear(p);
  arf_clear(q);
  arf_clear(error);
  arf_clear(half);
}

}  // namespace klprop::detail
