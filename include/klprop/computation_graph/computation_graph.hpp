#pragma once

/// Computation graphs: the model behind Sections 3.2 and 3.3 of the paper.
///
/// A node is an input, an exact constant, or a primitive y = ψ(x_1, …, x_r) applied to earlier nodes. A node may be
/// used any number of times, also in several slots of one user (parallel edges).
///
/// Layout: nodes are numbered in the order of addition, so arguments come before their users; the arguments of all nodes
/// stand in one array, node after node (CSR). One entry of that array is a *slot*.

#include <klprop/computation_graph/graph_error.hpp>
#include <klprop/computation_graph/primitive.hpp>
#include <klprop/scalar/rational.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace klprop {

using GraphNodeId = std::uint32_t;
using SlotId = std::uint32_t;

/// A node whose value somebody asks for, under the name they ask by.
struct GraphOutput {
  std::string name;
  GraphNodeId node = 0;

  friend bool operator==(const GraphOutput&, const GraphOutput&) = default;
};

/// An immutable computation graph. Build one with `ComputationGraphBuilder`.
class ComputationGraph {
 public:
  [[nodiscard]] GraphNodeId node_count() const { return static_cast<GraphNodeId>(primitive_.size()); }
  [[nodiscard]] SlotId slot_count() const { return static_cast<SlotId>(argument_.size()); }
  /// The largest number of arguments of a node.
  [[nodiscard]] std::size_t largest_arity() const { return largest_arity_; }

  [[nodiscard]] Primitive primitive(GraphNodeId node) const { return primitive_[node]; }
  /// Arguments in the order of the slots; a node stands as often as it is used.
  [[nodiscard]] std::span<const GraphNodeId> arguments(GraphNodeId node) const {
    return std::span(argument_).subspan(first_slot_[node], first_slot_[node + 1] - first_slot_[node]);
  }
  /// Number of the first slot of a node; its slots are consecutive.
  [[nodiscard]] SlotId first_slot(GraphNodeId node) const { return first_slot_[node]; }

  /// The value of a constant.
  /// @pre  the node is a constant
  [[nodiscard]] const Rational& constant(GraphNodeId node) const { return rationals_[payload_[node]]; }
  /// The exponent of `power` and `real_power`, the slope of `leaky_relu` left of 0.
  /// @pre  the node is one of these
  [[nodiscard]] const Rational& exponent(GraphNodeId node) const { return rationals_[payload_[node]]; }
  /// The exponent of `power`.
  /// @pre  the node is one
  [[nodiscard]] long integer_exponent(GraphNodeId node) const {
    return mpz_get_si(mpq_numref(exponent(node).backend().data()));
  }
  /// Which of its arguments a `softmax` node is about, counted from 0.
  /// @pre  the node is one
  [[nodiscard]] std::uint32_t component(GraphNodeId node) const { return payload_[node]; }

  /// The inputs in the order of their declaration.
  [[nodiscard]] std::span<const GraphNodeId> inputs() const { return inputs_; }
  /// The place of an input in `inputs()`.
  /// @pre  the node is an input
  [[nodiscard]] std::uint32_t input_index(GraphNodeId node) const { return payload_[node]; }
  /// The value that an input has when none is given, by its place in `inputs()`.
  [[nodiscard]] const std::optional<Rational>& input_value(std::size_t index) const { return input_values_[index]; }
  /// The same graph with a value for every input.
  /// @pre  one number per input
  [[nodiscard]] ComputationGraph at(std::span<const Rational> point) const {
    ComputationGraph graph = *this;
    graph.input_values_.assign(point.begin(), point.end());
    return graph;
  }
  /// The node of the input of this name.
  [[nodiscard]] std::optional<GraphNodeId> find_input(std::string_view name) const;

  /// The outputs in the order of their declaration; at least one.
  [[nodiscard]] std::span<const GraphOutput> outputs() const { return outputs_; }
  [[nodiscard]] std::optional<GraphNodeId> find_output(std::string_view name) const;

  /// The name of a node, possibly empty.
  [[nodiscard]] std::string_view name(GraphNodeId node) const {
    return node < names_.size() ? std::string_view(names_[node]) : std::string_view();
  }

  /// Every node is a rational primitive: the graph can be evaluated and differentiated in every field.
  [[nodiscard]] bool rational() const { return rational_; }
  /// Every node is a rational primitive or piecewise linear: in every ordered field.
  [[nodiscard]] bool piecewise_rational() const { return piecewise_rational_; }

