#pragma once

// How random computation graphs of each shape are drawn.

#include <klprop/computation_graph/delta_lift.hpp>
#include <klprop/random/computation_graph.hpp>
#include <klprop/random/detail/graph_draft.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace klprop {
namespace detail {

class GraphDrawing {
 public:
  GraphDrawing(Random& random, const ComputationGraphOptions& options)
      : random_(random), options_(options), draft_(random, options) {}

  [[nodiscard]] ComputationGraph graph() && {
    switch (options_.shape) {
      case ComputationGraphShape::single:
        draw_leaves();
        if (!random_.chance(1, 16)) add_operation();
        break;
      case ComputationGraphShape::tree:
        draft_.add_input();
        add_operations(random_.between(1U, options_.max_operations));
        join_unused();
        break;
      case ComputationGraphShape::dag:
      case ComputationGraphShape::parallel:
        draw_leaves();
        add_operations(random_.between(1U, options_.max_operations));
        break;
      case ComputationGraphShape::chain:
        draw_chain();
        break;
      case ComputationGraphShape::wide:
        draw_wide();
        break;
    }
    if (options_.kink) add_kink();
    const GraphNodeId z = draft_.last();
    return std::move(draft_).finish(z);
  }

 private:
  /// Constants come first: a graph without operations ends in an input.
  void draw_leaves() {
    if (random_.chance(1, 2)) draft_.add_constant();
    for (unsigned k = random_.between(1U, options_.max_inputs); k > 0; --k) draft_.add_input();
  }

  void add_operations(unsigned count) {
    for (; count > 0; --count) add_operation();
  }

  /// One that fits the bounds; the last node negated when none is found.
  void add_operation() {
    for (unsigned attempt = 0; attempt < 20; ++attempt) {
      const GraphNode node = draw_node();
      const std::vector<GraphNodeId> arguments = draw_arguments(draw_arity(node.primitive));
      GraphNode fitting = node;
      if (node.primitive == Primitive::softmax) fitting.component = random_.below(arguments.size());
      if (draft_.try_add(fitting, arguments)) return;
    }
    const GraphNodeId last = draft_.last();
    draft_.try_add(Primitive::negate, std::span(&last, 1));
  }

  [[nodiscard]] GraphNode draw_node() {
    constexpr Primitive polynomial[] = {Primitive::sum,     Primitive::sum,     Primitive::subtract, Primitive::product,
                                        Primitive::product, Primitive::product, Primitive::negate,   Primitive::power,
                                        Primitive::dot,     Primitive::affine,  Primitive::divide,   Primitive::divide};
    constexpr Primitive monomial[] = {Primitive::product, Primitive::divide, Primitive::power, Primitive::negate};
    std::span<const Primitive> choice = polynomial;
    if (options_.primitives == PrimitiveSet::polynomial) choice = choice.first(choice.size() - 2);
    if (options_.primitives == PrimitiveSet::monomial) choice = monomial;
    GraphNode node{random_.pick(choice), {}, 0};
    if (options_.primitives == PrimitiveSet::all && random_.chance(2, 3)) {
      constexpr auto first = static_cast<std::size_t>(Primitive::real_power);
      node.primitive = static_cast<Primitive>(random_.between(first, primitive_count - 1));
    }
    node.parameter = draw_parameter(node.primitive);
    return node;
  }

  [[nodiscard]] Rational draw_parameter(Primitive primitive) {
    if (primitive == Primitive::power) {
      const bool negative = options_.primitives != PrimitiveSet::polynomial && random_.chance(1, 3);
      return Rational(negative ? -random_.between(1, 2) : random_.between(2, 3));
    }
    if (primitive == Primitive::real_power) return fraction(random_.between(1U, 5U), 3U);
    return fraction(1U, random_.between(2U, 5U));  // a slope left of zero: not 1
  }

  [[nodiscard]] std::size_t draw_arity(Primitive primitive) {
    const PrimitiveInfo& info = primitive_info(primitive);
    if (info.max_arity != any_arity) return info.max_arity;
    if (primitive == Primitive::dot) return 2 * random_.between<std::size_t>(1, 2);
    if (primitive == Primitive::affine) return 2 * random_.between<std::size_t>(1, 2) + 1;
    return random_.chance(1, 12) ? 1 : random_.between<std::size_t>(2, 3);
  }

  [[nodiscard]] std::vector<GraphNodeId> draw_arguments(std::size_t arity) {
    std::vector<GraphNodeId> arguments;
    while (arguments.size() < arity) {
      const bool repeat = options_.shape == ComputationGraphShape::parallel && random_.chance(1, 2);
      if (repeat && !arguments.empty())
        arguments.push_back(random_.pick(arguments));
      else
        arguments.push_back(options_.shape == ComputationGraphShape::tree ? draw_unused(arguments) : draw_any());
    }
    return arguments;
  }

  [[nodiscard]] std::vector<GraphNodeId> unused() const {
    std::vector<GraphNodeId> nodes;
    for (GraphNodeId node = 0; node < draft_.size(); ++node)
      if (!draft_.is_used(node)) nodes.push_back(node);
    return nodes;
  }

  [[nodiscard]] GraphNodeId draw_any() {
    if (random_.chance(1, 2)) return random_.pick(unused());  // the last node is unused
    return static_cast<GraphNodeId>(random_.below(draft_.size()));
  }

