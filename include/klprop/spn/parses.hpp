#pragma once

/// Parses: a child chosen at every visited sum node, all children of every visited product.    (Section 4.2)
///
/// A parse is a tree. Where a node is reached twice (only possible below a non-decomposable product, or in empty
/// scope) each visit makes its own choice; this is the reading under which the masses of all parses add up to S(e).

#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

namespace klprop {

/// One choice of a parse: `slot` is the position of the chosen edge among the sum's edges.
struct Choice {
  NodeId sum;
  std::uint32_t slot;
};

/// Number of parses, or `limit` when there are at least that many (the exact number may have more bits than the circuit
/// has edges).
[[nodiscard]] inline std::uint64_t parse_count(const Circuit& circuit, std::uint64_t limit) {
  std::vector<std::uint64_t> count(circuit.node_count(), std::min<std::uint64_t>(1, limit));
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.is_leaf(node)) continue;
    const bool is_product = circuit.kind(node) == NodeKind::product;
    std::uint64_t total = is_product ? 1 : 0;
    for (const NodeId child : circuit.children(node)) {
      const bool overflows = is_product ? __builtin_mul_overflow(total, count[child], &total)
                                        : __builtin_add_overflow(total, count[child], &total);
      if (overflows || total > limit) total = limit;
    }
    count[node] = total;
  }
  return count.back();
}

/// Number of nodes that the largest parse visits, each as often as it does, or `limit` if there are as many.
[[nodiscard]] inline std::uint64_t largest_parse(const Circuit& circuit, std::uint64_t limit) {
  std::vector<std::uint64_t> size(circuit.node_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    std::uint64_t below = 0;
    for (const NodeId child : circuit.children(node))
      below = circuit.kind(node) == NodeKind::product ? below + std::min(size[child], limit - std::min(below, limit))
                                                      : std::max(below, size[child]);
    size[node] = std::min(below + 1, limit);
  }
  return size[circuit.root()];
}

/// Runs through all parses: `visit(choices, mass)`, the choices in order of visiting, the mass being the product of the
/// chosen weights, the constants and the indicators met.
///
/// @throws std::length_error  when a single parse has more than `node_limit` nodes
/// @cost   sum of the sizes of all parses
template <Ring S, class Visit>
void for_each_parse(const Circuit& circuit, const Valuation<S>& at, std::size_t node_limit, Visit&& visit) {
  std::vector<Choice> choices;
  std::vector<NodeId> pending;
  for (;;) {
    // The first `choices.size()` visited sums repeat the standing choices; further ones take their first edge.
    S mass(1);
    std::size_t visited_sums = 0, visited = 0;
    pending.assign(1, circuit.root());
    while (!pending.empty()) {
      const NodeId node = pending.back();
      pending.pop_back();
      if (++visited > node_limit) throw std::length_error("a parse has more nodes than the limit");
      switch (circuit.kind(node)) {
        case NodeKind::indicator:
          mass = mass * at.lambda[circuit.indicator(node)];
          break;
        case NodeKind::constant:
          mass = mass * at.parameters[circuit.constant(node)];
          break;
        case NodeKind::product:
          for (const NodeId child : circuit.children(node)) pending.push_back(child);
          break;
        case NodeKind::sum: {
          if (visited_sums == choices.size()) choices.push_back({node, 0});
          const std::uint32_t slot = choices[visited_sums++].slot;
          mass = mass * at.parameters[circuit.weights(node)[slot]];
          pending.push_back(circuit.children(node)[slot]);
          break;
        }
      }
    }
    visit(static_cast<const std::vector<Choice>&>(choices), static_cast<const S&>(mass));

    while (!choices.empty() && choices.back().slot + 1 == circuit.children(choices.back().sum).size())
      choices.pop_back();
    if (choices.empty()) return;
    ++choices.back().slot;
  }
}

}  // namespace klprop
