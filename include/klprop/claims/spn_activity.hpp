#pragma once

/// The activity lift beside the sweeps that it must agree with.                  (Lemma 4.2 and Theorem 4.6, repaired)

#include <klprop/claims/spn_computation.hpp>
#include <klprop/claims/spn_gates.hpp>
#include <klprop/claims/spn_instance.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/factor_graph/divisor.hpp>
#include <klprop/spn/activity_lift.hpp>
#include <klprop/spn/visits.hpp>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// A circuit's lift with its tables. The circuit must outlive it.
template <Ring S>
struct LiftedInstance {
  const Circuit& circuit;
  ActivityLift lift;
  std::vector<S> values;
};

/// The domain has no parses that visit a node of empty scope twice, and this network has some.
template <Ring S>
[[nodiscard]] bool breaks_single_visits(const SpnInstance<S>& instance) {
  const bool allowed = instance.domain.constants && instance.domain.repeated_constants;
  return !allowed && repeats_empty_scope(instance.circuit);
}

/// Entries of the lift's tables that a case may take.
[[nodiscard]] inline std::uint64_t most_lift_entries(const Budget& budget) {
  return std::min(budget.operations, std::uint64_t{1} << 16);
}

template <RecognisesZero S>
[[nodiscard]] LiftedInstance<S> lifted(const Circuit& circuit, const Valuation<S>& at,
                                       const SpnComputation<S>& under_test, std::uint64_t most) {
  LiftedInstance<S> result{circuit, under_test.lift(circuit, most), {}};
  result.values = lift_values(result.lift, at);
  return result;
}

/// Whether elimination on the lift, or on a tree the pass, stays within the budget; if not, the case is discarded and the
/// size said.
template <class AnyReport>
[[nodiscard]] bool can_lift(const Circuit& circuit, const Budget& budget, AnyReport& report) {
  const std::uint64_t entries = activity_lift_entries(circuit), most = most_lift_entries(budget);
  if (entries > most) {
    report.discard(LiftTooLarge(entries, most).what());
    return false;
  }
  const ActivityLift lift = activity_lift(circuit, most);
  if (lift.is_tree()) return true;
  // A bound for any order of elimination would do; the order itself is found again by the projection.
  try {
    const JunctionTree tree(lift.graph, PossibleStates(lift.graph.variables()));
    const double cost = elimination_cost(tree).multiplications;
    if (cost <= static_cast<double>(budget.operations)) return true;
    report.discard("elimination on the activity lift takes " + std::to_string(static_cast<std::uint64_t>(cost)) +
                   " multiplications");
  } catch (const TreeTooLarge& error) {
    report.discard(error.what());
  }
  return false;
}

/// S and D of what a variable of the lift stands for: a node, or an edge, where D is the part of D(c) that comes over it.
template <Ring S>
struct LiftedSweeps {
  std::vector<S> upward, downward;  ///< by VariableId
};

template <RecognisesZero S>
[[nodiscard]] LiftedSweeps<S> on_lift(const LiftedInstance<S>& lifted, const Valuation<S>& at,
                                      const Sweeps<S>& sweeps) {
  const Circuit& circuit = lifted.circuit;
  LiftedSweeps<S> result{sweeps.upward, sweeps.downward};
  result.upward.resize(lifted.lift.graph.variable_count());
  result.downward.resize(lifted.lift.graph.variable_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
      const VariableId v = lifted.lift.edge_variable[circuit.first_edge(node) + j];
      if (v < circuit.node_count()) continue;
      S slope(1);
      if (circuit.kind(node) == NodeKind::sum) slope = at.parameters[circuit.weights(node)[j]];
      for (std::size_t k = 0; circuit.kind(node) == NodeKind::product && k < circuit.children(node).size(); ++k)
        if (k != j) slope *= sweeps.upward[circuit.children(node)[k]];
      result.upward[v] = sweeps.upward[circuit.children(node)[j]];
      result.downward[v] = sweeps.downward[node] * slope;
    }
  return result;
}

/// "A_3", or "A_e of edge 2 below node 7".
[[nodiscard]] inline std::string activity_text(const Circuit& circuit, const ActivityLift& lift, VariableId variable) {
  if (variable < circuit.node_count()) return "A_n, n = node " + std::to_string(variable);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j)
      if (lift.edge_variable[circuit.first_edge(node) + j] == variable)
        return "A_e, e = edge " + std::to_string(j) + " below node " + std::to_string(node);
  return {};
}

/// 1 : S upwards and S(e) − D·S : D downwards, at every variable. Written without differences, which would lose all digits
/// in floating point where a node is visited almost surely.
template <RecognisesZero S>
void compare_messages(const LiftedInstance<S>& lifted, const LiftedSweeps<S>& sweeps, const S& value,
                      const Messages<S>& messages, Report<S>& report) {
  const FactorGraph& graph = lifted.lift.graph;
  const MessageLayout layout(graph);
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const ScopeEdge above = graph.edges(v)[0], below = graph.edges(v)[1];
    const S &up = sweeps.upward[v], &down = sweeps.downward[v];
    const auto where = [&] { return ", " + activity_text(lifted.circuit, lifted.lift, v); };
    for (const auto message : {layout.of(messages.to_variable, below), layout.of(messages.to_factor, above)})
      report.equal(message[1], message[0] * up,
                   [&] { return "the upward message at 1 and S(n) times that at 0" + where(); });
    for (const auto message : {layout.of(messages.to_variable, above), layout.of(messages.to_factor, below)})
      report.equal(message[1] * value, message[0] * down + message[1] * down * up,
                   [&] { return "S(e)·m(1) and D(n)·m(0) + D(n)·S(n)·m(1), m being the downward message" + where(); });
  }
}

