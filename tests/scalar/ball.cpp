// Balls: every result must contain what the rationals say.

#include <klprop/scalar/ball.hpp>

#include "scalar/ball_samples.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::any_precision;
using testing::any_rational;
using testing::any_sample;
using testing::encloses;
using testing::nearest;
using testing::power_of_two;
using testing::Sample;
using testing::shrunk;

static_assert(Ring<Ball> && Field<Ball> && Transcendental<Ball>);
static_assert(!Ordered<Ball> && !Comparable<Ball>);
static_assert(std::is_convertible_v<int, Ball> && !std::is_convertible_v<Rational, Ball>);
static_assert(!std::is_constructible_v<Ball, double> && !std::is_constructible_v<Ball, long> &&
              !std::is_constructible_v<Ball, bool>);
static_assert(std::is_nothrow_move_constructible_v<Ball> && std::is_nothrow_move_assignable_v<Ball>);
template <class Exponent>
concept RaisesTo = requires(const Ball& a, Exponent b) {
  pow(a, b);
};
static_assert(RaisesTo<int> && RaisesTo<long> && RaisesTo<Ball> && !RaisesTo<double>);

BOOST_AUTO_TEST_SUITE(ball)

BOOST_AUTO_TEST_CASE(zero_and_integers_are_exact) {
  const PrecisionScope coarse(2);
  BOOST_TEST(is_exactly_zero(Ball()));
  BOOST_TEST(is_exactly_zero(Ball(0)));
  for (const int value : {1, -1, 7, 1'000'000'007, -2'147'483'647 - 1}) {
    BOOST_TEST(is_exact(Ball(value)));
    BOOST_TEST(midpoint(Ball(value)) == value);
    BOOST_TEST(!is_exactly_zero(Ball(value)));
  }
}

RC_BOOST_PROP(a_rational_becomes_the_tightest_ball, ()) {
  const Rational value = any_rational();
  const mpfr_prec_t bits = any_precision();
  const PrecisionScope scope(bits);
  const Ball ball = from_rational<Ball>(value);
  const Rational error = abs(value - nearest(value, bits));
  RC_ASSERT(encloses(ball, value));
  RC_ASSERT(midpoint(ball) == nearest(value, bits));
  RC_ASSERT(radius(ball) <= error * (1 + power_of_two(-28)));
  RC_ASSERT(is_exact(ball) == (error == 0));
}

RC_BOOST_PROP(a_ball_between_two_rationals_is_the_tightest, ()) {
  const Rational low = any_rational(), high = low + abs(any_rational());
  const mpfr_prec_t bits = any_precision();
  const PrecisionScope scope(bits);
  const Ball ball = between(low, high);
  const Rational middle = (low + high) / 2, rounded = nearest(middle, bits);
  const Rational least = (high - low) / 2 + abs(middle - rounded);
  RC_ASSERT(encloses(ball, low) && encloses(ball, high));
  RC_ASSERT(midpoint(ball) == rounded);
  RC_ASSERT(least <= radius(ball) && radius(ball) <= least * (1 + power_of_two(-28)));
}

BOOST_AUTO_TEST_CASE(end_points) {
  const Ball ball = between(Rational(-1, 4), 3);
  BOOST_TEST(lower(ball) == Rational(-1, 4));
  BOOST_TEST(upper(ball) == 3);
  BOOST_TEST(midpoint(ball) == Rational(11, 8));
  BOOST_TEST(radius(ball) == Rational(13, 8));
  BOOST_CHECK_THROW(static_cast<void>(between(1, 0)), std::invalid_argument);
  BOOST_CHECK_THROW(static_cast<void>(lower(log(Ball(0)))), std::domain_error);
}

/// Exponents know no limit, rationals do.
BOOST_AUTO_TEST_CASE(end_points_too_large_for_memory_are_refused) {
  const Ball huge = pow(Ball(2), 1L << 40), tiny = Ball(1) / huge;
  BOOST_TEST(is_exact(huge));
  BOOST_CHECK_THROW(static_cast<void>(upper(huge)), std::length_error);
  BOOST_CHECK_THROW(static_cast<void>(upper(tiny)), std::length_error);
  BOOST_TEST(certainly_less(tiny, huge));
  BOOST_TEST(certainly_positive(tiny));
  const Ball enormous = exp(pow(huge, 3));
  BOOST_TEST(!is_finite(exp(huge * pow(huge, 1L << 40))));
  if (is_finite(enormous)) BOOST_CHECK_THROW(static_cast<void>(lower(enormous)), std::length_error);
}

