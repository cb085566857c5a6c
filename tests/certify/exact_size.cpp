#include <klprop/certify/exact_size.hpp>
#include <klprop/random/spn.hpp>
#include <klprop/spn/marginals.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

namespace klprop {
namespace {

/// What the numbers of both passes really take: their words, without any overhead.
double words(const std::vector<Rational>& values) {
  double bytes = 0;
  for (const Rational& value : values)
    bytes += 8.0 * static_cast<double>(mpz_size(mpq_numref(value.backend().data())) +
                                       mpz_size(mpq_denref(value.backend().data())));
  return bytes;
}
double words(const std::vector<ScaledInteger>& values) {
  double bytes = 0;
  for (const ScaledInteger& value : values)
    bytes += 8.0 * static_cast<double>(mpz_size(value.scaled_numerator().backend().data()));
  return bytes;
}

template <Ring S>
double actual(const Circuit& circuit, const Evidence& evidence) {
  const Sweeps<S> sweeps = sweep(circuit, valuation<S>(circuit, evidence));
  return words(sweeps.upward) + words(sweeps.downward);
}

Circuit chain(NodeId depth, const Rational& weight) {
  CircuitBuilder builder(VariableTable({2}));
  const std::vector<ParameterId> weights = {builder.parameter(weight)};
  std::vector<NodeId> node = {builder.indicator(0, 0)};
  for (NodeId k = 0; k < depth; ++k) node[0] = builder.sum(node, weights);
  return std::move(builder).build(node[0]);
}

ExactSizes predict(const Circuit& circuit, const Evidence& evidence) {
  return predict_exact_sizes(circuit, evidence.lambda(), common_denominator(circuit, evidence.lambda()));
}

BOOST_AUTO_TEST_SUITE(certify_exact_size)

BOOST_AUTO_TEST_CASE(random_circuits_are_not_larger_than_predicted) {
  for (std::uint64_t index = 0; index < 200; ++index) {
    Random random(11, index);
    SpnOptions options = large_spn(draw_shape(random), 300);
    options.weights = static_cast<WeightMode>(index % 4);
    options.zeros = index % 5 == 0 && options.shape != SpnShape::single;
    const Circuit circuit = random_spn(random, options);
    const Evidence evidence = random_evidence(random, circuit.variables(), static_cast<EvidenceMode>(index / 4 % 4));
    const CommonDenominator common = common_denominator(circuit, evidence.lambda());
    const ExactSizes sizes = predict_exact_sizes(circuit, evidence.lambda(), common);
    BOOST_TEST(actual<Rational>(circuit, evidence) <= sizes.rational.sweeps);
    if (!sizes.scaled) continue;
    Scale scale = *common.scale();
    const ScaleScope scope(scale);
    BOOST_TEST(actual<ScaledInteger>(circuit, evidence) <= sizes.scaled->sweeps);
  }
}

BOOST_AUTO_TEST_CASE(decimals_are_not_overestimated) {
  const Circuit circuit = chain(2000, Rational(3, 10));
  const Evidence evidence(circuit.variables());
  const ExactSizes sizes = predict(circuit, evidence);
  BOOST_TEST(sizes.rational.sweeps < 1.2 * actual<Rational>(circuit, evidence) + 200.0 * circuit.node_count());
  BOOST_TEST(sizes.rational.root_bits <
             1.01 * static_cast<double>(bit_size(sweep(circuit, valuation<Rational>(circuit, evidence)).value())));
}

BOOST_AUTO_TEST_CASE(a_deep_chain_has_a_finite_size) {
  const Circuit circuit = chain(1'000'000, Rational(3, 10));
  const ExactSizes sizes = predict(circuit, Evidence(circuit.variables()));
  BOOST_TEST(sizes.rational.sweeps > 1e11);
  BOOST_TEST(sizes.rational.sweeps < 1e13);
  BOOST_TEST(sizes.scaled->sweeps > 1e11);
}

BOOST_AUTO_TEST_CASE(weights_of_one_cost_nothing) {
  const Circuit circuit = chain(1'000'000, Rational(1));
  BOOST_TEST(predict(circuit, Evidence(circuit.variables())).scaled->sweeps < 2e8);
}

BOOST_AUTO_TEST_CASE(repeated_squares_are_beyond_all_bounds) {
  CircuitBuilder builder(VariableTable({2}));
  NodeId node = builder.constant(builder.parameter(Rational(1, 3)));
  for (int k = 0; k < 3000; ++k) node = builder.product(std::vector<NodeId>{node, node});
  const Circuit circuit = std::move(builder).build(node);
  const ExactSizes sizes = predict(circuit, Evidence(circuit.variables()));
  BOOST_TEST(std::isinf(sizes.rational.sweeps));
  BOOST_TEST((std::isinf(sizes.scaled->sweeps) || std::isinf(sizes.scaled->largest)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
