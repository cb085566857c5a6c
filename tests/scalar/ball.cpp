// Balls: every result must contain what the rationals say, and MPFR's directed roundings where rationals cannot.

#include <klprop/scalar/ball.hpp>

#include "scalar/nearest.hpp"

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

using testing::nearest;
using testing::power_of_two;

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

mpfr_prec_t any_precision() {
  return *rc::gen::inRange<mpfr_prec_t>(2, 300);
}

/// Between −10^12 and 10^12, times 2^−widest … 2^widest.
Rational any_rational(int widest = 1000) {
  Rational value = *rc::gen::inRange<std::int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  value /= *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
  return value * power_of_two(*rc::gen::inRange(-widest, widest));
}

/// 0, 1 or something between.
Rational any_fraction() {
  const int eighth = *rc::gen::inRange(0, 9);
  return Rational(eighth, 8);
}

/// A ball, and a number in it, often an end point.
struct Sample {
  Ball ball;
  Rational point;
};

Sample any_sample(int widest = 1000) {
  const PrecisionScope scope(any_precision());
  const Rational middle = any_rational(widest);
  const int kind = *rc::gen::inRange(0, 4);
  Ball ball(middle);
  if (kind == 0) ball = Ball(*rc::gen::inRange(-3, 4));
  // Narrow against the midpoint, or as wide as it comes: then it may contain zero.
  if (kind == 1) ball = between(middle, middle + abs(middle) * power_of_two(-*rc::gen::inRange(2, 60)));
  if (kind == 2) ball = between(middle, middle + abs(any_rational(widest)));
  const Rational low = lower(ball), high = upper(ball);
  return {ball, low + any_fraction() * (high - low)};
}

/// What all the tests of enclosure ask, through our end points and by Arb's own means.
bool encloses(const Ball& ball, const Rational& value) {
  fmpq_t raw;
  fmpq_init(raw);
  fmpq_set_mpq(raw, value.backend().data());
  const bool arb_agrees = arb_contains_fmpq(ball.raw(), raw) != 0;
  fmpq_clear(raw);
  const bool within = lower(ball) <= value && value <= upper(ball);
  if (within != arb_agrees || within != contains(ball, value))
    throw std::logic_error("two ways to test enclosure disagree");
  return within;
}

/// The ball with its radius multiplied by a number below one: what a wrong error bound would look like.
Ball shrunk(const Ball& ball, const Rational& factor) {
  const PrecisionScope plenty(5000);
  const Rational half = radius(ball) * factor;
  return between(midpoint(ball) - half, midpoint(ball) + half);
}

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

// ---- transcendental functions, against MPFR -------------------------------------------------------

using MpfrFunction = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);

/// An increasing function at a dyadic number, rounded in the given direction.
Rational rounded(MpfrFunction function, const Rational& x, mpfr_rnd_t direction, mpfr_prec_t bits) {
  const PrecisionScope open_range(bits);
  mpfr_t argument, value;
  mpfr_init2(argument, 5000);
  mpfr_init2(value, bits);
  const bool exact = mpfr_set_q(argument, x.backend().data(), MPFR_RNDN) == 0;
  function(value, argument, direction);
  Rational result;
  const bool number = mpfr_number_p(value) != 0;
  if (number) mpfr_get_q(result.backend().data(), value);
  mpfr_clear(argument);
  mpfr_clear(value);
  if (!exact || !number) throw std::logic_error("no reference value");
  return result;
}

/// The range of an increasing function over `argument` lies in `result`: MPFR cannot tell them apart at its precision.
bool consistent(MpfrFunction function, const Ball& argument, const Ball& result, mpfr_prec_t bits) {
  return is_finite(result) && lower(result) <= rounded(function, lower(argument), MPFR_RNDU, bits) &&
         upper(result) >= rounded(function, upper(argument), MPFR_RNDD, bits);
}

/// A ball of moderate size whose lower end point is positive.
Ball any_positive(int widest) {
  const PrecisionScope scope(any_precision());
  const Rational low = abs(any_rational(widest)) + power_of_two(-widest);
  return *rc::gen::arbitrary<bool>() ? Ball(low) : between(low, low + abs(any_rational(widest)));
}

