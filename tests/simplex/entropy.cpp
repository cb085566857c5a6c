// Negative entropy and its conjugates, against values by hand and against the definition of a conjugate as a maximum.

#include <klprop/simplex/entropy.hpp>

#include <klprop/scalar/real.hpp>
#include "simplex/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
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

/// ⟨θ,p⟩ − f(p)
Ball gain(const Table<Ball>& theta, const Table<Ball>& p) {
  Ball sum;
  for (std::size_t k = 0; k < p.values.size(); ++k) sum += theta.values[k] * p.values[k];
  return sum - negative_entropy(p);
}

BOOST_AUTO_TEST_SUITE(entropy)

BOOST_AUTO_TEST_CASE(values_by_hand) {
  const Ball log2 = log(Ball(2));
  BOOST_TEST(vanishes(negative_entropy(balls({Rational(1, 2), Rational(1, 4), Rational(1, 4)})) + Ball(3) / 2 * log2));
  BOOST_TEST(vanishes(negative_entropy(balls({2, 2})) - 4 * log2));  // not normalised
  BOOST_TEST(is_exactly_zero(negative_entropy(balls({1}))));
  BOOST_TEST(is_exactly_zero(negative_entropy(balls({0, 1, 0}))));  // 0·log 0 = 0
  BOOST_TEST((negative_entropy(Table<Real>{ProductSpace({3}), {0, 1, 0}}) == Real(0)));
}

/// A ball around zero is an unknown number and no structural zero: nothing may be claimed of its logarithm.
BOOST_AUTO_TEST_CASE(an_unknown_zero_is_not_passed_over) {
  Table<Ball> p = balls({0, 1});
  p.values[0] = between(Rational(-1, 8), Rational(1, 8));
  BOOST_TEST(!is_finite(negative_entropy(p)));
}

BOOST_AUTO_TEST_CASE(gradients_by_hand) {
  const Table<Ball> p = balls({Rational(1, 2), Rational(1, 3), Rational(1, 6)});
  const Table<Ball> theta = negative_entropy_gradient(p);
  for (std::size_t k = 0; k < 3; ++k) BOOST_TEST(vanishes(exp(theta.values[k] - Ball(1)) - p.values[k]));
}

BOOST_AUTO_TEST_CASE(conjugates_by_hand) {
  // θ = log(1,2,3): log 6, (1/6,1/3,1/2); over the orthant 6/e and (1,2,3)/e.
  const Table<Ball> theta = entrywise(balls({1, 2, 3}), [](const Ball& x) { return log(x); });
  const Ball e = exp(Ball(1));
  BOOST_TEST(vanishes(simplex_conjugate(theta) - log_of(6)));
  BOOST_TEST(vanishes(orthant_conjugate(theta) - 6 / e));
  const Table<Ball> softmaxed = softmax(theta), slope = orthant_conjugate_gradient(theta);
  for (int k = 0; k < 3; ++k) {
    BOOST_TEST(vanishes(softmaxed.values[static_cast<std::size_t>(k)] - Ball(Rational(k + 1, 6))));
    BOOST_TEST(vanishes(slope.values[static_cast<std::size_t>(k)] - (k + 1) / e));
  }
}

/// θ of either sign.
Table<Rational> random_dual(Random& random, const ProductSpace& space) {
  Table<Rational> theta = testing::random_positive(random, space);
  for (Rational& value : theta.values)
    if (random.chance(1, 2)) value = -value;
  return theta;
}

bool all_equal(const Table<Rational>& table, const Rational& to) {
  return std::count(table.values.begin(), table.values.end(), to) == std::ssize(table.values);
}
bool all_equal(const Table<Rational>& table) {
  return all_equal(table, table.values[0]);
}

