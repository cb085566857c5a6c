#pragma once

// Out-of-line parts of hybrid_messages.hpp.

#include <klprop/factor_graph/hybrid_messages.hpp>

#include <cassert>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace klprop {

namespace detail {

/// Divides by the sum. `name` is called for the message only.
template <RecognisesZero S, class Name>
void divide_by_sum(std::span<S> values, const char* quantity, Name&& name) {
  S sum{};
  for (const S& value : values) sum += value;
  if (divisor(sum) != Divisor::usable) require_divisor(sum, quantity, "the sum " + name());
  for (S& value : values) divide(value, sum);
}

inline std::string at_edge(const FactorGraph& graph, ScopeEdge edge) {
  return "between factor " + std::to_string(graph.edge_factor(edge)) + " and variable " +
         std::to_string(graph.edge_variable(edge));
}

}  // namespace detail

template <RecognisesZero S>
FactoredHybrid<S>::FactoredHybrid(const FactorGraph& graph, std::span<const S> values)
    : graph_(&graph), layout_(graph), tables_(values.begin(), values.end()) {
  assert(values.size() == graph.value_count());
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    detail::divide_by_sum(std::span(tables_).subspan(graph.first_value(a), graph.table_size(a)), "q",
                          [a] { return "of factor " + std::to_string(a); });
}

template <RecognisesZero S>
FactoredTable<S> FactoredHybrid<S>::product(const FactoredTable<S>& a, const FactoredTable<S>& b) const {
  if (a.with_factors && b.with_factors)
    throw std::invalid_argument("a product of two tables with factors; expected at most one with factors");
  FactoredTable<S> result{a.with_factors || b.with_factors, a.edges};
  for (std::size_t k = 0; k < result.edges.size(); ++k) result.edges[k] *= b.edges[k];
  return result;
}

template <RecognisesZero S>
FactoredTable<S> FactoredHybrid<S>::quotient(const FactoredTable<S>& a, const FactoredTable<S>& b,
                                             const char* quantity) const {
  if (b.with_factors) throw std::invalid_argument("a quotient by a table with factors; expected one without");
  FactoredTable<S> result = a;
  for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge)
    for (std::size_t x = 0; x < layout_.arity(edge); ++x) {
      const S& by = b.edges[layout_.first(edge) + x];
      if (divisor(by) != Divisor::usable)
        detail::require_divisor(by, quantity,
                                "the divisor " + detail::at_edge(*graph_, edge) + " in state " + std::to_string(x));
      detail::divide(result.edges[layout_.first(edge) + x], by);
    }
  return result;
}

/// Adds g_a(x_a)·Π_j t_{aj}(x_j) to the sums of all (j, x_j), outcome after outcome.
template <RecognisesZero S>
void FactoredHybrid<S>::add_marginals(FactorId factor, const FactoredTable<S>& a, std::vector<StateId>& state,
                                      FactoredTable<S>& sums) const {
  const std::size_t degree = graph_->scope(factor).size();
  const ScopeEdge first = graph_->first_edge(factor);
  const auto position = [&](std::size_t j) { return layout_.first(first + static_cast<ScopeEdge>(j)) + state[j]; };
  state.assign(degree, 0);
  S mass;
  for (std::size_t entry = 0; entry < graph_->table_size(factor); ++entry) {
    InPlace<S>::set(mass, tables_[graph_->first_value(factor) + entry]);
    for (std::size_t j = 0; j < degree; ++j) InPlace<S>::set_product(mass, mass, a.edges[position(j)]);
    for (std::size_t j = 0; j < degree; ++j) InPlace<S>::add(sums.edges[position(j)], mass);
    for (std::size_t j = degree; j > 0; --j) {
      if (++state[j - 1] < layout_.arity(first + static_cast<ScopeEdge>(j - 1))) break;
      state[j - 1] = 0;
    }
  }
}

template <RecognisesZero S>
FactoredTable<S> FactoredHybrid<S>::right_projection(const FactoredTable<S>& a, const char* quantity) const {
  if (!a.with_factors) return normalised_edges(a, quantity);
  FactoredTable<S> sums{false, std::vector<S>(layout_.size())};
  std::vector<StateId> state;
  for (FactorId factor = 0; factor < graph_->factor_count(); ++factor) add_marginals(factor, a, state, sums);
  return normalised_edges(std::move(sums), quantity);
}

template <RecognisesZero S>
FactoredTable<S> FactoredHybrid<S>::normalised_edges(FactoredTable<S> a, const char* quantity) const {
  for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge)
    detail::divide_by_sum(layout_.of(a.edges, edge), quantity, [&] { return detail::at_edge(*graph_, edge); });
  return a;
}

