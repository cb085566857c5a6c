#include "number_format.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/certify/ball_rounding.hpp>
#include <klprop/certify/logarithm.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/scalar/detail/printable.hpp>
#include <klprop/scalar/literal.hpp>

#include <algorithm>

namespace klprop::cli {
namespace {

constexpr std::string_view digits_prefix = "digits:";
constexpr std::uint64_t most_digits = 1'000'000;
/// Of a ball: its middle has as many digits as tell such numbers apart.
constexpr long ball_bits = 128;
constexpr int middle_digits = 40;
constexpr std::string_view overflowed = "overflow";
/// Decimals of numbers beyond 2^±k are not written: with a million bits each takes some hundredths of a second.
constexpr long longest_exponent = 1L << 20;

Written overflow(std::string_view format) {
  return {std::nullopt, "overflow", "larger than the largest " + std::string(format), 0};
}

/// Three digits, not below the value.
std::string at_least(const Rational& value) {
  return decimal(value * Rational(101, 100), 3);  // rounding takes away at most half a percent
}

}  // namespace

NumberFormat::NumberFormat(const std::string& name) {
  if (name == "rational") {
    kind_ = Kind::rational;
  } else if (name == "f64") {
    kind_ = Kind::binary64;
  } else if (name == "f32") {
    kind_ = Kind::binary32;
  } else if (name == "ball") {
    kind_ = Kind::ball;
  } else if (name.starts_with(digits_prefix)) {
    kind_ = Kind::digits;
    digits_ = static_cast<int>(
        parse_natural("--format digits:N", std::string_view(name).substr(digits_prefix.size()), 1, most_digits));
  } else {
    throw UsageError("--format: expected rational, digits:N, f64, f32 or ball, got " + detail::quoted(name));
  }
}

std::string_view NumberFormat::status() const {
  if (is_rational()) return "exact";
  return is_ball() ? "enclosed" : "correctly-rounded";
}

long NumberFormat::significant_bits() const {
  switch (kind_) {
    case Kind::rational:
      return 0;
    case Kind::digits:
      return long{digits_} * 3322 / 1000 + 1;
    case Kind::binary64:
      return binary64.precision;
    case Kind::binary32:
      return binary32.precision;
    case Kind::ball:
      return ball_bits;
  }
  return 0;
}

std::optional<int> NumberFormat::digits() const {
  constexpr int longest_literal = 60;
  if (kind_ == Kind::rational) return std::nullopt;
  return kind_ == Kind::digits ? digits_ : longest_literal;
}

std::string NumberFormat::describe() const {
  switch (kind_) {
    case Kind::rational:
      return "exact";
    case Kind::digits:
      return "correctly rounded to " + counted(static_cast<std::uint64_t>(digits_), "digit");
    case Kind::binary64:
      return "correctly rounded to binary64";
    case Kind::binary32:
      return "correctly rounded to binary32";
    case Kind::ball:
      return "enclosed in balls";
  }
  return {};
}

Written NumberFormat::write(const Rational& value) const {
  switch (kind_) {
    case Kind::rational:
      return {value.str(), status(), {}, 0};
    case Kind::digits:
      return {decimal(value, digits_), status(), {}, 0};
    case Kind::binary64:
      if (auto text = binary64_hex(value)) return {std::move(text), status(), {}, 0};
      return overflow("binary64");
    case Kind::binary32:
      if (auto text = binary32_hex(value)) return {std::move(text), status(), {}, 0};
      return overflow("binary32");
    case Kind::ball:
      return write(Enclosure{value, value});
  }
  return {};
}

Written NumberFormat::write(const Enclosure& ends) {
  Written ball{decimal((ends.low + ends.high) / 2, middle_digits), "enclosed", {}, 0};
  constexpr std::size_t no_limit = std::size_t{1} << 40;  // the value itself is as large
  const Rational middle = parse_literal(*ball.text, no_limit);
  ball.radius = at_least(std::max<Rational>(ends.high - middle, middle - ends.low));
  return ball;
}

Written NumberFormat::write(const Ball& ball, const std::string& reason) {
  if (!is_finite(ball)) return {std::nullopt, "uncertified", reason, 0};
  if (!has_short_ends(ball, longest_exponent))
    return {std::nullopt, "uncertified",
            "it, or the radius of its ball, is larger than 2^" + std::to_string(longest_exponent) +
                " or smaller than its inverse; no decimals are written",
            0};
  Written written = write(outer_enclosure(ball));
  written.reason = reason;
  return written;
}

NumberTexts NumberFormat::texts() const {
  NumberTexts texts;
  texts.significant_bits = significant_bits();
  texts.only_exact = is_rational();
  if (is_ball()) {
    texts.exact = [](const Rational&) { return std::string(); };
    texts.enclosed = [](const Ball& ball) {
      return has_short_ends(ball, longest_exponent) ? std::optional(std::string()) : std::nullopt;
    };
    return texts;
  }
  texts.exact = [*this](const Rational& value) { return is_rational() ? value.str() : rounded(value); };
  texts.enclosed = [*this](const Ball& ball) { return rounded(ball); };
  return texts;
}

std::optional<std::string> NumberFormat::rounded(const Ball& ball) const {
  if (is_digits()) return has_short_ends(ball, longest_exponent) ? decimal(ball, digits_) : std::nullopt;
  if (is_rational() || is_ball()) return std::nullopt;
  RoundedBall found = round_to_binary(ball, kind_ == Kind::binary64 ? binary64 : binary32);
  if (found.overflow) return std::string(overflowed);
  return std::move(found.text);
}

std::string NumberFormat::rounded(const Rational& value) const {
  return write(value).text.value_or(std::string(overflowed));
}

Written NumberFormat::write(const std::optional<std::string>& rounded, const std::string& reason) const {
  if (!rounded) return {std::nullopt, "uncertified", reason, 0};
  if (*rounded == overflowed) return overflow(kind_ == Kind::binary64 ? "binary64" : "binary32");
  return {*rounded, status(), {}, 0};
}

Written NumberFormat::write_log(const Rational& value, long max_bits) const {
  if (is_rational()) return {std::nullopt, "undefined", "the logarithm of a rational is none, but for ln 1 = 0", 0};
  if (is_ball()) {
    const long bits = std::min(ball_bits, max_bits);
    Written ball = write(enclose_log(value, bits));
    ball.bits = bits;
    return ball;
  }
  const auto rounded = kind_ == Kind::digits
                           ? decimal_log(value, digits_, max_bits)
                           : hexadecimal_log(value, kind_ == Kind::binary64 ? binary64 : binary32, max_bits);
  if (rounded) return {rounded->text, status(), {}, rounded->bits};
  return {std::nullopt, "uncertified",
          "not certain within " + counted(static_cast<std::uint64_t>(max_bits), "bit") +
              " of working precision; raise --max-bits",
          max_bits};
}

}  // namespace klprop::cli
