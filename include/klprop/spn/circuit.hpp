#pragma once

/// Circuits of sums and products over indicator leaves: the model behind Section 4 of the paper.
///
/// A `Circuit` is any well-formed circuit. Whether it is complete, decomposable or positive is recorded elsewhere
/// (`hypotheses.hpp`), so that a theorem can be tried on circuits that violate its hypotheses.
///
/// Layout: nodes are numbered so that children come before parents and the root is last; children stand in one
/// array, node after node (CSR); each edge carries the index of its weight in one table of parameters, kept as the
/// exact rationals that were written. Parameter 0 is the number one: the weight of every edge below a product and of
/// every edge of an unweighted sum.

#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/variables.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace klprop {

using NodeId = std::uint32_t;
using EdgeId = std::uint32_t;
using ParameterId = std::uint32_t;

enum class NodeKind : std::uint8_t { indicator, constant, product, sum };

/// An immutable circuit. Build one with `CircuitBuilder`.
class Circuit {
 public:
  [[nodiscard]] NodeId node_count() const { return static_cast<NodeId>(kind_.size()); }
  [[nodiscard]] EdgeId edge_count() const { return static_cast<EdgeId>(child_.size()); }
  [[nodiscard]] NodeId root() const { return node_count() - 1; }
  [[nodiscard]] const VariableTable& variables() const { return variables_; }

  [[nodiscard]] NodeKind kind(NodeId node) const { return kind_[node]; }
  [[nodiscard]] bool is_leaf(NodeId node) const { return kind_[node] <= NodeKind::constant; }
  /// Children in the order they were written; a child stands as often as there are parallel edges to it.
  [[nodiscard]] std::span<const NodeId> children(NodeId node) const {
    return std::span(child_).subspan(first_edge_[node], first_edge_[node + 1] - first_edge_[node]);
  }
  /// Weights of the edges to `children(node)`, as indices into `parameters()`; all zero (the number one) below a product.
  [[nodiscard]] std::span<const ParameterId> weights(NodeId node) const {
    return std::span(weight_).subspan(first_edge_[node], first_edge_[node + 1] - first_edge_[node]);
  }
  /// Number of the first edge below a node; its edges are consecutive.
  [[nodiscard]] EdgeId first_edge(NodeId node) const { return first_edge_[node]; }
  /// The indicator of an indicator leaf.
  [[nodiscard]] IndicatorId indicator(NodeId leaf) const { return payload_[leaf]; }
  /// The parameter of a constant leaf.
  [[nodiscard]] ParameterId constant(NodeId leaf) const { return payload_[leaf]; }

  /// Weights and constants exactly as written; entry 0 is one.
  [[nodiscard]] const std::vector<Rational>& parameters() const { return *parameters_; }
  /// The same circuit with other weights and constants.
  /// @param  values  one per entry of `parameters()`, none negative, entry 0 one
  /// @throws ModelError  otherwise
  [[nodiscard]] Circuit with_parameters(std::vector<Rational> values) const;

  /// The position that the node had when it was added to the builder, or the one that `build` was told: for a circuit
  /// read from a file, its position there.
  [[nodiscard]] NodeId source_position(NodeId node) const { return source_.empty() ? node : source_[node]; }
  /// Nodes that were left out because no path leads to them from the root.
  [[nodiscard]] NodeId unreachable_count() const { return unreachable_; }

  [[nodiscard]] std::size_t largest_product() const { return largest_product_; }

 private:
  friend class CircuitBuilder;
  Circuit() = default;

  VariableTable variables_;
  std::vector<NodeKind> kind_;
  std::vector<EdgeId> first_edge_ = {0};
  std::vector<NodeId> child_;
  std::vector<ParameterId> weight_;
  std::vector<std::uint32_t> payload_;
  std::shared_ptr<const std::vector<Rational>> parameters_;  // shared by copies, parts and unfoldings
  std::vector<NodeId> source_;                               // empty when every node has its own number
  NodeId unreachable_ = 0;
  std::size_t largest_product_ = 0;
};

/// Builds a circuit bottom-up: a node's children must have been added before it, so no cycle can be expressed.
///
/// Every method throws `ModelError` on a malformed node: a child that does not exist (yet), an operator without
/// children, a variable or state out of range, a negative weight or constant, more than 2^32−2 nodes or edges.
/// Node numbers count from 0 in the order of addition.
class CircuitBuilder {
 public:
  explicit CircuitBuilder(VariableTable variables);
  /// Starts with the variables and parameters of another circuit, the parameters keeping their numbers.
  explicit CircuitBuilder(const Circuit& other) : CircuitBuilder(other, other.variables_) {}
  /// Starts with the parameters only.
  CircuitBuilder(const Circuit& parameters, VariableTable variables);

  /// A table entry for a weight or constant. Entries are not merged; `unit` is always there.
  ParameterId parameter(Rational value);
  static constexpr ParameterId unit = 0;

  NodeId indicator(VariableId variable, StateId state);
  NodeId constant(ParameterId value);
  NodeId product(std::span<const NodeId> children);
  NodeId sum(std::span<const NodeId> children, std::span<const ParameterId> weights);
  /// A sum whose edges all weigh one.
  NodeId sum(std::span<const NodeId> children);

  [[nodiscard]] NodeId node_count() const { return circuit_.node_count(); }
  [[nodiscard]] const VariableTable& variables() const { return circuit_.variables_; }

  /// Ends the construction. Nodes that the root does not reach are left out.
  /// @throws ModelError  when there is no such node
  [[nodiscard]] Circuit build(NodeId root) &&;
  /// The same for nodes that were not added in the order of the source: the position there of each node, one per node.
  /// @throws ModelError  also when their number is not the number of nodes
  [[nodiscard]] Circuit build(NodeId root, std::span<const NodeId> source_positions) &&;

 private:
  NodeId add(NodeKind kind, std::uint32_t payload);
  void add_children(const char* what, std::span<const NodeId> children);
  void drop_unreachable(NodeId root);

  Circuit circuit_;
  std::shared_ptr<std::vector<Rational>> own_parameters_;  // null while all are another circuit's
};

}  // namespace klprop

#include <klprop/spn/detail/circuit_builder.hpp>
