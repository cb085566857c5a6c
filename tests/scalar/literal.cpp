#include <klprop/scalar/literal.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

/// base^exponent by repeated multiplication: shares nothing with the reader.
Rational power(const Rational& base, long exponent) {
  Rational result = 1;
  for (long i = 0; i < std::labs(exponent); ++i) result *= base;
  return exponent < 0 ? Rational(1 / result) : result;
}

Rational exactly(double value) {
  Rational result;
  mpq_set_d(result.backend().data(), value);
  return result;
}

std::string printed(const char* format, double value) {
  char buffer[2000];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

std::string message_of(const std::string& text, std::size_t max_bits = largest_literal) {
  try {
    return "accepted as " + parse_literal(text, max_bits).str();
  } catch (const LiteralError& error) {
    return error.what();
  }
}

rc::Gen<std::string> digit_strings(std::size_t most) {
  return rc::gen::exec([most] {
    const auto length = *rc::gen::inRange<std::size_t>(1, most + 1);
    return *rc::gen::container<std::string>(length, rc::gen::inRange('0', static_cast<char>('9' + 1)));
  });
}

/// Any finite double, each bit pattern as likely as the next.
rc::Gen<double> finite_doubles() {
  return rc::gen::suchThat(rc::gen::map(rc::gen::inRange<std::uint64_t>(0, UINT64_MAX),
                                        [](std::uint64_t bits) { return std::bit_cast<double>(bits); }),
                           [](double value) { return std::isfinite(value); });
}

BOOST_AUTO_TEST_SUITE(literal)

BOOST_AUTO_TEST_CASE(every_form_is_read_exactly) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"12", "12"},
      {"-0.5", "-1/2"},
      {".5", "1/2"},
      {"5.", "5"},
      {"+3", "3"},
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"00012.500", "25/2"},
      {"1e2", "100"},
      {"1E+2", "100"},
      {"1e-2", "1/100"},
      {"25e-2", "1/4"},
      {"1250e-4", "1/8"},
      {"0.1", "1/10"},
      {"3e0", "3"},
      {"0x10", "16"},
      {"0x1.8p-3", "3/16"},
      {"-0X1.8P+1", "-3"},
      {"0x.8", "1/2"},
      {"0xAb.", "171"},
      {"0x0p99", "0"},
      {"0x100p-8", "1"},
      {"1/3", "1/3"},
      {"-6/4", "-3/2"},
      {"+0/7", "0"},
      {"007/0014", "1/2"},
      {"0e999999999999", "0"},
      {"0x0p-99999999999999999999", "0"},
      {"0.3333", "3333/10000"},
      {"9007199254740993", "9007199254740993"},
      {"1e-00000000000000000000001", "1/10"},
  };
  for (const auto& [text, value] : cases) BOOST_TEST(parse_literal(text).str() == value, text);
}

