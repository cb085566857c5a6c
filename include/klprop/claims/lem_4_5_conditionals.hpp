#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_gates.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_unfoldings.hpp>

namespace klprop::claims::lem_4_5_conditionals {

/// w_{sc}S(c)/S(s) on the DAG against every copy of s on the tree.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    for_each_unfolding(instance, under_test, report, [&](const UnfoldedInstance<S>& unfolded) {
      const Circuit& circuit = unfolded.circuit;
      const Circuit& tree = unfolded.unfolding.tree;
      for (NodeId copy = 0; copy < tree.node_count(); ++copy) {
        const NodeId sum = unfolded.unfolding.original[copy];
        if (tree.kind(copy) != NodeKind::sum) continue;
        // Conditionals exist where the gate can be reached at all.
        if (unfolded.on_dag.upward[sum] == S{} || unfolded.tree_upward[copy] == S{}) continue;
        for (std::size_t j = 0; j < tree.children(copy).size(); ++j) {
          const auto conditional = [j](const Circuit& on, const Valuation<S>& at, const std::vector<S>& upward,
                                       NodeId node) {
            return S(at.parameters[on.weights(node)[j]] * upward[on.children(node)[j]] / upward[node]);
          };
          report.equal(conditional(circuit, unfolded.at, unfolded.on_dag.upward, sum),
                       conditional(tree, unfolded.at, unfolded.tree_upward, copy), [&] {
                         return "w_{sc}S(c)/S(s) on the circuit and on copy " + std::to_string(copy) + ", " +
                                gate_edge_text(circuit, sum, j);
                       });
        }
      }
    });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("lem_4_5_conditionals", "Lemma 4.5, third identity",
                         "w_{sc}S(c)/S(s) on the DAG equals the same quotient at every copy of s on the unfolding.",
                         Verdict::holds, "Lemma 4.3 at s and at c.", {})
      .hypotheses({"S(s) ≠ 0"})
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

}  // namespace klprop::claims::lem_4_5_conditionals
