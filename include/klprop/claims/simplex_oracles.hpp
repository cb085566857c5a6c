#pragma once

/// The other side of the checks of Section 2: everything written out as sums over outcomes, sharing no code with the
/// library's functions under test.

#include <klprop/claims/report.hpp>
#include <klprop/claims/simplex_instance.hpp>
#include <klprop/simplex/detail/structural_zero.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace klprop::claims {

template <class S>
inline constexpr bool is_ball = std::is_same_v<S, Ball>;

[[nodiscard]] inline std::string at_outcome(std::uint64_t outcome) {
  return ", at outcome " + std::to_string(outcome);
}

/// Σ r (log r − log q), term by term; where r is zero the term is.
template <Transcendental S>
[[nodiscard]] S plain_kl(const Table<S>& r, const Table<S>& q) {
  S sum(0);
  for (std::size_t k = 0; k < r.values.size(); ++k)
    if (!klprop::detail::is_structural_zero(r.values[k])) sum += r.values[k] * (log(r.values[k]) - log(q.values[k]));
  return sum;
}

/// ⟨θ,p⟩
template <Ring S>
[[nodiscard]] S pairing(const Table<S>& theta, const Table<S>& p) {
  S sum(0);
  for (std::size_t k = 0; k < p.values.size(); ++k) sum += theta.values[k] * p.values[k];
  return sum;
}

/// The entries of a table over their sum.
template <Field S>
[[nodiscard]] Table<S> over_sum(const Table<S>& table) {
  S sum(0);
  for (const S& value : table.values) sum = sum + value;
  Table<S> result{table.space, {}};
  for (const S& value : table.values) result.values.push_back(value / sum);
  return result;
}

/// The outcomes agree in all coordinates of a block.
[[nodiscard]] inline bool agree(const ProductSpace& space, std::span<const std::size_t> block, std::size_t number,
                                std::uint64_t a, std::uint64_t b) {
  for (std::size_t k = 0; k < block.size(); ++k)
    if (block[k] == number && space.state(a, k) != space.state(b, k)) return false;
  return true;
}

/// By outcome the mass of all outcomes that agree with it in one block.
template <Ring S>
[[nodiscard]] std::vector<S> block_masses(const Table<S>& table, std::span<const std::size_t> block,
                                          std::size_t number) {
  std::vector<S> masses(table.values.size(), S(0));
  // The first outcome of each cell collects, the others copy.
  std::vector<std::uint64_t> first(masses.size());
  for (std::uint64_t a = 0; a < masses.size(); ++a) {
    while (!agree(table.space, block, number, a, first[a])) ++first[a];
    masses[first[a]] += table.values[a];
  }
  for (std::uint64_t a = 0; a < masses.size(); ++a)
    if (first[a] != a) masses[a] = masses[first[a]];
  return masses;
}

/// The product of the block marginals of a table, each over its sum.
template <Field S>
[[nodiscard]] Table<S> product_of_marginals(const Table<S>& table, std::span<const std::size_t> block) {
  Table<S> result{table.space, std::vector<S>(table.values.size(), S(1))};
  S sum(0);
  for (const S& value : table.values) sum += value;
  for (std::size_t number = 0; number < block.size(); ++number) {
    bool used = false;
    for (const std::size_t each : block) used = used || each == number;
    if (!used) continue;
    const std::vector<S> masses = block_masses(table, block, number);
    for (std::size_t k = 0; k < masses.size(); ++k) result.values[k] *= masses[k] / sum;
  }
  return result;
}

/// Each coordinate a block of its own.
[[nodiscard]] inline std::vector<std::size_t> single_coordinates(const ProductSpace& space) {
  std::vector<std::size_t> block;
  for (std::size_t k = 0; k < space.dimension(); ++k) block.push_back(k);
  return block;
}

/// A random partition of the coordinates; every second time the one into single coordinates.
[[nodiscard]] inline std::vector<std::size_t> draw_blocks(Random& random, const ProductSpace& space) {
  std::vector<std::size_t> block = single_coordinates(space);
  if (random.chance(1, 2))
    for (std::size_t& each : block) each = static_cast<std::size_t>(random.below(space.dimension()));
  return block;
}

/// Replicas agree within each group.
[[nodiscard]] inline bool on_face(const ProductSpace& space, std::span<const std::size_t> group,
                                  std::uint64_t outcome) {
  for (std::size_t j = 0; j < group.size(); ++j)
    for (std::size_t k = j + 1; k < group.size(); ++k)
      if (group[j] == group[k] && space.state(outcome, j) != space.state(outcome, k)) return false;
  return true;
}

/// A table without its entries off the face, over what is left.
template <Field S>
[[nodiscard]] Table<S> on_the_face(const Table<S>& table, std::span<const std::size_t> group) {
  Table<S> result = table;
  for (std::uint64_t outcome = 0; outcome < result.values.size(); ++outcome)
    if (!on_face(table.space, group, outcome)) result.values[outcome] = S(0);
  return over_sum(result);
}

/// Compares two divergences next to 1. Divergences of nearby tables are small differences of terms of that size, and
/// their errors are relative to the terms.
template <class S, class Words>
void equal_beside_one(Report<S>& report, const S& left, const S& right, Words&& words) {
  report.equal(left + S(1), right + S(1), words);
}

/// left ≤ right, which only balls decide.
template <class S, class Words>
void at_most(Report<S>& report, const S& left, const S& right, Words&& words) {
  if constexpr (is_ball<S>) report.at_most(left, right, words);
}

template <class S>
void equal_tables(Report<S>& report, const Table<S>& left, const Table<S>& right, const std::string& words) {
  for (std::uint64_t k = 0; k < left.values.size(); ++k)
    report.equal(left.values[k], right.values[k], [&] { return words + at_outcome(k); });
}

}  // namespace klprop::claims
