// Dual coordinates without logarithms, against logarithms.

#include <klprop/simplex/dual_coordinates.hpp>

#include <klprop/simplex/entropy.hpp>
#include "simplex/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::as;
using testing::vanishes;

BOOST_AUTO_TEST_SUITE(dual_coordinates)

/// softmax(∇f(a) ± ∇f(b)) is the product, or quotient, of the entries, normalised.
RC_BOOST_PROP(sums_are_products, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = testing::random_space(random, 3, 3);
  const auto a = testing::random_distribution(random, space), b = testing::random_distribution(random, space);
  const auto u = negative_entropy_gradient(as<Ball>(a)), v = negative_entropy_gradient(as<Ball>(b));
  Table<Ball> sum = u, difference = u;
  for (std::size_t k = 0; k < u.values.size(); ++k) {
    sum.values[k] += v.values[k];
    difference.values[k] -= v.values[k];
  }
  const auto product = as<Ball>(normalised(entrywise_product(a, b)));
  const auto quotient = as<Ball>(normalised(entrywise_quotient(a, b)));
  for (std::size_t k = 0; k < u.values.size(); ++k) {
    RC_ASSERT(vanishes(softmax(sum).values[k] - product.values[k]));
    RC_ASSERT(vanishes(softmax(difference).values[k] - quotient.values[k]));
  }
}

bool are_proportional(std::vector<Rational> a, std::vector<Rational> b) {
  const ProductSpace space({static_cast<StateId>(a.size())});
  return proportional<Rational>({space, std::move(a)}, {space, std::move(b)});
}

BOOST_AUTO_TEST_CASE(proportionality) {
  BOOST_TEST(are_proportional({1, 2, 3}, {2, 4, 6}));
  BOOST_TEST(!are_proportional({1, 2, 3}, {2, 4, 5}));
  BOOST_TEST(are_proportional({0, 2, 0}, {0, 3, 0}));
  BOOST_TEST(!are_proportional({0, 2}, {1, 2}));
  BOOST_TEST(!are_proportional({1, 2}, {0, 2}));
  BOOST_TEST(!are_proportional({1, 2}, {0, 0}));
  BOOST_TEST(!are_proportional({1, 0}, {1, 2}));
  BOOST_TEST(are_proportional({0, 0}, {0, 0}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
