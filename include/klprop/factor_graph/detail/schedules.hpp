#pragma once

// Out-of-line parts of schedules.hpp.

#include <klprop/factor_graph/schedules.hpp>

#include <algorithm>
#include <utility>

namespace klprop {

namespace detail {

/// Notes a breakdown, if there is one, as the result's status.
template <Ring S>
bool broke_down(BeliefPropagationResult<S>& result, const std::optional<Breakdown>& breakdown) {
  if (!breakdown) return false;
  result.breakdown = breakdown;
  result.status =
      breakdown->contradiction ? BeliefPropagationStatus::contradiction : BeliefPropagationStatus::undecided;
  return true;
}

/// largest ← max |a − b|
template <Ordered S>
void largest_change(std::span<const S> a, std::span<const S> b, S& largest) {
  largest = S{};
  for (std::size_t k = 0; k < a.size(); ++k) {
    const bool grows = b[k] < a[k];
    const S change = grows ? a[k] - b[k] : b[k] - a[k];
    if (largest < change) largest = change;
  }
}

}  // namespace detail

template <Ordered S, class Observe>
requires std::invocable < Observe&, std::size_t, const S&, const Messages<S>
& > BeliefPropagationResult<S> flooding(MessagePassing<S>& passing, std::size_t max_iterations, const S& tolerance,
                                        Observe&& observe) {
  BeliefPropagationResult<S> result;
  result.messages = passing.uniform();
  std::vector<S> before;
  while (result.iterations < max_iterations && result.status == BeliefPropagationStatus::not_converged) {
    before = result.messages.to_factor;
    if (detail::broke_down(result, flooding_step(passing, result.messages))) return result;
    detail::largest_change<S>(result.messages.to_factor, before, result.residual);
    observe(result.iterations, std::as_const(result.residual), std::as_const(result.messages));
    ++result.iterations;
    if (!(tolerance < result.residual)) result.status = BeliefPropagationStatus::converged;
  }
  detail::broke_down(result, passing.beliefs(result.messages, result.beliefs));
  return result;
}

inline TreeSchedule::TreeSchedule(const FactorGraph& graph) {
  std::vector<bool> variable_reached(graph.variable_count()), factor_reached(graph.factor_count());
  nodes_.reserve(std::size_t{graph.variable_count()} + graph.factor_count());
  for (VariableId root = 0; root < graph.variable_count(); ++root) {
    if (variable_reached[root]) continue;
    variable_reached[root] = true;
    std::size_t next = nodes_.size();
    nodes_.push_back({false, root, no_edge});
    for (; next < nodes_.size(); ++next) {
      if (nodes_[next].is_factor)
        reach_variables(graph, next, variable_reached);
      else
        reach_factors(graph, next, factor_reached);
    }
  }
}

inline void TreeSchedule::reach_variables(const FactorGraph& graph, std::size_t from, std::vector<bool>& reached) {
  const Node node = nodes_[from];
  const auto scope = graph.scope(node.id);
  for (std::uint32_t j = 0; j < scope.size(); ++j) {
    if (j == node.parent_slot) continue;
    if (reached[scope[j]]) throw CyclicGraph(scope[j], node.id);
    reached[scope[j]] = true;
    const auto edges = graph.edges(scope[j]);
    const auto up = std::lower_bound(edges.begin(), edges.end(), graph.first_edge(node.id) + j);
    nodes_.push_back({false, scope[j], static_cast<std::uint32_t>(up - edges.begin())});
  }
}

inline void TreeSchedule::reach_factors(const FactorGraph& graph, std::size_t from, std::vector<bool>& reached) {
  const Node node = nodes_[from];
  const auto edges = graph.edges(node.id);
  for (std::uint32_t k = 0; k < edges.size(); ++k) {
    if (k == node.parent_slot) continue;
    const FactorId factor = graph.edge_factor(edges[k]);
    if (reached[factor]) throw CyclicGraph(node.id, factor);
    reached[factor] = true;
    nodes_.push_back({true, factor, edges[k] - graph.first_edge(factor)});
  }
}

template <RecognisesZero S>
BeliefPropagationResult<S> tree_pass(MessagePassing<S>& passing, const TreeSchedule& schedule) {
  BeliefPropagationResult<S> result;
  result.messages = passing.uniform();
  const auto send = [&](const TreeSchedule::Node& node, auto wanted) {
    return detail::broke_down(result, node.is_factor ? passing.send_from_factor(node.id, result.messages, wanted)
                                                     : passing.send_from_variable(node.id, result.messages, wanted));
  };
  const auto nodes = schedule.nodes();
  for (std::size_t k = nodes.size(); k-- > 0;) {
    const std::size_t up = nodes[k].parent_slot;
    if (up == TreeSchedule::no_edge) continue;
    if (send(nodes[k], [up](std::size_t slot) { return slot == up; })) return result;
  }
  for (const TreeSchedule::Node& node : nodes)
    if (send(node, [up = std::size_t{node.parent_slot}](std::size_t slot) { return slot != up; })) return result;
  result.iterations = 1;
  result.status = BeliefPropagationStatus::converged;
  detail::broke_down(result, passing.beliefs(result.messages, result.beliefs));
  return result;
}

}  // namespace klprop
