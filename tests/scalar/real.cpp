// MPFR numbers: every result against rounding done in rationals.

#include <klprop/scalar/real.hpp>

#include "scalar/nearest.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::nearest;
using testing::power_of_two;

static_assert(Ring<Real> && Field<Real> && Ordered<Real> && Transcendental<Real>);

/// The exact value of a number.
Rational exactly(const Real& value) {
  Rational result;
  mpfr_get_q(result.backend().data(), value.raw());
  return result;
}

Rational any_rational() {
  Rational value = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  value /= *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
  return value * power_of_two(*rc::gen::inRange(-500, 500));
}

mpfr_prec_t any_precision() {
  return *rc::gen::inRange<mpfr_prec_t>(2, 300);
}

/// A number of the given precision.
Real any_real(mpfr_prec_t bits) {
  const PrecisionScope scope(bits);
  return Real(any_rational());
}

BOOST_AUTO_TEST_SUITE(real)

BOOST_AUTO_TEST_CASE(scopes_nest_and_end) {
  const mpfr_prec_t before = working_precision();
  {
    const PrecisionScope outer(100);
    BOOST_TEST(Real().precision() == 100);
    {
      const PrecisionScope inner(7);
      BOOST_TEST(working_precision() == 7);
      BOOST_TEST(Real(1).precision() == 7);
    }
    BOOST_TEST(Real(Rational(1, 3)).precision() == 100);
    const PrecisionScope same_block(1024);
    BOOST_TEST(Real().precision() == 1024);
  }
  BOOST_TEST(working_precision() == before);
}

BOOST_AUTO_TEST_CASE(zero_is_the_default) {
  BOOST_CHECK(Real() == Real(0));
  BOOST_TEST(exactly(Real()) == 0);
  BOOST_TEST(exactly(Real(-5)) == -5);
}

BOOST_AUTO_TEST_CASE(copies_are_exact_whatever_the_scope) {
  const PrecisionScope fine(200);
  const Real third(Rational(1, 3));
  const PrecisionScope coarse(10);
  const Real copy = third;
  Real assigned(1);
  assigned = third;
  BOOST_TEST(copy.precision() == 200);
  BOOST_TEST(assigned.precision() == 200);
  BOOST_TEST(exactly(copy) == nearest(Rational(1, 3), 200));
  BOOST_TEST(exactly(assigned) == exactly(third));
  // Arithmetic takes the scope's precision, so this is a different number.
  BOOST_TEST(exactly(third + Real(0)) == nearest(Rational(1, 3), 10));
  BOOST_CHECK(third + Real(0) != third);
}

BOOST_AUTO_TEST_CASE(self_assignment) {
  const PrecisionScope scope(80);
  Real value(Rational(2, 7));
  const Real& alias = value;
  value = alias;
  BOOST_TEST(exactly(value) == nearest(Rational(2, 7), 80));
  value += alias;
  value *= alias;
  const Rational doubled = 2 * nearest(Rational(2, 7), 80);
  BOOST_TEST(exactly(value) == nearest(doubled * doubled, 80));
}

BOOST_AUTO_TEST_CASE(moved_from_numbers_take_new_values) {
  const PrecisionScope scope(64);
  Real source(5);
  const Real target(std::move(source));
  BOOST_TEST(exactly(target) == 5);
  source = target;  // a copy into what was moved from
  BOOST_TEST(exactly(source) == 5);
  Real other(std::move(source));
  source = std::move(other);  // a move into it
  BOOST_TEST(exactly(source) == 5);
  other = Real(7);
  BOOST_TEST(exactly(other) == 7);
  std::swap(source, other);
  BOOST_TEST(exactly(source) == 7);
  BOOST_TEST(exactly(other) == 5);
  { const Real dies_empty_handed(std::move(source)); }  // both destructors run

  std::vector<Real> numbers;
  for (int k = 0; k < 100; ++k) numbers.insert(numbers.begin(), Real(k));
  for (int k = 0; k < 100; ++k) BOOST_TEST(exactly(numbers[static_cast<std::size_t>(99 - k)]) == k);
}

RC_BOOST_PROP(conversion_is_correctly_rounded, ()) {
  const Rational value = any_rational();
  const mpfr_prec_t bits = any_precision();
  const PrecisionScope scope(bits);
  RC_ASSERT(exactly(from_rational<Real>(value)) == nearest(value, bits));
}

RC_BOOST_PROP(basic_operations_are_correctly_rounded, ()) {
  const Real a = any_real(any_precision()), b = any_real(any_precision());
  const Rational x = exactly(a), y = exactly(b);
  const mpfr_prec_t bits = any_precision();
  const PrecisionScope scope(bits);
  RC_ASSERT(exactly(a + b) == nearest(x + y, bits));
  RC_ASSERT(exactly(a - b) == nearest(x - y, bits));
  RC_ASSERT(exactly(a * b) == nearest(x * y, bits));
  if (y != 0) RC_ASSERT(exactly(a / b) == nearest(x / y, bits));
  RC_ASSERT(exactly(-a) == nearest(-x, bits));
  RC_ASSERT(exactly(abs(a)) == nearest(abs(x), bits));
  Real compound = a;
  compound += b;
  RC_ASSERT(exactly(compound) == nearest(x + y, bits));
  RC_ASSERT((a + b).precision() == bits);
  RC_ASSERT((a == b) == (x == y));
  RC_ASSERT((a < b) == (x < y));
  RC_ASSERT((a >= b) == (x >= y));
}

