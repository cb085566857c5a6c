#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>
#include <klprop/scalar/dual.hpp>

namespace klprop::claims::sec_2_gauge {

/// Beliefs and next messages from messages with each one multiplied by a number of its own; and for messages that move, each
/// entry with a derivative of its own, the log-derivatives before and after. The control multiplies by functions.
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
      Dual<S> scale(up);
      if (!instance.domain.constant_scale) scale.tangent = down;
      compare_log_derivatives<S>(passing.layout().of(messages.to_factor, edge), scale, instance.random, report);
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
  /// (c·m)'/(c·m) and m'/m; entries that are zero have no logarithm.
  template <RecognisesZero S>
  static void compare_log_derivatives(std::span<const S> message, const Dual<S>& scale, Random& random,
                                      Report<S>& report) {
    for (const S& value : message) {
      if (divisor(value) != Divisor::usable) continue;
      Dual<S> moving(value);
      moving.tangent = random_factor<S>(random);
      const Dual<S> scaled = scale * moving;
      report.equal(scaled.tangent / scaled.value, moving.tangent / moving.value,
                   [] { return std::string("the log-derivative of c·m and that of m"); });
    }
  }

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
  const FactorGraphDomain domain = changed(&FactorGraphDomain::expansion, Expansion::messages,
                                           changed(&FactorGraphDomain::max_replica_states, std::uint64_t{4096}));
  return FactorGraphClaim<Check>(
             "sec_2_gauge", "Section 2, scale of messages",
             "Multiplying any message by a positive number changes neither beliefs nor later messages, "
             "which are normalised; the log-derivative of c·m is that of m.",
             Verdict::holds, "Normalisation divides the number out again.", domain)
      .hypotheses({"positive factors", "c does not depend on what is derived by"})
      .scaling(10)
      .exact(300)
      .field(2000)
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .drop("c does not depend on what is derived by", changed(&FactorGraphDomain::constant_scale, false, domain))
      .mutant<ForgetsToNormalise>()
      .build();
}

}  // namespace klprop::claims::sec_2_gauge
