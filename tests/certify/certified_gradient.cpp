// Certified gradients against exact ones, against dual numbers over MPFR (which share no sweep and no balls with them),
// and at points where numbers are hard to have, or are none.

#include <klprop/certify/ball_rounding.hpp>
#include <klprop/certify/certified_gradient.hpp>
#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/computation_graph/forward_mode.hpp>
#include <klprop/scalar/literal.hpp>

#include "computation_graph/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::RationalGraph;

const std::string overflow = "overflow";

NumberTexts binary(const BinaryFormat& format) {
  return {[format](const Rational& value) { return hexadecimal(value, format).value_or(overflow); },
          [format](const Ball& ball) -> std::optional<std::string> {
            const RoundedBall found = round_to_binary(ball, format);
            return found.overflow ? std::optional(overflow) : found.text;
          },
          format.precision, false};
}

NumberTexts digits(int n) {
  return {[n](const Rational& value) { return decimal(value, n); }, [n](const Ball& ball) { return decimal(ball, n); },
          4L * n, false};
}

NumberTexts fractions() {
  return {[](const Rational& value) { return value.str(); }, [](const Ball&) { return std::optional<std::string>(); },
          0, true};
}

CertifiedGradient certify(const ComputationGraph& graph, const std::vector<Rational>& point, const NumberTexts& texts,
                          const GradientLimits& limits = {}) {
  const AdjointSeed<Rational> seed{graph.outputs().front().node, Rational(1)};
  return certified_gradient({&graph, point, std::span(&seed, 1)}, texts, limits);
}

std::vector<Rational> at(std::initializer_list<const char*> literals) {
  std::vector<Rational> point;
  for (const char* literal : literals) point.push_back(parse_literal(literal));
  return point;
}

/// A graph of one variable, or of two, by a function that makes the output.
template <class Make>
ComputationGraph graph_of(int inputs, const Make& make) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> x;
  for (int i = 0; i < inputs; ++i) x.push_back(builder.input("x" + std::to_string(i)));
  builder.output("y", make(builder, x));
  return std::move(builder).build();
}

BOOST_AUTO_TEST_SUITE(certify_certified_gradient)

RC_BOOST_PROP(rational_graphs_have_all_numbers, ()) {
  const auto drawn = RationalGraph::draw();
  const GraphNodeId output = drawn.graph.outputs().front().node;
  const auto exact = gradient<Rational>(drawn.graph, drawn.inputs, output);
  const auto as_fractions = certify(drawn.graph, drawn.inputs, fractions());
  const auto as_doubles = certify(drawn.graph, drawn.inputs, binary(binary64));
  const auto as_digits = certify(drawn.graph, drawn.inputs, digits(3));
  RC_ASSERT(as_fractions.open.empty() && as_doubles.open.empty() && as_digits.open.empty());
  RC_ASSERT(as_fractions.value.text.value() == drawn.values[output].str());
  RC_ASSERT(as_digits.value.text.value() == decimal(drawn.values[output], 3));
  for (std::size_t i = 0; i < exact.size(); ++i) {
    RC_ASSERT(as_fractions.derivatives[i].text.value() == exact[i].str());
    RC_ASSERT(as_doubles.derivatives[i].text.value() == hexadecimal(exact[i], binary64).value_or(overflow));
    RC_ASSERT(as_digits.derivatives[i].text.value() == decimal(exact[i], 3));
  }
}

/// A smooth node on what two earlier ones make, always within its domain.
GraphNodeId smooth_node(ComputationGraphBuilder& b, GraphNodeId x, GraphNodeId w) {
  const GraphNodeId sum = b.apply(Primitive::sum, {x, w});
  switch (*rc::gen::inRange(0, 9)) {
    case 0:
      return b.apply(Primitive::tanh, {sum});
    case 1:
      return b.apply(Primitive::product, {x, b.apply(Primitive::sin, {w})});
    case 2:
      return b.apply(Primitive::cos, {b.apply(Primitive::product, {x, w})});
    case 3:
      return b.apply(Primitive::logistic, {sum});
    case 4:
      return b.apply(Primitive::gelu, {sum});
    case 5:
      return b.apply(Primitive::softplus, {sum});
    case 6:
      return b.apply(Primitive::log_sum_exp, {x, w});
    case 7:
      return b.apply(Primitive::divide, {x, b.apply(Primitive::exp, {b.apply(Primitive::tanh, {w})})});
    default:
      return b.apply(Primitive::erf, {b.apply(Primitive::subtract, {x, w})});
  }
}

