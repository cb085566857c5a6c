// What a check's comparisons leave in its report.

#include <klprop/claims/report.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>

namespace klprop::claims {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string never_called() {
  BOOST_ERROR("words were made for sides that agree");
  return {};
}

BOOST_AUTO_TEST_SUITE(claims_report)

BOOST_AUTO_TEST_CASE(exact_sides) {
  Report<Rational> report;
  report.equal(Rational(1, 2), Rational(2, 4), never_called);
  report.require(true, Rational(1), Rational(2), never_called);
  BOOST_TEST(!report.difference().has_value());
  report.equal(Rational(1, 3), Rational(1, 2), [] { return std::string("first"); });
  report.equal(Rational(5), Rational(6), never_called);  // only the first difference is kept
  BOOST_TEST(report.comparisons() == 4U);
  BOOST_TEST(report.difference()->left == "1/3");
  BOOST_TEST(report.difference()->right == "1/2");
  BOOST_TEST(report.difference()->words == "first");
  BOOST_TEST(!report.discarded().has_value());
  report.discard("too large");
  BOOST_TEST(report.discarded()->why == "too large");
  BOOST_TEST(!report.discarded()->undefined);
  report.undefined("S(e) = 0");
  BOOST_TEST(report.discarded()->undefined);
}

/// Over balls only what is certain decides, and the widest enclosure is kept.
BOOST_AUTO_TEST_CASE(enclosures) {
  const PrecisionScope scope(128);
  Report<Ball> report;
  const Ball third = Ball(1) / Ball(3);
  report.equal(third * Ball(3), Ball(1), never_called);
  BOOST_TEST(!report.difference().has_value());
  BOOST_TEST(report.log2_width() < -120);
  BOOST_TEST(report.log2_width() > -130);
  report.equal(third, Ball(2) / Ball(6) + Ball(Rational(1, 1 << 20)), [] { return std::string("apart"); });
  BOOST_TEST(report.difference()->words == "apart");
  BOOST_TEST(report.comparisons() == 2U);

  Report<Ball> nothing_known;
  nothing_known.equal(Ball(1) / Ball(0), Ball(1), never_called);
  BOOST_TEST(!nothing_known.difference().has_value());
  BOOST_TEST(nothing_known.log2_width() == infinity);

  Report<Ball> order;
  order.at_most(Ball(1), Ball(1), never_called);
  order.at_most(Ball(2), Ball(1), [] { return std::string("2 > 1"); });
  BOOST_TEST(order.difference()->words == "2 > 1");
}

BOOST_AUTO_TEST_CASE(other_relations) {
  Report<Rational> report;
  report.require(false, Rational(1), Rational(1), [] { return std::string("1 < 1"); });
  BOOST_TEST(report.difference()->words == "1 < 1");
}

BOOST_AUTO_TEST_CASE(residues) {
  Report<PrimeField> report;
  report.equal(PrimeField(-1), PrimeField(1), [] { return std::string("signs"); });
  BOOST_TEST(report.difference()->left == "2305843009213693950 mod 2^61-1");
}

/// log2 of |a − b| over the larger of both.
BOOST_AUTO_TEST_CASE(residuals) {
  const PrecisionScope scope(128);
  Report<Real> report;
  report.equal(Real(3), Real(3), never_called);
  BOOST_TEST(report.log2_worst() == -infinity);
  report.equal(Real(8), Real(7), never_called);
  BOOST_TEST(report.log2_worst() == -3.0);
  report.equal(Real(-7), Real(-8), never_called);
  report.equal(Real(1024), Real(1023), never_called);
  BOOST_TEST(report.log2_worst() == -3.0);
  report.equal(Real(0), Real(5), never_called);
  BOOST_TEST(report.log2_worst() == 0.0);
  report.equal(Real(1), Real(-1), never_called);
  BOOST_TEST(report.log2_worst() == 1.0);
  BOOST_TEST(report.comparisons() == 6U);
}

/// A quotient by zero agrees with nothing, not even with itself.
BOOST_AUTO_TEST_CASE(sides_that_are_no_numbers) {
  const PrecisionScope scope(64);
  const Real infinite = Real(1) / Real(0), nothing = Real(0) / Real(0), one(1);
  const auto worst = [](const Real& left, const Real& right) {
    Report<Real> report;
    report.equal(left, right, never_called);
    report.equal(Real(8), Real(7), never_called);
    return report.log2_worst();
  };
  BOOST_TEST(worst(nothing, one) == infinity);
  BOOST_TEST(worst(one, nothing) == infinity);
  BOOST_TEST(worst(nothing, nothing) == infinity);
  BOOST_TEST(worst(infinite, one) == infinity);
  BOOST_TEST(worst(infinite, infinite) == infinity);
  BOOST_TEST(worst(infinite, -infinite) == infinity);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
