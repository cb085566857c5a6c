// The two projections against values by hand, first-order conditions over rationals, Pythagoras and rivals over balls.

#include <klprop/simplex/projections.hpp>

#include <klprop/scalar/prime_field.hpp>
#include <klprop/simplex/divergence.hpp>
#include "simplex/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::as;
using testing::vanishes;
using Numbers = std::vector<std::size_t>;

template <class Call>
std::string refusal(Call call) {
  try {
    static_cast<void>(call());
  } catch (const std::exception& error) {
    return error.what();
  }
  return "accepted";
}

/// Equal arities, so that any grouping is one of replicas.
ProductSpace replicas(Random& random) {
  return ProductSpace(std::vector<StateId>(random.between(1U, 4U), random.between(1U, 3U)));
}

/// From the definition: all pairs of coordinates in one group agree.
bool agrees(const ProductSpace& space, std::uint64_t outcome, const Numbers& group) {
  for (std::size_t a = 0; a < group.size(); ++a)
    for (std::size_t b = 0; b < group.size(); ++b)
      if (group[a] == group[b] && space.state(outcome, a) != space.state(outcome, b)) return false;
  return true;
}

/// The part of a table on the face, by the definition, not normalised.
Table<Rational> on_face(Table<Rational> table, const Numbers& group) {
  for (std::uint64_t k = 0; k < table.values.size(); ++k)
    if (!agrees(table.space, k, group)) table.values[k] = 0;
  return table;
}

BOOST_AUTO_TEST_SUITE(projections)

BOOST_AUTO_TEST_CASE(blocks) {
  BOOST_TEST((blocks_of(Numbers{7, 3, 7, 1, 3}) == std::vector<Numbers>{{0, 2}, {1, 4}, {3}}));
  BOOST_TEST(blocks_of(Numbers{}).empty());
}

BOOST_AUTO_TEST_CASE(diagonals_by_hand) {
  // Coordinates 0 and 2 agree, 1 is free.
  const Diagonal face = diagonal(ProductSpace({2, 3, 2}), Numbers{5, 0, 5});
  BOOST_TEST((face.space == ProductSpace({2, 3})));
  BOOST_TEST((face.outcomes == std::vector<std::uint64_t>{0, 2, 4, 7, 9, 11}));
  BOOST_TEST((diagonal(ProductSpace(), Numbers{}).outcomes == std::vector<std::uint64_t>{0}));
}

RC_BOOST_PROP(diagonals_by_definition, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = replicas(random);
  const Numbers group = testing::random_partition(random, space.dimension());
  std::vector<std::uint64_t> expected;
  for (std::uint64_t k = 0; k < space.size(); ++k)
    if (agrees(space, k, group)) expected.push_back(k);
  Diagonal face = diagonal(space, group);
  std::sort(face.outcomes.begin(), face.outcomes.end());
  RC_ASSERT(face.outcomes == expected);
  RC_ASSERT(face.space.size() == expected.size());
}

BOOST_AUTO_TEST_CASE(consensus_by_hand) {
  const Table<Rational> q{ProductSpace({2, 2}), {Rational(1, 10), Rational(2, 10), Rational(3, 10), Rational(4, 10)}};
  const auto r = information_projection_onto_consensus<Rational>(q, Numbers{0, 0});
  BOOST_TEST((r.values == std::vector<Rational>{Rational(1, 5), 0, 0, Rational(4, 5)}));
  BOOST_TEST((information_projection_onto_consensus<Rational>(q, Numbers{0, 1}).values == q.values));
}

BOOST_AUTO_TEST_CASE(products_by_hand) {
  const Table<Rational> q{ProductSpace({2, 2}), {Rational(1, 10), Rational(2, 10), Rational(3, 10), Rational(4, 10)}};
  // Marginals (3/10,7/10) and (4/10,6/10).
  const auto r = right_projection_onto_products<Rational>(q, Numbers{0, 1});
  BOOST_TEST(
      (r.values == std::vector<Rational>{Rational(12, 100), Rational(18, 100), Rational(28, 100), Rational(42, 100)}));
  BOOST_TEST((right_projection_onto_products<Rational>(q, Numbers{3, 3}).values == q.values));
  const Table<Rational> point{ProductSpace(), {Rational(7)}};
  BOOST_TEST((right_projection_onto_products<Rational>(point, Numbers{}).values == std::vector<Rational>{1}));
}