RC_BOOST_PROP(smooth_graphs_agree_with_dual_numbers, ()) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> nodes;
  std::vector<Rational> point;
  for (int i = 0; i < 3; ++i) {
    nodes.push_back(builder.input("x" + std::to_string(i)));
    point.push_back(testing::small_rational() + Rational(1, 7));
  }
  for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
    const GraphNodeId x = *rc::gen::elementOf(nodes), w = *rc::gen::elementOf(nodes);
    nodes.push_back(smooth_node(builder, x, w));
  }
  builder.output("y", nodes.back());
  const ComputationGraph graph = std::move(builder).build();
  const auto found = certify(graph, point, binary(binary64), {.max_bits = 4096});
  const PrecisionScope precision(1000);
  const auto inputs = testing::in_scalar<Real>(point);
  for (std::size_t i = 0; i < point.size(); ++i) {
    std::vector<Real> direction(point.size());
    direction[i] = Real(1);
    const auto values = forward_dual_values<Real>(graph, inputs, direction);
    Rational derivative;
    const Real& tangent = values[graph.outputs().front().node].tangent;
    mpfr_get_q(derivative.backend().data(), tangent.raw());
    const auto& text = found.derivatives[i].text;
    if (text.has_value() && abs(derivative) > Rational(1, 1000000000))
      RC_ASSERT(*text == *hexadecimal(derivative, binary64));
    if (!text) RC_ASSERT(contains_zero(found.derivatives[i].ball));
  }
}

BOOST_AUTO_TEST_CASE(a_zero_that_nothing_proves) {
  const ComputationGraph graph = graph_of(1, [](auto& b, const auto& x) {
    const GraphNodeId s = b.apply(Primitive::sin, {x[0]}), c = b.apply(Primitive::cos, {x[0]});
    return b.sum({b.power(s, 2), b.power(c, 2)});
  });
  const auto doubles = certify(graph, at({"0.5"}), binary(binary64));
  BOOST_TEST(doubles.value.text.value() == "0x1p+0");
  BOOST_TEST(doubles.derivatives[0].text.value() == "0x0p+0");
  BOOST_TEST(doubles.bits > 1075);
  BOOST_TEST(certify(graph, at({"0.5"}), binary(binary32)).derivatives[0].text.value() == "0x0p+0");
  const auto decimals = certify(graph, at({"0.5"}), digits(20), {.max_bits = 5000});
  BOOST_TEST(decimals.value.text.value() == "1.0000000000000000000");
  BOOST_TEST(!decimals.derivatives[0].text);
  BOOST_TEST(contains_zero(decimals.derivatives[0].ball));
  BOOST_TEST(decimals.bits == 5000);
  BOOST_TEST(decimals.open == "not certain within 5000 bits of working precision");
  // At the cap there is no zero yet.
  BOOST_TEST(!certify(graph, at({"0.5"}), binary(binary64), {.max_bits = 1000}).derivatives[0].text);
}

/// Four libraries for automatic differentiation print 2.68e30 or 3.89e30.
BOOST_AUTO_TEST_CASE(a_large_argument_of_a_cosine) {
  const Rational a = parse_literal("0x1.918ec5ad6cfd5p+100"), x = parse_literal("0x1.2d640bba5ac81p-1");
  const ComputationGraph graph =
      graph_of(1, [&a](auto& b, const auto& in) { return b.apply(Primitive::cos, {b.divide(b.constant(a), in[0])}); });
  BOOST_TEST(certify(graph, {x}, digits(17)).derivatives[0].text.value() == "5.7097666264350523e+30");
}

