#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_i_iterations {

/// The beliefs of flooding belief propagation, which are q_n, against exact marginals: equal from n = ⌈D/2⌉ − 1 on, D being
/// the diameter; over random residues, which are generic, not earlier. Where a variable has one state or a factor no
/// variable, no numbers make the factors generic.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    const Masses<S> masses = enumerated_masses(instance);
    if (divisor(masses.total) != Divisor::usable) return report.undefined("Z = 0");
    const std::vector<S> marginals = enumerated_marginals(masses);
    const unsigned needed = (forest_diameter(graph) + 1) / 2;  // iterations 0 … ⌈D/2⌉ − 1
    MessagePassing<S> passing(graph, instance.values);
    Messages<S> messages = passing.uniform();
    Beliefs<S> beliefs;
    const std::string special = instance.domain.generic ? not_generic(graph) : "";
    if (!special.empty()) report.leave_out("that no smaller n will do: " + special);
    const bool sharp = special.empty() && (std::is_same_v<S, PrimeField> || !instance.domain.generic);
    for (unsigned done = 1; done <= needed + 1; ++done) {
      auto failed = under_test.flooding_step(passing, messages);
      if (!failed) failed = passing.beliefs(messages, beliefs);
      if (failed) return report.undefined(describe(graph, *failed));
      if (done >= needed)
        compare(graph, beliefs.variables, marginals, done - 1, report);
      else if constexpr (std::is_same_v<S, Rational> || std::is_same_v<S, PrimeField>)
        report.require(!sharp || !(beliefs.variables == marginals), S(0), S(0), [&] {
          return "q_n is exact already at n = " + std::to_string(done - 1) + ", on a graph of diameter " +
                 std::to_string(forest_diameter(graph));
        });
    }
  }

 private:
  template <class S>
  static void compare(const FactorGraph& graph, const std::vector<S>& beliefs, const std::vector<S>& marginals,
                      unsigned n, Report<S>& report) {
    for (IndicatorId k = 0; k < beliefs.size(); ++k)
      report.equal(beliefs[k], marginals[k], [&] {
        const auto [variable, state] = graph.variables().owner(k);
        return "b_i^{(n)} and the exact marginal at n = " + std::to_string(n) + ", X" + std::to_string(variable) +
               " = " + std::to_string(state);
      });
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.acyclic = true;
  domain.generic = true;
  domain.expansion = Expansion::joint_states;
  domain.max_replica_states = std::uint64_t{1} << 20;
  return FactorGraphClaim<Check>("prop_3_1_i_iterations", "Proposition 3.1(i), how many steps of the iteration",
                                 "On a tree or forest whose factor graph has diameter D in edges, q_n = T_Proj(q_{-1}) "
                                 "for all n ≥ ⌈D/2⌉ − 1, "
                                 "and for generic factors not for smaller n.",
                                 Verdict::holds,
                                 "b_i^{(n)} depends on the factors within distance 2n + 1 of i, and on all of them.",
                                 domain)
      .hypotheses({"no cycle", "generic factors for sharpness"})
      .scaling(10)
      .exact(300)
      .field(5000)
      .exhaustive()
      .drop("no cycle", changed(&FactorGraphDomain::acyclic, false, domain))
      .drop("generic factors for sharpness", changed(&FactorGraphDomain::generic, false, domain))
      .mutant<DividesByOutgoing>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_i_iterations
