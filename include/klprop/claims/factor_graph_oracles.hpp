#pragma once

/// The sides of the comparisons of Section 3.1 that are written out, table by table.

#include <klprop/claims/factor_graph_instance.hpp>
#include <klprop/claims/report.hpp>
#include <klprop/factor_graph/enumeration.hpp>
#include <klprop/factor_graph/messages.hpp>
#include <klprop/factor_graph/replicas.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// Π over the edges of entry(edge, state of the edge's copy), for each outcome.
template <Ring S, class Entry>
[[nodiscard]] Table<S> product_over_edges(const Replicas& replicas, Entry&& entry) {
  Table<S> table{replicas.space, {}};
  for (std::uint64_t outcome = 0; outcome < replicas.space.size(); ++outcome) {
    S product(1);
    for (ScopeEdge edge = 0; edge < replicas.coordinate.size(); ++edge)
      product *= entry(edge, replicas.space.state(outcome, replicas.coordinate[edge]));
    table.values.push_back(product);
  }
  return table;
}

/// Π over all copies of their variable's table, one entry per (variable, state).
template <Ring S>
[[nodiscard]] Table<S> product_over_copies(const FactorGraph& graph, const Replicas& replicas,
                                           const std::vector<S>& by_indicator) {
  Table<S> table{replicas.space, {}};
  for (std::uint64_t outcome = 0; outcome < replicas.space.size(); ++outcome) {
    S product(1);
    for (std::size_t copy = 0; copy < replicas.variable.size(); ++copy)
      product *=
          by_indicator[graph.variables().indicator(replicas.variable[copy], replicas.space.state(outcome, copy))];
    table.values.push_back(product);
  }
  return table;
}

/// λ = 1.
template <Ring S>
[[nodiscard]] std::vector<S> no_evidence(const FactorGraph& graph) {
  return std::vector<S>(graph.variables().indicator_count(), S(1));
}

/// Exact marginals by enumeration of all joint states.
/// @pre  Z ≠ 0
template <Field S>
[[nodiscard]] std::vector<S> enumerated_marginals(const Masses<S>& masses) {
  std::vector<S> marginals = masses.mass;
  for (S& value : marginals) value /= masses.total;
  return marginals;
}
template <Ring S>
[[nodiscard]] Masses<S> enumerated_masses(const FactorGraphInstance<S>& instance) {
  const std::vector<S> lambda = no_evidence<S>(instance.graph);
  return enumerate_masses<S>(instance.graph, instance.values, lambda);
}

/// Each entry of one table against the same entry of another.
template <Ring S>
void compare_tables(const Table<S>& left, const Table<S>& right, const std::string& words, Report<S>& report) {
  for (std::uint64_t outcome = 0; outcome < left.values.size(); ++outcome)
    report.equal(left.values[outcome], right.values[outcome],
                 [&] { return words + ", outcome " + std::to_string(outcome) + " of the copies"; });
}

/// The same for tables that are to agree up to a constant.
template <Field S>
void compare_proportional(Table<S> left, Table<S> right, const std::string& words, Report<S>& report) {
  compare_tables(normalised(std::move(left)), normalised(std::move(right)), words, report);
}

}  // namespace klprop::claims
