#pragma once

/// Fixed points of belief propagation that are known, on loopy graphs too: planted rational ones, a graph's own on a
/// forest, and enclosed ones.
///
/// To plant one, messages m_{a→i} are chosen. They make m_{i→a} ∝ Π_{c≠a} m_{c→i} and b_i ∝ Π_a m_{a→i}. For each factor a table
/// b_a with these marginals is made: Π b_i plus ε·Π u_i, where each u_i adds up to zero (none where there is one variable). With
/// f_a = b_a/Π m_{i→a} the messages are fixed: Σ_{x_a∖x_i} f_a Π_{j≠i} m_{j→a} = b_i/m_{i→a} ∝ m_{a→i}.

#include <klprop/certify/fixed_point.hpp>
#include <klprop/claims/factor_graph_instance.hpp>
#include <klprop/factor_graph/belief_propagation.hpp>
#include <klprop/factor_graph/schedules.hpp>

#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop::claims {

template <Ring S>
struct PlantedFixedPoint {
  std::vector<S> values;         ///< of the graph's factors, in place of its own
  std::vector<S> belief;         ///< b_i, by IndicatorId
  std::vector<S> factor_belief;  ///< b_a, by position in `values`
  Messages<S> messages;          ///< the fixed point
};

/// @param  draw  a random number of S, positive where S is ordered
template <Field S, class Draw>
[[nodiscard]] PlantedFixedPoint<S> plant_fixed_point(const FactorGraph& graph, Draw&& draw) {
  const VariableTable& variables = graph.variables();
  const MessageLayout layout(graph);
  const auto normalise = [](std::span<S> table) {
    S sum{};
    for (const S& value : table) sum += value;
    for (S& value : table) value /= sum;
  };
  PlantedFixedPoint<S> planted;
  Messages<S>& messages = planted.messages;
  for (std::size_t k = 0; k < layout.size(); ++k) messages.to_variable.push_back(draw());
  messages.to_factor.assign(layout.size(), S(1));
  planted.belief.assign(variables.indicator_count(), S(1));
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge) normalise(layout.of(messages.to_variable, edge));
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const auto belief = std::span(planted.belief).subspan(variables.indicator(v, 0), variables.arity(v));
    for (const ScopeEdge from : graph.edges(v)) {
      const auto message = layout.of(messages.to_variable, from);
      for (std::size_t t = 0; t < belief.size(); ++t) {
        belief[t] *= message[t];
        for (const ScopeEdge to : graph.edges(v))
          if (to != from) layout.of(messages.to_factor, to)[t] *= message[t];
      }
    }
    normalise(belief);
    for (const ScopeEdge to : graph.edges(v)) normalise(layout.of(messages.to_factor, to));
  }
  const auto belief = [&](VariableId v, StateId t) -> const S& { return planted.belief[variables.indicator(v, t)]; };
  for (FactorId a = 0; a < graph.factor_count(); ++a) {
    const ProductSpace space = graph.space(a);
    const auto scope = graph.scope(a);
    for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome) {
      // A factor on one variable is its own marginal. Else u_i is b_i(0)·b_i(last) at the first state, minus that at the
      // last, 0 elsewhere: half of the product of these keeps the table positive.
      S product(1), change(scope.size() < 2 ? 0 : 1), incoming(1);
      for (std::size_t j = 0; j < scope.size(); ++j) {
        const StateId t = space.state(outcome, j), last = space.arity(j) - 1;
        product *= belief(scope[j], t);
        incoming *= layout.of(messages.to_factor, graph.first_edge(a) + static_cast<ScopeEdge>(j))[t];
        if (last == 0) change = S{};
        const S& least = belief(scope[j], 0);
        const S& greatest = belief(scope[j], last);
        change *= t == 0 ? S(least * greatest) : t == last ? S(S{} - least * greatest) : S{};
      }
      planted.factor_belief.push_back(product + change / S(2));
      planted.values.push_back(planted.factor_belief.back() / incoming);
    }
  }
  return planted;
}

/// Messages of a fixed point of the graph's own that is proved to exist, accurate to the working precision; none where
/// that does not succeed at eight times this precision, as with messages of 10^-600.
[[nodiscard]] inline std::optional<Messages<Ball>> certified_messages(const FactorGraph& graph,
                                                                      std::span<const Ball> values) {
  const long bits = working_precision();
  std::optional<Messages<Ball>> messages;
  {
    const PrecisionScope precision(8 * bits);
    messages = certified_fixed_point(graph, values);
  }
  if (!messages) return std::nullopt;
  for (const auto* all : {&messages->to_variable, &messages->to_factor})
    for (const Ball& value : *all)
      if (arb_rel_accuracy_bits(value.raw()) < bits) return std::nullopt;
  return messages;
}

/// A fixed point of the graph's own factors, or why none is known.
template <Ring S>
struct OwnFixedPoint {
  std::optional<Messages<S>> messages;
  std::string why_not;
};

/// On a forest the only one, from a pass up and down; where there are cycles one that is enclosed, over balls.
template <RecognisesZero S>
[[nodiscard]] OwnFixedPoint<S> own_fixed_point(const FactorGraph& graph, std::span<const S> values) {
  if (variable_on_cycle(graph) == graph.variable_count()) {
    MessagePassing<S> passing(graph, values);
    BeliefPropagationResult<S> pass = tree_pass(passing, TreeSchedule(graph));
    if (pass.breakdown) return {std::nullopt, describe(graph, *pass.breakdown)};
    return {std::move(pass.messages), {}};
  }
  if constexpr (std::is_same_v<S, Ball>) {
    constexpr std::size_t most_unknowns = 150;
    const std::size_t unknowns = MessageLayout(graph).size() - graph.edge_count();
    if (unknowns > most_unknowns)
      return {std::nullopt, "a fixed point has " + std::to_string(unknowns) + " unknowns; at most " +
                                std::to_string(most_unknowns) + " are enclosed"};
    auto messages = certified_messages(graph, values);
    if (!messages) return {std::nullopt, "no fixed point of the graph's own factors could be proved to exist"};
    return {std::move(messages), {}};
  }
  return {std::nullopt, "the graph has cycles: its own fixed points are enclosed in balls only"};
}

}  // namespace klprop::claims
