// Functions of balls, against MPFR's directed roundings: rationals cannot follow them.

#include "scalar/ball_samples.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <stdexcept>

namespace klprop {
namespace {

using testing::any_precision;
using testing::any_rational;
using testing::any_sample;
using testing::encloses;
using testing::nearest;
using testing::power_of_two;
using testing::Sample;

BOOST_AUTO_TEST_SUITE(ball_functions)

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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
