// The flow and potential programs, at their solutions and beside them.

#include <klprop/scalar/ball.hpp>
#include <klprop/spn/flow_program.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;

/// s = 1·x₀ + 3·x₁ and root = s·y₀ at λ = (2, 1, 1): S = 5, three fifths through x₁.
struct Example {
  Circuit circuit = [] {
    testing::Draft draft({2, 1});
    const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1), y = draft.x(1, 0);  // 0 1 2
    const NodeId mixture = draft.sum({{x0, 1}, {x1, 3}});                    // 3
    draft.product({mixture, y});                                             // 4
    return std::move(draft).build();
  }();
  Valuation<Rational> at = testing::at_lambda(circuit, {2, 1, 1});
  Sweeps<Rational> sweeps = sweep(circuit, at);
  Flow<Rational> flow = flow_of_sweeps(circuit, at, sweeps);
};

Flow<Ball> in_balls(const Flow<Rational>& flow) {
  Flow<Ball> result;
  for (const Rational& value : flow.visit) result.visit.push_back(from_rational<Ball>(value));
  for (const Rational& value : flow.along) result.along.push_back(from_rational<Ball>(value));
  return result;
}

std::vector<Ball> in_balls(const Numbers& numbers) {
  std::vector<Ball> result;
  for (const Rational& value : numbers) result.push_back(from_rational<Ball>(value));
  return result;
}

BOOST_AUTO_TEST_SUITE(flows)

BOOST_AUTO_TEST_CASE(the_flow_of_the_sweeps) {
  const Example example;
  BOOST_TEST((example.flow.visit == Numbers{Rational(2, 5), Rational(3, 5), 1, 1, 1}));
  BOOST_TEST((example.flow.along == Numbers{Rational(2, 5), Rational(3, 5), 1, 1}));
  BOOST_TEST((inflow(example.circuit, example.flow) == example.flow.visit));
  BOOST_TEST(outflow_of_sums(example.circuit, example.flow)[3] == 1);
}

BOOST_AUTO_TEST_CASE(a_flow_that_loses_some_is_seen) {
  Example example;
  example.flow.along[0] /= 2;
  BOOST_TEST(inflow(example.circuit, example.flow)[0] == Rational(1, 5));
  BOOST_TEST(outflow_of_sums(example.circuit, example.flow)[3] == Rational(4, 5));
}

BOOST_AUTO_TEST_CASE(potentials_and_their_multipliers) {
  const Example example;
  const Numbers& potential = example.sweeps.upward;
  for (NodeId node = 0; node < 5; ++node)
    BOOST_TEST(least_potential(example.circuit, example.at, potential, node) == potential[node]);
  BOOST_TEST(
      (multipliers_from_above(example.circuit, example.at, potential, example.flow.visit) == example.flow.visit));
  Numbers other = potential;
  other[1] = 4;  // then the sum has 2 + 12 at least, and hands six sevenths to x₁
  BOOST_TEST(least_potential(example.circuit, example.at, other, 3) == 14);
  BOOST_TEST(multipliers_from_above(example.circuit, example.at, other, example.flow.visit)[1] == Rational(6, 7));
}

/// No gap: both programs have the value log 5, up to sign; and what bounds them does.
BOOST_AUTO_TEST_CASE(values) {
  const PrecisionScope precision(128);
  const Example example;
  const Valuation<Ball> at = transform<Ball>(example.at, [](const Rational& v) { return from_rational<Ball>(v); });
  const Flow<Ball> flow = in_balls(example.flow);
  const std::vector<Ball> potential = in_balls(example.sweeps.upward);
  const Ball value = log(Ball(5));
  BOOST_TEST(contains_zero(flow_objective(example.circuit, at, flow) + value));
  BOOST_TEST(contains_zero(flow_lagrangian(example.circuit, at, flow, potential) + value));
  BOOST_TEST(contains_zero(potential_lagrangian(example.circuit, at, potential, flow.visit) - value));
  for (int k = 1; k < 10; ++k) {
    if (k == 4) continue;
    Flow<Ball> other = flow;
    other.along[0] = other.visit[0] = from_rational<Ball>(Rational(k, 10));
    other.along[1] = other.visit[1] = from_rational<Ball>(Rational(10 - k, 10));
    BOOST_TEST(certainly_less(Ball(0) - value, flow_objective(example.circuit, at, other)), k);
    std::vector<Ball> moved = potential;
    moved[3] = Ball(k);
    if (k != 5) BOOST_TEST(!certainly_less(potential_lagrangian(example.circuit, at, moved, flow.visit), value), k);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
