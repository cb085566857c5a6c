// Exact linear programs against programs solved by hand, and against all bases one by one.

#include <klprop/simplex/linear_program.hpp>

#include <klprop/random/random.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;

LinearProgram program(std::size_t columns, Numbers matrix, Numbers right_side, Numbers objective) {
  return {columns, std::move(matrix), std::move(right_side), std::move(objective)};
}

BOOST_AUTO_TEST_SUITE(linear_program)

BOOST_AUTO_TEST_CASE(by_hand) {
  // max 3x + 2y, x + y ≤ 4, x + 3y ≤ 6, with slacks: x = 4, y = 0.
  const auto p = program(4, {1, 1, 1, 0, 1, 3, 0, 1}, {4, 6}, {3, 2, 0, 0});
  const auto solution = solve(p);
  BOOST_TEST((solution.status == LinearProgramStatus::optimal));
  BOOST_TEST((solution.point == Numbers{4, 0, 0, 2}));
  BOOST_TEST((solution.multipliers == Numbers{3, 0}));
  BOOST_TEST(certifies(p, solution));
}

/// Beale's example, on which the rule of steepest ascent cycles: 5/4.
BOOST_AUTO_TEST_CASE(no_cycling) {
  const Rational half(1, 2), quarter(1, 4);
  const auto p = program(7, {1, 0, 0, quarter, -8, -1, 9, 0, 1, 0, half, -12, -half, 3, 0, 0, 1, 0, 0, 1, 0}, {0, 0, 1},
                         {0, 0, 0, Rational(3, 4), -20, half, -6});
  const auto solution = solve(p);
  BOOST_TEST((solution.status == LinearProgramStatus::optimal));
  BOOST_TEST(certifies(p, solution));
  BOOST_TEST(solution.point[3] * Rational(3, 4) - 20 * solution.point[4] + solution.point[5] / 2 -
                 6 * solution.point[6] ==
             Rational(5, 4));
}

/// Chvátal's example, its columns in an order in which the first improving column alone does not prevent a cycle: ties
/// among the leaving variables must be broken by their order too. The optimum is 1, with 10x − 9z at x = z = 1.
BOOST_AUTO_TEST_CASE(no_cycling_by_ties) {
  const Rational half(1, 2);
  const auto p = program(7, {0, 0, 0,          0, 1, 0,         1,     //
                             0, 9, -11 * half, 1, 0, -5 * half, half,  //
                             1, 1, -3 * half,  0, 0, -half,     half},
                         {1, 0, 0}, {0, -24, -57, 0, 0, -9, 10});
  const auto solution = solve(p);
  BOOST_TEST(certifies(p, solution));
  BOOST_TEST((solution.point == Numbers{0, 0, 0, 2, 0, 1, 1}));
}

BOOST_AUTO_TEST_CASE(infeasible) {
  for (const auto& p : {program(2, {1, 1}, {-1}, {1, 0}), program(2, {1, 1, 1, 1}, {1, 2}, {0, 0}),
                        program(1, {0}, {1}, {0}), program(0, {}, {1}, {})}) {
    const auto solution = solve(p);
    BOOST_TEST((solution.status == LinearProgramStatus::infeasible));
    BOOST_TEST(certifies(p, solution));
  }
}

BOOST_AUTO_TEST_CASE(unbounded) {
  const auto p = program(3, {1, -1, 0, 0, 0, 1}, {-2, 3}, {1, 1, 0});
  const auto solution = solve(p);
  BOOST_TEST((solution.status == LinearProgramStatus::unbounded));
  BOOST_TEST(certifies(p, solution));
}

BOOST_AUTO_TEST_CASE(degenerate) {
  // No row, no objective; rows that repeat, that vanish, and that contradict nothing.
  for (const auto& p :
       {program(2, {}, {}, {0, -1}), program(2, {1, 1, 1, 1, 2, 2}, {1, 1, 2}, {1, 0}), program(1, {0, 1}, {0, 0}, {1}),
        program(2, {-1, -1, 1, 1}, {-1, 1}, {-1, -2}), program(0, {}, {0}, {})}) {
    const auto solution = solve(p);
    BOOST_TEST((solution.status == LinearProgramStatus::optimal));
    BOOST_TEST(certifies(p, solution));
  }
}

