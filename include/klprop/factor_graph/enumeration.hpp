#pragma once

/// Partition value and marginals by enumeration of joint states: an oracle that shares nothing with elimination.

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/factor_graph/masses.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace klprop {

/// The space of all joint states of a graph's variables.
/// @throws ModelError  on 2^63 joint states and more
[[nodiscard]] inline ProductSpace joint_space(const FactorGraph& graph) {
  std::vector<StateId> arities;
  for (VariableId v = 0; v < graph.variable_count(); ++v) arities.push_back(graph.variables().arity(v));
  return ProductSpace(std::move(arities));
}

/// Π_a f_a(x_a) at one joint state.
///
/// @param  values  one per entry of `graph.values()`
/// @param  state   one per variable
template <Ring S>
[[nodiscard]] S product_of_factors(const FactorGraph& graph, std::span<const S> values,
                                   std::span<const StateId> state) {
  S product(1);
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    std::size_t entry = 0;
    for (const VariableId v : graph.scope(factor)) entry = entry * graph.variables().arity(v) + state[v];
    product *= values[graph.first_value(factor) + entry];
  }
  return product;
}

/// Π_a f_a(x_a) · Π_i λ_{i,x_i} for every joint state; the coordinates are the variables.
///
/// @param  values  one per entry of `graph.values()`
/// @param  lambda  by IndicatorId
/// @throws ModelError  on 2^63 joint states and more
/// @cost   joint states × (edges + variables)
template <Ring S>
[[nodiscard]] Table<S> joint_table(const FactorGraph& graph, std::span<const S> values, std::span<const S> lambda) {
  Table<S> joint{joint_space(graph), {}};
  joint.values.reserve(joint.space.size());
  std::vector<StateId> state(graph.variable_count());
  for (std::uint64_t outcome = 0; outcome < joint.space.size(); ++outcome) {
    for (VariableId v = 0; v < state.size(); ++v) state[v] = joint.space.state(outcome, v);
    S weight = product_of_factors<S>(graph, values, state);
    for (VariableId v = 0; v < state.size(); ++v) weight *= lambda[graph.variables().indicator(v, state[v])];
    joint.values.push_back(weight);
  }
  return joint;
}

/// Z and the masses of all variables' states.
///
/// @param  values, lambda  as `joint_table`
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   joint states × (edges + variables), in memory too
template <Ring S>
[[nodiscard]] Masses<S> enumerate_masses(const FactorGraph& graph, std::span<const S> values,
                                         std::span<const S> lambda) {
  const Table<S> joint = joint_table<S>(graph, values, lambda);
  Masses<S> masses{total(joint), {}};
  for (std::size_t v = 0; v < joint.space.dimension(); ++v)
    for (const S& mass : marginal(joint, v).values) masses.mass.push_back(mass);
  return masses;
}

}  // namespace klprop
