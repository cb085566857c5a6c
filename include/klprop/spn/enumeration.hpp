#pragma once

/// The network polynomial and the posterior by enumeration of joint states: an oracle that shares nothing with the sweeps.

#include <klprop/simplex/variables.hpp>
#include <klprop/spn/by_definition.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstddef>
#include <vector>

namespace klprop {

/// Number of joint states of all variables.
[[nodiscard]] inline Integer joint_state_count(const VariableTable& variables) {
  Integer count(1);
  for (VariableId v = 0; v < variables.size(); ++v) count *= variables.arity(v);
  return count;
}

/// Runs through all joint states, the last variable fastest: `visit(state)` with one StateId per variable.
template <class Visit>
void for_each_joint_state(const VariableTable& variables, Visit&& visit) {
  std::vector<StateId> state(variables.size(), 0);
  for (;;) {
    visit(static_cast<const std::vector<StateId>&>(state));
    std::size_t v = state.size();
    while (v > 0 && ++state[v - 1] == variables.arity(static_cast<VariableId>(v - 1))) state[--v] = 0;
    if (v == 0) return;
  }
}

/// Value of the circuit where each indicator is 1 or 0 as the joint state says: the coefficient of Π_i λ_{i,x_i} in the
/// network polynomial of a complete and decomposable circuit. `workspace` holds one number per node.
template <Ring S>
[[nodiscard]] S coefficient(const Circuit& circuit, const Valuation<S>& at, const std::vector<StateId>& state,
                            std::vector<S>& workspace) {
  return value_by_definition(circuit, AtJointState<S>(circuit, at, state), workspace);
}

/// The joint measure x ↦ coefficient(x)·Π_i λ_{i,x_i}, summed up by variable.
template <Ring S>
struct EnumeratedPosterior {
  S total{};            ///< mass of all joint states
  std::vector<S> mass;  ///< per IndicatorId: mass of the joint states with X_i = t
};

/// @cost   joint states × edges
template <Ring S>
[[nodiscard]] EnumeratedPosterior<S> enumerate_posterior(const Circuit& circuit, const Valuation<S>& at) {
  const VariableTable& variables = circuit.variables();
  EnumeratedPosterior<S> posterior{S{}, std::vector<S>(variables.indicator_count())};
  std::vector<S> workspace;
  for_each_joint_state(variables, [&](const std::vector<StateId>& state) {
    S mass = coefficient(circuit, at, state, workspace);
    for (VariableId v = 0; v < state.size(); ++v) mass *= at.lambda[variables.indicator(v, state[v])];
    for (VariableId v = 0; v < state.size(); ++v) posterior.mass[variables.indicator(v, state[v])] += mass;
    posterior.total += mass;
  });
  return posterior;
}

/// Pairwise masses: entry (a, b) is the mass of the joint states with both indicators; a dense square by IndicatorId.
///
/// @cost   joint states × (edges + variables²)
template <Ring S>
[[nodiscard]] std::vector<S> enumerate_pairs(const Circuit& circuit, const Valuation<S>& at) {
  const VariableTable& variables = circuit.variables();
  const std::size_t side = variables.indicator_count();
  std::vector<S> mass(side * side), workspace;
  for_each_joint_state(variables, [&](const std::vector<StateId>& state) {
    S weight = coefficient(circuit, at, state, workspace);
    for (VariableId v = 0; v < state.size(); ++v) weight *= at.lambda[variables.indicator(v, state[v])];
    for (VariableId v = 0; v < state.size(); ++v)
      for (VariableId u = 0; u < state.size(); ++u)
        mass[variables.indicator(v, state[v]) * side + variables.indicator(u, state[u])] += weight;
  });
  return mass;
}

}  // namespace klprop
