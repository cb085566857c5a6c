#pragma once

/// Which nodes one parse may visit more than once.
///
/// On a decomposable circuit only nodes of empty scope can be: of children with disjoint scopes at most one leads to a
/// node that mentions a variable. For a node that can be visited twice, D(n)S(n)/S(e) is an expected number of visits, not
/// a probability.

#include <klprop/spn/circuit.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace klprop {

/// Whether some parse, its weights aside, visits the node twice or more, for each of the given nodes.
///
/// @cost  O(edges) for each 64 nodes
[[nodiscard]] inline std::vector<bool> visited_repeatedly(const Circuit& circuit, std::span<const NodeId> nodes) {
  // One bit for each node asked about: some parse below this node visits it at all, and twice.
  std::vector<std::uint64_t> once(circuit.node_count()), twice(circuit.node_count());
  std::vector<bool> repeated;
  for (std::size_t begin = 0; begin < nodes.size(); begin += 64) {
    const auto group = nodes.subspan(begin, std::min<std::size_t>(64, nodes.size() - begin));
    std::vector<std::uint64_t> asked(circuit.node_count());
    for (std::size_t k = 0; k < group.size(); ++k) asked[group[k]] |= std::uint64_t{1} << k;
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      once[node] = twice[node] = 0;
      const bool takes_all = circuit.kind(node) == NodeKind::product;
      for (const NodeId child : circuit.children(node)) {
        twice[node] |= twice[child] | (takes_all ? once[node] & once[child] : 0);
        once[node] |= once[child];
      }
      once[node] |= asked[node];  // no node lies below itself
    }
    for (std::size_t k = 0; k < group.size(); ++k) repeated.push_back((twice[circuit.root()] >> k & 1U) != 0);
  }
  return repeated;
}

/// The nodes below which no variable occurs.
[[nodiscard]] inline std::vector<bool> have_empty_scope(const Circuit& circuit) {
  std::vector<bool> empty(circuit.node_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto children = circuit.children(node);
    empty[node] = circuit.kind(node) != NodeKind::indicator &&
                  std::all_of(children.begin(), children.end(), [&](NodeId child) { return empty[child]; });
  }
  return empty;
}

/// Whether some parse, its weights aside, visits a node of empty scope twice or more.
///
/// @cost  O(edges) for each 64 nodes of empty scope
[[nodiscard]] inline bool repeats_empty_scope(const Circuit& circuit) {
  const std::vector<bool> empty = have_empty_scope(circuit);
  std::vector<NodeId> nodes;
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (empty[node]) nodes.push_back(node);
  const std::vector<bool> repeated = visited_repeatedly(circuit, nodes);
  return std::find(repeated.begin(), repeated.end(), true) != repeated.end();
}

}  // namespace klprop
