#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>
#include <klprop/claims/single_factors.hpp>

#include <concepts>

namespace klprop::claims::lem_3_2_kink {

/// The derivatives of m(ψ(…, t, …)) to the right and to the left. Where they differ, no value must be returned for ∂ψ/∂x;
/// a program that returns one leaves the case undecided, and so the claim.
struct Check {
  template <std::same_as<Rational> S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>& under_test,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    for_each_factor(instance, report, [&](const SingleFactor<S>& factor) {
      const bool value = has_slopes(instance, factor.node, under_test);
      const DeltaLift lift(factor.alone, factor.y);
      const OutputFactor m = instance.domain.factors == OutputFactors::flat
                                 ? OutputFactor{OutputFactor::Kind::square, factor.values[factor.y], 1}
                                 : instance.factor;
      const MessagesAround<OneSided<S>, S> messages(lift, factor.values, m);
      for (GraphNodeId slot = 0; slot < factor.y; ++slot) {
        if (value && one_sided_log_derivative(messages, slot, 1) != one_sided_log_derivative(messages, slot, -1))
          return report.discard("a derivative is returned at a kink");
        const auto where = [&] { return factor.text(instance.graph, slot); };
        compare_sides(messages, slot, where, report);
      }
    });
  }

 private:
  [[nodiscard]] static bool has_slopes(const ComputationGraphInstance<Rational>& instance, GraphNodeId node,
                                       const ComputationGraphComputation<Rational>& under_test) {
    try {
      static_cast<void>(under_test.local_derivatives(instance.graph, node, instance.values));
    } catch (const NotDifferentiable&) {
      return false;
    }
    return true;
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain = changed(&ComputationGraphDomain::differentiable, false);
  return ComputationGraphClaim<Check>(
             "lem_3_2_kink", "Lemma 3.2 without differentiability",
             "The lemma also holds where psi has a kink: |x| or max(x, 0) at 0, a tie of maxima.", Verdict::refuted,
             "The derivatives to the left and to the right differ; the program reports the kink and returns no value.",
             domain)
      .hypotheses({"psi continuous", "m positive and differentiable near y*"})
      .exact(300)
      .restrict_to("psi differentiable at the point", changed(&ComputationGraphDomain::differentiable, true))
      .restrict_to("d/dy log m = 0 at y*", changed(&ComputationGraphDomain::factors, OutputFactors::flat, domain))
      .build();
}

}  // namespace klprop::claims::lem_3_2_kink
