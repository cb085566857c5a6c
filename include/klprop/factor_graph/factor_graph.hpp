#pragma once

/// Factor graphs: discrete variables and non-negative factors over some of them.       (the setting of Section 3.1)
///
/// A factor's table is kept as the exact rationals that were written; zeros are legal, and nothing is normalised. That all
/// factors are positive, as the paper assumes, is a hypothesis that is recorded here and left to those who need it.
///
/// Layout: the factors' scopes stand in one array, factor after factor (CSR). A position in that array is an *edge*
/// (a, i) of the graph; each variable knows its edges. The tables stand in one array as well, in each of them the last
/// variable of the scope running fastest.

#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/product_space.hpp>
#include <klprop/simplex/variables.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

using FactorId = std::uint32_t;
/// An edge of a factor graph: a factor and a variable of its scope.
using ScopeEdge = std::uint32_t;

/// An immutable factor graph. Build one with `FactorGraphBuilder`.
class FactorGraph {
 public:
  [[nodiscard]] const VariableTable& variables() const { return variables_; }
  [[nodiscard]] VariableId variable_count() const { return static_cast<VariableId>(variables_.size()); }
  [[nodiscard]] FactorId factor_count() const { return static_cast<FactorId>(first_edge_.size() - 1); }
  [[nodiscard]] ScopeEdge edge_count() const { return static_cast<ScopeEdge>(edge_variable_.size()); }

  /// The variables of a factor, in the order they were written; empty for a constant factor.
  [[nodiscard]] std::span<const VariableId> scope(FactorId factor) const {
    return std::span(edge_variable_).subspan(first_edge_[factor], first_edge_[factor + 1] - first_edge_[factor]);
  }
  /// Number of the first edge of a factor; its edges are consecutive, in the order of its scope.
  [[nodiscard]] ScopeEdge first_edge(FactorId factor) const { return first_edge_[factor]; }
  [[nodiscard]] VariableId edge_variable(ScopeEdge edge) const { return edge_variable_[edge]; }
  [[nodiscard]] FactorId edge_factor(ScopeEdge edge) const { return edge_factor_[edge]; }
  /// The edges of a variable, by increasing factor.
  [[nodiscard]] std::span<const ScopeEdge> edges(VariableId variable) const {
    return std::span(variable_edge_)
        .subspan(first_of_variable_[variable], first_of_variable_[variable + 1] - first_of_variable_[variable]);
  }

  /// Number of entries of all tables together.
  [[nodiscard]] std::size_t value_count() const { return values_.size(); }
  /// Position of a factor's first entry in `values()`.
  [[nodiscard]] std::size_t first_value(FactorId factor) const { return first_value_[factor]; }
  [[nodiscard]] std::size_t table_size(FactorId factor) const {
    return first_value_[factor + 1] - first_value_[factor];
  }
  /// A factor's entries, the last variable of its scope running fastest.
  [[nodiscard]] std::span<const Rational> values(FactorId factor) const {
    return std::span(values_).subspan(first_value_[factor], table_size(factor));
  }
  /// All tables, factor after factor.
  [[nodiscard]] std::span<const Rational> values() const { return values_; }
  /// The outcomes of a factor's scope.
  [[nodiscard]] ProductSpace space(FactorId factor) const {
    std::vector<StateId> arities;
    for (const VariableId v : scope(factor)) arities.push_back(variables_.arity(v));
    return ProductSpace(std::move(arities));
  }

  /// The first factor with an entry that is zero, or `factor_count()`.
  [[nodiscard]] FactorId first_factor_with_zero() const { return first_factor_with_zero_; }
  [[nodiscard]] bool positive() const { return first_factor_with_zero_ == factor_count(); }

  /// The same graph with other tables.
  /// @param  values  one per entry of `values()`, none negative
  /// @throws ModelError  otherwise
  [[nodiscard]] FactorGraph with_values(std::vector<Rational> values) const;

 private:
  friend class FactorGraphBuilder;
  FactorGraph() = default;
  void find_zeros();

  VariableTable variables_;
  std::vector<ScopeEdge> first_edge_ = {0};
  std::vector<VariableId> edge_variable_;
  std::vector<FactorId> edge_factor_;
  std::vector<std::size_t> first_of_variable_;
  std::vector<ScopeEdge> variable_edge_;
  std::vector<std::size_t> first_value_ = {0};
  std::vector<Rational> values_;
  FactorId first_factor_with_zero_ = 0;
};

/// Builds a factor graph. Every method throws `ModelError` on malformed input, the message saying what was expected.
class FactorGraphBuilder {
 public:
  explicit FactorGraphBuilder(VariableTable variables) { graph_.variables_ = std::move(variables); }

  /// @param  scope   different variables, in the order in which the table was written
  /// @param  values  one per outcome of the scope, none negative, the last variable running fastest
  /// @throws ModelError  on an unknown variable, one that occurs twice, a table of another size, a negative entry
  FactorId factor(std::span<const VariableId> scope, std::vector<Rational> values);

  [[nodiscard]] const VariableTable& variables() const { return graph_.variables_; }
  [[nodiscard]] FactorId factor_count() const { return graph_.factor_count(); }

  [[nodiscard]] FactorGraph build() &&;

 private:
  FactorGraph graph_;
};

/// All tables of a graph in scalar S, factor after factor: what a computation runs on.
template <Ring S>
[[nodiscard]] std::vector<S> factor_values(const FactorGraph& graph) {
  std::vector<S> values;
  values.reserve(graph.value_count());
  for (const Rational& value : graph.values()) values.push_back(from_rational<S>(value));
  return values;
}

}  // namespace klprop

#include <klprop/factor_graph/detail/factor_graph.hpp>
