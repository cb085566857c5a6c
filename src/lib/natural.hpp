#pragma once

/// Indices and counts in text.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace klprop::formats {

/// The value of a text of decimal digits, if it is one; 2^62 stands for everything above that.
[[nodiscard]] inline std::optional<std::uint64_t> natural(std::string_view text) {
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    value = value > (most - digit) / 10 ? most : value * 10 + digit;
  }
  return text.empty() ? std::nullopt : std::optional(value);
}

}  // namespace klprop::formats
