#pragma once

/// The computations of Corollary 3.4 as callables, so that a claim can be tried on a wrong version of one of them.

#include <klprop/computation_graph/layered_recursion.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/simplex/product_space.hpp>
#include <klprop/simplex/projections.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace klprop::claims {

/// The I-projection onto the tables on which the coordinates of a group agree. Dual numbers have no test for zero, so
/// for them it is composed of its parts.
template <Field S>
[[nodiscard]] Table<S> onto_consensus(const Table<S>& q, std::span<const std::size_t> group) {
  if constexpr (TestsZero<S>) {
    return information_projection_onto_consensus(q, group);
  } else {
    Table<S> result{q.space, std::vector<S>(q.values.size())};
    for (const std::uint64_t outcome : diagonal(q.space, group).outcomes) result.values[outcome] = q.values[outcome];
    return normalised(std::move(result));
  }
}

/// The right projection onto products, of which one factor is wanted.
template <Field S>
[[nodiscard]] Table<S> one_coordinate(const Table<S>& q, std::size_t coordinate) {
  if constexpr (TestsZero<S>) {
    std::vector<std::size_t> block;
    while (block.size() < q.space.dimension()) block.push_back(block.size());
    return marginal(right_projection_onto_products<S>(q, block), coordinate);
  } else {
    return normalised(marginal(q, coordinate));
  }
}

/// The local step at a factor y = ψ(x), on a grid of points x_k with y_k = ψ(x_k): the product of the two incoming
/// tables is restricted to the graph {(x_k, y_k)} and marginalised onto x.
///
/// @param  below, above  the messages from x and from y, by number of the grid point
/// @return a table over the grid points that adds up to one
template <Field S>
[[nodiscard]] Table<S> project_onto_graph(const Table<S>& below, const Table<S>& above) {
  constexpr std::array<std::size_t, 2> apart = {0, 1}, together = {0, 0};
  const std::array<Table<S>, 2> messages = {below, above};
  const ProductSpace space({below.space.arity(0), above.space.arity(0)});
  return one_coordinate(onto_consensus<S>(product_table<S>(space, apart, messages), together), 0);
}

/// What is under test. Default-made: the library's own functions.
template <Field S>
struct FeedforwardComputation {
  std::function<NetworkSensitivities<S>(const FeedforwardNetwork&, const NetworkPass<S>&, const S&)> sensitivities =
      [](const FeedforwardNetwork& network, const NetworkPass<S>& pass, const S& seed) {
        return layered_recursion<S>(network, pass, seed);
      };

  std::function<Table<S>(const Table<S>&, const Table<S>&)> local_step =
      [](const Table<S>& below, const Table<S>& above) { return project_onto_graph(below, above); };
};

}  // namespace klprop::claims
