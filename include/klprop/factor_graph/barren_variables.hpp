#pragma once

/// Partition values that are known without elimination: those of Bayesian networks, for instance, where Z = 1.

#include <klprop/factor_graph/factor_graph.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace klprop {

/// Z, by removing barren variables: those in a single factor whose sum over them, weighted by λ, is the same number for
/// all states of its other variables. The factor is then that number, which may leave further variables barren.
///
/// @param  lambda  by IndicatorId
/// @return empty when a factor is left that this cannot remove
/// @exact
/// @cost   a few additions and multiplications per entry of the tables
[[nodiscard]] std::optional<Rational> partition_by_barren_variables(const FactorGraph& graph,
                                                                    std::span<const Rational> lambda);

namespace detail {

class BarrenVariables {
 public:
  BarrenVariables(const FactorGraph& graph, std::span<const Rational> lambda)
      : graph_(graph), lambda_(lambda), removed_(graph.factor_count()), factors_left_(graph.factor_count()) {
    for (FactorId factor = 0; factor < graph.factor_count(); ++factor)
      if (graph.scope(factor).empty()) remove(factor, graph.values(factor)[0]);
    for (VariableId v = 0; v < graph.variable_count(); ++v) {
      degree_.push_back(graph.edges(v).size());
      queue_.push_back(v);
    }
    sum_.resize(graph.variable_count());
    for (std::size_t next = 0; next < queue_.size(); ++next) visit(queue_[next]);
  }

  [[nodiscard]] std::optional<Rational> partition() const {
    if (factors_left_ > 0) return std::nullopt;
    return partition_;
  }

 private:
  void remove(FactorId factor, const Rational& constant) {
    removed_[factor] = true;
    --factors_left_;
    if (constant != 1) partition_ *= constant;
  }

  void visit(VariableId v) {
    if (sum_[v] || degree_[v] > 1) return;
    if (degree_[v] == 0) {
      take(v, lambda_sum(v));
      return;
    }
    FactorId factor = 0;
    for (const ScopeEdge edge : graph_.edges(v))
      if (!removed_[graph_.edge_factor(edge)]) factor = graph_.edge_factor(edge);
    const std::optional<Rational> constant = constant_sum(factor, v);
    if (!constant) return;
    sum_[v] = true;
    remove(factor, *constant);
    for (const VariableId other : graph_.scope(factor)) {
      --degree_[other];
      queue_.push_back(other);
    }
  }
  /// A variable in no factor.
  void take(VariableId v, const Rational& sum) {
    sum_[v] = true;
    if (sum != 1) partition_ *= sum;
  }
  [[nodiscard]] Rational lambda_sum(VariableId v) const {
    Rational sum = 0;
    for (StateId t = 0; t < graph_.variables().arity(v); ++t) sum += lambda_[graph_.variables().indicator(v, t)];
    return sum;
  }

  /// Σ_t λ_{v,t}·f(…,t,…), if it does not depend on the other variables.
  [[nodiscard]] std::optional<Rational> constant_sum(FactorId factor, VariableId v) const {
    std::size_t stride = 1;
    const auto scope = graph_.scope(factor);
    for (std::size_t k = scope.size(); scope[--k] != v;) stride *= graph_.variables().arity(scope[k]);
    const StateId arity = graph_.variables().arity(v);
    const auto values = graph_.values(factor);
    std::optional<Rational> constant;
    for (std::size_t block = 0; block < values.size(); block += stride * arity)
      for (std::size_t k = block; k < block + stride; ++k) {
        Rational sum = 0;
        for (StateId t = 0; t < arity; ++t) sum += lambda_[graph_.variables().indicator(v, t)] * values[k + t * stride];
        if (constant && sum != *constant) return std::nullopt;
        constant = std::move(sum);
      }
    return constant;
  }

  const FactorGraph& graph_;
  std::span<const Rational> lambda_;
  std::vector<bool> removed_, sum_;  // factors; variables that are summed out
  std::size_t factors_left_;
  std::vector<std::size_t> degree_;  // factors that are left, by variable
  std::vector<VariableId> queue_;
  Rational partition_ = 1;
};

}  // namespace detail

inline std::optional<Rational> partition_by_barren_variables(const FactorGraph& graph,
                                                             std::span<const Rational> lambda) {
  return detail::BarrenVariables(graph, lambda).partition();
}

}  // namespace klprop
