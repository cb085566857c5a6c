// Which margins have a table: verdicts against closed forms, against programs solved for each outcome alone, and their
// proofs against the definition.

#include <klprop/simplex/linear_family.hpp>

#include <klprop/simplex/linear_program.hpp>
#include "simplex/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<std::size_t>;
using Outcomes = std::vector<std::uint64_t>;

const std::vector<Numbers> pairs_of_three = {{0, 1}, {0, 2}, {1, 2}};

std::vector<Margin> margins_of(const Table<Rational>& table, const std::vector<Numbers>& scopes) {
  std::vector<Margin> margins;
  for (const Numbers& scope : scopes) margins.push_back({scope, marginal<Rational>(table, scope)});
  return margins;
}

Outcomes everything(const ProductSpace& space) {
  Outcomes all(space.size());
  std::iota(all.begin(), all.end(), std::uint64_t{0});
  return all;
}

/// The verdict's proof, from the definition: margins and not equations.
bool proves(const LinearFamily& family, const Outcomes& within, const FamilyVerdict& verdict) {
  const auto function = [&](const std::vector<Rational>& g, std::uint64_t outcome) {
    Rational sum;
    std::size_t first = 0;
    for (const Margin& margin : family.margins()) {
      std::vector<StateId> states;
      for (const std::size_t k : margin.coordinates) states.push_back(family.space().state(outcome, k));
      sum += g.at(first + margin.table.space.outcome(states));
      first += margin.table.space.size();
    }
    return sum;
  };
  const auto mean = [&](const std::vector<Rational>& g) {
    Rational sum;
    std::size_t next = 0;
    for (const Margin& margin : family.margins())
      for (const Rational& value : margin.table.values) sum += g.at(next++) * value;
    return sum;
  };
  if (verdict.status == FamilyStatus::inconsistent_margins || verdict.status == FamilyStatus::infeasible) {
    const bool somewhere_negative = std::any_of(within.begin(), within.end(),
                                                [&](std::uint64_t k) { return function(verdict.multipliers, k) < 0; });
    return !somewhere_negative && mean(verdict.multipliers) < 0 && !verdict.reason.empty();
  }
  Outcomes left = within;
  for (const ForcedZeros& zeros : verdict.forced_zeros) {
    if (mean(zeros.multipliers) != 0 || zeros.outcomes.empty()) return false;
    Outcomes rest;
    for (const std::uint64_t k : left) {
      const Rational value = function(zeros.multipliers, k);
      const bool listed = std::count(zeros.outcomes.begin(), zeros.outcomes.end(), k) == 1;
      if (value < 0 || listed != (value > 0)) return false;
      if (!listed) rest.push_back(k);
    }
    left = rest;
  }
  for (const Margin& margin : family.margins())
    if (marginal<Rational>(verdict.member, margin.coordinates).values != margin.table.values) return false;
  for (std::uint64_t k = 0; k < verdict.member.values.size(); ++k) {
    const bool inside = std::binary_search(left.begin(), left.end(), k);
    if (inside ? verdict.member.values[k] <= 0 : verdict.member.values[k] != 0) return false;
  }
  const bool full = verdict.status == FamilyStatus::full_support;
  return full == verdict.forced_zeros.empty() && full == verdict.reason.empty();
}

