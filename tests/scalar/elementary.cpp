// The scalar functions below the primitives, and what is decided of numbers.

#include <klprop/scalar/decisions.hpp>
#include <klprop/scalar/elementary.hpp>
#include <klprop/scalar/in_place_field.hpp>
#include <klprop/scalar/prime_field.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

static_assert(Elementary<double> && Elementary<Real> && Elementary<Ball> && Elementary<Dual<double>> &&
              Elementary<Dual<Dual<Ball>>>);
static_assert(!Elementary<Rational> && !Elementary<PrimeField> && !Elementary<Dual<Rational>>);
static_assert(Decidable<double> && Decidable<Rational> && Decidable<Real> && Decidable<Ball> && Decidable<Dual<Ball>>);
static_assert(!Decidable<PrimeField> && !Decidable<Dual<PrimeField>>);

/// Every function of one argument, for any scalar, on 0 < a < 4.
template <class S>
std::vector<std::pair<std::string, std::function<S(const S&)>>> functions() {
  using E = ElementaryFunctions<S>;
  return {{"exp", E::exp},
          {"log", E::log},
          {"sqrt", E::sqrt},
          {"sin", E::sin},
          {"cos", E::cos},
          {"tan", E::tan},
          {"tanh", E::tanh},
          {"erf", E::erf},
          {"erfc", E::erfc},
          {"logistic", E::logistic},
          {"log1p", E::log1p},
          {"expm1", E::expm1},
          {"pow to the pi", [](const S& a) { return E::pow(a, E::pi()); }},
          {"power of pi", [](const S& a) { return E::pow(E::pi(), a); }},
          {"power of itself", [](const S& a) { return E::pow(a, a); }}};
}

Rational exact(const Real& a) {
  Rational result;
  mpfr_get_q(result.backend().data(), a.raw());
  return result;
}

Rational draw_argument() {
  return Rational(*rc::gen::inRange(1, 1500), 400);
}

BOOST_AUTO_TEST_SUITE(elementary_functions)

RC_BOOST_PROP(every_scalar_gives_the_same, ()) {
  const PrecisionScope scope(*rc::gen::inRange<mpfr_prec_t>(80, 600));
  const auto balls = functions<Ball>();
  const auto reals = functions<Real>();
  const auto doubles = functions<double>();
  const Rational a = draw_argument();
  for (std::size_t f = 0; f < balls.size(); ++f) {
    RC_LOG(balls[f].first + " " + a.str());
    const Ball ball = balls[f].second(from_rational<Ball>(a));
    const Rational scale = abs(midpoint(ball)), unit(1, Integer(1) << working_precision());
    RC_ASSERT(radius(ball) <= 3000 * scale * unit);
    RC_ASSERT(abs(exact(reals[f].second(from_rational<Real>(a))) - midpoint(ball)) <= 6000 * scale * unit);
    RC_ASSERT(abs(Rational(doubles[f].second(from_rational<double>(a))) - midpoint(ball)) <=
              6000 * scale / (Integer(1) << 53));
  }
}

/// (f(a + h) − f(a − h))/2h with h = 2^-80, whose error is far below 2^-120.
RC_BOOST_PROP(dual_numbers_carry_derivatives, ()) {
  const PrecisionScope scope(512);
  const auto plain = functions<Ball>();
  const auto dual = functions<Dual<Ball>>();
  const Rational a = draw_argument(), h(1, Integer(1) << 80);
  for (std::size_t f = 0; f < plain.size(); ++f) {
    RC_LOG(plain[f].first + " " + a.str());
    const Dual<Ball> at = dual[f].second(Dual<Ball>(from_rational<Ball>(a), Ball(3)));
    const Ball rise = plain[f].second(from_rational<Ball>(a + h)) - plain[f].second(from_rational<Ball>(a - h));
    const Ball quotient = rise / from_rational<Ball>(2 * h);
    RC_ASSERT(overlaps(at.value, plain[f].second(from_rational<Ball>(a))));
    RC_ASSERT(abs(midpoint(at.tangent) - 3 * midpoint(quotient)) <
              (1 + abs(midpoint(at.tangent))) / (Integer(1) << 100));
  }
}

RC_BOOST_PROP(identities, ()) {
  const PrecisionScope scope(256);
  using E = ElementaryFunctions<Ball>;
  const Ball a = from_rational<Ball>(draw_argument()), one(1);
  RC_ASSERT(overlaps(E::sin(a) * E::sin(a) + E::cos(a) * E::cos(a), one));
  RC_ASSERT(overlaps(E::erf(a) + E::erfc(a), one));
  RC_ASSERT(overlaps(E::logistic(a) + E::logistic(-a), one));
  RC_ASSERT(overlaps(E::tanh(a), Ball(2) * E::logistic(a + a) - one));
  RC_ASSERT(overlaps(E::log1p(E::expm1(a)), a));
  RC_ASSERT(overlaps(E::pow(a, Ball(2)), a * a));
}

