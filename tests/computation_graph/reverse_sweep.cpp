// Reverse sweep, tangent sweep and dual numbers agree exactly on rational graphs; large graphs; the weakest scalar.

#include <klprop/computation_graph/forward_mode.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "computation_graph/support.hpp"
#include "scalar/archetype.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace klprop {

template <>
struct FromRational<archetype::FieldOnly> {
  static archetype::FieldOnly convert(const Rational& value) {
    return archetype::FieldOnly::hide(from_rational<PrimeField>(value));
  }
};

namespace {

using testing::DrawnGraph;
using testing::in_scalar;
using testing::RationalGraph;

/// One in place i, else zero.
template <class S>
std::vector<S> unit(std::size_t size, std::size_t i) {
  std::vector<S> result(size);
  result[i] = S(1);
  return result;
}

template <class S>
void all_modes_agree(const DrawnGraph& drawn) {
  const ComputationGraph& g = drawn.graph;
  const std::vector<S> inputs = in_scalar<S>(drawn.inputs);
  const std::vector<S> values = forward_values<S>(g, inputs);
  RC_ASSERT(values == in_scalar<S>(drawn.values));
  std::vector<std::vector<Dual<S>>> dual;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::vector<S> direction = unit<S>(inputs.size(), i);
    dual.push_back(forward_dual_values<S>(g, inputs, direction));
    const std::vector<S> tangents = tangent_sweep<S>(g, values, direction);
    for (GraphNodeId node = 0; node < g.node_count(); ++node) {
      RC_ASSERT(dual[i][node].value == values[node]);
      RC_ASSERT(dual[i][node].tangent == tangents[node]);
    }
  }
  for (GraphNodeId node = 0; node < g.node_count(); ++node) {
    const std::vector<S> slope = of_inputs<S>(g, reverse_sweep<S>(g, values, node));
    RC_ASSERT(slope == gradient<S>(g, inputs, node));
    for (std::size_t i = 0; i < inputs.size(); ++i) RC_ASSERT(slope[i] == dual[i][node].tangent);
  }
}

/// 2^k·x with 2^k paths.
ComputationGraph doubling(GraphNodeId depth) {
  ComputationGraphBuilder b;
  GraphNodeId x = b.input("x");
  for (GraphNodeId i = 0; i < depth; ++i) x = b.sum({x, x});
  b.output("z", x);
  return std::move(b).build();
}

BOOST_AUTO_TEST_SUITE(reverse_sweeps)

RC_BOOST_PROP(all_modes_agree_in_rationals, ()) {
  all_modes_agree<Rational>(RationalGraph::draw());
}

RC_BOOST_PROP(all_modes_agree_modulo_p, ()) {
  all_modes_agree<PrimeField>(RationalGraph::draw());
}

RC_BOOST_PROP(balls_enclose_the_exact_adjoints, ()) {
  const DrawnGraph drawn = RationalGraph::draw();
  const PrecisionScope scope(4000);
  const GraphNodeId z = drawn.graph.outputs()[0].node;
  const std::vector<Rational> exact =
      reverse_sweep<Rational>(drawn.graph, forward_values<Rational>(drawn.graph, drawn.inputs), z);
  const std::vector<Ball> balls =
      reverse_sweep<Ball>(drawn.graph, forward_values<Ball>(drawn.graph, in_scalar<Ball>(drawn.inputs)), z);
  for (std::size_t node = 0; node < exact.size(); ++node) RC_ASSERT(contains(balls[node], exact[node]));
}

/// The Hessian is symmetric, and that of nested dual numbers.
RC_BOOST_PROP(second_derivatives, ()) {
  const DrawnGraph drawn = RationalGraph::draw(14);
  const GraphNodeId z = drawn.graph.outputs()[0].node;
  const std::size_t n = drawn.inputs.size();
  const std::vector<Rational> second = hessian<Rational>(drawn.graph, drawn.inputs, z);
  using Nested = Dual<Dual<Rational>>;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      std::vector<Nested> x;
      for (std::size_t k = 0; k < n; ++k)
        x.emplace_back(Dual<Rational>(drawn.inputs[k], Rational(k == i ? 1 : 0)), Dual<Rational>(k == j ? 1 : 0));
      RC_ASSERT(second[i * n + j] == forward_values<Nested>(drawn.graph, x)[z].tangent.tangent);
      RC_ASSERT(second[i * n + j] == second[j * n + i]);
    }
}

