#include "numbers.hpp"

#include "exit_code.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace klprop::cli {
namespace {

std::optional<std::uint64_t> natural(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string formatted(double value, std::chars_format format, int digits) {
  std::array<char, 400> buffer{};  // the largest double has 309 digits before the point
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, digits);
  return std::string(buffer.data(), result.ptr);
}

}  // namespace

std::uint64_t parse_natural(const std::string& option, std::string_view text, std::uint64_t least, std::uint64_t most) {
  const auto value = natural(text);
  if (!value || *value < least || *value > most)
    throw UsageError(option + ": expected an integer from " + std::to_string(least) + " to " + std::to_string(most) +
                     ", got " + detail::quoted(text));
  return *value;
}

std::uint64_t parse_bytes(const std::string& option, std::string_view text) {
  constexpr std::string_view suffixes = "KMGT";
  std::string_view digits = text;
  unsigned shift = 0;
  if (!text.empty()) {
    const char last =
        text.back() >= 'a' && text.back() <= 'z' ? static_cast<char>(text.back() - 'a' + 'A') : text.back();
    const auto power = suffixes.find(last);
    if (power != std::string_view::npos) {
      shift = 10 * (static_cast<unsigned>(power) + 1);
      digits.remove_suffix(1);
    }
  }
  const auto value = natural(digits);
  if (!value || *value == 0 || *value > std::numeric_limits<std::uint64_t>::max() >> shift)
    throw UsageError(option + ": expected a number of bytes such as 500000000, 500M or 4G, got " +
                     detail::quoted(text));
  return *value << shift;
}

std::string bytes_text(double bytes) {
  if (std::isinf(bytes)) return "more than 1e290 bytes";
  constexpr std::array<std::string_view, 5> units = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  double scaled = bytes;
  while (scaled >= 1024 && unit + 1 < units.size()) {
    scaled /= 1024;
    ++unit;
  }
  const auto digits = scaled < 10 && unit > 0 ? 1 : 0;
  const std::string plain =
      "about " +
      formatted(bytes, bytes < 1e6 ? std::chars_format::fixed : std::chars_format::scientific, bytes < 1e6 ? 0 : 1) +
      " bytes";
  if (unit == 0 || scaled >= 1e6) return plain;
  return plain + " (" + formatted(scaled, std::chars_format::fixed, digits) + " " + std::string(units[unit]) + ")";
}

std::string fixed(double value, int digits) {
  if (!std::isfinite(value)) return "unknown";
  return formatted(value, std::chars_format::fixed, digits);
}

std::string counted(std::uint64_t count, std::string_view singular) {
  return std::to_string(count) + " " + std::string(singular) + (count == 1 ? "" : "s");
}

}  // namespace klprop::cli
