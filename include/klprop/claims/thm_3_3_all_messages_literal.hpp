#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>

namespace klprop::claims::thm_3_3_all_messages_literal {

/// The product of all messages into a variable right beside its forward value, against that of the downstream ones,
/// which has a logarithm there.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>&,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    const DeltaLift lift(instance.graph, instance.z);
    const FirstOrderMessages<S> messages(lift, instance.values, instance.factor);
    for (const GraphNodeId node : variables_in_reach(instance, lift, report)) {
      const Dual<S> beside(messages.forward(node).value, S(1));
      const Dual<S> downstream = messages.at(node, beside);
      const Dual<S> all = upstream_message(instance, node, beside) * downstream;
      report.equal(all.value, downstream.value, [&] {
        return "product of all messages and of the downstream ones, infinitely close to the forward value of " +
               node_text(instance.graph, node);
      });
    }
  }

 private:
  /// The message of the factor that defines the variable, its arguments being at their forward values: the mass is at
  /// ψ(x*) and nowhere else. An input has no such factor.
  template <Field S>
  [[nodiscard]] static Dual<S> upstream_message(const ComputationGraphInstance<S>& instance, GraphNodeId node,
                                                const Dual<S>& t) {
    if (instance.graph.arguments(node).empty()) return Dual<S>(1);
    return Decisions<Dual<S>>::is_zero(t - Dual<S>(instance.values[node])) ? Dual<S>(1) : Dual<S>(0);
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain;
  return ComputationGraphClaim<Check>("thm_3_3_all_messages_literal", "Theorem 3.3, proof",
                                      "b may be taken as the product of all factor-to-variable messages into x.",
                                      Verdict::refuted,
                                      "The message from the factor that defines x is a Dirac mass at x*: beside x* the "
                                      "product is 0 and has no logarithm.",
                                      domain)
      .hypotheses({"phi positive", "every psi differentiable at the forward point"})
      .exact(100)
      .field(500)
      .exhaustive()
      .restrict_to("inputs, which no factor defines", changed(&ComputationGraphDomain::inputs_only, true))
      .build();
}

}  // namespace klprop::claims::thm_3_3_all_messages_literal
