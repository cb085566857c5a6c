#pragma once

/// The order of a table's entries in libDAI's files.

#include <klprop/simplex/product_space.hpp>

#include <cstddef>
#include <cstdint>

namespace klprop::formats {

/// The outcome that has this index when the first coordinate runs fastest.
[[nodiscard]] inline std::uint64_t outcome_of_first_fastest(const ProductSpace& space, std::uint64_t index) {
  std::uint64_t outcome = 0;
  for (std::size_t k = 0; k < space.dimension(); ++k) {
    outcome += index % space.arity(k) * space.stride(k);
    index /= space.arity(k);
  }
  return outcome;
}

}  // namespace klprop::formats
