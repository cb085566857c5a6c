#pragma once

#include <klprop/claims/simplex_oracles.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/simplex/entropy.hpp>

#include <numeric>

namespace klprop::claims::v1_multipliers_leaf {

/// At r = Pr(X_i | e), which comes from joint states or clamped values, the Lagrangian's derivative log(r_t/λ̄_t) + 1 − ν_t
/// with ν_t = log D_{i,t} must be the same for all t, λ̄ = λ_i/Σλ_i: exponentiated, r_t/(λ̄_t D_{i,t}) must. With logarithms
/// also the Lagrangian as such, which is convex in r, against its value at a random r'.
struct Check {
  static constexpr bool enumerates_joint_states = true, decides_in_balls = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    const std::vector<S> derivative = under_test.indicator_derivatives(circuit, sweeps.downward);
    if (can_enumerate_states(instance)) {
      const EnumeratedPosterior<S> posterior = enumerate_posterior(circuit, instance.at);
      if (klprop::detail::is_structural_zero(posterior.total)) return report.undefined(no_joint_mass);
      for (VariableId v = 0; v < circuit.variables().size(); ++v) {
        const auto masses = posterior.mass.begin() + circuit.variables().indicator(v, 0);
        at_variable(instance, v, {masses, masses + circuit.variables().arity(v)}, derivative, report);
      }
      return;
    }
    std::vector<VariableId> all(circuit.variables().size());
    std::iota(all.begin(), all.end(), VariableId{0});
    std::vector<S> workspace;
    for (const VariableId v : within_budget(instance, std::move(all), sweeps.value(), "variables", report)) {
      std::vector<S> masses;
      for (StateId t = 0; t < circuit.variables().arity(v); ++t)
        masses.push_back(clamped_value(instance, {circuit.variables().indicator(v, t)}, workspace));
      at_variable(instance, v, std::move(masses), derivative, report);
    }
  }

 private:
  template <class S>
  static void at_variable(SpnInstance<S>& instance, VariableId v, std::vector<S> masses,
                          const std::vector<S>& derivatives, Report<S>& report) {
    const StateId count = instance.circuit.variables().arity(v);
    const ProductSpace states({count});
    const IndicatorId first = instance.circuit.variables().indicator(v, 0);
    const auto part = [&](const std::vector<S>& of_indicators) {
      const auto begin = of_indicators.begin() + first;
      return Table<S>{states, {begin, begin + count}};
    };
    const Table<S> r = over_sum(Table<S>{states, std::move(masses)}), prior = over_sum(part(instance.at.lambda)),
                   derivative = part(derivatives);
    const auto where = [&](StateId t) { return ", at " + indicator_text(instance.circuit, first + t); };
    if constexpr (!Transcendental<S>) {
      // A state that the evidence excludes is outside the support of λ̄: tables of finite divergence are zero there. The
      // hypothesis excludes states without a leaf, one by one: small networks that are listed have some.
      const std::vector<bool> has_leaf = have_leaves(instance.circuit);
      for (StateId t = 0; t < count; ++t) {
        const bool excluded = instance.domain.all_states && !has_leaf[first + t] && r.values[t] == S{};
        report.require(excluded || prior.values[t] == S{} || !(derivative.values[t] == S{}), derivative.values[t],
                       r.values[t], [&] { return "D_{i,t}, which has no logarithm, and Pr(X_i = t | e)" + where(t); });
      }
    }
    StateId first_state = 0;
    while (klprop::detail::is_structural_zero(r.values[first_state])) ++first_state;
    for (StateId t = first_state; t < count; ++t) {
      if (klprop::detail::is_structural_zero(r.values[t])) continue;
      // Both sides of this vanish with the derivatives, whose logarithms are then no multipliers.
      report.equal(derivative.values[t] * (r.values[first_state] / prior.values[first_state]),
                   r.values[t] / prior.values[t] * derivative.values[first_state], [&] {
                     return "D_{i,t}·r_u/λ̄_u and D_{i,u}·r_t/λ̄_t, with r = Pr(X_i | e), u = " +
                            std::to_string(first_state) + where(t);
                   });
    }
    if constexpr (Transcendental<S>) lagrangian(instance, r, prior, derivative, report);
  }

  template <Transcendental S>
  static void lagrangian(SpnInstance<S>& instance, const Table<S>& r, const Table<S>& prior, const Table<S>& derivative,
                         Report<S>& report) {
    const Table<S> nu = entrywise(derivative, [](const S& value) -> S { return log(value); });
    const auto slope = [&](std::size_t t) -> S {
      return log(r.values[t]) - log(prior.values[t]) + S(1) - nu.values[t];
    };
    for (std::size_t t = 1; t < r.values.size(); ++t) {
      const S gap = slope(t) - slope(0);
      report.equal(exp(gap), S(1), [] { return "exp(∂L/∂r_t − ∂L/∂r_0) and 1"; });
    }
    const Table<S> other = over_sum(random_table_like(instance, r));
    const S there = plain_kl(other, prior) + pairing(nu, r) - pairing(nu, other), here = plain_kl(r, prior);
    at_most(report, here, there, [] { return "L at Pr(X_i | e) and L at another table r', which is not less"; });
  }

  template <class S>
  [[nodiscard]] static Table<S> random_table_like(SpnInstance<S>& instance, Table<S> table) {
    for (S& value : table.values) value = random_scalar<S>(instance.random);
    return table;
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("v1_multipliers_leaf",
                         "Abstract of the first version, “Lagrange multipliers of a KL I-projection”: leaves",
                         "L(r,ν) = KL(r‖λ_i/Σλ_i) + ν·(Pr(X_i|e) − r) over the simplex of X_i is stationary at r = "
                         "Pr(X_i|e) for ν_t "
                         "= log D_{i,t}, D_{i,t} being the derivatives D of all leaves of X_i = t added up.",
                         Verdict::holds,
                         "Pr(X_i = t | e) = λ_{i,t}D_{i,t}/S(e), so log(r_t/λ_t) = log D_{i,t} − log S(e).", {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", "X_i in the root's scope",
                   "a leaf per state"})
      .scaling(10)
      .ball(50)
      .exact(300)
      .field(5000)
      .exhaustive(4)
      .drop("completeness", without(&SpnDomain::complete))
      .drop("decomposability", without(&SpnDomain::decomposable))
      .drop("variable in the root's scope", without(&SpnDomain::covered))
      .drop("leaf per state", without(&SpnDomain::all_states))
      .drop("positive weights", without(&SpnDomain::positive_parameters))
      .drop("positive evidence", without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .mutant<SharedLeavesDistinct>()
      .build();
}

}  // namespace klprop::claims::v1_multipliers_leaf
