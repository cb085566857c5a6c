#pragma once

/// Derivatives of single nodes: what the reverse sweep and the tangent sweep are made of.

#include <klprop/computation_graph/detail/partials.hpp>

#include <cassert>
#include <span>
#include <vector>

namespace klprop {

/// ∂ψ/∂x_j of one node at forward values, one per slot.
///
/// Where several slots of `maximum` or `minimum` hold the one argument that decides, the first has derivative one and
/// the others zero.
///
/// @param  values  from `forward_values`, one per node
/// @return one per argument of the node, in their order
/// @throws NotDifferentiable  at a kink, and for the root of zero
/// @throws Undecided          Ball: when that is undecided
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   O(arity) operations
template <Field S>
[[nodiscard]] std::vector<S> local_derivatives(const ComputationGraph& graph, GraphNodeId node,
                                               std::span<const S> values) {
  assert(values.size() == graph.node_count());
  struct Sink {
    std::vector<S>& slopes;
    void one(std::size_t slot) const { slopes[slot] = S(1); }
    void minus_one(std::size_t slot) const { slopes[slot] = S{} - S(1); }
    void times(std::size_t slot, const S& slope) const { slopes[slot] = slope; }
  };
  const auto arguments = graph.arguments(node);
  const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
  std::vector<S> slopes(arguments.size());
  detail::NodeWorkspace<S> work;
  detail::visit_partials(detail::NodePlace{graph, node}, x, arguments.size(), values[node], work, Sink{slopes});
  return slopes;
}

}  // namespace klprop
