#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_oracles.hpp>

namespace klprop::claims::v1_multipliers_prior_literal {

/// An I-projection onto given marginals is the tilt P(x)·Π e^{ν_{i,x_i}}, normalised, that has them. So the evidence-free
/// joint tilted by e^ν = D would have to have the posterior's marginals.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    if (!can_enumerate_states(instance)) return report.discard("joint states are too many to enumerate");
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    const EnumeratedPosterior<S> posterior = enumerate_posterior(circuit, instance.at);
    Valuation<S> tilt = instance.at;
    if (!instance.domain.true_multipliers) tilt.lambda = under_test.indicator_derivatives(circuit, sweeps.downward);
    const EnumeratedPosterior<S> tilted = enumerate_posterior(circuit, tilt);
    if (posterior.total == S{} || tilted.total == S{}) return report.undefined(no_joint_mass);
    for (IndicatorId k = 0; k < posterior.mass.size(); ++k)
      report.equal(tilted.mass[k] / tilted.total, posterior.mass[k] / posterior.total, [&] {
        return "the marginal of the evidence-free joint tilted by D and Pr(X_i = t | e), at " +
               indicator_text(circuit, k);
      });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("v1_multipliers_prior_literal",
                         "Abstract of the first version, “the backward values admit an interpretation as Lagrange "
                         "multipliers of a KL I-projection problem”: the joint",
                         "The I-projection of the evidence-free joint onto the tables with the posterior's marginals "
                         "has the multipliers log D_{i,t}.",
                         Verdict::refuted, "They are log λ_{i,t}, modulo a constant per variable.", {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", "X_i in the root's scope"})
      .exact(100)
      .field(2000)
      .exhaustive()
      .restrict_to("λ in the place of D", with(&SpnDomain::true_multipliers))
      .build();
}

}  // namespace klprop::claims::v1_multipliers_prior_literal
