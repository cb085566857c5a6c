#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_unfoldings.hpp>

namespace klprop::claims::lem_4_3 {

/// S on every copy against S on its original.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    for_each_unfolding(instance, under_test, report, [&](const UnfoldedInstance<S>& unfolded) {
      for (NodeId copy = 0; copy < unfolded.unfolding.tree.node_count(); ++copy) {
        const NodeId original = unfolded.unfolding.original[copy];
        report.equal(unfolded.on_dag.upward[original], unfolded.tree_upward[copy], [&] {
          return "S(ρ(ñ)) and S(ñ), ñ = node " + std::to_string(copy) + " of the unfolding, a copy of node " +
                 std::to_string(original);
        });
      }
    });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("lem_4_3", "Lemma 4.3",
                         "S on the unfolding equals S on the original, at every copy of every node.", Verdict::holds,
                         "By induction from the leaves; parallel edges are copied apart.", {})
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
      .mutant<UnfoldsWithoutWeights>()
      .mutant<SumsPlusOne>()
      .build();
}

}  // namespace klprop::claims::lem_4_3
