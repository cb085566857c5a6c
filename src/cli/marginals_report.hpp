#pragma once

/// Marginals as text and as JSON.

#include "exact_marginals.hpp"
#include "variable_rows.hpp"

#include <optional>
#include <span>
#include <string>

namespace klprop::cli {

struct MarginalsReport {
  ModelSummary model;
  std::string_view partition_name;  ///< "S(e)" or "Z"
  const NumberFormat* format = nullptr;
  Written partition, log_partition;
  std::optional<std::string> impossible;  ///< why there is no posterior
  StateNumber posterior;                  ///< not called if there is none
  std::span<const Gate> gates;
  double seconds = 0;
};

/// The report of a circuit, but for the time. It refers to all arguments.
[[nodiscard]] MarginalsReport circuit_report(const std::string& path, const Circuit& circuit,
                                             const ExactMarginals& marginals, const NumberFormat& format,
                                             long max_bits);

/// One line per variable and per gate.
[[nodiscard]] std::string marginals_text(const MarginalsReport& report);

/// `klprop.marginals/1`
[[nodiscard]] std::string marginals_json(const MarginalsReport& report);

}  // namespace klprop::cli
