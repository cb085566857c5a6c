// Regions, their tables and the projections between them, on networks small enough to do by hand.

#include <klprop/scalar/ball.hpp>
#include <klprop/simplex/divergence.hpp>
#include <klprop/spn/region_projections.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <tuple>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;

Valuation<Rational> at_one(const Circuit& circuit) {
  return testing::at_lambda(circuit, Numbers(circuit.variables().indicator_count(), Rational(1)));
}

/// c₁ = .9x₀ + .1x₁, c₂ = .2x₀ + .8x₁, s = ½c₁ + ½c₂, each mixture with leaves of its own.
Circuit mixture_of_mixtures() {
  testing::Draft draft({2});
  const auto mixture = [&](const Rational& first) {
    const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1);
    return draft.sum({{x0, first}, {x1, 1 - first}});
  };
  const NodeId first = mixture(Rational(9, 10)), second = mixture(Rational(1, 5));  // 2 5
  draft.sum({{first, Rational(1, 2)}, {second, Rational(1, 2)}});                   // 6
  return std::move(draft).build();
}

/// (x·y)·z over single leaves and mixtures: p = s_x·s_y, root = p·s_z.
Circuit nested_product() {
  testing::Draft draft({2, 2, 2});
  std::vector<NodeId> mixtures;
  for (VariableId v = 0; v < 3; ++v) {
    const NodeId zero = draft.x(v, 0), one = draft.x(v, 1);
    mixtures.push_back(draft.sum({{zero, 1}, {one, 2}}));  // 2 5 8
  }
  const NodeId inner = draft.product({mixtures[0], mixtures[1]});  // 9
  draft.product({inner, mixtures[2]});                             // 10
  return std::move(draft).build();
}

RegionTables<Ball> in_balls(const RegionTables<Rational>& tables) {
  RegionTables<Ball> result;
  for (const Table<Rational>& table : tables) {
    result.push_back({table.space, {}});
    for (const Rational& value : table.values) result.back().values.push_back(from_rational<Ball>(value));
  }
  return result;
}

BOOST_AUTO_TEST_SUITE(regions)

BOOST_AUTO_TEST_CASE(scopes_and_factors) {
  const Circuit circuit = nested_product();
  const Regions regions(circuit);
  BOOST_TEST(regions.count() == 11U);
  BOOST_TEST(regions.space(10).size() == 8U);
  BOOST_TEST(regions.scope(9).size() == 2U);
  BOOST_TEST(regions.equal_scopes().size() == 5U);  // three variables, two products
  const std::vector<NodeId> expanded(regions.factors(10).begin(), regions.factors(10).end());
  BOOST_TEST(expanded == (std::vector<NodeId>{2, 5, 8}), boost::test_tools::per_element());
  BOOST_TEST(regions.factors(2).size() == 1U);
  BOOST_TEST(regions.coordinates(8, 10) == std::vector<std::size_t>{2}, boost::test_tools::per_element());
  BOOST_TEST(regions.outcome(9, std::vector<StateId>{1, 0, 1}) == 2U);
}

BOOST_AUTO_TEST_CASE(overlapping_children_have_no_product) {
  const Circuit circuit = testing::overlapping_square();
  BOOST_CHECK_THROW(Regions{circuit}, HypothesisViolated);
}

BOOST_AUTO_TEST_CASE(inside_and_posterior_tables) {
  const Circuit circuit = mixture_of_mixtures();
  const Regions regions(circuit);
  const RegionTables<Rational> inside = inside_tables(regions, at_one(circuit));
  BOOST_TEST((inside[2].values == Numbers{Rational(9, 10), Rational(1, 10)}));
  BOOST_TEST((inside[5].values == Numbers{Rational(1, 5), Rational(4, 5)}));
  BOOST_TEST((inside[6].values == Numbers{Rational(11, 20), Rational(9, 20)}));
  BOOST_TEST((inside[0].values == Numbers{1, 0}));
  for (const Table<Rational>& table : posterior_tables(regions, at_one(circuit)))
    BOOST_TEST((table.values == inside[6].values));
  BOOST_CHECK_THROW(std::ignore = posterior_tables(regions, testing::at_lambda(circuit, {0, 0})), UndefinedPosterior);
}

/// Evidence counts once for each variable of a scope.
BOOST_AUTO_TEST_CASE(tables_with_evidence) {
  const Circuit circuit = nested_product();
  const Regions regions(circuit);
  const RegionTables<Rational> inside = inside_tables(regions, testing::at_lambda(circuit, {1, 1, 3, 1, 1, 1}));
  BOOST_TEST((inside[2].values == Numbers{Rational(1, 3), Rational(2, 3)}));
  BOOST_TEST((inside[5].values == Numbers{Rational(3, 5), Rational(2, 5)}));
  BOOST_TEST((inside[9].values == Numbers{Rational(3, 15), Rational(2, 15), Rational(6, 15), Rational(4, 15)}));
}

