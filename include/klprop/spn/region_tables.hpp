#pragma once

/// Tables over regions, and the two collections of them that a network and its evidence give.   (Section 4.3)
///
/// "The collection of region tables induced by the SPN parameters and the evidence", from which the two-step operator
/// starts, is not defined any further by the paper; these are the two candidates.

#include <klprop/simplex/detail/structural_zero.hpp>
#include <klprop/simplex/product_space.hpp>
#include <klprop/spn/enumeration.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/regions.hpp>

#include <utility>
#include <vector>

namespace klprop {

/// One table per node, over its `Regions::space`: a point of the product space on which region projections act.
template <Ring S>
using RegionTables = std::vector<Table<S>>;

namespace detail {

template <Ring S>
[[nodiscard]] RegionTables<S> zero_tables(const Regions& regions) {
  RegionTables<S> tables;
  tables.reserve(regions.count());
  for (NodeId node = 0; node < regions.count(); ++node)
    tables.push_back({regions.space(node), std::vector<S>(regions.space(node).size())});
  return tables;
}

template <Field S>
requires TestsZero<S>
[[nodiscard]] RegionTables<S> normalise_all(RegionTables<S> masses) {
  for (Table<S>& table : masses) {
    if (is_structural_zero(total(table))) throw UndefinedPosterior("a region has no mass, and so no table");
    table = normalised(std::move(table));
  }
  return masses;
}

}  // namespace detail

/// Each node's own table: x ↦ S_n(1_x)·Π_{i ∈ sc(n)} λ_{i,x_i}, normalised; what the network below n says of its scope.
/// The table of an indicator leaf is a point mass.
///
/// @throws UndefinedPosterior  when a node has no mass
/// @exact  Rational, PrimeField.  Ball: encloses.
/// @cost   joint states × edges
template <Field S>
requires TestsZero<S>
[[nodiscard]] RegionTables<S> inside_tables(const Regions& regions, const Valuation<S>& at) {
  const Circuit& circuit = regions.circuit();
  RegionTables<S> tables = detail::zero_tables<S>(regions);
  std::vector<S> value;
  for_each_joint_state(circuit.variables(), [&](const std::vector<StateId>& state) {
    static_cast<void>(coefficient(circuit, at, state, value));
    for (NodeId node = 0; node < regions.count(); ++node) {
      S mass = value[node];
      for (const VariableId v : regions.scope(node)) mass *= at.lambda[circuit.variables().indicator(v, state[v])];
      tables[node].values[regions.outcome(node, state)] = std::move(mass);
    }
  });
  return detail::normalise_all(std::move(tables));
}

/// The marginals Pr(X_{sc(n)} | e) of the posterior over joint states, equal over equal scopes.
///
/// @throws UndefinedPosterior  when no joint state has a mass
/// @exact  Rational, PrimeField.  Ball: encloses.
/// @cost   joint states × edges
template <Field S>
requires TestsZero<S>
[[nodiscard]] RegionTables<S> posterior_tables(const Regions& regions, const Valuation<S>& at) {
  const Circuit& circuit = regions.circuit();
  RegionTables<S> tables = detail::zero_tables<S>(regions);
  std::vector<S> workspace;
  for_each_joint_state(circuit.variables(), [&](const std::vector<StateId>& state) {
    S mass = coefficient(circuit, at, state, workspace);
    for (VariableId v = 0; v < state.size(); ++v) mass *= at.lambda[circuit.variables().indicator(v, state[v])];
    for (NodeId node = 0; node < regions.count(); ++node) tables[node].values[regions.outcome(node, state)] += mass;
  });
  return detail::normalise_all(std::move(tables));
}

}  // namespace klprop
