#pragma once

/// Random factor graphs whose properties are promised.

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/random/random.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace klprop {

enum class FactorGraphShape : std::uint8_t {
  single,    ///< one variable and a few factors on it
  tree,      ///< connected, without a cycle
  forest,    ///< several trees, isolated variables, constant factors
  cycle,     ///< pairwise factors in a ring
  parallel,  ///< several factors over the same variables
  dense,     ///< factors over random scopes
};
inline constexpr std::size_t factor_graph_shape_count = 6;

[[nodiscard]] constexpr const char* name(FactorGraphShape shape) {
  constexpr std::array<const char*, factor_graph_shape_count> names = {"single", "tree",     "forest",
                                                                       "cycle",  "parallel", "dense"};
  return names.at(static_cast<std::size_t>(shape));
}
/// Whether no graph of this shape has a cycle.
[[nodiscard]] constexpr bool is_acyclic(FactorGraphShape shape) {
  return shape <= FactorGraphShape::forest;
}

struct FactorGraphOptions {
  FactorGraphShape shape = FactorGraphShape::dense;
  VariableId max_variables = 5;
  StateId min_states = 2;  ///< 1 allows variables that cannot vary
  StateId max_states = 3;
  std::size_t max_scope = 3;
  bool zeros = false;  ///< about a quarter of the entries is 0; no table vanishes altogether
  bool wide = false;   ///< entries between 10^-300 and 10^300 occur

  /// Bounds for the oracles that enumerate: joint states of all variables, and of one copy of its variable per edge.
  std::uint64_t max_joint_states = 4096;
  std::uint64_t max_replica_states = std::numeric_limits<std::uint64_t>::max();
};

/// A graph that keeps the options; of a shape that does not fit the bounds, as much as does.
///
/// @pre   1 ≤ min_states ≤ max_states, max_variables ≥ 1, max_scope ≥ 1, and one variable with one factor fits the bounds
/// @post  there is a variable with a factor
[[nodiscard]] FactorGraph random_factor_graph(Random& random, const FactorGraphOptions& options = {});

}  // namespace klprop

#include <klprop/random/detail/factor_graph.hpp>