 private:
  friend class ComputationGraphBuilder;
  ComputationGraph() = default;

  std::vector<Primitive> primitive_;
  std::vector<SlotId> first_slot_ = {0};
  std::vector<GraphNodeId> argument_;
  std::vector<std::uint32_t> payload_;  // index of a rational, component or place of an input
  std::vector<Rational> rationals_;
  std::vector<GraphNodeId> inputs_;
  std::vector<std::optional<Rational>> input_values_;
  std::vector<GraphOutput> outputs_;
  std::vector<std::string> names_;  // as long as the last named node requires
  std::size_t largest_arity_ = 0;
  bool rational_ = true, piecewise_rational_ = true;
};

/// Builds a graph from its inputs on: arguments must have been added before, so no cycle can be expressed.
///
/// Every method throws `GraphError` on a malformed node and then leaves the builder as it was: a wrong number of
/// arguments, an argument that does not exist (yet), a missing parameter, more than 2^32−2 nodes or slots. Node numbers
/// count from 0 in the order of addition.
class ComputationGraphBuilder {
 public:
  /// @param  name   empty, or unlike the name of every other input
  /// @param  value  the value that it has when none is given
  GraphNodeId input(std::string name = {}, std::optional<Rational> value = std::nullopt);
  GraphNodeId constant(Rational value);
  /// Any primitive that has arguments and no parameter.
  GraphNodeId apply(Primitive primitive, std::span<const GraphNodeId> arguments);
  GraphNodeId apply(Primitive primitive, std::initializer_list<GraphNodeId> arguments) {
    return apply(primitive, std::span(arguments.begin(), arguments.size()));
  }
  /// x^k
  GraphNodeId power(GraphNodeId x, long k);
  /// x^c for x > 0
  GraphNodeId real_power(GraphNodeId x, Rational c);
  /// x where x > 0, else slope·x
  GraphNodeId leaky_relu(GraphNodeId x, Rational slope);
  /// e^{x_k} / Σ e^{x_j}, k counted from 0
  GraphNodeId softmax(std::span<const GraphNodeId> x, std::size_t k);
  /// Σ x_j w_j; as many x as w
  GraphNodeId dot(std::span<const GraphNodeId> x, std::span<const GraphNodeId> w);
  /// Σ x_j w_j + b; as many x as w
  GraphNodeId affine(std::span<const GraphNodeId> x, std::span<const GraphNodeId> w, GraphNodeId b);

  GraphNodeId sum(std::span<const GraphNodeId> x) { return apply(Primitive::sum, x); }
  GraphNodeId sum(std::initializer_list<GraphNodeId> x) { return apply(Primitive::sum, x); }
  GraphNodeId product(std::span<const GraphNodeId> x) { return apply(Primitive::product, x); }
  GraphNodeId product(std::initializer_list<GraphNodeId> x) { return apply(Primitive::product, x); }
  GraphNodeId subtract(GraphNodeId a, GraphNodeId b) { return apply(Primitive::subtract, {a, b}); }
  GraphNodeId divide(GraphNodeId a, GraphNodeId b) { return apply(Primitive::divide, {a, b}); }
  GraphNodeId negate(GraphNodeId x) { return apply(Primitive::negate, {x}); }

  /// Names a node; the last name counts. An input keeps the name it was declared with.
  void name(GraphNodeId node, std::string name);
  /// Adds an output; its name is unlike that of every other output. A node may be several outputs.
  void output(std::string name, GraphNodeId node);

  [[nodiscard]] GraphNodeId node_count() const { return graph_.node_count(); }
  [[nodiscard]] Primitive primitive(GraphNodeId node) const { return graph_.primitive(node); }

  /// Ends the construction. Nodes that no output uses are kept.
  /// @throws GraphError  when there is no output
  [[nodiscard]] ComputationGraph build() &&;

 private:
  void require_node(std::string_view what, GraphNodeId node) const;
  void require_arguments(Primitive primitive, std::span<const GraphNodeId> arguments) const;
  GraphNodeId add(Primitive primitive, std::span<const GraphNodeId> arguments, std::uint32_t payload);
  GraphNodeId add(Primitive primitive, std::span<const GraphNodeId> arguments, Rational parameter);
  void set_name(GraphNodeId node, std::string name);

  ComputationGraph graph_;
  std::unordered_set<std::string> input_names_, output_names_;
};

}  // namespace klprop

#include <klprop/computation_graph/detail/computation_graph_builder.hpp>
