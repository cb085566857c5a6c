#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_oracles.hpp>

namespace klprop::claims::thm_4_1_a {

/// λ_{i,t}/S · ∂S/∂λ_{i,t} against the posterior over joint states, and against ∂log S/∂log λ_{i,t}.
struct Check {
  static constexpr bool enumerates_joint_states = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Sweeps<S> sweeps = under_test.sweep(instance.circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    std::vector<S> belief = under_test.indicator_derivatives(instance.circuit, sweeps.downward);
    for (std::size_t k = 0; k < belief.size(); ++k) belief[k] = instance.at.lambda[k] * belief[k] / sweeps.value();

    if (can_enumerate_states(instance))
      against_joint_states(instance, belief, report);
    else
      against_clamped_values(instance, belief, sweeps.value(), report);
    against_log_derivatives(instance, belief, sweeps.value(), report);
  }

 private:
  template <class S>
  static void against_joint_states(SpnInstance<S>& instance, const std::vector<S>& belief, Report<S>& report) {
    const EnumeratedPosterior<S> posterior = enumerate_posterior(instance.circuit, instance.at);
    if (posterior.total == S{}) return report.undefined(no_joint_mass);
    for (IndicatorId k = 0; k < belief.size(); ++k)
      report.equal(belief[k], posterior.mass[k] / posterior.total, [&] {
        return "λ/S·∂S/∂λ and Pr(X_i=t|e) by enumeration, at " + indicator_text(instance.circuit, k);
      });
  }

  template <class S>
  static void against_clamped_values(SpnInstance<S>& instance, const std::vector<S>& belief, const S& value,
                                     Report<S>& report) {
    std::vector<IndicatorId> all(belief.size());
    for (IndicatorId k = 0; k < all.size(); ++k) all[k] = k;
    std::vector<S> workspace;
    for (const IndicatorId k : within_budget(instance, std::move(all), value, "states by clamped values", report))
      report.equal(belief[k], clamped_value(instance, {k}, workspace) / value, [&] {
        return "λ/S·∂S/∂λ and S with X_i clamped to t over S, at " + indicator_text(instance.circuit, k);
      });
  }

  template <class S>
  static void against_log_derivatives(SpnInstance<S>& instance, const std::vector<S>& belief, const S& value,
                                      Report<S>& report) {
    std::vector<IndicatorId> all(belief.size());
    for (IndicatorId k = 0; k < all.size(); ++k) all[k] = k;
    LogDerivative<S> log_derivative(instance);
    for (const IndicatorId k : within_budget(instance, std::move(all), value, "states by dual numbers", report))
      report.equal(belief[k], log_derivative({Perturbed::Kind::indicator, k}) / value, [&] {
        return "λ/S·∂S/∂λ and ∂log S/∂log λ by dual numbers, at " + indicator_text(instance.circuit, k);
      });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("thm_4_1_a", "Theorem 4.1(a)",
                         "λ_{i,t}/S(e) · ∂S(e)/∂λ_{i,t} = Pr(X_i = t | e) = ∂log S(e)/∂log λ_{i,t} for every variable "
                         "and state.",
                         Verdict::holds, "S is homogeneous of degree 1 in each variable's group of indicators.", {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", "X_i in the root's scope"})
      .scaling()
      .exact()
      .field()
      .exhaustive()
      .drop("completeness", without(&SpnDomain::complete))
      .drop("decomposability", without(&SpnDomain::decomposable))
      .drop("variable in the root's scope", without(&SpnDomain::covered))
      .drop("positive evidence", without(&SpnDomain::positive_evidence), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters), false)
      .drop("leaf per state", without(&SpnDomain::all_states), false)
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<DividesInProducts>>(without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .mutant<SharedLeavesDistinct>()
      .mutant_at_large<WithDownward<MissesLateProducts>>()
      .build();
}

}  // namespace klprop::claims::thm_4_1_a
