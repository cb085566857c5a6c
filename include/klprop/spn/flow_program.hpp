#pragma once

/// Two convex programs over a circuit, dual to each other, and what certifies a solution of either. Nothing here knows
/// the sweeps: a candidate is looked at edge by edge.
///
/// The *flow program*: minimise Σ f_{sc} log(f_{sc}/(v_s w_{sc})) − Σ_ℓ v_ℓ log λ_ℓ over conserved flows, f on the edges of
/// sums, v through nodes, ℓ over leaves (a constant counts as λ). Each constraint "inflow of n = v_n" has a multiplier
/// −T_n.
///
/// The *potential program*: minimise T_root subject to T_s ≥ log Σ w_{sc} e^{T_c}, T_p ≥ Σ T_c, T_ℓ ≥ log λ_ℓ. Each
/// constraint has a multiplier m_n ≥ 0.
///
/// Both are convex, so the conditions of Karush, Kuhn and Tucker suffice. Exponentiated they are rational: potentials are
/// given as E_n = e^{T_n}.

#include <klprop/scalar/concepts.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/flow.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstddef>
#include <vector>

namespace klprop {

/// λ of an indicator leaf, the number of a constant one.
template <Ring S>
[[nodiscard]] S leaf_value(const Circuit& circuit, const Valuation<S>& at, NodeId leaf) {
  return circuit.kind(leaf) == NodeKind::indicator ? at.lambda[circuit.indicator(leaf)]
                                                   : at.parameters[circuit.constant(leaf)];
}

/// What enters each node: 1 at the root, and what comes along its incoming edges.
///
/// @cost  O(edges)
template <Ring S>
[[nodiscard]] std::vector<S> inflow(const Circuit& circuit, const Flow<S>& flow) {
  std::vector<S> entering(circuit.node_count());
  entering[circuit.root()] = S(1);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j)
      entering[circuit.children(node)[j]] += flow.along[circuit.first_edge(node) + j];
  return entering;
}

/// What leaves each sum along its edges; for other nodes nothing is added up.
///
/// @cost  O(edges)
template <Ring S>
[[nodiscard]] std::vector<S> outflow_of_sums(const Circuit& circuit, const Flow<S>& flow) {
  std::vector<S> leaving(circuit.node_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (circuit.kind(node) == NodeKind::sum)
      for (std::size_t j = 0; j < circuit.children(node).size(); ++j)
        leaving[node] += flow.along[circuit.first_edge(node) + j];
  return leaving;
}

/// e^{g_n(T)}, the smallest E_n that the constraint of the potential program at n allows: Σ w_{sc} E_c, Π E_c, or λ.
///
/// Stationarity of the flow program's Lagrangian says E_n = e^{g_n(T)} at products and leaves, and
/// f_{sc} E_s = v_s w_{sc} E_c along the edges of sums, whose sum over c says it at sums too.
template <Ring S>
[[nodiscard]] S least_potential(const Circuit& circuit, const Valuation<S>& at, const std::vector<S>& potential,
                                NodeId node) {
  if (circuit.is_leaf(node)) return leaf_value(circuit, at, node);
  const bool is_sum = circuit.kind(node) == NodeKind::sum;
  S value(is_sum ? 0 : 1);
  for (std::size_t j = circuit.children(node).size(); j-- > 0;) {
    const S& child = potential[circuit.children(node)[j]];
    if (is_sum)
      value = value + child * at.parameters[circuit.weights(node)[j]];
    else
      value = value * child;
  }
  return value;
}

/// What the multipliers of the constraints above a node add up to at it: [n is the root] + Σ m_p ∂g_p/∂T_n over the edges
/// p→n, where ∂g_s/∂T_c = w_{sc} E_c/e^{g_s} and ∂g_p/∂T_c = 1. Stationarity of the potential program's Lagrangian says
/// m_n equals it.
///
/// @cost  O(edges)
template <Field S>
[[nodiscard]] std::vector<S> multipliers_from_above(const Circuit& circuit, const Valuation<S>& at,
                                                    const std::vector<S>& potential, const std::vector<S>& multiplier) {
  std::vector<S> sum(circuit.node_count());
  sum[circuit.root()] = S(1);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.is_leaf(node)) continue;
    const bool is_sum = circuit.kind(node) == NodeKind::sum;
    const S scale = is_sum ? multiplier[node] / least_potential(circuit, at, potential, node) : multiplier[node];
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
      const NodeId child = circuit.children(node)[j];
      if (is_sum)
        sum[child] += scale * at.parameters[circuit.weights(node)[j]] * potential[child];
      else
        sum[child] += scale;
    }
  }
  return sum;
}

/// The flow program's objective.
///
/// @pre    all amounts, weights and leaf values are positive
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S flow_objective(const Circuit& circuit, const Valuation<S>& at, const Flow<S>& flow) {
  S objective{};
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.is_leaf(node)) objective -= flow.visit[node] * log(leaf_value(circuit, at, node));
    if (circuit.kind(node) != NodeKind::sum) continue;
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
      const S& along = flow.along[circuit.first_edge(node) + j];
      const S expected = flow.visit[node] * at.parameters[circuit.weights(node)[j]];
      objective += along * (log(along) - log(expected));
    }
  }
  return objective;
}

/// The flow program's Lagrangian, at flows that need not conserve: the objective and Σ T_n (v_n − inflow_n). What a sum
/// receives counts as what it hands on, v_s = Σ_c f_{sc}, and a product's edges carry what it receives.
///
/// @pre    as `flow_objective`
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S flow_lagrangian(const Circuit& circuit, const Valuation<S>& at, const Flow<S>& flow,
                                const std::vector<S>& potential) {
  const std::vector<S> entering = inflow(circuit, flow);
  S value = flow_objective(circuit, at, flow);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    value += log(potential[node]) * (flow.visit[node] - entering[node]);
  return value;
}

/// The potential program's Lagrangian T_root + Σ m_n (g_n(T) − T_n), at potentials that need not be feasible.
///
/// @pre    all potentials, weights and leaf values are positive
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S potential_lagrangian(const Circuit& circuit, const Valuation<S>& at, const std::vector<S>& potential,
                                     const std::vector<S>& multiplier) {
  S value = log(potential[circuit.root()]);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const S least = least_potential(circuit, at, potential, node);
    value += multiplier[node] * (log(least) - log(potential[node]));
  }
  return value;
}

}  // namespace klprop
