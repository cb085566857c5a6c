#pragma once

/// Derivatives of messages from their values alone: differences, with all that a difference quotient leaves out.

#include <klprop/claims/computation_graph_oracles.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace klprop::claims {

namespace detail {

/// The degree of ψ in one slot, the others being clamped; none where it is no polynomial.
[[nodiscard]] inline std::optional<std::uint64_t> slot_degree(const ComputationGraph& graph, const GraphUse& use) {
  switch (graph.primitive(use.user)) {
    case Primitive::sum:
    case Primitive::subtract:
    case Primitive::product:
    case Primitive::negate:
    case Primitive::dot:
    case Primitive::affine:
      return 1;
    case Primitive::divide:
      return use.slot == 0 ? std::optional<std::uint64_t>(1) : std::nullopt;
    case Primitive::power: {
      const long k = graph.integer_exponent(use.user);
      return k < 0 ? std::nullopt : std::optional<std::uint64_t>(k);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace detail

/// The degrees of the messages as polynomials in t; none where one is no polynomial, or of a degree above `most`.
///
/// @param  lift  by slot replicas
[[nodiscard]] inline std::vector<std::optional<std::uint64_t>> message_degrees(const DeltaLift& lift,
                                                                               const OutputFactor& factor,
                                                                               std::uint64_t most) {
  std::vector<std::optional<std::uint64_t>> degrees(lift.graph().node_count(), 0);
  const bool quadratic = factor.kind == OutputFactor::Kind::square || factor.kind == OutputFactor::Kind::negative;
  degrees[lift.z()] = quadratic ? std::optional<std::uint64_t>(2) : std::nullopt;
  for (GraphNodeId node = lift.graph().node_count(); node-- > 0;)
    for (const GraphUse& use : lift.messages_into(node)) {
      const auto inner = detail::slot_degree(lift.graph(), use), outer = degrees[use.user];
      std::optional<std::uint64_t>& sum = degrees[node];
      sum = sum && inner && outer && *sum + *inner * *outer <= most ? std::optional(*sum + *inner * *outer)
                                                                    : std::nullopt;
    }
  return degrees;
}

/// The derivative at 0 of a polynomial from its values at 0, 1, …, d, d at least its degree: the difference quotient
/// p(1) − p(0) and its exact remainder, p'(0) = Σ_{k=1…d} (−1)^{k−1} Δ^k p(0)/k.
template <Field S>
[[nodiscard]] S derivative_from_values(std::vector<S> p) {
  S result(0);
  for (std::size_t k = 1; k < p.size(); ++k) {
    for (std::size_t j = 0; j + k < p.size(); ++j) p[j] = p[j + 1] - p[j];  // Δ^k
    const S term = p[0] / S(static_cast<int>(k));
    if (k % 2 == 1)
      result += term;
    else
      result -= term;
  }
  return result;
}

/// (log b_↓)' of a polynomial message, from its values at v*, v* + 1, ….
template <Field S>
[[nodiscard]] S log_derivative_by_differences(const MessagesAround<S, S>& messages, GraphNodeId node,
                                              std::uint64_t degree) {
  std::vector<S> values;
  S t = messages.forward(node);
  for (std::uint64_t k = 0; k <= degree; ++k, t += S(1)) values.push_back(messages.at(node, t));
  const S b = values[0];
  return derivative_from_values(std::move(values)) / b;
}

/// (log b_↓)' of each node by one difference quotient in balls, with Taylor's remainder enclosed:
/// b'(v) = (b(v + h) − b(v))/h − b''(ξ)·h/2 for some ξ between v and v + h. All is computed anew at twice the working
/// precision p, so that with h = 2^{-p/2} nothing is lost that matters at precision p.
///
/// @pre  the graph's inputs have values
[[nodiscard]] inline std::vector<Ball> log_derivatives_by_differences(const DeltaLift& lift, const OutputFactor& factor,
                                                                      std::span<const GraphNodeId> nodes) {
  Ball h(1);
  arb_mul_2exp_si(h.raw(), h.raw(), -working_precision() / 2);
  const PrecisionScope doubled(2 * working_precision());
  const std::vector<Ball> values = forward_values<Ball>(lift.graph(), default_inputs<Ball>(lift.graph()));
  const MessagesAround<Ball, Ball> messages(lift, values, factor);
  const SecondOrderMessages<Ball> second(lift, values, factor);
  std::vector<Ball> result;
  for (const GraphNodeId node : nodes) {
    const Ball &v = values[node], end = v + h, b = messages.at(node, v);
    const Dual<Dual<Ball>> between(Dual<Ball>(hull(v, end), Ball(1)), Dual<Ball>(Ball(1)));
    const Ball curvature = second.at(node, between).tangent.tangent;
    result.push_back(((messages.at(node, end) - b) / h - curvature * h / Ball(2)) / b);
  }
  return result;
}

}  // namespace klprop::claims
