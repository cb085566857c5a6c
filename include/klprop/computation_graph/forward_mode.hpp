#pragma once

/// Directional derivatives and second derivatives.
///
/// `forward_dual_values` evaluates the graph on dual numbers and knows no derivative of a primitive; `tangent_sweep` uses
/// the local derivatives, as the reverse sweep does.

#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/scalar/dual.hpp>

#include <cassert>
#include <span>
#include <utility>
#include <vector>

namespace klprop {

namespace detail {
template <Field S>
std::vector<Dual<S>> dual_inputs(std::span<const S> inputs, std::span<const S> direction) {
  assert(inputs.size() == direction.size());
  std::vector<Dual<S>> result;
  result.reserve(inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) result.emplace_back(inputs[i], direction[i]);
  return result;
}
}  // namespace detail

/// Values of every node and their derivatives in one direction, by the arithmetic of dual numbers.
///
/// @param  direction  one per input: the tangents of the inputs
/// @throws as `forward_values<Dual<S>>`
/// @cost   a small multiple of `forward_values<S>`
template <Field S>
[[nodiscard]] std::vector<Dual<S>> forward_dual_values(const ComputationGraph& graph, std::span<const S> inputs,
                                                       std::span<const S> direction) {
  return forward_values<Dual<S>>(graph, detail::dual_inputs(inputs, direction));
}

/// Tangents of every node: ẏ = Σ_j ∂ψ/∂x_j·ẋ_j.
///
/// @param  values     from `forward_values`, one per node
/// @param  direction  one per input
/// @return one per node
/// @throws NotDifferentiable, Undecided  at a kink with a tangent that is not exactly zero
/// @cost   O(slots) operations
template <Field S>
[[nodiscard]] std::vector<S> tangent_sweep(const ComputationGraph& graph, std::span<const S> values,
                                           std::span<const S> direction) {
  struct Accumulate {
    std::span<const GraphNodeId> arguments;
    const std::vector<S>& tangents;
    S &target, &scratch;
    void one(std::size_t slot) const { InPlace<S>::add(target, tangents[arguments[slot]]); }
    void minus_one(std::size_t slot) const {
      InPlaceField<S>::set_difference(target, target, tangents[arguments[slot]]);
    }
    void times(std::size_t slot, const S& slope) const {
      InPlace<S>::add_product(target, slope, tangents[arguments[slot]], scratch);
    }
  };
  assert(values.size() == graph.node_count() && direction.size() == graph.inputs().size());
  std::vector<S> tangents(graph.node_count());
  detail::NodeWorkspace<S> work;
  S scratch{};
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    if (graph.primitive(node) == Primitive::input) {
      InPlace<S>::set(tangents[node], direction[graph.input_index(node)]);
      continue;
    }
    const auto arguments = graph.arguments(node);
    bool moves = false;
    for (const GraphNodeId argument : arguments) moves = moves || !Decisions<S>::is_zero(tangents[argument]);
    if (!moves) continue;
    const detail::NodePlace at{graph, node};
    const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
    detail::visit_partials(at, x, arguments.size(), values[node], work,
                           Accumulate{arguments, tangents, tangents[node], scratch});
    detail::require_finite(at, tangents[node], "derivative");
  }
  return tangents;
}

/// Gradient of a node and its derivative in one direction, forward over reverse: (g, H·direction).
///
/// @return one dual number per input: ∂node/∂input and Σ_j ∂²node/∂input∂input_j·direction_j
/// @throws as `forward_values` and `reverse_sweep` on dual numbers
/// @cost   a small multiple of a reverse sweep
template <Field S>
[[nodiscard]] std::vector<Dual<S>> second_derivatives_along(const ComputationGraph& graph, std::span<const S> inputs,
                                                            std::span<const S> direction, GraphNodeId node) {
  return gradient<Dual<S>>(graph, detail::dual_inputs(inputs, direction), node);
}

/// All second derivatives ∂²node/∂input_i∂input_j.
///
/// @return row after row, inputs × inputs
/// @cost   one reverse sweep on dual numbers per input
template <Field S>
[[nodiscard]] std::vector<S> hessian(const ComputationGraph& graph, std::span<const S> inputs, GraphNodeId node) {
  std::vector<S> direction(inputs.size()), result;
  result.reserve(inputs.size() * inputs.size());
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    direction[i] = S(1);
    for (Dual<S>& entry : second_derivatives_along<S>(graph, inputs, direction, node))
      result.push_back(std::move(entry.tangent));
    direction[i] = S{};
  }
  return result;
}

}  // namespace klprop