std::string refusal(ProductSpace space, std::vector<Margin> margins) {
  try {
    const LinearFamily family(std::move(space), std::move(margins));
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(linear_family)

BOOST_AUTO_TEST_CASE(malformed_margins) {
  const ProductSpace space({2, 3});
  const Table<Rational> two{ProductSpace({2}), {1, 0}};
  BOOST_TEST(refusal(space, {{{0}, two}}) == "accepted");
  BOOST_TEST(refusal(space, {{{0}, two}, {{2}, two}}) == "margin 1: coordinate 2; expected a coordinate below 2");
  BOOST_TEST(refusal(space, {{{0, 0}, two}}) == "margin 0: a coordinate is repeated in (0, 0)");
  BOOST_TEST(refusal(space, {{{1}, two}}) == "margin 0: its table is not over the space of its coordinates (1)");
  BOOST_TEST(refusal(space, {{{0}, {ProductSpace({2}), {1}}}}) ==
             "margin 0: its table is not over the space of its coordinates (0)");
}

BOOST_AUTO_TEST_CASE(equations) {
  const Table<Rational> table{ProductSpace({2, 2}), {Rational(1, 2), Rational(1, 4), Rational(1, 8), Rational(1, 8)}};
  const LinearFamily family(table.space, margins_of(table, {{1}, {1, 0}}));
  BOOST_TEST(family.equations() == 7U);
  BOOST_TEST(family.margins().size() == 3U);
  BOOST_TEST(family.describe(1) == "the margin on (1) at (1)");
  BOOST_TEST(family.describe(3) == "the margin on (1, 0) at (0, 1)");
  BOOST_TEST(family.describe(6) == "the total");
  const auto of = family.equations_of(2);  // the outcome (1, 0)
  BOOST_TEST((Numbers(of.begin(), of.end()) == Numbers{0, 3, 6}));
  BOOST_TEST(
      (family.marginals(table) == std::vector<Rational>(family.right_sides().begin(), family.right_sides().end())));
  BOOST_TEST(is_member(family, table));
  BOOST_TEST(!is_member(family, normalised(Table<Rational>{table.space, {1, 1, 1, 1}})));
}

struct Wrong {
  std::vector<Margin> margins;
  FamilyStatus status;
  std::string reason;
};

BOOST_AUTO_TEST_CASE(margins_that_no_table_has) {
  const ProductSpace space({2, 2, 2}), pair({2, 2}), one({2});
  const Rational half(1, 2), third(1, 3);
  const Table<Rational> opposite{pair, {0, half, half, 0}};
  const std::vector<Wrong> cases = {
      {{{{0}, {one, {half, third}}}},
       FamilyStatus::inconsistent_margins,
       "the margin on (0) adds up to 5/6; expected 1"},
      {{{{0}, {one, {Rational(3, 2), -half}}}},
       FamilyStatus::inconsistent_margins,
       "the margin on (0) at (1) is negative: -1/2"},
      {{{{0, 1}, opposite}, {{2, 1}, {pair, {third, 0, 0, Rational(2, 3)}}}},
       FamilyStatus::inconsistent_margins,
       "the margins on (0, 1) and (2, 1) disagree on (1) = (0): 1/2 and 1/3"},
      // Three coordinates of two states, no two of them equal: no two margins disagree, and there is no such table.
      {{{{0, 1}, opposite}, {{1, 2}, opposite}, {{0, 2}, opposite}},
       FamilyStatus::infeasible,
       "no table within the support has these margins, although no two of them disagree"}};
  for (const Wrong& wrong : cases) {
    const LinearFamily family(space, wrong.margins);
    const FamilyVerdict verdict = decide(family, everything(space));
    BOOST_TEST((verdict.status == wrong.status));
    BOOST_TEST(verdict.reason == wrong.reason);
    BOOST_TEST(proves(family, everything(space), verdict));
    BOOST_TEST(proves_infeasible(family, everything(space), verdict.multipliers));
    // The proof is no proof for margins that there are.
    const auto uniform = normalised(Table<Rational>{space, std::vector<Rational>(8, 1)});
    std::vector<Numbers> scopes;
    for (const Margin& margin : wrong.margins) scopes.push_back(margin.coordinates);
    const LinearFamily sound(space, margins_of(uniform, scopes));
    BOOST_TEST(!proves_infeasible(sound, everything(space), verdict.multipliers));
  }
}

BOOST_AUTO_TEST_CASE(a_support_without_room) {
  const Table<Rational> half{ProductSpace({2}), {Rational(1, 2), Rational(1, 2)}};
  const LinearFamily family(ProductSpace({2, 2}), {{{0}, half}});
  const FamilyVerdict verdict = decide(family, Outcomes{2, 3});
  BOOST_TEST((verdict.status == FamilyStatus::infeasible));
  BOOST_TEST(verdict.reason == "the margin on (0) at (0) is 1/2, but the support has no outcome there");
  BOOST_TEST(proves(family, {2, 3}, verdict));
  const FamilyVerdict nothing = decide(family, Outcomes{});
  BOOST_TEST((nothing.status == FamilyStatus::infeasible));
  BOOST_TEST(proves(family, {}, nothing));
}

/// Uniform on {0,1}³ without 000 and 111: its pair margins have no other table.
BOOST_AUTO_TEST_CASE(a_family_of_one_table) {
  const ProductSpace space({2, 2, 2});
  const auto table = normalised(Table<Rational>{space, {0, 1, 1, 1, 1, 1, 1, 0}});
  const LinearFamily family(space, margins_of(table, pairs_of_three));
  const FamilyVerdict verdict = decide(family, everything(space));
  BOOST_TEST((verdict.status == FamilyStatus::smaller_support));
  BOOST_TEST(verdict.reason ==
             "every table with these margins vanishes at 2 of the 8 outcomes of the support, one of them (0, 0, 0)");
  BOOST_TEST(proves(family, everything(space), verdict));
  BOOST_TEST((verdict.member.values == table.values));
  BOOST_TEST(proves_zeros(family, everything(space), verdict.forced_zeros[0]));
  ForcedZeros false_zeros = verdict.forced_zeros[0];
  false_zeros.outcomes.push_back(1);
  BOOST_TEST(!proves_zeros(family, everything(space), false_zeros));
  BOOST_TEST((decide(family, Outcomes{1, 2, 3, 4, 5, 6}).status == FamilyStatus::full_support));
  BOOST_TEST((decide(family, Outcomes{1, 2, 3, 4, 5}).status == FamilyStatus::infeasible));
}

BOOST_AUTO_TEST_CASE(no_margins) {
  const LinearFamily family(ProductSpace({3}), {});
  const FamilyVerdict verdict = decide(family, Outcomes{0, 2});
  BOOST_TEST((verdict.status == FamilyStatus::full_support));
  BOOST_TEST(proves(family, {0, 2}, verdict));
}

/// Three signs with means 0 and given correlations: (1 + Σ ρ_ij s_i s_j)/8 has them, and if any table has, the mean of
/// it and its reflection is this one. So there is one when no entry is negative, with full support when all are
/// positive.
RC_BOOST_PROP(three_signs, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space({2, 2, 2});
  std::vector<Rational> rho;
  for (int k = 0; k < 3; ++k) rho.emplace_back(random.between(-4, 4), 4);
  Table<Rational> symmetric{space, {}};
  for (std::uint64_t k = 0; k < 8; ++k) {
    const auto sign = [&](std::size_t c) { return space.state(k, c) == 0 ? -1 : 1; };
    symmetric.values.push_back(
        (1 + rho[0] * sign(0) * sign(1) + rho[1] * sign(0) * sign(2) + rho[2] * sign(1) * sign(2)) / 8);
  }
  const LinearFamily family(space, margins_of(symmetric, pairs_of_three));
  const Rational least = *std::min_element(symmetric.values.begin(), symmetric.values.end());
  const FamilyVerdict verdict = decide(family, everything(space));
  RC_ASSERT(proves(family, everything(space), verdict));
  RC_ASSERT((verdict.status == FamilyStatus::full_support) == (least > 0));
  RC_ASSERT((verdict.status == FamilyStatus::infeasible) == (least < 0));
  RC_ASSERT((verdict.status == FamilyStatus::smaller_support) == (least == 0));
}

/// The largest entry at one outcome that a table of the family has, by a program for this outcome alone.
Rational largest_entry(const LinearFamily& family, const Outcomes& within, std::size_t at) {
  LinearProgram program;
  program.columns = within.size();
  program.matrix.resize(family.equations() * within.size());
  program.right_side.assign(family.right_sides().begin(), family.right_sides().end());
  program.objective.resize(within.size());
  program.objective[at] = 1;
  for (std::size_t j = 0; j < within.size(); ++j)
    for (const std::size_t equation : family.equations_of(within[j])) program.matrix[equation * within.size() + j] = 1;
  const LinearProgramSolution solution = solve(program);
  RC_ASSERT(certifies(program, solution));
  RC_ASSERT(solution.status == LinearProgramStatus::optimal);
  return solution.point[at];
}

/// Margins of a table with zeros, within a support of at least its own.
RC_BOOST_PROP(the_largest_support, (std::uint64_t seed)) {
  Random random(seed);
  ProductSpace space;
  while (space.dimension() < 3) space = testing::random_space(random, 3, 3);
  Table<Rational> table = testing::random_positive(random, space);
  Outcomes within;
  for (std::uint64_t k = 0; k < space.size(); ++k) {
    const bool zero = k > 0 && random.chance(1, 2);
    if (zero) table.values[k] = 0;
    if (!zero || random.chance(3, 4)) within.push_back(k);
  }
  table = normalised(std::move(table));
  const LinearFamily family(space, margins_of(table, pairs_of_three));
  const FamilyVerdict verdict = decide(family, within);
  RC_ASSERT(proves(family, within, verdict));
  RC_ASSERT(verdict.status == FamilyStatus::full_support || verdict.status == FamilyStatus::smaller_support);
  for (std::size_t j = 0; j < within.size(); ++j)
    RC_ASSERT((verdict.member.values[within[j]] > 0) == (largest_entry(family, within, j) > 0));
  if (support(table) == within) RC_ASSERT(verdict.status == FamilyStatus::full_support);
}

/// Margins of a table that is negative somewhere: any verdict may be right, and each is proved.
RC_BOOST_PROP(perturbed_margins, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space({2, 2, 3});
  Table<Rational> table = testing::random_positive(random, space);
  for (Rational& value : table.values)
    if (random.chance(1, 4)) value = -value / 2;
  RC_PRE(total(table) > 0);
  table = normalised(std::move(table));
  const LinearFamily family(space, margins_of(table, pairs_of_three));
  const FamilyVerdict verdict = decide(family, everything(space));
  RC_ASSERT(proves(family, everything(space), verdict));
  RC_CLASSIFY(verdict.status == FamilyStatus::infeasible, "infeasible");
  RC_CLASSIFY(verdict.status == FamilyStatus::full_support, "full support");
}

/// The same margins named for other coordinates are another family.
BOOST_AUTO_TEST_CASE(the_wrong_axis_is_noticed) {
  const Table<Rational> table{ProductSpace({2, 2}), {Rational(1, 2), Rational(1, 4), Rational(1, 8), Rational(1, 8)}};
  std::vector<Margin> margins = margins_of(table, {{0}, {1}});
  BOOST_TEST(is_member(LinearFamily(table.space, margins), table));
  std::swap(margins[0].coordinates, margins[1].coordinates);
  BOOST_TEST(!is_member(LinearFamily(table.space, margins), table));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
