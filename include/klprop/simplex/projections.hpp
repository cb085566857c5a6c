#pragma once

/// The two projections that belief propagation is made of, each by its own name. (Sections 2 and 3.1)
///
/// Both are rational: no logarithm is taken.

#include <klprop/scalar/concepts.hpp>
#include <klprop/simplex/detail/structural_zero.hpp>
#include <klprop/simplex/product_space.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// No table of the set is at a finite divergence.
class UndefinedProjection : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

/// A partition of the coordinates of a space into blocks, each block's coordinates in increasing order.
///
/// @param  block  for each coordinate any number; coordinates with the same number share a block. Blocks are ordered by
///                their first coordinates.
[[nodiscard]] std::vector<std::vector<std::size_t>> blocks_of(std::span<const std::size_t> block);

/// The outcomes whose coordinates agree within each group, as a space of their own.
struct Diagonal {
  ProductSpace space;                   ///< one coordinate per group
  std::vector<std::uint64_t> outcomes;  ///< of the whole space, by outcome of `space`
};

/// @param  group  for each coordinate the number of its group
/// @throws ModelError  unless there is one number per coordinate, and coordinates of a group have equally many states
/// @cost   O(outcomes of the diagonal · groups)
[[nodiscard]] Diagonal diagonal(const ProductSpace& space, std::span<const std::size_t> group);

/// The I-projection argmin_r KL(r‖q) onto the consensus face, on which replicas agree: what q has on the diagonal,
/// renormalised, and zero elsewhere.
///
/// @param  group  for each coordinate the number of its group: replicas of one variable share a group
/// @return a table over the space of q that adds up to one
/// @pre    entries are not negative
/// @throws UndefinedProjection  when q has no mass on the diagonal;  ModelError, as `diagonal`
/// @exact  Rational, PrimeField.  Ball: encloses.
/// @cost   one division per diagonal outcome
template <Field S>
requires TestsZero<S>
[[nodiscard]] Table<S> information_projection_onto_consensus(const Table<S>& q, std::span<const std::size_t> group) {
  const Diagonal face = diagonal(q.space, group);
  S mass{};
  for (const std::uint64_t outcome : face.outcomes) mass += q.values[outcome];
  if (detail::is_structural_zero(mass))
    throw UndefinedProjection("the projection onto consensus is undefined: the table has no mass on the diagonal");
  Table<S> result{q.space, {}};
  result.values.assign(q.values.size(), S{});
  for (const std::uint64_t outcome : face.outcomes) result.values[outcome] = q.values[outcome] / mass;
  return result;
}

/// One table per block, in the order of `blocks_of`: the product of them, over the whole space.
///
/// @pre    there is one factor per block, over the space of its coordinates
/// @exact  every exact ring.  Ball: encloses.
/// @cost   O(outcomes · coordinates)
template <Ring S>
[[nodiscard]] Table<S> product_table(const ProductSpace& space, std::span<const std::size_t> block,
                                     std::span<const Table<S>> factors) {
  const auto blocks = blocks_of(block);
  Table<S> result{space, {}};
  result.values.assign(space.size(), S(1));
  for (std::size_t b = 0; b < blocks.size(); ++b)
    for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome) {
      std::uint64_t image = 0;
      for (std::size_t k = 0; k < blocks[b].size(); ++k)
        image += space.state(outcome, blocks[b][k]) * factors[b].space.stride(k);
      result.values[outcome] *= factors[b].values[image];
    }
  return result;
}

/// The right projection argmin_r KL(q‖r) onto the tables that are products over the blocks of a partition: the product
/// of the block marginals of q, normalised.
///
/// @param  block  for each coordinate the number of its block
/// @return a table over the space of q that adds up to one
/// @pre    entries are not negative
/// @throws UndefinedProjection  when q has no mass;  ModelError unless there is one block number per coordinate
/// @exact  Rational, PrimeField.  Ball: encloses.
/// @cost   O(outcomes · coordinates)
template <Field S>
requires TestsZero<S>
[[nodiscard]] Table<S> right_projection_onto_products(const Table<S>& q, std::span<const std::size_t> block) {
  if (block.size() != q.space.dimension())
    throw ModelError("a partition of " + std::to_string(block.size()) +
                     " coordinates; expected one number for each of " + std::to_string(q.space.dimension()));
  if (detail::is_structural_zero(total(q)))
    throw UndefinedProjection("the projection onto products is undefined: the table has no mass");
  std::vector<Table<S>> factors;
  for (const auto& coordinates : blocks_of(block)) factors.push_back(normalised(marginal<S>(q, coordinates)));
  // Without coordinates there is no block, and the empty product is the table 1.
  return product_table<S>(q.space, block, factors);
}

// ---- implementation -----------------------------------------------------------------------------

inline std::vector<std::vector<std::size_t>> blocks_of(std::span<const std::size_t> block) {
  std::vector<std::size_t> names;
  std::vector<std::vector<std::size_t>> blocks;
  for (std::size_t k = 0; k < block.size(); ++k) {
    const auto found = static_cast<std::size_t>(std::find(names.begin(), names.end(), block[k]) - names.begin());
    if (found == names.size()) {
      names.push_back(block[k]);
      blocks.emplace_back();
    }
    blocks[found].push_back(k);
  }
  return blocks;
}

inline Diagonal diagonal(const ProductSpace& space, std::span<const std::size_t> group) {
  if (group.size() != space.dimension())
    throw ModelError("a grouping of " + std::to_string(group.size()) +
                     " coordinates; expected one number for each of " + std::to_string(space.dimension()));
  std::vector<StateId> arities;
  std::vector<std::uint64_t> strides;  // all coordinates of a group move at once
  for (const auto& coordinates : blocks_of(group)) {
    arities.push_back(space.arity(coordinates[0]));
    strides.push_back(0);
    for (const std::size_t k : coordinates) {
      if (space.arity(k) != arities.back())
        throw ModelError("coordinates " + std::to_string(coordinates[0]) + " and " + std::to_string(k) +
                         " share a group but have " + std::to_string(arities.back()) + " and " +
                         std::to_string(space.arity(k)) + " states; expected equally many");
      strides.back() += space.stride(k);
    }
  }
  Diagonal result{ProductSpace(std::move(arities)), {}};
  result.outcomes.assign(result.space.size(), 0);
  for (std::uint64_t outcome = 0; outcome < result.space.size(); ++outcome)
    for (std::size_t g = 0; g < strides.size(); ++g)
      result.outcomes[outcome] += result.space.state(outcome, g) * strides[g];
  return result;
}

}  // namespace klprop