BOOST_AUTO_TEST_CASE(magnitudes_beyond_doubles_are_read_exactly) {
  BOOST_TEST((parse_literal("1e-400") == power(10, -400)));
  BOOST_TEST((parse_literal("-12.5e4000") == Rational(-25, 2) * power(10, 4000)));
  BOOST_TEST((parse_literal("0x1p-5000") == power(2, -5000)));
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused_with_what_was_expected) {
  const std::vector<std::string> texts = {
      "",      " ",     "+",     "-",      ".",     "e5",    "1e",    "1e+",  "1 ",       " 1",
      "1..2",  "1.2.3", "--1",   "+-1",    "nan",   "NaN",   "inf",   "-inf", "Infinity", "1/",
      "/2",    "1/-2",  "1.0/2", "1/2.0",  "1/2/3", "1e2/3", "0x",    "0x.",  "0xp3",     "0x1p",
      "0x1p-", "0x1/2", "1p3",   "0x1e+2", "1,5",   "1'000", "1_000", "0b1",  "1f",       std::string("1\0", 2),
      "\xff",  "1\n",   "१"};
  for (const auto& text : texts)
    BOOST_TEST(message_of(text).find("expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got '") == 0,
               text << ": " << message_of(text));
  BOOST_TEST(message_of("1/0") == "expected a denominator other than 0, got '1/0'");
  BOOST_TEST(message_of("0/000") == "expected a denominator other than 0, got '0/000'");
  BOOST_TEST(message_of("a\x01\xff").find("got 'a\\x01\\xff'") != std::string::npos);
  BOOST_TEST(message_of(std::string(100, 'a')).find("got '" + std::string(40, 'a') + "...'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(literals_too_large_are_refused_at_once_with_their_size) {
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(message_of("1e999999999999") ==
             "expected a number of at most 16777216 bits, got '1e999999999999', which needs about "
             "3322000000000");
  BOOST_TEST(message_of("-1e-999999999999").find("which needs about 3322000000000") != std::string::npos);
  BOOST_TEST(message_of("0x1p+99999999999").find("which needs about 100000000003") != std::string::npos);
  const std::string endless(1000, '9');
  for (const auto* start : {"1e", "1e-", "0x1p", "0x1p-", "0.0001e+"})
    BOOST_TEST(message_of(start + endless).find("which needs more than 1000000000000000") != std::string::npos);
  BOOST_TEST(message_of("123456/7", 10).find("at most 10 bits") != std::string::npos);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  BOOST_TEST(spent.count() < 1);
}

BOOST_AUTO_TEST_CASE(the_limit_counts_the_bits_that_are_written) {
  BOOST_TEST(message_of("0xff", 8) == "accepted as 255");
  BOOST_TEST(message_of("0xff", 7) == "expected a number of at most 7 bits, got '0xff', which needs about 8");
  BOOST_TEST(message_of("0x00f0p-4", 4) == "accepted as 15");
  BOOST_TEST(message_of("1000e-3", 4) == "accepted as 1");  // no power of ten is left once the zeros are counted
}

BOOST_AUTO_TEST_CASE(a_million_digits_take_no_quadratic_time) {
  const auto begin = std::chrono::steady_clock::now();
  const Rational sevens = parse_literal(std::string(1'000'000, '7'));
  const Rational fraction = parse_literal("0." + std::string(1'000'000, '5'));
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  BOOST_TEST((numerator(sevens) % 7 == 0));
  BOOST_TEST((denominator(fraction) % 2 == 0));
  BOOST_TEST(spent.count() < 10);
}

RC_BOOST_PROP(decimals_equal_their_digits_summed, ()) {
  const std::string whole = *digit_strings(30);
  const std::string fraction = *digit_strings(30);
  const auto exponent = *rc::gen::inRange(-60, 61);
  const bool negative = *rc::gen::arbitrary<bool>();
  Rational expected = 0;
  for (const char c : whole + fraction) expected = expected * 10 + (c - '0');
  expected *= power(10, exponent - static_cast<long>(fraction.size()));
  if (negative) expected = -expected;
  const std::string text = (negative ? "-" : "") + whole + "." + fraction + "e" + std::to_string(exponent);
  RC_ASSERT(parse_literal(text) == expected);
}

RC_BOOST_PROP(doubles_in_hexadecimal_and_in_full_decimal_are_read_exactly, ()) {
  const double value = *finite_doubles();
  RC_ASSERT(parse_literal(printed("%a", value)) == exactly(value));
  RC_ASSERT(parse_literal(printed("%.1074f", value)) == exactly(value));
  RC_ASSERT(parse_literal(printed("%.800e", value)) == exactly(value));
}

RC_BOOST_PROP(fractions_are_quotients_of_integers, ()) {
  const auto p = *rc::gen::arbitrary<std::int64_t>();
  const auto q = *rc::gen::positive<std::int64_t>();
  RC_ASSERT(parse_literal(std::to_string(p) + "/" + std::to_string(q)) == Rational(p) / q);
}

RC_BOOST_PROP(what_rationals_print_is_read_back, ()) {
  const Rational value = exactly(*finite_doubles()) / *rc::gen::positive<std::int64_t>();
  RC_ASSERT(parse_literal(value.str()) == value);
}

RC_BOOST_PROP(values_are_in_lowest_terms, ()) {
  const Rational value = parse_literal(*digit_strings(20) + "e" + std::to_string(*rc::gen::inRange(-25, 25)));
  Rational canonical = value;
  mpq_canonicalize(canonical.backend().data());
  RC_ASSERT(numerator(canonical) == numerator(value));
  RC_ASSERT(denominator(canonical) == denominator(value));
}

RC_BOOST_PROP(no_text_does_anything_but_be_read_or_refused, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789.+-eExXpP/ af\x80")));
  try {
    RC_ASSERT(parse_literal(text).str() != "");
  } catch (const LiteralError&) {
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
