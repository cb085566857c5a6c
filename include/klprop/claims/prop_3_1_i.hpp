#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_i {

/// One upward–downward pass, T_Proj(q_{−1}) on literal tables and marginals by enumeration, each against the others.
/// Where there is a cycle, three parallel iterations stand for the pass, which does not exist.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    const Masses<S> masses = enumerated_masses(instance);
    if (divisor(masses.total) != Divisor::usable) return report.undefined("Z = 0");
    const std::vector<S> marginals = enumerated_marginals(masses);
    MessagePassing<S> passing(graph, instance.values);
    Messages<S> messages = passing.uniform();
    Beliefs<S> beliefs;
    std::optional<Breakdown> failed;
    if (variable_on_cycle(graph) == graph.variable_count()) {
      BeliefPropagationResult<S> pass = tree_pass(passing, TreeSchedule(graph));
      failed = pass.breakdown;
      beliefs = std::move(pass.beliefs);
    } else {
      for (unsigned n = 0; n < 3 && !failed; ++n) failed = under_test.flooding_step(passing, messages);
      if (!failed) failed = passing.beliefs(messages, beliefs);
    }
    if (failed) return report.undefined(describe(graph, *failed));
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      for (StateId t = 0; t < graph.variables().arity(v); ++t) {
        const IndicatorId k = graph.variables().indicator(v, t);
        report.equal(beliefs.variables[k], marginals[k], [&] {
          return "the belief after one pass and the marginal by enumeration, X" + std::to_string(v) + " = " +
                 std::to_string(t);
        });
      }
    const Replicas replicas = edge_replicas(graph);
    compare_tables(under_test.projection_step(replicated_factors<S>(graph, replicas, instance.values), replicas),
                   product_over_copies(graph, replicas, beliefs.variables),
                   "T_Proj(q_{-1}) and the product of beliefs after one pass", report);
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.acyclic = true;
  domain.max_replica_states = 512;
  return FactorGraphClaim<Check>("prop_3_1_i", "Proposition 3.1(i)",
                                 "On a tree one upward–downward pass of belief propagation gives T_Proj(q_{-1}), which "
                                 "is the product of the exact marginals over all copies.",
                                 Verdict::holds,
                                 "The pass is variable elimination; T_Proj keeps the joint's marginals.", domain)
      .hypotheses({"no cycle", "positive factors"})
      .scaling(10)
      .exact(200)
      .field(2000)
      .drop("no cycle", changed(&FactorGraphDomain::acyclic, false, domain))
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .mutant<SkipsConsensus>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_i
