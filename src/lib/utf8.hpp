#pragma once

/// UTF-8, one character at a time.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace klprop::formats {

/// Number of bytes of the first character of a text; 0 if it does not begin with one: overlong
/// forms, surrogates and values above U+10FFFF are none, and neither is the empty text.
[[nodiscard]] inline std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const unsigned first = byte(0);
  const unsigned second = byte(1);
  if (first < 0x80) return text.empty() ? 0 : 1;
  if (first >= 0xc2 && first < 0xe0) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first < 0xf0) {
    const bool overlong = first == 0xe0 && second < 0xa0;
    const bool surrogate = first == 0xed && second >= 0xa0;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xf0 && first < 0xf5) {
    const bool overlong = first == 0xf0 && second < 0x90;
    const bool too_large = first == 0xf4 && second >= 0x90;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

/// Appends a character that is no surrogate and at most U+10FFFF.
inline void append_utf8(std::string& text, std::uint32_t character) {
  const auto continuation = [&](unsigned shift) { text += static_cast<char>(0x80U | ((character >> shift) & 0x3fU)); };
  if (character < 0x80) {
    text += static_cast<char>(character);
  } else if (character < 0x800) {
    text += static_cast<char>(0xc0U | (character >> 6));
    continuation(0);
  } else if (character < 0x10000) {
    text += static_cast<char>(0xe0U | (character >> 12));
    continuation(6);
    continuation(0);
  } else {
    text += static_cast<char>(0xf0U | (character >> 18));
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

}  // namespace klprop::formats