BOOST_AUTO_TEST_CASE(zeros_and_ties_of_rational_functions) {
  const ComputationGraph graph = graph_of(3, [](auto& b, const auto& x) {
    // x0·(3·x1 − 1) + x1/8 − x0·e^{x2}·0
    const GraphNodeId zero = b.subtract(b.product({b.constant(3), x[1]}), b.constant(1));
    return b.sum(
        {b.product({x[0], zero}), b.divide(x[1], b.constant(8)), b.product({b.apply(Primitive::exp, {x[2]}), zero})});
  });
  const auto found = certify(graph, at({"1/7", "1/3", "2"}), digits(1));
  BOOST_TEST(found.derivatives[0].text.value() == "0");
  BOOST_TEST(found.derivatives[2].text.value() == "0");
  BOOST_TEST(found.value.text.value() == "0.04");
  const ComputationGraph tie = graph_of(2, [](auto& b, const auto& x) {
    const GraphNodeId thirds = b.sum({b.divide(x[0], b.constant(3)), b.divide(x[0], b.constant(6))});
    return b.sum({thirds, b.product({x[1], b.apply(Primitive::log, {x[1]})})});
  });
  // dy/dx0 is 1/2 exactly, by 1/3 + 1/6: a tie for no digits at all, but 0.125 would be; dy/dx1 = ln 1 + 1.
  const auto half = certify(tie, at({"1", "1"}), fractions());
  BOOST_TEST(half.derivatives[0].text.value() == "1/2");
  BOOST_TEST(half.derivatives[1].text.value() == "1");
}

BOOST_AUTO_TEST_CASE(inputs_that_do_not_reach_the_output) {
  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x"), away = builder.input("away"), dead = builder.input("dead");
  builder.output("y", builder.sum({builder.apply(Primitive::exp, {x}),
                                   builder.apply(Primitive::relu, {builder.apply(Primitive::tanh, {dead})})}));
  builder.output("undefined", builder.apply(Primitive::log, {away}));
  const ComputationGraph graph = std::move(builder).build();
  const auto found = certify(graph, at({"1", "-1", "-2"}), digits(5));
  BOOST_TEST(found.value.text.value() == "2.7183");
  BOOST_TEST(found.derivatives[0].text.value() == "2.7183");
  BOOST_TEST(found.derivatives[1].text.value() == "0");
  BOOST_TEST(found.derivatives[2].text.value() == "0");
  BOOST_TEST(found.bits == 128);
}

BOOST_AUTO_TEST_CASE(seeds_weigh_nodes) {
  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x");
  const GraphNodeId square = builder.power(x, 2), cube = builder.power(x, 3);
  builder.output("y", square);
  builder.output("z", cube);
  const ComputationGraph graph = std::move(builder).build();
  const std::vector<AdjointSeed<Rational>> seeds = {{square, Rational(5)}, {cube, Rational(-1, 3)}};
  const auto point = at({"3"});
  const auto found = certified_gradient({&graph, point, seeds}, fractions());
  BOOST_TEST(found.value.text.value() == "36");
  BOOST_TEST(found.derivatives[0].text.value() == "21");
}

/// e^relu(x0 − 1/3)·x1 at x0 = 1/3: only x0 stands before the kink.
BOOST_AUTO_TEST_CASE(a_kink_at_the_point) {
  const ComputationGraph graph = graph_of(2, [](auto& b, const auto& x) {
    const GraphNodeId on_kink = b.subtract(x[0], b.constant(Rational(1, 3)));
    return b.product({b.apply(Primitive::exp, {b.apply(Primitive::relu, {on_kink})}), x[1]});
  });
  const auto found = certify(graph, at({"1/3", "2"}), digits(5));
  BOOST_TEST(found.value.text.value() == "2.0000");
  BOOST_TEST(!found.derivatives[0].text);
  const GradientObstacle& obstacle = found.obstacles[found.derivatives[0].obstacle - 1];
  BOOST_TEST(obstacle.not_differentiable);
  BOOST_TEST(obstacle.words == "node 4 (relu): the argument lies on a kink");
  BOOST_TEST(found.derivatives[1].text.value() == "1.0000");
  BOOST_TEST(found.open.empty());
  // Beside the kink there is a derivative.
  BOOST_TEST(certify(graph, at({"0.3333", "2"}), digits(5)).derivatives[0].text.value() == "0");
  BOOST_TEST(certify(graph, at({"4/3", "2"}), digits(5)).derivatives[0].text.value() == "5.4366");
}

BOOST_AUTO_TEST_CASE(an_undecided_branch) {
  const ComputationGraph graph = graph_of(2, [](auto& b, const auto& x) {
    const GraphNodeId s = b.apply(Primitive::sin, {x[0]}), c = b.apply(Primitive::cos, {x[0]});
    const GraphNodeId zero = b.subtract(b.sum({b.power(s, 2), b.power(c, 2)}), b.constant(1));
    return b.sum({b.apply(Primitive::abs, {zero}), b.power(x[1], 3)});
  });
  const auto found = certify(graph, at({"1", "2"}), binary(binary64), {.max_bits = 2048});
  BOOST_TEST(found.value.text.value() == "0x1p+3");
  BOOST_TEST(!found.obstacles.at(found.derivatives[0].obstacle - 1).not_differentiable);
  BOOST_TEST(found.derivatives[1].text.value() == "0x1.8p+3");
  BOOST_TEST(!found.open.empty());
  BOOST_TEST(found.obstacles.size() == 1U);
}

