#pragma once

/// A reverse sweep that goes on where a derivative is missing, and tells which derivatives are not affected.

#include <klprop/computation_graph/reverse_sweep.hpp>

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace klprop {

/// A node that passes no derivative on.
struct Obstacle {
  GraphNodeId node = 0;
  bool certain = false;  ///< it has no derivative; else more precision might give one
  bool smoothed_by_zero_slope = false;
  std::string words;  ///< names the node and says why
};

/// The obstacles of one sweep, and what lies behind them.
class Obstacles {
 public:
  explicit Obstacles(GraphNodeId node_count) : behind_(node_count, 0) {}

  [[nodiscard]] const std::vector<Obstacle>& all() const { return obstacles_; }
  /// An obstacle between this node and the quantity that is differentiated, null if there is none: then the adjoint is
  /// complete.
  [[nodiscard]] const Obstacle* before(GraphNodeId node) const {
    return behind_[node] == 0 ? nullptr : &obstacles_[behind_[node] - 1];
  }

  void add(Obstacle obstacle) { obstacles_.push_back(std::move(obstacle)); }
  /// The obstacle added last lies before this node.
  void put_newest_before(GraphNodeId node) { put_before(node, static_cast<std::uint32_t>(obstacles_.size())); }
  /// What lies before one node lies before its argument.
  void spread(GraphNodeId node, GraphNodeId argument) { put_before(argument, behind_[node]); }

 private:
  /// Of several obstacles the one stays that is harder to pass.
  void put_before(GraphNodeId node, std::uint32_t number) {
    std::uint32_t& known = behind_[node];
    if (known == 0 || hardness(number) > hardness(known)) known = number;
  }
  [[nodiscard]] int hardness(std::uint32_t number) const {
    const Obstacle& obstacle = obstacles_[number - 1];
    return 2 * (obstacle.smoothed_by_zero_slope ? 0 : 1) + (obstacle.certain ? 1 : 0);
  }

  std::vector<Obstacle> obstacles_;
  std::vector<std::uint32_t> behind_;  // per node 1 + the place of an obstacle, 0 without one
};

namespace detail {

/// The slots that a node's adjoint may reach.
template <Field S>
struct SpreadObstacle {
  Obstacles& obstacles;
  GraphNodeId node;
  std::span<const GraphNodeId> arguments;

  void one(std::size_t slot) const { obstacles.spread(node, arguments[slot]); }
  void minus_one(std::size_t slot) const { one(slot); }
  void times(std::size_t slot, const S& slope) const {
    if (!Decisions<S>::is_zero(slope)) one(slot);
  }
};

/// Hands an obstacle down to the arguments. A function with a kink is Lipschitz, so that along a slope of zero before it
/// the derivative is zero whatever the kink does; the root of zero is not.
template <Field S>
void spread_obstacle(const NodePlace& at, std::span<const S> values, Obstacles& obstacles, NodeWorkspace<S>& work) {
  const auto arguments = at.graph.arguments(at.node);
  const SpreadObstacle<S> sink{obstacles, at.node, arguments};
  const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
  const auto everywhere = [&] {
    for (std::size_t slot = 0; slot < arguments.size(); ++slot) sink.one(slot);
  };
  if (!obstacles.before(at.node)->smoothed_by_zero_slope) return everywhere();
  try {
    visit_partials(at, x, arguments.size(), values[at.node], work, sink);
  } catch (const EvaluationError&) {
    everywhere();
  }
}

/// The arguments behind a new obstacle: for a maximum, those that may be largest.
template <Decidable S>
void put_before_arguments(const NodePlace& at, std::span<const S> values, Obstacles& obstacles) {
  const auto arguments = at.graph.arguments(at.node);
  const Primitive primitive = at.graph.primitive(at.node);
  if (primitive != Primitive::maximum && primitive != Primitive::minimum) {
    for (const GraphNodeId argument : arguments) obstacles.put_newest_before(argument);
    return;
  }
  const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
  const bool smallest = primitive == Primitive::minimum;
  const std::size_t leader = leading_slot<S>(x, arguments.size(), smallest);
  obstacles.put_newest_before(arguments[leader]);
  lead_over<S>(x, arguments.size(), leader, smallest,
               [&](std::size_t slot) { obstacles.put_newest_before(arguments[slot]); });
}

/// Which nodes the quantity may depend on near the point: all that lead to it, except through branches that are certainly
/// not taken and beside factors that are the constant zero. A slope of zero at the point alone does not cut a node off.
class DependenceNearby {
 public:
  DependenceNearby(const ComputationGraph& graph, std::span<const GraphNodeId> from)
      : graph_(&graph), reached_(graph.node_count(), false) {
    for (const GraphNodeId node : from) reached_[node] = true;
  }
  [[nodiscard]] bool on(GraphNodeId node) const { return reached_[node]; }

  /// Hands on to the arguments of a node what is known of it; nodes come after all that use them.
  template <Decidable S>
  void pass_on(GraphNodeId node, std::span<const S> values) {
    if (!reached_[node]) return;
    const auto arguments = graph_->arguments(node);
    const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
    switch (graph_->primitive(node)) {
      case Primitive::relu:
        if (Decisions<S>::compare(x(0), S{}) != Order::less) reached_[arguments[0]] = true;
        return;
      case Primitive::maximum:
      case Primitive::minimum: {
        const bool smallest = graph_->primitive(node) == Primitive::minimum;
        const std::size_t leader = leading_slot<S>(x, arguments.size(), smallest);
        reached_[arguments[leader]] = true;
        lead_over<S>(x, arguments.size(), leader, smallest,
                     [&](std::size_t slot) { reached_[arguments[slot]] = true; });
        return;
      }
      case Primitive::product:
        if (std::any_of(arguments.begin(), arguments.end(), [&](GraphNodeId a) { return is_constant_zero(a); })) return;
        break;
      case Primitive::dot:
      case Primitive::affine:
        return pass_on_weighted(arguments);
      default:
        break;
    }
    for (const GraphNodeId argument : arguments) reached_[argument] = true;
  }

 private:
  [[nodiscard]] bool is_constant_zero(GraphNodeId node) const {
    return graph_->primitive(node) == Primitive::constant && graph_->constant(node).is_zero();
  }
  /// x_1 … x_n w_1 … w_n, and of an affine map b.
  void pass_on_weighted(std::span<const GraphNodeId> arguments) {
    const std::size_t n = arguments.size() / 2;
    for (std::size_t j = 0; j < n; ++j) {
      if (!is_constant_zero(arguments[n + j])) reached_[arguments[j]] = true;
      if (!is_constant_zero(arguments[j])) reached_[arguments[n + j]] = true;
    }
    if (2 * n < arguments.size()) reached_[arguments.back()] = true;
  }

  const ComputationGraph* graph_;
  std::vector<bool> reached_;
};

/// The root of what may be zero has no slope that an adjoint of zero could be multiplied by.
template <Decidable S>
[[nodiscard]] bool is_root_of_possible_zero(const NodePlace& at, std::span<const S> values) {
  return at.graph.primitive(at.node) == Primitive::sqrt &&
         !Decisions<S>::is_nonzero(values[at.graph.arguments(at.node)[0]]);
}
template <Decidable S>
[[noreturn]] void refuse_root(const NodePlace& at, std::span<const S> values) {
  if (Decisions<S>::has_zero_value(values[at.graph.arguments(at.node)[0]]))
    at.refuse<NotDifferentiable>("the root of zero has no derivative");
  at.refuse<UndecidedDomain>("undecided whether it is the root of zero, which has no derivative");
}

}  // namespace detail

/// Adjoints as `reverse_sweep` has them, but where a node has no derivative, or none that can be enclosed, it passes
/// nothing on, and is an obstacle before all nodes that reach the quantity through it by slopes other than zero.
///
/// A kink before which the adjoint may be zero counts as undecided: nothing might depend on it. The root of zero is an
/// obstacle whatever the adjoint is, as long as the quantity depends on it at all: √x·√x is x, and its slopes are 0·∞.
///
/// @return the obstacles; adjoints of nodes behind them mean nothing
/// @exact  for the other nodes, as `reverse_sweep`
/// @cost   that of `reverse_sweep`, and about two microseconds for each obstacle
template <Decidable S>
[[nodiscard]] Obstacles reverse_sweep_past_obstacles(const ComputationGraph& graph, std::span<const S> values,
                                                     std::span<const AdjointSeed<S>> seeds, std::span<S> adjoints) {
  assert(values.size() == graph.node_count() && adjoints.size() == graph.node_count());
  detail::seed_adjoints(seeds, adjoints);
  Obstacles obstacles(graph.node_count());
  detail::NodeWorkspace<S> work;
  S scratch{};
  std::vector<GraphNodeId> quantity;
  for (const AdjointSeed<S>& seed : seeds)
    if (!Decisions<S>::is_zero(seed.value)) quantity.push_back(seed.node);
  detail::DependenceNearby dependence(graph, quantity);
  for (GraphNodeId node = graph.node_count(); node-- > 0;) {
    const detail::NodePlace at{graph, node};
    dependence.pass_on<S>(node, values);
    if (obstacles.before(node) != nullptr) {
      detail::spread_obstacle(at, values, obstacles, work);
      continue;
    }
    const bool zero = Decisions<S>::is_zero(adjoints[node]);
    if (zero && !(dependence.on(node) && detail::is_root_of_possible_zero<S>(at, values))) continue;
    const bool has_kink = primitive_info(graph.primitive(node)).has_kink;
    try {
      if (zero) detail::refuse_root<S>(at, values);
      detail::pass_on_adjoint<S>(at, values, adjoints, work, scratch);
    } catch (const NotDifferentiable& error) {
      const bool reached = zero || Decisions<S>::is_nonzero(adjoints[node]);
      obstacles.add({node, reached, has_kink,
                     error.what() + std::string(reached ? "" : "; undecided whether anything depends on it")});
      detail::put_before_arguments<S>(at, values, obstacles);
    } catch (const Undecided& error) {
      const bool finite = Decisions<S>::is_finite(adjoints[node]);
      obstacles.add({node, false, has_kink && finite, error.what()});
      detail::put_before_arguments<S>(at, values, obstacles);
    }
  }
  return obstacles;
}

}  // namespace klprop
