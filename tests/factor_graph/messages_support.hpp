#pragma once

/// Belief propagation as it is defined, entry by entry, and marginals by enumeration: what the updates are held against.

#include <klprop/factor_graph/messages.hpp>
#include <klprop/random/factor_graph.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace klprop::testing {

using Numbers = std::vector<Rational>;

struct FactorSpec {
  std::vector<VariableId> scope;
  Numbers values;
};

inline FactorGraph graph_of(std::vector<StateId> arities, const std::vector<FactorSpec>& factors) {
  FactorGraphBuilder builder{VariableTable(std::move(arities))};
  for (const FactorSpec& factor : factors) builder.factor(factor.scope, factor.values);
  return std::move(builder).build();
}

inline Numbers values_of(const FactorGraph& graph) {
  return {graph.values().begin(), graph.values().end()};
}
inline Numbers unit_lambda(const FactorGraph& graph) {
  return Numbers(graph.variables().indicator_count(), Rational(1));
}

/// The entry of a factor's table at a joint state of all variables.
inline std::size_t entry_at(const FactorGraph& graph, FactorId factor, const std::vector<StateId>& state) {
  std::size_t entry = 0;
  for (const VariableId v : graph.scope(factor)) entry = entry * graph.variables().arity(v) + state[v];
  return graph.first_value(factor) + entry;
}

/// Calls `visit` with every joint state of the variables.
template <class Visit>
void for_each_state(const VariableTable& variables, Visit&& visit) {
  std::vector<StateId> state(variables.size());
  while (true) {
    visit(std::as_const(state));
    std::size_t v = 0;
    while (v < state.size() && ++state[v] == variables.arity(static_cast<VariableId>(v))) state[v++] = 0;
    if (v == state.size()) return;
  }
}

struct Exact {
  Rational z;
  Numbers mass;  ///< by IndicatorId
};

inline Exact enumerated(const FactorGraph& graph, const Numbers& values, const Numbers& lambda) {
  Exact exact{0, Numbers(lambda.size())};
  for_each_state(graph.variables(), [&](const std::vector<StateId>& state) {
    Rational weight = 1;
    for (FactorId a = 0; a < graph.factor_count(); ++a) weight *= values[entry_at(graph, a, state)];
    for (VariableId v = 0; v < state.size(); ++v) weight *= lambda[graph.variables().indicator(v, state[v])];
    exact.z += weight;
    for (VariableId v = 0; v < state.size(); ++v) exact.mass[graph.variables().indicator(v, state[v])] += weight;
  });
  return exact;
}

/// The exact marginals. Z must not be zero.
inline Numbers marginals(const FactorGraph& graph, const Numbers& values, const Numbers& lambda) {
  Exact exact = enumerated(graph, values, lambda);
  for (Rational& mass : exact.mass) mass /= exact.z;
  return exact.mass;
}

/// Divides by the sum; false when that is zero.
inline bool normalise(std::span<Rational> message) {
  Rational sum = 0;
  for (const Rational& value : message) sum += value;
  if (sum == 0) return false;
  for (Rational& value : message) value /= sum;
  return true;
}

/// m_{a→i} from the m_{j→a} by definition: for each state of x_i, the sum over all outcomes of the scope.
inline bool define_to_variable(const FactorGraph& graph, const Numbers& values, const Numbers& to_factor,
                               ScopeEdge edge, std::span<Rational> message) {
  const MessageLayout layout(graph);
  const FactorId a = graph.edge_factor(edge);
  const ProductSpace space = graph.space(a);
  for (Rational& value : message) value = 0;
  for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome) {
    Rational term = values[graph.first_value(a) + outcome];
    for (std::size_t j = 0; j < space.dimension(); ++j) {
      const auto other = static_cast<ScopeEdge>(graph.first_edge(a) + j);
      if (other != edge) term *= to_factor[layout.first(other) + space.state(outcome, j)];
    }
    message[space.state(outcome, edge - graph.first_edge(a))] += term;
  }
  return normalise(message);
}

/// m_{i→a} from the m_{c→i} by definition.
inline bool define_to_factor(const FactorGraph& graph, const Numbers& lambda, const Numbers& to_variable,
                             ScopeEdge edge, std::span<Rational> message) {
  const MessageLayout layout(graph);
  const VariableId v = graph.edge_variable(edge);
  for (StateId x = 0; x < message.size(); ++x) {
    message[x] = lambda[graph.variables().indicator(v, x)];
    for (const ScopeEdge other : graph.edges(v))
      if (other != edge) message[x] *= to_variable[layout.first(other) + x];
  }
  return normalise(message);
}

/// One parallel iteration by definition; false when a message sums to zero.
inline bool define_step(const FactorGraph& graph, const Numbers& values, const Numbers& lambda,
                        Messages<Rational>& messages) {
  const MessageLayout layout(graph);
  bool defined = true;
  for (ScopeEdge e = 0; e < graph.edge_count(); ++e)
    defined = define_to_variable(graph, values, messages.to_factor, e, layout.of(messages.to_variable, e)) && defined;
  for (ScopeEdge e = 0; e < graph.edge_count() && defined; ++e)
    defined = define_to_factor(graph, lambda, messages.to_variable, e, layout.of(messages.to_factor, e)) && defined;
  return defined;
}

inline Messages<Rational> uniform_messages(const FactorGraph& graph) {
  Messages<Rational> messages;
  for (ScopeEdge e = 0; e < graph.edge_count(); ++e)
    for (StateId x = 0, arity = graph.variables().arity(graph.edge_variable(e)); x < arity; ++x)
      messages.to_factor.push_back(Rational(1) / Rational(arity));
  messages.to_variable = messages.to_factor;
  return messages;
}

/// A ring of `length` binary variables, each joined to the next by the table (3 1; 2 2). The table's eigenvalues are 4 and
/// 1, with right eigenvector (1, 1) and left eigenvector (2, 1): so the messages against the ring's sense are uniform at
/// the fixed point, those along it are (2/3, 1/3), and so are all beliefs. The exact marginals are
/// (2·4^L + 1, 4^L + 2)/(3·(4^L + 1)), L the length.
inline FactorGraph eigenvector_ring(VariableId length) {
  std::vector<FactorSpec> factors;
  for (VariableId v = 0; v < length; ++v) factors.push_back({{v, (v + 1) % length}, {3, 1, 2, 2}});
  return graph_of(std::vector<StateId>(length, 2), factors);
}

/// Any shape, small enough for literal tables of so many entries.
inline FactorGraph positive_graph(Random& random, std::uint64_t most_entries = 256) {
  const auto shape = static_cast<FactorGraphShape>(random.below(factor_graph_shape_count));
  return random_factor_graph(random, {.shape = shape,
                                      .max_variables = 4,
                                      .min_states = 1,
                                      .max_joint_states = 64,
                                      .max_replica_states = most_entries});
}

}  // namespace klprop::testing
