#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_ii_literal {

/// The product of the beliefs at the fixed point of belief propagation on a tree against T_Proj of it.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    MessagePassing<S> passing(graph, instance.values);
    const BeliefPropagationResult<S> pass = tree_pass(passing, TreeSchedule(graph));
    if (pass.breakdown) return report.undefined(describe(graph, *pass.breakdown));
    const Replicas replicas = edge_replicas(graph);
    const Table<S> q = product_over_copies(graph, replicas, pass.beliefs.variables);
    compare_tables(q, under_test.projection_step(q, replicas),
                   "⊗ b_i at the fixed point of belief propagation and T_Proj of it", report);
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.acyclic = true;
  domain.max_replica_states = 256;
  return FactorGraphClaim<Check>("prop_3_1_ii_literal", "Proposition 3.1(ii)",
                                 "A fixed point of normalised belief propagation is a fixed point of T_Proj.",
                                 Verdict::refuted,
                                 "T_Proj multiplies the d_i copies of a belief: it fixes ⊗ b_i only where each b_i "
                                 "with d_i ≥ 2 is uniform on "
                                 "its support.",
                                 domain)
      .hypotheses({"positive factors", "a tree, where the fixed point is known exactly"})
      .exact(200)
      .field(500)
      .restrict_to("constant factors, so that beliefs are uniform", changed(&FactorGraphDomain::uniform, true, domain))
      .build();
}

}  // namespace klprop::claims::prop_3_1_ii_literal
