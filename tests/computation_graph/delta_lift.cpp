// Messages of the delta-lifted graph as functions: by hand, and on random graphs against the reverse sweep.

#include <klprop/computation_graph/delta_lift.hpp>
#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "computation_graph/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace klprop {
namespace {

using testing::DrawnGraph;
using testing::in_scalar;
using testing::RationalGraph;

/// φ(t) = t³ + 2t + 5, and its logarithmic derivative.
struct Cubic {
  template <class S>
  S operator()(const S& t) const {
    return t * t * t + S(2) * t + S(5);
  }
  template <class S>
  S log_slope(const S& t) const {
    return (S(3) * t * t + S(2)) / (*this)(t);
  }
};

/// y = x·x, z = x·y: three paths from x by slots.
struct Cube {
  ComputationGraph graph;
  GraphNodeId x, y, z;
};
Cube cube() {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x"), y = b.product({x, x}), z = b.product({x, y});
  b.output("z", z);
  return {std::move(b).build(), x, y, z};
}

/// b_↓(node) and its derivative, at the forward value.
template <class S, class Phi>
Dual<S> differentiated(const DeltaLift& lift, const std::vector<S>& values, GraphNodeId node, const Phi& phi,
                       std::uint64_t budget) {
  const std::vector<Dual<S>> still(values.begin(), values.end());
  return delta_message<Dual<S>>(lift, still, node, Dual<S>(values[node], S(1)), phi, budget);
}

/// ∇ log b_↓ = (φ'/φ)(z*)·∇z at every node, in both readings.
template <class S>
void gradients_of_messages(const DrawnGraph& drawn) {
  const ComputationGraph& g = drawn.graph;
  const GraphNodeId z = *rc::gen::inRange<GraphNodeId>(0, g.node_count());
  const std::vector<S> values = in_scalar<S>(drawn.values), adjoints = reverse_sweep<S>(g, values, z);
  RC_PRE(!(Cubic()(values[z]) == S{}));
  for (const ParallelEdges reading : {ParallelEdges::slot_replicas, ParallelEdges::one_slot}) {
    const DeltaLift lift(g, z, reading);
    for (GraphNodeId node = 0; node < g.node_count(); ++node) {
      if (lift.paths(node) > 5000) continue;
      const Dual<S> message = differentiated<S>(lift, values, node, Cubic(), 5000);
      RC_ASSERT(message.tangent / message.value == Cubic().log_slope(values[z]) * adjoints[node]);
    }
  }
}

BOOST_AUTO_TEST_SUITE(delta_lift)

RC_BOOST_PROP(gradients_of_messages_in_rationals, ()) {
  gradients_of_messages<Rational>(RationalGraph::draw(14));
}
RC_BOOST_PROP(gradients_of_messages_modulo_p, ()) {
  gradients_of_messages<PrimeField>(RationalGraph::draw(14));
}

/// At x = 2 with φ(t) = t: each of the three paths moves x in one slot, the others keep 2.
BOOST_AUTO_TEST_CASE(by_hand) {
  const Cube c = cube();
  const std::vector<Rational> values = forward_values<Rational>(c.graph, std::vector<Rational>{2});
  const auto identity = [](const Rational& t) { return t; };
  const DeltaLift slots(c.graph, c.z), together(c.graph, c.z, ParallelEdges::one_slot);
  const auto at = [&](const DeltaLift& lift, GraphNodeId node, const Rational& t) {
    return delta_message<Rational>(lift, values, node, t, identity);
  };
  const Rational t(3);
  BOOST_TEST(at(slots, c.z, t) == t);
  BOOST_TEST(at(slots, c.y, t) == 2 * t);                                    // x* = 2 stays
  BOOST_TEST(at(slots, c.x, t) == (2 * (2 * t)) * (2 * (2 * t)) * (t * 4));  // through y twice, and into z
  BOOST_TEST(at(together, c.x, t) == (2 * (t * t)) * (t * 4));
  BOOST_TEST(slots.paths(c.x) == 3U);
  BOOST_TEST(together.paths(c.x) == 2U);
  BOOST_TEST(slots.messages_into(c.x).size() == 3U);
  BOOST_TEST(slots.messages_into(c.z).empty());
}

/// y = x·x and φ = e^z: log b_↓ is 2x*·t by slots and t² for one slot; second derivatives 0 and 2.
BOOST_AUTO_TEST_CASE(second_derivatives_differ_between_the_readings) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x"), z = b.product({x, x});
  b.output("z", z);
  const ComputationGraph g = std::move(b).build();
  const PrecisionScope scope(128);
  using Nested = Dual<Dual<Ball>>;
  const Ball at(3);
  const std::vector<Nested> values = {Nested(Dual<Ball>(at)), Nested(Dual<Ball>(Ball(9)))};
  const auto exponential = [](const Nested& t) { return ElementaryFunctions<Nested>::exp(t); };
  const auto log_message = [&](ParallelEdges reading) {
    const Nested t(Dual<Ball>(at, Ball(1)), Dual<Ball>(Ball(1)));
    return ElementaryFunctions<Nested>::log(delta_message<Nested>(DeltaLift(g, z, reading), values, x, t, exponential));
  };
  const Nested slots = log_message(ParallelEdges::slot_replicas), together = log_message(ParallelEdges::one_slot);
  BOOST_TEST(contains(slots.tangent.value, 6));
  BOOST_TEST(contains(together.tangent.value, 6));
  BOOST_TEST(contains(slots.tangent.tangent, 0));
  BOOST_TEST(!contains(slots.tangent.tangent, 2));
  BOOST_TEST(contains(together.tangent.tangent, 2));
}

