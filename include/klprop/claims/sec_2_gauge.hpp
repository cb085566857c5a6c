#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::sec_2_gauge {

/// Beliefs and next messages from messages with each one multiplied by a number of its own.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    MessagePassing<S> passing(graph, instance.values);
    Messages<S> messages = passing.uniform();
    for (unsigned n = 0; n < 2; ++n)
      if (const auto failed = under_test.flooding_step(passing, messages))
        return report.undefined(describe(graph, *failed));
    Messages<S> scaled = messages;
    for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge) {
      const S up = random_factor<S>(instance.random), down = random_factor<S>(instance.random);
      for (S& value : passing.layout().of(scaled.to_factor, edge)) value *= up;
      for (S& value : passing.layout().of(scaled.to_variable, edge)) value *= down;
    }
    Beliefs<S> beliefs, of_scaled;
    auto failed = passing.beliefs(messages, beliefs);
    if (!failed) failed = passing.beliefs(scaled, of_scaled);
    if (!failed) failed = under_test.flooding_step(passing, messages);
    if (!failed) failed = under_test.flooding_step(passing, scaled);
    if (failed) return report.undefined(describe(graph, *failed));
    compare(beliefs.variables, of_scaled.variables, "variable beliefs", report);
    compare(beliefs.factors, of_scaled.factors, "factor beliefs", report);
    compare(messages.to_factor, scaled.to_factor, "next messages m_{i→a}", report);
    compare(messages.to_variable, scaled.to_variable, "next messages m_{a→i}", report);
  }

 private:
  template <class S>
  static S random_factor(Random& random) {
    if constexpr (std::is_same_v<S, PrimeField>)
      return nonzero_residue(random);
    else
      return from_rational<S>(small_rational(random));
  }

  template <class S>
  static void compare(const std::vector<S>& left, const std::vector<S>& right, const char* what, Report<S>& report) {
    for (std::size_t k = 0; k < left.size(); ++k)
      report.equal(left[k], right[k], [&] {
        return std::string(what) + " from messages and from rescaled messages, entry " + std::to_string(k);
      });
  }
};

[[nodiscard]] inline Claim claim() {
  const FactorGraphDomain domain = changed(&FactorGraphDomain::max_replica_states, std::uint64_t{4096});
  return FactorGraphClaim<Check>(
             "sec_2_gauge", "Section 2, scale of messages",
             "Multiplying any message by a positive number changes neither beliefs nor later messages, "
             "which are normalised; the log-derivative of c·m is that of m.",
             Verdict::holds, "Normalisation divides the number out again.", domain)
      .hypotheses({"positive factors"})
      .scaling(10)
      .exact(300)
      .field(2000)
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .mutant<ForgetsToNormalise>()
      .build();
}

}  // namespace klprop::claims::sec_2_gauge
