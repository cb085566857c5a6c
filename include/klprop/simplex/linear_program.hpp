#pragma once

/// Linear programs over the rationals, solved exactly: maximise c·x subject to A·x = b, x ≥ 0.
///
/// Every answer comes with what proves it, so that nobody need trust the solver: `certifies` checks it with one product
/// of matrix and vector. Meant for tables of up to some hundred entries.

#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/detail/simplex_tableau.hpp>

#include <cstddef>
#include <vector>

namespace klprop {

struct LinearProgram {
  std::size_t columns = 0;
  std::vector<Rational> matrix;      ///< A, row after row
  std::vector<Rational> right_side;  ///< b, one per row
  std::vector<Rational> objective;   ///< c, one per column

  [[nodiscard]] std::size_t rows() const { return right_side.size(); }
  [[nodiscard]] const Rational& at(std::size_t row, std::size_t column) const { return matrix[row * columns + column]; }
};

enum class LinearProgramStatus { optimal, infeasible, unbounded };

struct LinearProgramSolution {
  LinearProgramStatus status;
  std::vector<Rational> point;        ///< x: A·x = b, x ≥ 0; empty when infeasible
  std::vector<Rational> multipliers;  ///< optimal: y·A ≥ c, y·b = c·x.  infeasible: y·A ≥ 0, y·b < 0
  std::vector<Rational> ray;          ///< unbounded: A·d = 0, d ≥ 0, c·d > 0
  std::size_t pivots;
};

/// Dantzig's simplex method in two phases with Bland's rule, which never cycles.
///
/// @pre    matrix, right side and objective have the sizes said above
/// @cost   a pivot takes O(rows·(rows + columns)) operations; there may be exponentially many, in practice some per row
[[nodiscard]] LinearProgramSolution solve(const LinearProgram& program);

/// The solution proves its status. Shares no code with `solve`.
[[nodiscard]] bool certifies(const LinearProgram& program, const LinearProgramSolution& solution);

inline LinearProgramSolution solve(const LinearProgram& program) {
  detail::SimplexTableau tableau(program.matrix, program.right_side, program.columns);
  tableau.start_phase_one();
  tableau.maximise();  // bounded: no artificial variable is negative
  if (tableau.value() < 0)
    return {LinearProgramStatus::infeasible, {}, tableau.multipliers(Rational(-1)), {}, tableau.pivots()};
  tableau.start_phase_two(program.objective);
  if (tableau.maximise())
    return {LinearProgramStatus::optimal, tableau.point(), tableau.multipliers(Rational(0)), {}, tableau.pivots()};
  return {LinearProgramStatus::unbounded, tableau.point(), {}, tableau.ray(), tableau.pivots()};
}

namespace detail {

[[nodiscard]] inline Rational dot(const std::vector<Rational>& a, const std::vector<Rational>& b) {
  Rational sum;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

/// A·x = b and x ≥ 0.
[[nodiscard]] inline bool solves(const LinearProgram& program, const std::vector<Rational>& x,
                                 const std::vector<Rational>& b) {
  if (x.size() != program.columns) return false;
  for (const Rational& value : x)
    if (value < 0) return false;
  for (std::size_t i = 0; i < program.rows(); ++i) {
    Rational sum;
    for (std::size_t j = 0; j < program.columns; ++j) sum += program.at(i, j) * x[j];
    if (sum != b[i]) return false;
  }
  return true;
}

/// y·A ≥ c.
[[nodiscard]] inline bool dominates(const LinearProgram& program, const std::vector<Rational>& y,
                                    const std::vector<Rational>& c) {
  if (y.size() != program.rows()) return false;
  for (std::size_t j = 0; j < program.columns; ++j) {
    Rational sum;
    for (std::size_t i = 0; i < program.rows(); ++i) sum += y[i] * program.at(i, j);
    if (sum < c[j]) return false;
  }
  return true;
}

}  // namespace detail

inline bool certifies(const LinearProgram& program, const LinearProgramSolution& solution) {
  const std::vector<Rational>& b = program.right_side;
  const std::vector<Rational>& c = program.objective;
  switch (solution.status) {
    case LinearProgramStatus::infeasible:
      return detail::dominates(program, solution.multipliers, std::vector<Rational>(program.columns)) &&
             detail::dot(solution.multipliers, b) < 0;
    case LinearProgramStatus::optimal:
      return detail::solves(program, solution.point, b) && detail::dominates(program, solution.multipliers, c) &&
             detail::dot(solution.multipliers, b) == detail::dot(c, solution.point);
    case LinearProgramStatus::unbounded:
      return detail::solves(program, solution.point, b) &&
             detail::solves(program, solution.ray, std::vector<Rational>(program.rows())) &&
             detail::dot(c, solution.ray) > 0;
  }
  return false;
}

}  // namespace klprop
