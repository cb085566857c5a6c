#pragma once

#include <klprop/claims/spn_activity.hpp>
#include <klprop/claims/spn_activity_mutants.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/spn/unfolding.hpp>

namespace klprop::claims::thm_4_6_repaired {

/// T_Proj on the lift of the unfolding, merged by summing copies, against the sweeps on the circuit and against the beliefs
/// of Theorem 4.1 by enumeration, or by passes where that is too large.
struct Check {
  static constexpr bool enumerates_joint_states = true, enumerates_parses = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const std::uint64_t most = most_lift_entries(instance.budget);
    if (unfolding_sizes(circuit).back() > most)
      return report.discard("the unfolding has " + unfolded_node_count(circuit).str() + " nodes");
    const Unfolding unfolding = under_test.unfold(circuit, most);
    if (!can_lift(unfolding.tree, instance.budget, report)) return;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");

    const LiftedInstance<S> lift = lifted(unfolding.tree, instance.at, under_test, most);
    const std::vector<S> on_copies = active(lift.lift, under_test.project(lift.lift, lift.values));
    const std::vector<S> of_node = under_test.merge(unfolding.original, circuit.node_count(), on_copies);
    const std::vector<S> of_edge =
        under_test.merge(original_edges(circuit, unfolding), circuit.edge_count(), by_edge(lift.lift, on_copies));
    const std::vector<S> of_indicator = summed_over_leaves<S>(circuit, of_node);
    compare_with_sweeps(instance, sweeps, of_node, of_edge, report);
    compare_indicators(circuit, instance.at, sweeps, under_test, of_indicator, report);
    compare_with_parses_and_states(instance, of_indicator, of_node, of_edge, report);
  }

 private:
  template <class S>
  static void compare_with_sweeps(const SpnInstance<S>& instance, const Sweeps<S>& sweeps,
                                  const std::vector<S>& of_node, const std::vector<S>& of_edge, Report<S>& report) {
    const Circuit& circuit = instance.circuit;
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      report.equal(sweeps.downward[node] * sweeps.upward[node] / sweeps.value(), of_node[node], [&] {
        return "D(n)S(n)/S(e) and T_Proj summed over the copies of n, n = node " + std::to_string(node);
      });
    for (const NodeId sum : gates_of(circuit, true)) {
      const GateBelief<S> gate = gate_belief(circuit, instance.at, sweeps, sum);
      for (std::size_t j = 0; j < gate.select.size(); ++j)
        report.equal(gate.select[j], of_edge[circuit.first_edge(sum) + j], [&] {
          return "D(s)w_{sc}S(c)/S(e) and T_Proj summed over the copies of s, " + gate_edge_text(circuit, sum, j);
        });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain tiny;
  tiny.tiny = true;
  const auto dropped = [&](bool SpnDomain::*hypothesis) { return without(hypothesis, tiny); };
  return SpnClaim<Check>(
             "thm_4_6_repaired", "Theorem 4.6, repaired",
             "T_Proj(q_{-1}) on the activity lift of the unfolding, merged by summing over copies, is D(n)S(n)/S(e) at "
             "every node, D(s)w_{sc}S(c)/S(e) at every edge of a sum, and the beliefs of Theorem 4.1: variable "
             "posteriors, and visits and selections of sums of non-empty scope.",
             Verdict::holds, "Lemma 4.2 on the unfolding; Lemmas 4.3 to 4.5 sum the copies' masses.", tiny)
      .hypotheses({"complete", "decomposable", "S(e) ≠ 0", "X_i in the root's scope"})
      .scaling()
      .exact()
      .field(1000)
      .exhaustive(4)
      .drop("completeness", dropped(&SpnDomain::complete))
      .drop("decomposability", dropped(&SpnDomain::decomposable))
      .drop("variable in the root's scope", dropped(&SpnDomain::covered))
      .drop("positive evidence", dropped(&SpnDomain::positive_evidence), false)
      .drop("positive weights", dropped(&SpnDomain::positive_parameters), false)
      .drop("leaf per state", dropped(&SpnDomain::all_states), false)
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<DividesInProducts>>(dropped(&SpnDomain::positive_evidence))
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<UnfoldsWithoutWeights>()
      .mutant<MergesByAveraging>()
      .mutant<SharedLeavesDistinct>({})
      .mutant<LiftsWithoutWeights>()
      .mutant<LiftsWithSeveralChildren>()
      .mutant<ProjectsWithoutConsensus>()
      .build();
}

}  // namespace klprop::claims::thm_4_6_repaired
