#pragma once

/// Numbers in arguments and messages.

#include <cstdint>
#include <string>
#include <string_view>

namespace klprop::cli {

/// A decimal integer from `least` to `most` and nothing else.
/// @throws UsageError  naming the option
[[nodiscard]] std::uint64_t parse_natural(const std::string& option, std::string_view text, std::uint64_t least,
                                          std::uint64_t most);

/// A number of bytes: digits, and perhaps one of K, M, G, T for powers of 1024.
/// @throws UsageError  naming the option
[[nodiscard]] std::uint64_t parse_bytes(const std::string& option, std::string_view text);

/// "about 1.2e+13 bytes (11 TiB)"; "more than 1e290 bytes" for infinity.
[[nodiscard]] std::string bytes_text(double bytes);

/// Fixed notation with `digits` digits after the point.
[[nodiscard]] std::string fixed(double value, int digits);

/// "12 cases", "1 case"
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view singular);

}  // namespace klprop::cli
