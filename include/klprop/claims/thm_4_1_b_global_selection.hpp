#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_gates.hpp>

namespace klprop::claims::thm_4_1_b_global_selection {

/// Masses over global selections: a child at *every* sum node, visited or not.
template <class S>
struct SelectionMasses {
  S total{};
  std::vector<S> select;  ///< per edge: mass of the selections that choose it and visit its sum

  explicit SelectionMasses(const Circuit& circuit) : select(circuit.edge_count()) {}
  [[nodiscard]] S probability(EdgeId edge) const { return select[edge] / total; }
};

/// D(s)w_{sc}S(c)/S(e) against Pr(visits s and selects c) when a parse is a global selection. The paper leaves open
/// whether the mass of a selection takes in the weights chosen at sums that are not visited; the claim is granted if it
/// holds under either reading.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    if (!in_reach(circuit))
      return report.discard("selections of a child at every sum: more than " + std::to_string(most_selections));

    SelectionMasses<S> all_weights(circuit), visited_weights(circuit);
    for_each_selection(circuit, instance.at, all_weights, visited_weights);
    const SelectionMasses<S>* reading = &all_weights;
    if (agrees(instance, sweeps, visited_weights)) reading = &visited_weights;
    for (const NodeId gate : gates_of(circuit, false)) {
      const GateBelief<S> belief = gate_belief(circuit, instance.at, sweeps, gate);
      for (EdgeId j = 0; j < belief.select.size(); ++j)
        report.equal(belief.select[j], reading->probability(circuit.first_edge(gate) + j), [&] {
          return "D(s)w_{sc}S(c)/S(e) and its probability under selections at all sums, " +
                 gate_edge_text(circuit, gate, j) + "; weights of all sums counted (weights of visited sums only: " +
                 exact_text(visited_weights.probability(circuit.first_edge(gate) + j)) +
                 " there, and unequal somewhere)";
        });
    }
  }

 private:
  static constexpr std::uint64_t most_selections = 20'000;

  static bool in_reach(const Circuit& circuit) {
    std::uint64_t selections = 1;
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      if (circuit.kind(node) == NodeKind::sum) selections *= circuit.children(node).size();
      if (selections > most_selections) return false;
    }
    return true;
  }

  template <class S>
  static bool agrees(const SpnInstance<S>& instance, const Sweeps<S>& sweeps, const SelectionMasses<S>& masses) {
    for (const NodeId gate : gates_of(instance.circuit, false)) {
      const GateBelief<S> belief = gate_belief(instance.circuit, instance.at, sweeps, gate);
      for (EdgeId j = 0; j < belief.select.size(); ++j)
        if (!(belief.select[j] == masses.probability(instance.circuit.first_edge(gate) + j))) return false;
    }
    return true;
  }

  template <class S>
  static void for_each_selection(const Circuit& circuit, const Valuation<S>& at, SelectionMasses<S>& all_weights,
                                 SelectionMasses<S>& visited_weights) {
    std::vector<EdgeId> slot(circuit.node_count(), 0);
    for (;;) {
      add_selection(circuit, at, slot, all_weights, visited_weights);
      NodeId node = 0;
      for (; node < circuit.node_count(); ++node) {
        if (circuit.kind(node) != NodeKind::sum) continue;
        if (++slot[node] < circuit.children(node).size()) break;
        slot[node] = 0;
      }
      if (node == circuit.node_count()) return;
    }
  }

  template <class S>
  static void add_selection(const Circuit& circuit, const Valuation<S>& at, const std::vector<EdgeId>& slot,
                            SelectionMasses<S>& all_weights, SelectionMasses<S>& visited_weights) {
    std::vector<bool> visited(circuit.node_count(), false);
    visited[circuit.root()] = true;
    S met(1), unmet(1);
    for (NodeId node = circuit.node_count(); node-- > 0;) {
      const auto children = circuit.children(node);
      if (circuit.kind(node) == NodeKind::sum) {
        S& mass = visited[node] ? met : unmet;
        mass *= at.parameters[circuit.weights(node)[slot[node]]];
        if (visited[node]) visited[children[slot[node]]] = true;
      } else if (visited[node]) {
        if (circuit.kind(node) == NodeKind::indicator) met *= at.lambda[circuit.indicator(node)];
        if (circuit.kind(node) == NodeKind::constant) met *= at.parameters[circuit.constant(node)];
        for (const NodeId child : children) visited[child] = true;
      }
    }
    all_weights.total += met * unmet;
    visited_weights.total += met;
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      if (circuit.kind(node) != NodeKind::sum || !visited[node]) continue;
      all_weights.select[circuit.first_edge(node) + slot[node]] += met * unmet;
      visited_weights.select[circuit.first_edge(node) + slot[node]] += met;
    }
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain tiny;
  tiny.tiny = true;
  tiny.constants = false;
  SpnDomain normalised = tiny;
  normalised.normalised = true;
  return SpnClaim<Check>("thm_4_1_b_global_selection", "Theorem 4.1(b), with the definition of a parse in Section 4.2",
                         "The gate marginals of Theorem 4.1(b) when a parse chooses a child at every sum node, visited "
                         "or not, as 'exactly one child at each sum node' reads.",
                         Verdict::refuted, "Choices at sums that are not visited reweight the parses.", tiny)
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence"})
      .scaling()
      .exact()
      .field(2000)
      .exhaustive()
      .restrict_to("normalised weights", normalised)
      .build();
}

}  // namespace klprop::claims::thm_4_1_b_global_selection
