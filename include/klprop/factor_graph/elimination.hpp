#pragma once

/// Exact marginals and partition value by elimination, over any ring.
///
/// Upwards, every node n of a junction tree gets its table U(n). Downwards, a node gets D(n), the derivative of Z by its
/// table: the child of a contraction gets the other child times D, summed. Nothing is divided, so zeros are legal. A
/// variable's masses are the sums of U·D at any one node that contains it; nodes are chosen to serve many variables, and
/// only tables there or beside the way to them are kept.

#include <klprop/factor_graph/junction_tree.hpp>
#include <klprop/factor_graph/masses.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace klprop {

/// What `masses` takes, told from the plan alone.
struct EliminationCost {
  std::uint64_t peak_entries = 0;  ///< largest number of table entries held at one time
  double multiplications = 0;      ///< and as many additions at most
};

/// @cost  O(tree)
[[nodiscard]] EliminationCost elimination_cost(const JunctionTree& tree);

/// Z alone, from the upward pass.
///
/// @param  values  one per entry of the graph's `values()`
/// @param  lambda  by IndicatorId
/// @pre    where the tree's states leave out a state, its mass is zero for these values and λ
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   about half of `masses`, in less memory
template <Ring S>
[[nodiscard]] S partition_value(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda);

/// Z and the masses of all variables' states, in two passes.
///
/// @param  values, lambda  as `partition_value`
/// @exact  Rational, PrimeField.  Ball: encloses, and is exactly zero where every term has a factor that is
/// @cost   `elimination_cost`
template <Ring S>
[[nodiscard]] Masses<S> masses(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda);

/// Masses with nothing but a variable's own component in them, so that numbers are small.
template <Ring S>
struct RelativeMasses {
  std::vector<S> component_total;  ///< by root
  S constant{};                    ///< of what is fixed; Z is its product with all `component_total`
  std::vector<S> mass;             ///< by IndicatorId: a free variable's add up to its `component_total`, others to 1
};

/// As `masses`, before the components are multiplied.
template <Ring S>
[[nodiscard]] RelativeMasses<S> relative_masses(const JunctionTree& tree, std::span<const S> values,
                                                std::span<const S> lambda);

}  // namespace klprop

#include <klprop/factor_graph/detail/elimination.hpp>
#include <klprop/factor_graph/detail/elimination_cost.hpp>
