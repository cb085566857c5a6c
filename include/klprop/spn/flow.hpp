#pragma once

/// Flows through a circuit: how often a parse is expected at each node and edge, and the flow that the two sweeps give.

#include <klprop/scalar/concepts.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstddef>
#include <vector>

namespace klprop {

/// Amounts on nodes and edges. A flow is *conserved* when 1 enters at the root, a sum hands what it receives on to its
/// edges in parts, and a product hands all that it receives on to each of its edges.
template <Ring S>
struct Flow {
  std::vector<S> visit;  ///< per node
  std::vector<S> along;  ///< per edge
};

/// The flow of the posterior over parses, in closed form: D(n)S(n)/S(e) through node n, D(s)w_{sc}S(c)/S(e) along an edge
/// of a sum.                                                                                       (Theorem 4.1b)
///
/// @pre    S(e) ≠ 0
/// @exact  Rational, PrimeField.  Ball: encloses.
/// @cost   O(edges)
template <Field S>
[[nodiscard]] Flow<S> flow_of_sweeps(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps) {
  Flow<S> flow;
  flow.visit.reserve(circuit.node_count());
  flow.along.reserve(circuit.edge_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const S reach = sweeps.downward[node] / sweeps.value();
    flow.visit.push_back(reach * sweeps.upward[node]);
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
      if (circuit.kind(node) == NodeKind::product) {
        flow.along.push_back(flow.visit[node]);
        continue;
      }
      const S term = at.parameters[circuit.weights(node)[j]] * sweeps.upward[circuit.children(node)[j]];
      flow.along.push_back(reach * term);
    }
  }
  return flow;
}

}  // namespace klprop