/// |sin²x + cos²x − 1 + 10⁻⁶⁰·x| is undecided at 128 bits, and later is not.
BOOST_AUTO_TEST_CASE(a_branch_that_more_precision_decides) {
  const ComputationGraph graph = graph_of(1, [](auto& b, const auto& x) {
    const GraphNodeId s = b.apply(Primitive::sin, {x[0]}), c = b.apply(Primitive::cos, {x[0]});
    const GraphNodeId tiny = b.product({b.constant(parse_literal("1e-60")), x[0]});
    return b.apply(Primitive::abs, {b.sum({b.power(s, 2), b.power(c, 2), b.constant(-1), tiny})});
  });
  const auto found = certify(graph, at({"2"}), digits(5));
  BOOST_TEST(found.value.text.value() == "2.0000e-60");
  BOOST_TEST(found.derivatives[0].text.value() == "1.0000e-60");
  BOOST_TEST(found.derivatives[0].obstacle == 0U);
  BOOST_TEST(found.obstacles.empty());
  BOOST_TEST(certify(graph, at({"-2"}), digits(5)).derivatives[0].text.value() == "-1.0000e-60");
}

/// A kink matters only as far as slopes other than zero lead to it; the root of zero always does.
BOOST_AUTO_TEST_CASE(zero_slopes_before_a_kink) {
  const auto through = [](Primitive primitive) {
    return graph_of(2, [primitive](auto& b, const auto& x) {
      return b.sum({b.apply(primitive, {b.product({x[0], x[1]})}), x[1]});
    });
  };
  // |x0·x1| + x1 at x0 = 0: along x1 it is constant.
  const auto kink = certify(through(Primitive::abs), at({"0", "5"}), digits(3));
  BOOST_TEST(kink.derivatives[0].obstacle != 0U);
  BOOST_TEST(kink.derivatives[1].text.value() == "1.00");
  const ComputationGraph square =
      graph_of(1, [](auto& b, const auto& x) { return b.apply(Primitive::abs, {b.power(x[0], 2)}); });
  const ComputationGraph root =
      graph_of(1, [](auto& b, const auto& x) { return b.apply(Primitive::sqrt, {b.power(x[0], 2)}); });
  BOOST_TEST(certify(square, at({"0"}), digits(3)).derivatives[0].obstacle == 0U);
  BOOST_TEST(certify(root, at({"0"}), digits(3)).derivatives[0].obstacle != 0U);
}

/// A kink with a factor of zero before it matters to nobody; with one that may be zero, that is not known.
BOOST_AUTO_TEST_CASE(factors_of_zero_before_a_kink) {
  const ComputationGraph rational = graph_of(2, [](auto& b, const auto& x) {
    const GraphNodeId zero = b.subtract(b.product({b.constant(3), x[0]}), b.constant(1));
    return b.product({zero, b.apply(Primitive::relu, {x[1]})});
  });
  BOOST_TEST(certify(rational, at({"1/3", "0"}), digits(3)).derivatives[1].text.value() == "0");
  BOOST_TEST(certify(rational, at({"1/2", "0"}), digits(3)).derivatives[1].obstacle != 0U);
  const ComputationGraph unknown = graph_of(2, [](auto& b, const auto& x) {
    const GraphNodeId s = b.apply(Primitive::sin, {x[0]}), c = b.apply(Primitive::cos, {x[0]});
    const GraphNodeId zero = b.subtract(b.sum({b.power(s, 2), b.power(c, 2)}), b.constant(1));
    return b.product({zero, b.apply(Primitive::relu, {x[1]})});
  });
  const auto found = certify(unknown, at({"1/3", "0"}), digits(3), {.max_bits = 1024});
  BOOST_TEST(!found.obstacles.at(found.derivatives[1].obstacle - 1).not_differentiable);
}