/// Each mixture is a factor of both products: its table becomes the mean of three.
BOOST_AUTO_TEST_CASE(the_right_projection_averages) {
  const Circuit circuit = nested_product();
  const Regions regions(circuit);
  RegionTables<Rational> q = inside_tables(regions, at_one(circuit));
  q[2].values = {Rational(1, 2), Rational(1, 2)};
  q[9].values = {Rational(1, 2), 0, 0, Rational(1, 2)};
  q[10].values = {1, 0, 0, 0, 0, 0, 0, 0};
  const RegionTables<Rational> r = right_projection_onto_product_constraints(regions, q);
  BOOST_TEST((r[2].values == Numbers{Rational(2, 3), Rational(1, 3)}));     // 1/2, 1/2, 1
  BOOST_TEST((r[5].values == Numbers{Rational(11, 18), Rational(7, 18)}));  // 1/3, 1/2, 1
  BOOST_TEST((r[8].values == Numbers{Rational(2, 3), Rational(1, 3)}));     // 1/3, 1
  BOOST_TEST(r[9].values[1] == Rational(2, 3) * Rational(7, 18));
  BOOST_TEST(r[10].values[5] == Rational(1, 3) * Rational(11, 18) * Rational(1, 3));
  BOOST_TEST((r[0].values == q[0].values));
}

/// ∛.099 : ∛.036.
BOOST_AUTO_TEST_CASE(consensus_takes_geometric_means) {
  const PrecisionScope precision(128);
  const Circuit circuit = mixture_of_mixtures();
  const Regions regions(circuit);
  const RegionTables<Ball> inside = in_balls(inside_tables(regions, at_one(circuit)));
  const std::vector<std::vector<NodeId>> mixtures = {{2, 5, 6}};
  const RegionTables<Ball> r = information_projection_onto_equal_tables(inside, std::span(mixtures));
  const Ball odds = r[6].values[0] / r[6].values[1];
  BOOST_TEST(contains_zero(odds * odds * odds - from_rational<Ball>(Rational(11, 4))));
  BOOST_TEST(!contains_zero(odds - from_rational<Ball>(Rational(11, 9))));
  BOOST_TEST(contains_zero(r[2].values[0] + r[2].values[1] - Ball(1)));
  // Leaves of both states have no outcome in common.
  BOOST_CHECK_THROW(std::ignore = spn_projection(regions, inside), UndefinedProjection);
}

/// No other table is nearer to the three.
BOOST_AUTO_TEST_CASE(consensus_is_a_projection) {
  const PrecisionScope precision(128);
  const Circuit circuit = mixture_of_mixtures();
  const RegionTables<Ball> inside = in_balls(inside_tables(Regions(circuit), at_one(circuit)));
  const auto divergence = [&](const Table<Ball>& r) {
    return kl_divergence(r, inside[2]) + kl_divergence(r, inside[5]) + kl_divergence(r, inside[6]);
  };
  const std::vector<const Table<Ball>*> members = {&inside[2], &inside[5], &inside[6]};
  const Table<Ball> mean = geometric_mean<Ball>(members);
  for (int k = 1; k < 20; ++k) {
    const Ball first = from_rational<Ball>(Rational(k, 20));
    const Table<Ball> other{mean.space, {first, Ball(1) - first}};
    BOOST_TEST(certainly_less(divergence(mean), divergence(other)), k);
  }
}

BOOST_AUTO_TEST_CASE(posterior_tables_lose_what_products_share) {
  const PrecisionScope precision(128);
  testing::Draft draft({2, 2});
  const NodeId x0 = draft.x(0, 0), y0 = draft.x(1, 0), x1 = draft.x(0, 1), y1 = draft.x(1, 1);
  const NodeId first = draft.product({x0, y0}), second = draft.product({x1, y1});
  draft.plain_sum({first, second});
  const Circuit circuit = std::move(draft).build();
  const Regions regions(circuit);
  const RegionTables<Rational> posterior = posterior_tables(regions, at_one(circuit));
  BOOST_TEST((posterior[4].values == Numbers{Rational(1, 2), 0, 0, Rational(1, 2)}));
  const RegionTables<Ball> r = spn_projection(regions, in_balls(posterior));
  for (const Ball& value : r[4].values) BOOST_TEST(contains_zero(value - from_rational<Ball>(Rational(1, 4))));
  BOOST_TEST(contains_zero(r[6].values[0] - from_rational<Ball>(Rational(1, 2))));
  BOOST_TEST(contains_zero(r[0].values[1] - from_rational<Ball>(Rational(1, 2))));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