// ---- copies ---------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(copies_are_exact_whatever_the_scope) {
  const PrecisionScope fine(200);
  const Ball third(Rational(1, 3));
  const PrecisionScope coarse(10);
  const Ball copy = third;
  Ball assigned(1);
  assigned = third;
  for (const Ball* ball : {&copy, &std::as_const(assigned)}) {
    BOOST_TEST(midpoint(*ball) == nearest(Rational(1, 3), 200));
    BOOST_TEST(radius(*ball) == radius(third));
  }
  BOOST_TEST(midpoint(-third) == -midpoint(third));
  BOOST_TEST(radius(-third) == radius(third));
  BOOST_TEST(midpoint(abs(-third)) == midpoint(third));
  // Arithmetic takes the scope's precision.
  const Ball rounded = third + Ball(0);
  BOOST_TEST(encloses(rounded, Rational(1, 3)));
  BOOST_TEST(radius(rounded) > power_of_two(-14));
}

BOOST_AUTO_TEST_CASE(self_assignment_and_moves) {
  const PrecisionScope scope(300);  // long enough for memory outside the object
  const Ball seventh(Rational(2, 7));
  Ball value = seventh;
  const Ball& alias = value;
  value = alias;
  BOOST_TEST(midpoint(value) == midpoint(seventh));
  value += alias;
  value *= alias;
  BOOST_TEST(encloses(value, Rational(16, 49)));
  value -= alias;
  BOOST_TEST(encloses(value, 0));
  value = seventh;
  value /= alias;
  BOOST_TEST(encloses(value, 1));

  Ball source = seventh;
  const Ball target(std::move(source));
  BOOST_TEST(midpoint(target) == midpoint(seventh));
  source = target;  // a copy into what was moved from
  BOOST_TEST(midpoint(source) == midpoint(seventh));
  Ball other(std::move(source));
  source = std::move(other);
  BOOST_TEST(midpoint(source) == midpoint(seventh));
  std::swap(source, other = Ball(3));
  BOOST_TEST(midpoint(source) == 3);
  std::vector<Ball> balls;
  for (int k = 0; k < 100; ++k) balls.insert(balls.begin(), Ball(Rational(k, 7)));
  for (int k = 0; k < 100; ++k) BOOST_TEST(encloses(balls[static_cast<std::size_t>(99 - k)], Rational(k, 7)));
}

// ---- enclosure ------------------------------------------------------------------------------------

RC_BOOST_PROP(operations_enclose, ()) {
  const Sample a = any_sample(), b = any_sample();
  const Rational &x = a.point, &y = b.point;
  const PrecisionScope scope(any_precision());
  RC_ASSERT(encloses(a.ball, x));
  RC_ASSERT(encloses(a.ball + b.ball, x + y));
  RC_ASSERT(encloses(a.ball - b.ball, x - y));
  RC_ASSERT(encloses(a.ball * b.ball, x * y));
  RC_ASSERT(encloses(-a.ball, -x));
  RC_ASSERT(encloses(abs(a.ball), abs(x)));
  if (contains_zero(b.ball))
    RC_ASSERT(!is_finite(a.ball / b.ball));
  else
    RC_ASSERT(encloses(a.ball / b.ball, x / y));
  Ball target = a.ball;
  RC_ASSERT(encloses(target += b.ball, x + y));
  RC_ASSERT(encloses(target *= b.ball, (x + y) * y));
  RC_ASSERT(encloses(target -= target, 0));
  const Ball both = hull(a.ball, b.ball);
  RC_ASSERT(encloses(both, x) && encloses(both, y));
}

RC_BOOST_PROP(operations_in_place_enclose, ()) {
  using Do = InPlace<Ball>;
  const Sample a = any_sample(200), b = any_sample(200), c = any_sample(200);
  const Rational &x = a.point, &y = b.point;
  Ball target = c.ball, scratch = any_sample().ball;
  const PrecisionScope scope(any_precision());
  Do::add(target, a.ball);
  RC_ASSERT(encloses(target, c.point + x));
  Do::add_product(target, a.ball, b.ball, scratch);
  RC_ASSERT(encloses(target, c.point + x + x * y));
  Do::set_product(target, a.ball, b.ball);
  RC_ASSERT(encloses(target, x * y));
  Do::set_product(target, target, target);
  RC_ASSERT(encloses(target, x * y * x * y));
  Do::set(target, a.ball);
  RC_ASSERT(midpoint(target) == midpoint(a.ball) && radius(target) == radius(a.ball));
  Do::add_product(target, target, target, scratch);
  RC_ASSERT(encloses(target, x + x * x));
  Do::set_zero(target);
  RC_ASSERT(is_exactly_zero(target));
}

