// The bridge from rationals, their size, and arithmetic in place.

#include <klprop/scalar/rational.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <stdexcept>

namespace klprop {
namespace {

static_assert(Field<Rational> && Comparable<Rational> && Ordered<Rational> && !Transcendental<Rational>);
static_assert(Ring<Integer> && Comparable<Integer>);

Rational any_rational() {
  const auto above = *rc::gen::inRange<std::int64_t>(-1'000'000, 1'000'000);
  return Rational(above) / *rc::gen::inRange<std::int64_t>(1, 1'000'000);
}

BOOST_AUTO_TEST_SUITE(rational)

BOOST_AUTO_TEST_CASE(lowest_terms_and_positive_denominators) {
  const Rational value = Rational(6) / Rational(-4);
  BOOST_TEST(numerator(value) == -3);
  BOOST_TEST(denominator(value) == 2);
  BOOST_TEST(Rational() == 0);
}

BOOST_AUTO_TEST_CASE(division_by_zero_throws) {
  const Rational zero;
  BOOST_CHECK_THROW(static_cast<void>(Rational(1) / zero), std::overflow_error);
}

BOOST_AUTO_TEST_CASE(sizes) {
  BOOST_TEST(bit_size(Rational(0)) == 2U);  // 0 and 1: one bit each
  BOOST_TEST(bit_size(Rational(1)) == 2U);
  BOOST_TEST(bit_size(Rational(-8)) == 5U);     // 1000b and 1
  BOOST_TEST(bit_size(Rational(7, 16)) == 8U);  // 111b and 10000b
}

BOOST_AUTO_TEST_CASE(from_rational_is_the_identity) {
  BOOST_TEST(from_rational<Rational>(Rational(-22, 7)) == Rational(-22, 7));
}

RC_BOOST_PROP(arithmetic_in_place_is_arithmetic, ()) {
  using Do = InPlace<Rational>;
  const Rational a = any_rational(), b = any_rational(), c = any_rational();
  Rational target, scratch;
  Do::set(target, a);
  RC_ASSERT(target == a);
  Do::set_product(target, b, c);
  RC_ASSERT(target == b * c);
  Do::add(target, a);
  RC_ASSERT(target == b * c + a);
  Do::add_product(target, b, b, scratch);
  RC_ASSERT(target == b * c + a + b * b);
  Do::set_product(target, target, target);  // both operands may be the target
  RC_ASSERT(target == (b * c + a + b * b) * (b * c + a + b * b));
  Do::add(target, target);
  RC_ASSERT(target == 2 * (b * c + a + b * b) * (b * c + a + b * b));
  Do::set_zero(target);
  RC_ASSERT(target == 0);
  Do::set(target, target);
  RC_ASSERT(target == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
