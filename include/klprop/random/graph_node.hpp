#pragma once

/// One node of a computation graph by itself, to be put into another graph.

#include <klprop/computation_graph/computation_graph.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// What a node applies, without its arguments.
struct GraphNode {
  Primitive primitive = Primitive::constant;
  Rational parameter{};       ///< of a constant, `power`, `real_power` and `leaky_relu`
  std::size_t component = 0;  ///< of `softmax`
};

/// @pre  the node is no input
[[nodiscard]] inline GraphNode node_apart(const ComputationGraph& graph, GraphNodeId node) {
  GraphNode apart{graph.primitive(node), {}, 0};
  switch (primitive_info(apart.primitive).parameter) {
    case PrimitiveParameter::integer:
    case PrimitiveParameter::rational:
      apart.parameter = apart.primitive == Primitive::constant ? graph.constant(node) : graph.exponent(node);
      break;
    case PrimitiveParameter::component:
      apart.component = graph.component(node);
      break;
    case PrimitiveParameter::none:
    case PrimitiveParameter::index:
      break;
  }
  return apart;
}

/// @pre     the node is no input
/// @throws  as the builder's methods do
inline GraphNodeId add_node(ComputationGraphBuilder& builder, const GraphNode& node,
                            std::span<const GraphNodeId> arguments) {
  switch (node.primitive) {
    case Primitive::constant:
      return builder.constant(node.parameter);
    case Primitive::power:
      return builder.power(arguments[0], mpz_get_si(mpq_numref(node.parameter.backend().data())));
    case Primitive::real_power:
      return builder.real_power(arguments[0], node.parameter);
    case Primitive::leaky_relu:
      return builder.leaky_relu(arguments[0], node.parameter);
    case Primitive::softmax:
      return builder.softmax(arguments, node.component);
    case Primitive::dot:
      return builder.dot(arguments.first(arguments.size() / 2), arguments.last(arguments.size() / 2));
    case Primitive::affine: {
      const std::size_t n = arguments.size() / 2;
      return builder.affine(arguments.first(n), arguments.subspan(n, n), arguments.back());
    }
    default:
      return builder.apply(node.primitive, arguments);
  }
}

/// y = ψ(x_1, …, x_r) alone: one input for each slot, and the output "y".
///
/// @pre  the node is no input; a constant has arity 0
[[nodiscard]] inline ComputationGraph one_factor(const GraphNode& node, std::size_t arity) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> slots;
  for (std::size_t j = 0; j < arity; ++j) slots.push_back(builder.input("x" + std::to_string(j + 1)));
  builder.output("y", add_node(builder, node, slots));
  return std::move(builder).build();
}

/// The same graph with an input in place of one node: what depends on the node depends on a free variable. Nodes keep
/// their numbers, so the new input stands among the inputs where the node stood.
///
/// @pre  the node is no input
[[nodiscard]] inline ComputationGraph with_input_at(const ComputationGraph& graph, GraphNodeId cut) {
  ComputationGraphBuilder builder;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    if (graph.primitive(node) == Primitive::input)
      builder.input({}, graph.input_value(graph.input_index(node)));
    else if (node == cut)
      builder.input();
    else
      add_node(builder, node_apart(graph, node), graph.arguments(node));
  }
  for (const GraphOutput& output : graph.outputs()) builder.output(output.name, output.node);
  return std::move(builder).build();
}

}  // namespace klprop