BOOST_AUTO_TEST_CASE(nodes_that_z_does_not_depend_on) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input(), z = b.negate(x), after = b.divide(x, z), unused = b.input();
  b.output("z", z);
  const ComputationGraph g = std::move(b).build();
  const std::vector<Rational> values = forward_values<Rational>(g, std::vector<Rational>{2, 7});
  const DeltaLift lift(g, z);
  const auto square = [](const Rational& t) -> Rational { return t * t; };
  for (const GraphNodeId node : {after, unused}) {
    BOOST_TEST(lift.paths(node) == 0U);
    BOOST_TEST(delta_message<Rational>(lift, values, node, Rational(9), square) == 1);
  }
  // φ alone is the message into z, whatever uses z; and at t = 0 the division after z is of no concern to x
  BOOST_TEST(delta_message<Rational>(lift, values, z, Rational(5), square) == 25);
  BOOST_TEST(delta_message<Rational>(lift, values, x, Rational(0), square) == 0);
}

BOOST_AUTO_TEST_CASE(too_many_paths) {
  ComputationGraphBuilder b;
  GraphNodeId x = b.input();
  for (int i = 0; i < 100; ++i) x = b.sum({x, x});
  b.output("z", x);
  const ComputationGraph g = std::move(b).build();
  const std::vector<double> values = forward_values<double>(g, std::vector<double>{1});
  const DeltaLift lift(g, x);
  const auto identity = [](double t) { return t; };
  BOOST_TEST(lift.paths(0) == std::numeric_limits<std::uint64_t>::max());
  BOOST_TEST(lift.paths(x - 63) == std::uint64_t{1} << 63);
  BOOST_TEST(lift.paths(x - 64) == std::numeric_limits<std::uint64_t>::max());
  BOOST_CHECK_THROW(static_cast<void>(delta_message<double>(lift, values, 0, 1.0, identity)), TooManyPaths);
  BOOST_CHECK_THROW(static_cast<void>(delta_message<double>(lift, values, x - 3, 1.0, identity, 7)), TooManyPaths);
  BOOST_CHECK_NO_THROW(static_cast<void>(delta_message<double>(lift, values, x - 3, 1.0, identity, 8)));
  const DeltaLift together(g, x, ParallelEdges::one_slot);
  BOOST_TEST(together.paths(0) == 1U);
  BOOST_TEST(delta_message<double>(together, values, 0, 1.0, identity) == std::ldexp(1.0, 100));
}

BOOST_AUTO_TEST_CASE(a_long_chain) {
  ComputationGraphBuilder b;
  GraphNodeId x = b.input();
  for (int i = 0; i < 1'000'000; ++i) x = b.negate(x);
  b.output("z", x);
  const ComputationGraph g = std::move(b).build();
  const std::vector<double> values = forward_values<double>(g, std::vector<double>{1});
  BOOST_TEST(delta_message<double>(DeltaLift(g, x), values, 0, 3.0, [](double t) { return t + 1; }) == 4);
}

BOOST_AUTO_TEST_CASE(domains_of_moved_arguments) {
  const ComputationGraph g = testing::one_node(Primitive::divide, 2);
  const std::vector<Rational> values = {1, 2, Rational(1, 2)};
  const DeltaLift lift(g, 2);
  const auto identity = [](const Rational& t) { return t; };
  BOOST_CHECK_THROW(static_cast<void>(delta_message<Rational>(lift, values, 1, Rational(0), identity)), OutsideDomain);
  const ComputationGraph kink = testing::one_node(Primitive::abs, 1);
  const std::vector<Dual<Rational>> still = {0, 0};
  BOOST_CHECK_THROW(static_cast<void>(delta_message<Dual<Rational>>(DeltaLift(kink, 1), still, 0, Dual<Rational>(0, 1),
                                                                    [](const Dual<Rational>& t) { return t; })),
                    NotDifferentiable);
}

/// The logarithm of the softened message differentiates to its log-derivative, which differs from the lemma's value by
/// −bε²/(1 + bε²)·ψ'(a − bψ).
RC_BOOST_PROP(softening, ()) {
  const Rational value = testing::small_rational(), slope = testing::small_rational(), a = testing::small_rational(),
                 variance = abs(testing::small_rational());
  Rational b = testing::small_rational();
  if (1 + b * variance <= 0) b = -b;
  using D = Dual<Rational>;
  const Rational soft = softened_log_derivative(value, slope, a, b, variance);
  RC_ASSERT(softened_log_message<D>(D(value, slope), D(a), D(b), D(variance)).tangent == soft);
  const Rational sharp = slope * (a - b * value);
  RC_ASSERT(softened_log_derivative<Rational>(value, slope, a, b, 0) == sharp);
  RC_ASSERT(soft - sharp == -b * variance / (1 + b * variance) * sharp);
}

/// … and it is the integral: ∫ N(y; ψ, ε²)·exp(ay − by²/2) dy, whose trapezoidal sums converge at once.
BOOST_AUTO_TEST_CASE(softening_is_an_integral) {
  const double a = 0.7, b = -0.3, variance = 0.5, h = 1.0 / 64;
  const auto integral = [&](double psi) {
    double sum = 0;
    for (int i = -4000; i <= 4000; ++i) {
      const double y = psi + i * h;
      sum += std::exp(-(y - psi) * (y - psi) / (2 * variance) + a * y - b * y * y / 2);
    }
    return sum * h / std::sqrt(2 * ElementaryFunctions<double>::pi() * variance);
  };
  for (const double psi : {-2.0, 0.0, 1.5}) {
    const double expected = softened_log_message(psi, a, b, variance) - std::log(1 + b * variance) / 2;
    BOOST_TEST(std::abs(std::log(integral(psi)) - expected) < 1e-12);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
