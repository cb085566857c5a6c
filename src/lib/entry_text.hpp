#pragma once

/// Entries of a factor graph's tables in formats of decimal numbers.

#include "decimal.hpp"

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace klprop::formats {

/// @throws ModelError  naming the entry, when it has no finite decimal expansion or one too long to be read back
[[nodiscard]] inline std::string entry_text(const FactorGraph& graph, FactorId factor, std::size_t outcome,
                                            std::string_view format) {
  const Rational& value = graph.values(factor)[outcome];
  try {
    return decimal_text(value, format);
  } catch (const ModelError& error) {
    throw ModelError("entry " + std::to_string(outcome) + " of factor " + std::to_string(factor) + ", " +
                     klprop::detail::printable(value.str()) + ", " + error.what());
  }
}

}  // namespace klprop::formats
