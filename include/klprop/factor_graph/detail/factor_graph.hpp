#pragma once

// Out-of-line parts of factor_graph.hpp.

#include <klprop/factor_graph/factor_graph.hpp>

#include <algorithm>
#include <limits>

namespace klprop {

inline FactorId FactorGraphBuilder::factor(std::span<const VariableId> scope, std::vector<Rational> values) {
  const auto fail = [&](const std::string& what) {
    throw ModelError("factor " + std::to_string(factor_count()) + ": " + what);
  };
  const VariableTable& variables = graph_.variables_;
  std::vector<VariableId> sorted(scope.begin(), scope.end());
  std::sort(sorted.begin(), sorted.end());
  if (!sorted.empty() && sorted.back() >= variables.size())
    fail("variable " + std::to_string(sorted.back()) + "; expected a variable below " +
         std::to_string(variables.size()));
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) fail("variable " + std::to_string(*twice) + " twice; expected different variables");

  std::uint64_t expected = 1;
  for (const VariableId v : scope) {
    if (expected > std::numeric_limits<std::uint32_t>::max() / variables.arity(v))
      fail("a table of 2^32 entries or more; expected fewer");
    expected *= variables.arity(v);
  }
  if (values.size() != expected) fail(std::to_string(values.size()) + " entries; expected " + std::to_string(expected));
  for (const Rational& value : values)
    if (value < 0) fail("negative entry " + value.str() + "; expected at least 0");
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max() - 1;
  if (graph_.edge_variable_.size() + scope.size() > most || graph_.first_edge_.size() > most)
    fail("too many factors or edges; expected below 2^32");

  graph_.edge_variable_.insert(graph_.edge_variable_.end(), scope.begin(), scope.end());
  graph_.edge_factor_.resize(graph_.edge_variable_.size(), factor_count());
  graph_.first_edge_.push_back(static_cast<ScopeEdge>(graph_.edge_variable_.size()));
  std::move(values.begin(), values.end(), std::back_inserter(graph_.values_));
  graph_.first_value_.push_back(graph_.values_.size());
  return factor_count() - 1;
}

inline FactorGraph FactorGraphBuilder::build() && {
  FactorGraph& g = graph_;
  g.first_of_variable_.assign(g.variables_.size() + 1, 0);
  for (const VariableId v : g.edge_variable_) ++g.first_of_variable_[v + 1];
  for (std::size_t v = 0; v < g.variables_.size(); ++v) g.first_of_variable_[v + 1] += g.first_of_variable_[v];
  g.variable_edge_.resize(g.edge_variable_.size());
  std::vector<std::size_t> next(g.first_of_variable_.begin(), g.first_of_variable_.end() - 1);
  for (ScopeEdge edge = 0; edge < g.edge_count(); ++edge) g.variable_edge_[next[g.edge_variable_[edge]]++] = edge;
  g.find_zeros();
  return std::move(graph_);
}

inline void FactorGraph::find_zeros() {
  first_factor_with_zero_ = factor_count();
  for (FactorId factor = 0; factor < factor_count() && positive(); ++factor)
    for (const Rational& value : values(factor))
      if (value.is_zero()) first_factor_with_zero_ = factor;
}

inline FactorGraph FactorGraph::with_values(std::vector<Rational> values) const {
  if (values.size() != values_.size())
    throw ModelError(std::to_string(values.size()) + " entries; expected " + std::to_string(values_.size()));
  for (const Rational& value : values)
    if (value < 0) throw ModelError("negative entry " + value.str() + "; expected at least 0");
  FactorGraph other = *this;
  other.values_ = std::move(values);
  other.find_zeros();
  return other;
}

}  // namespace klprop
