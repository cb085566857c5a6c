#pragma once

/// Belief propagation in the scalar that was asked for, within limits.

#include "number_format.hpp"

#include <klprop/factor_graph/schedules.hpp>
#include <klprop/simplex/evidence.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace klprop::cli {

/// `double`, `real:BITS` or `rational`.
struct BeliefScalar {
  enum class Kind { binary64, real, rational };

  /// @throws UsageError  on another name, and on more bits than allowed
  BeliefScalar(const std::string& name, long max_bits);

  Kind kind = Kind::binary64;
  long bits = 53;  ///< of precision; 0 for rationals
  std::string name;

  /// The format that shows all of a number: digits:N, rational.
  [[nodiscard]] std::string natural_format() const;
};

struct BeliefRequest {
  bool tree = false;  ///< one pass up and down, instead of flooding
  std::size_t iterations = 0;
  Rational tolerance;
  long max_bits = 0;      ///< of an exact message's entry
  double max_memory = 0;  ///< bytes
  /// Called after each iteration, the first being 1, with its residual in decimal.
  std::function<void(std::size_t, const std::string&)> trace;
};

struct BeliefRun {
  BeliefPropagationStatus status = BeliefPropagationStatus::not_converged;
  std::size_t iterations = 0;
  std::optional<std::string> residual;  ///< of the last iteration, in decimal; none without one
  std::optional<Rational> tolerance;    ///< none for a tree pass
  bool fixed_point = false;             ///< exact messages that will not change any more
  std::string reason;                   ///< what could not be normalised, or why exact numbers were given up
  std::vector<Written> beliefs;         ///< by IndicatorId; empty when there are none
  std::vector<Enclosure> ends;          ///< around the same numbers, exact unless too small to matter
};

/// @throws LimitReached  when messages would take more memory than allowed, and when doubles cannot hold a table
/// @throws CyclicGraph   for a tree pass
[[nodiscard]] BeliefRun run_belief_propagation(const FactorGraph& graph, const Evidence& evidence,
                                               const BeliefScalar& scalar, const BeliefRequest& request,
                                               const NumberFormat& format);

}  // namespace klprop::cli
