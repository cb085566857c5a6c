#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_i_any_graph {

/// T_Proj(q_{−1}) on literal tables against marginals by enumeration of joint states.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const Masses<S> masses = enumerated_masses(instance);
    if (divisor(masses.total) != Divisor::usable) return report.undefined("Z = 0");
    const Replicas replicas = edge_replicas(instance.graph);
    compare_tables(
        under_test.projection_step(replicated_factors<S>(instance.graph, replicas, instance.values), replicas),
        product_over_copies(instance.graph, replicas, enumerated_marginals(masses)),
        "T_Proj(q_{-1}) and the product of exact marginals", report);
  }
};

[[nodiscard]] inline Claim claim() {
  const FactorGraphDomain domain = changed(&FactorGraphDomain::max_replica_states, std::uint64_t{512});
  return FactorGraphClaim<Check>(
             "prop_3_1_i_any_graph", "Proposition 3.1(i) without its hypothesis",
             "T_Proj(q_{-1}) is the product of the exact marginals over all copies, on every graph.", Verdict::holds,
             "Consensus makes the joint distribution of q_{-1}; the right projection keeps its "
             "marginals.",
             domain)
      .hypotheses({"positive factors"})
      .scaling(10)
      .exact(200)
      .field(2000)
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .mutant<SkipsConsensus>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_i_any_graph
