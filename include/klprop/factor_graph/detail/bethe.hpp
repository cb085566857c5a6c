#pragma once

// Out-of-line parts of bethe.hpp.

#include <klprop/factor_graph/bethe.hpp>

namespace klprop {

namespace detail {

/// log(a/b); `name` is called for the message only.
template <class S, class Name>
S log_ratio(const S& a, const S& b, Name&& name) {
  if (divisor(a) != Divisor::usable || divisor(b) != Divisor::usable)
    throw InfiniteEnergy("the logarithm of " + name() + " is not finite");
  return log(a / b);
}

/// b·log(b/f), 0 where b is 0.
template <class S, class Name>
S energy_term(const S& b, const S& f, Name&& name) {
  return divisor(b) == Divisor::zero ? S{} : S(b * log_ratio(b, f, name));
}

inline std::string entry_name(FactorId factor, std::size_t entry) {
  return "the belief of factor " + std::to_string(factor) + ", or of the factor itself, at entry " +
         std::to_string(entry);
}
inline std::string state_name(VariableId variable, StateId state) {
  return "the belief of variable " + std::to_string(variable) + ", or of its evidence, in state " +
         std::to_string(state);
}

/// Calls `visit(entry, state)` for each entry of a factor's table; `state[j]` is the state of the j-th variable.
template <class Visit>
void for_each_entry(const FactorGraph& graph, FactorId factor, Visit&& visit) {
  const auto scope = graph.scope(factor);
  std::vector<StateId> state(scope.size());
  for (std::size_t entry = 0; entry < graph.table_size(factor); ++entry) {
    visit(graph.first_value(factor) + entry, state);
    for (std::size_t j = scope.size(); j > 0; --j) {
      if (++state[j - 1] < graph.variables().arity(scope[j - 1])) break;
      state[j - 1] = 0;
    }
  }
}

/// defects ← p·Σq − q·Σp
template <Ring S>
void proportion_defects(std::span<const S> p, std::span<const S> q, std::span<S> defects) {
  S p_sum{}, q_sum{};
  for (const S& value : p) p_sum += value;
  for (const S& value : q) q_sum += value;
  for (std::size_t k = 0; k < p.size(); ++k) {
    defects[k] = p[k] * q_sum;
    const S other = q[k] * p_sum;
    defects[k] -= other;
  }
}

}  // namespace detail

template <RecognisesZero S>
requires Transcendental<S> S bethe_free_energy(const FactorGraph& graph, std::span<const S> values,
                                               std::span<const S> lambda, const Beliefs<S>& beliefs) {
  S energy{};
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    for (std::size_t k = graph.first_value(a); k < graph.first_value(a) + graph.table_size(a); ++k)
      energy += detail::energy_term(beliefs.factors[k], values[k],
                                    [&] { return detail::entry_name(a, k - graph.first_value(a)); });
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const S excess = S(static_cast<int>(graph.edges(v).size()) - 1);
    for (StateId x = 0; x < graph.variables().arity(v); ++x) {
      const IndicatorId at = graph.variables().indicator(v, x);
      const S& b = beliefs.variables[at];
      const auto name = [&] { return detail::state_name(v, x); };
      // b·log(b/λ) − d·b·log b = −(d − 1)·b·log b − b·log λ
      energy += detail::energy_term(b, lambda[at], name);
      energy -= (excess + S(1)) * detail::energy_term(b, S(1), name);
    }
  }
  return energy;
}

template <RecognisesZero S>
requires Transcendental<S> Beliefs<S> bethe_gradient(const FactorGraph& graph, std::span<const S> values,
                                                     std::span<const S> lambda, const Beliefs<S>& beliefs) {
  Beliefs<S> gradient;
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    for (std::size_t k = graph.first_value(a); k < graph.first_value(a) + graph.table_size(a); ++k)
      gradient.factors.push_back(S(1) + detail::log_ratio(beliefs.factors[k], values[k], [&] {
                                   return detail::entry_name(a, k - graph.first_value(a));
                                 }));
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const S excess = S(static_cast<int>(graph.edges(v).size()) - 1);
    for (StateId x = 0; x < graph.variables().arity(v); ++x) {
      const IndicatorId at = graph.variables().indicator(v, x);
      const auto name = [&] { return detail::state_name(v, x); };
      const S slope = S(1) + detail::log_ratio(beliefs.variables[at], S(1), name);
      gradient.variables.push_back(S{} - excess * slope - detail::log_ratio(lambda[at], S(1), name));
    }
  }
  return gradient;
}

