#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_ii_converse {

/// The state (q, σ, τ) = (uniform, 0, 0), which is fixed on every graph, against the fixed point of belief propagation.
struct Check {
  template <RecognisesZero S>
  requires Comparable<S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    MessagePassing<S> passing(graph, instance.values);
    const BeliefPropagationResult<S> pass = tree_pass(passing, TreeSchedule(graph));
    if (pass.breakdown) return report.undefined(describe(graph, *pass.breakdown));
    const Replicas replicas = edge_replicas(graph);
    Table<S> uniform{replicas.space, std::vector<S>(replicas.space.size(), S(1))};
    uniform = normalised(std::move(uniform));
    const HybridState<S> after = under_test.hybrid_step(hybrid_start(uniform), replicas).state;
    if (!proportional(after.q, uniform) || !proportional(after.exp_sigma, uniform) ||
        !proportional(after.exp_tau, uniform))
      return report.discard("the state is not fixed");
    compare_tables(after.q, product_over_copies(graph, replicas, pass.beliefs.variables),
                   "q of the fixed state (uniform, 0, 0) and ⊗ b_i at the only fixed point of belief propagation",
                   report);
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.acyclic = true;
  domain.max_replica_states = 256;
  return FactorGraphClaim<Check>(
             "prop_3_1_ii_converse", "Proposition 3.1(ii), the converse",
             "Every fixed point of the displayed iteration in its state (q, σ, τ) comes from a fixed point of belief "
             "propagation.",
             Verdict::refuted, "The factors enter only through q_{-1}: (uniform, 0, 0) is fixed whatever they are.",
             domain)
      .hypotheses({"positive factors", "a tree, where the fixed point of belief propagation is unique"})
      .exact(500)
      .field(500)
      .restrict_to("constant factors, so that beliefs are uniform", changed(&FactorGraphDomain::uniform, true, domain))
      .build();
}

}  // namespace klprop::claims::prop_3_1_ii_converse
