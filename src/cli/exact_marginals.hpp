#pragma once

/// Posterior marginals of a sum–product network as rationals, within a limit on memory.

#include <klprop/simplex/evidence.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace klprop::cli {

/// One sum node.                                                                         (Theorem 4.1b)
struct Gate {
  NodeId position;  ///< in the file
  /// D(s)S(s)/S(e) and D(s)w_{sc}S(c)/S(e); expected numbers of visits, and no probabilities, if one parse may visit s more
  /// than once.
  Rational visit;
  std::vector<Rational> select;
  bool visited_at_most_once;
  std::vector<Rational> conditional;  ///< w_{sc}S(c)/S(s); empty when S(s) = 0
};

struct ExactMarginals {
  Rational partition;                     ///< S(e)
  std::optional<std::string> impossible;  ///< why there is no posterior
  std::vector<Rational> belief;           ///< by IndicatorId; empty if there is none
  std::vector<Gate> gates;                ///< in the order of the file
};

struct MarginalsRequest {
  bool gates = false;
  /// Digits that each result will be written with; empty: numerator and denominator in full.
  std::optional<int> digits;
  double max_memory = 0;  ///< bytes
};

/// Gives every variable outside the root's scope its evidence, normalised, as its posterior: S does not depend on it.
/// @param  belief  by IndicatorId
/// @return why there is no posterior, when all factors of such a variable are 0
[[nodiscard]] std::optional<std::string> normalise_absent(const SumProductNetwork& network, const Evidence& evidence,
                                                          std::span<Rational> belief);

/// @throws LimitReached  when both sweeps over rationals are predicted to need more than the limit, in bytes
void require_memory_for_sweeps(const Circuit& circuit, const Evidence& evidence, double max_memory);

/// @throws LimitReached  before the work begins, when it is predicted to need more than the limit
/// @exact
[[nodiscard]] ExactMarginals exact_marginals(const SumProductNetwork& network, const Evidence& evidence,
                                             const MarginalsRequest& request);

}  // namespace klprop::cli