/// Where MPFR ends the program, and beside it, where both it and Arb must round to the same number.
BOOST_AUTO_TEST_CASE(error_functions_next_to_the_root_of_three) {
  using E = ElementaryFunctions<Real>;
  for (const mpfr_prec_t bits : {899, 1024, 2048}) {
    const PrecisionScope scope(bits);
    const Rational unit(1, Integer(1) << bits);
    const Real root = E::sqrt(Real(3));
    for (const Real& a : {root, Real(Real(0) - root)}) {
      const Ball at = from_rational<Ball>(exact(a));
      BOOST_TEST((abs(exact(E::erf(a)) - midpoint(ElementaryFunctions<Ball>::erf(at))) < 2 * unit));
      BOOST_TEST((abs(exact(E::erfc(a)) - midpoint(ElementaryFunctions<Ball>::erfc(at))) < 4 * unit));
    }
    for (const int numerator : {-9, -4, 4, 5, 9, 30}) {
      const Real a = from_rational<Real>(Rational(numerator, 4));
      Real erf, erfc;
      mpfr_erf(erf.raw(), a.raw(), MPFR_RNDN);
      mpfr_erfc(erfc.raw(), a.raw(), MPFR_RNDN);
      BOOST_TEST((E::erf(a) == erf));
      BOOST_TEST((E::erfc(a) == erfc));
    }
  }
}

BOOST_AUTO_TEST_CASE(pi) {
  const PrecisionScope scope(200);
  BOOST_TEST(contains_zero(ElementaryFunctions<Ball>::sin(ElementaryFunctions<Ball>::pi())));
  const Rational digits("314159265358979323846264338327950288419/100000000000000000000000000000000000000");
  BOOST_TEST(abs(exact(ElementaryFunctions<Real>::pi()) - digits) <
             Rational(1, Integer("100000000000000000000000000000000000000")));
  BOOST_TEST(ElementaryFunctions<double>::pi() == from_rational<double>(digits));
}

BOOST_AUTO_TEST_CASE(order_with_three_answers) {
  const auto compare = [](const Ball& a, const Ball& b) { return Decisions<Ball>::compare(a, b); };
  const auto ball = [](int low, int high) { return between(low, high); };
  BOOST_TEST((compare(ball(0, 1), ball(2, 3)) == Order::less));
  BOOST_TEST((compare(ball(2, 3), ball(0, 1)) == Order::greater));
  BOOST_TEST((compare(ball(0, 2), ball(2, 4)) == Order::at_most));
  BOOST_TEST((compare(ball(2, 4), ball(0, 2)) == Order::at_least));
  BOOST_TEST((compare(ball(0, 2), ball(1, 3)) == Order::undecided));
  BOOST_TEST((compare(ball(0, 2), ball(0, 2)) == Order::undecided));
  BOOST_TEST((compare(Ball(2), Ball(2)) == Order::equal));
  BOOST_TEST((compare(log(Ball(0)), Ball(2)) == Order::undecided));
  BOOST_TEST((Decisions<Rational>::compare(1, 2) == Order::less));
  BOOST_TEST((Decisions<Real>::compare(2, 1) == Order::greater));
  BOOST_TEST((Decisions<double>::compare(1, 1) == Order::equal));
  BOOST_TEST((Decisions<double>::compare(1, std::numeric_limits<double>::quiet_NaN()) == Order::undecided));
  BOOST_TEST((Decisions<Real>::compare(1, log(Real(-1))) == Order::undecided));
  BOOST_TEST((Decisions<Dual<Rational>>::compare(Dual<Rational>(1, 5), Dual<Rational>(1, -5)) == Order::equal));
}

BOOST_AUTO_TEST_CASE(zero_with_three_answers) {
  using B = Decisions<Ball>;
  const Ball wide = between(-1, 1);
  BOOST_TEST(B::is_zero(Ball(0)));
  BOOST_TEST(!B::is_zero(wide));
  BOOST_TEST(!B::is_nonzero(wide));
  BOOST_TEST(B::is_nonzero(between(1, 2)));
  BOOST_TEST(!B::is_nonzero(log(Ball(0))));
  BOOST_TEST(!B::is_finite(log(Ball(0))));
  using D = Decisions<Dual<Rational>>;
  const Dual<Rational> infinitesimal(0, 1);
  BOOST_TEST(!D::is_zero(infinitesimal));
  BOOST_TEST(!D::is_nonzero(infinitesimal));
  BOOST_TEST(D::has_zero_value(infinitesimal));
  BOOST_TEST(!D::is_constant(infinitesimal));
  BOOST_TEST(D::is_constant(Dual<Rational>(5)));
  BOOST_TEST(!Decisions<Dual<double>>::is_finite(Dual<double>(1.0, std::numeric_limits<double>::infinity())));
  BOOST_TEST(Decisions<PrimeField>::is_zero(PrimeField(0)));
  BOOST_TEST(!Decisions<Real>::is_finite(log(Real(0))));
}

template <class S, class Same>
void check_in_place(const Same& same) {
  using Do = InPlaceField<S>;
  const S a(7), b(2);
  S target(99);
  Do::set_difference(target, a, b);
  BOOST_TEST(same(target, 5, 1));
  Do::set_quotient(target, a, b);
  BOOST_TEST(same(target, 7, 2));
  Do::set_negative(target, target);
  BOOST_TEST(same(target, -7, 2));
  Do::set_difference(target, a, target);
  BOOST_TEST(same(target, 21, 2));
  Do::set_quotient(target, target, target);
  BOOST_TEST(same(target, 1, 1));
}

BOOST_AUTO_TEST_CASE(fields_in_place) {
  const auto equal = [](const auto& a, int p, int q) {
    return a * std::decay_t<decltype(a)>(q) == std::decay_t<decltype(a)>(p);
  };
  check_in_place<Rational>(equal);
  check_in_place<PrimeField>(equal);
  check_in_place<double>(equal);
  check_in_place<Real>(equal);
  check_in_place<Ball>([](const Ball& a, int p, int q) { return is_exact(a) && midpoint(a) == Rational(p, q); });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
