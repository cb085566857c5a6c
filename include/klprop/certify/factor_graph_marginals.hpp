#pragma once

/// Partition value, its logarithm and all posterior marginals of a factor graph, correctly rounded.
///
/// Elimination runs at increasing precision until both ends of every enclosure are rounded alike. That never happens to a
/// number that is a tie of the format, as 2^-30 is for 20 digits, nor to ln Z = 0 when Z = 1. What is still open at the
/// second precision is therefore computed exactly, if that is affordable. Zeros and ones are no trouble: zero comes out as
/// an exact zero, and numbers near one are rounded to one from both sides.

#include <klprop/certify/increasing_precision.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/simplex/evidence.hpp>

#include <mpfr.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace klprop {

/// From a number to its text in some format; monotone, so that equal texts at both ends of an enclosure speak for all
/// between them. `decimal` and `hexadecimal` are.
using Rounding = std::function<std::string(const Rational&)>;

struct MarginalsLimits {
  mpfr_prec_t max_bits = 65536;             ///< of working precision
  double max_memory = 4.0 * (1U << 30);     ///< bytes, of tables and results
  double max_exact_multiplications = 1e11;  ///< of machine words, for what no enclosure decides: some minutes
};

struct RoundedNumber {
  std::optional<std::string> text;  ///< correctly rounded; empty when not certain
  Enclosure ends;                   ///< around the exact number
};

struct RoundedMarginals {
  bool impossible = false;               ///< Z = 0: no logarithm, no posterior
  RoundedNumber partition;               ///< Z
  RoundedNumber log_partition;           ///< ln Z
  std::vector<RoundedNumber> posterior;  ///< by IndicatorId
  mpfr_prec_t bits = 0;                  ///< largest working precision
  std::string open;                      ///< why some number has no text; empty when all have

  [[nodiscard]] bool certain() const { return open.empty(); }
};

/// @param  significant_bits  that the format has, in a normal number: 53 for binary64, 67 for 20 digits
/// @throws MemoryLimitExceeded  when the first attempt would need more; at higher precisions it is told in `open`
/// @cost   about that of `enclosed_marginals` at twice the bits, in all but exceptional cases at these bits alone
[[nodiscard]] RoundedMarginals rounded_marginals(const FactorGraph& graph, const Evidence& evidence,
                                                 mpfr_prec_t significant_bits, const Rounding& round,
                                                 const MarginalsLimits& limits = {});

}  // namespace klprop

#include <klprop/certify/detail/factor_graph_marginals.hpp>
