#pragma once

/// Linear families: the tables that have given marginals on given sets of coordinates. (Section 2)
///
/// Whether such a family has a table within a given support, and one with all of that support, is decided exactly. Each
/// verdict carries a proof: tables of the family on one side, multipliers of its equations on the other.

#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/detail/structural_zero.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace klprop {

/// A marginal that is given: a table over the space of these coordinates, in their order.
struct Margin {
  std::vector<std::size_t> coordinates;
  Table<Rational> table;
};

/// The tables r ≥ 0 over a space with given marginals; that r adds up to one is a marginal too, on no coordinate.
///
/// Each cell of each margin is an equation: the sum of r over the outcomes in the cell is the margin's entry. Equations
/// are numbered margin after margin. Numbers per equation are multipliers, weights or right sides, as the case may be.
class LinearFamily {
 public:
  /// @throws ModelError  when a margin repeats a coordinate, names one that does not exist, or is over another space
  ///                     than that of its coordinates. Margins that no table has are accepted: they are a verdict.
  LinearFamily(ProductSpace space, std::vector<Margin> margins);

  [[nodiscard]] const ProductSpace& space() const { return space_; }
  /// The margins given, and after them the total.
  [[nodiscard]] std::span<const Margin> margins() const { return margins_; }
  /// Number of the first equation of a margin.
  [[nodiscard]] std::size_t first_equation(std::size_t margin) const { return first_[margin]; }
  [[nodiscard]] std::size_t equations() const { return right_sides_.size(); }
  /// The entries of all margins, one per equation.
  [[nodiscard]] std::span<const Rational> right_sides() const { return right_sides_; }
  /// The equations that an outcome takes part in, one per margin.
  [[nodiscard]] std::span<const std::size_t> equations_of(std::uint64_t outcome) const {
    return std::span(equations_of_).subspan(outcome * margins_.size(), margins_.size());
  }
  /// "the margin on (0, 2) at (1, 0)"
  [[nodiscard]] std::string describe(std::size_t equation) const;

  /// Σ_m g_m(ω_m): one multiplier per margin at the outcome's cells.
  [[nodiscard]] Rational at_outcome(std::span<const Rational> multipliers, std::uint64_t outcome) const;
  /// Σ_m ⟨g_m, margin m⟩: the mean of `at_outcome` under every table of the family.
  [[nodiscard]] Rational at_family(std::span<const Rational> multipliers) const;
  /// The marginals of a table, one number per equation.
  template <Ring S>
  [[nodiscard]] std::vector<S> marginals(const Table<S>& table) const;

 private:
  ProductSpace space_;
  std::vector<Margin> margins_;
  std::vector<std::size_t> first_;
  std::vector<Rational> right_sides_;
  std::vector<std::size_t> equations_of_;  // outcome by outcome, one per margin
};

enum class FamilyStatus {
  inconsistent_margins,  ///< a margin is negative, or two do not agree: seen without regard to the support
  infeasible,            ///< no table with these margins within the support
  smaller_support,       ///< there are some, and all of them vanish at some outcome of the support
  full_support           ///< one is positive on all of the support
};

/// Outcomes at which every table of a family vanishes, and why.
struct ForcedZeros {
  std::vector<Rational> multipliers;
  std::vector<std::uint64_t> outcomes;
};

struct FamilyVerdict {
  FamilyStatus status;
  /// One sentence, with the place; empty when the support is full.
  std::string reason;
  /// When there is one: a table of the family with the largest support.
  Table<Rational> member;
  /// When there is none: g with Σ_m g_m(ω_m) ≥ 0 on the support and Σ_m ⟨g_m, margin m⟩ < 0.
  std::vector<Rational> multipliers;
  /// When the support is smaller: each as `proves_zeros` says on what the earlier ones leave; together with the
  /// support of `member` they are the support.
  std::vector<ForcedZeros> forced_zeros;
};

/// The outcomes at which a table is not exactly zero, in order.
template <TestsZero S>
[[nodiscard]] std::vector<std::uint64_t> support(const Table<S>& table) {
  std::vector<std::uint64_t> result;
  for (std::uint64_t outcome = 0; outcome < table.values.size(); ++outcome)
    if (!detail::is_structural_zero(table.values[outcome])) result.push_back(outcome);
  return result;
}

/// The table with all entries outside the given outcomes set to zero.
template <Ring S>
[[nodiscard]] Table<S> restricted(const Table<S>& table, std::span<const std::uint64_t> outcomes) {
  Table<S> result{table.space, {}};
  result.values.assign(table.values.size(), S{});
  for (const std::uint64_t outcome : outcomes) result.values[outcome] = table.values[outcome];
  return result;
}

/// What is wrong with the margins by themselves: negative entries, pairs that disagree on the coordinates that they
/// share (the total shares none with any), and cells with mass but without an outcome of the support.
///
/// @return empty when nothing is, which says nothing about more than two margins
/// @cost   O(margins² · their entries)
[[nodiscard]] std::optional<FamilyVerdict> refused_by_margins(const LinearFamily& family,
                                                              std::span<const std::uint64_t> support);

/// Decides what tables the family has within a support, by exact linear programming: the largest least entry.
///
/// @param  support  outcomes in increasing order
/// @cost   of `solve` with a row per equation and a column per outcome, at most once for each forced zero
[[nodiscard]] FamilyVerdict decide(const LinearFamily& family, std::span<const std::uint64_t> support);

/// The table has the margins exactly and is not negative.
[[nodiscard]] bool is_member(const LinearFamily& family, const Table<Rational>& table);

/// Σ_m g_m(ω_m) ≥ 0 on the support and Σ_m ⟨g_m, margin m⟩ < 0: the mean of the former under a table of the family
/// would be the latter (Farkas).
[[nodiscard]] bool proves_infeasible(const LinearFamily& family, std::span<const std::uint64_t> support,
                                     std::span<const Rational> multipliers);

/// Σ_m g_m(ω_m) ≥ 0 on the support, positive at the outcomes listed, and Σ_m ⟨g_m, margin m⟩ = 0: a mean of zero leaves
/// no mass where the function is positive.
[[nodiscard]] bool proves_zeros(const LinearFamily& family, std::span<const std::uint64_t> support,
                                const ForcedZeros& zeros);

template <Ring S>
std::vector<S> LinearFamily::marginals(const Table<S>& table) const {
  std::vector<S> result(equations(), S{});
  for (std::uint64_t outcome = 0; outcome < table.values.size(); ++outcome)
    for (const std::size_t equation : equations_of(outcome)) result[equation] += table.values[outcome];
  return result;
}

}  // namespace klprop

#include <klprop/simplex/detail/linear_family.hpp>
