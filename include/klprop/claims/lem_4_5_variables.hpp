#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_unfoldings.hpp>

namespace klprop::claims::lem_4_5_variables {

/// λ/S·∂S/∂λ on the DAG against its sum over leaf copies on the tree.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    bool any = false;
    for_each_unfolding(instance, under_test, report, [&](const UnfoldedInstance<S>& unfolded) {
      if (unfolded.on_dag.value() == S{} || unfolded.tree_upward.back() == S{}) return;
      any = true;
      compare(unfolded, under_test, report);
    });
    if (!any) report.undefined("S = 0 on every unfolding");
  }

 private:
  template <class S>
  static void compare(const UnfoldedInstance<S>& unfolded, const SpnComputation<S>& under_test, Report<S>& report) {
    const Circuit& circuit = unfolded.circuit;
    const Circuit& tree = unfolded.unfolding.tree;
    const std::vector<S> derivative = under_test.indicator_derivatives(circuit, unfolded.on_dag.downward);
    // The belief of each leaf copy, merged over copies, then over the leaves of one indicator.
    std::vector<S> on_copies(tree.node_count());
    for (NodeId copy = 0; copy < tree.node_count(); ++copy)
      if (tree.kind(copy) == NodeKind::indicator)
        on_copies[copy] =
            unfolded.at.lambda[tree.indicator(copy)] * unfolded.tree_downward[copy] / unfolded.tree_upward.back();
    const std::vector<S> merged = under_test.merge(unfolded.unfolding.original, circuit.node_count(), on_copies);
    std::vector<S> belief(circuit.variables().indicator_count());
    for (NodeId leaf = 0; leaf < circuit.node_count(); ++leaf)
      if (circuit.kind(leaf) == NodeKind::indicator) belief[circuit.indicator(leaf)] += merged[leaf];

    for (IndicatorId k = 0; k < belief.size(); ++k)
      report.equal(unfolded.at.lambda[k] * derivative[k] / unfolded.on_dag.value(), belief[k],
                   [&] { return "λ/S·∂S/∂λ and its sum over the leaf copies, at " + indicator_text(circuit, k); });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>(
             "lem_4_5_variables", "Lemma 4.5, first identity",
             "λ_{i,t}/S · ∂S/∂λ_{i,t} on the DAG is the sum of λ/S · ∂S/∂λ over the copies of the leaves of "
             "(i,t) on the unfolding.",
             Verdict::holds, "Differentiate the shared indicator once for each copy.", {})
      .hypotheses({"S(e) ≠ 0"})
      .scaling()
      .exact()
      .field()
      .exhaustive()
      .drop("completeness", without(&SpnDomain::complete), false)
      .drop("decomposability", without(&SpnDomain::decomposable), false)
      .drop("positive evidence", without(&SpnDomain::positive_evidence), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters), false)
      .drop("variable in the root's scope", without(&SpnDomain::covered), false)
      .drop("leaf per state", without(&SpnDomain::all_states), false)
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<DividesInProducts>>(without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<UnfoldsWithoutWeights>()
      .mutant<MergesByAveraging>()
      .mutant<SharedLeavesDistinct>()
      .build();
}

}  // namespace klprop::claims::lem_4_5_variables