/// T_Proj(q_{−1}); empty where no joint state of the lift has mass, which is then a difference.
template <RecognisesZero S>
[[nodiscard]] std::optional<FactoredTable<S>> projected(const LiftedInstance<S>& lifted,
                                                        const SpnComputation<S>& under_test, Report<S>& report) {
  try {
    return under_test.project(lifted.lift, lifted.values);
  } catch (const UndefinedStep& none) {
    report.equal(S(1), S(0), [&] { return std::string("S(e) ≠ 0 and T_Proj has a value; ") + none.what(); });
    return std::nullopt;
  }
}

/// T_Proj's table on every copy of every variable: D·S/S(e) at 1, and the rest at 0.
template <RecognisesZero S>
void compare_projection(const LiftedInstance<S>& lifted, const LiftedSweeps<S>& sweeps, const S& value,
                        const FactoredTable<S>& projection, Report<S>& report) {
  const FactorGraph& graph = lifted.lift.graph;
  const MessageLayout layout(graph);
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const S mass = sweeps.upward[v] * sweeps.downward[v];
    for (const ScopeEdge copy : graph.edges(v)) {
      const auto table = layout.of(projection.edges, copy);
      report.equal(mass / value, table[1],
                   [&] { return "D·S/S(e) and T_Proj, " + activity_text(lifted.circuit, lifted.lift, v); });
      report.equal(table[0] * value + mass, value, [&] {
        return "S(e)·(T_Proj at 0) + D·S and S(e), " + activity_text(lifted.circuit, lifted.lift, v);
      });
    }
  }
}

/// T_Proj at 1, by VariableId.
template <Ring S>
[[nodiscard]] std::vector<S> active(const ActivityLift& lift, const FactoredTable<S>& projection) {
  const MessageLayout layout(lift.graph);
  std::vector<S> result;
  for (VariableId v = 0; v < lift.graph.variable_count(); ++v)
    result.push_back(layout.of(projection.edges, lift.graph.edges(v)[0])[1]);
  return result;
}

/// A quantity of the lift's variables at each edge of the circuit.
template <Ring S>
[[nodiscard]] std::vector<S> by_edge(const ActivityLift& lift, const std::vector<S>& of_variable) {
  std::vector<S> result;
  for (const VariableId v : lift.edge_variable) result.push_back(of_variable[v]);
  return result;
}

/// b_i(t): the sum of a quantity of the nodes over the leaves of each indicator.
template <Ring S>
[[nodiscard]] std::vector<S> summed_over_leaves(const Circuit& circuit, std::span<const S> of_node) {
  std::vector<S> sum(circuit.variables().indicator_count());
  for (NodeId leaf = 0; leaf < circuit.node_count(); ++leaf)
    if (circuit.kind(leaf) == NodeKind::indicator) sum[circuit.indicator(leaf)] += of_node[leaf];
  return sum;
}

/// λ/S·∂S/∂λ of each indicator, from the computation under test, against beliefs.
template <RecognisesZero S>
void compare_indicators(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps,
                        const SpnComputation<S>& under_test, const std::vector<S>& beliefs, Report<S>& report) {
  const std::vector<S> derivative = under_test.indicator_derivatives(circuit, sweeps.downward);
  for (IndicatorId k = 0; k < derivative.size(); ++k)
    report.equal(at.lambda[k] * derivative[k] / sweeps.value(), beliefs[k],
                 [&] { return "λ/S·∂S/∂λ and T_Proj summed over leaves, at " + indicator_text(circuit, k); });
}

/// The beliefs of Theorem 4.1 against T_Proj's: by enumeration of joint states and of parses; beyond, by values with a
/// variable clamped and by dual numbers.
///
/// @param  of_indicator  T_Proj summed over leaves
/// @param  of_node       T_Proj of each node's visit;  `of_edge`: of each edge, at sums
template <RecognisesZero S>
void compare_with_parses_and_states(SpnInstance<S>& instance, const std::vector<S>& of_indicator,
                                    const std::vector<S>& of_node, const std::vector<S>& of_edge, Report<S>& report) {
  const Circuit& circuit = instance.circuit;
  std::vector<S> workspace;
  const S value = value_by_definition(circuit, GivenSymbols<S>(instance.at), workspace);
  if (can_enumerate_states(instance)) {
    const EnumeratedPosterior<S> posterior = enumerate_posterior(circuit, instance.at);
    if (divisor(posterior.total) != Divisor::usable) return report.undefined(no_joint_mass);
    for (IndicatorId k = 0; k < of_indicator.size(); ++k)
      report.equal(posterior.mass[k] / posterior.total, of_indicator[k], [&] {
        return "the posterior over joint states and T_Proj summed over leaves, at " + indicator_text(circuit, k);
      });
  } else {
    std::vector<IndicatorId> all(of_indicator.size());
    std::iota(all.begin(), all.end(), IndicatorId{0});
    for (const IndicatorId k : within_budget(instance, std::move(all), value, "states by clamped values", report))
      report.equal(clamped_value(instance, {k}, workspace) / value, of_indicator[k], [&] {
        return "S with X_i clamped to t over S and T_Proj summed over leaves, at " + indicator_text(circuit, k);
      });
  }
  compare_gates(instance, of_node, of_edge, value, "T_Proj", report);
}

}  // namespace klprop::claims
