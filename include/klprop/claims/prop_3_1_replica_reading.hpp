#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_replica_reading {

/// The displayed iteration with one replica of all variables per factor, and products across replicas only, against the
/// beliefs of flooding belief propagation.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    if (full_replica_entries(graph) > most_entries)
      return report.discard("the full replicas have more than " + std::to_string(most_entries) + " joint states");
    try {
      const Replicas replicas = full_replicas_across(graph);
      HybridState<S> state = hybrid_start(replicated_factors<S>(graph, replicas, instance.values));
      MessagePassing<S> passing(graph, instance.values);
      Messages<S> messages = passing.uniform();
      Beliefs<S> beliefs;
      state = under_test.hybrid_step(state, replicas).state;
      auto failed = under_test.flooding_step(passing, messages);
      if (!failed) failed = passing.beliefs(messages, beliefs);
      if (failed) return report.undefined(describe(graph, *failed));
      compare_tables(state.q, product_over_copies(graph, replicas, beliefs.variables),
                     "q of step 0 and the product of beliefs over all copies", report);
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
             "prop_3_1_replica_reading", "Proposition 3.1, a third reading of the replicas",
             "With one full replica of all variables per factor, and products across replicas only, the displayed "
             "iteration has the same iterates as belief propagation.",
             Verdict::refuted, "Its first step reaches the exact joint distribution, which is no product of beliefs.",
             domain)
      .hypotheses({"positive factors"})
      .exact(300)
      .field(500)
      .restrict_to("a single variable", changed(&FactorGraphDomain::max_variables, VariableId{1}, domain))
      .build();
}

}  // namespace klprop::claims::prop_3_1_replica_reading
