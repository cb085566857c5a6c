#pragma once

/// Beliefs as text and as JSON.

#include "belief_distance.hpp"
#include "variable_rows.hpp"

#include <string>

namespace klprop::cli {

struct BeliefsReport {
  ModelSummary model;
  std::string schedule, scalar;
  const NumberFormat* format = nullptr;
  const BeliefRun* run = nullptr;
  const BeliefDistance* distance = nullptr;
  double seconds = 0;
};

/// "converged after 7 iterations, residual 1.2e-13", "contradiction: the message from factor 3 to variable 5 sums to zero"
[[nodiscard]] std::string status_text(const BeliefRun& run);
/// "converged, but not to the marginals: largest distance 0.03 (variable 2), mean 0.01"; empty without a comparison.
[[nodiscard]] std::string distance_text(const BeliefsReport& report);

/// Status, one line per variable, and the comparison with the exact marginals.
[[nodiscard]] std::string beliefs_text(const BeliefsReport& report);

/// `klprop.beliefs/1`
[[nodiscard]] std::string beliefs_json(const BeliefsReport& report);

}  // namespace klprop::cli
