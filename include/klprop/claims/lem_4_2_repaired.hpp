#pragma once

#include <klprop/claims/spn_activity.hpp>
#include <klprop/claims/spn_activity_mutants.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/factor_graph/hybrid_iteration.hpp>

namespace klprop::claims::lem_4_2_repaired {

/// Messages of one upward–downward pass, its beliefs and T_Proj(q_{−1}) on a tree's activity lift against both sweeps. On a
/// lift with cycles, where the pass does not exist, the sweeps' messages are tried as a fixed point of the updates.
struct Check {
  template <RecognisesZero S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    if (!can_lift(circuit, instance.budget, report)) return;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (divisor(sweeps.value()) != Divisor::usable) return report.undefined("S(e) = 0");
    const LiftedInstance<S> lift = lifted(circuit, instance.at, under_test, most_lift_entries(instance.budget));
    const LiftedSweeps<S> expected = on_lift(lift, instance.at, sweeps);

    if (lift.lift.is_tree())
      compare_pass(lift, instance.at, sweeps, expected, report);
    else
      compare_one_iteration(lift, expected, sweeps.value(), report);
    const std::optional<FactoredTable<S>> projection = projected(lift, under_test, report);
    if (!projection) return;
    compare_projection(lift, expected, sweeps.value(), *projection, report);
    compare_indicators(circuit, instance.at, sweeps, under_test,
                       summed_over_leaves<S>(circuit, active(lift.lift, *projection)), report);
    compare_literal_tables(lift, *projection, report);
  }

 private:
  template <RecognisesZero S>
  static void compare_pass(const LiftedInstance<S>& lift, const Valuation<S>& at, const Sweeps<S>& sweeps,
                           const LiftedSweeps<S>& expected, Report<S>& report) {
    const FactorGraph& graph = lift.lift.graph;
    MessagePassing<S> passing(graph, lift.values);
    const BeliefPropagationResult<S> pass = tree_pass(passing, TreeSchedule(graph));
    if (pass.breakdown) return report.equal(S(1), S(0), [&] { return "no pass: " + describe(graph, *pass.breakdown); });
    compare_messages(lift, expected, sweeps.value(), pass.messages, report);
    compare_gates(lift, at, sweeps, pass.beliefs, report);
  }

  /// b_s at the outcome where s and exactly its j-th child are active, and where all are not.
  template <RecognisesZero S>
  static void compare_gates(const LiftedInstance<S>& lift, const Valuation<S>& at, const Sweeps<S>& sweeps,
                            const Beliefs<S>& beliefs, Report<S>& report) {
    for (const NodeId sum : gates_of(lift.circuit, true)) {
      const GateBelief<S> gate = gate_belief(lift.circuit, at, sweeps, sum);
      const std::size_t count = gate.select.size(), first = lift.lift.graph.first_value(lift.lift.node_factor[sum]);
      for (std::size_t j = 0; j < count; ++j) {
        const std::size_t outcome = (std::size_t{1} << count) + (std::size_t{1} << (count - 1 - j));
        report.equal(gate.select[j], beliefs.factors[first + outcome], [&] {
          return "D(s)w_{sc}S(c)/S(e) and the belief of the sum's factor, " + gate_edge_text(lift.circuit, sum, j);
        });
      }
      report.equal(gate.visit + beliefs.factors[first], S(1), [&] {
        return "D(s)S(s)/S(e) + (belief that the sum's factor is inactive) and 1, s = node " + std::to_string(sum);
      });
    }
  }

