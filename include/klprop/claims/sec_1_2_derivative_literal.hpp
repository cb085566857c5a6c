#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_oracles.hpp>

namespace klprop::claims::sec_1_2_derivative_literal {

/// ∂S/∂λ_{i,t} against Pr(X_i = t | e)·S(e), as printed.
struct Check {
  static constexpr bool enumerates_joint_states = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Sweeps<S> sweeps = under_test.sweep(instance.circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    const std::vector<S> derivative = under_test.indicator_derivatives(instance.circuit, sweeps.downward);
    const bool enumerates = can_enumerate_states(instance);
    EnumeratedPosterior<S> posterior;
    if (enumerates) posterior = enumerate_posterior(instance.circuit, instance.at);
    if (enumerates && posterior.total == S{}) return report.undefined(no_joint_mass);
    std::vector<IndicatorId> all(derivative.size());
    for (IndicatorId k = 0; k < all.size(); ++k) all[k] = k;
    if (!enumerates) all = within_budget(instance, std::move(all), sweeps.value(), "states by clamped values", report);
    std::vector<S> workspace;
    for (const IndicatorId k : all) {
      const S probability = enumerates ? S(posterior.mass[k] / posterior.total)
                                       : S(clamped_value(instance, {k}, workspace) / sweeps.value());
      report.equal(derivative[k], probability * sweeps.value(),
                   [&] { return "∂S/∂λ and Pr(X_i=t|e)·S(e), at " + indicator_text(instance.circuit, k); });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("sec_1_2_derivative_literal", "Section 1.2, Regime (B)",
                         "∂S(e)/∂λ_{i,t} = Pr(X_i = t | e)·S(e) for all positive λ.", Verdict::refuted,
                         "The factor λ_{i,t} is missing: it is true where λ_{i,t} = 1 (compare Theorem 4.1a).", {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", "X_i in the root's scope"})
      .scaling()
      .exact()
      .field(2000)
      .exhaustive()
      .restrict_to("λ = 1", with(&SpnDomain::unit_evidence))
      .build();
}

}  // namespace klprop::claims::sec_1_2_derivative_literal
