#pragma once

// Pieces of input in messages: short and printable, whatever the input was.

#include <cstddef>
#include <string>
#include <string_view>

namespace klprop::detail {

/// The beginning of a text, with bytes that are not printable ASCII written as \xNN.
[[nodiscard]] inline std::string printable(std::string_view text, std::size_t most = 40) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string result;
  for (const char c : text.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      result += c;
    } else {
      result.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
    }
  }
  return text.size() > most ? result + "..." : result;
}

/// The same between marks.
[[nodiscard]] inline std::string quoted(std::string_view text, char mark = '\'') {
  return mark + printable(text) + mark;
}

}  // namespace klprop::detail
