#pragma once

/// The reverse sweep: derivatives of one quantity with respect to every node.

#include <klprop/computation_graph/detail/partials.hpp>
#include <klprop/computation_graph/evaluation.hpp>

#include <cassert>
#include <span>
#include <vector>

namespace klprop {

/// One term of the quantity Σ value·(node) that is differentiated: a cotangent of an output.
template <Field S>
struct AdjointSeed {
  GraphNodeId node = 0;
  S value = S(1);
};

namespace detail {

/// Adds adjoint·∂ψ/∂x_j to the adjoint of the argument in slot j: contributions of parallel edges add up.
template <Field S>
struct AccumulateAdjoints {
  std::span<const GraphNodeId> arguments;
  std::span<S> adjoints;
  const S& adjoint;
  S& scratch;

  void one(std::size_t slot) const { InPlace<S>::add(adjoints[arguments[slot]], adjoint); }
  void minus_one(std::size_t slot) const {
    S& target = adjoints[arguments[slot]];
    InPlaceField<S>::set_difference(target, target, adjoint);
  }
  void times(std::size_t slot, const S& slope) const {
    InPlace<S>::add_product(adjoints[arguments[slot]], adjoint, slope, scratch);
  }
};

/// Adds what a node's adjoint contributes to those of its arguments.
template <Field S>
void pass_on_adjoint(const NodePlace& at, std::span<const S> values, std::span<S> adjoints, NodeWorkspace<S>& work,
                     S& scratch) {
  const S& adjoint = adjoints[at.node];
  require_finite(at, adjoint, "derivative");
  const auto arguments = at.graph.arguments(at.node);
  const auto x = [&](std::size_t slot) -> const S& { return values[arguments[slot]]; };
  visit_partials(at, x, arguments.size(), values[at.node], work,
                 AccumulateAdjoints<S>{arguments, adjoints, adjoint, scratch});
}

/// The adjoints before the sweep: those of the seeds.
template <Field S>
void seed_adjoints(std::span<const AdjointSeed<S>> seeds, std::span<S> adjoints) {
  for (S& adjoint : adjoints) InPlace<S>::set_zero(adjoint);
  for (const AdjointSeed<S>& seed : seeds) InPlace<S>::add(adjoints[seed.node], seed.value);
}

}  // namespace detail

/// Adjoints ∂(Σ_s value_s·node_s)/∂v of every node v; contributions of all users and slots are added.   (Theorem 3.3)
///
/// A node whose adjoint is exactly zero passes nothing on, so a kink or an undecided branch counts only where the
/// quantity may depend on it. On dual numbers each adjoint carries its directional derivative: second derivatives.
///
/// @param  values    from `forward_values`, one per node
/// @param  seeds     a node may be seeded several times; the seeds add up
/// @param  adjoints  receives one per node, overwritten in place
/// @throws NotDifferentiable  at a kink, and for the root of zero
/// @throws Undecided          Ball: when that is undecided, or an adjoint has no finite enclosure
/// @throws NumberOverflow     double, Real: when an adjoint is not finite
/// @exact  Rational, PrimeField.  Ball: encloses.  Real, double: each operation rounds
/// @cost   O(slots) operations; a division only where a primitive has one
template <Field S>
void reverse_sweep(const ComputationGraph& graph, std::span<const S> values, std::span<const AdjointSeed<S>> seeds,
                   std::span<S> adjoints) {
  assert(values.size() == graph.node_count() && adjoints.size() == graph.node_count());
  detail::seed_adjoints(seeds, adjoints);
  detail::NodeWorkspace<S> work;
  S scratch{};
  for (GraphNodeId node = graph.node_count(); node-- > 0;)
    if (!Decisions<S>::is_zero(adjoints[node]))
      detail::pass_on_adjoint<S>(detail::NodePlace{graph, node}, values, adjoints, work, scratch);
}

/// ∂node/∂v for every node v.
template <Field S>
[[nodiscard]] std::vector<S> reverse_sweep(const ComputationGraph& graph, std::span<const S> values, GraphNodeId node) {
  std::vector<S> adjoints(graph.node_count());
  const AdjointSeed<S> seed{node, S(1)};
  reverse_sweep<S>(graph, values, std::span(&seed, 1), std::span<S>(adjoints));
  return adjoints;
}

/// The entries of the inputs among numbers that there are one per node of.
///
/// @return one per input, in the order of declaration
template <Field S>
[[nodiscard]] std::vector<S> of_inputs(const ComputationGraph& graph, std::span<const S> per_node) {
  std::vector<S> result;
  result.reserve(graph.inputs().size());
  for (const GraphNodeId input : graph.inputs()) result.push_back(per_node[input]);
  return result;
}

/// ∂node/∂input for every input; throws as `forward_values` and `reverse_sweep` do.
///
/// @return one per input, in the order of declaration
template <Field S>
[[nodiscard]] std::vector<S> gradient(const ComputationGraph& graph, std::span<const S> inputs, GraphNodeId node) {
  const std::vector<S> values = forward_values<S>(graph, inputs);
  return of_inputs<S>(graph, reverse_sweep<S>(graph, values, node));
}

}  // namespace klprop
