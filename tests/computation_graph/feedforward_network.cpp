// The layered recursion against the reverse sweep of the same network as a computation graph.

#include <klprop/computation_graph/layered_recursion.hpp>
#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "computation_graph/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <vector>

namespace klprop {
namespace {

using testing::in_scalar;
using testing::small_rational;
using Numbers = std::vector<Rational>;

Numbers draw_numbers(std::size_t count) {
  Numbers result(count);
  for (Rational& number : result) number = small_rational();
  return result;
}

struct DrawnNetwork {
  FeedforwardNetwork network;
  Numbers input;
};

/// Layers of distinct widths, so that W and its transpose have distinct shapes.
DrawnNetwork draw_network(const std::vector<Primitive>& activations, const std::vector<NetworkLoss>& losses) {
  const auto inputs = static_cast<std::size_t>(*rc::gen::inRange(1, 4));
  const int depth = *rc::gen::inRange(1, 4);
  std::size_t width = inputs;
  std::vector<NetworkLayer> layers;
  for (int l = 0; l < depth; ++l) {
    NetworkLayer layer;
    layer.outputs = static_cast<std::size_t>(*rc::gen::inRange(1, 5));
    layer.weights = draw_numbers(layer.outputs * width);
    layer.biases = draw_numbers(layer.outputs);
    if (*rc::gen::inRange(0, 5) != 0) layer.activation = *rc::gen::elementOf(activations);
    layer.parameter = 2;
    width = layer.outputs;
    layers.push_back(layer);
  }
  const NetworkLoss loss = *rc::gen::elementOf(losses);
  return {FeedforwardNetwork(inputs, layers, loss, draw_numbers(width)), draw_numbers(inputs)};
}

/// Calls same(a, b, what) for each derivative by the recursion and by the reverse sweep.
template <class S, class Same>
void compare(const DrawnNetwork& drawn, const S& seed, const Same& same) {
  const NetworkGraph as_graph = computation_graph(drawn.network);
  std::vector<S> inputs = in_scalar<S>(drawn.input);
  const NetworkPass<S> pass = network_pass<S>(drawn.network, inputs);
  const NetworkSensitivities<S> s = layered_recursion<S>(drawn.network, pass, seed);
  for (std::size_t i = inputs.size(); i < as_graph.graph.inputs().size(); ++i)
    inputs.push_back(from_rational<S>(*as_graph.graph.input_value(i)));
  const std::vector<S> values = forward_values<S>(as_graph.graph, inputs);
  const AdjointSeed<S> at_loss{as_graph.loss, seed};
  std::vector<S> adjoints(values.size());
  reverse_sweep<S>(as_graph.graph, values, std::span(&at_loss, 1), std::span<S>(adjoints));

  const auto all_same = [&](const std::vector<S>& found, const std::vector<GraphNodeId>& nodes,
                            const std::vector<S>& expected) {
    RC_ASSERT(found.size() == nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) same(found[i], expected[nodes[i]]);
  };
  same(pass.loss, values[as_graph.loss]);
  all_same(s.s_input, as_graph.inputs, adjoints);
  for (std::size_t l = 0; l < drawn.network.depth(); ++l) {
    all_same(pass.u[l], as_graph.preactivations[l], values);
    all_same(pass.a[l], as_graph.activations[l], values);
    all_same(s.s_u[l], as_graph.preactivations[l], adjoints);
    all_same(s.s_u[l], as_graph.biases[l], adjoints);
    all_same(s.s_a[l], as_graph.activations[l], adjoints);
    all_same(s.weights[l], as_graph.weights[l], adjoints);
  }
}

template <class S>
void compare_exactly() {
  const DrawnNetwork drawn =
      draw_network({Primitive::power, Primitive::negate}, {NetworkLoss::linear, NetworkLoss::squared_error});
  compare<S>(drawn, from_rational<S>(small_rational()), [](const S& a, const S& b) { RC_ASSERT(a == b); });
}

BOOST_AUTO_TEST_SUITE(feedforward_networks)

RC_BOOST_PROP(recursion_is_backpropagation_in_rationals, ()) {
  compare_exactly<Rational>();
}
RC_BOOST_PROP(recursion_is_backpropagation_modulo_p, ()) {
  compare_exactly<PrimeField>();
}
RC_BOOST_PROP(recursion_is_backpropagation_in_balls, ()) {
  const PrecisionScope scope(512);
  const DrawnNetwork drawn =
      draw_network({Primitive::tanh, Primitive::logistic, Primitive::softplus, Primitive::gelu, Primitive::silu,
                    Primitive::sin, Primitive::erf},
                   {NetworkLoss::linear, NetworkLoss::squared_error, NetworkLoss::cross_entropy});
  compare<Ball>(drawn, Ball(1), [](const Ball& a, const Ball& b) {
    RC_ASSERT(overlaps(a, b));
    RC_ASSERT(radius(a) * (Integer(1) << 300) < 1 + abs(midpoint(a)));
    RC_ASSERT(radius(b) * (Integer(1) << 300) < 1 + abs(midpoint(b)));
  });
}

/// C = (a − 5)²/2 with a = u², u = 2x₁ + 3x₂ + 1 at (1, −2): u = −3, a = 9, C = 8, ∂C/∂a = 4, δ = −24.
BOOST_AUTO_TEST_CASE(by_hand) {
  const FeedforwardNetwork network(2, {{1, {2, 3}, {1}, Primitive::power, 2}}, NetworkLoss::squared_error, {5});
  const Numbers x = {1, -2};
  const NetworkPass<Rational> pass = network_pass<Rational>(network, x);
  BOOST_TEST((pass.u == std::vector<Numbers>{{-3}}));
  BOOST_TEST((pass.a == std::vector<Numbers>{{9}}));
  BOOST_TEST(pass.loss == 8);
  const NetworkSensitivities<Rational> s = layered_recursion<Rational>(network, pass, 1);
  BOOST_TEST((s.s_a == std::vector<Numbers>{{4}}));
  BOOST_TEST((s.s_u == std::vector<Numbers>{{-24}}));
  BOOST_TEST((s.weights == std::vector<Numbers>{{-24, 48}}));
  BOOST_TEST((s.s_input == Numbers{-48, -72}));
  // with φ = e^{−z}, s = −δ
  BOOST_TEST((layered_recursion<Rational>(network, pass, -1).s_u == std::vector<Numbers>{{24}}));
}

BOOST_AUTO_TEST_CASE(kinks) {
  const FeedforwardNetwork network(1, {{2, {1, 1}, {0, 1}, Primitive::relu, 0}}, NetworkLoss::linear, {0, 3});
  // the unit at the kink has no weight in the loss
  const NetworkPass<Rational> at_zero = network_pass<Rational>(network, Numbers{0});
  BOOST_TEST((layered_recursion<Rational>(network, at_zero, 1).s_input == Numbers{3}));
  const NetworkPass<Rational> at_minus_one = network_pass<Rational>(network, Numbers{-1});
  BOOST_CHECK_THROW(static_cast<void>(layered_recursion<Rational>(network, at_minus_one, 1)), NotDifferentiable);
}

BOOST_AUTO_TEST_CASE(malformed_networks_are_refused) {
  const NetworkLayer good = {2, {1, 2}, {0, 0}, Primitive::tanh, 0};
  const auto build = [](std::size_t inputs, std::vector<NetworkLayer> layers, Numbers targets) {
    return FeedforwardNetwork(inputs, std::move(layers), NetworkLoss::linear, std::move(targets));
  };
  BOOST_CHECK_NO_THROW(build(1, {good}, {1, 1}));
  BOOST_CHECK_THROW(build(0, {good}, {1, 1}), GraphError);
  BOOST_CHECK_THROW(build(1, {}, {1}), GraphError);
  BOOST_CHECK_THROW(build(2, {good}, {1, 1}), GraphError);
  BOOST_CHECK_THROW(build(1, {good, good}, {1, 1}), GraphError);
  BOOST_CHECK_THROW(build(1, {good}, {1}), GraphError);
  BOOST_CHECK_THROW(build(1, {{0, {}, {}, Primitive::tanh, 0}}, {}), GraphError);
  BOOST_CHECK_THROW(build(1, {{1, {1}, {1, 2}, Primitive::tanh, 0}}, {1}), GraphError);
  BOOST_CHECK_THROW(build(1, {{1, {1}, {1}, Primitive::divide, 0}}, {1}), GraphError);
  BOOST_CHECK_THROW(build(1, {{1, {1}, {1}, Primitive::softmax, 0}}, {1}), GraphError);
  BOOST_CHECK_THROW(build(1, {{1, {1}, {1}, Primitive::power, Rational(1, 2)}}, {1}), GraphError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
