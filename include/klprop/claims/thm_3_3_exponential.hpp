#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_mutants.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>

namespace klprop::claims::thm_3_3_exponential {

/// b_↓ for φ = e^{αz} differentiated as a function, against α times the gradient of z alone.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>& under_test,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    const DeltaLift lift(instance.graph, instance.z);
    const std::vector<S> gradient = under_test.sensitivities(instance.graph, instance.values, instance.z, S(1));
    const FirstOrderMessages<S> messages(lift, instance.values, instance.factor);
    const S alpha = from_rational<S>(instance.factor.a);
    for (const GraphNodeId node : variables_in_reach(instance, lift, report))
      equal_beside_one(report, log_derivative(messages, node), S(alpha * gradient[node]),
                       [&] { return "(log b)' and alpha*dz/dv at " + node_text(instance.graph, node); });
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain = changed(&ComputationGraphDomain::factors, OutputFactors::exponential);
  return ComputationGraphClaim<Check>("thm_3_3_exponential", "Theorem 3.3, second half",
                                      "For phi(z) = exp(alpha*z) the log-derivative of b is alpha times the gradient "
                                      "of z.",
                                      Verdict::holds, "Then phi'/phi is alpha, whatever z* is.", domain)
      .hypotheses({"phi(z) = exp(alpha*z)", "every psi differentiable at the forward point"})
      .scaling(10, with_all_primitives(domain))
      .ball(60, with_all_primitives(domain))
      .exact(300)
      .field(2000)
      .exhaustive()
      .drop("phi(z) = exp(alpha*z)", changed(&ComputationGraphDomain::factors, OutputFactors::power, domain))
      .mutant<OverwritesOnFanOut>()
      .mutant<LastSlotOnly>()
      .mutant<ForgetsSignOfSubtrahend>()
      .mutant<DerivativeAtTheOutput>()
      .build();
}

}  // namespace klprop::claims::thm_3_3_exponential
