#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>
#include <klprop/random/graph_node.hpp>

namespace klprop::claims::thm_3_3_second_order_literal {

/// b_↓ by slot replicas differentiated twice as a function, against α times the second derivative of z.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>&,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    const DeltaLift lift(instance.graph, instance.z);
    const SecondOrderMessages<S> messages(lift, instance.values, instance.factor);
    const S alpha = from_rational<S>(instance.factor.a);
    for (const GraphNodeId node : variables_in_reach(instance, lift, report))
      equal_beside_one(report, second_log_derivative(messages, node), S(alpha * second_derivative(instance, node)),
                       [&] { return "(log b)'' and alpha*d2z/dv2 at " + node_text(instance.graph, node); });
  }

 private:
  /// ∂²z/∂v², all that depends on v moving with it.
  template <Field S>
  [[nodiscard]] static S second_derivative(const ComputationGraphInstance<S>& instance, GraphNodeId node) {
    using Twice = Dual<Dual<S>>;
    const Twice moving(Dual<S>(instance.values[node], S(1)), Dual<S>(S(1)));
    std::vector<Twice> inputs;
    for (const S& input : instance.inputs) inputs.emplace_back(Dual<S>(input));
    const auto z_of = [&](const ComputationGraph& graph) {
      return forward_values<Twice>(graph, inputs)[instance.z].tangent.tangent;
    };
    if (instance.graph.primitive(node) == Primitive::input) {
      inputs[instance.graph.input_index(node)] = moving;
      return z_of(instance.graph);
    }
    return z_of(cut_at(instance.graph, node, moving, inputs));
  }

  /// The place of the new input among the inputs is that of the node among the nodes.
  template <class Number>
  [[nodiscard]] static ComputationGraph cut_at(const ComputationGraph& graph, GraphNodeId node, const Number& moving,
                                               std::vector<Number>& inputs) {
    ComputationGraph cut = with_input_at(graph, node);
    inputs.insert(inputs.begin() + cut.input_index(node), moving);
    return cut;
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain = changed(&ComputationGraphDomain::factors, OutputFactors::exponential);
  return ComputationGraphClaim<Check>("thm_3_3_second_order_literal", "Theorem 3.3, second derivatives",
                                      "For phi(z) = exp(alpha*z) each variable's second log-derivative of b is alpha "
                                      "times its second derivative of z.",
                                      Verdict::refuted,
                                      "Messages are multiplied with everything else clamped: what two paths do to each "
                                      "other is left out. (The paper does not claim it.)",
                                      domain)
      .hypotheses({"phi(z) = exp(alpha*z)", "every psi twice differentiable"})
      .exact(100)
      .field(500)
      .exhaustive()
      .restrict_to("trees, where b(t) is phi of z as a function of t",
                   changed(&ComputationGraphDomain::tree, true, domain))
      .build();
}

}  // namespace klprop::claims::thm_3_3_second_order_literal