BOOST_AUTO_TEST_CASE(only_rivals_for_the_maximum_are_behind_its_kink) {
  const ComputationGraph graph = graph_of(3, [](auto& b, const auto& x) { return b.apply(Primitive::maximum, x); });
  const auto found = certify(graph, at({"1", "0", "1"}), digits(3));
  BOOST_TEST(found.derivatives[0].obstacle != 0U);
  BOOST_TEST(found.derivatives[1].text.value() == "0");
  BOOST_TEST(found.derivatives[2].obstacle != 0U);
}

BOOST_AUTO_TEST_CASE(outside_the_domain) {
  const ComputationGraph graph = graph_of(1, [](auto& b, const auto& x) { return b.apply(Primitive::log, {x[0]}); });
  BOOST_TEST(certify(graph, at({"-1"}), digits(3)).undefined.value() == "node 1 (log): the argument is not positive");
  const ComputationGraph unknown = graph_of(1, [](auto& b, const auto& x) {
    const GraphNodeId s = b.apply(Primitive::sin, {x[0]}), c = b.apply(Primitive::cos, {x[0]});
    return b.apply(Primitive::log, {b.subtract(b.sum({b.power(s, 2), b.power(c, 2)}), b.constant(1))});
  });
  const auto found = certify(unknown, at({"1"}), digits(3), {.max_bits = 1024});
  BOOST_TEST(!found.undefined);
  BOOST_TEST(!found.open.empty());
  BOOST_TEST(!found.value.text);
}

BOOST_AUTO_TEST_CASE(the_ends_of_the_formats) {
  const ComputationGraph graph =
      graph_of(1, [](auto& b, const auto& x) { return b.apply(Primitive::exp, {b.apply(Primitive::exp, {x[0]})}); });
  BOOST_TEST(certify(graph, at({"30"}), binary(binary64)).derivatives[0].text.value() == overflow);
  const ComputationGraph small = graph_of(
      1, [](auto& b, const auto& x) { return b.apply(Primitive::exp, {b.negate(b.apply(Primitive::exp, {x[0]}))}); });
  BOOST_TEST(certify(small, at({"30"}), binary(binary64)).derivatives[0].text.value() == "-0x0p+0");
}

/// What would be doubled in length at each step is enclosed, not multiplied out.
BOOST_AUTO_TEST_CASE(exact_values_are_given_up_before_they_are_too_long) {
  const ComputationGraph deep = graph_of(1, [](auto& b, const auto& x) {
    GraphNodeId y = x[0];
    for (int k = 0; k < 100; ++k) y = b.product({b.constant(Rational(19, 5)), y, b.subtract(b.constant(1), y)});
    return y;
  });
  const auto found = certify(deep, at({"1/3"}), digits(5), {.max_exact_work = 1e7});
  BOOST_TEST(found.open.empty());
  BOOST_TEST(found.derivatives[0].text.has_value());
  const auto refused = certify(deep, at({"1/3"}), fractions(), {.max_exact_work = 1e7});
  BOOST_TEST(!refused.open.empty());
  BOOST_TEST(refused.refused_exact_bits > 1000);
  const ComputationGraph power = graph_of(1, [](auto& b, const auto& x) { return b.power(x[0], 1'000'000'000); });
  const auto huge = certify(power, at({"2"}), binary(binary64));
  BOOST_TEST(huge.value.text.value() == overflow);
  BOOST_TEST(!certify(power, at({"3"}), fractions(), {.max_exact_work = 1e7}).value.text);
  BOOST_TEST(certify(power, at({"1"}), fractions()).derivatives[0].text.value() == "1000000000");
}

BOOST_AUTO_TEST_CASE(memory_is_predicted) {
  const ComputationGraph graph = graph_of(1, [](auto& b, const auto& x) { return b.apply(Primitive::exp, {x[0]}); });
  BOOST_CHECK_THROW(static_cast<void>(certify(graph, at({"1"}), digits(3), {.max_memory = 100})), MemoryLimitExceeded);
  const ComputationGraph zero = graph_of(1, [](auto& b, const auto& x) {
    const GraphNodeId s = b.apply(Primitive::sin, {x[0]}), c = b.apply(Primitive::cos, {x[0]});
    return b.sum({b.power(s, 2), b.power(c, 2)});
  });
  const auto found = certify(zero, at({"1"}), digits(3), {.max_memory = 10000});
  BOOST_TEST(found.open.find("bytes") != std::string::npos);
  BOOST_TEST(found.value.text.value() == "1.00");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
