// Where there is no value or no derivative, and where that is undecided: the error names the node.

#include <klprop/computation_graph/forward_mode.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "computation_graph/support.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace klprop {
namespace {

using testing::one_node;

template <class Error, class Run>
void check_refused(GraphNodeId node, const Run& run, const std::string& part = "") {
  BOOST_CHECK_EXCEPTION(run(), Error, [&](const EvaluationError& error) {
    return error.node() == node && std::string(error.what()).find(part) != std::string::npos;
  });
}

template <class S>
S value_of(const ComputationGraph& graph, const std::vector<S>& x) {
  return forward_values<S>(graph, x).back();
}
template <class S>
std::vector<S> slopes_of(const ComputationGraph& graph, const std::vector<S>& x) {
  return gradient<S>(graph, x, graph.node_count() - 1);
}
/// The derivative along all inputs at once, by dual numbers.
template <class S>
S dual_slope(const ComputationGraph& graph, const std::vector<S>& x) {
  return forward_dual_values<S>(graph, x, std::vector<S>(x.size(), S(1))).back().tangent;
}

Ball around(const Rational& low, const Rational& high) {
  return between(low, high);
}

BOOST_AUTO_TEST_SUITE(domains)

BOOST_AUTO_TEST_CASE(division_by_zero) {
  const ComputationGraph quotient = one_node(Primitive::divide, 2), power = one_node(Primitive::power, 1, -2);
  check_refused<OutsideDomain>(
      2,
      [&] {
        return value_of<Rational>(quotient, {1, 0});
      },
      "node 2 (divide)");
  check_refused<OutsideDomain>(2, [&] { return value_of<double>(quotient, {1, 0}); });
  check_refused<OutsideDomain>(2, [&] { return value_of<Real>(quotient, {0, 0}); });
  check_refused<OutsideDomain>(2, [&] { return value_of<PrimeField>(quotient, {1, 0}); });
  check_refused<OutsideDomain>(2, [&] { return value_of<Ball>(quotient, {1, 0}); });
  check_refused<OutsideDomain>(2, [&] { return dual_slope<Rational>(quotient, {1, 0}); });
  check_refused<UndecidedDomain>(2, [&] { return value_of<Ball>(quotient, {1, around(0, 1)}); });
  check_refused<UndecidedDomain>(2, [&] { return dual_slope<Ball>(quotient, {1, around(-1, 1)}); });
  check_refused<OutsideDomain>(1, [&] { return value_of<Rational>(power, {0}); });
  check_refused<OutsideDomain>(1, [&] { return value_of<Ball>(power, {0}); });
  check_refused<UndecidedDomain>(1, [&] { return value_of<Ball>(power, {around(-1, 1)}); });
}

BOOST_AUTO_TEST_CASE(logarithms_and_powers_of_what_is_not_positive) {
  for (const Primitive primitive : {Primitive::log, Primitive::real_power, Primitive::pow}) {
    const std::size_t arity = primitive_info(primitive).min_arity;
    const ComputationGraph g = one_node(primitive, arity, Rational(1, 2));
    const auto with = [&](const auto& x) {
      using S = std::decay_t<decltype(x)>;
      return value_of<S>(g, std::vector<S>(arity, x));
    };
    const auto node = static_cast<GraphNodeId>(arity);
    check_refused<OutsideDomain>(node, [&] { return with(0.0); });
    check_refused<OutsideDomain>(node, [&] { return with(Real(-1)); });
    check_refused<OutsideDomain>(node, [&] { return with(Ball(0)); });
    check_refused<OutsideDomain>(node, [&] { return with(around(-1, 0)); });
    check_refused<UndecidedDomain>(node, [&] { return with(around(0, 1)); });
    check_refused<UndecidedDomain>(node, [&] { return with(around(-1, 1)); });
    check_refused<OutsideDomain>(node, [&] { return with(Dual<double>(-1.0)); });
    BOOST_TEST(is_finite(with(around(Rational(1, 100), 1))));
  }
}

BOOST_AUTO_TEST_CASE(roots) {
  const ComputationGraph g = one_node(Primitive::sqrt, 1);
  BOOST_TEST(value_of<double>(g, {0}) == 0);
  BOOST_TEST(is_exactly_zero(value_of<Ball>(g, {0})));
  check_refused<OutsideDomain>(1, [&] { return value_of<double>(g, {-1}); });
  check_refused<OutsideDomain>(1, [&] { return value_of<Ball>(g, {around(-2, -1)}); });
  check_refused<UndecidedDomain>(1, [&] { return value_of<Ball>(g, {around(-1, 0)}); });
  check_refused<UndecidedDomain>(1, [&] { return value_of<Ball>(g, {around(-1, 1)}); });
  check_refused<NotDifferentiable>(1, [&] { return slopes_of<double>(g, {0}); });
  check_refused<NotDifferentiable>(1, [&] { return slopes_of<Ball>(g, {0}); });
  check_refused<NotDifferentiable>(1, [&] { return dual_slope<Real>(g, {0}); });
  check_refused<NotDifferentiable>(1, [&] { return dual_slope<Ball>(g, {0}); });
  check_refused<NotDifferentiable>(1, [&] { return slopes_of<Dual<Real>>(g, {Real(0)}); });
  BOOST_TEST((forward_values<Dual<double>>(g, std::vector<Dual<double>>{0}).back().tangent == 0));
}

BOOST_AUTO_TEST_CASE(poles_and_overflow) {
  const ComputationGraph tan = one_node(Primitive::tan, 1), exp = one_node(Primitive::exp, 1);
  check_refused<UndecidedDomain>(1, [&] { return value_of<Ball>(tan, {around(1, 2)}); });
  check_refused<NumberOverflow>(1, [&] { return value_of<double>(exp, {1000}); });
  check_refused<NumberOverflow>(2, [&] { return value_of<double>(one_node(Primitive::product, 2), {1e200, 1e200}); });
  check_refused<NumberOverflow>(0, [&] { return slopes_of<double>(one_node(Primitive::log, 1), {5e-324}); });
}

BOOST_AUTO_TEST_CASE(inputs_that_are_no_numbers) {
  const ComputationGraph g = one_node(Primitive::sum, 2);
  check_refused<OutsideDomain>(1, [&] { return value_of<double>(g, {1, std::numeric_limits<double>::infinity()}); });
  check_refused<OutsideDomain>(0, [&] { return value_of<double>(g, {std::numeric_limits<double>::quiet_NaN(), 1}); });
  check_refused<OutsideDomain>(0, [&] { return value_of<Ball>(g, {log(Ball(0)), 1}); });
}

BOOST_AUTO_TEST_CASE(functions_that_a_scalar_lacks) {
  for (const PrimitiveInfo& info : all_primitives()) {
    if (info.min_arity == 0) continue;
    const ComputationGraph g = one_node(info.primitive, info.min_arity);
    const auto node = static_cast<GraphNodeId>(info.min_arity);
    const auto with = [&](const auto& one) {
      using S = std::decay_t<decltype(one)>;
      return [&g, x = std::vector<S>(g.inputs().size(), one)] { return value_of<S>(g, x); };
    };
    if (info.rational) {
      with(PrimeField(1))();
      with(Rational(1))();
    } else {
      check_refused<UnsupportedPrimitive>(node, with(PrimeField(1)), std::string(info.name));
      check_refused<UnsupportedPrimitive>(node, with(Dual<PrimeField>(1)));
      if (!info.has_kink) check_refused<UnsupportedPrimitive>(node, with(Rational(1)));
      if (info.has_kink) with(Rational(1))();
    }
    with(Ball(1))();
    with(Dual<Real>(1))();
  }
}

/// |x|, relu and leaky relu: values everywhere, derivatives off zero.
BOOST_AUTO_TEST_CASE(kinks_at_zero) {
  for (const Primitive primitive : {Primitive::abs, Primitive::relu, Primitive::leaky_relu}) {
    const ComputationGraph g = one_node(primitive, 1, Rational(1, 8));
    BOOST_TEST(value_of<Rational>(g, {0}) == 0);
    BOOST_TEST(is_exactly_zero(value_of<Ball>(g, {0})));
    check_refused<NotDifferentiable>(1, [&] { return slopes_of<Rational>(g, {0}); });
    check_refused<NotDifferentiable>(1, [&] { return slopes_of<double>(g, {0}); });
    check_refused<NotDifferentiable>(1, [&] { return slopes_of<Ball>(g, {0}); });
    check_refused<NotDifferentiable>(1, [&] { return dual_slope<Rational>(g, {0}); });
    check_refused<NotDifferentiable>(1, [&] { return dual_slope<Ball>(g, {0}); });
    for (const Ball& x : {around(-1, 1), around(0, 1), around(-1, 0)}) {
      BOOST_TEST(is_finite(value_of<Ball>(g, {x})));
      check_refused<UndecidedBranch>(1, [&] { return slopes_of<Ball>(g, {x}); });
      check_refused<UndecidedBranch>(1, [&] { return dual_slope<Ball>(g, {x}); });
      BOOST_CHECK_THROW(slopes_of<Ball>(g, {x}), Undecided);
      // a tangent of zero needs no branch
      const Dual<Ball> constant = forward_values<Dual<Ball>>(g, std::vector<Dual<Ball>>{x}).back();
      BOOST_TEST(is_exactly_zero(constant.tangent));
      BOOST_TEST(overlaps(constant.value, value_of<Ball>(g, {x})));
    }
  }
  BOOST_TEST((slopes_of<Rational>(one_node(Primitive::leaky_relu, 1, 1), {0}) == std::vector<Rational>{1}));
  BOOST_TEST((slopes_of<Rational>(one_node(Primitive::leaky_relu, 1, Rational(1, 8)), {-3}) ==
              std::vector<Rational>{Rational(1, 8)}));
}

/// The values of a ball on both sides of a kink are enclosed, and not by much more.
BOOST_AUTO_TEST_CASE(values_over_a_kink) {
  const auto range = [](Primitive primitive, const Rational& c) {
    return value_of<Ball>(one_node(primitive, 1, c), {around(-2, 3)});
  };
  const auto is_nearly = [](const Ball& ball, const Rational& low, const Rational& high) {
    const Rational slack(1, 1'000'000);
    return lower(ball) <= low && lower(ball) >= low - slack && upper(ball) >= high && upper(ball) <= high + slack;
  };
  BOOST_TEST(is_nearly(range(Primitive::abs, 0), 0, 3));
  BOOST_TEST(is_nearly(range(Primitive::relu, 0), 0, 3));
  BOOST_TEST(is_nearly(range(Primitive::leaky_relu, Rational(1, 2)), -1, 3));
  BOOST_TEST(is_nearly(range(Primitive::leaky_relu, -4), 0, 8));
  BOOST_TEST(is_nearly(value_of<Ball>(one_node(Primitive::maximum, 2), {around(0, 3), around(1, 2)}), 1, 3));
  BOOST_TEST(is_nearly(value_of<Ball>(one_node(Primitive::minimum, 2), {around(0, 3), around(1, 2)}), 0, 2));
}

BOOST_AUTO_TEST_CASE(ties_of_extrema) {
  const ComputationGraph g = one_node(Primitive::maximum, 3), low = one_node(Primitive::minimum, 3);
  using Numbers = std::vector<Rational>;
  BOOST_TEST((slopes_of<Rational>(g, {1, 3, 2}) == Numbers{0, 1, 0}));
  BOOST_TEST((slopes_of<Rational>(low, {1, 3, 2}) == Numbers{1, 0, 0}));
  BOOST_TEST((slopes_of<Rational>(g, {1, 1, 2}) == Numbers{0, 0, 1}));
  check_refused<NotDifferentiable>(3, [&] { return slopes_of<Rational>(g, {2, 1, 2}); });
  check_refused<NotDifferentiable>(3, [&] { return slopes_of<Rational>(low, {1, 1, 2}); });
  check_refused<NotDifferentiable>(3, [&] { return dual_slope<Rational>(g, {2, 1, 2}); });
  check_refused<NotDifferentiable>(3, [&] { return slopes_of<Ball>(g, {2, 1, 2}); });
  BOOST_TEST(value_of<Rational>(g, {2, 1, 2}) == 2);
  check_refused<UndecidedBranch>(3, [&] { return slopes_of<Ball>(g, {around(0, 2), 1, 0}); });
  check_refused<UndecidedBranch>(3, [&] { return dual_slope<Ball>(g, {around(0, 2), 1, 0}); });
  // the loose argument is certainly not the largest
  const std::vector<Ball> slope = slopes_of<Ball>(g, {around(0, 2), 3, 0});
  BOOST_TEST(is_exactly_zero(slope[0]));
  BOOST_TEST((midpoint(slope[1]) == 1));
}

/// max(x, x) is x: several slots with one argument are no tie.
BOOST_AUTO_TEST_CASE(one_argument_in_several_slots) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input(), y = b.input(), z = b.apply(Primitive::maximum, {x, y, x});
  b.output("z", z);
  const ComputationGraph g = std::move(b).build();
  const std::vector<Rational> at = {2, 1};
  BOOST_TEST((slopes_of<Rational>(g, at) == std::vector<Rational>{1, 0}));
  BOOST_TEST(dual_slope<Rational>(g, at) == 1);
  BOOST_TEST((midpoint(slopes_of<Ball>(g, {around(2, 3), 1})[0]) == 1));
}

