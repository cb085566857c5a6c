#pragma once

/// Forward values of a computation graph, in any scalar.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/computation_graph/detail/evaluate_node.hpp>
#include <klprop/computation_graph/evaluation_error.hpp>

#include <cassert>
#include <span>
#include <string>
#include <vector>

namespace klprop {

namespace detail {

/// values[node] ← the node's value, from those of its arguments.
template <Field S>
void evaluate_in_place(const NodePlace& at, std::span<const S> inputs, std::span<S> values, NodeWorkspace<S>& work) {
  const ComputationGraph& graph = at.graph;
  S& value = values[at.node];
  if (graph.primitive(at.node) == Primitive::input) {
    const S& given = inputs[graph.input_index(at.node)];
    if (!Decisions<S>::is_finite(given)) at.refuse<OutsideDomain>("the input is not a finite number");
    InPlace<S>::set(value, given);
    return;
  }
  const auto arguments = graph.arguments(at.node);
  const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
  evaluate_node(at, x, arguments.size(), value, work);
  require_finite(at, value, "value");
}

}  // namespace detail

/// Values v* of every node.                                                           (Section 3.2)
///
/// A scalar need only be a field where the graph is rational; functions that it lacks are asked for only by nodes that
/// apply them. On dual numbers each value carries its directional derivative, by the arithmetic of dual numbers alone.
///
/// @param  inputs  one per input, in the order of declaration
/// @param  values  receives one per node; its numbers are overwritten in place, so for `Real` the caller's numbers fix the
///                 precision of the rational primitives
/// @throws UnsupportedPrimitive  when a node applies a function that S lacks
/// @throws OutsideDomain         when a node is not defined at its arguments, or an input is not finite
/// @throws UndecidedDomain       Ball: when that is undecided, or a result has no finite enclosure
/// @throws NumberOverflow        double, Real: when a result is not finite
/// @throws NotDifferentiable, UndecidedBranch  dual numbers only: at a kink, for a tangent that is not exactly zero,
///                               whether or not anything depends on that node
/// @exact  Rational, PrimeField.  Ball: encloses.  Real, double: each operation rounds
/// @cost   O(slots) operations; x^k takes O(log k)
template <Field S>
void forward_values(const ComputationGraph& graph, std::span<const S> inputs, std::span<S> values) {
  assert(inputs.size() == graph.inputs().size() && values.size() == graph.node_count());
  detail::NodeWorkspace<S> work;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    detail::evaluate_in_place(detail::NodePlace{graph, node}, inputs, values, work);
}

/// The same for some of the nodes, the arguments of each of them included; the values of the others are left as they are.
///
/// @param  needed  one per node, as from `ancestors`
template <Field S>
void forward_values(const ComputationGraph& graph, const std::vector<bool>& needed, std::span<const S> inputs,
                    std::span<S> values) {
  assert(inputs.size() == graph.inputs().size() && values.size() == graph.node_count());
  assert(needed.size() == graph.node_count());
  detail::NodeWorkspace<S> work;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    if (needed[node]) detail::evaluate_in_place(detail::NodePlace{graph, node}, inputs, values, work);
}

template <Field S>
[[nodiscard]] std::vector<S> forward_values(const ComputationGraph& graph, std::span<const S> inputs) {
  std::vector<S> values(graph.node_count());
  forward_values<S>(graph, inputs, std::span<S>(values));
  return values;
}

/// The inputs' own values, rounded to the scalar.
///
/// @return one per input, in the order of declaration
/// @throws GraphError  when an input has none
template <Field S>
[[nodiscard]] std::vector<S> default_inputs(const ComputationGraph& graph) {
  std::vector<S> inputs;
  inputs.reserve(graph.inputs().size());
  for (std::size_t i = 0; i < graph.inputs().size(); ++i) {
    if (!graph.input_value(i))
      throw GraphError("input " + std::to_string(i) + " \"" + std::string(graph.name(graph.inputs()[i])) +
                       "\" has no value; expected one for every input");
    inputs.push_back(from_rational<S>(*graph.input_value(i)));
  }
  return inputs;
}

}  // namespace klprop
