#pragma once

/// Fixed points of belief propagation that are known, on loopy graphs too: planted rational ones, and enclosed ones.
///
/// To plant one, beliefs b_i are chosen, and for each factor a table b_a with these marginals: Π b_i plus ε·Π u_i, where each u_i adds up
/// to zero (none where there is one variable). With f_a = b_a/Π b_i and one factor b_i more on each variable the messages m_{i→a} = b_i, m_{a→i} uniform are
/// fixed: Σ_{x_a∖x_i} f_a Π_{j≠i} b_j = Σ b_a/b_i = 1.

#include <klprop/certify/fixed_point.hpp>
#include <klprop/claims/factor_graph_instance.hpp>
#include <klprop/factor_graph/belief_propagation.hpp>

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace klprop::claims {

template <Ring S>
struct PlantedFixedPoint {
  FactorGraph graph;      ///< the given one, with a factor on each variable appended; its own tables mean nothing
  std::vector<S> values;  ///< of its factors
  std::vector<S> belief;  ///< b_i, by IndicatorId
  std::vector<S> factor_belief;  ///< b_a, by position in `values`
  Messages<S> messages;          ///< the fixed point
};

/// @param  draw  a random number of S, positive where S is ordered
template <Field S, class Draw>
[[nodiscard]] PlantedFixedPoint<S> plant_fixed_point(const FactorGraph& given, Draw&& draw) {
  const VariableTable& variables = given.variables();
  FactorGraphBuilder builder(variables);
  for (FactorId a = 0; a < given.factor_count(); ++a)
    builder.factor(given.scope(a), std::vector<Rational>(given.table_size(a), Rational(1)));
  for (VariableId v = 0; v < given.variable_count(); ++v)
    builder.factor(std::span(&v, 1), std::vector<Rational>(variables.arity(v), Rational(1)));
  PlantedFixedPoint<S> planted{std::move(builder).build(), {}, {}, {}, {}};

  for (VariableId v = 0; v < given.variable_count(); ++v) {
    const std::size_t first = planted.belief.size();
    S sum{};
    for (StateId t = 0; t < variables.arity(v); ++t) {
      planted.belief.push_back(draw());
      sum += planted.belief.back();
    }
    for (std::size_t k = first; k < planted.belief.size(); ++k) planted.belief[k] /= sum;
  }
  const auto belief = [&](VariableId v, StateId t) -> const S& { return planted.belief[variables.indicator(v, t)]; };
  for (FactorId a = 0; a < given.factor_count(); ++a) {
    const ProductSpace space = given.space(a);
    const auto scope = given.scope(a);
    for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome) {
      // A factor on one variable is its own marginal. Else u_i is b_i(0)·b_i(last) at the first state, minus that at the
      // last, 0 elsewhere: half of the product of these keeps the table positive.
      S product(1), change(scope.size() < 2 ? 0 : 1);
      for (std::size_t j = 0; j < scope.size(); ++j) {
        const StateId t = space.state(outcome, j), last = space.arity(j) - 1;
        product *= belief(scope[j], t);
        if (last == 0) change = S{};
        const S& least = belief(scope[j], 0);
        const S& greatest = belief(scope[j], last);
        change *= t == 0 ? S(least * greatest) : t == last ? S(S{} - least * greatest) : S{};
      }
      const S table = product + change / S(2);
      planted.factor_belief.push_back(table);
      planted.values.push_back(table / product);
    }
  }
  for (const S& value : planted.belief) {
    planted.values.push_back(value);
    planted.factor_belief.push_back(value);
  }

  MessagePassing<S> passing(planted.graph, planted.values);
  planted.messages = passing.uniform();
  for (ScopeEdge edge = 0; edge < planted.graph.edge_count(); ++edge) {
    const VariableId v = planted.graph.edge_variable(edge);
    const bool unary = planted.graph.edge_factor(edge) >= given.factor_count();
    const auto message = passing.layout().of(unary ? planted.messages.to_variable : planted.messages.to_factor, edge);
    for (StateId t = 0; t < message.size(); ++t) message[t] = belief(v, t);
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

}  // namespace klprop::claims
