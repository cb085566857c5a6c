#pragma once

/// The independent sides of the comparisons of Sections 3.2 and 3.3: derivatives of messages as the functions that they
/// are. Nothing here uses a derivative of a primitive but the arithmetic of dual numbers.

#include <klprop/claims/beside_one.hpp>
#include <klprop/claims/computation_graph_instance.hpp>
#include <klprop/claims/one_sided.hpp>
#include <klprop/computation_graph/delta_lift.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop::claims {

/// The messages b_↓ over numbers T around the forward values, which are in S.
template <Field T, Field S>
class MessagesAround {
 public:
  MessagesAround(const DeltaLift& lift, std::span<const S> values, const OutputFactor& factor)
      : lift_(lift), values_(values.begin(), values.end()), phi_(factor, values_[lift.z()]) {}

  [[nodiscard]] T forward(GraphNodeId node) const { return values_[node]; }
  /// b_↓(node)(t), up to a factor
  [[nodiscard]] T at(GraphNodeId node, const T& t) const { return delta_message<T>(lift_, values_, node, t, phi_); }

 private:
  const DeltaLift& lift_;
  std::vector<T> values_;
  OutputFunction<T> phi_;
};

template <Field S>
using FirstOrderMessages = MessagesAround<Dual<S>, S>;
template <Field S>
using SecondOrderMessages = MessagesAround<Dual<Dual<S>>, S>;

/// (log b_↓)' at the forward value: b'/b, which needs no logarithm.
template <Field S>
[[nodiscard]] S log_derivative(const FirstOrderMessages<S>& messages, GraphNodeId node) {
  const Dual<S> b = messages.at(node, Dual<S>(messages.forward(node).value, S(1)));
  return b.tangent / b.value;
}

/// (log b_↓)'' = b''/b − (b'/b)².
template <Field S>
[[nodiscard]] S second_log_derivative(const SecondOrderMessages<S>& messages, GraphNodeId node) {
  const S forward = messages.forward(node).value.value;
  const Dual<Dual<S>> b = messages.at(node, Dual<Dual<S>>(Dual<S>(forward, S(1)), Dual<S>(S(1))));
  const S slope = b.value.tangent / b.value.value;
  return b.tangent.tangent / b.value.value - slope * slope;
}

/// (log b_↓)' to the right (side = 1) or to the left (side = −1).
template <Field S>
[[nodiscard]] S one_sided_log_derivative(const MessagesAround<OneSided<S>, S>& messages, GraphNodeId node, int side) {
  const OneSided<S> b = messages.at(node, OneSided<S>(messages.forward(node).dual.value, S(side)));
  return S(side) * b.dual.tangent / b.dual.value;
}

/// At a kink a derivative would make these two the same number; `where()` names the node.
template <class Where>
void compare_sides(const MessagesAround<OneSided<Rational>, Rational>& messages, GraphNodeId node, const Where& where,
                   Report<Rational>& report) {
  report.equal(one_sided_log_derivative(messages, node, -1), one_sided_log_derivative(messages, node, 1),
               [&] { return "left and right derivative of the logarithm of the message at " + where(); });
}

/// Evaluations of primitives that b_↓ takes, one for each node; 2^64−1 stands for that many or more.
[[nodiscard]] inline std::vector<std::uint64_t> message_costs(const DeltaLift& lift) {
  std::vector<std::uint64_t> cost(lift.graph().node_count(), 0);
  for (GraphNodeId node = lift.graph().node_count(); node-- > 0;)
    for (const GraphUse& use : lift.messages_into(node)) {
      std::uint64_t& sum = cost[node];
      if (__builtin_add_overflow(sum, cost[use.user], &sum) || __builtin_add_overflow(sum, std::uint64_t{1}, &sum))
        sum = ~std::uint64_t{0};
    }
  return cost;
}

/// The variables of an instance, constants not among them, whose messages together fit the budget, drawn at random where
/// not all of them do.
template <Field S>
[[nodiscard]] std::vector<GraphNodeId> variables_in_reach(ComputationGraphInstance<S>& instance, const DeltaLift& lift,
                                                          Report<S>& report) {
  // A step in a machine word costs a small part of one in a number with its own memory.
  std::uint64_t left = instance.budget.operations / (std::is_same_v<S, PrimeField> ? 40 : 400);
  std::vector<GraphNodeId> all;
  for (GraphNodeId node = 0; node < instance.graph.node_count(); ++node) {
    const Primitive primitive = instance.graph.primitive(node);
    if (primitive == Primitive::input || (primitive != Primitive::constant && !instance.domain.inputs_only))
      all.push_back(node);
  }
  const std::vector<std::uint64_t> cost = message_costs(lift);
  std::uint64_t together = 0;
  for (const GraphNodeId node : all) together = std::min(left, together) + std::min(left, cost[node]);
  if (together > left) instance.random.shuffle(all);
  std::vector<GraphNodeId> chosen;
  for (const GraphNodeId node : all) {
    if (cost[node] > left) continue;
    left -= cost[node];
    chosen.push_back(node);
  }
  if (chosen.size() < all.size())
    report.leave_out(std::to_string(all.size() - chosen.size()) + " of " + std::to_string(all.size()) +
                     " variables, whose messages take too many evaluations, up to " +
                     std::to_string(*std::max_element(cost.begin(), cost.end())) + " for one");
  return chosen;
}

}  // namespace klprop::claims
