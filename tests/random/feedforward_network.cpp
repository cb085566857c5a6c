// What random networks promise.

#include <klprop/random/feedforward_network.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <vector>

namespace klprop {
namespace {

bool is_among(const NetworkLayer& layer, const std::vector<NetworkActivation>& activations) {
  return std::any_of(activations.begin(), activations.end(), [&](const NetworkActivation& each) {
    return each.primitive == layer.activation && each.parameter == layer.parameter;
  });
}

std::vector<Rational> numbers_of(const FeedforwardNetwork& network) {
  std::vector<Rational> all = network.targets();
  for (std::size_t l = 0; l < network.depth(); ++l) {
    all.insert(all.end(), network.layer(l).weights.begin(), network.layer(l).weights.end());
    all.insert(all.end(), network.layer(l).biases.begin(), network.layer(l).biases.end());
  }
  return all;
}

BOOST_AUTO_TEST_SUITE(random_networks)

BOOST_AUTO_TEST_CASE(options_are_kept) {
  std::set<std::size_t> depths, widths;
  std::set<int> losses;
  unsigned square = 0, oblong = 0;
  for (std::uint64_t trial = 0; trial < 1000; ++trial) {
    Random random(3, trial);
    FeedforwardNetworkOptions options;
    if (trial % 2 == 0) options.activations = polynomial_activations();
    options.max_width = 2 + trial % 3;
    const FeedforwardNetwork network = random_network(random, options);
    depths.insert(network.depth());
    losses.insert(static_cast<int>(network.loss()));
    BOOST_TEST((network.loss() != NetworkLoss::cross_entropy || network.targets().size() > 1));
    unsigned degree = 1;
    for (std::size_t l = 0; l < network.depth(); ++l) {
      const NetworkLayer& layer = network.layer(l);
      const std::size_t inputs = network.width_into(l);
      widths.insert(inputs);
      BOOST_TEST((layer.outputs >= 1 && layer.outputs <= options.max_width));
      BOOST_TEST((layer.outputs > 1 || inputs > 1));
      BOOST_TEST(!has_symmetric_weights(layer, inputs));
      BOOST_TEST(is_among(layer, options.activations));
      ++(layer.outputs == inputs ? square : oblong);
      if (trial % 2 == 0) degree *= NetworkActivation{layer.activation, layer.parameter}.degree();
    }
    BOOST_TEST(degree <= options.max_degree);
    for (const Rational& number : numbers_of(network)) BOOST_TEST((number != 0 && abs(number) < 2));
    BOOST_TEST(random_network_input(random, network).size() == network.input_count());
  }
  BOOST_TEST(depths == (std::set<std::size_t>{1, 2, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(widths == (std::set<std::size_t>{1, 2, 3, 4}), boost::test_tools::per_element());
  BOOST_TEST(losses.size() == 3U);
  BOOST_TEST(square > 200U);
  BOOST_TEST(oblong > 1000U);
}

BOOST_AUTO_TEST_CASE(residues) {
  Random random(5);
  FeedforwardNetworkOptions options;
  options.activations = polynomial_activations();
  options.numbers = NetworkNumbers::residues;
  for (unsigned trial = 0; trial < 50; ++trial)
    for (const Rational& number : numbers_of(random_network(random, options)))
      BOOST_TEST((number >= 1 && number < Rational(PrimeField::modulus)));
}

BOOST_AUTO_TEST_CASE(one_seed_one_network) {
  const auto draw = [](std::uint64_t seed) {
    Random random(seed);
    return numbers_of(random_network(random));
  };
  BOOST_TEST((draw(1) == draw(1)));
  BOOST_TEST((draw(1) != draw(2)));
}

BOOST_AUTO_TEST_CASE(symmetric_matrices) {
  BOOST_TEST(has_symmetric_weights({2, {1, 2, 2, 3}, {0, 0}, std::nullopt, 0}, 2));
  BOOST_TEST(!has_symmetric_weights({2, {1, 2, 3, 3}, {0, 0}, std::nullopt, 0}, 2));
  BOOST_TEST(!has_symmetric_weights({1, {1, 1}, {0}, std::nullopt, 0}, 2));
  BOOST_TEST(has_symmetric_weights({1, {7}, {0}, std::nullopt, 0}, 1));
}

/// A chain of single units, whose matrices can only be 1×1.
BOOST_AUTO_TEST_CASE(width_one) {
  Random random(7);
  FeedforwardNetworkOptions options;
  options.max_width = 1;
  options.min_depth = 3;
  const FeedforwardNetwork network = random_network(random, options);
  BOOST_TEST(network.depth() >= 3U);
  for (std::size_t l = 0; l < network.depth(); ++l) BOOST_TEST(network.layer(l).weights.size() == 1U);
}

BOOST_AUTO_TEST_CASE(degrees) {
  BOOST_TEST((NetworkActivation{Primitive::power, 3}.degree()) == 3U);
  BOOST_TEST((NetworkActivation{Primitive::power, -1}.degree()) == 0U);
  BOOST_TEST((NetworkActivation{Primitive::negate, 0}.degree()) == 1U);
  BOOST_TEST((NetworkActivation{std::nullopt, 0}.degree()) == 1U);
  BOOST_TEST((NetworkActivation{Primitive::tanh, 0}.degree()) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
