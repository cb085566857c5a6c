#pragma once

// Out-of-line parts of belief_propagation.hpp.

#include <klprop/factor_graph/belief_propagation.hpp>

#include <algorithm>

namespace klprop {

template <RecognisesZero S>
MessagePassing<S>::MessagePassing(const FactorGraph& graph, std::span<const S> values, std::span<const S> lambda)
    : graph_(&graph), layout_(graph), values_(values.begin(), values.end()), lambda_(lambda.begin(), lambda.end()) {
  assert(values.size() == graph.value_count());
  assert(lambda.size() == graph.variables().indicator_count());
  if constexpr (guarded) {
    for (FactorId factor = 0; factor < graph.factor_count(); ++factor)
      detail::scale_to_one(std::span(values_).subspan(graph.first_value(factor), graph.table_size(factor)));
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      detail::scale_to_one(std::span(lambda_).subspan(graph.variables().indicator(v, 0), graph.variables().arity(v)));
  }
}

template <RecognisesZero S>
Messages<S> MessagePassing<S>::uniform() const {
  Messages<S> messages;
  messages.to_factor.reserve(layout_.size());
  for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge) {
    const S share = S(1) / S(static_cast<int>(layout_.arity(edge)));
    messages.to_factor.insert(messages.to_factor.end(), layout_.arity(edge), share);
  }
  messages.to_variable = messages.to_factor;
  return messages;
}

template <RecognisesZero S>
bool MessagePassing<S>::normalise(std::span<S> message) {
  in_register(sum_, [&](S& sum) {
    InPlace<S>::set(sum, message[0]);
    for (std::size_t x = 1; x < message.size(); ++x) InPlace<S>::add(sum, message[x]);
  });
  const Held<S> sum = sum_;
  if constexpr (guarded) {
    if (!detail::is_safe(sum)) return false;
  } else {
    if (divisor(sum) != Divisor::usable) return false;
  }
  for (S& value : message) detail::divide(value, sum);
  return true;
}

template <RecognisesZero S>
Breakdown MessagePassing<S>::breakdown(std::span<const S> message, Breakdown::At at, std::uint32_t id) const {
  S sum{};
  for (const S& value : message) InPlace<S>::add(sum, value);
  // A double may be zero because it was too small for one, already when the table was read.
  return {at, id, divisor(sum) == Divisor::zero && !guarded};
}

template <RecognisesZero S>
template <class Wanted>
std::optional<Breakdown> MessagePassing<S>::send_from_factor(FactorId factor, Messages<S>& messages, Wanted&& wanted) {
  const std::size_t degree = graph_->scope(factor).size();
  const auto arity = arity_of(factor);
  const auto in = of_factor(factor, messages.to_factor);
  const auto out = of_factor(factor, messages.to_variable);
  factor_kernel_.sum_out(table(factor), degree, arity, in, out, wanted);
  for (std::size_t j = 0; j < degree; ++j) {
    if (!wanted(j)) continue;
    const std::span<S> message(out(j), arity(j));
    if (normalise(message)) continue;
    if constexpr (guarded) {
      guard_.sum_out(table(factor), degree, arity, in, out, [j](std::size_t other) { return other == j; });
      if (normalise(message)) continue;
    }
    return breakdown(message, Breakdown::At::to_variable, graph_->first_edge(factor) + static_cast<ScopeEdge>(j));
  }
  return std::nullopt;
}

template <RecognisesZero S>
template <class Wanted>
std::optional<Breakdown> MessagePassing<S>::send_from_variable(VariableId variable, Messages<S>& messages,
                                                               Wanted&& wanted) {
  const auto edges = graph_->edges(variable);
  const std::span<const S> weight = lambda(variable);
  const auto in = of_variable(variable, messages.to_variable);
  const auto out = of_variable(variable, messages.to_factor);
  variable_kernel_.multiply_others(edges.size(), weight, in, out, wanted);
  if constexpr (guarded)
    if (detail::product_in_danger(variable_kernel_.product(), weight, edges.size(), in))
      guard_.multiply_others(edges.size(), weight, in, out, wanted);
  for (std::size_t k = 0; k < edges.size(); ++k)
    if (wanted(k) && !normalise({out(k), weight.size()}))
      return breakdown({out(k), weight.size()}, Breakdown::At::to_factor, edges[k]);
  return std::nullopt;
}

template <RecognisesZero S>
std::optional<Breakdown> MessagePassing<S>::send_to_variables(Messages<S>& messages) {
  for (FactorId factor = 0; factor < graph_->factor_count(); ++factor)
    if (const auto failed = send_from_factor(factor, messages, [](std::size_t) { return true; })) return failed;
  return std::nullopt;
}

template <RecognisesZero S>
std::optional<Breakdown> MessagePassing<S>::send_to_factors(Messages<S>& messages) {
  for (VariableId variable = 0; variable < graph_->variable_count(); ++variable)
    if (const auto failed = send_from_variable(variable, messages, [](std::size_t) { return true; })) return failed;
  return std::nullopt;
}

template <RecognisesZero S>
std::optional<Breakdown> MessagePassing<S>::beliefs(const Messages<S>& messages, Beliefs<S>& beliefs) {
  beliefs.variables.resize(lambda_.size());
  beliefs.factors.resize(values_.size());
  for (VariableId v = 0; v < graph_->variable_count(); ++v) {
    const auto in = of_variable(v, messages.to_variable);
    const std::size_t degree = graph_->edges(v).size();
    const auto belief =
        std::span(beliefs.variables).subspan(graph_->variables().indicator(v, 0), graph_->variables().arity(v));
    variable_kernel_.multiply(degree, lambda(v), in);
    std::copy(variable_kernel_.product().begin(), variable_kernel_.product().end(), belief.begin());
    if constexpr (guarded)
      if (detail::product_in_danger(belief, lambda(v), degree, in)) guard_.multiply(degree, lambda(v), in, belief);
    if (!normalise(belief)) return breakdown(belief, Breakdown::At::variable_belief, v);
  }
  for (FactorId a = 0; a < graph_->factor_count(); ++a) {
    const auto in = of_factor(a, messages.to_factor);
    const std::size_t degree = graph_->scope(a).size();
    const auto belief = std::span(beliefs.factors).subspan(graph_->first_value(a), graph_->table_size(a));
    factor_kernel_.multiply(table(a), degree, arity_of(a), in, belief);
    if (normalise(belief)) continue;
    if constexpr (guarded) {
      guard_.multiply_table(table(a), degree, arity_of(a), in, belief);
      if (normalise(belief)) continue;
    }
    return breakdown(belief, Breakdown::At::factor_belief, a);
  }
  return std::nullopt;
}

}  // namespace klprop
