#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_gates.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_unfoldings.hpp>

namespace klprop::claims::lem_4_5_gates {

/// D(s)w_{sc}S(c)/S(e) on the DAG against its sum over the copies of s on the tree, edge by edge.
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
    std::vector<S> on_copies(tree.edge_count());
    for (NodeId copy = 0; copy < tree.node_count(); ++copy) {
      if (tree.kind(copy) != NodeKind::sum) continue;
      const auto children = tree.children(copy);
      for (std::size_t j = 0; j < children.size(); ++j)
        on_copies[tree.first_edge(copy) + j] = unfolded.tree_downward[copy] *
                                               unfolded.at.parameters[tree.weights(copy)[j]] *
                                               unfolded.tree_upward[children[j]] / unfolded.tree_upward.back();
    }
    const std::vector<S> merged =
        under_test.merge(original_edges(circuit, unfolded.unfolding), circuit.edge_count(), on_copies);

    for (const NodeId gate : gates_of(circuit, true)) {
      const GateBelief<S> belief = gate_belief(circuit, unfolded.at, unfolded.on_dag, gate);
      for (std::size_t j = 0; j < belief.select.size(); ++j)
        report.equal(belief.select[j], merged[circuit.first_edge(gate) + j], [&] {
          return "D(s)w_{sc}S(c)/S(e) and its sum over the copies of s, " + gate_edge_text(circuit, gate, j);
        });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("lem_4_5_gates", "Lemma 4.5, second identity",
                         "D(s)w_{sc}S(c)/S(e) on the DAG is the sum of the same quantity over the copies of s on the "
                         "unfolding, for every edge of every sum node.",
                         Verdict::holds, "Lemma 4.4 times quantities that Lemma 4.3 makes equal on all copies.", {})
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
      .build();
}

}  // namespace klprop::claims::lem_4_5_gates
