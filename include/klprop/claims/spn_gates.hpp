#pragma once

/// Gate probabilities by enumeration of parses.

#include <klprop/claims/spn_oracles.hpp>
#include <klprop/spn/parses.hpp>

#include <cstdint>
#include <string>
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

/// A parse is at most as large as the circuit when it visits no node twice; other circuits are bounded by the limit of
/// the enumeration itself.
template <Ring S>
[[nodiscard]] bool can_enumerate_parses(const SpnInstance<S>& instance) {
  const std::uint64_t most = std::min(instance.budget.enumerated,
                                      instance.budget.enumeration / (std::uint64_t{instance.circuit.edge_count()} + 1));
  // A sum of constants may be visited so often that one parse is larger than the circuit.
  const std::uint64_t largest = 64 + 8 * std::uint64_t{instance.circuit.edge_count()};
  return parse_count(instance.circuit, most + 1) <= most && largest_parse(instance.circuit, largest + 1) <= largest;
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

}  // namespace klprop::claims