template <RecognisesZero S>
requires Transcendental<S> std::vector<S> bethe_multipliers(const FactorGraph& graph, const Messages<S>& messages) {
  const MessageLayout layout(graph);
  std::vector<S> multipliers;
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    for (const S& value : layout.of(messages.to_factor, edge))
      multipliers.push_back(detail::log_ratio(value, S(1), [&] {
        return "the message from variable " + std::to_string(graph.edge_variable(edge)) + " to factor " +
               std::to_string(graph.edge_factor(edge));
      }));
  return multipliers;
}

template <Ring S>
Beliefs<S> lagrangian_gradient(const FactorGraph& graph, const Beliefs<S>& gradient, std::span<const S> multipliers) {
  const MessageLayout layout(graph);
  Beliefs<S> result = gradient;
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    detail::for_each_entry(graph, a, [&](std::size_t k, const std::vector<StateId>& state) {
      for (ScopeEdge j = 0; j < state.size(); ++j)
        result.factors[k] -= multipliers[layout.first(graph.first_edge(a) + j) + state[j]];
    });
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    for (StateId x = 0; x < layout.arity(edge); ++x)
      result.variables[graph.variables().indicator(graph.edge_variable(edge), x)] +=
          multipliers[layout.first(edge) + x];
  return result;
}

namespace detail {

/// The defects at one factor, and its part of the consistency of its edges.
template <Ring S>
void add_factor_defects(const FactorGraph& graph, const MessageLayout& layout, FactorId a, std::span<const S> values,
                        const Beliefs<S>& beliefs, const Messages<S>& messages, StationarityDefects<S>& defects) {
  const std::size_t first = graph.first_value(a), size = graph.table_size(a);
  std::vector<S> weights(values.begin() + static_cast<std::ptrdiff_t>(first),
                         values.begin() + static_cast<std::ptrdiff_t>(first + size));
  S norm = S{} - S(1);
  for_each_entry(graph, a, [&](std::size_t k, const std::vector<StateId>& state) {
    norm += beliefs.factors[k];
    for (ScopeEdge j = 0; j < state.size(); ++j) {
      const std::size_t at = layout.first(graph.first_edge(a) + j) + state[j];
      weights[k - first] *= messages.to_factor[at];
      defects.consistency[at] += beliefs.factors[k];
    }
  });
  proportion_defects<S>(std::span(beliefs.factors).subspan(first, size), weights,
                        std::span(defects.factors).subspan(first, size));
  defects.normalisation.push_back(norm);
}

/// The defects at one variable, and its part of the consistency of its edges.
template <Ring S>
void add_variable_defects(const FactorGraph& graph, const MessageLayout& layout, VariableId v,
                          std::span<const S> lambda, const Beliefs<S>& beliefs, const Messages<S>& messages,
                          StationarityDefects<S>& defects) {
  const std::size_t first = graph.variables().indicator(v, 0), arity = graph.variables().arity(v);
  const auto edges = graph.edges(v);
  std::vector<S> left, right(arity, S(1));
  S norm = S{} - S(1);
  for (std::size_t x = 0; x < arity; ++x) {
    const S& b = beliefs.variables[first + x];
    norm += b;
    left.push_back(lambda[first + x]);
    if (edges.empty()) right[x] *= b;
    for (std::size_t k = 1; k < edges.size(); ++k) left[x] *= b;
    for (const ScopeEdge edge : edges) {
      right[x] *= messages.to_factor[layout.first(edge) + x];
      defects.consistency[layout.first(edge) + x] -= b;
    }
  }
  proportion_defects<S>(left, right, std::span(defects.variables).subspan(first, arity));
  defects.normalisation.push_back(norm);
}

}  // namespace detail

template <Ring S>
StationarityDefects<S> stationarity_defects(const FactorGraph& graph, std::span<const S> values,
                                            std::span<const S> lambda, const Beliefs<S>& beliefs,
                                            const Messages<S>& messages) {
  const MessageLayout layout(graph);
  StationarityDefects<S> defects{
      std::vector<S>(values.size()), std::vector<S>(lambda.size()), std::vector<S>(layout.size()), {}};
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    detail::add_variable_defects(graph, layout, v, lambda, beliefs, messages, defects);
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    detail::add_factor_defects(graph, layout, a, values, beliefs, messages, defects);
  return defects;
}

}  // namespace klprop
