#pragma once

/// How large the tables of a factor graph in a file may be.

#include <cstddef>
#include <cstdint>
#include <string>

namespace klprop::formats {

/// A table has fewer entries than this, as `FactorGraphBuilder` demands.
inline constexpr std::uint64_t table_size_bound = std::uint64_t{1} << 32;

[[nodiscard]] inline std::string too_large_a_table(std::uint64_t factor) {
  return "factor " + std::to_string(factor) + " has a table of 2^32 entries or more; expected fewer";
}

/// Entries of all tables together where zeros need not be written: a short text could ask for any number of them.
[[nodiscard]] constexpr std::uint64_t sparse_entry_budget(std::size_t file_size) {
  return (std::uint64_t{1} << 20) + 4 * std::uint64_t{file_size};
}

}  // namespace klprop::formats
