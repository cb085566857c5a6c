#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>

namespace klprop::claims::thm_3_3_parallel_edges_second {

/// Both readings of b_↓ differentiated twice as functions.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>&,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    const DeltaLift replicas(instance.graph, instance.z, ParallelEdges::slot_replicas);
    const DeltaLift together(instance.graph, instance.z, ParallelEdges::one_slot);
    const SecondOrderMessages<S> by_replicas(replicas, instance.values, instance.factor);
    const SecondOrderMessages<S> by_one_slot(together, instance.values, instance.factor);
    for (const GraphNodeId node : variables_in_reach(instance, replicas, report))
      equal_beside_one(report, second_log_derivative(by_replicas, node), second_log_derivative(by_one_slot, node), [&] {
        return "(log b)'' by slot replicas and by one slot at " + node_text(instance.graph, node);
      });
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain = changed(&ComputationGraphDomain::parallel_edges, true);
  ComputationGraphDomain monomial = domain;
  monomial.primitives = PrimitiveSet::monomial;
  monomial.factors = OutputFactors::power;
  return ComputationGraphClaim<Check>("thm_3_3_parallel_edges_second", "Theorem 3.3, second derivatives",
                                      "Both readings of a variable in several slots give the same second "
                                      "log-derivative of b.",
                                      Verdict::refuted,
                                      "Slot replicas leave out the mixed derivatives: phi = e^z and z = x*x give 0 and "
                                      "2.",
                                      domain)
      .hypotheses({"phi positive", "every psi twice differentiable"})
      .exact(100)
      .field(500)
      .exhaustive()
      .restrict_to("phi(z) = z^k on products, quotients and powers, where both are powers of t", monomial)
      .build();
}

}  // namespace klprop::claims::thm_3_3_parallel_edges_second
