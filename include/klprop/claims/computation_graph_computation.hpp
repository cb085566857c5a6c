#pragma once

/// The computations of Sections 3.2 and 3.3 as callables, so that a claim can be tried on a wrong version of one of them.

#include <klprop/computation_graph/delta_lift.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>
#include <klprop/computation_graph/reverse_sweep.hpp>

#include <functional>
#include <span>
#include <vector>

namespace klprop::claims {

/// What is under test. Default-made: the library's own functions.
template <Field S>
struct ComputationGraphComputation {
  /// seed·∂z/∂v for every node v.
  std::function<std::vector<S>(const ComputationGraph&, std::span<const S> values, GraphNodeId z, const S& seed)>
      sensitivities = [](const ComputationGraph& graph, std::span<const S> values, GraphNodeId z, const S& seed) {
        std::vector<S> adjoints(graph.node_count());
        const AdjointSeed<S> at_z{z, seed};
        reverse_sweep<S>(graph, values, std::span(&at_z, 1), std::span<S>(adjoints));
        return adjoints;
      };

  /// ∂ψ/∂x_j of one node, one per slot.
  std::function<std::vector<S>(const ComputationGraph&, GraphNodeId, std::span<const S> values)> local_derivatives =
      [](const ComputationGraph& graph, GraphNodeId node, std::span<const S> values) {
        return klprop::local_derivatives<S>(graph, node, values);
      };

  std::function<S(const S& value, const S& slope, const S& a, const S& b, const S& variance)> softened_log_derivative =
      [](const S& value, const S& slope, const S& a, const S& b, const S& variance) {
        return klprop::softened_log_derivative(value, slope, a, b, variance);
      };
};

}  // namespace klprop::claims
