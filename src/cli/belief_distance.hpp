#pragma once

/// How far beliefs are from the exact marginals.

#include "belief_run.hpp"

#include <optional>
#include <string>

namespace klprop::cli {

struct BeliefDistance {
  std::optional<std::string> left_out;  ///< why there is no comparison; nothing else means anything then
  bool impossible = false;              ///< Z = 0: there are no marginals
  Rational largest, mean;          ///< of |b_i(t) − p_i(t)| over all states; upper bounds, tight but for rounding
  VariableId variable = 0;         ///< where the largest is
  bool marginals_reached = false;  ///< as far as the tolerance and the scalar can tell
};

/// Eliminates, unless that needs more than `max_memory` bytes.
[[nodiscard]] BeliefDistance distance_to_marginals(const FactorGraph& graph, const Evidence& evidence,
                                                   const BeliefRun& run, const BeliefScalar& scalar, long max_bits,
                                                   double max_memory);

}  // namespace klprop::cli
