// Divergences against values by hand, and the two ways to compute them against each other.

#include <klprop/simplex/divergence.hpp>

#include "simplex/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::as;
using testing::log_of;
using testing::vanishes;

Table<Ball> balls(std::vector<Rational> values) {
  const ProductSpace space({static_cast<StateId>(values.size())});
  return as<Ball>({space, std::move(values)});
}

BOOST_AUTO_TEST_SUITE(divergence)

BOOST_AUTO_TEST_CASE(values_by_hand) {
  const Table<Ball> r = balls({Rational(1, 2), Rational(1, 2)}), q = balls({Rational(1, 4), Rational(3, 4)});
  // ½ log 2 + ½ log ⅔, and the other way round ¼ log ½ + ¾ log 3/2
  BOOST_TEST(vanishes(kl_divergence(r, q) - log_of(Rational(4, 3)) / 2));
  BOOST_TEST(vanishes(kl_divergence(q, r) - (3 * log_of(Rational(3, 2)) - log_of(2)) / 4));
  BOOST_TEST(!overlaps(kl_divergence(r, q), kl_divergence(q, r)));
  BOOST_TEST(vanishes(entropy_divergence(r, q) - log_of(Rational(4, 3)) / 2));
  // (2,1) from (1,1): 2 log 2 − 1. (0,1) from (3,1): 3.
  BOOST_TEST(vanishes(generalised_kl_divergence(balls({2, 1}), balls({1, 1})) - (2 * log_of(2) - Ball(1))));
  BOOST_TEST(vanishes(generalised_kl_divergence(balls({0, 1}), balls({3, 1})) - Ball(3)));
  BOOST_TEST(vanishes(entropy_divergence(balls({0, 1}), balls({3, 1})) - Ball(3)));
}

BOOST_AUTO_TEST_CASE(zeros) {
  const Table<Ball> corner = balls({1, 0}), half = balls({Rational(1, 2), Rational(1, 2)});
  BOOST_TEST(vanishes(kl_divergence(corner, half) - log_of(2)));
  BOOST_TEST(vanishes(kl_divergence(corner, corner)));
  BOOST_CHECK_THROW(static_cast<void>(kl_divergence(half, corner)), InfiniteDivergence);
  BOOST_CHECK_THROW(static_cast<void>(generalised_kl_divergence(half, corner)), InfiniteDivergence);
  try {
    static_cast<void>(kl_divergence(half, corner));
  } catch (const InfiniteDivergence& error) {
    BOOST_TEST(std::string(error.what()) ==
               "the divergence is infinite: the second table has no mass at outcome 1, the first has");
  }
}

/// Two different tables over one space.
struct Pair {
  Table<Rational> r, q;
  explicit Pair(std::uint64_t seed, bool normalise) {
    Random random(seed);
    ProductSpace space;
    while (space.size() == 1) space = testing::random_space(random, 3, 3);
    do {
      r = testing::random_positive(random, space);
      q = testing::random_positive(random, space);
      if (normalise) r = normalised(std::move(r)), q = normalised(std::move(q));
    } while (r.values == q.values);
  }
};

RC_BOOST_PROP(bregman_is_kl_on_the_simplex, (std::uint64_t seed)) {
  const Pair tables(seed, true);
  const auto r = as<Ball>(tables.r), q = as<Ball>(tables.q);
  RC_ASSERT(vanishes(entropy_divergence(r, q) - kl_divergence(r, q)));
  RC_ASSERT(certainly_positive(kl_divergence(r, q)));
  RC_ASSERT(vanishes(entropy_divergence(r, r)));
}

RC_BOOST_PROP(bregman_is_the_generalised_kl_on_the_orthant, (std::uint64_t seed)) {
  const Pair tables(seed, false);
  const auto r = as<Ball>(tables.r), q = as<Ball>(tables.q);
  RC_ASSERT(vanishes(entropy_divergence(r, q) - generalised_kl_divergence(r, q)));
  RC_ASSERT(certainly_positive(generalised_kl_divergence(r, q)));
  // Without −r + q it is another number, unless the masses agree.
  if (total(tables.r) != total(tables.q)) RC_ASSERT(!overlaps(entropy_divergence(r, q), kl_divergence(r, q)));
}

/// D_f(r,q) = D_{f*}(∇f(q),∇f(r)), each conjugate on its own domain, and the arguments in this order.
RC_BOOST_PROP(duality, (std::uint64_t seed)) {
  const auto gradient = [](const Table<Ball>& p) { return negative_entropy_gradient(p); };
  const Pair on_simplex(seed, true);
  const auto r = as<Ball>(on_simplex.r), q = as<Ball>(on_simplex.q);
  RC_ASSERT(vanishes(simplex_conjugate_divergence(gradient(q), gradient(r)) - kl_divergence(r, q)));
  const Pair on_orthant(seed, false);
  const auto x = as<Ball>(on_orthant.r), y = as<Ball>(on_orthant.q);
  RC_ASSERT(vanishes(orthant_conjugate_divergence(gradient(y), gradient(x)) - generalised_kl_divergence(x, y)));
}

/// The same with arguments swapped, or with the simplex's conjugate for tables of other masses, must not pass.
BOOST_AUTO_TEST_CASE(wrong_versions_are_noticed) {
  const Table<Ball> r = balls({Rational(1, 2), Rational(1, 2)}), q = balls({Rational(1, 4), Rational(3, 4)});
  const auto u = negative_entropy_gradient(r), v = negative_entropy_gradient(q);
  BOOST_TEST(!overlaps(simplex_conjugate_divergence(u, v), kl_divergence(r, q)));
  BOOST_TEST(!overlaps(entropy_divergence(q, r), kl_divergence(r, q)));
  const Table<Ball> x = balls({2, 1}), y = balls({1, 3});
  BOOST_TEST(!overlaps(simplex_conjugate_divergence(negative_entropy_gradient(y), negative_entropy_gradient(x)),
                       generalised_kl_divergence(x, y)));
}

/// The definition for another generator: of h(p) = Σ p² it is the squared distance, over rationals.
RC_BOOST_PROP(the_definition_for_squares, (std::uint64_t seed)) {
  const Pair tables(seed, false);
  Rational distance;
  for (std::size_t k = 0; k < tables.r.values.size(); ++k) {
    const Rational step = tables.r.values[k] - tables.q.values[k];
    distance += step * step;
  }
  const auto squares = [](const Table<Rational>& p) {
    Rational sum;
    for (const Rational& value : p.values) sum += value * value;
    return sum;
  };
  const auto twice = [](const Table<Rational>& p) {
    return entrywise(p, [](const Rational& value) { return Rational(2 * value); });
  };
  RC_ASSERT(bregman_divergence(tables.r, tables.q, squares, twice) == distance);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
