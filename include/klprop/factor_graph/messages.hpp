#pragma once

/// The messages of belief propagation as flat arrays, and how a message can fail to exist.

#include <klprop/factor_graph/factor_graph.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace klprop {

/// Where a message stands: edge after edge, state after state.
class MessageLayout {
 public:
  explicit MessageLayout(const FactorGraph& graph) {
    first_.reserve(graph.edge_count() + std::size_t{1});
    for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
      first_.push_back(first_.back() + graph.variables().arity(graph.edge_variable(edge)));
  }

  /// Number of entries of all messages in one direction.
  [[nodiscard]] std::size_t size() const { return first_.back(); }
  [[nodiscard]] std::size_t first(ScopeEdge edge) const { return first_[edge]; }
  [[nodiscard]] std::size_t arity(ScopeEdge edge) const { return first_[edge + 1] - first_[edge]; }
  /// The message of an edge in an array of all.
  template <class S>
  [[nodiscard]] std::span<S> of(std::vector<S>& all, ScopeEdge edge) const {
    return std::span(all).subspan(first_[edge], arity(edge));
  }
  template <class S>
  [[nodiscard]] std::span<const S> of(const std::vector<S>& all, ScopeEdge edge) const {
    return std::span(all).subspan(first_[edge], arity(edge));
  }

 private:
  std::vector<std::size_t> first_ = {0};
};

/// One message per edge and direction, by `MessageLayout`. Each sums to 1.
template <Ring S>
struct Messages {
  std::vector<S> to_variable;  ///< m_{a→i}
  std::vector<S> to_factor;    ///< m_{i→a}
};

/// Beliefs; each sums to 1.
template <Ring S>
struct Beliefs {
  std::vector<S> variables;  ///< b_i(t), by IndicatorId
  std::vector<S> factors;    ///< b_a(x_a), by position in the graph's `values()`
};

/// A message or a belief that cannot be normalised.
struct Breakdown {
  enum class At : std::uint8_t { to_variable, to_factor, variable_belief, factor_belief };

  At at;
  std::uint32_t id;  ///< the edge of a message; the variable or the factor of a belief
  /// The sum is zero: no state is left, the evidence contradicts the factors. Else the sum is an enclosure that contains
  /// zero, not finite, or a double that may be zero only because smaller numbers than doubles were needed.
  bool contradiction;

  friend bool operator==(const Breakdown&, const Breakdown&) = default;
};

/// "the message from factor 3 to variable 5 sums to zero"
[[nodiscard]] inline std::string describe(const FactorGraph& graph, const Breakdown& breakdown) {
  const auto factor = [](FactorId a) { return "factor " + std::to_string(a); };
  const auto variable = [](VariableId v) { return "variable " + std::to_string(v); };
  std::string what;
  switch (breakdown.at) {
    case Breakdown::At::to_variable:
      what = "the message from " + factor(graph.edge_factor(breakdown.id)) + " to " +
             variable(graph.edge_variable(breakdown.id));
      break;
    case Breakdown::At::to_factor:
      what = "the message from " + variable(graph.edge_variable(breakdown.id)) + " to " +
             factor(graph.edge_factor(breakdown.id));
      break;
    case Breakdown::At::variable_belief:
      what = "the belief of " + variable(breakdown.id);
      break;
    case Breakdown::At::factor_belief:
      what = "the belief of " + factor(breakdown.id);
      break;
  }
  return what + (breakdown.contradiction ? " sums to zero" : " has a sum that cannot be told from zero");
}

}  // namespace klprop
