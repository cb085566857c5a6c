#include <klprop/scalar/scaled_integer.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

namespace klprop {
namespace {

static_assert(Ring<ScaledInteger>);

std::optional<Integer> base_of(const std::vector<Rational>& values) {
  CommonDenominator common;
  for (const Rational& value : values) common.include(value);
  const auto scale = common.scale();
  return scale ? std::optional(scale->base()) : std::nullopt;
}

rc::Gen<Rational> decimals() {
  return rc::gen::exec([] {
    Rational value = *rc::gen::inRange<std::int64_t>(-100'000, 100'000);
    for (int k = *rc::gen::inRange(0, 8); k > 0; --k) value /= 10;
    return value;
  });
}

BOOST_AUTO_TEST_SUITE(scaled_integer)

BOOST_AUTO_TEST_CASE(bases) {
  BOOST_TEST(*base_of({}) == 2);
  BOOST_TEST(*base_of({Rational(3, 8), Rational(1, 2)}) == 2);
  BOOST_TEST(*base_of({Rational(3, 25)}) == 5);
  BOOST_TEST(*base_of({Rational(3, 8), Rational(1, 25)}) == 10);
  BOOST_TEST(*base_of({Rational(1, 6), Rational(1, 4)}) == 12);
  Integer large = 1;
  large <<= 400;
  BOOST_TEST(!base_of({Rational(Integer(1), Integer(large + 1))}));
  BOOST_TEST(!base_of({Rational(Integer(1), large), Rational(1, 3)}));
  BOOST_TEST(*base_of({Rational(Integer(1), large)}) == 2);
}

BOOST_AUTO_TEST_CASE(exponents_are_the_least) {
  const Scale ten(10);
  BOOST_TEST(*ten.exponent(Rational(7)) == 0U);
  BOOST_TEST(*ten.exponent(Rational(1, 2)) == 1U);
  BOOST_TEST(*ten.exponent(Rational(1, 8)) == 3U);
  BOOST_TEST(*ten.exponent(Rational(3, 50)) == 2U);
  BOOST_TEST(!ten.exponent(Rational(1, 3)));
  const Scale twelve(12);
  BOOST_TEST(*twelve.exponent(Rational(1, 16)) == 2U);
  BOOST_TEST(*twelve.exponent(Rational(1, 27)) == 3U);
  BOOST_TEST(!twelve.exponent(Rational(1, 10)));
  // A number of digits for which division by the base, once per digit, would take hours.
  Integer large;
  mpz_ui_pow_ui(large.backend().data(), 10, 3'000'000);
  BOOST_TEST(*ten.exponent(Rational(Integer(7), large)) == 3'000'000U);
}

BOOST_AUTO_TEST_CASE(a_denominator_outside_the_scale_is_refused) {
  Scale ten(10);
  const ScaleScope scope(ten);
  BOOST_CHECK_THROW(static_cast<void>(ScaledInteger::from(Rational(1, 3))), std::domain_error);
}

BOOST_AUTO_TEST_CASE(large_powers) {
  Scale ten(10);
  const ScaleScope scope(ten);
  ScaledInteger small = ScaledInteger::from(Rational(1, 10)), power = 1;
  Rational expected = 1;
  for (int k = 0; k < 1000; ++k) {
    power *= small;
    expected /= 10;
  }
  power += ScaledInteger(1);
  expected += 1;
  BOOST_TEST(power.to_rational() == expected);
}

BOOST_AUTO_TEST_CASE(scopes_nest) {
  Scale ten(10), two(2);
  const ScaleScope outer(ten);
  {
    const ScaleScope inner(two);
    BOOST_TEST(ScaledInteger::from(Rational(1, 4)).exponent() == 2U);
    BOOST_TEST(ScaledInteger::from(Rational(1, 4)).scaled_numerator() == 1);
  }
  BOOST_TEST(ScaledInteger::from(Rational(1, 4)).scaled_numerator() == 25);
}

RC_BOOST_PROP(arithmetic_is_that_of_the_rationals, ()) {
  Scale ten(10);
  const ScaleScope scope(ten);
  const Rational a = *decimals(), b = *decimals();
  const ScaledInteger x = ScaledInteger::from(a), y = ScaledInteger::from(b);
  RC_ASSERT(x.to_rational() == a);
  RC_ASSERT((x + y).to_rational() == a + b);
  RC_ASSERT((x - y).to_rational() == a - b);
  RC_ASSERT((x * y).to_rational() == a * b);
  if (b != 0) RC_ASSERT(ScaledInteger::ratio(x, y) == a / b);
}

RC_BOOST_PROP(arithmetic_in_place_may_alias, ()) {
  using Do = InPlace<ScaledInteger>;
  Scale ten(10);
  const ScaleScope scope(ten);
  const Rational a = *decimals(), b = *decimals();
  ScaledInteger x = ScaledInteger::from(a), scratch;
  Do::set_product(x, x, x);
  RC_ASSERT(x.to_rational() == a * a);
  Do::add(x, x);
  RC_ASSERT(x.to_rational() == 2 * a * a);
  const ScaledInteger y = ScaledInteger::from(b);
  Do::add_product(x, y, y, scratch);
  RC_ASSERT(x.to_rational() == 2 * a * a + b * b);
  Do::set_zero(x);
  RC_ASSERT(x.is_zero());
  Do::add(x, y);
  RC_ASSERT(x.to_rational() == b);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
