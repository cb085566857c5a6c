#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_mutants.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>
#include <klprop/claims/message_differences.hpp>

namespace klprop::claims::thm_3_3 {

/// b_↓ differentiated as the function that it is, by dual numbers and by differences, against a reverse sweep that starts
/// with φ'/φ.
struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>& under_test,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    const DeltaLift lift(instance.graph, instance.z);
    const std::vector<GraphNodeId> variables = variables_in_reach(instance, lift, report);
    if (!instance.domain.differentiable) return compare_both_sides(instance, lift, variables, report);
    const S seed = log_slope(instance.factor, instance.values[instance.z]);
    const std::vector<S> swept = under_test.sensitivities(instance.graph, instance.values, instance.z, seed);
    const FirstOrderMessages<S> messages(lift, instance.values, instance.factor);
    const auto compare = [&](const S& slope, GraphNodeId node, const char* by) {
      equal_beside_one(report, slope, swept[node], [&] {
        return "(log b)' by " + std::string(by) + " and phi'/phi*dz/dv at " + node_text(instance.graph, node);
      });
    };
    for (const GraphNodeId node : variables) compare(log_derivative(messages, node), node, "dual numbers");
    compare_differences(instance, lift, variables, compare);
  }

 private:
  /// Messages that are polynomials of small degree, and over balls those into a few variables.
  template <Field S, class Compare>
  static void compare_differences(const ComputationGraphInstance<S>& instance, const DeltaLift& lift,
                                  std::span<const GraphNodeId> variables, const Compare& compare) {
    if constexpr (std::is_same_v<S, Ball>) {
      constexpr std::size_t most_variables = 3;
      const auto few = variables.first(std::min(variables.size(), most_variables));
      const std::vector<Ball> slopes = log_derivatives_by_differences(lift, instance.factor, few);
      for (std::size_t k = 0; k < few.size(); ++k) compare(slopes[k], few[k], "a difference quotient");
    } else if constexpr (!std::is_same_v<S, Real>) {
      constexpr std::uint64_t most_degree = 8;
      const auto degrees = message_degrees(lift, instance.factor, most_degree);
      const MessagesAround<S, S> messages(lift, instance.values, instance.factor);
      for (const GraphNodeId node : variables)
        if (degrees[node]) compare(log_derivative_by_differences(messages, node, *degrees[node]), node, "differences");
    }
  }

  /// Beside a kink the theorem would make both one-sided derivatives equal to the same number.
  template <Field S>
  static void compare_both_sides(const ComputationGraphInstance<S>& instance, const DeltaLift& lift,
                                 std::span<const GraphNodeId> variables, Report<S>& report) {
    if constexpr (std::is_same_v<S, Rational>) {
      const MessagesAround<OneSided<S>, S> messages(lift, instance.values, instance.factor);
      for (const GraphNodeId node : variables) {
        const auto where = [&] { return node_text(instance.graph, node); };
        compare_sides(messages, node, where, report);
      }
    }
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain;
  return ComputationGraphClaim<Check>("thm_3_3", "Theorem 3.3",
                                      "(log b)'(v) = phi'(z*)/phi(z*)*dz/dv for every input and every internal "
                                      "variable v, b being the product of the messages from downstream factors.",
                                      Verdict::holds,
                                      "Each message obeys Lemma 3.2 and logarithms of products add: the recursion of "
                                      "the reverse sweep.",
                                      domain)
      .hypotheses({"phi positive and differentiable", "every psi differentiable at the forward point",
                   "b takes messages from downstream factors only"})
      .scaling(10, with_all_primitives(domain))
      .ball(60, with_all_primitives(domain))
      .exact(300)
      .field(2000)
      .exhaustive()
      .drop("every psi differentiable", changed(&ComputationGraphDomain::differentiable, false))
      .drop("phi positive, so that it is negative", changed(&ComputationGraphDomain::factors, OutputFactors::negative),
            false)
      .mutant<OverwritesOnFanOut>()
      .mutant<LastSlotOnly>()
      .mutant<ForgetsSeed>()
      .mutant<ForgetsSignOfSubtrahend>()
      .mutant<DerivativeAtTheOutput>()
      .build();
}

}  // namespace klprop::claims::thm_3_3