/// A kink counts only where the derivative may depend on it.
BOOST_AUTO_TEST_CASE(kinks_of_no_consequence) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x"), kink = b.apply(Primitive::abs, {x}), zero = b.constant(0);
  const GraphNodeId lost = b.product({kink, zero}), other = b.power(x, 2), z = b.sum({lost, other});
  b.name(kink, "kink");
  b.output("z", z);
  b.output("kink", kink);
  const ComputationGraph g = std::move(b).build();
  BOOST_TEST((gradient<Rational>(g, std::vector<Rational>{0}, z) == std::vector<Rational>{0}));
  BOOST_TEST((gradient<Rational>(g, std::vector<Rational>{0}, other) == std::vector<Rational>{0}));
  check_refused<NotDifferentiable>(
      kink, [&] { return gradient<Rational>(g, std::vector<Rational>{0}, kink); }, "\"kink\" (abs)");
  check_refused<UndecidedBranch>(kink, [&] { return gradient<Ball>(g, std::vector<Ball>{around(-1, 1)}, kink); });
  BOOST_TEST(is_finite(gradient<Ball>(g, std::vector<Ball>{around(-1, 1)}, z)[0]));
}

BOOST_AUTO_TEST_CASE(default_values_of_inputs) {
  ComputationGraphBuilder b;
  b.input("x", Rational(1, 3));
  b.output("y", b.input("y", Rational(5)));
  const ComputationGraph g = std::move(b).build();
  BOOST_TEST((default_inputs<Rational>(g) == std::vector<Rational>{Rational(1, 3), 5}));
  BOOST_CHECK_THROW(static_cast<void>(default_inputs<Rational>(one_node(Primitive::sin, 1))), GraphError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
