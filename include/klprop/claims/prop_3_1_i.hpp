#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_fixed_points.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_i {

/// One upward–downward pass, T_Proj(q_{−1}) on literal tables and marginals by enumeration, each against the others.
/// Where there is a cycle the pass does not exist, and a planted fixed point stands for it.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    if (variable_on_cycle(graph) < graph.variable_count()) {
      const PlantedFixedPoint<S> planted =
          plant_fixed_point<S>(graph, [&] { return from_rational<S>(small_rational(instance.random)); });
      return compare<S>(graph, planted.values, planted.belief, under_test, report);
    }
    MessagePassing<S> passing(graph, instance.values);
    const BeliefPropagationResult<S> pass = under_test.tree_pass(passing, TreeSchedule(graph));
    if (pass.breakdown) return report.undefined(describe(graph, *pass.breakdown));
    compare<S>(graph, instance.values, pass.beliefs.variables, under_test, report);
  }

 private:
  template <class S>
  static void compare(const FactorGraph& graph, std::span<const S> values, const std::vector<S>& beliefs,
                      const FactorGraphComputation<S>& under_test, Report<S>& report) {
    const std::vector<S> lambda = no_evidence<S>(graph);
    const Masses<S> masses = enumerate_masses<S>(graph, values, lambda);
    if (divisor(masses.total) != Divisor::usable) return report.undefined("Z = 0");
    const std::vector<S> marginals = enumerated_marginals(masses);
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      for (StateId t = 0; t < graph.variables().arity(v); ++t) {
        const IndicatorId k = graph.variables().indicator(v, t);
        report.equal(beliefs[k], marginals[k], [&] {
          return "the belief after one pass and the marginal by enumeration, X" + std::to_string(v) + " = " +
                 std::to_string(t);
        });
      }
    const Replicas replicas = edge_replicas(graph);
    compare_tables(under_test.projection_step(replicated_factors<S>(graph, replicas, values), replicas),
                   product_over_copies(graph, replicas, beliefs),
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
      .mutant<StopsBeforeTheWayDown>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_i
