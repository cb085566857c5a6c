#pragma once

/// Gate probabilities by enumeration of parses, or by dual numbers where there are too many.

#include <klprop/claims/spn_oracles.hpp>
#include <klprop/factor_graph/divisor.hpp>
#include <klprop/spn/parses.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// The sum nodes about which Theorem 4.1(b) speaks: those of non-empty scope, unless `all`.
[[nodiscard]] inline std::vector<NodeId> gates_of(const Circuit& circuit, bool all) {
  const std::vector<bool> scoped = has_scope(circuit);
  std::vector<NodeId> gates;
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (circuit.kind(node) == NodeKind::sum && (all || scoped[node])) gates.push_back(node);
  return gates;
}

[[nodiscard]] inline std::string gate_edge_text(const Circuit& circuit, NodeId gate, std::size_t slot) {
  return "s = node " + std::to_string(gate) + ", c = node " + std::to_string(circuit.children(gate)[slot]) +
         " at edge " + std::to_string(slot);
}

/// What keeps the parses from being enumerated within the budget, in words; empty where they can be.
///
/// A parse is at most as large as the circuit when it visits no node twice; other circuits are bounded by the limit of
/// the enumeration itself.
[[nodiscard]] inline std::string too_many_parses(const Circuit& circuit, const Budget& budget) {
  const std::uint64_t edges = circuit.edge_count();
  const std::uint64_t most = std::min(budget.enumerated, budget.enumeration / (edges + 1));
  if (parse_count(circuit, most + 1) > most) return "more than " + std::to_string(most) + " parses";
  // A sum of constants may be visited so often that one parse is larger than the circuit.
  const std::uint64_t largest = 64 + 8 * edges;
  if (largest_parse(circuit, largest + 1) > largest)
    return "parses, one of which visits more than " + std::to_string(largest) + " nodes";
  return {};
}

template <Ring S>
[[nodiscard]] bool can_enumerate_parses(const SpnInstance<S>& instance) {
  return too_many_parses(instance.circuit, instance.budget).empty();
}

template <Ring S>
struct ParseMasses {
  S total{};
  std::vector<S> visit;   ///< per node: mass of the parses that visit it (sum nodes only)
  std::vector<S> select;  ///< per edge: mass of the parses that select it
};

/// A parse counts once for a node or edge however often it meets it.
template <Ring S>
[[nodiscard]] ParseMasses<S> enumerate_parses(const Circuit& circuit, const Valuation<S>& at) {
  ParseMasses<S> masses{S{}, std::vector<S>(circuit.node_count()), std::vector<S>(circuit.edge_count())};
  std::vector<std::uint64_t> node_seen(circuit.node_count(), 0), edge_seen(circuit.edge_count(), 0);
  std::uint64_t parse = 0;
  constexpr std::size_t node_limit = 10'000'000;
  for_each_parse(circuit, at, node_limit, [&](const std::vector<Choice>& choices, const S& mass) {
    ++parse;
    masses.total += mass;
    for (const Choice& choice : choices) {
      const EdgeId edge = circuit.first_edge(choice.sum) + choice.slot;
      if (node_seen[choice.sum] != parse) masses.visit[choice.sum] += mass;
      if (edge_seen[edge] != parse) masses.select[edge] += mass;
      node_seen[choice.sum] = edge_seen[edge] = parse;
    }
  });
  return masses;
}

/// Visits of gates and selections of their edges, as probabilities, against the parses; where these are too many, against
/// ∂log S/∂log S(s) and ∂log S/∂log w_{sc} by dual numbers, which they are where no parse visits a node twice.
///
/// @param  visit   by NodeId;  `select`: by EdgeId; those of other nodes are not looked at
/// @param  value   S(e) as the definition has it
/// @param  tested  what is compared, for the words of a difference
template <RecognisesZero S, class AnyReport>
void compare_gates(SpnInstance<S>& instance, const std::vector<S>& visit, const std::vector<S>& select, const S& value,
                   const char* tested, AnyReport& report) {
  const Circuit& circuit = instance.circuit;
  const std::vector<NodeId> gates = gates_of(circuit, instance.domain.all_gates);
  const std::string suffix = std::string(" and ") + tested + ", ";
  if (can_enumerate_parses(instance)) {
    const ParseMasses<S> masses = enumerate_parses(circuit, instance.at);
    for (const NodeId gate : gates) {
      report.equal(masses.visit[gate] / masses.total, visit[gate],
                   [&] { return "Pr(parse visits s)" + suffix + "s = node " + std::to_string(gate); });
      for (std::size_t j = 0; j < circuit.children(gate).size(); ++j) {
        const std::size_t edge = circuit.first_edge(gate) + j;
        report.equal(masses.select[edge] / masses.total, select[edge],
                     [&] { return "Pr(parse visits s and selects c)" + suffix + gate_edge_text(circuit, gate, j); });
      }
    }
    return;
  }
  LogDerivative<S> log_derivative(instance);
  for (const NodeId gate : within_budget(instance, gates, value, "sums by dual numbers", report))
    report.equal(log_derivative({Perturbed::Kind::node, gate}) / value, visit[gate],
                 [&] { return "∂log S/∂log S(s)" + suffix + "s = node " + std::to_string(gate); });
  struct GateEdge {
    NodeId gate;
    std::size_t slot;
  };
  std::vector<GateEdge> edges;
  for (const NodeId gate : gates)
    for (std::size_t j = 0; j < circuit.children(gate).size(); ++j) edges.push_back({gate, j});
  for (const GateEdge& each :
       within_budget(instance, std::move(edges), value, "edges of sums by dual numbers", report)) {
    const auto edge = static_cast<EdgeId>(circuit.first_edge(each.gate) + each.slot);
    report.equal(log_derivative({Perturbed::Kind::edge, edge}) / value, select[edge],
                 [&] { return "∂log S/∂log w_{sc}" + suffix + gate_edge_text(circuit, each.gate, each.slot); });
  }
}

}  // namespace klprop::claims
