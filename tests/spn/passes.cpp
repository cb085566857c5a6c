// Both sweeps, against values worked out by hand, expanded polynomials, and derivatives by dual numbers.

#include <klprop/random/evidence.hpp>
#include <klprop/random/spn.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/passes.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;

/// Whether the sweeps give S(n) by definition and D(n) by dual numbers, at every node.
template <class S>
bool sweeps_are_right(const Circuit& circuit, const Valuation<S>& at) {
  std::vector<S> values;
  value_by_definition(circuit, GivenSymbols<S>(at), values);
  const Sweeps<S> sweeps = sweep(circuit, at);
  if (sweeps.upward != values) return false;
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (!(sweeps.downward[node] == testing::derivative_by_definition(circuit, at, node))) return false;
  return true;
}

BOOST_AUTO_TEST_SUITE(passes)

/// (x₀+x₁)(x₀+2x₁) at λ = 1: S = 2·3, ∂S/∂x₀ = 3 + 2 = 5, ∂S/∂x₁ = 3 + 2·2 = 7.
BOOST_AUTO_TEST_CASE(the_paper_s_product_of_overlapping_sums) {
  const Circuit circuit = testing::overlapping_square();
  const auto sweeps = sweep(circuit, testing::at_one(circuit));
  BOOST_TEST((sweeps.upward == Numbers{1, 1, 2, 3, 6}));
  BOOST_TEST((sweeps.downward == Numbers{5, 7, 3, 2, 1}));
  const auto belief = variable_beliefs(circuit, testing::at_one(circuit), sweeps);
  BOOST_TEST((belief == Numbers{Rational(5, 6), Rational(7, 6)}));
}

/// 1/4·x₀y₀ + 3/4·x₁(2y₀ + y₁) at x = (3, 5), y = (7, 11), every node by hand.
BOOST_AUTO_TEST_CASE(a_network_with_a_shared_leaf_and_a_constant) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto sweeps = sweep(circuit, testing::at_lambda(circuit, {3, 5, 7, 11}));
  const Rational quarter(1, 4);
  BOOST_TEST((sweeps.upward == Numbers{3, 5, 7, 11, 2, 14, 25, 21, 125, 99}));  // 21/4 + 375/4 = 396/4
  BOOST_TEST((sweeps.downward == Numbers{7 * quarter, 75 * quarter, 33 * quarter, 15 * quarter, 105 * quarter,
                                         15 * quarter, 15 * quarter, quarter, 3 * quarter, 1}));
  BOOST_TEST((indicator_derivatives<Rational>(circuit, sweeps.downward) ==
              Numbers{7 * quarter, 75 * quarter, 33 * quarter, 15 * quarter}));
}

BOOST_AUTO_TEST_CASE(one_node) {
  testing::Draft indicator({3});
  indicator.x(0, 1);
  const Circuit leaf = std::move(indicator).build();
  const auto sweeps = sweep(leaf, testing::at_lambda(leaf, {2, 3, 5}));
  BOOST_TEST((sweeps.upward == Numbers{3}));
  BOOST_TEST((sweeps.downward == Numbers{1}));
  BOOST_TEST((indicator_derivatives<Rational>(leaf, sweeps.downward) == Numbers{0, 1, 0}));
  testing::Draft constant({});
  constant.constant(Rational(2, 3));
  const Circuit number = std::move(constant).build();
  BOOST_TEST((sweep(number, testing::at_one(number)).upward == Numbers{Rational(2, 3)}));
  BOOST_TEST((sweep(number, testing::at_one(number)).downward == Numbers{1}));
}

/// x·x·x and 2x + 3x + x at x = 5: 3·25 and 6 beside.
BOOST_AUTO_TEST_CASE(parallel_edges) {
  testing::Draft cube({1});
  const NodeId x = cube.x(0, 0);
  cube.product({x, x, x});
  const Circuit power = std::move(cube).build();
  BOOST_TEST((sweep(power, testing::at_lambda(power, {5})).downward == Numbers{75, 1}));
  testing::Draft multiple({1});
  const NodeId y = multiple.x(0, 0);
  multiple.sum({{y, 2}, {y, 3}, {y, 1}});
  const Circuit six = std::move(multiple).build();
  BOOST_TEST((sweep(six, testing::at_lambda(six, {5})).upward == Numbers{5, 30}));
  BOOST_TEST((sweep(six, testing::at_lambda(six, {5})).downward == Numbers{6, 1}));
}

BOOST_AUTO_TEST_CASE(operators_with_one_child) {
  testing::Draft draft({1});
  const NodeId x = draft.x(0, 0), product = draft.product({x}), sum = draft.sum({{product, 3}}),
               plain = draft.plain_sum({sum});
  draft.product({plain});
  const Circuit circuit = std::move(draft).build();
  const auto sweeps = sweep(circuit, testing::at_lambda(circuit, {7}));
  BOOST_TEST((sweeps.upward == Numbers{7, 7, 21, 21, 21}));
  BOOST_TEST((sweeps.downward == Numbers{3, 3, 1, 1, 1}));
}

/// x₀x₁x₂x₃ with values (2, 3, 5, 7), some of them zero: the product of the others, without any division.
BOOST_AUTO_TEST_CASE(zeros_in_a_product) {
  testing::Draft draft({1, 1, 1, 1});
  const NodeId a = draft.x(0, 0), b = draft.x(1, 0), c = draft.x(2, 0), d = draft.x(3, 0);
  draft.product({a, b, c, d});
  const Circuit circuit = std::move(draft).build();
  const auto down = [&](Numbers lambda) {
    return sweep(circuit, testing::at_lambda(circuit, std::move(lambda))).downward;
  };
  BOOST_TEST((down({2, 3, 5, 7}) == Numbers{105, 70, 42, 30, 1}));
  BOOST_TEST((down({2, 0, 5, 7}) == Numbers{0, 70, 0, 0, 1}));
  BOOST_TEST((down({0, 3, 5, 7}) == Numbers{105, 0, 0, 0, 1}));
  BOOST_TEST((down({2, 3, 5, 0}) == Numbers{0, 0, 0, 30, 1}));
  BOOST_TEST((down({0, 3, 0, 7}) == Numbers{0, 0, 0, 0, 1}));
}

