#pragma once

/// The messages of the delta-lifted graph, as the functions that they are.                     (Sections 3.2 and 3.3)
///
/// Each primitive y = ψ(x_1, …, x_r) becomes a factor δ(y − ψ(x)). With every variable but one clamped at its forward
/// value, the product of the messages from downstream factors into that variable is a function b_↓ of its value t:
///
///     b_↓(z)(t) = φ(t),      b_↓(x)(t) = Π over slots (y, j) that hold x of b_↓(y)(ψ_y(…, t in slot j, …)).
///
/// The evaluator below follows this definition to the letter: one evaluation for each path from x to z. It exists to be
/// differentiated and compared, not to be fast, and knows no derivative itself.

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/users.hpp>

#include <cassert>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// How a factor that holds a variable in several slots (y = x·x) passes its message to that variable.
enum class ParallelEdges : std::uint8_t {
  slot_replicas,  ///< one message per slot, the other slots clamped; the messages are multiplied
  one_slot,       ///< one message; all slots that hold the variable move together
};

/// A message would take more evaluations than allowed.
class TooManyPaths : public std::length_error {
 public:
  using std::length_error::length_error;
};

/// One computation graph, seen from one node z, as a factor graph of delta factors.
class DeltaLift {
 public:
  /// @param  graph  must outlive this object
  /// @cost   O(nodes + slots)
  DeltaLift(const ComputationGraph& graph, GraphNodeId z, ParallelEdges reading = ParallelEdges::slot_replicas);

  [[nodiscard]] const ComputationGraph& graph() const { return graph_; }
  [[nodiscard]] GraphNodeId z() const { return z_; }
  [[nodiscard]] ParallelEdges reading() const { return reading_; }

  /// The slots whose factors send a message to x from downstream; with `one_slot`, the first slot of each factor. Users
  /// from which z cannot be reached send the constant one and are left out, as are those of z itself.
  [[nodiscard]] std::span<const GraphUse> messages_into(GraphNodeId x) const {
    return std::span(use_).subspan(first_[x], first_[x + 1] - first_[x]);
  }

  /// Evaluations of φ that b_↓(x) takes, one for each path from x to z; 2^64−1 stands for that many or more.
  [[nodiscard]] std::uint64_t paths(GraphNodeId x) const { return paths_[x]; }

 private:
  const ComputationGraph& graph_;
  GraphNodeId z_;
  ParallelEdges reading_;
  std::vector<SlotId> first_;
  std::vector<GraphUse> use_;
  std::vector<std::uint64_t> paths_;
};

inline DeltaLift::DeltaLift(const ComputationGraph& graph, GraphNodeId z, ParallelEdges reading)
    : graph_(graph), z_(z), reading_(reading), first_(1), paths_(graph.node_count()) {
  const GraphUses uses(graph);
  const std::vector<bool> upstream = ancestors(graph, z);
  for (GraphNodeId x = 0; x < graph.node_count(); ++x) {
    for (const GraphUse& use : uses.of(x)) {
      if (x == z || !upstream[use.user]) continue;
      const bool again = use_.size() > first_.back() && use_.back().user == use.user;
      if (reading == ParallelEdges::slot_replicas || !again) use_.push_back(use);
    }
    first_.push_back(static_cast<SlotId>(use_.size()));
  }
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  for (GraphNodeId x = graph.node_count(); x-- > 0;) {
    if (x == z) paths_[x] = 1;
    for (const GraphUse& use : messages_into(x))
      paths_[x] = paths_[use.user] > most - paths_[x] ? most : paths_[x] + paths_[use.user];
  }
}

namespace detail {

/// b_↓ along a stack of factors; each frame is a product of which some messages have been multiplied.
template <Field S, class Phi>
class DeltaMessage {
 public:
  DeltaMessage(const DeltaLift& lift, std::span<const S> values, const Phi& phi)
      : lift_(lift), values_(values), phi_(phi) {}

