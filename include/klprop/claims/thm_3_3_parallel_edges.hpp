#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_mutants.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>

namespace klprop::claims::thm_3_3_parallel_edges {

/// Both readings of b_↓ differentiated as functions, against each other and against a reverse sweep.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>& under_test,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    const DeltaLift replicas(instance.graph, instance.z, ParallelEdges::slot_replicas);
    const DeltaLift together(instance.graph, instance.z, ParallelEdges::one_slot);
    const FirstOrderMessages<S> by_replicas(replicas, instance.values, instance.factor);
    const FirstOrderMessages<S> by_one_slot(together, instance.values, instance.factor);
    const S seed = log_slope(instance.factor, instance.values[instance.z]);
    const std::vector<S> swept = under_test.sensitivities(instance.graph, instance.values, instance.z, seed);
    for (const GraphNodeId node : variables_in_reach(instance, replicas, report)) {
      const S slope = log_derivative(by_replicas, node);
      const auto at = [&] { return " at " + node_text(instance.graph, node); };
      equal_beside_one(report, slope, log_derivative(by_one_slot, node),
                       [&] { return "(log b)' by slot replicas and by one slot" + at(); });
      equal_beside_one(report, slope, swept[node],
                       [&] { return "(log b)' by slot replicas and phi'/phi*dz/dv" + at(); });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain = changed(&ComputationGraphDomain::parallel_edges, true);
  return ComputationGraphClaim<Check>(
             "thm_3_3_parallel_edges", "Theorem 3.3, a variable in several slots",
             "Where a factor holds a variable in several slots, one message per slot and one message for all of them "
             "make different functions b with the same first log-derivative.",
             Verdict::holds, "The derivative along the diagonal is the sum of the partial derivatives.", domain)
      .hypotheses({"phi positive", "every psi differentiable at the forward point"})
      .scaling(10, with_all_primitives(domain))
      .ball(60, with_all_primitives(domain))
      .exact(300)
      .field(2000)
      .exhaustive()
      .mutant<OverwritesOnFanOut>()
      .mutant<LastSlotOnly>()
      .build();
}

}  // namespace klprop::claims::thm_3_3_parallel_edges
