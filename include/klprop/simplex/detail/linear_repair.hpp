#pragma once

/// Changing a table a little so that it has given margins exactly.

#include <klprop/simplex/linear_family.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace klprop::detail {

/// Solves A·δ = ρ for the equations A of a family, with δ zero except at a few linearly independent outcomes.
///
/// The outcomes are taken up one by one, in the caller's order, until they span ρ: Gaussian elimination in which each
/// outcome's column is first reduced by those before it.
class IndependentOutcomes {
 public:
  IndependentOutcomes(const LinearFamily& family, std::vector<Rational> residual)
      : family_(family), residual_(std::move(residual)) {}

  [[nodiscard]] bool spans() const {
    return std::all_of(residual_.begin(), residual_.end(), [](const Rational& value) { return value.is_zero(); });
  }

  void take_up(std::uint64_t outcome) {
    Step step;
    step.column.resize(family_.equations());
    for (const std::size_t equation : family_.equations_of(outcome)) step.column[equation] += 1;
    step.combination.resize(outcomes_.size() + 1);
    step.combination.back() = 1;
    for (const Step& earlier : steps_) {
      const Rational factor = step.column[earlier.pivot];
      if (factor.is_zero()) continue;
      subtract(step.column, earlier.column, factor);
      subtract(step.combination, earlier.combination, factor);
    }
    const auto pivot = std::find_if(step.column.begin(), step.column.end(), [](const Rational& a) { return a != 0; });
    if (pivot == step.column.end()) return;
    step.pivot = static_cast<std::size_t>(pivot - step.column.begin());
    const Rational scale = 1 / *pivot;
    for (auto* part : {&step.column, &step.combination})
      for (Rational& value : *part) value *= scale;
    outcomes_.push_back(outcome);
    changes_.emplace_back();
    const Rational amount = residual_[step.pivot];
    subtract(residual_, step.column, amount);
    subtract(changes_, step.combination, Rational(-amount));
    steps_.push_back(std::move(step));
  }

  [[nodiscard]] const std::vector<std::uint64_t>& outcomes() const { return outcomes_; }
  /// δ at `outcomes()`.
  [[nodiscard]] const std::vector<Rational>& changes() const { return changes_; }

 private:
  struct Step {
    std::vector<Rational> column;       // 1 at its pivot, 0 at those of earlier steps
    std::vector<Rational> combination;  // of the outcomes' own columns
    std::size_t pivot = 0;
  };

  static void subtract(std::vector<Rational>& target, const std::vector<Rational>& source, const Rational& factor) {
    if (factor.is_zero()) return;
    for (std::size_t k = 0; k < source.size(); ++k)
      if (!source[k].is_zero()) target[k] -= factor * source[k];
  }

  const LinearFamily& family_;
  std::vector<Rational> residual_;
  std::vector<Step> steps_;
  std::vector<std::uint64_t> outcomes_;
  std::vector<Rational> changes_;
};

/// A table with the family's margins that differs from the given one only at its largest entries, linearly independent
/// ones; empty when there is none within its support.
///
/// Entries may come out negative, when the margins were far off. Of all bases the largest entries have the largest
/// least one (matroids are greedy), so small errors of the margins are small changes relative to each entry.
[[nodiscard]] inline std::optional<Table<Rational>> with_margins(const LinearFamily& family, Table<Rational> table) {
  std::vector<Rational> residual(family.right_sides().begin(), family.right_sides().end());
  const std::vector<Rational> found = family.marginals(table);
  for (std::size_t e = 0; e < residual.size(); ++e) residual[e] -= found[e];

  std::vector<std::uint64_t> order = support(table);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint64_t a, std::uint64_t b) { return table.values[a] > table.values[b]; });
  IndependentOutcomes independent(family, std::move(residual));
  for (std::size_t k = 0; k < order.size() && !independent.spans(); ++k) independent.take_up(order[k]);
  if (!independent.spans()) return std::nullopt;
  for (std::size_t k = 0; k < independent.outcomes().size(); ++k)
    table.values[independent.outcomes()[k]] += independent.changes()[k];
  return table;
}

}  // namespace klprop::detail
