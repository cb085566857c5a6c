#pragma once

/// Random sum–product networks whose properties are promised: which hypotheses hold, which are violated, how large the
/// network and its enumerations become.
///
/// Unless an option says otherwise a network is complete and decomposable, every variable is in the root's scope, every
/// state has a leaf below the root, all weights and constants are positive, all nodes are reachable, and some variable
/// has at least two states (all but `single` shapes). Weights are not normalised, shared nodes have parents with
/// different weights, and every weighted edge and every constant has a parameter of its own, so that replacing the table
/// of parameters by random residues makes a random point of the network's whole parameter space.

#include <klprop/random/evidence.hpp>
#include <klprop/random/random.hpp>
#include <klprop/random/spn_options.hpp>
#include <klprop/spn/circuit.hpp>

#include <array>
#include <cstddef>

namespace klprop {

/// Options that keep every enumeration of a network of this shape within reach of exact arithmetic, with a size drawn
/// at random up to a few hundred edges (`deep` and `wide`: a few thousand).
[[nodiscard]] SpnOptions enumerable_spn(Random& random, SpnShape shape);

/// Options for a network of the given size about which nothing is enumerated.
[[nodiscard]] SpnOptions large_spn(SpnShape shape, std::size_t edges);

/// @throws std::invalid_argument  when the options contradict each other: no variables, more than 64, fewer than two
///                                states, bounds that even the smallest network over the variables exceeds
/// @cost   between 50 and 200 ns per edge, most of it for the rationals
[[nodiscard]] Circuit random_spn(Random& random, const SpnOptions& options = {});

using ShapeWeights = std::array<unsigned, spn_shape_count>;  // in the order of SpnShape
inline constexpr ShapeWeights default_shape_weights = {1, 3, 6, 3, 1, 1, 3, 3, 3};

/// A shape with probability proportional to its weight.
[[nodiscard]] SpnShape draw_shape(Random& random, const ShapeWeights& weights = default_shape_weights);

}  // namespace klprop

#include <klprop/random/detail/spn.hpp>
