#pragma once

/// States that evidence and the zeros of the factors leave possible.
///
/// A state that no joint state of positive mass contains need not stand in any table; a variable with one state left is
/// no variable any more. Both make the tables of elimination smaller, often by far: real models are full of zeros.

#include <klprop/factor_graph/factor_graph.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace klprop {

/// For every variable, the states that are left, in increasing order.
class PossibleStates {
 public:
  /// All states.
  explicit PossibleStates(const VariableTable& variables)
      : PossibleStates(variables, std::vector<bool>(variables.indicator_count(), true)) {}
  /// @param  possible  by IndicatorId
  PossibleStates(const VariableTable& variables, const std::vector<bool>& possible);

  [[nodiscard]] std::span<const StateId> of(VariableId variable) const {
    return std::span(states_).subspan(first_[variable], first_[variable + 1] - first_[variable]);
  }
  [[nodiscard]] VariableId variable_count() const { return static_cast<VariableId>(first_.size() - 1); }
  /// Some variable has no state left: every joint state has mass zero.
  [[nodiscard]] bool contradictory() const { return contradictory_; }

 private:
  std::vector<std::size_t> first_ = {0};
  std::vector<StateId> states_;
  bool contradictory_ = false;
};

/// Removes states with λ = 0, then, until nothing changes, states for which some factor is zero whatever states its other
/// variables have left (generalised arc consistency). What is removed has mass zero; not all that has is removed.
///
/// @param  lambda  by IndicatorId
/// @cost   one look at every entry of a factor with zeros, and one more each time that one of its variables loses a state
[[nodiscard]] PossibleStates possible_states(const FactorGraph& graph, std::span<const Rational> lambda);

namespace detail {

/// Deletes states from possible ones until each has support in every factor.
class StateFilter {
 public:
  StateFilter(const FactorGraph& graph, std::span<const Rational> lambda)
      : graph_(graph), possible_(lambda.size()), has_zero_(graph.factor_count()), queued_(graph.factor_count()) {
    for (std::size_t k = 0; k < lambda.size(); ++k) possible_[k] = !lambda[k].is_zero();
    for (FactorId factor = graph.first_factor_with_zero(); factor < graph.factor_count(); ++factor) {
      for (const Rational& value : graph.values(factor)) has_zero_[factor] = has_zero_[factor] || value.is_zero();
      enqueue(factor);
    }
    for (std::size_t next = 0; next < queue_.size(); ++next) revise(queue_[next]);
  }

  [[nodiscard]] const std::vector<bool>& possible() const { return possible_; }

 private:
  /// A factor without zeros supports every state.
  void enqueue(FactorId factor) {
    if (!has_zero_[factor] || queued_[factor]) return;
    queue_.push_back(factor);
    queued_[factor] = true;
  }

  void revise(FactorId factor) {
    queued_[factor] = false;
    find_support(factor);
    const auto scope = graph_.scope(factor);
    for (std::size_t k = 0; k < scope.size(); ++k)
      for (StateId state = 0; state < graph_.variables().arity(scope[k]); ++state)
        if (possible_[graph_.variables().indicator(scope[k], state)] && !supported_[offset_[k] + state])
          remove(scope[k], state);
  }

  /// Marks the states that occur in an entry that is positive and possible.
  void find_support(FactorId factor) {
    const auto scope = graph_.scope(factor);
    offset_.assign(1, 0);
    for (const VariableId v : scope) offset_.push_back(offset_.back() + graph_.variables().arity(v));
    supported_.assign(offset_.back(), false);
    state_.assign(scope.size(), 0);
    for (const Rational& value : graph_.values(factor)) {
      if (!value.is_zero() && is_possible(scope))
        for (std::size_t k = 0; k < scope.size(); ++k) supported_[offset_[k] + state_[k]] = true;
      std::size_t k = scope.size();
      while (k > 0 && ++state_[k - 1] == graph_.variables().arity(scope[k - 1])) state_[--k] = 0;
    }
  }
  [[nodiscard]] bool is_possible(std::span<const VariableId> scope) const {
    for (std::size_t k = 0; k < scope.size(); ++k)
      if (!possible_[graph_.variables().indicator(scope[k], state_[k])]) return false;
    return true;
  }

  void remove(VariableId variable, StateId state) {
    possible_[graph_.variables().indicator(variable, state)] = false;
    for (const ScopeEdge edge : graph_.edges(variable)) enqueue(graph_.edge_factor(edge));
  }

  const FactorGraph& graph_;
  std::vector<bool> possible_, has_zero_, queued_;
  std::vector<FactorId> queue_;
  std::vector<std::size_t> offset_;
  std::vector<bool> supported_;
  std::vector<StateId> state_;
};

}  // namespace detail

inline PossibleStates::PossibleStates(const VariableTable& variables, const std::vector<bool>& possible) {
  first_.reserve(variables.size() + 1);
  for (VariableId v = 0; v < variables.size(); ++v) {
    for (StateId state = 0; state < variables.arity(v); ++state)
      if (possible[variables.indicator(v, state)]) states_.push_back(state);
    contradictory_ = contradictory_ || states_.size() == first_.back();
    first_.push_back(states_.size());
  }
}

inline PossibleStates possible_states(const FactorGraph& graph, std::span<const Rational> lambda) {
  return PossibleStates(graph.variables(), detail::StateFilter(graph, lambda).possible());
}

}  // namespace klprop
