#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_mutants.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>
#include <klprop/claims/single_factors.hpp>

namespace klprop::claims::lem_3_2 {

/// The message m(ψ(…, t, …)) differentiated as a function of t, against (log m)'·∂ψ/∂x_j from tables of derivatives.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>& under_test,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    for_each_factor(instance, report, [&](const SingleFactor<S>& factor) {
      const DeltaLift lift(factor.alone, factor.y);
      if (!instance.domain.differentiable) return compare_both_sides(instance, factor, lift, report);
      const FirstOrderMessages<S> messages(lift, factor.values, instance.factor);
      const S outer = log_slope(instance.factor, factor.values[factor.y]);
      const std::vector<S> slopes = under_test.local_derivatives(instance.graph, factor.node, instance.values);
      for (GraphNodeId slot = 0; slot < factor.y; ++slot)
        equal_beside_one(report, log_derivative(messages, slot), S(outer * slopes[slot]), [&] {
          return "d/dx log m_{g->x} and (d/dy log m_{y->g})*dy/dx at " + factor.text(instance.graph, slot);
        });
    });
  }

 private:
  /// Beside a kink the lemma would make both one-sided derivatives equal to the same number.
  template <Field S>
  static void compare_both_sides(const ComputationGraphInstance<S>& instance, const SingleFactor<S>& factor,
                                 const DeltaLift& lift, Report<S>& report) {
    if constexpr (std::is_same_v<S, Rational>) {
      const MessagesAround<OneSided<S>, S> messages(lift, factor.values, instance.factor);
      for (GraphNodeId slot = 0; slot < factor.y; ++slot) {
        const auto where = [&] { return factor.text(instance.graph, slot); };
        compare_sides(messages, slot, where, report);
      }
    }
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain;
  return ComputationGraphClaim<Check>(
             "lem_3_2", "Lemma 3.2",
             "d/dx log m_{g->x} = (d/dy log m_{y->g})*dy/dx at the forward point, for "
             "g = delta(y - psi(x)).",
             Verdict::holds, "The factor substitutes: m_{g->x} is m_{y->g} after psi; then the chain rule.", domain)
      .hypotheses({"psi differentiable at the point", "m positive and differentiable near y*",
                   "all other arguments clamped at their forward values"})
      .scaling(10, with_all_primitives(domain))
      .ball(60, with_all_primitives(domain))
      .exact(300)
      .field(2000)
      .exhaustive()
      .drop("psi differentiable", changed(&ComputationGraphDomain::differentiable, false))
      .drop("m positive, so that it is negative", changed(&ComputationGraphDomain::factors, OutputFactors::negative),
            false)
      .mutant<DerivativeAtTheOutput>()
      .mutant<ForgetsSignOfSubtrahend>()
      .mutant<ForgetsTheInnerDerivative>()
      .build();
}

}  // namespace klprop::claims::lem_3_2
