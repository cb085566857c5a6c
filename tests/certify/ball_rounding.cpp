#include <klprop/certify/ball_rounding.hpp>
#include <klprop/certify/logarithm.hpp>
#include <klprop/scalar/literal.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop {
namespace {

/// low … high to within one part in 2^28 of the width.
Ball around(const std::string& low, const std::string& high) {
  const PrecisionScope fine(2000);
  return between(parse_literal(low), parse_literal(high));
}

auto to_decimal(int digits) {
  return [digits](const Ball& ball) { return decimal(ball, digits); };
}

BOOST_AUTO_TEST_SUITE(certify_ball_rounding)

BOOST_AUTO_TEST_CASE(narrow_balls_have_digits) {
  const PrecisionScope scope(200);
  BOOST_TEST(decimal(log(Ball(2)), 50).value() == "0.69314718055994530941723212145817656807550013436026");
  BOOST_TEST(decimal(-log(Ball(2)), 10).value() == "-0.6931471806");
  BOOST_TEST(decimal(exp(Ball(1)), 20).value() == "2.7182818284590452354");
  BOOST_TEST(decimal(sqrt(Ball(2)), 6).value() == "1.41421");
  BOOST_TEST(hexadecimal(log(Ball(2)), binary64).value() == "0x1.62e42fefa39efp-1");
  BOOST_TEST(hexadecimal(log(Ball(2)), binary32).value() == "0x1.62e43p-1");
}

BOOST_AUTO_TEST_CASE(wide_balls_have_none) {
  const PrecisionScope scope(64);
  BOOST_TEST(!decimal(log(Ball(2)), 50));
  BOOST_TEST(decimal(log(Ball(2)), 15).has_value());
  BOOST_TEST(!decimal(around("1.24", "1.26"), 2));
  BOOST_TEST(decimal(around("1.24", "1.26"), 1).value() == "1");
  BOOST_TEST(!decimal(around("9.94", "9.96"), 2));
  BOOST_TEST(decimal(around("9.951", "10.04"), 2).value() == "10");
  const PrecisionScope coarse(50);
  BOOST_TEST(!hexadecimal(log(Ball(2)), binary64));
  BOOST_TEST(hexadecimal(log(Ball(2)), binary32).has_value());
}

/// 0.125 with two digits is 0.12: ties go to the even digit, and either side of the tie goes its own way.
BOOST_AUTO_TEST_CASE(ties) {
  BOOST_TEST(decimal(Ball(Rational(1, 8)), 2).value() == "0.12");
  BOOST_TEST(decimal(Ball(Rational(3, 8)), 2).value() == "0.38");
  BOOST_TEST(decimal(around("0.124", "0.12499999999"), 2).value() == "0.12");
  BOOST_TEST(decimal(around("0.1250000001", "0.126"), 2).value() == "0.13");
  BOOST_TEST(!decimal(around("0.1249999999999999999999", "0.1250000000000000000001"), 2));
  // The tie itself belongs to one side: its end of an exact interval decides with it, the other does not.
  const PrecisionScope exact(100);
  BOOST_TEST(decimal(between(Rational(31, 256), Rational(1, 8)), 2).value() == "0.12");
  BOOST_TEST(!decimal(between(Rational(1, 8), Rational(33, 256)), 2));
  const Rational tie = 1 + Rational(1, 1ull << 53);
  BOOST_TEST(hexadecimal(Ball(tie), binary64).value() == "0x1p+0");
  BOOST_TEST(!hexadecimal(between(tie, tie + Rational(1, 1ull << 60)), binary64));
  BOOST_TEST(hexadecimal(between(tie - Rational(1, 1ull << 60), tie), binary64).value() == "0x1p+0");
}

BOOST_AUTO_TEST_CASE(zero) {
  BOOST_TEST(decimal(Ball(0), 5).value() == "0");
  BOOST_TEST(hexadecimal(Ball(0), binary64).value() == "0x0p+0");
  const Ball tiny = around("-1e-400", "1e-400");
  BOOST_TEST(!decimal(tiny, 5));
  BOOST_TEST(hexadecimal(tiny, binary64).value() == "0x0p+0");
  BOOST_TEST(!hexadecimal(around("-1e-400", "2.5e-324"), binary64));  // half the smallest number is 2.47…e-324
  BOOST_TEST(hexadecimal(around("-2.4e-324", "2.4e-324"), binary64).value() == "0x0p+0");
  BOOST_TEST(hexadecimal(around("-1e-400", "0"), binary64).value() == "0x0p+0");
  BOOST_TEST(!decimal(between(0, 1), 5));
  BOOST_TEST(!decimal(between(-1, 0), 5));
  BOOST_TEST(hexadecimal(around("1e-401", "1e-400"), binary64).value() == "0x0p+0");
  BOOST_TEST(hexadecimal(around("-1e-400", "-1e-401"), binary64).value() == "-0x0p+0");
}

BOOST_AUTO_TEST_CASE(what_is_not_finite_has_no_digits) {
  BOOST_TEST(!decimal(log(Ball(0)), 5));
  BOOST_TEST(!hexadecimal(Ball(1) / Ball(0), binary64));
  BOOST_TEST(!certainly_overflows(Ball(1) / Ball(0), binary64));
  BOOST_CHECK_THROW(static_cast<void>(decimal(Ball(1), 0)), std::invalid_argument);
  BOOST_CHECK_THROW(static_cast<void>(decimal(pow(Ball(2), 1L << 40), 5)), std::length_error);
}

BOOST_AUTO_TEST_CASE(overflow) {
  BOOST_TEST(!hexadecimal(exp(Ball(710)), binary64));
  BOOST_TEST(certainly_overflows(exp(Ball(710)), binary64));
  BOOST_TEST(certainly_overflows(-exp(Ball(710)), binary64));
  BOOST_TEST(hexadecimal(exp(Ball(709)), binary64).has_value());
  BOOST_TEST(!certainly_overflows(exp(Ball(709)), binary64));
  BOOST_TEST(!certainly_overflows(around("1e308", "1e309"), binary64));
  BOOST_TEST(!hexadecimal(around("1e308", "1e309"), binary64));
  BOOST_TEST(!certainly_overflows(around("-1e400", "1e400"), binary64));
  BOOST_TEST(!hexadecimal(around("-1e400", "1e400"), binary64));
}

/// The cases of a format's edges, and exponents that no rational could have.
BOOST_AUTO_TEST_CASE(edges_of_binary_formats) {
  const PrecisionScope scope(200);
  for (const BinaryFormat& format : {binary64, binary32}) {
    const Rational smallest = midpoint(pow(Ball(2), format.least_exponent - format.precision + 1));
    const Rational largest =
        midpoint(pow(Ball(2), format.greatest_exponent + 1)) * (1 - Rational(1, 1ull << format.precision));
    for (int quarters = 0; quarters <= 40; ++quarters)
      for (const Rational& at : {Rational(smallest * quarters / 4), Rational(-smallest * quarters / 4),
                                 Rational(largest * (1 + Rational(quarters, 1ull << 57)))})
        BOOST_TEST((hexadecimal(Ball(at), format) == hexadecimal(at == 0 ? Rational(0) : at, format)));
  }
  BOOST_TEST(certainly_overflows(exp(exp(exp(Ball(4)))), binary64));
  BOOST_TEST(hexadecimal(exp(-exp(exp(Ball(4)))), binary64).value() == "0x0p+0");
  BOOST_TEST(hexadecimal(-exp(-exp(exp(Ball(4)))), binary64).value() == "-0x0p+0");
  BOOST_TEST(hexadecimal(Ball(1) + exp(-exp(exp(Ball(4)))), binary64).value() == "0x1p+0");
}

Rational any_rational() {
  const Rational value = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
  Rational scale = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
  for (int k = *rc::gen::inRange(0, 30); k > 0; --k) scale *= 7;
  return *rc::gen::arbitrary<bool>() ? Rational(value / scale) : Rational(value * scale);
}

/// Only points, no end points: what a text promises is about all numbers in the ball.
RC_BOOST_PROP(a_text_is_that_of_every_point, ()) {
  const Rational middle = any_rational();
  const PrecisionScope scope(*rc::gen::inRange(10, 200));
  const Rational width = abs(middle) / (Integer(1) << *rc::gen::inRange(1u, 100u));
  const Ball ball = between(middle - width, middle + width);
  const int digits = *rc::gen::inRange(1, 12);
  const auto text = decimal(ball, digits);
  const auto hex = hexadecimal(ball, binary32);
  const Rational low = lower(ball), high = upper(ball);
  RC_CLASSIFY(text.has_value(), "certain");
  for (int k = 0; k <= 16; ++k) {
    const Rational point = low + (high - low) * Rational(k, 16);
    if (text) RC_ASSERT(decimal(point, digits) == *text);
    if (hex) RC_ASSERT(hexadecimal(point, binary32) == hex);
  }
  RC_ASSERT(text.has_value() == (decimal(low, digits) == decimal(high, digits)));
}

// ---- with increasing precision --------------------------------------------------------------------

/// Two independent ways to the digits of a logarithm: balls here, directed roundings of MPFR there.
RC_BOOST_PROP(logarithms_agree_with_the_other_way, ()) {
  const Rational x = Rational(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000)) /
                     Rational(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000));
  const int digits = *rc::gen::inRange(1, 60);
  const auto compute = [&x] { return std::array{log(Ball(x))}; };
  const auto certain = round_by_increasing_precision(compute, to_decimal(digits), 32, 1 << 16);
  RC_ASSERT(certain.has_value());
  RC_ASSERT(certain->values.front() == decimal_log(x, digits, 1 << 16).value().text);
}

