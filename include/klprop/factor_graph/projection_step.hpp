#pragma once

/// T_Proj: first agreement of the copies, then their independence.                              (Section 3.1)
///
/// On q_{−1} it is the product over all copies of the exact marginals, on every graph: the I-projection onto the diagonal
/// is the joint distribution, and the right projection onto products keeps its marginals.

#include <klprop/factor_graph/hybrid_iteration.hpp>
#include <klprop/factor_graph/hybrid_messages.hpp>
#include <klprop/factor_graph/masses.hpp>
#include <klprop/factor_graph/schedules.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// T_Proj(q) = →π_𝒫(←π_𝒬(q)) on literal tables.
///
/// @throws UndefinedStep  when q has no mass on the diagonal
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   entries · copies
template <RecognisesZero S>
[[nodiscard]] Table<S> projection_step(const Table<S>& q, const Replicas& replicas) {
  return onto_products(onto_consensus(q, replicas), replicas);
}

/// T_Proj of a product over copies, as a product over copies: each variable's tables multiplied and normalised.
///
/// @pre    q is without the factors
/// @throws UndefinedStep  when no state of a variable is left
/// @cost   entries of all messages
template <RecognisesZero S>
[[nodiscard]] FactoredTable<S> projection_step(const FactoredHybrid<S>& hybrid, const FactoredTable<S>& q) {
  return hybrid.copies(hybrid.consensus(q));
}

/// T_Proj(q_{−1}) from exact masses, by whatever method these were found.
///
/// @param  masses  of the graph without evidence
/// @throws UndefinedStep  when Z = 0
template <RecognisesZero S>
[[nodiscard]] FactoredTable<S> projection_step_of_masses(const FactoredHybrid<S>& hybrid, const Masses<S>& masses) {
  detail::require_divisor(masses.total, "r", "the sum over the diagonal");
  std::vector<S> marginals = masses.mass;
  for (S& value : marginals) detail::divide(value, masses.total);
  return hybrid.copies(marginals);
}

/// T_Proj(q_{−1}) on a forest, by one upward–downward pass.                              (Proposition 3.1 i)
///
/// @param  values  one per entry of `hybrid.graph().values()`
/// @throws CyclicGraph;  UndefinedStep  when Z = 0
template <RecognisesZero S>
[[nodiscard]] FactoredTable<S> projection_step_on_forest(const FactoredHybrid<S>& hybrid, std::span<const S> values) {
  const FactorGraph& graph = hybrid.graph();
  MessagePassing<S> passing(graph, values);
  const BeliefPropagationResult<S> pass = tree_pass(passing, TreeSchedule(graph));
  if (pass.breakdown) throw UndefinedStep("r", describe(graph, *pass.breakdown));
  return hybrid.copies(pass.beliefs.variables);
}

}  // namespace klprop
