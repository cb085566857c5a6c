#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_oracles.hpp>

namespace klprop::claims::thm_4_1_incomplete {

/// b_i(t) = λ_{i,t}/S · ∂S/∂λ_{i,t} against the posterior over joint states, and Σ_t b_i(t) against one. Only the
/// enumeration may serve as the other side: clamping presupposes the hypotheses that are dropped here.
struct Check {
  static constexpr bool enumerates_joint_states = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (!can_enumerate_states(instance)) return report.leave_out("joint states: too many to enumerate");
    const EnumeratedPosterior<S> posterior = enumerate_posterior(circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    if (posterior.total == S{}) return report.undefined(no_joint_mass);
    const std::vector<S> derivative = under_test.indicator_derivatives(circuit, sweeps.downward);
    for (VariableId v = 0; v < circuit.variables().size(); ++v) {
      S total{};
      for (StateId t = 0; t < circuit.variables().arity(v); ++t) {
        const IndicatorId k = circuit.variables().indicator(v, t);
        const S belief = instance.at.lambda[k] * derivative[k] / sweeps.value();
        total += belief;
        report.equal(belief, posterior.mass[k] / posterior.total,
                     [&] { return "λ/S·∂S/∂λ and Pr(X_i=t|e), at " + indicator_text(circuit, k); });
      }
      report.equal(total, S(1), [&] { return "Σ_t b_i(t) and 1, at variable " + std::to_string(v); });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>(
             "thm_4_1_incomplete", "Theorem 4.1(a) without completeness",
             "λ_{i,t}/S(e) · ∂S(e)/∂λ_{i,t} = Pr(X_i = t | e), and these sum to one over t, on decomposable "
             "networks that need not be complete.",
             Verdict::refuted, "Parses that never meet X_i leave Σ_t b_i(t) below one.", without(&SpnDomain::complete))
      .hypotheses({"decomposable", "positive weights", "positive evidence", "X_i in the root's scope"})
      .scaling()
      .exact()
      .field(2000)
      .exhaustive()
      .restrict_to("completeness", {})
      .build();
}

}  // namespace klprop::claims::thm_4_1_incomplete
