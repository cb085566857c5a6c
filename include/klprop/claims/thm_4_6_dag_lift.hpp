#pragma once

#include <klprop/claims/spn_activity.hpp>
#include <klprop/claims/spn_activity_mutants.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>

namespace klprop::claims::thm_4_6_dag_lift {

/// T_Proj on the circuit's own lift against the sweeps and against the beliefs of Theorem 4.1 by enumeration, or by passes where that is too large.
struct Check {
  static constexpr bool enumerates_joint_states = true, enumerates_parses = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    if (breaks_single_visits(instance)) return report.discard(constant_repeats);
    if (!can_lift(circuit, instance.budget, report)) return;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    const LiftedInstance<S> lift = lifted(circuit, instance.at, under_test, most_lift_entries(instance.budget));
    const LiftedSweeps<S> expected = on_lift(lift, instance.at, sweeps);
    const std::optional<FactoredTable<S>> projection = projected(lift, under_test, report);
    if (!projection) return;
    compare_projection(lift, expected, sweeps.value(), *projection, report);
    const std::vector<S> of_variable = active(lift.lift, *projection);
    const std::vector<S> of_indicator = summed_over_leaves<S>(circuit, of_variable);
    compare_indicators(circuit, instance.at, sweeps, under_test, of_indicator, report);
    compare_with_parses_and_states(instance, of_indicator, of_variable, by_edge(lift.lift, of_variable), report);
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain tiny;
  tiny.tiny = true;
  tiny.constants = false;
  const auto dropped = [&](bool SpnDomain::*hypothesis) { return without(hypothesis, tiny); };
  return SpnClaim<Check>(
             "thm_4_6_dag_lift", "Theorem 4.6, repaired without unfolding",
             "T_Proj(q_{-1}) on the activity lift of the circuit itself, with a variable for each edge to a shared "
             "node, is D(n)S(n)/S(e) at every node, its part over each edge, and the beliefs of Theorem 4.1.",
             Verdict::holds, "The lift's joint states of positive mass are the parses, as none visits a node twice.",
             tiny)
      .hypotheses({"complete", "decomposable", no_repeated_constants, "S(e) ≠ 0", "X_i in the root's scope"})
      .scaling()
      .exact()
      .field(400)
      .exhaustive(4)
      .drop("completeness", dropped(&SpnDomain::complete))
      .drop("decomposability", dropped(&SpnDomain::decomposable))
      .drop(no_repeated_constants, with(&SpnDomain::constants, tiny))
      .drop("no constants", without(&SpnDomain::repeated_constants, with(&SpnDomain::constants, tiny)), false)
      .drop("variable in the root's scope", dropped(&SpnDomain::covered))
      .drop("positive evidence", dropped(&SpnDomain::positive_evidence), false)
      .drop("positive weights", dropped(&SpnDomain::positive_parameters), false)
      .drop("leaf per state", dropped(&SpnDomain::all_states), false)
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<DividesInProducts>>(dropped(&SpnDomain::positive_evidence))
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<SharedLeavesDistinct>(without(&SpnDomain::constants))
      .mutant<LiftsWithoutWeights>()
      .mutant<LiftsWithSeveralChildren>()
      .mutant<ProjectsWithoutConsensus>()
      .build();
}

}  // namespace klprop::claims::thm_4_6_dag_lift
