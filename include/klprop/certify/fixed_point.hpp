#pragma once

/// Fixed points of belief propagation that are proved to exist, on graphs with loops too.

#include <klprop/certify/krawczyk.hpp>
#include <klprop/factor_graph/belief_propagation.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace klprop {

/// x ↦ x − Φ(x), where x holds the messages m_{i→a} without the last state of each, which makes their sum 1, and Φ is one
/// flooding iteration. Written out from the definition, for any field; it has no part of `MessagePassing`.
class FixedPointEquations {
 public:
  /// The graph and its values must outlive this object.
  FixedPointEquations(const FactorGraph& graph, std::span<const Ball> values)
      : graph_(&graph), values_(values), layout_(graph) {}

  /// Numbers in x.
  [[nodiscard]] std::size_t size() const { return layout_.size() - graph_->edge_count(); }
  [[nodiscard]] std::vector<Ball> coordinates(const std::vector<Ball>& to_factor) const {
    std::vector<Ball> x;
    for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge) {
      const auto message = layout_.of(to_factor, edge);
      x.insert(x.end(), message.begin(), message.end() - 1);
    }
    return x;
  }
  /// All m_{i→a} from x.
  template <Field S>
  [[nodiscard]] std::vector<S> to_factor(std::span<const S> x) const {
    std::vector<S> result;
    for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge) {
      S rest(1);
      for (std::size_t t = 0; t + 1 < layout_.arity(edge); ++t) {
        result.push_back(x[result.size() - edge]);
        rest -= result.back();
      }
      result.push_back(std::move(rest));
    }
    return result;
  }
  /// m_{a→i} from all m_{i→a}.
  template <Field S>
  [[nodiscard]] std::vector<S> to_variable(const std::vector<S>& to_factor) const {
    std::vector<S> result(layout_.size());
    for (FactorId a = 0; a < graph_->factor_count(); ++a) {
      const ProductSpace space = graph_->space(a);
      const ScopeEdge first = graph_->first_edge(a);
      for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome)
        for (std::size_t i = 0; i < graph_->scope(a).size(); ++i) {
          S term(values_[graph_->first_value(a) + outcome]);
          for (std::size_t j = 0; j < graph_->scope(a).size(); ++j)
            if (j != i) term *= layout_.of(to_factor, edge_of(first, j))[space.state(outcome, j)];
          layout_.of(result, edge_of(first, i))[space.state(outcome, i)] += term;
        }
    }
    for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge) normalise(layout_.of(result, edge));
    return result;
  }
  /// Φ: all m_{i→a} from all m_{i→a}.
  template <Field S>
  [[nodiscard]] std::vector<S> iterated(const std::vector<S>& to_factor) const {
    const std::vector<S> incoming = to_variable(to_factor);
    std::vector<S> result(layout_.size(), S(1));
    for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge) {
      const std::span<S> message = layout_.of(result, edge);
      for (const ScopeEdge other : graph_->edges(graph_->edge_variable(edge)))
        for (std::size_t t = 0; other != edge && t < message.size(); ++t) message[t] *= layout_.of(incoming, other)[t];
      normalise(message);
    }
    return result;
  }
  template <Field S>
  [[nodiscard]] std::vector<S> operator()(std::span<const S> x) const {
    const std::vector<S> messages = iterated(to_factor(x));
    std::vector<S> defect(x.begin(), x.end());
    std::size_t position = 0;
    for (ScopeEdge edge = 0; edge < graph_->edge_count(); ++edge) {
      const auto message = layout_.of(messages, edge);
      for (std::size_t t = 0; t + 1 < message.size(); ++t) defect[position++] -= message[t];
    }
    return defect;
  }

 private:
  [[nodiscard]] static ScopeEdge edge_of(ScopeEdge first, std::size_t j) { return first + static_cast<ScopeEdge>(j); }
  template <Field S>
  static void normalise(std::span<S> message) {
    S sum{};
    for (const S& value : message) sum += value;
    for (S& value : message) value /= sum;
  }

  const FactorGraph* graph_;
  std::span<const Ball> values_;
  MessageLayout layout_;
};

namespace detail {

/// Whether every message is positive, but for entries that are zero exactly.
[[nodiscard]] inline bool positive_or_zero(const std::vector<Ball>& messages) {
  return std::all_of(messages.begin(), messages.end(),
                     [](const Ball& value) { return certainly_positive(value) || is_exactly_zero(value); });
}

}  // namespace detail

/// Encloses the messages of a fixed point of belief propagation without evidence, near those given.
///
/// It exists, all its messages are positive but for those that zeros of the factors make exactly zero, and there is no
/// other within a box around the returned one.
///
/// @param  values  one per entry of `graph.values()`
/// @param  near    m_{i→a}, as after some iterations
/// @return empty when nothing could be proved (see `certified_zero`), or a message may be neither positive nor zero
/// @cost   for n = Σ (arity − 1) over the edges, some 10·n iterations and 10·n³ operations: for small graphs
[[nodiscard]] inline std::optional<Messages<Ball>> certified_fixed_point(const FactorGraph& graph,
                                                                         std::span<const Ball> values,
                                                                         const std::vector<Ball>& near) {
  const FixedPointEquations equations(graph, values);
  const auto zero = certified_zero(equations, equations.coordinates(near));
  if (!zero) return std::nullopt;
  Messages<Ball> messages;
  messages.to_factor = equations.to_factor(std::span<const Ball>(*zero));
  messages.to_variable = equations.to_variable(messages.to_factor);
  // Each iteration encloses the same fixed point, and takes the zeros of the factors one edge further.
  const auto decided = [&] {
    return detail::positive_or_zero(messages.to_factor) && detail::positive_or_zero(messages.to_variable);
  };
  for (VariableId v = 0; v < graph.variable_count() && !decided(); ++v) {
    messages.to_factor = equations.iterated(messages.to_factor);
    messages.to_variable = equations.to_variable(messages.to_factor);
  }
  if (!decided()) return std::nullopt;
  return messages;
}

/// The same, near what flooding from uniform messages comes to.
/// @return empty also when flooding breaks down or has not come near a fixed point after 300 iterations
[[nodiscard]] inline std::optional<Messages<Ball>> certified_fixed_point(const FactorGraph& graph,
                                                                         std::span<const Ball> values) {
  constexpr int most_iterations = 300;
  constexpr long near_enough = -20;  // Newton's method does the rest
  MessagePassing<Ball> passing(graph, values);
  Messages<Ball> messages = passing.uniform();
  for (int n = 0; n < most_iterations; ++n) {
    const std::vector<Ball> before = messages.to_factor;
    if (passing.send_to_variables(messages) || passing.send_to_factors(messages)) return std::nullopt;
    bool still = true;
    for (std::size_t k = 0; k < before.size(); ++k) {
      Ball& value = messages.to_factor[k];
      value = detail::middle(value);
      still = still && arf_cmpabs_2exp_si(arb_midref((value - before[k]).raw()), near_enough) < 0;
    }
    if (still) return certified_fixed_point(graph, values, messages.to_factor);
  }
  return std::nullopt;
}

}  // namespace klprop
