// Enumeration of joint states, and values by definition, against the circuit's polynomial written out.

#include <klprop/scalar/prime_field.hpp>
#include <klprop/spn/enumeration.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;
using State = std::vector<StateId>;

/// The indicators of a joint state as numbers.
Numbers one_hot(const VariableTable& variables, const State& state) {
  Numbers lambda(variables.indicator_count());
  for (VariableId v = 0; v < state.size(); ++v) lambda[variables.indicator(v, state[v])] = 1;
  return lambda;
}

BOOST_AUTO_TEST_SUITE(enumeration)

BOOST_AUTO_TEST_CASE(joint_states_in_order) {
  const VariableTable variables({2, 1, 3});
  BOOST_TEST(joint_state_count(variables) == 6);
  std::vector<State> seen;
  for_each_joint_state(variables, [&](const State& state) { seen.push_back(state); });
  BOOST_TEST((seen == std::vector<State>{{0, 0, 0}, {0, 0, 1}, {0, 0, 2}, {1, 0, 0}, {1, 0, 1}, {1, 0, 2}}));
}

BOOST_AUTO_TEST_CASE(no_variables_have_one_joint_state) {
  BOOST_TEST(joint_state_count(VariableTable()) == 1);
  int states = 0;
  for_each_joint_state(VariableTable(), [&](const State& state) { states += state.empty() ? 1 : 100; });
  BOOST_TEST(states == 1);
}

BOOST_AUTO_TEST_CASE(counts_have_any_size) {
  BOOST_TEST(joint_state_count(VariableTable(std::vector<StateId>(200, 4))) == Integer(1) << 400);
}

/// 1/4·x₀y₀ + 3/4·x₁(2y₀ + y₁): coefficients 1/4, 0, 3/2, 3/4.
BOOST_AUTO_TEST_CASE(coefficients_by_hand) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11});
  Numbers workspace;
  BOOST_TEST(coefficient(circuit, at, {0, 0}, workspace) == Rational(1, 4));
  BOOST_TEST(coefficient(circuit, at, {0, 1}, workspace) == 0);
  BOOST_TEST(coefficient(circuit, at, {1, 0}, workspace) == Rational(3, 2));
  BOOST_TEST(coefficient(circuit, at, {1, 1}, workspace) == Rational(3, 4));
  const auto posterior = enumerate_posterior(circuit, at);
  BOOST_TEST(posterior.total == 99);
  const Rational quarter(1, 4);
  BOOST_TEST((posterior.mass == Numbers{21 * quarter, 375 * quarter, 231 * quarter, 165 * quarter}));
  const Numbers pairs = enumerate_pairs(circuit, at);
  BOOST_TEST(pairs[0 * 4 + 2] == 21 * quarter);
  BOOST_TEST(pairs[0 * 4 + 3] == 0);
  BOOST_TEST(pairs[1 * 4 + 2] == 210 * quarter);
  BOOST_TEST(pairs[3 * 4 + 1] == 165 * quarter);
  BOOST_TEST(pairs[0 * 4 + 1] == 0);  // two states of one variable
  BOOST_TEST(pairs[2 * 4 + 2] == 231 * quarter);
}

BOOST_AUTO_TEST_CASE(values_by_hand) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11});
  Numbers values;
  BOOST_TEST(value_by_definition(circuit, GivenSymbols<Rational>(at), values) == 99);
  BOOST_TEST((values == Numbers{3, 5, 7, 11, 2, 14, 25, 21, 125, 99}));
  const auto clamped = [&](std::vector<IndicatorId> kept) {
    return value_by_definition(circuit, Clamped<Rational>(circuit, at, std::move(kept)), values);
  };
  const Rational quarter(1, 4);
  BOOST_TEST(clamped({}) == 99);
  BOOST_TEST(clamped({1}) == 375 * quarter);
  BOOST_TEST(clamped({2}) == 231 * quarter);
  BOOST_TEST(clamped({1, 2}) == 210 * quarter);
  BOOST_TEST(clamped({0, 1}) == 0);  // two states of one variable exclude each other
}

/// The tangent is ∂S/∂log v = v·∂S/∂v for the perturbed symbol alone.
BOOST_AUTO_TEST_CASE(perturbations_by_hand) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = transform<Dual<Rational>>(testing::at_lambda(circuit, {3, 5, 7, 11}),
                                            [](const Rational& value) { return Dual<Rational>(value); });
  std::vector<Dual<Rational>> values;
  const auto tangent = [&](Perturbed::Kind kind, std::uint32_t which) {
    return value_by_definition(circuit, PerturbedSymbols<Rational>(at, {kind, which}), values).tangent;
  };
  const Rational quarter(1, 4);
  BOOST_TEST(tangent(Perturbed::Kind::indicator, 2) == 231 * quarter);
  BOOST_TEST(tangent(Perturbed::Kind::edge, 8) == 21 * quarter);   // 9 → 7
  BOOST_TEST(tangent(Perturbed::Kind::edge, 9) == 375 * quarter);  // 9 → 8
  BOOST_TEST(tangent(Perturbed::Kind::edge, 3) == 165 * quarter);  // 6 → 3
  BOOST_TEST(tangent(Perturbed::Kind::node, 4) == 210 * quarter);  // the constant 2
  BOOST_TEST(tangent(Perturbed::Kind::node, 9) == 99);
  BOOST_TEST(tangent(Perturbed::Kind::edge, 0) == 0);  // below a product an edge has no weight
}

/// On any circuit the values are those of the polynomial, and coefficients its values at 0 and 1.
BOOST_AUTO_TEST_CASE(arbitrary_circuits) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed);
    const Circuit circuit = testing::arbitrary_circuit(random, 2, 3 + static_cast<NodeId>(random.below(9)));
    const VariableTable& variables = circuit.variables();
    const Numbers lambda = testing::arbitrary_lambda(random, circuit);
    const auto at = testing::at_lambda(circuit, lambda);
    const testing::Polynomial polynomial = testing::expand(circuit);
    Numbers workspace;
    BOOST_TEST(
        value_by_definition(circuit, GivenSymbols<Rational>(at), workspace) == testing::evaluate(polynomial, lambda),
        "seed " << seed);
    Rational total;
    Numbers mass(lambda.size()), pairs(lambda.size() * lambda.size());
    for_each_joint_state(variables, [&](const State& state) {
      const Numbers indicators = one_hot(variables, state);
      const Rational value = testing::evaluate(polynomial, indicators);
      BOOST_TEST(coefficient(circuit, at, state, workspace) == value, "seed " << seed);
      Rational weighted = value;
      for (IndicatorId k = 0; k < lambda.size(); ++k)
        if (indicators[k] == 1) weighted *= lambda[k];
      total += weighted;
      for (IndicatorId a = 0; a < lambda.size(); ++a) {
        mass[a] += weighted * indicators[a];
        for (IndicatorId b = 0; b < lambda.size(); ++b)
          pairs[a * lambda.size() + b] += weighted * indicators[a] * indicators[b];
      }
    });
    const auto posterior = enumerate_posterior(circuit, at);
    BOOST_TEST(posterior.total == total, "seed " << seed);
    BOOST_TEST((posterior.mass == mass), "seed " << seed);
    BOOST_TEST((enumerate_pairs(circuit, at) == pairs), "seed " << seed);
    BOOST_CHECK(enumerate_posterior(circuit, testing::modulo_p(at)).total == from_rational<PrimeField>(total));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