/// Seeds on several nodes, one of them twice: the sweep is linear in the seed.
RC_BOOST_PROP(seeds_add_up, ()) {
  const DrawnGraph drawn = RationalGraph::draw();
  const ComputationGraph& g = drawn.graph;
  std::vector<AdjointSeed<Rational>> seeds;
  std::vector<Rational> expected(g.node_count()), adjoints(g.node_count(), Rational(99));
  for (int s = 0; s < 3; ++s) {
    seeds.push_back({*rc::gen::inRange<GraphNodeId>(0, g.node_count()), testing::small_rational()});
    const std::vector<Rational> part = reverse_sweep<Rational>(g, drawn.values, seeds.back().node);
    for (std::size_t v = 0; v < part.size(); ++v) expected[v] += seeds.back().value * part[v];
  }
  seeds.push_back({seeds[0].node, -seeds[0].value});
  const std::vector<Rational> part = reverse_sweep<Rational>(g, drawn.values, seeds[0].node);
  for (std::size_t v = 0; v < part.size(); ++v) expected[v] -= seeds[0].value * part[v];
  reverse_sweep<Rational>(g, drawn.values, seeds, std::span<Rational>(adjoints));
  RC_ASSERT(adjoints == expected);
}

RC_BOOST_PROP(local_derivatives_are_what_the_sweep_adds, ()) {
  const DrawnGraph drawn = RationalGraph::draw();
  const ComputationGraph& g = drawn.graph;
  for (GraphNodeId node = 0; node < g.node_count(); ++node) {
    const std::vector<Rational> local = local_derivatives<Rational>(g, node, drawn.values);
    const std::vector<Rational> adjoints = reverse_sweep<Rational>(g, drawn.values, node);
    RC_ASSERT(local.size() == g.arguments(node).size());
    std::vector<Rational> expected(g.node_count());
    expected[node] = 1;
    for (GraphNodeId v = node + 1; v-- > 0;) {
      const std::vector<Rational> slopes = local_derivatives<Rational>(g, v, drawn.values);
      for (std::size_t j = 0; j < slopes.size(); ++j) expected[g.arguments(v)[j]] += expected[v] * slopes[j];
    }
    RC_ASSERT(adjoints == expected);
  }
}

BOOST_AUTO_TEST_CASE(by_hand) {
  // z = x·x·y − x/y at (3, 2): z = 18 − 3/2, ∂x = 2xy − 1/y = 23/2, ∂y = x² + x/y² = 39/4.
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x"), y = b.input("y"), z = b.subtract(b.product({x, x, y}), b.divide(x, y));
  b.output("z", z);
  const ComputationGraph g = std::move(b).build();
  const std::vector<Rational> at = {3, 2};
  BOOST_TEST(forward_values<Rational>(g, at)[z] == Rational(33, 2));
  BOOST_TEST((gradient<Rational>(g, at, z) == std::vector<Rational>{Rational(23, 2), Rational(39, 4)}));
  // second derivatives 2y, 2x + 1/y², −2x/y³
  BOOST_TEST(
      (hessian<Rational>(g, at, z) == std::vector<Rational>{4, Rational(25, 4), Rational(25, 4), Rational(-3, 4)}));
}

