#pragma once

/// Random computation graphs whose properties are promised.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/random/computation_graph_options.hpp>
#include <klprop/random/random.hpp>

namespace klprop {

/// A graph whose inputs have values at which every node is defined and, `kink` apart, differentiable; one output, "z".
/// Values are rational, and short where the graph is rational; of a graph with other primitives they lie within ±8, and at
/// least 1/16 from every kink.
///
/// Of a shape that does not fit the bounds, as much as does.
[[nodiscard]] ComputationGraph random_computation_graph(Random& random, const ComputationGraphOptions& options = {});

/// A bound on the degrees of numerators and denominators of all values as polynomials in the inputs.
/// @pre  the graph is rational
[[nodiscard]] double degree_bound(const ComputationGraph& graph);

}  // namespace klprop

#include <klprop/random/detail/computation_graph.hpp>