BOOST_AUTO_TEST_CASE(a_near_tie_takes_more_bits) {
  // To 10 digits ln(1+d) lies just below 1.0000000005·d, the tie between two decimals.
  const Rational d = parse_literal("1.0000000005e-300");
  const auto compute = [&d] { return std::vector{log1p(Ball(d)), Ball(2)}; };
  const auto certain = round_by_increasing_precision(compute, to_decimal(10), 64, 1 << 16);
  BOOST_TEST(certain.value().values == (std::vector<std::string>{"1.000000000e-300", "2.000000000"}),
             boost::test_tools::per_element());
  BOOST_TEST(certain->bits > 900);
  BOOST_TEST(!round_by_increasing_precision(compute, to_decimal(10), 64, 512));
}

/// A number that is a tie, computed with roundings, is never certain, however its digits agree.
BOOST_AUTO_TEST_CASE(a_tie_computed_with_roundings_is_refused) {
  const auto compute = [] { return std::array{(Ball(1) / Ball(3) + Ball(2) / Ball(3)) / Ball(8)}; };
  BOOST_TEST(!round_by_increasing_precision(compute, to_decimal(2), 64, 1 << 14));
  BOOST_TEST(round_by_increasing_precision(compute, to_decimal(1), 64, 1 << 14).value().values.front() == "0.1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
