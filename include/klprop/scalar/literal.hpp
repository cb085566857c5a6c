#pragma once

/// Numbers as people and programs write them, read exactly: no value passes through a double.

#include <klprop/scalar/detail/printable.hpp>
#include <klprop/scalar/rational.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace klprop {

/// The text is not a number of the accepted forms, or one too large to be held; the message says
/// what was expected.
class LiteralError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// The size up to which literals are read by default, in bits of numerator and denominator
/// together: 2 MB.
inline constexpr std::size_t largest_literal = std::size_t{1} << 24;

/// The exact value of a literal: a decimal (`12`, `-0.5`, `.5`, `5.`, `+1e-400`), a C hexadecimal
/// (`0x1.8p-3`), or a fraction of two decimal integers (`-1/3`).
///
/// @throws LiteralError  on any other text, infinities and NaN among them; on a zero denominator;
///         and, before anything of that size is allocated, on a value that would need more than
///         `max_bits` bits as it is written
/// @cost   about linear in the size of the text and of the value
[[nodiscard]] Rational parse_literal(std::string_view text, std::size_t max_bits = largest_literal);

namespace detail {

/// Reads a literal from left to right.
class LiteralReader {
 public:
  LiteralReader(std::string_view text, std::size_t max_bits) : text_(text), rest_(text), max_bits_(max_bits) {}

  Rational read();

 private:
  /// Digits before and after a point as one integer, times a power of the base: no zeros at either
  /// end.
  struct Significand {
    std::string digits;
    std::int64_t exponent = 0;  // in digits: that of the base in which they are written
  };

  Rational read_fraction(std::string_view numerator);
  Rational decimal_value(const Significand& significand) const;
  Rational hexadecimal_value(const Significand& significand, std::int64_t binary_exponent) const;

  bool consume(char lower_case);
  std::string_view digits(bool (*is_digit)(char));
  std::int64_t signed_exponent();
  void expect_end() const;
  void expect_size(std::int64_t bits) const;
  [[noreturn]] void fail() const;

