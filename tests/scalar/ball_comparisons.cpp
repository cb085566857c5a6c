// Comparisons of balls say only what is certain.

#include "scalar/ball_samples.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop {
namespace {

using testing::any_sample;
using testing::power_of_two;
using testing::Sample;

BOOST_AUTO_TEST_SUITE(ball_comparisons)

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
