// Instances and counterexamples of the claims about computation graphs.

#include <klprop/claims/computation_graph_instance.hpp>
#include <klprop/claims/message_differences.hpp>
#include <klprop/claims/registry.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace klprop::claims {
namespace {

/// z = x·x + y at x = 3.
ComputationGraph square_plus(Primitive of_x, std::optional<Rational> y) {
  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x", Rational(3)), other = builder.input("y", std::move(y));
  builder.output("z", builder.sum({builder.apply(of_x, {x, x}), other}));
  return std::move(builder).build();
}

Counterexample minimal(const std::string& id) {
  const Claim* const claim = find(id);
  BOOST_REQUIRE(claim != nullptr);
  auto found = claim->minimal_counterexample();
  BOOST_REQUIRE(found.has_value());
  return *found;
}

/// "n0 = input x1 = 1; n1 = product(n0, n0); …"
std::string text(const Counterexample& found) {
  const auto& model = std::get<ComputationGraphCase>(found.model);
  std::string result;
  for (GraphNodeId node = 0; node < model.graph->node_count(); ++node) result += node_text(*model.graph, node) + "; ";
  return result + model.factor;
}

BOOST_AUTO_TEST_SUITE(claims_computation_graphs)

/// Each by hand: e^{2t} and e^{t²} at 1; e^{|t|} at 0.
BOOST_AUTO_TEST_CASE(counterexamples_by_hand) {
  for (const char* const id : {"thm_3_3_parallel_edges_second", "thm_3_3_second_order_literal"}) {
    const Counterexample found = minimal(id);
    BOOST_TEST(text(found) == "n0 = input x1 = 1; n1 = product(n0, n0); φ(z) = exp(z)", id);
    BOOST_TEST(found.left == "0", id);
    BOOST_TEST(found.right == "2", id);
  }
  const Counterexample kink = minimal("lem_3_2_kink");
  BOOST_TEST(text(kink) == "n0 = input x1 = 0; n1 = abs(n0); φ(z) = exp(z)");
  BOOST_TEST(kink.left == "-1");
  BOOST_TEST(kink.right == "1");
}

BOOST_AUTO_TEST_CASE(models_outside_a_domain) {
  const ComputationGraphDomain any, tree = changed(&ComputationGraphDomain::tree, true),
                                    parallel = changed(&ComputationGraphDomain::parallel_edges, true);
  const ComputationGraph square = square_plus(Primitive::product, Rational(1));
  BOOST_TEST(outside(any, square, 3) == "");
  BOOST_TEST(outside(parallel, square, 3) == "");
  BOOST_TEST(outside(tree, square, 3) == "node 0 is used twice; the claim is about trees");
  BOOST_TEST(outside(tree, square, 1) == "");  // seen from y
  BOOST_TEST(outside(parallel, square, 1) ==
             "no factor holds a variable in several slots; the claim is about those that do");
  BOOST_TEST(outside(any, square_plus(Primitive::product, std::nullopt), 3) ==
             "input 1 has no value; the claim is about a graph at a point");

  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x", Rational(0));
  const GraphNodeId kink = builder.apply(Primitive::abs, {x}), pole = builder.power(x, -1);
  builder.output("z", builder.sum({kink, x}));
  builder.output("w", pole);
  const ComputationGraph singular = std::move(builder).build();
  BOOST_TEST(outside(any, singular, pole).find("node 2 (power)") == 0U);

  ComputationGraphBuilder other;
  const GraphNodeId zero = other.input("x", Rational(0));
  other.output("z", other.apply(Primitive::exp, {other.apply(Primitive::abs, {zero})}));
  const ComputationGraph smooth_of_kink = std::move(other).build();
  BOOST_TEST(outside(any, smooth_of_kink, 2).find("node 1 (abs): ") == 0U);
  BOOST_TEST(outside(any, smooth_of_kink, 0) == "");  // the kink is downstream
  BOOST_TEST(outside(changed(&ComputationGraphDomain::differentiable, false), smooth_of_kink, 2) == "");
}

BOOST_AUTO_TEST_CASE(output_factors) {
  using Kind = OutputFactor::Kind;
  BOOST_TEST((OutputFactor{Kind::square, 2, 3}.text()) == "φ(z) = 3 + (z - 2)^2");
  BOOST_TEST((OutputFactor{Kind::cauchy, Rational(-1, 2), 1}.text()) == "φ(z) = 1/(1 + (z + 1/2)^2)");
  BOOST_TEST((OutputFactor{Kind::exponential, -1, 1}.text()) == "φ(z) = exp(-z)");
  BOOST_TEST((OutputFactor{Kind::bell, 0, 2}.text()) == "φ(z) = exp(-2*z^2/2)");
  BOOST_TEST((OutputFactor{Kind::power, -2, 1}.text()) == "φ(z) = z^-2");
  BOOST_TEST((OutputFactor{Kind::negative, 1, 1}.text()) == "φ(z) = -1 - (z - 1)^2");
  // φ'/φ by the rules of school against φ at 3 + ε.
  for (const Kind kind : {Kind::square, Kind::cauchy, Kind::exponential, Kind::bell, Kind::power, Kind::negative}) {
    const OutputFactor factor{kind, 2, Rational(5, 7)};
    const OutputFunction<Dual<Rational>> phi(factor, Rational(3));
    const Dual<Rational> at = phi(Dual<Rational>(3, 1));
    BOOST_TEST(Rational(at.tangent / at.value) == log_slope<Rational>(factor, 3), factor.text());
  }
}

/// p(t) = 2 + 3t − t⁴: p'(0) = 3.
BOOST_AUTO_TEST_CASE(differences_with_their_remainder) {
  std::vector<Rational> values;
  for (int t = 0; t <= 4; ++t) values.emplace_back(2 + 3 * t - t * t * t * t);
  BOOST_TEST(derivative_from_values(values) == Rational(3));
  values.pop_back();  // one value too few
  BOOST_TEST(derivative_from_values(values) != Rational(3));
}

/// |v ± ε| and the tie of max(v + ε, v) are decided by the side.
BOOST_AUTO_TEST_CASE(numbers_on_one_side) {
  using Side = OneSided<Rational>;
  const Side right(Rational(0), Rational(1)), left(Rational(0), Rational(-1));
  BOOST_CHECK(Decisions<Side>::compare(right, Side(0)) == Order::greater);
  BOOST_CHECK(Decisions<Side>::compare(left, Side(0)) == Order::less);
  BOOST_CHECK(Decisions<Side>::compare(Side(1), Side(1)) == Order::equal);
  BOOST_CHECK(Decisions<Side>::compare(Side(Rational(1), Rational(-9)), right) == Order::greater);
}

BOOST_AUTO_TEST_CASE(nodes_in_words) {
  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x", Rational(1, 2)), free = builder.input();
  builder.output("z", builder.softmax(std::vector<GraphNodeId>{builder.power(x, -2), free, builder.constant(7)}, 1));
  const ComputationGraph graph = std::move(builder).build();
  const std::vector<std::string> expected = {"n0 = input x = 1/2", "n1 = input", "n2 = power(n0; -2)", "n3 = 7",
                                             "n4 = softmax(n2, n1, n3; 1)"};
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) BOOST_TEST(node_text(graph, node) == expected[node]);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
