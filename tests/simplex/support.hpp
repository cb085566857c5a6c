#pragma once

/// Tables that the tests of the geometry share, and what they ask of balls.

#include <klprop/random/random.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace klprop::testing {

inline ProductSpace random_space(Random& random, std::size_t most_coordinates, StateId most_states) {
  std::vector<StateId> arities(random.between(std::size_t{1}, most_coordinates));
  for (StateId& arity : arities) arity = random.between(StateId{1}, most_states);
  return ProductSpace(std::move(arities));
}

inline Table<Rational> random_positive(Random& random, const ProductSpace& space) {
  Table<Rational> table{space, {}};
  while (table.values.size() < space.size()) table.values.push_back(small_rational(random));
  return table;
}

/// Positive and adding up to one.
inline Table<Rational> random_distribution(Random& random, const ProductSpace& space) {
  return normalised(random_positive(random, space));
}

/// A number for each coordinate, at random: a partition.
inline std::vector<std::size_t> random_partition(Random& random, std::size_t coordinates) {
  std::vector<std::size_t> block(coordinates);
  for (std::size_t& b : block) b = 10 * random.below(coordinates);
  return block;
}

template <Ring S>
Table<S> as(const Table<Rational>& table) {
  Table<S> result{table.space, {}};
  for (const Rational& value : table.values) result.values.push_back(from_rational<S>(value));
  return result;
}

/// The ball contains zero and little else: evidence that a difference vanishes. A false identity shows as a ball
/// without zero; a useless enclosure as a wide one.
inline bool vanishes(const Ball& difference) {
  return is_finite(difference) && contains_zero(difference) &&
         radius(difference) < Rational(1, Integer(1) << static_cast<unsigned>(working_precision() / 2));
}

inline Ball log_of(const Rational& value) {
  return log(Ball(value));
}

}  // namespace klprop::testing
