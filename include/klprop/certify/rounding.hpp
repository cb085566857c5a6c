#pragma once

/// Rationals as decimals and as binary floating-point numbers, correctly rounded by integer arithmetic alone.

#include <klprop/scalar/rational.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace klprop {

/// The value with `digits` significant decimal digits, rounded to nearest, ties to even.
///
/// Zero is `0`. Otherwise exactly `digits` digits are written, trailing zeros included: positionally when the first stands
/// for 10^-5 … 10^(digits−1) (`0.00012`, `12.50`, `125`), else as `1.25e+7`, `1.25e-6`.
///
/// @throws std::invalid_argument  when digits < 1
/// @cost   two multiplications of the size of value and digits, and a division
[[nodiscard]] std::string decimal(const Rational& value, int digits);

/// A binary floating-point format of IEEE 754.
struct BinaryFormat {
  std::uint32_t precision;                         ///< bits of the significand, the leading one included
  std::int64_t least_exponent, greatest_exponent;  ///< of the leading bit of a normal number
};
inline constexpr BinaryFormat binary64 = {53, -1022, 1023};
inline constexpr BinaryFormat binary32 = {24, -126, 127};

/// The nearest number of the format, ties to even, as a C hexadecimal literal: `0x1.8p-3`; subnormals as
/// `0x0.8p-1022`, zero as `0x0p+0`.
///
/// @return empty when the value rounds to beyond the largest number of the format: an infinity is no answer
[[nodiscard]] std::optional<std::string> hexadecimal(const Rational& value, const BinaryFormat& format);

[[nodiscard]] inline std::optional<std::string> binary64_hex(const Rational& value) {
  return hexadecimal(value, binary64);
}
[[nodiscard]] inline std::optional<std::string> binary32_hex(const Rational& value) {
  return hexadecimal(value, binary32);
}

namespace detail {

[[nodiscard]] inline std::int64_t bit_length(const Integer& value) {
  return static_cast<std::int64_t>(mpz_sizeinbase(value.backend().data(), 2));
}

struct Quotient {
  Integer floor, nearest;
};

/// p/q rounded down, and to nearest, ties to even.
/// @pre  p ≥ 0, q > 0
[[nodiscard]] inline Quotient quotient(const Integer& p, const Integer& q) {
  Quotient result;
  Integer rest;
  mpz_fdiv_qr(result.floor.backend().data(), rest.backend().data(), p.backend().data(), q.backend().data());
  rest <<= 1;
  const int above_half = rest.compare(q);
  const bool odd = mpz_odd_p(result.floor.backend().data()) != 0;
  result.nearest = result.floor;
  if (above_half > 0 || (above_half == 0 && odd)) ++result.nearest;
  return result;
}

/// p·base^shift / q for a shift of either sign.
[[nodiscard]] inline Quotient divide_shifted(Integer p, Integer q, unsigned base, std::int64_t shift) {
  Integer power;
  mpz_ui_pow_ui(power.backend().data(), base, static_cast<unsigned long>(shift < 0 ? -shift : shift));
  (shift < 0 ? q : p) *= power;
  return quotient(p, q);
}

/// The digits of |value| and the exponent of the first: d.ddd × 10^exponent.
/// @pre  value ≠ 0, digits ≥ 1
[[nodiscard]] inline std::pair<std::string, std::int64_t> significant_digits(const Rational& value, int digits) {
  const Integer p = abs(numerator(value)), q = denominator(value);
  // log10 of the value lies within log10(2) of this; the loop corrects an estimate that is off.
  std::int64_t exponent = (bit_length(p) - bit_length(q)) * 30103 / 100000;
  for (;;) {
    const Quotient scaled = divide_shifted(p, q, 10, digits - 1 - exponent);
    const std::size_t found = scaled.floor == 0 ? 0 : scaled.floor.str().size();
    const auto wanted = static_cast<std::size_t>(digits);
    if (found > wanted) {
      ++exponent;
    } else if (found < wanted) {
      --exponent;
    } else {
      std::string text = scaled.nearest.str();
      if (text.size() == wanted) return {std::move(text), exponent};
      text.pop_back();  // 99…9 was rounded up to 100…0
      return {std::move(text), exponent + 1};
    }
  }
}

[[nodiscard]] inline std::string signed_text(std::int64_t value) {
  return (value < 0 ? "" : "+") + std::to_string(value);
}

}  // namespace detail

inline std::string decimal(const Rational& value, int digits) {
  if (digits < 1) throw std::invalid_argument("decimal: expected at least 1 digit");
  if (value.is_zero()) return "0";
  auto [text, exponent] = detail::significant_digits(value, digits);
  const std::string sign = value < 0 ? "-" : "";
  constexpr std::int64_t least_positional = -5;
  if (exponent < least_positional || exponent >= digits) {
    if (digits > 1) text.insert(1, ".");
    return sign + text + "e" + detail::signed_text(exponent);
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + text;
  if (exponent + 1 < digits) text.insert(static_cast<std::size_t>(exponent + 1), ".");
  return sign + text;
}

inline std::optional<std::string> hexadecimal(const Rational& value, const BinaryFormat& format) {
  const std::string sign = value < 0 ? "-" : "";
  const Integer p = abs(numerator(value)), q = denominator(value);
  const std::int64_t fraction_bits = format.precision - 1;

  std::int64_t exponent = format.least_exponent;
  Integer significand;
  if (!p.is_zero()) {
    // 2^(b−1) < p/q < 2^(b+1), so floor(log2) is b or b − 1: the quotient at b shows which.
    const std::int64_t b = detail::bit_length(p) - detail::bit_length(q);
    const bool is_b = detail::divide_shifted(p, q, 2, -b).floor > 0;
    exponent = std::max(format.least_exponent, is_b ? b : b - 1);
    significand = detail::divide_shifted(p, q, 2, fraction_bits - exponent).nearest;
  }
  if (significand.is_zero()) return sign + "0x0p+0";
  if (detail::bit_length(significand) > fraction_bits + 1) {
    significand >>= 1;
    ++exponent;
  }
  if (exponent > format.greatest_exponent) return std::nullopt;

  const bool normal = detail::bit_length(significand) == fraction_bits + 1;
  if (normal) mpz_clrbit(significand.backend().data(), static_cast<mp_bitcnt_t>(fraction_bits));
  const std::int64_t hex_digits = (fraction_bits + 3) / 4;
  significand <<= 4 * hex_digits - fraction_bits;
  std::string fraction = significand.str(0, std::ios_base::hex);
  fraction.insert(0, static_cast<std::size_t>(hex_digits) - fraction.size(), '0');
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return sign + (normal ? "0x1" : "0x0") + (fraction.empty() ? "" : ".") + fraction + "p" +
         detail::signed_text(exponent);
}

}  // namespace klprop
