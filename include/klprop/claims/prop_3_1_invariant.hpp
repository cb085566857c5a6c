#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_invariant {

/// q_n·e^{σ_n+τ_n} against q_{−1}, entry by entry, with no constant.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    try {
      const Replicas replicas = edge_replicas(instance.graph);
      const Table<S> start = replicated_factors<S>(instance.graph, replicas, instance.values);
      HybridState<S> state = hybrid_start(start);
      for (unsigned n = 0; n < 3; ++n) {
        state = under_test.hybrid_step(state, replicas).state;
        Table<S> product = state.q;
        for (std::size_t k = 0; k < product.values.size(); ++k)
          product.values[k] *= state.exp_sigma.values[k] * state.exp_tau.values[k];
        compare_tables(product, start, "q·e^{σ+τ} of step " + std::to_string(n) + " and q_{-1}", report);
      }
    } catch (const UndefinedStep& undefined) {
      report.undefined(undefined.what());
    }
  }
};

[[nodiscard]] inline Claim claim() {
  const FactorGraphDomain domain = changed(&FactorGraphDomain::max_replica_states, std::uint64_t{96});
  return FactorGraphClaim<Check>(
             "prop_3_1_invariant", "Proposition 3.1, the displayed iteration",
             "q_n·e^{σ_n+τ_n} = q_{-1}, with no constant, at every step of the displayed iteration.", Verdict::holds,
             "Each step moves a factor from one of the three tables to another.", domain)
      .hypotheses({"positive factors"})
      .scaling(10)
      .exact(150)
      .field(2000)
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .mutant<DropsSigma>()
      .mutant<DropsTau>()
      .mutant<InvertsTau>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_invariant
