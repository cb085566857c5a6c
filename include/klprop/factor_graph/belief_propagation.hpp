#pragma once

/// The updates of normalised belief propagation, on any factor graph and in any field.          (Section 3.1)
///
///   m_{a→i}(x_i) ∝ Σ_{x_a∖x_i} f_a(x_a) Π_{j≠i} m_{j→a}(x_j)        m_{i→a}(x_i) ∝ λ_{i,x_i} Π_{c≠a} m_{c→i}(x_i)
///
/// Each message is divided by its sum, so all sum to 1. Evidence λ acts as one more factor on each variable, whose message
/// is λ itself: the iterates are those of the graph with these unary factors added.
///
/// A sum that is zero, or cannot be told from zero, is a `Breakdown`, not a number: contradictory evidence, and on loopy
/// graphs also factors whose supports exclude each other along the messages' paths.

#include <klprop/factor_graph/detail/message_kernels.hpp>
#include <klprop/factor_graph/divisor.hpp>
#include <klprop/factor_graph/messages.hpp>

#include <cassert>
#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace klprop {

namespace detail {
class UnderflowGuard;
struct NoGuard {};
}  // namespace detail

/// A factor graph prepared for belief propagation: its numbers and the room that the updates work in. The graph must
/// outlive it, and one object serves one thread at a time. For `Real` the working precision when it is made is the
/// precision of its inner products.
///
/// Double has too few exponents for products over many neighbours: tables and evidence are first scaled by powers of two
/// (which changes no message), and sums of products near underflow are formed again with a wider exponent. What still
/// becomes zero is then a message's entry below 2^-1074 of the whole.
template <RecognisesZero S>
class MessagePassing {
 public:
  /// @param  values  one per entry of `graph.values()`
  /// @param  lambda  by IndicatorId
  MessagePassing(const FactorGraph& graph, std::span<const S> values, std::span<const S> lambda);
  /// Without evidence: λ = 1.
  MessagePassing(const FactorGraph& graph, std::span<const S> values)
      : MessagePassing(graph, values, std::vector<S>(graph.variables().indicator_count(), S(1))) {}

  [[nodiscard]] const FactorGraph& graph() const { return *graph_; }
  [[nodiscard]] const MessageLayout& layout() const { return layout_; }

  /// All messages uniform, in both directions: m_{i→a}^{(−1)}.
  [[nodiscard]] Messages<S> uniform() const;

  /// Replaces all m_{a→i} by those that follow from all m_{i→a}.
  ///
  /// @return the first message that cannot be normalised; the others may then be old or new
  /// @exact  Rational, PrimeField.  Ball: encloses
  /// @cost   about two multiplications and additions per entry of a factor's table, one division per entry of a message
  [[nodiscard]] std::optional<Breakdown> send_to_variables(Messages<S>& messages);
  /// Replaces all m_{i→a} by those that follow from all m_{a→i}.
  /// @cost   three multiplications and a division per entry of a message, whatever the degrees
  [[nodiscard]] std::optional<Breakdown> send_to_factors(Messages<S>& messages);

  /// The messages out of one node, along those of its edges for which `wanted(k)` holds, k counting in `scope(factor)` or
  /// `edges(variable)`.
  /// @cost   as above for the whole node, even if one message is wanted
  template <class Wanted>
  [[nodiscard]] std::optional<Breakdown> send_from_factor(FactorId factor, Messages<S>& messages, Wanted&& wanted);
  template <class Wanted>
  [[nodiscard]] std::optional<Breakdown> send_from_variable(VariableId variable, Messages<S>& messages,
                                                            Wanted&& wanted);

  /// b_i ∝ λ_i Π_a m_{a→i} and b_a ∝ f_a Π_i m_{i→a}, each summing to 1.
  ///
  /// A variable without factors has the belief λ/Σλ; a constant factor has the belief 1.
  /// @return the first belief that cannot be normalised, the constant factor 0 included
  [[nodiscard]] std::optional<Breakdown> beliefs(const Messages<S>& messages, Beliefs<S>& beliefs);

 private:
  static constexpr bool guarded = std::is_same_v<S, double>;

  [[nodiscard]] std::span<const S> table(FactorId factor) const {
    return std::span(values_).subspan(graph_->first_value(factor), graph_->table_size(factor));
  }
  [[nodiscard]] std::span<const S> lambda(VariableId variable) const {
    const VariableTable& variables = graph_->variables();
    return std::span(lambda_).subspan(variables.indicator(variable, 0), variables.arity(variable));
  }
  /// In all messages of one direction, where that of a factor's j-th or a variable's k-th edge begins.
  template <class Array>
  [[nodiscard]] auto of_factor(FactorId factor, Array& all) const {
    return [this, data = all.data(), first = graph_->first_edge(factor)](std::size_t j) {
      return data + layout_.first(first + static_cast<ScopeEdge>(j));
    };
  }
  template <class Array>
  [[nodiscard]] auto of_variable(VariableId variable, Array& all) const {
    return [this, data = all.data(), edges = graph_->edges(variable)](std::size_t k) {
      return data + layout_.first(edges[k]);
    };
  }
  [[nodiscard]] auto arity_of(FactorId factor) const {
    return [this, first = graph_->first_edge(factor)](std::size_t j) {
      return layout_.arity(first + static_cast<ScopeEdge>(j));
    };
  }
  /// Divides by the sum; false, and nothing is changed, where the sum is no divisor, or in double near underflow.
  [[nodiscard]] bool normalise(std::span<S> message);
  [[nodiscard]] Breakdown breakdown(std::span<const S> message, Breakdown::At at, std::uint32_t id) const;

  const FactorGraph* graph_;
  MessageLayout layout_;
  std::vector<S> values_, lambda_;
  detail::FactorKernel<S> factor_kernel_;
  detail::VariableKernel<S> variable_kernel_;
  S sum_{};
  [[no_unique_address]] std::conditional_t<guarded, detail::UnderflowGuard, detail::NoGuard> guard_;
};

}  // namespace klprop

#include <klprop/factor_graph/detail/underflow_guard.hpp>

#include <klprop/factor_graph/detail/belief_propagation.hpp>
