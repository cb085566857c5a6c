// Zeros that are proved to exist, against zeros that are known.

#include <klprop/certify/krawczyk.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <span>
#include <vector>

namespace klprop {
namespace {

struct SquareMinus {
  Ball constant;
  template <class S>
  std::vector<S> operator()(std::span<const S> x) const {
    return {x[0] * x[0] - S(constant)};
  }
};

/// (x + y − s, x·y − p): the roots of t² − s·t + p, in either order.
struct SumAndProduct {
  Ball sum, product;
  template <class S>
  std::vector<S> operator()(std::span<const S> x) const {
    return {x[0] + x[1] - S(sum), x[0] * x[1] - S(product)};
  }
};

bool narrow(const Ball& ball, long exponent) {
  return mag_cmp_2exp_si(arb_radref(ball.raw()), exponent) < 0;
}

BOOST_AUTO_TEST_SUITE(certify_krawczyk)

BOOST_AUTO_TEST_CASE(square_root_of_two) {
  for (const long bits : {64L, 256L, 1024L}) {
    const PrecisionScope precision(bits);
    const auto zero = certified_zero(SquareMinus{Ball(2)}, {Ball(Rational(3, 2))});
    BOOST_REQUIRE(zero.has_value());
    BOOST_TEST(overlaps((*zero)[0], sqrt(Ball(2))));
    BOOST_TEST(narrow((*zero)[0], 8 - bits));
    const auto negative = certified_zero(SquareMinus{Ball(2)}, {Ball(-1)});
    BOOST_REQUIRE(negative.has_value());
    BOOST_TEST(overlaps((*negative)[0], -sqrt(Ball(2))));
  }
}

/// A double zero is no transversal one, and where there is none nothing may be certified.
BOOST_AUTO_TEST_CASE(nothing_to_certify) {
  const PrecisionScope precision(256);
  BOOST_TEST(!certified_zero(SquareMinus{Ball(0)}, {Ball(1)}).has_value());
  BOOST_TEST(!certified_zero(SquareMinus{Ball(0)}, {Ball(0)}).has_value());
  BOOST_TEST(!certified_zero(SquareMinus{Ball(-1)}, {Ball(1)}).has_value());
  // Whether this has a zero is not known: the constant may be on either side of 0.
  BOOST_TEST(!certified_zero(SquareMinus{between(Rational(-1, 8), Rational(1, 8))}, {Ball(1)}).has_value());
}

RC_BOOST_PROP(roots_of_a_quadratic, ()) {
  const PrecisionScope precision(128);
  const int a = *rc::gen::inRange(-1000, 1000), gap = *rc::gen::inRange(1, 1000);
  const Rational first(a, 7), second(a + gap, 7);
  const SumAndProduct map{Ball(first + second), Ball(first * second)};
  const auto zero = certified_zero(map, {Ball(first - Rational(gap, 30)), Ball(second + Rational(gap, 40))});
  RC_ASSERT(zero.has_value());
  RC_ASSERT(contains((*zero)[0], first));
  RC_ASSERT(contains((*zero)[1], second));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