/// What proves nothing is refused.
BOOST_AUTO_TEST_CASE(false_certificates) {
  const auto p = program(4, {1, 1, 1, 0, 1, 3, 0, 1}, {4, 6}, {3, 2, 0, 0});
  const auto solution = solve(p);
  const auto refused = [&](auto change) {
    LinearProgramSolution changed = solution;
    change(changed);
    return !certifies(p, changed);
  };
  BOOST_TEST(refused([](auto& s) { s.point = {0, 0, 4, 6}; }));   // feasible, not optimal
  BOOST_TEST(refused([](auto& s) { s.point = {6, 0, -2, 0}; }));  // better, negative
  BOOST_TEST(refused([](auto& s) { s.point = {4, 0, 0, 3}; }));   // wrong sum
  BOOST_TEST(refused([](auto& s) { s.point.pop_back(); }));       // wrong size
  BOOST_TEST(refused([](auto& s) { s.multipliers = {2, 1}; }));   // right value is 12 = 2·4 + 1·6 − 2
  BOOST_TEST(refused([](auto& s) { s.multipliers = {0, 2}; }));   // right value, not dominating
  BOOST_TEST(refused([](auto& s) { s.multipliers = {3}; }));
  BOOST_TEST(refused([](auto& s) { s.status = LinearProgramStatus::infeasible; }));
  BOOST_TEST(refused([](auto& s) { s.status = LinearProgramStatus::unbounded; }));
  BOOST_TEST(refused([](auto& s) { s.status = LinearProgramStatus::unbounded, s.ray = {1, 0, 0, 0}; }));
}

/// Solves B·x = b for the columns chosen, by Cramer's rule; empty when they are dependent.
Rational determinant(std::vector<Numbers> rows) {
  Rational result = 1;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    std::size_t pivot = k;
    while (pivot < rows.size() && rows[pivot][k] == 0) ++pivot;
    if (pivot == rows.size()) return 0;
    if (pivot != k) {
      std::swap(rows[pivot], rows[k]);
      result = -result;
    }
    result *= rows[k][k];
    for (std::size_t i = k + 1; i < rows.size(); ++i) {
      const Rational factor = rows[i][k] / rows[k][k];
      for (std::size_t j = k; j < rows.size(); ++j) rows[i][j] -= factor * rows[k][j];
    }
  }
  return result;
}

/// The largest value at a vertex of a program with two rows, from all pairs of columns.
std::optional<Rational> best_vertex(const LinearProgram& p) {
  std::optional<Rational> best;
  for (std::size_t i = 0; i < p.columns; ++i)
    for (std::size_t j = i + 1; j < p.columns; ++j) {
      const Numbers &b = p.right_side, a{p.at(0, i), p.at(1, i)}, c{p.at(0, j), p.at(1, j)};
      const Rational d = determinant({{a[0], c[0]}, {a[1], c[1]}});
      if (d == 0) continue;
      const Rational x = determinant({{b[0], c[0]}, {b[1], c[1]}}) / d,
                     y = determinant({{a[0], b[0]}, {a[1], b[1]}}) / d;
      if (x < 0 || y < 0) continue;
      const Rational value = p.objective[i] * x + p.objective[j] * y;
      if (!best || value > *best) best = value;
    }
  return best;
}

RC_BOOST_PROP(against_all_vertices, (std::uint64_t seed)) {
  Random random(seed);
  LinearProgram p;
  p.columns = random.between(std::size_t{2}, std::size_t{6});
  const auto entry = [&] { return Rational(random.between(-3, 3)); };
  for (std::size_t k = 0; k < 2 * p.columns; ++k) p.matrix.push_back(entry());
  p.right_side = {entry(), entry()};
  for (std::size_t k = 0; k < p.columns; ++k) p.objective.push_back(entry());
  bool independent = false;
  for (std::size_t i = 0; i < p.columns; ++i)
    for (std::size_t j = 0; j < i; ++j) independent = independent || p.at(0, i) * p.at(1, j) != p.at(0, j) * p.at(1, i);
  RC_PRE(independent);  // then a feasible program has a vertex on two columns

  const LinearProgramSolution solution = solve(p);
  RC_ASSERT(certifies(p, solution));
  const std::optional<Rational> best = best_vertex(p);
  RC_ASSERT(best.has_value() == (solution.status != LinearProgramStatus::infeasible));
  if (solution.status == LinearProgramStatus::optimal) {
    Rational value;
    for (std::size_t j = 0; j < p.columns; ++j) value += p.objective[j] * solution.point[j];
    RC_ASSERT(value == *best);
  }
}

/// Larger ones, degenerate and with dependent rows on purpose, must at least prove what they say.
RC_BOOST_PROP(certificates_of_degenerate_programs, (std::uint64_t seed)) {
  Random random(seed);
  const auto rows = random.between(std::size_t{1}, std::size_t{8});
  LinearProgram p;
  p.columns = random.between(std::size_t{1}, std::size_t{12});
  for (std::size_t i = 0; i < rows; ++i) {
    const bool repeat = i > 0 && random.chance(1, 4);
    for (std::size_t j = 0; j < p.columns; ++j)
      p.matrix.push_back(repeat ? Rational(2 * p.at(i - 1, j)) : Rational(random.between(-1, 1)));
    p.right_side.push_back(repeat ? Rational(2 * p.right_side[i - 1]) : Rational(random.between(-1, 2) / 2));
  }
  for (std::size_t j = 0; j < p.columns; ++j) p.objective.emplace_back(random.between(-2, 2));
  RC_ASSERT(certifies(p, solve(p)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
