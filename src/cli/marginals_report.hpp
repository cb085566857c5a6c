#pragma once

/// Marginals as text and as JSON.

#include "exact_marginals.hpp"
#include "number_format.hpp"

#include <klprop/simplex/variables.hpp>

#include <string>

namespace klprop::cli {

struct MarginalsReport {
  std::string model_path;
  const Circuit* circuit = nullptr;
  const ExactMarginals* marginals = nullptr;
  const NumberFormat* format = nullptr;
  Written partition, log_partition;
  double seconds = 0;
};

/// One line per variable and per gate.
[[nodiscard]] std::string marginals_text(const MarginalsReport& report);

/// `klprop.marginals/1`
[[nodiscard]] std::string marginals_json(const MarginalsReport& report);

}  // namespace klprop::cli