RC_BOOST_PROP(operations_in_place_round_to_their_target, ()) {
  using Do = InPlace<Real>;
  const Real a = any_real(any_precision()), b = any_real(any_precision());
  const Rational x = exactly(a), y = exactly(b);
  const mpfr_prec_t bits = any_precision(), scratch_bits = any_precision();
  Real target = any_real(bits), scratch = any_real(scratch_bits);
  const PrecisionScope elsewhere(any_precision());
  Do::set(target, a);
  RC_ASSERT(exactly(target) == nearest(x, bits));
  Do::set_product(target, a, b);
  Rational expected = nearest(x * y, bits);
  RC_ASSERT(exactly(target) == expected);
  Do::add(target, a);
  expected = nearest(expected + x, bits);
  RC_ASSERT(exactly(target) == expected);
  Do::add_product(target, a, b, scratch);
  expected = nearest(expected + nearest(x * y, scratch_bits), bits);
  RC_ASSERT(exactly(target) == expected);
  Do::set_product(target, target, target);
  expected = nearest(expected * expected, bits);
  RC_ASSERT(exactly(target) == expected);
  Do::set_zero(target);
  RC_ASSERT(exactly(target) == 0);
  RC_ASSERT(target.precision() == bits);
}

/// Products of a million factors 10^±300 leave every double's range, and their squares MPFR's default one.
BOOST_AUTO_TEST_CASE(huge_exponents) {
  const auto product = [](const Real& factor) {
    Real result(1);
    for (int k = 0; k < 1'000'000; ++k) InPlace<Real>::set_product(result, result, factor);
    return result;
  };
  const PrecisionScope scope(64);
  Rational googols = 1;
  for (int k = 0; k < 300; ++k) googols *= 10;
  const Real large = product(Real(googols)), small = product(Real(Rational(1 / googols)));
  BOOST_TEST(large.is_finite());
  BOOST_TEST((small > Real(0)));

  // 10^(3·10^8) has 1 + ⌊3·10^8·log2 10⌋ bits.
  mpfr_t bits;
  mpfr_init2(bits, 200);
  mpfr_set_ui(bits, 10, MPFR_RNDN);
  mpfr_log2(bits, bits, MPFR_RNDN);
  mpfr_mul_ui(bits, bits, 300'000'000, MPFR_RNDN);
  const long whole = mpfr_get_si(bits, MPFR_RNDD);
  mpfr_clear(bits);
  BOOST_TEST(mpfr_get_exp(large.raw()) == whole + 1);
  BOOST_TEST(mpfr_get_exp(small.raw()) == -whole);

  // Four million roundings, counting those of the factors: a relative error below 4·10^6·2^-64·(1 + 2^-40) < 2^-42.
  const Real near_one = large * small;
  BOOST_TEST((abs(near_one - Real(1)) < Real(power_of_two(-42))));

  const Real larger = large * large, smaller = small * small;
  BOOST_TEST(larger.is_finite());
  BOOST_TEST((smaller > Real(0)));

  // The control: MPFR's default range ends at 2^(2^30), below 10^(6·10^8).
  mpfr_set_emin(1 - (1L << 30));
  mpfr_set_emax((1L << 30) - 1);
  BOOST_TEST(!(large * large).is_finite());
  BOOST_TEST((small * small == Real(0)));
}  // the scope restores what was before it, not the range set here

BOOST_AUTO_TEST_CASE(scopes_restore_the_exponent_range) {
  const mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  mpfr_set_emin(-1000);
  mpfr_set_emax(2000);
  {
    const PrecisionScope outer(64);
    BOOST_TEST(mpfr_get_emin() == mpfr_get_emin_min());
    BOOST_TEST(mpfr_get_emax() == mpfr_get_emax_max());
    { const PrecisionScope inner(32); }
    BOOST_TEST(mpfr_get_emin() == mpfr_get_emin_min());
  }
  BOOST_TEST(mpfr_get_emin() == -1000);
  BOOST_TEST(mpfr_get_emax() == 2000);
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_says_so) {
  const PrecisionScope scope(64);
  const Real infinite = Real(1) / Real(0), nothing = Real(0) / Real(0);
  BOOST_TEST(!infinite.is_finite());
  BOOST_TEST(!nothing.is_finite());
  BOOST_TEST(Real(1).is_finite());
  BOOST_CHECK(nothing != nothing);
  BOOST_CHECK((nothing <=> Real(1)) == std::partial_ordering::unordered);
  BOOST_TEST(!(nothing < Real(1)));
  BOOST_TEST((Real(1) < infinite));
}

/// exp and log are inverse up to the error that the roundings allow, and differ where they must.
BOOST_AUTO_TEST_CASE(transcendental_functions) {
  const PrecisionScope scope(128);
  BOOST_CHECK(log(Real(1)) == Real(0));
  BOOST_CHECK(exp(Real(0)) == Real(1));
  BOOST_CHECK(sqrt(Real(Rational(9, 4))) == Real(Rational(3, 2)));
  // e to 40 digits, from any table: 2.7182818284590452353602874713526624977572(47…).
  BOOST_TEST(to_string(exp(Real(1)), 38) == "2.7182818284590452353602874713526624978e+00");
  BOOST_TEST(to_string(log(Real(2)), 30) == "6.93147180559945309417232121458e-01");
}

BOOST_AUTO_TEST_CASE(decimal_texts) {
  const PrecisionScope scope(64);
  BOOST_TEST(to_string(Real(Rational(1, 4)), 1) == "2e-01");  // a tie, to even
  BOOST_TEST(to_string(Real(Rational(1, 4)), 2) == "2.5e-01");
  BOOST_TEST(to_string(Real(-1000), 3) == "-1.00e+03");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
