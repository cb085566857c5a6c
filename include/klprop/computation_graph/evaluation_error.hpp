#pragma once

/// Why a computation graph has no value, or no derivative, at a point: each error names the node.

#include <klprop/computation_graph/computation_graph.hpp>

#include <stdexcept>
#include <string>

namespace klprop {

class EvaluationError : public std::domain_error {
 public:
  EvaluationError(const ComputationGraph& graph, GraphNodeId node, const std::string& text)
      : std::domain_error(place(graph, node) + ": " + text), node_(node) {}
  [[nodiscard]] GraphNodeId node() const { return node_; }

 private:
  static std::string place(const ComputationGraph& graph, GraphNodeId node) {
    std::string text = "node " + std::to_string(node);
    if (!graph.name(node).empty()) text += " \"" + std::string(graph.name(node)) + "\"";
    return text + " (" + std::string(name(graph.primitive(node))) + ")";
  }

  GraphNodeId node_;
};

/// The scalar lacks the function: an exponential of rationals, a comparison in a prime field.
class UnsupportedPrimitive : public EvaluationError {
 public:
  using EvaluationError::EvaluationError;
};

/// The function is not defined at its arguments: a division by zero, the logarithm of a number that is not positive.
class OutsideDomain : public EvaluationError {
 public:
  using EvaluationError::EvaluationError;
};

/// A floating-point number is too large for its format.
class NumberOverflow : public EvaluationError {
 public:
  using EvaluationError::EvaluationError;
};

/// There is a value, and no derivative: the argument lies exactly on a kink, or on the branch point of a root.
class NotDifferentiable : public EvaluationError {
 public:
  using EvaluationError::EvaluationError;
};

/// The arguments are enclosed too loosely for an answer: more precision may give one.
class Undecided : public EvaluationError {
 public:
  using EvaluationError::EvaluationError;
};

/// Undecided whether the function is defined, or too loose for a finite enclosure of its value.
class UndecidedDomain : public Undecided {
 public:
  using Undecided::Undecided;
};

/// Undecided on which side of a kink an argument lies.
class UndecidedBranch : public Undecided {
 public:
  using Undecided::Undecided;
};

}  // namespace klprop
