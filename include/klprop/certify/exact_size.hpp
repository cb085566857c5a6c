#pragma once

/// How much memory both exact sweeps over a circuit will take, told before they run.
///
/// Exact numbers grow with the depth of a circuit: a chain of 10^6 decimals would need terabytes. The prediction
/// follows the sizes of the numbers instead of the numbers: log2 of every S(n) and D(n), and the size of its
/// denominator, in doubles. No result depends on it, only whether there will be one.

#include <klprop/scalar/scaled_integer.hpp>
#include <klprop/spn/circuit.hpp>

#include <cstddef>
#include <optional>
#include <span>

namespace klprop {

/// Predicted sizes, in bytes; infinite when beyond all bounds. Rounding errors of the doubles aside they are upper bounds:
/// fractions that happen to be reducible, and numbers that cancel, are smaller.
struct ExactSize {
  double sweeps;     ///< S(n) and D(n) of all nodes, and the scratch of a downward pass
  double largest;    ///< the largest single number among them, its denominator included
  double root_bits;  ///< numerator and denominator of S(root) together
};

struct ExactSizes {
  std::optional<ExactSize> scaled;  ///< over `ScaledInteger`; empty without a suitable scale
  ExactSize rational;               ///< over `Rational`
};

/// @param  lambda  by IndicatorId
/// @param  common  of the circuit's parameters and λ, from `common_denominator`
/// @cost   O(edges) in doubles
[[nodiscard]] ExactSizes predict_exact_sizes(const Circuit& circuit, std::span<const Rational> lambda,
                                             const CommonDenominator& common);

/// Of a circuit's parameters and the evidence.
[[nodiscard]] CommonDenominator common_denominator(const Circuit& circuit, std::span<const Rational> lambda);

}  // namespace klprop

#include <klprop/certify/detail/exact_size.hpp>
