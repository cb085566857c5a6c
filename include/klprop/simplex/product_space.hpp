#pragma once

/// Finite product spaces and tables over them.
///
/// The outcomes of Ω = Ω_0 × … × Ω_{k−1} are numbered with the last coordinate running fastest. The empty product has
/// one outcome.

#include <klprop/scalar/concepts.hpp>
#include <klprop/simplex/variables.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

class ProductSpace {
 public:
  /// The space with one outcome.
  ProductSpace() = default;
  /// @param  arities  number of states of each coordinate, each at least 1
  /// @throws ModelError  on a coordinate without states, or 2^63 outcomes and more
  explicit ProductSpace(std::vector<StateId> arities);

  [[nodiscard]] std::size_t dimension() const { return arities_.size(); }
  [[nodiscard]] StateId arity(std::size_t coordinate) const { return arities_[coordinate]; }
  [[nodiscard]] std::span<const StateId> arities() const { return arities_; }
  /// Number of outcomes.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// Distance of two outcomes that differ by one in this coordinate.
  [[nodiscard]] std::uint64_t stride(std::size_t coordinate) const { return strides_[coordinate]; }
  /// State of one coordinate in an outcome.
  [[nodiscard]] StateId state(std::uint64_t outcome, std::size_t coordinate) const {
    return static_cast<StateId>(outcome / strides_[coordinate] % arities_[coordinate]);
  }
  /// @pre  one state per coordinate, in range
  [[nodiscard]] std::uint64_t outcome(std::span<const StateId> states) const {
    std::uint64_t result = 0;
    for (std::size_t k = 0; k < states.size(); ++k) result += states[k] * strides_[k];
    return result;
  }
  /// The space of some of the coordinates, in the order given.
  [[nodiscard]] ProductSpace onto(std::span<const std::size_t> coordinates) const {
    std::vector<StateId> kept;
    for (const std::size_t k : coordinates) kept.push_back(arities_[k]);
    return ProductSpace(std::move(kept));
  }

  friend bool operator==(const ProductSpace& a, const ProductSpace& b) { return a.arities_ == b.arities_; }

 private:
  std::vector<StateId> arities_;
  std::vector<std::uint64_t> strides_;
  std::uint64_t size_ = 1;
};

/// One number per outcome. Nothing says that they are positive or add up to one.
template <Ring S>
struct Table {
  ProductSpace space;
  std::vector<S> values;  ///< by outcome
};

/// Sum of all entries.
template <Ring S>
[[nodiscard]] S total(const Table<S>& table) {
  S sum{};
  for (const S& value : table.values) sum += value;
  return sum;
}

/// The sums over all coordinates but those given, in the order given.
///
/// @pre    the coordinates are different
/// @cost   O(size · dimension of the result)
template <Ring S>
[[nodiscard]] Table<S> marginal(const Table<S>& table, std::span<const std::size_t> coordinates) {
  Table<S> result{table.space.onto(coordinates), {}};
  result.values.assign(result.space.size(), S{});
  for (std::uint64_t outcome = 0; outcome < table.values.size(); ++outcome) {
    std::uint64_t image = 0;
    for (std::size_t k = 0; k < coordinates.size(); ++k)
      image += table.space.state(outcome, coordinates[k]) * result.space.stride(k);
    result.values[image] += table.values[outcome];
  }
  return result;
}

/// The marginal of one coordinate.
template <Ring S>
[[nodiscard]] Table<S> marginal(const Table<S>& table, std::size_t coordinate) {
  return marginal(table, std::span(&coordinate, 1));
}

/// Every entry divided by the sum of all.
///
/// @pre  the sum is not zero
template <Field S>
[[nodiscard]] Table<S> normalised(Table<S> table) {
  const S sum = total(table);
  for (S& value : table.values) value /= sum;
  return table;
}

inline ProductSpace::ProductSpace(std::vector<StateId> arities) : arities_(std::move(arities)) {
  strides_.resize(arities_.size());
  for (std::size_t k = arities_.size(); k-- > 0;) {
    strides_[k] = size_;
    if (arities_[k] == 0) throw ModelError("coordinate " + std::to_string(k) + " has no states; expected at least 1");
    if (size_ > std::numeric_limits<std::uint64_t>::max() / 2 / arities_[k])
      throw ModelError("too many outcomes; expected below 2^63");
    size_ *= arities_[k];
  }
}

}  // namespace klprop
