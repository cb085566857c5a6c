#include <klprop/certify/rounding.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/literal.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace klprop {
namespace {

Rational number(const std::string& text) {
  return parse_literal(text);
}

Rational exactly(double value) {
  Rational result;
  mpq_set_d(result.backend().data(), value);
  return result;
}

rc::Gen<Rational> rationals() {
  return rc::gen::exec([] {
    const auto p = *rc::gen::inRange<std::int64_t>(-1'000'000'000, 1'000'000'000);
    const auto q = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000);
    const auto shift = *rc::gen::inRange(-400, 400);
    Rational value = Rational(p) / q;
    Rational power = 1;
    for (int k = 0; k < std::abs(shift); ++k) power *= 10;
    return shift < 0 ? Rational(value / power) : Rational(value * power);
  });
}

/// One unit in the last of the digits written.
Rational last_place(const std::string& text) {
  std::string unit;
  const auto mantissa_end = std::min(text.find('e'), text.size());
  std::size_t last = 0;
  for (std::size_t k = 0; k < mantissa_end; ++k)
    if (text[k] >= '0' && text[k] <= '9') last = k;
  for (std::size_t k = 0; k < mantissa_end; ++k) unit += text[k] == '.' ? '.' : k == last ? '1' : '0';
  return number(unit + text.substr(mantissa_end));
}

BOOST_AUTO_TEST_SUITE(certify_rounding)

BOOST_AUTO_TEST_CASE(layout) {
  BOOST_TEST(decimal(0, 7) == "0");
  BOOST_TEST(decimal(1, 1) == "1");
  BOOST_TEST(decimal(1, 4) == "1.000");
  BOOST_TEST(decimal(Rational(-1, 3), 5) == "-0.33333");
  BOOST_TEST(decimal(123456, 6) == "123456");
  BOOST_TEST(decimal(123456, 8) == "123456.00");
  BOOST_TEST(decimal(1234567, 6) == "1.23457e+6");
  BOOST_TEST(decimal(70, 1) == "7e+1");
  BOOST_TEST(decimal(number("1e-5"), 3) == "0.0000100");
  BOOST_TEST(decimal(number("9.99e-6"), 3) == "9.99e-6");
  BOOST_TEST(decimal(number("1e-320"), 2) == "1.0e-320");
}

BOOST_AUTO_TEST_CASE(ties_go_to_the_even_digit) {
  BOOST_TEST(decimal(number("2.5"), 1) == "2");
  BOOST_TEST(decimal(number("3.5"), 1) == "4");
  BOOST_TEST(decimal(number("-2.5"), 1) == "-2");
  BOOST_TEST(decimal(number("0.125"), 2) == "0.12");
  BOOST_TEST(decimal(number("0.135"), 2) == "0.14");
  BOOST_TEST(decimal(Rational(number("2.5") + number("1e-900")), 1) == "3");
}

BOOST_AUTO_TEST_CASE(a_carry_moves_the_point) {
  BOOST_TEST(decimal(number("9.995"), 3) == "10.0");
  BOOST_TEST(decimal(number("99.99"), 2) == "1.0e+2");
  BOOST_TEST(decimal(number("0.00000999999"), 2) == "0.000010");
}

BOOST_AUTO_TEST_CASE(no_digits_are_refused) {
  BOOST_CHECK_THROW(static_cast<void>(decimal(1, 0)), std::invalid_argument);
}

RC_BOOST_PROP(decimals_are_within_half_a_unit_and_exact_ties_are_even, ()) {
  const Rational value = *rationals();
  const int digits = *rc::gen::inRange(1, 60);
  const std::string text = decimal(value, digits);
  if (value == 0) {
    RC_ASSERT(text == "0");
    return;
  }
  const Rational unit = last_place(text), written = number(text), error = abs(Rational(value - written));
  RC_ASSERT(2 * error <= unit);
  if (2 * error == unit) RC_ASSERT(numerator(Rational(written / unit)) % 2 == 0);
}

RC_BOOST_PROP(hexadecimals_are_the_nearest_doubles, ()) {
  const Rational value = *rationals();
  const auto text = binary64_hex(value);
  const double nearest = from_rational<double>(value);  // MPFR's rounding
  if (std::isinf(nearest)) {
    RC_ASSERT(!text);
  } else {
    RC_ASSERT(text);
    RC_ASSERT(number(*text) == exactly(nearest));
    RC_ASSERT(std::strtod(text->c_str(), nullptr) == nearest);
  }
}

RC_BOOST_PROP(every_double_is_itself, ()) {
  const auto value = std::bit_cast<double>(*rc::gen::inRange<std::uint64_t>(0, UINT64_MAX));
  RC_PRE(std::isfinite(value));
  RC_ASSERT(number(binary64_hex(exactly(value)).value()) == exactly(value));
}

RC_BOOST_PROP(every_float_is_itself, ()) {
  const auto value = std::bit_cast<float>(*rc::gen::inRange<std::uint32_t>(0, UINT32_MAX));
  RC_PRE(std::isfinite(value));
  RC_ASSERT(number(binary32_hex(exactly(static_cast<double>(value))).value()) == exactly(static_cast<double>(value)));
}

BOOST_AUTO_TEST_CASE(hexadecimal_layout) {
  BOOST_TEST(*binary64_hex(0) == "0x0p+0");
  BOOST_TEST(*binary64_hex(1) == "0x1p+0");
  BOOST_TEST(*binary64_hex(number("-0.1875")) == "-0x1.8p-3");
  BOOST_TEST(*binary32_hex(number("0.1")) == "0x1.99999ap-4");
  BOOST_TEST(*binary64_hex(number("0x1p-1074")) == "0x0.0000000000001p-1022");
  BOOST_TEST(*binary32_hex(number("0x1p-149")) == "0x0.000002p-126");
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_range) {
  BOOST_TEST(*binary64_hex(number("0x1.fffffffffffff7p+1023")) == "0x1.fffffffffffffp+1023");
  BOOST_TEST(!binary64_hex(number("0x1.fffffffffffff8p+1023")));  // a tie with 2^1024
  BOOST_TEST(!binary32_hex(number("1e39")));
  BOOST_TEST(*binary64_hex(number("0x1p-1075")) == "0x0p+0");  // a tie with zero, which is even
  BOOST_TEST(*binary64_hex(number("0x1.00000001p-1075")) == "0x0.0000000000001p-1022");
  BOOST_TEST(*binary64_hex(number("0x0.fffffffffffffffp-1022")) == "0x1p-1022");  // rounds up to a normal number
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
