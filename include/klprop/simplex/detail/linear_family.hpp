#pragma once

// Out-of-line parts of linear_family.hpp.

#include <klprop/simplex/linear_family.hpp>
#include <klprop/simplex/linear_program.hpp>

#include <algorithm>
#include <utility>

namespace klprop {

namespace detail {

/// "(0, 2)"
template <class Numbers>
[[nodiscard]] std::string listed(const Numbers& numbers) {
  std::string text;
  for (const auto number : numbers) text += (text.empty() ? "" : ", ") + std::to_string(number);
  return "(" + text + ")";
}

[[nodiscard]] inline std::string outcome_name(const ProductSpace& space, std::uint64_t outcome) {
  std::vector<StateId> states;
  for (std::size_t k = 0; k < space.dimension(); ++k) states.push_back(space.state(outcome, k));
  return listed(states);
}

inline void check_margin(const ProductSpace& space, const Margin& margin, std::size_t index) {
  const auto fail = [&](const std::string& what) { throw ModelError("margin " + std::to_string(index) + ": " + what); };
  std::vector<std::size_t> sorted = margin.coordinates;
  std::sort(sorted.begin(), sorted.end());
  if (!sorted.empty() && sorted.back() >= space.dimension())
    fail("coordinate " + std::to_string(sorted.back()) + "; expected a coordinate below " +
         std::to_string(space.dimension()));
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
    fail("a coordinate is repeated in " + listed(margin.coordinates));
  if (!(margin.table.space == space.onto(margin.coordinates)) ||
      margin.table.values.size() != margin.table.space.size())
    fail("its table is not over the space of its coordinates " + listed(margin.coordinates));
}

/// Where margin a has its coordinates that margin b has too, in the order of a; and where b has the same.
[[nodiscard]] inline std::pair<std::vector<std::size_t>, std::vector<std::size_t>> shared_positions(const Margin& a,
                                                                                                    const Margin& b) {
  std::pair<std::vector<std::size_t>, std::vector<std::size_t>> shared;
  for (std::size_t i = 0; i < a.coordinates.size(); ++i) {
    const auto found = std::find(b.coordinates.begin(), b.coordinates.end(), a.coordinates[i]);
    if (found == b.coordinates.end()) continue;
    shared.first.push_back(i);
    shared.second.push_back(static_cast<std::size_t>(found - b.coordinates.begin()));
  }
  return shared;
}

/// Adds the amount to the multipliers of all cells of a margin whose states at these positions are the given outcome.
inline void add_on_cells(const LinearFamily& family, std::size_t margin, std::span<const std::size_t> positions,
                         std::uint64_t outcome, int amount, std::vector<Rational>& multipliers) {
  const ProductSpace& space = family.margins()[margin].table.space;
  const ProductSpace image = space.onto(positions);
  for (std::uint64_t cell = 0; cell < space.size(); ++cell) {
    bool inside = true;
    for (std::size_t k = 0; k < positions.size(); ++k)
      inside = inside && space.state(cell, positions[k]) == image.state(outcome, k);
    if (inside) multipliers[family.first_equation(margin) + cell] += amount;
  }
}

[[nodiscard]] inline std::optional<FamilyVerdict> disagreement(const LinearFamily& family, std::size_t a,
                                                               std::size_t b) {
  const Margin &first = family.margins()[a], &second = family.margins()[b];
  const auto shared = shared_positions(first, second);
  const Table<Rational> left = marginal<Rational>(first.table, shared.first);
  const Table<Rational> right = marginal<Rational>(second.table, shared.second);
  for (std::uint64_t k = 0; k < left.values.size(); ++k) {
    if (left.values[k] == right.values[k]) continue;
    const int sign = left.values[k] < right.values[k] ? 1 : -1;
    std::vector<Rational> multipliers(family.equations());
    add_on_cells(family, a, shared.first, k, sign, multipliers);
    add_on_cells(family, b, shared.second, k, -sign, multipliers);
    const std::string on_first = "the margin on " + listed(first.coordinates);
    if (second.coordinates.empty())
      return FamilyVerdict{FamilyStatus::inconsistent_margins,
                           on_first + " adds up to " + left.values[k].str() + "; expected 1",
                           {},
                           std::move(multipliers),
                           {}};
    std::vector<std::size_t> coordinates;
    for (const std::size_t position : shared.first) coordinates.push_back(first.coordinates[position]);
    return FamilyVerdict{FamilyStatus::inconsistent_margins,
                         "the margins on " + listed(first.coordinates) + " and " + listed(second.coordinates) +
                             " disagree on " + listed(coordinates) + " = " + outcome_name(left.space, k) + ": " +
                             left.values[k].str() + " and " + right.values[k].str(),
                         {},
                         std::move(multipliers),
                         {}};
  }
  return std::nullopt;
}

/// Maximise t over r = s + t on the support, s ≥ 0, t ≥ 0, with the margins given. The column of t is the last.
[[nodiscard]] inline LinearProgram largest_least_entry(const LinearFamily& family,
                                                       std::span<const std::uint64_t> support) {
  LinearProgram program;
  program.columns = support.size() + 1;
  program.matrix.resize(family.equations() * program.columns);
  program.right_side.assign(family.right_sides().begin(), family.right_sides().end());
  program.objective.resize(program.columns);
  program.objective.back() = 1;
  for (std::size_t j = 0; j < support.size(); ++j)
    for (const std::size_t equation : family.equations_of(support[j])) {
      program.matrix[equation * program.columns + j] = 1;
      program.matrix[(equation + 1) * program.columns - 1] += 1;
    }
  return program;
}

/// The outcomes of the support at which Σ_m g_m(ω_m) is positive move from there to the result.
[[nodiscard]] inline ForcedZeros take_zeros(const LinearFamily& family, std::vector<Rational> multipliers,
                                            std::vector<std::uint64_t>& support) {
  ForcedZeros zeros{std::move(multipliers), {}};
  std::vector<std::uint64_t> left;
  for (const std::uint64_t outcome : support)
    (family.at_outcome(zeros.multipliers, outcome) > 0 ? zeros.outcomes : left).push_back(outcome);
  support = std::move(left);
  return zeros;
}

}  // namespace detail

inline LinearFamily::LinearFamily(ProductSpace space, std::vector<Margin> margins)
    : space_(std::move(space)), margins_(std::move(margins)) {
  for (std::size_t m = 0; m < margins_.size(); ++m) detail::check_margin(space_, margins_[m], m);
  margins_.push_back({{}, {ProductSpace(), {Rational(1)}}});
  for (const Margin& margin : margins_) {
    first_.push_back(right_sides_.size());
    right_sides_.insert(right_sides_.end(), margin.table.values.begin(), margin.table.values.end());
  }
  equations_of_.reserve(space_.size() * margins_.size());
  for (std::uint64_t outcome = 0; outcome < space_.size(); ++outcome)
    for (std::size_t m = 0; m < margins_.size(); ++m) {
      std::uint64_t cell = 0;
      for (std::size_t k = 0; k < margins_[m].coordinates.size(); ++k)
        cell += space_.state(outcome, margins_[m].coordinates[k]) * margins_[m].table.space.stride(k);
      equations_of_.push_back(first_[m] + cell);
    }
}

inline std::string LinearFamily::describe(std::size_t equation) const {
  const auto after = std::upper_bound(first_.begin(), first_.end(), equation);
  const auto margin = static_cast<std::size_t>(after - first_.begin()) - 1;
  if (margins_[margin].coordinates.empty()) return "the total";
  return "the margin on " + detail::listed(margins_[margin].coordinates) + " at " +
         detail::outcome_name(margins_[margin].table.space, equation - first_[margin]);
}

inline Rational LinearFamily::at_outcome(std::span<const Rational> multipliers, std::uint64_t outcome) const {
  Rational sum;
  for (const std::size_t equation : equations_of(outcome)) sum += multipliers[equation];
  return sum;
}

inline Rational LinearFamily::at_family(std::span<const Rational> multipliers) const {
  Rational sum;
  for (std::size_t equation = 0; equation < equations(); ++equation)
    sum += multipliers[equation] * right_sides_[equation];
  return sum;
}

inline std::optional<FamilyVerdict> refused_by_margins(const LinearFamily& family,
                                                       std::span<const std::uint64_t> support) {
  const auto by_equation = [&](FamilyStatus status, std::size_t equation, int multiplier, const std::string& what) {
    std::vector<Rational> multipliers(family.equations());
    multipliers[equation] = multiplier;
    return FamilyVerdict{status, family.describe(equation) + what, {}, std::move(multipliers), {}};
  };
  for (std::size_t e = 0; e < family.equations(); ++e)
    if (family.right_sides()[e] < 0)
      return by_equation(FamilyStatus::inconsistent_margins, e, 1, " is negative: " + family.right_sides()[e].str());
  const std::size_t total = family.margins().size() - 1;
  for (std::size_t a = 0; a < total; ++a)
    if (auto found = detail::disagreement(family, a, total)) return found;
  for (std::size_t a = 0; a < total; ++a)
    for (std::size_t b = a + 1; b < total; ++b)
      if (auto found = detail::disagreement(family, a, b)) return found;
  std::vector<bool> met(family.equations());
  for (const std::uint64_t outcome : support)
    for (const std::size_t equation : family.equations_of(outcome)) met[equation] = true;
  for (std::size_t e = 0; e < family.equations(); ++e)
    if (!met[e] && family.right_sides()[e] > 0)
      return by_equation(FamilyStatus::infeasible, e, -1,
                         " is " + family.right_sides()[e].str() + ", but the support has no outcome there");
  return std::nullopt;
}

inline FamilyVerdict decide(const LinearFamily& family, std::span<const std::uint64_t> support) {
  if (auto refused = refused_by_margins(family, support)) return *std::move(refused);
  std::vector<std::uint64_t> left(support.begin(), support.end());
  FamilyVerdict verdict{FamilyStatus::full_support, "", {family.space(), {}}, {}, {}};
  for (;;) {
    LinearProgramSolution solution = solve(detail::largest_least_entry(family, left));
    if (solution.status == LinearProgramStatus::infeasible)
      return {FamilyStatus::infeasible,
              "no table within the support has these margins, although no two of them disagree",
              {},
              std::move(solution.multipliers),
              {}};
    const Rational& least = solution.point.back();
    if (least > 0) {
      verdict.member.values.assign(family.space().size(), Rational());
      for (std::size_t j = 0; j < left.size(); ++j) verdict.member.values[left[j]] = solution.point[j] + least;
      break;
    }
    verdict.forced_zeros.push_back(detail::take_zeros(family, std::move(solution.multipliers), left));
  }
  if (!verdict.forced_zeros.empty()) {
    verdict.status = FamilyStatus::smaller_support;
    verdict.reason = "every table with these margins vanishes at " + std::to_string(support.size() - left.size()) +
                     " of the " + std::to_string(support.size()) + " outcomes of the support, one of them " +
                     detail::outcome_name(family.space(), verdict.forced_zeros[0].outcomes[0]);
  }
  return verdict;
}

inline bool is_member(const LinearFamily& family, const Table<Rational>& table) {
  if (!(table.space == family.space()) || table.values.size() != family.space().size()) return false;
  for (const Rational& value : table.values)
    if (value < 0) return false;
  const std::vector<Rational> found = family.marginals(table);
  return std::equal(found.begin(), found.end(), family.right_sides().begin());
}

inline bool proves_infeasible(const LinearFamily& family, std::span<const std::uint64_t> support,
                              std::span<const Rational> multipliers) {
  if (multipliers.size() != family.equations()) return false;
  for (const std::uint64_t outcome : support)
    if (family.at_outcome(multipliers, outcome) < 0) return false;
  return family.at_family(multipliers) < 0;
}

inline bool proves_zeros(const LinearFamily& family, std::span<const std::uint64_t> support, const ForcedZeros& zeros) {
  if (zeros.multipliers.size() != family.equations() || zeros.outcomes.empty()) return false;
  for (const std::uint64_t outcome : support)
    if (family.at_outcome(zeros.multipliers, outcome) < 0) return false;
  for (const std::uint64_t outcome : zeros.outcomes)
    if (family.at_outcome(zeros.multipliers, outcome) <= 0) return false;
  return family.at_family(zeros.multipliers) == 0;
}

}  // namespace klprop
