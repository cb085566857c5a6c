// Numbers that are exact where they can be: against rationals, and for what is said of the others.

#include <klprop/scalar/partly_rational.hpp>

#include "scalar/archetype.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <vector>

namespace klprop {
namespace {

static_assert(Field<PartlyRational> && Elementary<PartlyRational> && Decidable<PartlyRational>);
static_assert(!Comparable<PartlyRational> && !Ordered<PartlyRational>, "a number that is enclosed has no == and no <");

Rational any_rational() {
  return Rational(*rc::gen::inRange(-50, 51)) / *rc::gen::inRange(1, 20);
}

PartlyRational enclosed_two() {
  const PartlyRational root = ElementaryFunctions<PartlyRational>::sqrt(2);
  return root * root;
}

BOOST_AUTO_TEST_SUITE(scalar_partly_rational)

RC_BOOST_PROP(arithmetic_is_that_of_rationals_within_balls, ()) {
  const PrecisionScope precision(*rc::gen::inRange(4, 100));
  Rational exact = any_rational();
  PartlyRational number(exact);
  for (int k = *rc::gen::inRange(1, 12); k > 0; --k) {
    const Rational other = any_rational();
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        exact += other;
        number += PartlyRational(other);
        break;
      case 1:
        exact -= other;
        number -= PartlyRational(other);
        break;
      case 2:
        exact *= other;
        number *= PartlyRational(other);
        break;
      default:
        if (other == 0) break;
        exact /= other;
        number /= PartlyRational(other);
    }
    RC_ASSERT(number.exact() == exact);
    RC_ASSERT(contains(number.ball(), exact));
    RC_ASSERT(Decisions<PartlyRational>::is_zero(number) == (exact == 0));
  }
}

/// The same computations with every exact value forgotten: what is left encloses.
RC_BOOST_PROP(balls_do_without_exact_values, ()) {
  const PrecisionScope precision(64);
  const Rational a = any_rational(), b = any_rational(), c = any_rational();
  ExactBudget nothing{0, 0, false, 0};
  const ExactBudgetScope scope(nothing);
  const PartlyRational result = PartlyRational(a) * PartlyRational(b) + PartlyRational(c);
  RC_ASSERT(contains(result.ball(), a * b + c));
  if (a != 0 && b != 0 && c != 0) RC_ASSERT(!result.exact() && nothing.exceeded && nothing.refused_bits > 0);
}

BOOST_AUTO_TEST_CASE(zero_times_anything) {
  const PartlyRational two = enclosed_two(), zero = PartlyRational(Rational(1, 3)) * 3 - 1;
  BOOST_TEST(!two.exact());
  BOOST_TEST(zero.is_zero());
  BOOST_TEST((two * zero).is_zero());
  BOOST_TEST((zero / two).is_zero());
  BOOST_TEST(!(two - two).exact());  // nobody knows that it is the same number
  BOOST_TEST(!(two + zero).exact());
  BOOST_TEST(!(two / zero).exact());
  BOOST_TEST(!is_finite((two / zero).ball()));
  const PartlyRational nothing_known = PartlyRational(1) / zero;
  BOOST_TEST(!(zero * nothing_known).exact());
}

BOOST_AUTO_TEST_CASE(functions_with_rational_values) {
  using E = ElementaryFunctions<PartlyRational>;
  const PartlyRational zero = PartlyRational(Rational(1, 3)) * 3 - 1, one = zero + 1;
  BOOST_TEST(E::exp(zero).exact().value() == 1);
  BOOST_TEST(E::log(one).exact().value() == 0);
  BOOST_TEST(E::logistic(zero).exact().value() == Rational(1, 2));
  BOOST_TEST(E::sqrt(one * 4).exact().value() == 2);
  BOOST_TEST(!E::exp(one).exact());
  BOOST_TEST(!E::pi().exact());
}

BOOST_AUTO_TEST_CASE(comparisons) {
  using D = Decisions<PartlyRational>;
  const PartlyRational two = enclosed_two(), third = PartlyRational(Rational(1, 3));
  BOOST_TEST((D::compare(third * 3, 1) == Order::equal));
  BOOST_TEST((D::compare(two, 2) == Order::undecided));
  BOOST_TEST((D::compare(two, 3) == Order::less));
  BOOST_TEST(D::is_nonzero(two));
  BOOST_TEST(!D::is_nonzero(two - 2));
  BOOST_TEST(!D::is_zero(two - 2));
}

BOOST_AUTO_TEST_CASE(long_values_are_given_up) {
  PartlyRational power(3);
  for (int k = 0; k < 40; ++k) power *= power;
  BOOST_TEST(!power.exact());
  BOOST_TEST(is_finite(power.ball()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
