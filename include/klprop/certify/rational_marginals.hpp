#pragma once

/// Partition value and posterior marginals of a factor graph as rationals.
///
/// Fractions in the tables of an elimination would be reduced at every step, which takes nearly all the time. Here each
/// factor is brought to integers over a denominator of its own, and elimination runs on residues of these modulo as many
/// primes as the results need, four at a time: a table takes four words per entry, however long the results are. How long
/// they can be, an upward pass in rigorous floating point tells beforehand.

#include <klprop/factor_graph/elimination.hpp>
#include <klprop/scalar/rational.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace klprop {

struct RationalMarginals {
  Rational partition;               ///< Z
  std::vector<Rational> posterior;  ///< by IndicatorId; empty when Z = 0
};

/// What `RationalElimination::run` will take.
struct RationalCost {
  double bytes = 0;
  double multiplications = 0;  ///< of single words, a few nanoseconds each
  std::size_t primes = 0;
};

/// Exact elimination, its cost known after the construction. The tree, and its graph, must outlive it.
class RationalElimination {
 public:
  /// @param  lambda  by IndicatorId; outlives it
  /// @cost   an upward pass in numbers of three words
  RationalElimination(const JunctionTree& tree, std::span<const Rational> lambda);

  [[nodiscard]] const RationalCost& cost() const { return cost_; }
  [[nodiscard]] RationalMarginals run() const;

 private:
  void bring_to_integers();
  void bound_results();
  [[nodiscard]] std::vector<std::vector<std::uint64_t>> residues(std::span<const std::uint64_t> primes) const;

  const JunctionTree* tree_;
  std::span<const Rational> lambda_;
  std::vector<Integer> values_, integer_lambda_;
  std::vector<Rational> scales_;  // what the integers must be multiplied with
  std::uint64_t bits_ = 0;        // that no component's total, as an integer, exceeds
  RationalCost cost_;
};

/// @throws MemoryLimitExceeded  before the tables are made
/// @exact
[[nodiscard]] RationalMarginals rational_marginals(const FactorGraph& graph, std::span<const Rational> lambda,
                                                   double max_memory);

}  // namespace klprop

#include <klprop/certify/detail/rational_marginals.hpp>