BOOST_AUTO_TEST_CASE(refusals) {
  const Table<Rational> off{ProductSpace({2, 2}), {0, 1, 1, 0}}, none{ProductSpace({2}), {0, 0}};
  const Table<Rational> uneven{ProductSpace({2, 3}), std::vector<Rational>(6, 1)};
  BOOST_CHECK_THROW(static_cast<void>(information_projection_onto_consensus<Rational>(off, Numbers{0, 0})),
                    UndefinedProjection);
  BOOST_CHECK_THROW(static_cast<void>(right_projection_onto_products<Rational>(none, Numbers{0})), UndefinedProjection);
  BOOST_CHECK_THROW(static_cast<void>(information_projection_onto_consensus<Ball>(as<Ball>(off), Numbers{0, 0})),
                    UndefinedProjection);
  BOOST_TEST(refusal([&] {
               return information_projection_onto_consensus<Rational>(uneven, Numbers{1, 1});
             }) == "coordinates 0 and 1 share a group but have 2 and 3 states; expected equally many");
  BOOST_TEST(refusal([&] { return information_projection_onto_consensus<Rational>(off, Numbers{1}); }) ==
             "a grouping of 1 coordinates; expected one number for each of 2");
  BOOST_TEST(refusal([&] {
               return right_projection_onto_products<Rational>(off, Numbers{1, 2, 3});
             }) == "a partition of 3 coordinates; expected one number for each of 2");
}

/// On the face log(r/q) has slope zero along the face: r/q is one constant there. Exact, without a logarithm.
bool is_stationary_on_face(const Table<Rational>& r, const Table<Rational>& q, const Numbers& group) {
  const Table<Rational> face = on_face(q, group);
  Rational mass;
  for (std::size_t k = 0; k < r.values.size(); ++k) {
    if (face.values[k] == 0 && r.values[k] != 0) return false;
    mass += r.values[k];
    for (std::size_t j = 0; j < k; ++j)
      if (r.values[k] * face.values[j] != r.values[j] * face.values[k]) return false;
  }
  return mass == 1;
}

RC_BOOST_PROP(consensus_first_order_condition, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = replicas(random);
  const Numbers group = testing::random_partition(random, space.dimension());
  const auto q = testing::random_positive(random, space);
  RC_ASSERT(is_stationary_on_face(information_projection_onto_consensus<Rational>(q, group), q, group));
}

RC_BOOST_PROP(consensus_pythagoras, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = replicas(random);
  const Numbers group = testing::random_partition(random, space.dimension());
  const auto q = as<Ball>(testing::random_distribution(random, space));
  const auto nearest = information_projection_onto_consensus<Ball>(q, group);
  const auto r = as<Ball>(normalised(on_face(testing::random_distribution(random, space), group)));
  RC_ASSERT(vanishes(kl_divergence(r, q) - kl_divergence(r, nearest) - kl_divergence(nearest, q)));
  RC_ASSERT(!certainly_less(kl_divergence(r, q), kl_divergence(nearest, q)));
}

/// KL(q‖⊗r_i) is stationary in the factor r_i along u, Σu = 0, when Σ_t q_i(t)u(t)/r_i(t) = 0: q_i/r_i is constant, and
/// so r_i = q_i. For a table that is not known to be a product, that is asked too.
bool is_stationary_product(const Table<Rational>& r, const Table<Rational>& q, const Numbers& block) {
  const auto blocks = blocks_of(block);
  Rational mass = total(r);
  for (const Numbers& coordinates : blocks) {
    const auto mine = marginal<Rational>(r, coordinates), given = marginal<Rational>(q, coordinates);
    for (std::size_t k = 0; k < mine.values.size(); ++k)
      if (mine.values[k] * total(q) != given.values[k]) return false;
  }
  for (std::uint64_t a = 0; a < r.values.size(); ++a) {
    Rational product = 1;
    for (const Numbers& coordinates : blocks) {
      const auto mine = marginal<Rational>(r, coordinates);
      std::uint64_t cell = 0;
      for (std::size_t k = 0; k < coordinates.size(); ++k)
        cell += r.space.state(a, coordinates[k]) * mine.space.stride(k);
      product *= mine.values[cell];
    }
    if (product != r.values[a]) return false;
  }
  return mass == 1;
}