  template <RecognisesZero S>
  static void compare_one_iteration(const LiftedInstance<S>& lift, const LiftedSweeps<S>& expected, const S& value,
                                    Report<S>& report) {
    const FactorGraph& graph = lift.lift.graph;
    MessagePassing<S> passing(graph, lift.values);
    Messages<S> messages = passing.uniform();
    const MessageLayout layout(graph);
    for (VariableId v = 0; v < graph.variable_count(); ++v) {
      const S &up = expected.upward[v], &down = expected.downward[v], rest = value - down * up;
      const auto above = layout.of(messages.to_factor, graph.edges(v)[0]);
      const auto below = layout.of(messages.to_factor, graph.edges(v)[1]);
      above[0] = S(1) / (S(1) + up);
      above[1] = up / (S(1) + up);
      below[0] = rest / (rest + down);
      below[1] = down / (rest + down);
    }
    if (const auto failed = flooding_step(passing, messages))
      return report.equal(S(1), S(0), [&] { return "no iteration: " + describe(graph, *failed); });
    compare_messages(lift, expected, value, messages, report);
  }

  /// T_Proj as it is written, on a table over all copies, where that is small. The displayed iteration divides by k, a
  /// product of marginals of q_{−1} that is zero where the root's copy is 0.
  template <RecognisesZero S>
  static void compare_literal_tables(const LiftedInstance<S>& lift, const FactoredTable<S>& projection,
                                     Report<S>& report) {
    constexpr std::uint64_t most_entries = 128;
    const FactorGraph& graph = lift.lift.graph;
    if (edge_replica_entries(graph) > most_entries) return;
    const Replicas replicas = edge_replicas(graph);
    const Table<S> start = replicated_factors<S>(graph, replicas, lift.values);
    const Table<S> literal = projection_step(start, replicas);
    const Table<S> factored = FactoredHybrid<S>(graph, lift.values).expanded(projection);
    for (std::uint64_t outcome = 0; outcome < literal.values.size(); ++outcome)
      report.equal(literal.values[outcome], factored.values[outcome], [&] {
        return "T_Proj on the table over all copies and the product of its tables, outcome " + std::to_string(outcome);
      });
    bool defined = true;
    try {
      static_cast<void>(hybrid_step(hybrid_start(start), replicas));
    } catch (const UndefinedStep&) {
      defined = false;
    }
    report.equal(S(defined ? 1 : 0), S(0),
                 [] { return std::string("the displayed iteration has a first step (1) or none (0), and none"); });
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain trees;
  trees.tree = true;
  trees.tiny = true;
  const auto dropped = [&](bool SpnDomain::*hypothesis) { return without(hypothesis, trees); };
  return SpnClaim<Check>(
             "lem_4_2_repaired", "Lemma 4.2, repaired",
             "On the activity lift of a tree network one upward–downward pass of belief propagation sends 1 : S(n) "
             "upwards and S(e) − D(n)S(n) : D(n) downwards, and T_Proj(q_{-1}), in its primal form, is the product of "
             "(1 − D(n)S(n)/S(e), D(n)S(n)/S(e)) over all copies; the sum factors' beliefs are the gate marginals.",
             Verdict::holds, "A tree's lift is a tree; its joint states of positive mass are the parses.", trees)
      .hypotheses({"tree", "S(e) ≠ 0"})
      .scaling()
      .exact()
      .field(500)
      .exhaustive(4)
      .drop("tree", dropped(&SpnDomain::tree))
      .drop("completeness", dropped(&SpnDomain::complete), false)
      .drop("decomposability", dropped(&SpnDomain::decomposable), false)
      .drop("positive evidence", dropped(&SpnDomain::positive_evidence), false)
      .drop("positive weights", dropped(&SpnDomain::positive_parameters), false)
      .drop("variable in the root's scope", dropped(&SpnDomain::covered), false)
      .drop("leaf per state", dropped(&SpnDomain::all_states), false)
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<DividesInProducts>>(dropped(&SpnDomain::positive_evidence))
      .mutant<SharedLeavesDistinct>()
      .mutant<SumsPlusOne>()
      .mutant<LiftsWithoutWeights>()
      .mutant<LiftsWithSeveralChildren>()
      .mutant<ProjectsWithoutConsensus>()
      .build();
}

}  // namespace klprop::claims::lem_4_2_repaired
