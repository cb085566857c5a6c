#include "number_format.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/certify/logarithm.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/scalar/detail/printable.hpp>

namespace klprop::cli {
namespace {

constexpr std::string_view digits_prefix = "digits:";
constexpr std::uint64_t most_digits = 1'000'000;

Written overflow(std::string_view format) {
  return {std::nullopt, "overflow", "larger than the largest " + std::string(format), 0};
}

}  // namespace

NumberFormat::NumberFormat(const std::string& name) {
  if (name == "rational") {
    kind_ = Kind::rational;
  } else if (name == "f64") {
    kind_ = Kind::binary64;
  } else if (name == "f32") {
    kind_ = Kind::binary32;
  } else if (name.starts_with(digits_prefix)) {
    kind_ = Kind::digits;
    digits_ = static_cast<int>(
        parse_natural("--format digits:N", std::string_view(name).substr(digits_prefix.size()), 1, most_digits));
  } else {
    throw UsageError("--format: expected rational, digits:N, f64 or f32, got " + detail::quoted(name));
  }
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
  }
  return {};
}

Written NumberFormat::write_log(const Rational& value, long max_bits) const {
  if (is_rational()) return {std::nullopt, "undefined", "the logarithm of a rational is none, but for ln 1 = 0", 0};
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
