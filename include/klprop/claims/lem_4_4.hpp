#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_unfoldings.hpp>

namespace klprop::claims::lem_4_4 {

/// D on every node against the sum of D over its copies.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    for_each_unfolding(instance, under_test, report, [&](const UnfoldedInstance<S>& unfolded) {
      const std::vector<S> merged =
          under_test.merge(unfolded.unfolding.original, unfolded.circuit.node_count(), unfolded.tree_downward);
      for (NodeId node = 0; node < unfolded.circuit.node_count(); ++node)
        report.equal(unfolded.on_dag.downward[node], merged[node],
                     [&] { return "D(n) and the sum of D over the copies of n, n = node " + std::to_string(node); });
    });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("lem_4_4", "Lemma 4.4", "D(n) = Σ D(ñ) over the copies ñ of n, for every node n.",
                         Verdict::holds, "The chain rule adds up over paths, and copies are paths.", {})
      .hypotheses({})
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
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .mutant<UnfoldsWithoutWeights>()
      .mutant<MergesByAveraging>()
      .build();
}

}  // namespace klprop::claims::lem_4_4