BOOST_AUTO_TEST_CASE(arbitrary_circuits) {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed);
    const Circuit circuit = testing::arbitrary_circuit(random, 3, 3 + static_cast<NodeId>(random.below(30)));
    const auto at = testing::at_lambda(circuit, testing::arbitrary_lambda(random, circuit));
    BOOST_TEST(sweeps_are_right(circuit, at), "seed " << seed);
    BOOST_TEST(sweeps_are_right(circuit, testing::modulo_p(at)), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(networks_of_every_shape) {
  for (std::size_t shape = 0; shape < spn_shape_count; ++shape)
    for (std::uint64_t seed = 0; seed < 24; ++seed) {
      Random random(seed, shape);
      SpnOptions options;
      options.shape = static_cast<SpnShape>(shape);
      options.depth = options.fan_in = 30;
      options.max_variables = 5;
      options.zeros = seed % 3 == 0;
      options.drop_completeness = seed % 4 == 1;
      options.drop_decomposability = seed % 6 == 2;
      if (options.shape == SpnShape::single)
        options.drop_completeness = options.drop_decomposability = options.zeros = false;
      const Circuit circuit = random_spn(random, options);
      const auto mode = seed % 2 == 0 ? EvidenceMode::hard : EvidenceMode::positive;
      const Evidence evidence = random_evidence(random, circuit.variables(), mode);
      const std::string where = std::string(name(options.shape)) + ", seed " + std::to_string(seed);
      BOOST_TEST(sweeps_are_right(circuit, valuation<Rational>(circuit, evidence)), where);
      BOOST_TEST(sweeps_are_right(circuit, valuation<PrimeField>(circuit, evidence)), where);
    }
}

/// The derivatives are those of the polynomial that the circuit stands for.
BOOST_AUTO_TEST_CASE(derivatives_of_expanded_polynomials) {
  unsigned of_high_degree = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    Random random(seed, 1);
    const Circuit circuit = testing::arbitrary_circuit(random, 2, 3 + static_cast<NodeId>(random.below(8)));
    const Numbers lambda = testing::arbitrary_lambda(random, circuit);
    const auto at = testing::at_lambda(circuit, lambda);
    const testing::Polynomial polynomial = testing::expand(circuit);
    const auto sweeps = sweep(circuit, at);
    BOOST_TEST(sweeps.value() == testing::evaluate(polynomial, lambda), "seed " << seed);
    const Numbers first = indicator_derivatives<Rational>(circuit, sweeps.downward);
    for (IndicatorId a = 0; a < lambda.size(); ++a) {
      const auto derived = testing::differentiate(polynomial, a);
      BOOST_TEST(first[a] == testing::evaluate(derived, lambda), "seed " << seed);
      const Numbers second = second_derivatives(circuit, at, a);
      for (IndicatorId b = 0; b < lambda.size(); ++b)
        BOOST_TEST(second[b] == testing::evaluate(testing::differentiate(derived, b), lambda), "seed " << seed);
      of_high_degree += second[a] != 0 ? 1U : 0U;
    }
  }
  BOOST_TEST(of_high_degree > 20U);  // some circuits are not multilinear
}

/// The comparisons above are such that a sweep at another valuation fails them, wherever its derivatives depend on it.
BOOST_AUTO_TEST_CASE(the_oracle_tells_valuations_apart) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11}), beside = testing::at_lambda(circuit, {3, 5, 7, 12});
  BOOST_TEST(sweep(circuit, at).downward[1] != testing::derivative_by_definition(circuit, beside, 1));
  BOOST_TEST(sweep(circuit, at).downward[3] ==
             testing::derivative_by_definition(circuit, beside, 3));  // S is affine in y₁
}

/// Passes in place overwrite whatever was there, and keep the precision of the numbers they are given.
BOOST_AUTO_TEST_CASE(passes_in_place) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11});
  Numbers up(circuit.node_count(), Rational(99)), down(circuit.node_count(), Rational(-99));
  upward_pass<Rational>(circuit, at, std::span<Rational>(up));
  downward_pass<Rational>(circuit, at, up, std::span<Rational>(down));
  BOOST_TEST((up == sweep(circuit, at).upward));
  BOOST_TEST((down == sweep(circuit, at).downward));

  const auto real = [&](mpfr_prec_t bits) {
    const PrecisionScope scope(bits);
    return std::vector<Real>(circuit.node_count(), Real(1));
  };
  std::vector<Real> coarse = real(3), fine = real(60);
  const PrecisionScope scope(200);
  const auto exact = transform<Real>(at, [](const Rational& value) { return Real(value); });
  upward_pass<Real>(circuit, exact, std::span<Real>(coarse));
  upward_pass<Real>(circuit, exact, std::span<Real>(fine));
  BOOST_TEST(coarse.back().precision() == 3);
  BOOST_TEST(fine.back().precision() == 60);
  BOOST_CHECK(fine.back() == Real(99));
  BOOST_CHECK(coarse[6] ==
              Real(24));  // 11 rounds to 12 with three bits, 14 is exact; 14 + 12 = 26 is a tie of 24 and 28
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
