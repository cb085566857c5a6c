#pragma once

/// What a circuit is like, found out in the plainest way: sets of numbers and recursion-free loops, sharing nothing with
/// the generators and the model's own checks.

#include <klprop/spn/circuit.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>
#include <vector>

namespace naive {

using Scope = std::set<unsigned>;

struct Facts {
  std::vector<Scope> scopes;
  std::vector<std::size_t> depths;
  std::vector<double> copies, parses;  // they may be astronomical
  std::vector<std::size_t> parents;    // edges that lead to a node
  std::set<std::pair<unsigned, unsigned>> leaves;
  std::size_t leaf_nodes = 0, constants = 0, largest_fan_in = 0, parallel_edges = 0, single_child = 0;
  std::size_t incomplete = 0, nondecomposable = 0, zeros = 0;
  bool parameters_are_fresh = true;
};

inline bool disjoint(const Scope& a, const Scope& b) {
  return std::none_of(a.begin(), a.end(), [&](unsigned x) { return b.count(x) != 0; });
}

inline Facts examine(const klprop::Circuit& circuit) {
  using klprop::NodeKind;
  Facts facts;
  std::vector<int> uses(circuit.parameters().size(), 0);
  facts.parents.assign(circuit.node_count(), 0);
  for (unsigned node = 0; node < circuit.node_count(); ++node) {
    Scope scope;
    std::size_t depth = 0;
    const NodeKind kind = circuit.kind(node);
    double copies = 1, parses = kind == NodeKind::sum ? 0 : 1;
    if (kind == NodeKind::indicator) {
      const auto [variable, state] = circuit.variables().owner(circuit.indicator(node));
      scope = {variable};
      facts.leaves.insert({variable, state});
      ++facts.leaf_nodes;
    } else if (kind == NodeKind::constant) {
      ++facts.constants;
      ++uses[circuit.constant(node)];
    }
    bool incomplete = false, nondecomposable = false;
    std::set<unsigned> distinct;
    const auto children = circuit.children(node);
    for (std::size_t edge = 0; edge < children.size(); ++edge) {
      const unsigned child = children[edge];
      const Scope& below = facts.scopes.at(child);
      if (edge > 0 && below != facts.scopes.at(children[0])) incomplete = true;
      if (!disjoint(scope, below)) nondecomposable = true;
      scope.insert(below.begin(), below.end());
      depth = std::max(depth, 1 + facts.depths[child]);
      copies += facts.copies[child];
      parses = kind == NodeKind::sum ? parses + facts.parses[child] : parses * facts.parses[child];
      if (!distinct.insert(child).second) ++facts.parallel_edges;
      ++facts.parents[child];
      if (kind == NodeKind::sum) ++uses[circuit.weights(node)[edge]];
    }
    if (kind == NodeKind::sum && incomplete) ++facts.incomplete;
    if (kind == NodeKind::product && nondecomposable) ++facts.nondecomposable;
    if (children.size() == 1) ++facts.single_child;
    facts.largest_fan_in = std::max(facts.largest_fan_in, children.size());
    facts.scopes.push_back(scope);
    facts.depths.push_back(depth);
    facts.copies.push_back(copies);
    facts.parses.push_back(parses);
  }
  for (std::size_t parameter = 1; parameter < uses.size(); ++parameter) {
    if (uses[parameter] != 1) facts.parameters_are_fresh = false;
    if (circuit.parameters()[parameter] == 0) ++facts.zeros;
  }
  return facts;
}

inline bool all_reachable(const klprop::Circuit& circuit, const Facts& facts) {
  for (unsigned node = 0; node + 1 < circuit.node_count(); ++node)
    if (facts.parents[node] == 0) return false;
  return facts.parents.back() == 0 && circuit.unreachable_count() == 0;
}

/// How many pairs (variable, state) of the table have no leaf.
inline std::size_t missing_states(const klprop::Circuit& circuit, const Facts& facts) {
  return circuit.variables().indicator_count() - facts.leaves.size();
}

}  // namespace naive