BOOST_AUTO_TEST_CASE(products_with_zeros) {
  const auto at = [](std::vector<Rational> x) {
    const ComputationGraph g = testing::one_node(Primitive::product, x.size());
    return gradient<Rational>(g, x, static_cast<GraphNodeId>(x.size()));
  };
  using Numbers = std::vector<Rational>;
  BOOST_TEST((at({5}) == Numbers{1}));
  BOOST_TEST((at({2, 3}) == Numbers{3, 2}));
  BOOST_TEST((at({2, 3, 5, 7}) == Numbers{105, 70, 42, 30}));
  BOOST_TEST((at({2, 0, 5, 7}) == Numbers{0, 70, 0, 0}));
  BOOST_TEST((at({0, 3, 0, 7}) == Numbers{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(exponents_at_the_end_of_their_range) {
  const std::vector<double> one = {1};
  for (const long k : {std::numeric_limits<long>::min(), std::numeric_limits<long>::max(), 0L, 1L, -1L}) {
    ComputationGraphBuilder b;
    const GraphNodeId y = b.power(b.input(), k);
    b.output("y", y);
    const ComputationGraph g = std::move(b).build();
    BOOST_TEST(gradient<double>(g, one, y)[0] == static_cast<double>(k));
  }
  // x^0 is one at zero, too, and its derivative is zero
  const ComputationGraph constant = testing::one_node(Primitive::power, 1, 0);
  BOOST_TEST((gradient<Rational>(constant, std::vector<Rational>{0}, 1) == std::vector<Rational>{0}));
}

/// 2^{10^6} paths. In doubles the slope overflows, and that is said.
BOOST_AUTO_TEST_CASE(a_million_nodes_deep) {
  const GraphNodeId depth = 1'000'000;
  const ComputationGraph g = doubling(depth);
  PrimeField power(1), square(2);
  for (GraphNodeId n = depth; n > 0; n /= 2, square *= square)
    if (n % 2 == 1) power *= square;
  BOOST_TEST((gradient<PrimeField>(g, std::vector<PrimeField>{3}, depth)[0] == power));
  const std::vector<Ball> one = {1};
  BOOST_TEST((midpoint(gradient<Ball>(g, one, depth)[0]) == Rational(Integer(1) << depth)));
  BOOST_CHECK_THROW(static_cast<void>(gradient<double>(g, std::vector<double>{1}, depth)), NumberOverflow);
  BOOST_TEST(gradient<double>(doubling(1000), std::vector<double>{1}, 1000)[0] == std::ldexp(1.0, 1000));
}

BOOST_AUTO_TEST_CASE(a_chain_of_transcendental_nodes) {
  ComputationGraphBuilder b;
  GraphNodeId x = b.input("x");
  for (int i = 0; i < 100'000; ++i) x = b.apply(Primitive::sin, {x});
  b.output("z", x);
  const ComputationGraph g = std::move(b).build();
  const std::vector<double> values = forward_values<double>(g, std::vector<double>{1.0});
  BOOST_TEST(values[x] > 0);
  BOOST_TEST(values[x] < 0.006);  // about √(3/n)
  const double slope = of_inputs<double>(g, reverse_sweep<double>(g, values, x))[0];
  BOOST_TEST(slope == forward_dual_values<double>(g, std::vector<double>{1.0}, std::vector<double>{1.0})[x].tangent,
             boost::test_tools::tolerance(1e-8));
}

BOOST_AUTO_TEST_CASE(a_million_arguments_and_users) {
  const std::size_t width = 1'000'000;
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x");
  std::vector<GraphNodeId> layer;
  for (std::size_t i = 0; i < width; ++i) layer.push_back(b.negate(x));
  const GraphNodeId product = b.product(layer), sum = b.sum(layer), z = b.subtract(product, sum);
  b.output("z", z);
  const ComputationGraph g = std::move(b).build();
  // (−x)^w + w·x at x = 1: w·(−1)^w·x^{w−1} + w = 2w
  BOOST_TEST(gradient<double>(g, std::vector<double>{1.0}, z)[0] == 2e6);
  BOOST_TEST((gradient<PrimeField>(g, std::vector<PrimeField>{1}, z)[0] == PrimeField(2'000'000)));
  BOOST_TEST((midpoint(gradient<Ball>(g, std::vector<Ball>{1}, z)[0]) == 2'000'000));
}

/// A rational graph asks for a field and nothing more: no comparison, no function, no unary minus.
RC_BOOST_PROP(rational_graphs_need_only_a_field, ()) {
  using Poor = archetype::FieldOnly;
  const DrawnGraph drawn = RationalGraph::draw(12);
  const GraphNodeId z = drawn.graph.outputs()[0].node;
  const std::vector<PrimeField> inputs = in_scalar<PrimeField>(drawn.inputs);
  const std::vector<PrimeField> slope = gradient<PrimeField>(drawn.graph, inputs, z);
  const std::vector<Poor> poor = gradient<Poor>(drawn.graph, in_scalar<Poor>(drawn.inputs), z);
  const std::vector<PrimeField> second = hessian<PrimeField>(drawn.graph, inputs, z);
  const std::vector<Poor> poor_second = hessian<Poor>(drawn.graph, in_scalar<Poor>(drawn.inputs), z);
  for (std::size_t i = 0; i < slope.size(); ++i) RC_ASSERT(poor[i].reveal() == slope[i]);
  for (std::size_t i = 0; i < second.size(); ++i) RC_ASSERT(poor_second[i].reveal() == second[i]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
