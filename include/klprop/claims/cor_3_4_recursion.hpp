#pragma once

#include <klprop/claims/feedforward_claim.hpp>
#include <klprop/claims/feedforward_mutants.hpp>
#include <klprop/claims/feedforward_oracles.hpp>

namespace klprop::claims::cor_3_4_recursion {

/// The three rules from the last layer down, against the derivatives of the messages themselves.
struct Check {
  template <Field S>
  void operator()(FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                  Report<S>& report) const {
    const FeedforwardNetwork& network = instance.network;
    std::vector<S> point = instance.input();
    if (!instance.domain.forward_point)
      for (S& entry : point) entry += S(1);
    const NetworkPass<S> pass = network_pass<S>(network, point);
    try {
      compare_sensitivities(instance, under_test.sensitivities(network, pass, log_slope(instance.factor, pass.loss)),
                            report);
    } catch (const NotDifferentiable&) {
      compare_sides(instance, report);
    }
  }
};

[[nodiscard]] inline Claim claim() {
  const FeedforwardDomain domain = polynomial_networks(), smooth = smooth_networks();
  return FeedforwardClaim<Check>("cor_3_4_recursion", "Corollary 3.4, the three rules",
                                 "In a layered network s_a = ∇ log φ(C) at the output, s_u = σ'(u) ∘ s_a and s_a of "
                                 "the layer before = Wᵀ s_u.",
                                 Verdict::holds,
                                 "b_↓(t) = φ(C(…t…)) is a composition of these maps, and each rule is the chain rule "
                                 "of one of them.",
                                 domain)
      .hypotheses({"φ is positive", "σ is differentiable at u", "derivatives are taken at the forward point"})
      .exact(300)
      .field(1000)
      .ball(60, smooth)
      .scaling(10, smooth)
      .drop("φ is positive", changed(&FeedforwardDomain::factors, LossFactors::negative, domain), false)
      .drop("σ is differentiable at u", networks_at_kinks(domain))
      .drop("derivatives are taken at the forward point", changed(&FeedforwardDomain::forward_point, false, domain))
      .mutant<ForgetsTheTranspose>()
      .mutant<SlopeAtTheOutput>()
      .mutant<RecursionForgetsTheSeed>()
      .mutant<TakesTheLayerBelow>()
      .mutant<RecursionOverwrites>()
      .build();
}

}  // namespace klprop::claims::cor_3_4_recursion