template <RecognisesZero S>
std::vector<S> FactoredHybrid<S>::consensus(const FactoredTable<S>& a) const {
  if (a.with_factors) throw std::invalid_argument("consensus of a table with factors; expected one without");
  const VariableTable& variables = graph_->variables();
  std::vector<S> r(variables.indicator_count(), S(1));
  for (VariableId v = 0; v < graph_->variable_count(); ++v) {
    const auto table = std::span(r).subspan(variables.indicator(v, 0), variables.arity(v));
    const auto name = [v] { return "of the agreeing copies of variable " + std::to_string(v); };
    for (const ScopeEdge edge : graph_->edges(v)) {
      for (std::size_t x = 0; x < table.size(); ++x)
        InPlace<S>::set_product(table[x], table[x], a.edges[layout_.first(edge) + x]);
      // The product over many copies must not leave the range of machine numbers.
      if constexpr (std::is_floating_point_v<S>) detail::divide_by_sum(table, "r", name);
    }
    detail::divide_by_sum(table, "r", name);
  }
  return r;
}

template <RecognisesZero S>
FactoredTable<S> FactoredHybrid<S>::copies(std::span<const S> r) const {
  FactoredTable<S> result;
  result.edges.reserve(layout_.size());
  for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge)
    for (StateId x = 0; x < layout_.arity(edge); ++x)
      result.edges.push_back(r[graph_->variables().indicator(graph_->edge_variable(edge), x)]);
  return result;
}

template <RecognisesZero S>
FactoredIterate<S> FactoredHybrid<S>::step(const FactoredState<S>& before) const {
  const FactoredTable<S> tilted = product(before.q, before.exp_sigma);
  FactoredIterate<S> after;
  after.k = right_projection(tilted, "k");
  after.state.exp_sigma = quotient(tilted, after.k, "sigma");
  const FactoredTable<S> retilted = product(after.k, before.exp_tau);
  after.r = consensus(retilted);
  after.state.q = copies(after.r);
  after.state.exp_tau = quotient(retilted, after.state.q, "tau");
  return after;
}

template <RecognisesZero S>
Table<S> FactoredHybrid<S>::expanded(const FactoredTable<S>& a) const {
  std::vector<StateId> arities;
  for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge)
    arities.push_back(static_cast<StateId>(layout_.arity(edge)));
  Table<S> table{ProductSpace(std::move(arities)), {}};
  table.values.reserve(table.space.size());
  for (std::uint64_t outcome = 0; outcome < table.space.size(); ++outcome) {
    S value(1);
    for (FactorId factor = 0; factor < graph_->factor_count(); ++factor) {
      std::size_t entry = graph_->first_value(factor), size = graph_->table_size(factor);
      for (std::size_t j = 0; j < graph_->scope(factor).size(); ++j) {
        const ScopeEdge edge = graph_->first_edge(factor) + static_cast<ScopeEdge>(j);
        const StateId x = table.space.state(outcome, edge);
        size /= layout_.arity(edge);
        entry += x * size;
        value *= a.edges[layout_.first(edge) + x];
      }
      if (a.with_factors) value *= tables_[entry];
    }
    table.values.push_back(value);
  }
  return table;
}

template <RecognisesZero S>
Table<S> FactoredHybrid<S>::expanded_diagonal(std::span<const S> r) const {
  Table<S> table = expanded(one());
  for (std::uint64_t outcome = 0; outcome < table.values.size(); ++outcome)
    for (VariableId v = 0; v < graph_->variable_count(); ++v) {
      const auto edges = graph_->edges(v);
      if (edges.empty()) continue;
      const StateId x = table.space.state(outcome, edges[0]);
      bool agree = true;
      for (const ScopeEdge edge : edges) agree = agree && table.space.state(outcome, edge) == x;
      table.values[outcome] *= agree ? r[graph_->variables().indicator(v, x)] : S{};
    }
  return table;
}

template <RecognisesZero S>
Messages<S> FactoredHybrid<S>::messages(const FactoredState<S>& state) const {
  return {normalised_edges(product(state.q, state.exp_tau), "m").edges,
          normalised_edges(quotient(one(), state.exp_tau, "m"), "m").edges};
}

template <RecognisesZero S>
FactoredIterate<S> iterate_of_messages(const FactoredHybrid<S>& hybrid, const Messages<S>& before,
                                       const Messages<S>& after) {
  const FactoredTable<S> previous{false, before.to_factor}, to_factor{false, after.to_factor},
      to_variable{false, after.to_variable};
  FactoredIterate<S> iterate;
  iterate.k = hybrid.normalised_edges(hybrid.product(to_variable, previous), "k");
  iterate.r = hybrid.consensus(to_variable);
  iterate.state.q = hybrid.normalised_edges(hybrid.product(to_variable, to_factor), "q");
  iterate.state.exp_sigma = hybrid.normalised_edges(hybrid.quotient(hybrid.one(true), to_variable, "sigma"), "sigma");
  iterate.state.exp_tau = hybrid.normalised_edges(hybrid.quotient(hybrid.one(), to_factor, "tau"), "tau");
  return iterate;
}

}  // namespace klprop
