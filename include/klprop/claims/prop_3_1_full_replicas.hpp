#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_full_replicas {

/// The displayed iteration with one replica of all variables per factor, and products over all single copies, against the
/// beliefs of flooding belief propagation.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    if (full_replica_entries(graph) > most_entries)
      return report.discard("the full replicas have more than " + std::to_string(most_entries) + " joint states");
    try {
      const Replicas replicas = full_replicas(graph);
      HybridState<S> state = hybrid_start(replicated_factors<S>(graph, replicas, instance.values));
      MessagePassing<S> passing(graph, instance.values);
      Messages<S> messages = passing.uniform();
      for (unsigned n = 0; n < 3; ++n) {
        state = under_test.hybrid_step(state, replicas).state;
        Beliefs<S> beliefs;
        auto failed = under_test.flooding_step(passing, messages);
        if (!failed) failed = passing.beliefs(messages, beliefs);
        if (failed) return report.undefined(describe(graph, *failed));
        compare_tables(state.q, product_over_copies(graph, replicas, beliefs.variables),
                       "q of step " + std::to_string(n) + " and the product of beliefs over all copies", report);
      }
    } catch (const UndefinedStep& undefined) {
      report.undefined(undefined.what());
    }
  }

 private:
  static constexpr std::uint64_t most_entries = 128;
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.max_variables = 2;
  domain.max_replica_states = 32;
  return FactorGraphClaim<Check>(
             "prop_3_1_full_replicas", "Proposition 3.1, another reading of the replicas",
             "With one full replica of all variables per factor, and products over all single copies, the displayed "
             "iteration has the same iterates: q_n = ⊗ b_i^{(n)} over all copies.",
             Verdict::holds, "A copy that no factor reads sends the uniform message.", domain)
      .hypotheses({"positive factors"})
      .scaling(10)
      .exact(300)
      .field(2000)
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .mutant<DropsSigma>()
      .mutant<DropsTau>()
      .mutant<SequentialSchedule>()
      .mutant<DividesByOutgoing>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_full_replicas