RC_BOOST_PROP(integer_powers_enclose, ()) {
  const Sample a = any_sample(50);
  const int exponent = *rc::gen::inRange(-6, 7);
  const PrecisionScope scope(any_precision());
  Rational expected = 1;
  for (int k = 0; k < std::abs(exponent); ++k) expected *= a.point;
  if (exponent < 0) {
    if (contains_zero(a.ball)) {
      RC_ASSERT(!is_finite(pow(a.ball, exponent)));
      return;
    }
    expected = 1 / expected;
  }
  RC_ASSERT(encloses(pow(a.ball, exponent), expected));
  RC_ASSERT(encloses(pow(a.ball, Ball(exponent)), expected));
}

/// The enclosure test notices radii that are too small.
RC_BOOST_PROP(shrunk_balls_are_noticed, ()) {
  const PrecisionScope scope(5000);  // no roundings: the sum is that of two intervals
  const Rational x = any_rational(50), width = abs(any_rational(50)) + power_of_two(-100);
  const Ball a = between(x, x + width), b = any_sample(50).ball, sum = a + b;
  RC_ASSERT(encloses(sum, upper(a) + upper(b)));
  RC_ASSERT(encloses(sum, lower(a) + lower(b)));
  const Ball wrong = shrunk(sum, 1 - power_of_two(-20));
  RC_ASSERT(!encloses(wrong, upper(a) + upper(b)));
  RC_ASSERT(!encloses(wrong, lower(a) + lower(b)));
}

/// A result rounded without telling its radius is noticed, too.
RC_BOOST_PROP(forgotten_roundings_are_noticed, ()) {
  const int y = 3 + 2 * *rc::gen::inRange(0, 1000), x = *rc::gen::inRange(1, 1000) * y + 1;  // x/y is not dyadic
  const PrecisionScope scope(any_precision());
  const Ball quotient = Ball(x) / Ball(y);
  RC_ASSERT(encloses(quotient, Rational(x, y)));
  RC_ASSERT(!encloses(shrunk(quotient, 0), Rational(x, y)));
}

// ---- width ----------------------------------------------------------------------------------------

/// radius / |midpoint|
Rational relative_width(const Ball& ball) {
  return radius(ball) / abs(midpoint(ball));
}

BOOST_AUTO_TEST_CASE(widths_shrink_with_the_precision) {
  for (const mpfr_prec_t bits : {16, 53, 64, 128, 256, 1000, 4096}) {
    const PrecisionScope scope(bits);
    const Ball third(Rational(1, 3)), seven(7);
    const std::array once = {third,      Ball(1) / seven, third + Ball(1000), third * seven,
                             log(seven), exp(seven),      sqrt(seven),        pow(seven, Ball(Rational(1, 4)))};
    for (const Ball& ball : once) {
      BOOST_TEST(relative_width(ball) > power_of_two(-bits - 40));
      BOOST_TEST(relative_width(ball) <= power_of_two(3 - bits));
    }
    Ball sum;
    for (int k = 1; k <= 1000; ++k) sum += Ball(1) / Ball(k);
    BOOST_TEST(radius(sum) <= 1000 * 8 * power_of_two(1 - bits));
    BOOST_TEST(radius(sum) >= power_of_two(-bits - 10));
  }
}

/// Near 1, ln x keeps its relative accuracy only through log1p.
BOOST_AUTO_TEST_CASE(nothing_cancels_near_zero) {
  const PrecisionScope scope(64);
  const Ball tiny(power_of_two(-1000));
  BOOST_TEST(relative_width(log1p(tiny)) < power_of_two(-60));
  BOOST_TEST(relative_width(expm1(tiny)) < power_of_two(-60));
  BOOST_TEST(contains_zero(exp(tiny) - Ball(1)));
}

// ---- exactness ------------------------------------------------------------------------------------

RC_BOOST_PROP(dyadic_results_that_fit_are_exact, ()) {
  const PrecisionScope scope(200);
  const Rational x = Rational(*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000)) *
                     power_of_two(*rc::gen::inRange(-30, 30));
  const Rational y = Rational(*rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000)) *
                     power_of_two(*rc::gen::inRange(-30, 30));
  const Ball a(x), b(y);
  const auto is = [](const Ball& ball, const Rational& value) { return is_exact(ball) && midpoint(ball) == value; };
  RC_ASSERT(is(a, x) && is(b, y));
  RC_ASSERT(is(a + b, x + y) && is(a - b, x - y) && is(a * b, x * y) && is(-a, -x));
  if (y != 0) RC_ASSERT(is((a * b) / b, x));
  RC_ASSERT(is(sqrt(a * a), abs(x)));
  RC_ASSERT(is(pow(a, 3), x * x * x));
  Ball target = a, scratch;
  InPlace<Ball>::add_product(target, a, b, scratch);
  RC_ASSERT(is(target, x + x * y));
}

