#include <klprop/certify/logarithm.hpp>
#include <klprop/scalar/literal.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

namespace klprop {
namespace {

constexpr mpfr_prec_t plenty = 1 << 20;

std::string text_of(const std::string& value, int digits) {
  return decimal_log(parse_literal(value), digits, plenty).value().text;
}

BOOST_AUTO_TEST_SUITE(certify_logarithm)

BOOST_AUTO_TEST_CASE(known_values) {
  BOOST_TEST(text_of("2", 50) == "0.69314718055994530941723212145817656807550013436026");
  BOOST_TEST(text_of("10", 30) == "2.30258509299404568401799145468");
  BOOST_TEST(text_of("0.5", 10) == "-0.6931471806");
  BOOST_TEST(text_of("1e-400", 5) == "-921.03");
  BOOST_TEST(hexadecimal_log(2, binary64, plenty)->text == "0x1.62e42fefa39efp-1");
  BOOST_TEST(hexadecimal_log(2, binary32, plenty)->text == "0x1.62e43p-1");
}

BOOST_AUTO_TEST_CASE(one_has_logarithm_zero) {
  BOOST_TEST(text_of("1", 20) == "0");
  BOOST_TEST(hexadecimal_log(1, binary64, plenty)->text == "0x0p+0");
}

BOOST_AUTO_TEST_CASE(near_one_nothing_cancels) {
  // ln(1+d) = d − d²/2 + …
  BOOST_TEST(text_of("1.0000000000000000000000000000000000000001", 20) == "1.0000000000000000000e-40");
  BOOST_TEST(text_of("0.9999999999999999999999999999999999999999", 50) ==
             "-1.0000000000000000000000000000000000000000500000000e-40");
  const Rational tiny = 1 + parse_literal("1e-5000");
  BOOST_TEST(decimal_log(tiny, 10, plenty)->text == "1.000000000e-5000");
}

BOOST_AUTO_TEST_CASE(a_near_tie_takes_more_bits) {
  // To 10 digits ln(1+d) lies just below 1.0000000005·d: the tie between two decimals.
  const Rational near = 1 + parse_literal("1.0000000005e-300");
  const auto rounded = decimal_log(near, 10, plenty);
  BOOST_TEST(rounded->text == "1.000000000e-300");
  BOOST_TEST(rounded->bits > 900);
}

BOOST_AUTO_TEST_CASE(the_cap_is_a_refusal) {
  BOOST_TEST(!decimal_log(2, 50, 100));
  BOOST_TEST(!decimal_log(2, 1, 0));
  BOOST_TEST(decimal_log(2, 1, 64).has_value());
}

BOOST_AUTO_TEST_CASE(only_positive_numbers_have_one) {
  BOOST_CHECK_THROW(static_cast<void>(decimal_log(0, 5, plenty)), std::domain_error);
  BOOST_CHECK_THROW(static_cast<void>(decimal_log(-1, 5, plenty)), std::domain_error);
}

rc::Gen<Rational> positive() {
  return rc::gen::exec([] {
    const auto p = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
    const auto q = *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000);
    return *rc::gen::arbitrary<bool>() ? Rational(p) / q
                                       : Rational(1 + Rational(p) / (Rational(q) * 1'000'000'000'000));
  });
}

RC_BOOST_PROP(an_enclosure_at_high_precision_lies_within_one_at_low_precision, ()) {
  const Rational x = *positive();
  const Enclosure wide = enclose_log(x, 40), narrow = enclose_log(x, 300);
  RC_ASSERT(wide.low <= narrow.low);
  RC_ASSERT(narrow.low <= narrow.high);
  RC_ASSERT(narrow.high <= wide.high);
}

RC_BOOST_PROP(the_decimal_is_the_one_nearest_to_a_much_finer_enclosure, ()) {
  const Rational x = *positive();
  RC_PRE(x != 1);
  const int digits = *rc::gen::inRange(1, 40);
  const Enclosure fine = enclose_log(x, 2000);
  const std::string text = decimal_log(x, digits, plenty).value().text;
  RC_ASSERT(text == decimal(fine.low, digits));
  RC_ASSERT(text == decimal(fine.high, digits));
}

RC_BOOST_PROP(the_logarithm_of_an_inverse_is_the_negative, ()) {
  const Rational x = *positive();
  RC_PRE(x != 1);
  const std::string up = decimal_log(x, 25, plenty)->text, down = decimal_log(1 / x, 25, plenty)->text;
  RC_ASSERT(up == (down[0] == '-' ? down.substr(1) : "-" + down));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