  S at(GraphNodeId node, const S& t) {
    if (node == lift_.z()) return phi_(t);
    stack_.clear();
    stack_.push_back({node, t, S(1), 0});
    for (;;) {
      const auto messages = lift_.messages_into(stack_.back().node);
      if (stack_.back().next == messages.size()) {
        S product = std::move(stack_.back().product);
        stack_.pop_back();
        if (stack_.empty()) return product;
        stack_.back().product *= product;
        continue;
      }
      const GraphUse& use = messages[stack_.back().next++];
      S y = through(use, stack_.back().node, stack_.back().t);
      if (use.user == lift_.z())
        stack_.back().product *= phi_(y);
      else
        stack_.push_back({use.user, std::move(y), S(1), 0});
    }
  }

 private:
  struct Frame {
    GraphNodeId node;
    S t, product;
    std::size_t next;
  };

  /// ψ of the user, with t in the slot, or in all slots of the variable, and forward values elsewhere.
  S through(const GraphUse& use, GraphNodeId variable, const S& t) {
    const ComputationGraph& graph = lift_.graph();
    const auto arguments = graph.arguments(use.user);
    const bool together = lift_.reading() == ParallelEdges::one_slot;
    const auto x = [&](std::size_t slot) -> const S& {
      const bool moves = together ? arguments[slot] == variable : slot == use.slot;
      return moves ? t : values_[arguments[slot]];
    };
    const NodePlace place{graph, use.user};
    S y{};
    evaluate_node(place, x, arguments.size(), y, work_);
    require_finite(place, y, "value");
    return y;
  }

  const DeltaLift& lift_;
  std::span<const S> values_;
  const Phi& phi_;
  NodeWorkspace<S> work_;
  std::vector<Frame> stack_;
};

}  // namespace detail

/// The value b_↓(node)(t), evaluated as it is defined.                                             (Theorem 3.3)
///
/// To differentiate it with respect to t, take dual numbers for S: forward values without tangents, t = v* + ε.
///
/// @param  values  forward values, one per node
/// @param  phi     φ, from S to S
/// @param  budget  the most evaluations of φ that are allowed
/// @return the product of the messages; one where z does not depend on the node
/// @throws TooManyPaths  when there are more paths from the node to z
/// @throws as `forward_values` when a primitive is not defined at t; NotDifferentiable for dual numbers at a kink
/// @exact  where φ and the graph are
/// @cost   O(paths·(length of a path)·arity) operations; a stack as deep as the longest path
template <Field S, class Phi>
[[nodiscard]] S delta_message(const DeltaLift& lift, std::span<const S> values, GraphNodeId node, const S& t,
                              const Phi& phi, std::uint64_t budget = std::uint64_t{1} << 20) {
  assert(values.size() == lift.graph().node_count());
  if (lift.paths(node) > budget)
    throw TooManyPaths("the message into node " + std::to_string(node) + " takes " + std::to_string(lift.paths(node)) +
                       " paths; expected at most " + std::to_string(budget));
  return detail::DeltaMessage<S, Phi>(lift, values, phi).at(node, t);
}

/// The log-derivative at x of ∫ N(y; ψ(x), ε²)·m(y) dy with m(y) = exp(ay − by²/2): the delta factor softened to a
/// Gaussian. It is ψ'·(a − bψ)/(1 + bε²), by completing the square.                               (Lemma 3.2)
///
/// @param  value  ψ(x)       @param  slope  ψ'(x)
/// @param  a, b   of the message m       @param  variance  ε²; zero gives the lemma's value
/// @pre    1 + bε² > 0: elsewhere the integral diverges
template <Field S>
[[nodiscard]] S softened_log_derivative(const S& value, const S& slope, const S& a, const S& b, const S& variance) {
  const S numerator = slope * (a - b * value);
  return numerator / (S(1) + b * variance);
}

/// The message itself, softened: its logarithm without the term −ln(1 + bε²)/2, which does not depend on x. With
/// ψ = `value` it is (aψ − bψ²/2 + a²ε²/2)/(1 + bε²).
///
/// @pre    1 + bε² > 0
template <Field S>
[[nodiscard]] S softened_log_message(const S& value, const S& a, const S& b, const S& variance) {
  const S twice = S(2) * a * value - b * value * value + a * a * variance;
  return twice / (S(2) * (S(1) + b * variance));
}

}  // namespace klprop