RC_BOOST_PROP(products_first_order_condition, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = testing::random_space(random, 3, 3);
  const Numbers block = testing::random_partition(random, space.dimension());
  const auto q = testing::random_positive(random, space);
  const auto r = right_projection_onto_products<Rational>(q, block);
  RC_ASSERT(is_stationary_product(r, q, block));
  RC_ASSERT(right_projection_onto_products<Rational>(r, block).values == r.values);
}

RC_BOOST_PROP(products_pythagoras, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = testing::random_space(random, 3, 3);
  const Numbers block = testing::random_partition(random, space.dimension());
  const auto q = as<Ball>(testing::random_distribution(random, space));
  const auto nearest = right_projection_onto_products<Ball>(q, block);
  std::vector<Table<Rational>> factors;
  for (const Numbers& coordinates : blocks_of(block))
    factors.push_back(testing::random_distribution(random, space.onto(coordinates)));
  const auto rival = as<Ball>(product_table<Rational>(space, block, factors));
  RC_ASSERT(vanishes(kl_divergence(q, rival) - kl_divergence(q, nearest) - kl_divergence(nearest, rival)));
  RC_ASSERT(!certainly_less(kl_divergence(q, rival), kl_divergence(q, nearest)));
}

/// What a wrong projection does: forgets to renormalise, takes another axis, projects in the wrong sense.
BOOST_AUTO_TEST_CASE(wrong_versions_are_noticed) {
  Random random(3);
  const ProductSpace space({2, 2, 2});
  const Numbers right{0, 0, 1}, wrong{0, 1, 1};
  const auto q = testing::random_distribution(random, space);
  BOOST_TEST(is_stationary_on_face(information_projection_onto_consensus<Rational>(q, right), q, right));
  BOOST_TEST(!is_stationary_on_face(on_face(q, right), q, right));
  BOOST_TEST(!is_stationary_on_face(information_projection_onto_consensus<Rational>(q, wrong), q, right));
  BOOST_TEST(is_stationary_product(right_projection_onto_products<Rational>(q, right), q, right));
  BOOST_TEST(!is_stationary_product(right_projection_onto_products<Rational>(q, wrong), q, right));
  BOOST_TEST(!is_stationary_product(q, q, right));

  // Pythagoras with the arguments of KL swapped.
  const auto ball = as<Ball>(q), nearest = as<Ball>(right_projection_onto_products<Rational>(q, right));
  const auto rival = as<Ball>(normalised(Table<Rational>{space, {1, 2, 1, 2, 3, 6, 3, 6}}));
  BOOST_TEST(vanishes(kl_divergence(ball, rival) - kl_divergence(ball, nearest) - kl_divergence(nearest, rival)));
  BOOST_TEST(!contains_zero(kl_divergence(rival, ball) - kl_divergence(nearest, ball) - kl_divergence(rival, nearest)));
}

/// Over the prime field as over the rationals: the same sums and quotients.
BOOST_AUTO_TEST_CASE(over_the_prime_field) {
  Random random(5);
  const ProductSpace space({3, 3, 2});
  const auto q = testing::random_positive(random, space);
  const auto modulo_p = as<PrimeField>(q);
  const Numbers group{0, 0, 1};
  const auto consensus = information_projection_onto_consensus<Rational>(q, group);
  const auto product = right_projection_onto_products<Rational>(q, group);
  BOOST_TEST(
      (information_projection_onto_consensus<PrimeField>(modulo_p, group).values == as<PrimeField>(consensus).values));
  BOOST_TEST((right_projection_onto_products<PrimeField>(modulo_p, group).values == as<PrimeField>(product).values));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
