#pragma once

// Out-of-line parts of computation_graph.hpp.

#include <klprop/computation_graph/computation_graph.hpp>

#include <algorithm>
#include <limits>

namespace klprop {

inline std::optional<GraphNodeId> ComputationGraph::find_input(std::string_view name) const {
  const auto found = std::find_if(inputs_.begin(), inputs_.end(), [&](GraphNodeId i) { return this->name(i) == name; });
  if (found == inputs_.end()) return std::nullopt;
  return *found;
}

inline std::optional<GraphNodeId> ComputationGraph::find_output(std::string_view name) const {
  const auto found = std::find_if(outputs_.begin(), outputs_.end(), [&](const auto& o) { return o.name == name; });
  if (found == outputs_.end()) return std::nullopt;
  return found->node;
}

inline void ComputationGraphBuilder::require_node(std::string_view what, GraphNodeId node) const {
  if (node >= node_count())
    throw GraphError(std::string(what) + " refers to node " + std::to_string(node) +
                     ", which is not defined before it");
}

inline void ComputationGraphBuilder::require_arguments(Primitive primitive,
                                                       std::span<const GraphNodeId> arguments) const {
  const PrimitiveInfo& info = primitive_info(primitive);
  const auto refuse = [&](const std::string& expected) {
    throw GraphError(std::string(info.name) + " with " + std::to_string(arguments.size()) + " arguments; expected " +
                     expected);
  };
  if (info.min_arity == info.max_arity && arguments.size() != info.min_arity) refuse(std::to_string(info.min_arity));
  if (arguments.size() < info.min_arity) refuse("at least " + std::to_string(info.min_arity));
  if (primitive == Primitive::dot && arguments.size() % 2 != 0) refuse("an even number");
  if (primitive == Primitive::affine && arguments.size() % 2 != 1) refuse("an odd number");
  for (const GraphNodeId argument : arguments) require_node(info.name, argument);
  // first_slot_ has one more entry than there are nodes
  if (graph_.primitive_.size() >= std::numeric_limits<GraphNodeId>::max() - 1)
    throw GraphError("too many nodes; expected below 2^32");
  if (arguments.size() >= std::numeric_limits<SlotId>::max() - graph_.argument_.size())
    throw GraphError("too many arguments; expected below 2^32");
}

inline GraphNodeId ComputationGraphBuilder::add(Primitive primitive, std::span<const GraphNodeId> arguments,
                                                std::uint32_t payload) {
  require_arguments(primitive, arguments);
  const PrimitiveInfo& info = primitive_info(primitive);
  ComputationGraph& g = graph_;
  g.primitive_.push_back(primitive);
  g.argument_.insert(g.argument_.end(), arguments.begin(), arguments.end());
  g.first_slot_.push_back(static_cast<SlotId>(g.argument_.size()));
  g.payload_.push_back(payload);
  g.largest_arity_ = std::max(g.largest_arity_, arguments.size());
  g.rational_ = g.rational_ && info.rational;
  g.piecewise_rational_ = g.piecewise_rational_ && (info.rational || info.has_kink);
  return node_count() - 1;
}

inline GraphNodeId ComputationGraphBuilder::add(Primitive primitive, std::span<const GraphNodeId> arguments,
                                                Rational parameter) {
  // There is at most one per node, so the number of rationals fits, too.
  const GraphNodeId node = add(primitive, arguments, static_cast<std::uint32_t>(graph_.rationals_.size()));
  graph_.rationals_.push_back(std::move(parameter));
  return node;
}

inline GraphNodeId ComputationGraphBuilder::input(std::string name, std::optional<Rational> value) {
  if (!name.empty() && input_names_.count(name) != 0)
    throw GraphError("two inputs of the name \"" + name + "\"; expected distinct names");
  const GraphNodeId node = add(Primitive::input, {}, static_cast<std::uint32_t>(graph_.inputs_.size()));
  graph_.inputs_.push_back(node);
  graph_.input_values_.push_back(std::move(value));
  if (!name.empty()) {
    input_names_.insert(name);
    set_name(node, std::move(name));
  }
  return node;
}

inline GraphNodeId ComputationGraphBuilder::constant(Rational value) {
  return add(Primitive::constant, {}, std::move(value));
}

inline GraphNodeId ComputationGraphBuilder::apply(Primitive primitive, std::span<const GraphNodeId> arguments) {
  const PrimitiveInfo& info = primitive_info(primitive);
  if (info.parameter != PrimitiveParameter::none)
    throw GraphError(std::string(info.name) + " without its parameter; expected a primitive that has none");
  return add(primitive, arguments, std::uint32_t{0});
}

inline GraphNodeId ComputationGraphBuilder::power(GraphNodeId x, long k) {
  return add(Primitive::power, std::span(&x, 1), Rational(k));
}

inline GraphNodeId ComputationGraphBuilder::real_power(GraphNodeId x, Rational c) {
  return add(Primitive::real_power, std::span(&x, 1), std::move(c));
}

inline GraphNodeId ComputationGraphBuilder::leaky_relu(GraphNodeId x, Rational slope) {
  return add(Primitive::leaky_relu, std::span(&x, 1), std::move(slope));
}

inline GraphNodeId ComputationGraphBuilder::softmax(std::span<const GraphNodeId> x, std::size_t k) {
  if (k >= x.size())
    throw GraphError("softmax component " + std::to_string(k) + "; expected below the number of arguments, " +
                     std::to_string(x.size()));
  return add(Primitive::softmax, x, static_cast<std::uint32_t>(k));
}

inline GraphNodeId ComputationGraphBuilder::dot(std::span<const GraphNodeId> x, std::span<const GraphNodeId> w) {
  if (x.size() != w.size())
    throw GraphError("dot of " + std::to_string(x.size()) + " and " + std::to_string(w.size()) +
                     " arguments; expected as many of both");
  std::vector<GraphNodeId> all(x.begin(), x.end());
  all.insert(all.end(), w.begin(), w.end());
  return apply(Primitive::dot, all);
}

inline GraphNodeId ComputationGraphBuilder::affine(std::span<const GraphNodeId> x, std::span<const GraphNodeId> w,
                                                   GraphNodeId b) {
  if (x.size() != w.size())
    throw GraphError("affine map of " + std::to_string(x.size()) + " arguments and " + std::to_string(w.size()) +
                     " weights; expected as many of both");
  std::vector<GraphNodeId> all(x.begin(), x.end());
  all.insert(all.end(), w.begin(), w.end());
  all.push_back(b);
  return apply(Primitive::affine, all);
}

inline void ComputationGraphBuilder::set_name(GraphNodeId node, std::string name) {
  if (graph_.names_.size() <= node) graph_.names_.resize(std::size_t{node} + 1);
  graph_.names_[node] = std::move(name);
}

inline void ComputationGraphBuilder::name(GraphNodeId node, std::string name) {
  require_node("name \"" + name + "\"", node);
  if (graph_.primitive(node) == Primitive::input)
    throw GraphError("name \"" + name + "\" for input " + std::to_string(node) +
                     "; expected the name that it was declared with");
  set_name(node, std::move(name));
}

inline void ComputationGraphBuilder::output(std::string name, GraphNodeId node) {
  require_node("output \"" + name + "\"", node);
  if (!output_names_.insert(name).second)
    throw GraphError("two outputs of the name \"" + name + "\"; expected distinct names");
  graph_.outputs_.push_back({std::move(name), node});
}

inline ComputationGraph ComputationGraphBuilder::build() && {
  if (graph_.outputs_.empty()) throw GraphError("a graph without outputs; expected at least 1");
  return std::move(graph_);
}

}  // namespace klprop
