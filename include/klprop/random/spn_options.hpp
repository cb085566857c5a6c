#pragma once

/// What a random sum–product network is to be like.

#include <klprop/spn/circuit.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace klprop {

enum class SpnShape : std::uint8_t {
  single,           ///< one node: a leaf
  tiny,             ///< at most two variables, three states and about ten edges
  dag,              ///< nodes shared by many parents, parallel edges, constants anywhere
  tree,             ///< no node has two parents
  deep,             ///< a path of up to `depth` operators
  wide,             ///< sums and products with up to `fan_in` edges, most of them parallel or to constants
  repeated_leaves,  ///< several leaves for each (variable, state)
  layered,          ///< regions of fully connected layers, as in tensorised networks: cheap at any size
  single_child,     ///< operators with one child, in chains
};
inline constexpr std::size_t spn_shape_count = 9;

/// The shape's name as above.
[[nodiscard]] constexpr const char* name(SpnShape shape) {
  constexpr std::array<const char*, spn_shape_count> names = {
      "single", "tiny", "dag", "tree", "deep", "wide", "repeated_leaves", "layered", "single_child"};
  return names.at(static_cast<std::size_t>(shape));
}

enum class WeightMode : std::uint8_t {
  rationals,  ///< p/q with p, q in 1 … 9
  integers,   ///< 1 … 9
  wide,       ///< p/q, and m·10^e with e in −300 … 300 on a few edges
  unit,       ///< sums are unweighted: parameters stand in constant leaves only
};

struct SpnOptions {
  static constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();

  SpnShape shape = SpnShape::dag;
  /// The network has about this many edges, more if its variables need it; `deep` and `wide` go by the two limits.
  std::size_t edges = 40;
  std::size_t depth = 1000;
  std::size_t fan_in = 1000;

  VariableId min_variables = 1;   ///< 0 allows the `single` shape to be a constant
  VariableId max_variables = 12;  ///< at most 64
  StateId max_states = 6;

  /// Bounds for the oracles that enumerate: states of all variables jointly, nodes of the unfolding into a tree, parses
  /// (one child at each sum that is visited).
  std::uint64_t max_joint_states = 4096;
  std::uint64_t max_unfolding = unlimited;
  std::uint64_t max_parses = unlimited;

  WeightMode weights = WeightMode::rationals;
  bool normalised = false;            ///< the weights of each sum add up to 1
  bool constants = true;              ///< nodes of empty scope may occur
  bool missing_states = false;        ///< some state has no leaf
  bool zeros = false;                 ///< some weight or constant is 0, if there are any
  bool drop_completeness = false;     ///< some sum has children of different scopes
  bool drop_decomposability = false;  ///< some product has children that share a variable
};

}  // namespace klprop