  /// An unused node that is not among the arguments already, or a new leaf.
  [[nodiscard]] GraphNodeId draw_unused(const std::vector<GraphNodeId>& taken) {
    std::vector<GraphNodeId> free;
    for (const GraphNodeId node : unused())
      if (std::find(taken.begin(), taken.end(), node) == taken.end()) free.push_back(node);
    if (!free.empty() && random_.chance(3, 4)) return random_.pick(free);
    return random_.chance(1, 4) ? draft_.add_constant() : draft_.add_input();
  }

  void join_unused() {
    for (std::vector<GraphNodeId> loose = unused(); loose.size() > 1; loose = unused()) {
      const std::array<GraphNodeId, 2> two = {loose[0], loose[1]};
      if (draft_.try_add(random_.chance(1, 2) ? Primitive::sum : Primitive::product, two)) continue;
      if (draft_.try_add(Primitive::subtract, two)) continue;
      return;  // what is left over is not used at all
    }
  }

  /// The first operand of each operation is the operation before, the others are constants: the paths stay few. In a few
  /// places an input or an earlier node joins.
  void draw_chain() {
    draw_leaves();
    GraphNodeId other = draft_.add_constant();
    draft_.add_input();
    unsigned branches = 0;
    const auto depth = static_cast<GraphNodeId>(log_uniform(random_, 4, std::max(4U, options_.max_depth)));
    while (draft_.size() < depth) {
      const GraphNodeId previous = draft_.last();
      GraphNode node = draw_node();
      std::vector<GraphNodeId> arguments(draw_arity(node.primitive), other);
      arguments[0] = previous;
      const bool branch = arguments.size() > 1 && branches < 6 && random_.chance(1, 8);
      if (branch)
        arguments.back() =
            random_.chance(1, 3) ? draft_.add_input() : static_cast<GraphNodeId>(random_.below(draft_.size()));
      if (node.primitive == Primitive::softmax) node.component = random_.below(arguments.size());
      branches += branch ? 1 : 0;
      if (!draft_.try_add(node, arguments)) draft_.try_add(Primitive::negate, std::span(&previous, 1));
    }
  }

  void draw_wide() {
    const auto width = static_cast<unsigned>(log_uniform(random_, 2, options_.max_arguments));
    std::vector<GraphNodeId> layer;
    while (layer.size() < width) {
      layer.push_back(draft_.add_input());
      const GraphNode node = draw_node();
      if (primitive_info(node.primitive).max_arity == 1 && draft_.try_add(node, std::span(&layer.back(), 1)))
        layer.back() = draft_.last();
    }
    for (unsigned attempt = 0; attempt < 20; ++attempt) {
      const GraphNode node = draw_node();
      if (primitive_info(node.primitive).max_arity != any_arity) continue;
      std::span<const GraphNodeId> arguments = layer;
      if (node.primitive == Primitive::dot) arguments = arguments.first(width / 2 * 2);
      if (node.primitive == Primitive::affine) arguments = arguments.first((width - 1) / 2 * 2 + 1);
      if (arguments.size() >= primitive_info(node.primitive).min_arity && draft_.try_add(node, arguments)) return;
    }
    draft_.try_add(exact_sum_or_softmax(), layer);
  }

  /// What fits the bounds whatever the arguments are.
  [[nodiscard]] Primitive exact_sum_or_softmax() const { return draft_.exact() ? Primitive::sum : Primitive::softmax; }

  /// An operation at its kink, applied to some node u, added to the last node or subtracted from it.
  void add_kink() {
    const GraphNodeId last = draft_.last();
    GraphNodeId u = last;
    do {
      u = static_cast<GraphNodeId>(random_.below(draft_.size()));
    } while (draft_.is_constant(u));
    const GraphNodeId a = draft_.add_constant(draft_.exact_value(u));
    constexpr Primitive kinked[] = {Primitive::abs, Primitive::relu, Primitive::leaky_relu, Primitive::maximum,
                                    Primitive::minimum};
    const GraphNode node{random_.pick(kinked), fraction(1, 2), 0};
    std::array<GraphNodeId, 2> two = {u, a};
    if (primitive_info(node.primitive).max_arity == 1) {
      draft_.try_add(Primitive::subtract, two);
      two[0] = draft_.last();
      draft_.try_add(node, std::span(two).first(1));
    } else {
      draft_.try_add(node, two);
    }
    two = {last, draft_.last()};
    draft_.try_add(random_.chance(1, 2) ? Primitive::sum : Primitive::subtract, two);
  }

  Random& random_;
  const ComputationGraphOptions& options_;
  GraphDraft draft_;
};

/// From a node that is no constant to the output.
[[nodiscard]] inline std::uint64_t most_paths(const ComputationGraph& graph) {
  const DeltaLift lift(graph, graph.outputs()[0].node);
  std::uint64_t most = 0;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    if (graph.primitive(node) != Primitive::constant) most = std::max(most, lift.paths(node));
  return most;
}

}  // namespace detail

inline ComputationGraph random_computation_graph(Random& random, const ComputationGraphOptions& options) {
  for (unsigned attempt = 0; attempt < 20; ++attempt) {
    ComputationGraph graph = detail::GraphDrawing(random, options).graph();
    if (detail::most_paths(graph) <= options.max_paths) return graph;
  }
  ComputationGraphOptions small = options;
  small.shape = ComputationGraphShape::single;
  small.max_operations = 1;
  return detail::GraphDrawing(random, small).graph();
}

}  // namespace klprop
