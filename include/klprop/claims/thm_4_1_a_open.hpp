#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_oracles.hpp>

#include <concepts>

namespace klprop::claims::thm_4_1_a_open {

/// 0 < λ_{i,t}/S · ∂S/∂λ_{i,t} < 1. Needs an order, so it is decided over rationals only.
struct Check {
  template <std::same_as<Rational> S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    const std::vector<S> derivative = under_test.indicator_derivatives(circuit, sweeps.downward);
    for (IndicatorId k = 0; k < derivative.size(); ++k) {
      const S belief = instance.at.lambda[k] * derivative[k] / sweeps.value();
      report.require(S(0) < belief, belief, S(0), [&] { return "b_i(t) > 0 fails at " + indicator_text(circuit, k); });
      report.require(belief < S(1), belief, S(1), [&] { return "b_i(t) < 1 fails at " + indicator_text(circuit, k); });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain two_states;
  two_states.min_states = 2;
  return SpnClaim<Check>("thm_4_1_a_open", "Theorem 4.1(a), '∈ (0,1)' and 'b_i ∈ Δ°(X_i)'",
                         "Under the stated hypotheses the marginal of every variable and state lies strictly between 0 "
                         "and 1.",
                         Verdict::refuted,
                         "A state without a leaf has marginal 0, and a variable with one state has marginal 1.",
                         without(&SpnDomain::all_states))
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", "X_i in the root's scope"})
      .exact()
      .exhaustive()
      .restrict_to("a leaf for every state, and at least two states", two_states)
      .drop("a leaf for every state (not stated)", without(&SpnDomain::all_states, two_states))
      .drop("at least two states (not stated)", {})
      .build();
}

}  // namespace klprop::claims::thm_4_1_a_open
