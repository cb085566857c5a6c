// Every operation against exact rationals: rounded down, by less than one unit.

#include <klprop/random/random.hpp>
#include <klprop/scalar/wide_float.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace klprop {
namespace {

static_assert(Ring<WideFloat<3>> && !Field<WideFloat<3>>);
static_assert(sizeof(WideFloat<3>) == 32);

/// x·(1 − u) < y ≤ x, and both zero or none.
template <std::size_t words>
bool is_rounded_down(const Rational& x, const WideFloat<words>& y) {
  if (x.is_zero() || y.is_zero()) return x.is_zero() && y.is_zero();
  return y.to_rational() <= x && x * (1 - WideFloat<words>::unit()) < y.to_rational();
}

/// Significands of words that are empty, full, or have a single bit; exponents near and far.
template <std::size_t words>
WideFloat<words> arbitrary(Random& random) {
  if (random.chance(1, 30)) return {};
  Integer significand = 0;
  for (std::size_t k = 0; k < words; ++k) {
    constexpr std::uint64_t top = std::uint64_t{1} << 63;
    const std::array<std::uint64_t, 6> patterns = {0, ~std::uint64_t{0}, 1, top, random.next(), ~top};
    significand = (significand << 64) + Integer(random.pick(patterns));
  }
  if (significand.is_zero()) significand = 1;
  const int range = random.chance(1, 2) ? 3 : 500;
  const int exponent = random.between(-range, range);
  Rational value(significand);
  if (exponent < 0)
    value /= Rational(Integer(1) << -exponent);
  else
    value *= Rational(Integer(1) << exponent);
  return WideFloat<words>(value);
}

template <std::size_t words>
void check_operations() {
  using Number = WideFloat<words>;
  unsigned carries = 0, inexact = 0;
  for (std::uint64_t seed = 0; seed < 5000; ++seed) {
    Random random(seed, words);
    const Number a = arbitrary<words>(random), b = arbitrary<words>(random), c = arbitrary<words>(random);
    const Rational x = a.to_rational(), y = b.to_rational(), z = c.to_rational();
    BOOST_TEST(is_rounded_down(x + y, a + b), "seed " << seed);
    BOOST_TEST(is_rounded_down(x * y, a * b), "seed " << seed);
    if (x >= y) BOOST_TEST(is_rounded_down(x - y, a - b), "seed " << seed);
    BOOST_TEST((b + a == a + b && b * a == a * b), "seed " << seed);
    carries +=
        !a.is_zero() && !b.is_zero() && (a + b).bound_exponent() > std::max(a.bound_exponent(), b.bound_exponent());
    inexact += (a * b).to_rational() != x * y && (a + b).to_rational() != x + y;

    Number target = c, scratch;
    InPlace<Number>::add_product(target, a, b, scratch);
    BOOST_TEST((target == c + a * b), "seed " << seed);
    InPlace<Number>::set_product(target, a, a);
    BOOST_TEST((target == a * a), "seed " << seed);
    target.set_product(target, target);
    BOOST_TEST((target == (a * a) * (a * a)), "seed " << seed);
    target = a;
    target += target;
    BOOST_TEST((target.to_rational() == 2 * x), "seed " << seed);
    BOOST_TEST(is_rounded_down(z, Number(z)), "seed " << seed);
    BOOST_TEST((Number(z).to_rational() == z), "seed " << seed);
  }
  BOOST_TEST(carries > 100U);
  BOOST_TEST(inexact > 100U);
}

BOOST_AUTO_TEST_SUITE(wide_float)

BOOST_AUTO_TEST_CASE(operations_round_down) {
  check_operations<1>();
  check_operations<2>();
  check_operations<3>();
  check_operations<4>();
  check_operations<6>();
}

BOOST_AUTO_TEST_CASE(conversions_round_down) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed, 41);
    const Rational value = seed % 2 == 0 ? wide_rational(random) : small_rational(random);
    BOOST_TEST(is_rounded_down(value, WideFloat<2>(value)), "seed " << seed);
    const WideFloat<2> number(value);
    const Rational bound = number.bound_exponent() < 0
                               ? Rational(1, Integer(1) << static_cast<unsigned>(-number.bound_exponent()))
                               : Rational(Integer(1) << static_cast<unsigned>(number.bound_exponent()));
    BOOST_TEST(number.to_rational() < bound, "seed " << seed);
    BOOST_TEST(number.to_rational() * 2 >= bound, "seed " << seed);
  }
  for (const int value : {0, 1, 2, 3, 255, 2147483647}) BOOST_TEST(WideFloat<3>(value).to_rational() == value);
  BOOST_TEST(WideFloat<3>(Rational(1, 3)).to_rational() == Rational(((Integer(1) << 193) - 2) / 3, Integer(1) << 193));
  BOOST_TEST(WideFloat<2>(3).to_rational(-5) == Rational(3, 32));
  BOOST_TEST(WideFloat<2>(3).to_rational(200) == Rational(Integer(3) << 200));
}

/// 1 + 2^-128·(…) needs more than 128 bits; a term of the last place changes the sum, one below it does not.
BOOST_AUTO_TEST_CASE(the_last_place) {
  using Number = WideFloat<2>;
  const Number one(1), last(Rational(1, Integer(1) << 127)), below(Rational(1, Integer(1) << 128));
  BOOST_TEST((one + last).to_rational() == 1 + Rational(1, Integer(1) << 127));
  BOOST_TEST((one + below == one));
  BOOST_TEST((one + (below + below) == one + last));
  BOOST_TEST(Number::unit() == Rational(1, Integer(1) << 127));
}

BOOST_AUTO_TEST_CASE(negative_numbers_are_refused) {
  BOOST_CHECK_THROW(WideFloat<2>(-1), std::domain_error);
  BOOST_CHECK_THROW(WideFloat<2>(Rational(-1, 3)), std::domain_error);
  BOOST_CHECK_THROW(static_cast<void>(WideFloat<2>(1) - WideFloat<2>(2)), std::domain_error);
}

/// What `is_rounded_down` is for: it sees one unit too much and one too little.
BOOST_AUTO_TEST_CASE(the_check_can_fail) {
  const Rational third(1, 3);
  const WideFloat<2> right(third);
  BOOST_TEST(is_rounded_down(third, right));
  BOOST_TEST(!is_rounded_down(third, right * WideFloat<2>(1 + WideFloat<2>::unit())));
  BOOST_TEST(!is_rounded_down(third, WideFloat<2>(right.to_rational() * (1 - WideFloat<2>::unit()))));
  BOOST_TEST(!is_rounded_down(third, WideFloat<2>()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