/// Fenchel and Young on the simplex: no table gains more than the conjugate, and only softmax(θ) gains as much.
RC_BOOST_PROP(the_conjugate_on_the_simplex_is_a_maximum, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = testing::random_space(random, 2, 4);
  const Table<Rational> theta = random_dual(random, space);
  const Table<Ball> theta_ball = as<Ball>(theta);
  const Ball conjugate = simplex_conjugate(theta_ball);
  RC_ASSERT(vanishes(gain(theta_ball, softmax(theta_ball)) - conjugate));
  const Table<Rational> p = testing::random_distribution(random, space);
  const Ball gap = conjugate - gain(theta_ball, as<Ball>(p));
  // softmax(θ) of a rational θ is rational only when θ is constant, by Lindemann: then it is uniform.
  const bool attained = all_equal(p) && all_equal(theta);
  RC_ASSERT((attained ? vanishes(gap) : certainly_positive(gap)));
}

RC_BOOST_PROP(the_conjugate_on_the_orthant_is_a_maximum, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = testing::random_space(random, 2, 4);
  const Table<Rational> theta = random_dual(random, space);
  const Table<Ball> theta_ball = as<Ball>(theta);
  const Ball conjugate = orthant_conjugate(theta_ball);
  RC_ASSERT(vanishes(gain(theta_ball, orthant_conjugate_gradient(theta_ball)) - conjugate));
  const Table<Rational> p = testing::random_positive(random, space);
  const Ball gap = conjugate - gain(theta_ball, as<Ball>(p));
  // e^{θ−1} of a rational θ is rational only when it is 1.
  const bool attained = all_equal(p, Rational(1)) && all_equal(theta, Rational(1));
  RC_ASSERT((attained ? vanishes(gap) : certainly_positive(gap)));
}

/// The conjugate on the simplex taken for that on the orthant is exceeded: the check above can fail.
BOOST_AUTO_TEST_CASE(the_wrong_conjugate_is_noticed) {
  const Table<Ball> theta = balls({2, 2});
  const Table<Ball> p = orthant_conjugate_gradient(theta);  // (e, e)
  BOOST_TEST(certainly_less(simplex_conjugate(theta), gain(theta, p)));
}

/// ∇f*(∇f(p)) = p on the simplex, and ∇f(∇f*(θ)) = θ + (1 − log Σe^θ)·1.
RC_BOOST_PROP(gradients_are_inverse_modulo_constants, (std::uint64_t seed)) {
  Random random(seed);
  const ProductSpace space = testing::random_space(random, 2, 4);
  const Table<Ball> p = as<Ball>(testing::random_distribution(random, space));
  const Table<Ball> theta = as<Ball>(random_dual(random, space));
  const Table<Ball> back = softmax(negative_entropy_gradient(p)), there = negative_entropy_gradient(softmax(theta));
  const Table<Ball> orthant = orthant_conjugate_gradient(negative_entropy_gradient(p));
  for (std::size_t k = 0; k < p.values.size(); ++k) {
    RC_ASSERT(vanishes(back.values[k] - p.values[k]));
    RC_ASSERT(vanishes(orthant.values[k] - p.values[k]));
    RC_ASSERT(vanishes(there.values[k] - theta.values[k] - (Ball(1) - simplex_conjugate(theta))));
  }
}

/// A gradient is the limit of difference quotients: halving the step must halve the error, in 256 bits.
BOOST_AUTO_TEST_CASE(gradients_against_difference_quotients) {
  const PrecisionScope precision(256);
  const Table<Real> theta{ProductSpace({3}), {Real(Rational(1, 3)), Real(-2), Real(Rational(5, 7))}};
  const auto error = [&](auto&& function, const Table<Real>& slope, std::size_t k, unsigned bits) {
    const Real step{Rational(1, Integer(1) << bits)};
    Table<Real> moved = theta;
    moved.values[k] += step;
    return abs((function(moved) - function(theta)) / step - slope.values[k]);
  };
  const auto on_simplex = [](const Table<Real>& t) { return simplex_conjugate(t); };
  const auto on_orthant = [](const Table<Real>& t) { return orthant_conjugate(t); };
  for (std::size_t k = 0; k < 3; ++k) {
    BOOST_TEST((error(on_simplex, softmax(theta), k, 60) < Real(Rational(1, Integer(1) << 59))));
    BOOST_TEST((error(on_orthant, orthant_conjugate_gradient(theta), k, 60) < Real(Rational(1, Integer(1) << 59))));
    BOOST_TEST((error(on_simplex, orthant_conjugate_gradient(theta), k, 60) > Real(Rational(1, 1000))));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
