// Rationals to doubles, against rounding done in rationals.

#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/real.hpp>

#include "scalar/nearest.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace klprop {
namespace {

using testing::power_of_two;

static_assert(Field<double> && Ordered<double> && Comparable<double>);

constexpr double infinity = std::numeric_limits<double>::infinity();

Rational exactly(double value) {
  Rational result;
  mpq_set_d(result.backend().data(), value);
  return result;
}

/// Whether `got` is what IEEE 754 demands for x.
bool rounds_to(const Rational& x, double got) {
  const Rational expected = testing::nearest(x, 53, -1074);
  if (abs(expected) >= power_of_two(1024)) return got == (x < 0 ? -infinity : infinity);
  return std::isfinite(got) && exactly(got) == expected;
}

bool converts(const Rational& x) {
  const Rational opposite = -x;
  return rounds_to(x, from_rational<double>(x)) && rounds_to(opposite, from_rational<double>(opposite));
}

BOOST_AUTO_TEST_SUITE(binary64)

BOOST_AUTO_TEST_CASE(by_hand) {
  BOOST_TEST(from_rational<double>(0) == 0.0);
  BOOST_TEST(from_rational<double>(Rational(-3, 8)) == -0.375);
  BOOST_TEST(from_rational<double>(Rational(1, 10)) == 0.1);  // the compiler rounds literals correctly
  BOOST_TEST(from_rational<double>(Rational(1, 3)) == 1.0 / 3.0);
  BOOST_TEST(from_rational<double>(power_of_two(-1074)) == std::numeric_limits<double>::denorm_min());
  BOOST_TEST(from_rational<double>(power_of_two(-1022)) == std::numeric_limits<double>::min());
}

BOOST_AUTO_TEST_CASE(ties_go_to_even) {
  const Rational one = 1, ulp = power_of_two(-52), tiny = power_of_two(-4000);
  BOOST_TEST(from_rational<double>(one + ulp / 2) == 1.0);
  BOOST_TEST(from_rational<double>(one + ulp / 2 + tiny) == 1.0 + 0x1p-52);
  BOOST_TEST(from_rational<double>(one + ulp + ulp / 2) == 1.0 + 0x1p-51);
  BOOST_TEST(from_rational<double>(one + ulp + ulp / 2 - tiny) == 1.0 + 0x1p-52);
}

BOOST_AUTO_TEST_CASE(subnormals) {
  const Rational least = power_of_two(-1074), tiny = power_of_two(-4000);
  BOOST_TEST(from_rational<double>(least / 2) == 0.0);  // a tie with zero
  BOOST_TEST(from_rational<double>(least / 2 + tiny) == 0x1p-1074);
  BOOST_TEST(from_rational<double>(least + least / 2) == 0x1p-1073);  // a tie, to even
  BOOST_TEST(from_rational<double>(least + least / 2 - tiny) == 0x1p-1074);
  BOOST_TEST(from_rational<double>(tiny) == 0.0);
  // No rounding to 53 bits first: 2^-1074·(1/2 + 2^-60) is above the tie.
  BOOST_TEST(from_rational<double>(least / 2 + least * power_of_two(-60)) == 0x1p-1074);
  // Half way between the largest subnormal and the least normal number.
  BOOST_TEST(from_rational<double>(power_of_two(-1022) - least / 2) == 0x1p-1022);
}

BOOST_AUTO_TEST_CASE(overflow) {
  const Rational edge = power_of_two(1024) - power_of_two(970);  // half a unit above the largest number
  BOOST_TEST(from_rational<double>(edge) == infinity);           // a tie, and the largest is odd
  BOOST_TEST(from_rational<double>(edge - power_of_two(-2000)) == std::numeric_limits<double>::max());
  BOOST_TEST(from_rational<double>(-edge) == -infinity);
  BOOST_TEST(from_rational<double>(power_of_two(100'000)) == infinity);
}

RC_BOOST_PROP(rounded_to_nearest_at_every_size, ()) {
  Rational value = *rc::gen::inRange<std::int64_t>(1, INT64_MAX);
  value /= *rc::gen::inRange<std::int64_t>(1, INT64_MAX);
  const long shift = *rc::gen::element(0, -1074, -1022, -1050, 1023, 900, -2000, 2000);
  value *= power_of_two(shift + *rc::gen::inRange(-70, 70));
  RC_ASSERT(converts(value));
}

/// Exact middles of two neighbouring doubles, and points a hair beside them.
RC_BOOST_PROP(middles_of_neighbours, ()) {
  constexpr std::uint64_t largest = 0x7fefffffffffffff;
  const std::uint64_t small = *rc::gen::inRange<std::uint64_t>(0, 5000),
                      any = *rc::gen::inRange<std::uint64_t>(0, largest);
  const std::uint64_t bits = *rc::gen::element(small, largest - 1 - small, any, any >> 11);
  const Rational below = exactly(std::bit_cast<double>(bits)), above = exactly(std::bit_cast<double>(bits + 1));
  const Rational middle = (below + above) / 2, hair = power_of_two(-5000);
  RC_ASSERT(converts(middle));
  RC_ASSERT(from_rational<double>(middle) == std::bit_cast<double>(bits + bits % 2));
  RC_ASSERT(from_rational<double>(middle - hair) == std::bit_cast<double>(bits));
  RC_ASSERT(from_rational<double>(middle + hair) == std::bit_cast<double>(bits + 1));
}

/// Scopes of precision leave it alone, and it leaves the exponent range alone.
BOOST_AUTO_TEST_CASE(independent_of_the_working_precision) {
  const mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
  const PrecisionScope scope(4);
  BOOST_TEST(from_rational<double>(Rational(1, 3)) == 1.0 / 3.0);
  BOOST_TEST(mpfr_get_emin() == mpfr_get_emin_min());
  BOOST_TEST(mpfr_get_emax() == mpfr_get_emax_max());
  mpfr_set_emin(emin);
  mpfr_set_emax(emax);
  BOOST_TEST(from_rational<double>(power_of_two(-1074)) == 0x1p-1074);
  BOOST_TEST(mpfr_get_emin() == emin);
  BOOST_TEST(mpfr_get_emax() == emax);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
