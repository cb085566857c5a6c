#pragma once

/// The tableau of the simplex method.

#include <klprop/scalar/rational.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace klprop::detail {

/// B⁻¹(A I b) for the current basis B, below the row of reduced costs y·A_j − c_j.
///
/// Each row has an artificial variable, whose columns keep B⁻¹ and with it the multipliers. Rows are negated where that
/// makes b ≥ 0.
class SimplexTableau {
 public:
  /// @param  matrix      A, row after row
  /// @param  right_side  b, one per row
  SimplexTableau(std::span<const Rational> matrix, std::span<const Rational> right_side, std::size_t columns)
      : columns_(columns), rows_(right_side.size()), width_(columns_ + rows_ + 1) {
    cells_.resize((rows_ + 1) * width_);
    for (std::size_t i = 0; i < rows_; ++i) {
      const bool negate = right_side[i] < 0;
      negated_.push_back(negate);
      basis_.push_back(columns_ + i);
      for (std::size_t j = 0; j < columns_; ++j) {
        const Rational& a = matrix[i * columns_ + j];
        at(i, j) = negate ? Rational(-a) : a;
      }
      at(i, columns_ + i) = 1;
      at(i, width_ - 1) = negate ? Rational(-right_side[i]) : right_side[i];
    }
  }

  /// Maximises −Σ artificial variables, from the basis of all of them.
  void start_phase_one() {
    for (std::size_t i = 0; i < rows_; ++i) {
      cost(columns_ + i) = 1;
      add_multiple(cost_row(), row(i), Rational(-1));
    }
  }

  /// Maximises the objective, from a feasible basis: artificial variables leave it, or stay zero for ever, where a row
  /// is a combination of others.
  void start_phase_two(const std::vector<Rational>& objective) {
    for (std::size_t i = 0; i < rows_; ++i) {
      if (basis_[i] < columns_) continue;
      for (std::size_t j = 0; j < columns_; ++j)
        if (!at(i, j).is_zero()) {
          pivot(i, j);
          break;
        }
    }
    for (std::size_t j = 0; j < width_; ++j) cost(j) = j < columns_ ? Rational(-objective[j]) : Rational(0);
    for (std::size_t i = 0; i < rows_; ++i)
      if (basis_[i] < columns_) add_multiple(cost_row(), row(i), objective[basis_[i]]);
  }

  /// @return false when unbounded
  bool maximise() {
    for (;;) {
      // Bland's rule: the first column that improves, the first basic variable among those that leave.
      std::size_t entering = 0;
      while (entering < columns_ && cost(entering) >= 0) ++entering;
      if (entering == columns_) return true;
      const std::optional<std::size_t> leaving = leaving_row(entering);
      if (!leaving) {
        entering_ = entering;
        return false;
      }
      pivot(*leaving, entering);
    }
  }

  [[nodiscard]] const Rational& value() const { return cells_.back(); }
  [[nodiscard]] std::size_t pivots() const { return pivots_; }

  [[nodiscard]] std::vector<Rational> point() const {
    std::vector<Rational> result(columns_);
    for (std::size_t i = 0; i < rows_; ++i)
      if (basis_[i] < columns_) result[basis_[i]] = at(i, width_ - 1);
    return result;
  }
  /// y, read off the artificial columns, whose cost is given.
  [[nodiscard]] std::vector<Rational> multipliers(const Rational& artificial_cost) const {
    std::vector<Rational> result;
    for (std::size_t i = 0; i < rows_; ++i) {
      const Rational y = cells_[rows_ * width_ + columns_ + i] + artificial_cost;
      result.push_back(negated_[i] ? Rational(-y) : y);
    }
    return result;
  }
  /// The direction in which the last, unbounded column leads.
  [[nodiscard]] std::vector<Rational> ray() const {
    std::vector<Rational> result(columns_);
    result[entering_] = 1;
    for (std::size_t i = 0; i < rows_; ++i)
      if (basis_[i] < columns_) result[basis_[i]] = -at(i, entering_);
    return result;
  }

 private:
  [[nodiscard]] Rational& at(std::size_t i, std::size_t j) { return cells_[i * width_ + j]; }
  [[nodiscard]] const Rational& at(std::size_t i, std::size_t j) const { return cells_[i * width_ + j]; }
  [[nodiscard]] std::span<Rational> row(std::size_t i) { return std::span(cells_).subspan(i * width_, width_); }
  [[nodiscard]] std::span<Rational> cost_row() { return row(rows_); }
  [[nodiscard]] Rational& cost(std::size_t j) { return at(rows_, j); }

  static void add_multiple(std::span<Rational> target, std::span<const Rational> source, const Rational& factor) {
    for (std::size_t j = 0; j < target.size(); ++j)
      if (!source[j].is_zero()) target[j] += factor * source[j];
  }

  [[nodiscard]] std::optional<std::size_t> leaving_row(std::size_t entering) const {
    std::optional<std::size_t> best;
    Rational least;
    for (std::size_t i = 0; i < rows_; ++i) {
      if (at(i, entering) <= 0) continue;
      Rational ratio = at(i, width_ - 1) / at(i, entering);
      if (best && (ratio > least || (ratio == least && basis_[i] > basis_[*best]))) continue;
      best = i;
      least = std::move(ratio);
    }
    return best;
  }

  void pivot(std::size_t i, std::size_t j) {
    ++pivots_;
    const Rational scale = 1 / at(i, j);
    for (Rational& cell : row(i))
      if (!cell.is_zero()) cell *= scale;
    for (std::size_t other = 0; other <= rows_; ++other) {
      if (other == i || at(other, j).is_zero()) continue;
      const Rational factor = -at(other, j);
      add_multiple(row(other), row(i), factor);
    }
    basis_[i] = j;
  }

  std::size_t columns_, rows_, width_;
  std::vector<Rational> cells_;  // the last row holds the reduced costs
  std::vector<std::size_t> basis_;
  std::vector<bool> negated_;
  std::size_t entering_ = 0;
  std::size_t pivots_ = 0;
};

}  // namespace klprop::detail
