// Discrete slopes, the order of their errors, and what is made of them.

#include <klprop/claims/feedforward_slopes.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace klprop::claims {
namespace {

/// A message: 1 + t + 2t² + 3t³.
constexpr auto cubic = []<class T>(const T& t) -> T { return T(1) + t + T(2) * t * t + T(3) * t * t * t; };

DiscreteSlopes<Rational> slopes_at_zero(const Rational& h) {
  return {{cubic(Rational(-h)), cubic(Rational(0)), cubic(h)}, h};
}

/// Whether errors of order 2, of which the first coefficient is `limit`, pass at h.
bool passes(const Rational& h, const Rational& slope, const Rational& limit) {
  Report<Rational> report;
  require_order<Rational>(2, slopes_at_zero(h).central - slope, slopes_at_zero(h / 2).central - slope, h, limit, "",
                          report);
  return !report.difference();
}

BOOST_AUTO_TEST_SUITE(feedforward_slopes)

/// (b(h) − b(−h))/2h = 1 + 3h² and (b(h) − b(0))/h = 1 + 2h + 3h².
BOOST_AUTO_TEST_CASE(slopes_of_a_cubic) {
  const Rational h(1, 7);
  BOOST_TEST((slopes_at_zero(h).central == 1 + 3 * h * h));
  BOOST_TEST((slopes_at_zero(h).one_sided == 1 + 2 * h + 3 * h * h));
  const SlopeErrors<Rational> errors(cubic, Rational(0));
  BOOST_TEST((errors.central == 3));
  BOOST_TEST((errors.one_sided == 2));
}

BOOST_AUTO_TEST_CASE(the_order_is_decided) {
  const Rational h(1, Integer(1) << 100U);
  BOOST_TEST(passes(h, 1, 3));
  BOOST_TEST(!passes(h, 1, Rational(301, 100)));
  BOOST_TEST(!passes(h, 1 + Rational(1, Integer(1) << 170U), 3));
  BOOST_TEST(!passes(h, -1, 3));
}

BOOST_AUTO_TEST_CASE(extrapolation) {
  const std::vector<Rational> x = {1, 2, 3, 5};
  std::vector<Rational> y;
  for (const Rational& t : x) y.push_back(cubic(t));
  BOOST_TEST((extrapolated_to_zero(x, y) == 1));
  y.back() += 1;
  BOOST_TEST((extrapolated_to_zero(x, y) != 1));
}

BOOST_AUTO_TEST_CASE(what_slopes_show_by_themselves) {
  const auto at = [](int k) { return Ball(3) + Ball(1) / Ball(k * k); };  // 3 + h², h = 1/k
  const std::string text = convergence_text(at(64), at(128), at(256), Ball(3));
  BOOST_TEST(text == "order 2.00000000000, limit 3.00000000000; s = 3.00000000000");
  BOOST_TEST(convergence_text(Ball(3), Ball(3), Ball(3), Ball(3)).starts_with("equal at h"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