RC_BOOST_PROP(logarithms_and_roots_agree_with_mpfr, ()) {
  const Ball argument = any_positive(400);
  const mpfr_prec_t bits = any_precision();
  const PrecisionScope scope(bits);
  if (certainly_positive(argument))
    RC_ASSERT(consistent(mpfr_log, argument, log(argument), bits + 40));
  else
    RC_ASSERT(!is_finite(log(argument)));
  if (lower(argument) >= 0) RC_ASSERT(consistent(mpfr_sqrt, argument, sqrt(argument), bits + 40));
  // Rounding the midpoint of a wide ball to few bits can make 1 + argument touch 0.
  const Ball shifted = log1p(argument);
  if (lower(argument) > -1 && is_finite(shifted)) RC_ASSERT(consistent(mpfr_log1p, argument, shifted, bits + 40));
  if (certainly_positive(Ball(1) + argument)) RC_ASSERT(is_finite(shifted));
}

RC_BOOST_PROP(exponentials_agree_with_mpfr, ()) {
  const Rational low = nearest(Rational(*rc::gen::inRange(-3000, 3000), *rc::gen::inRange(1, 1000)), 60);
  const Rational width = *rc::gen::arbitrary<bool>() ? Rational(0) : power_of_two(-*rc::gen::inRange(-3, 80));
  const mpfr_prec_t bits = any_precision();
  const PrecisionScope scope(bits);
  const Ball argument = between(low, low + width);
  RC_ASSERT(consistent(mpfr_exp, argument, exp(argument), bits + 40));
  RC_ASSERT(consistent(mpfr_expm1, argument, expm1(argument), bits + 40));
}

