#include "decimal.hpp"

#include <klprop/scalar/literal.hpp>
#include <klprop/simplex/variables.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace klprop::formats {
namespace {

/// A number that is not negative as an integer times a power of ten.
struct Decimal {
  std::string digits;  // of the integer; no zero at its end
  std::int64_t exponent;
};

/// @throws ModelError  when there is no such form, or none that could be read back
Decimal to_decimal(const Rational& value, std::string_view format) {
  const mpq_srcptr raw = value.backend().data();
  Integer scaled, rest, power;
  const mpz_ptr numerator = scaled.backend().data();
  const mpz_ptr denominator = rest.backend().data();
  const mpz_ptr fives_power = power.backend().data();
  mpz_set(numerator, mpq_numref(raw));

  // The denominator must be 2^a·5^b; then value·10^k is an integer for k = max(a, b).
  const mp_bitcnt_t twos = mpz_scan1(mpq_denref(raw), 0);
  mpz_tdiv_q_2exp(denominator, mpq_denref(raw), twos);
  mpz_set_ui(fives_power, 5);
  const mp_bitcnt_t fives = mpz_remove(denominator, denominator, fives_power);
  if (mpz_cmp_ui(denominator, 1) != 0)
    throw ModelError("has no finite decimal expansion; " + std::string(format) + " can express no other numbers");
  const mp_bitcnt_t k = std::max(twos, fives);
  // log10(2) < 0.302, log10(5) < 0.7
  const std::size_t length = mpz_sizeinbase(numerator, 10) + (k - twos) * 302 / 1000 + (k - fives) * 7 / 10 + 2;
  if ((length + k) * 3322 / 1000 > largest_literal)
    throw ModelError("has a decimal expansion of about " + std::to_string(length) +
                     " digits, too many to be read back");
  mpz_mul_2exp(numerator, numerator, k - twos);
  mpz_ui_pow_ui(fives_power, 5, k - fives);
  mpz_mul(numerator, numerator, fives_power);

  std::string digits = scaled.str();
  const auto last = std::min(digits.find_last_not_of('0'), digits.size() - 1);
  const auto zeros = static_cast<std::int64_t>(digits.size() - 1 - last);
  digits.resize(last + 1);
  return {std::move(digits), zeros - static_cast<std::int64_t>(k)};
}

/// As Libra's lexer wants it, which is the narrowest: integers, or digits on both sides of a point.
std::string to_text(const Decimal& decimal) {
  constexpr std::int64_t longest = 40;
  const std::string& digits = decimal.digits;
  const auto length = static_cast<std::int64_t>(digits.size());
  const std::int64_t whole = length + decimal.exponent;  // number of digits before the point
  if (decimal.exponent >= 0 && whole <= 15)
    return digits + std::string(static_cast<std::size_t>(decimal.exponent), '0');
  if (decimal.exponent < 0 && whole > 0 && length <= longest) {
    const auto point = static_cast<std::size_t>(whole);
    return digits.substr(0, point) + "." + digits.substr(point);
  }
  if (decimal.exponent < 0 && whole <= 0 && length - whole <= longest)
    return std::string("0.").append(static_cast<std::size_t>(-whole), '0').append(digits);
  return digits.substr(0, 1) + "." + (length > 1 ? digits.substr(1) : "0") + "e" + std::to_string(whole - 1);
}

}  // namespace

std::string decimal_text(const Rational& value, std::string_view format) {
  return to_text(to_decimal(value, format));
}

}  // namespace klprop::formats
