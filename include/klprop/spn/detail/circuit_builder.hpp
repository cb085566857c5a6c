#pragma once

// Out-of-line parts of circuit.hpp.

#include <klprop/spn/circuit.hpp>

#include <limits>
#include <string>

namespace klprop {

inline Circuit Circuit::with_parameters(std::vector<Rational> values) const {
  if (values.size() != parameters_->size() || values[0] != 1)
    throw ModelError("expected " + std::to_string(parameters_->size()) + " parameters, the first of them 1");
  for (const Rational& value : values)
    if (value < 0) throw ModelError("negative weight or constant " + value.str() + "; expected at least 0");
  Circuit other = *this;
  other.parameters_ = std::make_shared<const std::vector<Rational>>(std::move(values));
  return other;
}

inline CircuitBuilder::CircuitBuilder(VariableTable variables)
    : own_parameters_(std::make_shared<std::vector<Rational>>(1, Rational(1))) {
  circuit_.variables_ = std::move(variables);
  circuit_.parameters_ = own_parameters_;
}

inline CircuitBuilder::CircuitBuilder(const Circuit& parameters, VariableTable variables) {
  circuit_.variables_ = std::move(variables);
  circuit_.parameters_ = parameters.parameters_;
}

inline ParameterId CircuitBuilder::parameter(Rational value) {
  if (value < 0) throw ModelError("negative weight or constant " + value.str() + "; expected at least 0");
  if (!own_parameters_) {
    own_parameters_ = std::make_shared<std::vector<Rational>>(*circuit_.parameters_);
    circuit_.parameters_ = own_parameters_;
  }
  if (own_parameters_->size() >= std::numeric_limits<ParameterId>::max())
    throw ModelError("too many parameters; expected below 2^32");
  own_parameters_->push_back(std::move(value));
  return static_cast<ParameterId>(own_parameters_->size() - 1);
}

inline NodeId CircuitBuilder::add(NodeKind kind, std::uint32_t payload) {
  if (circuit_.kind_.size() >= std::numeric_limits<NodeId>::max() - 1)
    throw ModelError("too many nodes; expected below 2^32");
  circuit_.kind_.push_back(kind);
  circuit_.payload_.push_back(payload);
  circuit_.first_edge_.push_back(static_cast<EdgeId>(circuit_.child_.size()));
  return circuit_.node_count() - 1;
}

inline void CircuitBuilder::add_children(const char* what, std::span<const NodeId> children) {
  if (children.empty()) throw ModelError(std::string(what) + " without children; expected at least 1");
  if (circuit_.child_.size() + children.size() >= std::numeric_limits<EdgeId>::max())
    throw ModelError("too many edges; expected below 2^32");
  for (const NodeId child : children)
    if (child >= node_count())
      throw ModelError(std::string(what) + " refers to child " + std::to_string(child) +
                       ", which is not defined before it");
  circuit_.child_.insert(circuit_.child_.end(), children.begin(), children.end());
}

inline NodeId CircuitBuilder::indicator(VariableId variable, StateId state) {
  const VariableTable& variables = circuit_.variables_;
  if (variable >= variables.size())
    throw ModelError("indicator of variable " + std::to_string(variable) + "; expected a variable below " +
                     std::to_string(variables.size()));
  if (state >= variables.arity(variable))
    throw ModelError("indicator of state " + std::to_string(state) + " of variable " + std::to_string(variable) +
                     "; expected a state below " + std::to_string(variables.arity(variable)));
  return add(NodeKind::indicator, variables.indicator(variable, state));
}

inline NodeId CircuitBuilder::constant(ParameterId value) {
  if (value >= circuit_.parameters_->size()) throw ModelError("constant with an unknown parameter");
  return add(NodeKind::constant, value);
}

inline NodeId CircuitBuilder::product(std::span<const NodeId> children) {
  add_children("product", children);
  circuit_.weight_.resize(circuit_.child_.size(), unit);
  circuit_.largest_product_ = std::max(circuit_.largest_product_, children.size());
  return add(NodeKind::product, 0);
}

inline NodeId CircuitBuilder::sum(std::span<const NodeId> children, std::span<const ParameterId> weights) {
  if (children.size() != weights.size())
    throw ModelError("sum with " + std::to_string(children.size()) + " children and " + std::to_string(weights.size()) +
                     " weights; expected one weight per child");
  for (const ParameterId weight : weights)
    if (weight >= circuit_.parameters_->size()) throw ModelError("sum with an unknown parameter");
  add_children("sum", children);
  circuit_.weight_.insert(circuit_.weight_.end(), weights.begin(), weights.end());
  return add(NodeKind::sum, 0);
}

inline NodeId CircuitBuilder::sum(std::span<const NodeId> children) {
  add_children("sum", children);
  circuit_.weight_.resize(circuit_.child_.size(), unit);
  return add(NodeKind::sum, 0);
}

inline void CircuitBuilder::drop_unreachable(NodeId root) {
  Circuit& c = circuit_;
  std::vector<bool> reached(c.node_count(), false);
  reached[root] = true;
  NodeId kept = 0;
  for (NodeId node = root + 1; node-- > 0;) {
    if (!reached[node]) continue;
    ++kept;
    for (const NodeId child : c.children(node)) reached[child] = true;
  }
  if (kept == c.node_count()) return;

  c.unreachable_ = c.node_count() - kept;
  std::vector<NodeId> renamed(c.node_count());
  EdgeId edges = 0;
  c.source_.reserve(kept);
  for (NodeId node = 0; node <= root; ++node) {
    if (!reached[node]) continue;
    const auto to = static_cast<NodeId>(c.source_.size());
    renamed[node] = to;
    const EdgeId begin = c.first_edge_[node], end = c.first_edge_[node + 1];
    for (EdgeId e = begin; e < end; ++e, ++edges) {
      c.child_[edges] = renamed[c.child_[e]];
      c.weight_[edges] = c.weight_[e];
    }
    c.kind_[to] = c.kind_[node];
    c.payload_[to] = c.payload_[node];
    c.first_edge_[to + 1] = edges;  // overwrites only bounds of nodes already moved
    c.source_.push_back(node);
  }
  c.kind_.resize(kept);
  c.payload_.resize(kept);
  c.first_edge_.resize(kept + 1);
  c.child_.resize(edges);
  c.weight_.resize(edges);
}

inline Circuit CircuitBuilder::build(NodeId root) && {
  if (root >= node_count())
    throw ModelError("root " + std::to_string(root) + "; expected a node below " + std::to_string(node_count()));
  drop_unreachable(root);
  own_parameters_.reset();
  return std::move(circuit_);
}

inline Circuit CircuitBuilder::build(NodeId root, std::span<const NodeId> source_positions) && {
  if (source_positions.size() != node_count())
    throw ModelError(std::to_string(source_positions.size()) + " source positions; expected " +
                     std::to_string(node_count()) + ", one per node");
  Circuit circuit = std::move(*this).build(root);
  if (circuit.source_.empty())
    circuit.source_.assign(source_positions.begin(), source_positions.end());
  else
    for (NodeId& source : circuit.source_) source = source_positions[source];
  return circuit;
}

}  // namespace klprop