  static bool is_decimal(char c) { return c >= '0' && c <= '9'; }
  static bool is_hexadecimal(char c) { return is_decimal(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
  static Significand significand(std::string_view whole, std::string_view fraction);

  // Exponents beyond this are all alike: whatever has one is far too large. Sums and small
  // multiples do not overflow.
  static constexpr std::int64_t endless = 1'000'000'000'000'000;

  std::string_view text_;
  std::string_view rest_;
  std::size_t max_bits_;
};

inline bool LiteralReader::consume(char lower_case) {
  if (rest_.empty()) return false;
  const char c = rest_.front();
  if (c != lower_case && !(c >= 'A' && c <= 'Z' && c - 'A' + 'a' == lower_case)) return false;
  rest_.remove_prefix(1);
  return true;
}

inline std::string_view LiteralReader::digits(bool (*is_digit)(char)) {
  const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
  const auto found = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
  rest_.remove_prefix(found.size());
  return found;
}

inline std::int64_t LiteralReader::signed_exponent() {
  const bool negative = consume('-');
  if (!negative) consume('+');
  const auto written = digits(is_decimal);
  if (written.empty()) fail();
  std::int64_t value = 0;
  for (const char c : written) value = std::min(endless, value * 10 + (c - '0'));
  return negative ? -value : value;
}

inline LiteralReader::Significand LiteralReader::significand(std::string_view whole, std::string_view fraction) {
  Significand result;
  result.digits.reserve(whole.size() + fraction.size());
  result.digits.append(whole).append(fraction);
  const auto last = result.digits.find_last_not_of('0');
  if (last == std::string::npos) return {};
  const std::size_t zeros = result.digits.size() - 1 - last;
  result.digits.resize(last + 1);
  result.digits.erase(0, result.digits.find_first_not_of('0'));
  result.exponent = static_cast<std::int64_t>(zeros) - static_cast<std::int64_t>(fraction.size());
  return result;
}

inline Rational LiteralReader::read() {
  const bool negative = consume('-');
  if (!negative) consume('+');

  const bool hexadecimal = rest_.size() >= 2 && rest_[0] == '0' && (rest_[1] == 'x' || rest_[1] == 'X');
  if (hexadecimal) rest_.remove_prefix(2);
  const auto is_digit = hexadecimal ? is_hexadecimal : is_decimal;

  const auto whole = digits(is_digit);
  Rational value;
  if (!hexadecimal && !whole.empty() && consume('/')) {
    value = read_fraction(whole);
  } else {
    const auto fraction = consume('.') ? digits(is_digit) : std::string_view();
    if (whole.empty() && fraction.empty()) fail();
    const std::int64_t exponent = consume(hexadecimal ? 'p' : 'e') ? signed_exponent() : 0;
    expect_end();
    Significand parts = significand(whole, fraction);
    if (parts.digits.empty()) return value;
    if (!hexadecimal) parts.exponent += exponent;
    value = hexadecimal ? hexadecimal_value(parts, exponent) : decimal_value(parts);
  }
  return negative ? Rational(-value) : value;
}

inline Rational LiteralReader::read_fraction(std::string_view numerator) {
  const auto denominator = digits(is_decimal);
  if (denominator.empty()) fail();
  expect_end();
  if (denominator.find_first_not_of('0') == std::string_view::npos)
    throw LiteralError("expected a denominator other than 0, got " + quoted(text_));
  // A lower bound (log2(10) > 3.321), unlike below: what was read in another form can be read back
  // as a fraction.
  expect_size(static_cast<std::int64_t>(numerator.size() + denominator.size() - 2) * 3321 / 1000);
  Rational value;
  const mpq_ptr raw = value.backend().data();
  mpz_set_str(mpq_numref(raw), std::string(numerator).c_str(), 10);
  mpz_set_str(mpq_denref(raw), std::string(denominator).c_str(), 10);
  mpq_canonicalize(raw);
  return value;
}

inline Rational LiteralReader::decimal_value(const Significand& significand) const {
  const std::int64_t magnitude = significand.exponent < 0 ? -significand.exponent : significand.exponent;
  // log2(10) < 3.322.
  expect_size((static_cast<std::int64_t>(significand.digits.size()) + magnitude) * 3322 / 1000);
  const auto power = static_cast<unsigned long>(magnitude);

  Rational value;
  const mpz_ptr numerator = mpq_numref(value.backend().data());
  const mpz_ptr denominator = mpq_denref(value.backend().data());
  mpz_set_str(numerator, significand.digits.c_str(), 10);
  Integer scratch;
  const mpz_ptr fives = scratch.backend().data();
  if (significand.exponent >= 0) {
    mpz_ui_pow_ui(fives, 5, power);
    mpz_mul(numerator, numerator, fives);
    mpz_mul_2exp(numerator, numerator, power);
    return value;
  }
  // The denominator is 2^k·5^k: cancelling both primes by hand spares a greatest common divisor of
  // large numbers.
  const auto twos = std::min<unsigned long>(mpz_scan1(numerator, 0), power);
  mpz_tdiv_q_2exp(numerator, numerator, twos);
  unsigned long cancelled = 0;
  if (mpz_divisible_ui_p(numerator, 5) != 0) {
    mpz_set_ui(fives, 5);
    const unsigned long removed = mpz_remove(numerator, numerator, fives);
    cancelled = std::min(removed, power);
    mpz_ui_pow_ui(fives, 5, removed - cancelled);
    mpz_mul(numerator, numerator, fives);
  }
  mpz_ui_pow_ui(denominator, 5, power - cancelled);
  mpz_mul_2exp(denominator, denominator, power - twos);
  return value;
}

inline Rational LiteralReader::hexadecimal_value(const Significand& significand, std::int64_t binary_exponent) const {
  std::int64_t exponent = 4 * significand.exponent + binary_exponent;
  expect_size(4 * static_cast<std::int64_t>(significand.digits.size()) + (exponent < 0 ? -exponent : exponent));

  Rational value;
  const mpz_ptr numerator = mpq_numref(value.backend().data());
  mpz_set_str(numerator, significand.digits.c_str(), 16);
  const auto twos = mpz_scan1(numerator, 0);
  mpz_tdiv_q_2exp(numerator, numerator, twos);
  exponent += static_cast<std::int64_t>(twos);
  if (exponent >= 0) {
    mpz_mul_2exp(numerator, numerator, static_cast<mp_bitcnt_t>(exponent));
  } else {
    const mpz_ptr denominator = mpq_denref(value.backend().data());
    mpz_mul_2exp(denominator, denominator, static_cast<mp_bitcnt_t>(-exponent));
  }
  return value;
}

inline void LiteralReader::expect_end() const {
  if (!rest_.empty()) fail();
}

inline void LiteralReader::expect_size(std::int64_t bits) const {
  if (static_cast<std::uint64_t>(bits) <= max_bits_) return;
  const bool capped = bits >= endless;
  throw LiteralError("expected a number of at most " + std::to_string(max_bits_) + " bits, got " + quoted(text_) +
                     ", which needs " + (capped ? "more than " : "about ") + std::to_string(capped ? endless : bits));
}

inline void LiteralReader::fail() const {
  throw LiteralError("expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got " + quoted(text_));
}

}  // namespace detail

inline Rational parse_literal(std::string_view text, std::size_t max_bits) {
  return detail::LiteralReader(text, max_bits).read();
}

}  // namespace klprop
