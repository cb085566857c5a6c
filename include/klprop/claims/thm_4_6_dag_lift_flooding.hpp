#pragma once

#include <klprop/certify/fixed_point.hpp>
#include <klprop/claims/spn_activity.hpp>
#include <klprop/claims/spn_claim.hpp>

#include <concepts>
#include <optional>

namespace klprop::claims::thm_4_6_dag_lift_flooding {

/// Whether the true marginals on the circuit's own lift can be beliefs of belief propagation.
///
/// After every parallel iteration, whatever the messages, Π_a b_a(x_a) = C·Π_a f_a(x_a)·Π_i b_i(x_i)^{d_i−1} for one constant
/// C: the messages cancel. Here d_i = 2. If the beliefs tended to the true marginals, these would meet the identity on every
/// joint state of positive mass, that is on every parse. Over balls the beliefs of the fixed point near which flooding comes
/// to rest are enclosed as well, where one is proved to exist.
struct Check {
  static constexpr bool decides_in_balls = true;

  template <RecognisesZero S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    if (breaks_single_visits(instance)) return report.discard(constant_repeats);
    if (!can_enumerate_parses(instance)) return report.discard("more parses than the budget allows");
    if (!can_lift(circuit, instance.budget, report)) return;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (divisor(sweeps.value()) != Divisor::usable) return report.undefined("S(e) = 0");
    const LiftedInstance<S> lift = lifted(circuit, instance.at, under_test, most_lift_entries(instance.budget));
    const LiftedSweeps<S> values = on_lift(lift, instance.at, sweeps);
    std::vector<S> marginal;
    for (VariableId v = 0; v < values.upward.size(); ++v)
      marginal.push_back(values.upward[v] * values.downward[v] / sweeps.value());

    std::optional<S> first;
    for_each_parse(circuit, instance.at, circuit.node_count(), [&](const std::vector<Choice>& choices, const S& mass) {
      const S quotient = belief_quotient(lift, marginal, choices) / mass;
      if (!first)
        first = quotient;
      else
        report.equal(*first, quotient, [&] {
          return "Π b_a/(Π f_a·Π b_i) of the true marginals at the parse that takes first edges and at the one " +
                 choices_text(choices);
        });
    });
    if constexpr (std::same_as<S, Ball>)
      if (!lift.lift.is_tree()) compare_certified(lift, marginal, report);
  }

 private:
  /// Π_a b_a(x_a)/Π_i b_i(x_i) at a parse. A factor's marginals follow from those of its variables, as at most one of its
  /// edges is active; those of leaves and products cancel with their own variable's, and so do those of inactive sums.
  template <Field S>
  static S belief_quotient(const LiftedInstance<S>& lift, const std::vector<S>& marginal,
                           const std::vector<Choice>& choices) {
    const Circuit& circuit = lift.circuit;
    std::vector<std::uint32_t> slot(circuit.node_count(), 0);
    for (const Choice& choice : choices) slot[choice.sum] = choice.slot;
    std::vector<bool> is_active(circuit.node_count(), false), is_shared(circuit.node_count(), false);
    is_active[circuit.root()] = true;
    S quotient(1);
    for (NodeId node = circuit.node_count(); node-- > 0;) {
      const bool sum = circuit.kind(node) == NodeKind::sum;
      if (is_shared[node] && !is_active[node]) quotient *= S(1) - marginal[node];
      if (sum && is_active[node]) quotient /= marginal[node];
      for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
        const NodeId child = circuit.children(node)[j];
        const VariableId edge = lift.lift.edge_variable[circuit.first_edge(node) + j];
        const bool taken = is_active[node] && (!sum || j == slot[node]);
        if (taken) is_active[child] = true;
        if (taken && sum) quotient *= marginal[edge];
        if (edge == child) continue;
        is_shared[child] = true;
        if (!taken) quotient /= S(1) - marginal[edge];  // of a taken edge the factor above the child has as much
      }
    }
    return quotient;
  }

  [[nodiscard]] static std::string choices_text(const std::vector<Choice>& choices) {
    std::string text;
    for (const Choice& choice : choices)
      text +=
          (text.empty() ? "edge " : ", edge ") + std::to_string(choice.slot) + " at node " + std::to_string(choice.sum);
    return text;
  }

  /// The beliefs at a fixed point, enclosed, against the true marginals.
  static void compare_certified(const LiftedInstance<Ball>& lift, const std::vector<Ball>& marginal,
                                Report<Ball>& report) {
    constexpr ScopeEdge most_edges = 48;
    const FactorGraph& graph = lift.lift.graph;
    std::optional<Messages<Ball>> messages;
    if (graph.edge_count() <= most_edges) messages = certified_fixed_point(graph, lift.values);
    Beliefs<Ball> beliefs;
    MessagePassing<Ball> passing(graph, lift.values);
    if (!messages || passing.beliefs(*messages, beliefs))
      return report.leave_out(
          "the fixed point of belief propagation: none was enclosed (it is tried on lifts of at most 48 edges)");
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      report.equal(marginal[v], beliefs.variables[graph.variables().indicator(v, 1)], [&] {
        return "the true marginal and the belief at a fixed point of belief propagation, " +
               activity_text(lift.circuit, lift.lift, v);
      });
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain tiny;
  tiny.tiny = true;
  tiny.constants = false;
  return SpnClaim<Check>(
             "thm_4_6_dag_lift_flooding", "Theorem 4.6 with parallel belief propagation on the circuit's own lift",
             "On the activity lift of a circuit with shared nodes the beliefs of parallel belief propagation tend to "
             "the "
             "beliefs of Theorem 4.1, as T_Proj has them.",
             Verdict::refuted,
             "The lift has cycles; true marginals break an identity that the beliefs of every iteration meet.", tiny)
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", no_repeated_constants})
      .exact()
      .ball(6)
      .field(500)
      .exhaustive()
      .restrict_to("tree", with(&SpnDomain::tree, tiny))
      .build();
}

}  // namespace klprop::claims::thm_4_6_dag_lift_flooding