/// For points within, too: a monotone function's midpoint alone would pass the tests at both ends if the ball were
/// merely wide enough.
RC_BOOST_PROP(exp_and_log_are_inverse, ()) {
  const Sample a = any_sample(8);
  const PrecisionScope scope(any_precision());
  RC_PRE(abs(midpoint(a.ball)) + radius(a.ball) < 100'000);
  const Ball back = log(exp(a.ball));
  if (is_finite(back)) RC_ASSERT(encloses(back, a.point));
  if (certainly_positive(a.ball)) {
    RC_ASSERT(encloses(exp(log(a.ball)), a.point));
    RC_ASSERT(encloses(pow(sqrt(a.ball), 2), a.point));
  }
}

RC_BOOST_PROP(real_powers_agree_with_mpfr, ()) {
  const PrecisionScope scope(any_precision());
  const Rational base = nearest(Rational(*rc::gen::inRange(1, 10'000), *rc::gen::inRange(1, 10'000)), 50);
  const Rational exponent = nearest(Rational(*rc::gen::inRange(-9000, 9000), *rc::gen::inRange(1, 1000)), 50);
  const Ball result = pow(between(base, base), between(exponent, exponent));
  const auto reference = [&](mpfr_rnd_t direction) {
    const PrecisionScope fine(400);
    Real x(base), y(exponent);
    mpfr_pow(x.raw(), x.raw(), y.raw(), direction);
    Rational value;
    mpfr_get_q(value.backend().data(), x.raw());
    return value;
  };
  // The operands were rounded to balls: the exact power lies in the result, and MPFR's around it must meet it.
  RC_ASSERT(lower(result) <= reference(MPFR_RNDU));
  RC_ASSERT(upper(result) >= reference(MPFR_RNDD));
}

BOOST_AUTO_TEST_CASE(wrong_references_are_noticed) {
  const PrecisionScope scope(100);
  const Ball two(2);
  BOOST_TEST(consistent(mpfr_log, two, log(two), 140));
  BOOST_TEST(!consistent(mpfr_log, two, log(two) + Ball(power_of_two(-90)), 140));
  BOOST_TEST(!consistent(mpfr_log, two, log(two) - Ball(power_of_two(-90)), 140));
  BOOST_TEST(!consistent(mpfr_exp, two, exp(Ball(2) + Ball(power_of_two(-90))), 140));
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

// ---- comparison -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(comparisons_of_touching_overlapping_and_disjoint_balls) {
  const Ball left = between(0, 1), right = between(1, 2), far = between(Rational(3, 2), 4), inner = between(2, 3);
  BOOST_TEST(overlaps(left, right));
  BOOST_TEST(!certainly_less(left, right));
  BOOST_TEST(certainly_at_most(left, right));
  BOOST_TEST(possibly_less(left, right));
  BOOST_TEST(!possibly_less(right, left));  // 1 < 1 is not so

  BOOST_TEST(overlaps(right, far));
  BOOST_TEST((!certainly_less(right, far) && !certainly_at_most(right, far)));
  BOOST_TEST((possibly_less(right, far) && possibly_less(far, right)));

  BOOST_TEST(!overlaps(left, far));
  BOOST_TEST((certainly_less(left, far) && certainly_at_most(left, far) && possibly_less(left, far)));
  BOOST_TEST((!certainly_less(far, left) && !possibly_less(far, left)));

  const Ball five(5);
  BOOST_TEST((!certainly_less(five, five) && certainly_at_most(five, five) && !possibly_less(five, five)));
  BOOST_TEST((overlaps(five, five) && possibly_less(far, far)));

  BOOST_TEST(contains_in_interior(far, inner));
  BOOST_TEST(!contains_in_interior(far, far));
  BOOST_TEST(!contains_in_interior(inner, far));
  BOOST_TEST(!contains_in_interior(right, between(1, Rational(3, 2))));  // they share an end point
  BOOST_TEST(!contains_in_interior(five, five));

  BOOST_TEST((certainly_positive(five) && certainly_positive(far) && certainly_positive(right)));
  BOOST_TEST((!certainly_positive(left) && !certainly_positive(Ball(0)) && !certainly_positive(-five)));
  BOOST_TEST((contains_zero(left) && contains_zero(Ball(0)) && contains_zero(between(-1, 1)) && contains_zero(-left)));
  BOOST_TEST((!contains_zero(right) && !contains_zero(-right)));
  BOOST_TEST((!is_exactly_zero(left) && !is_exactly_zero(between(-1, 1))));
}

/// Far beyond the 30 bits of a radius: one part in 2^1000 decides.
BOOST_AUTO_TEST_CASE(comparisons_look_at_every_bit) {
  const PrecisionScope scope(2000);
  const Rational eps = power_of_two(-1000);
  const Ball low = between(0, 1), touching = between(1, 2), apart(1 + eps), within(1 - eps);
  BOOST_TEST((!certainly_less(low, touching) && certainly_less(low, apart) && !certainly_less(low, within)));
  BOOST_TEST((overlaps(low, within) && !overlaps(low, apart) && overlaps(low, Ball(1))));
  BOOST_TEST((possibly_less(within, low) && !possibly_less(apart, low) && !possibly_less(Ball(1), low)));
  BOOST_TEST((contains_in_interior(low, within) && !contains_in_interior(low, Ball(1))));
}

RC_BOOST_PROP(comparisons_agree_with_the_end_points, ()) {
  const Sample a = any_sample(3);
  // Every other time a ball that begins or ends where `a` does.
  Ball b = any_sample(3).ball;
  const int kind = *rc::gen::inRange(0, 4);
  {
    const PrecisionScope exactly(5000);
    const Rational width = Rational(*rc::gen::inRange(0, 100)) * power_of_two(*rc::gen::inRange(-40, 3));
    if (kind == 0) b = between(upper(a.ball), upper(a.ball) + width);
    if (kind == 1) b = between(lower(a.ball) - width, lower(a.ball));
  }
  const Rational a_low = lower(a.ball), a_high = upper(a.ball), b_low = lower(b), b_high = upper(b);
  RC_ASSERT(certainly_less(a.ball, b) == (a_high < b_low));
  RC_ASSERT(certainly_at_most(a.ball, b) == (a_high <= b_low));
  RC_ASSERT(possibly_less(a.ball, b) == (a_low < b_high));
  RC_ASSERT(overlaps(a.ball, b) == (a_low <= b_high && b_low <= a_high));
  RC_ASSERT(contains_in_interior(a.ball, b) == (a_low < b_low && b_high < a_high));
  RC_ASSERT(certainly_positive(a.ball) == (a_low > 0));
  RC_ASSERT(contains_zero(a.ball) == (a_low <= 0 && a_high >= 0));
  RC_ASSERT(is_exactly_zero(a.ball) == (a_low == 0 && a_high == 0));
  RC_ASSERT(is_exact(a.ball) == (a_low == a_high));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
