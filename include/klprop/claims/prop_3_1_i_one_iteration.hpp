#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_i_one_iteration {

/// q_0 of the displayed iteration against T_Proj(q_{−1}).
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    try {
      const Replicas replicas = edge_replicas(instance.graph);
      const Table<S> start = replicated_factors<S>(instance.graph, replicas, instance.values);
      compare_tables(under_test.hybrid_step(hybrid_start(start), replicas).state.q,
                     under_test.projection_step(start, replicas), "q_0 and T_Proj(q_{-1})", report);
    } catch (const UndefinedStep& undefined) {
      report.undefined(undefined.what());
    }
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.acyclic = true;
  domain.max_replica_states = 256;
  return FactorGraphClaim<Check>("prop_3_1_i_one_iteration", "Proposition 3.1(i), read as one step of the iteration",
                                 "On a tree the step n = 0 of the displayed iteration already gives T_Proj(q_{-1}).",
                                 Verdict::refuted, "Messages travel one factor per step.", domain)
      .hypotheses({"no cycle", "positive factors"})
      .exact(500)
      .field(500)
      .restrict_to("a single variable", changed(&FactorGraphDomain::max_variables, VariableId{1}, domain))
      .build();
}

}  // namespace klprop::claims::prop_3_1_i_one_iteration
