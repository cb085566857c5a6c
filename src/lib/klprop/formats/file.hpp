#pragma once

/// Whole files into memory: the parsers work on text that is already there.

#include <cstdint>
#include <filesystem>
#include <string>

namespace klprop::formats {

/// Parsers number bytes, lines and values with 32 bits, so that no file may be larger than this.
inline constexpr std::uintmax_t largest_file = std::uintmax_t{1} << 31;

/// The bytes of a file; `-` is standard input.
///
/// @throws FormatError  with the system's reason when it cannot be read; for directories; for more
///         than `limit` bytes
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::uintmax_t limit = largest_file);

}  // namespace klprop::formats