BOOST_AUTO_TEST_CASE(exact_special_values) {
  BOOST_TEST(is_exactly_zero(log(Ball(1))));
  BOOST_TEST((is_exact(exp(Ball(0))) && midpoint(exp(Ball(0))) == 1));
  BOOST_TEST(is_exactly_zero(sqrt(Ball(0))));
  BOOST_TEST(is_exactly_zero(log1p(Ball(0))));
  BOOST_TEST(is_exactly_zero(expm1(Ball(0))));
  BOOST_TEST((is_exact(pow(Ball(0), 0)) && midpoint(pow(Ball(0), 0)) == 1));
  BOOST_TEST(is_exactly_zero(pow(Ball(0), Ball(Rational(1, 3)))));
}

RC_BOOST_PROP(zero_annihilates_what_is_finite, ()) {
  const Ball any = any_sample().ball, zero;
  const PrecisionScope scope(any_precision());
  RC_ASSERT(is_exactly_zero(zero * any));
  RC_ASSERT(is_exactly_zero(any * zero));
  if (!contains_zero(any)) RC_ASSERT(is_exactly_zero(zero / any));
  Ball target, scratch;
  InPlace<Ball>::add_product(target, zero, any, scratch);
  RC_ASSERT(is_exactly_zero(target));
}

// ---- what is not defined --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(undefined_results_say_so) {
  const Ball zero, one(1), around_zero = between(-1, 1), unit = between(0, 1), below = between(-2, -1);
  const std::vector<Ball> undefined = {
      one / zero,
      zero / zero,
      one / around_zero,
      one / unit,
      zero / unit,
      log(zero),
      log(unit),
      log(around_zero),
      log(below),
      sqrt(below),
      sqrt(around_zero),
      log1p(-one),
      log1p(below),
      pow(zero, -1),
      pow(unit, -1),
      pow(zero, Ball(-1)),
      pow(below, Ball(Rational(1, 2))),
      pow(around_zero, Ball(Rational(1, 3))),
      pow(zero, around_zero),
  };
  for (const Ball& ball : undefined) {
    const std::vector<Ball> spread = {ball + one,   one - ball,  ball * zero, zero * ball,     zero / ball,
                                      ball / one,   exp(ball),   exp(-ball),  log(ball),       sqrt(ball),
                                      pow(ball, 0), abs(ball),   -ball,       pow(ball, zero), pow(one, ball),
                                      log1p(ball),  expm1(ball), ball - ball, hull(ball, one), pow(zero, ball)};
    BOOST_TEST(!is_finite(ball));
    for (const Ball& next : spread) BOOST_TEST(!is_finite(next));
    Ball target(1), scratch;
    InPlace<Ball>::add_product(target, zero, ball, scratch);
    BOOST_TEST(!is_finite(target));
    InPlace<Ball>::add_product(target, one, one, scratch);
    BOOST_TEST(!is_finite(target));
    InPlace<Ball>::set_product(target, ball, zero);
    BOOST_TEST(!is_finite(target));
    target = zero;
    target *= ball;
    BOOST_TEST(!is_finite(target));
    BOOST_TEST(!is_exact(ball));
    BOOST_TEST(!is_exactly_zero(ball));
    BOOST_TEST(contains_zero(ball));
    BOOST_TEST(contains(ball, 17));
    BOOST_TEST(!certainly_positive(ball));
    BOOST_TEST((!certainly_less(ball, one) && !certainly_less(one, ball)));
    BOOST_TEST((!certainly_at_most(ball, one) && !certainly_at_most(one, ball) && !certainly_at_most(ball, ball)));
    BOOST_TEST((possibly_less(ball, one) && possibly_less(one, ball)));
    BOOST_TEST((overlaps(ball, one) && overlaps(one, ball)));
    BOOST_TEST((!contains_in_interior(ball, one) && !contains_in_interior(one, ball)));
  }
  // What is defined, next to it.
  BOOST_TEST(is_finite(sqrt(unit)));
  BOOST_TEST(is_finite(log(between(power_of_two(-100), 1))));
  BOOST_TEST(is_finite(one / between(power_of_two(-100), 1)));
  BOOST_TEST(is_finite(pow(around_zero, 3)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
