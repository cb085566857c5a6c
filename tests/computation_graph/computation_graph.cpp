// The model: what the builder makes, and what it refuses.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/computation_graph/users.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <vector>

namespace klprop {
namespace {

using Nodes = std::vector<GraphNodeId>;

Nodes listed(std::span<const GraphNodeId> nodes) {
  return Nodes(nodes.begin(), nodes.end());
}

/// The message names what was expected.
auto says(const std::string& part) {
  return [part](const GraphError& error) { return std::string(error.what()).find(part) != std::string::npos; };
}

BOOST_AUTO_TEST_SUITE(computation_graph)

BOOST_AUTO_TEST_CASE(every_kind_of_node) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x"), w = b.input("w", Rational(2, 3)), half = b.constant(Rational(1, 2));
  const GraphNodeId square = b.product({x, x}), cube = b.power(x, -3), root = b.real_power(x, Rational(1, 3));
  const GraphNodeId leaky = b.leaky_relu(x, Rational(1, 100)), soft = b.softmax(Nodes{x, w, x}, 2);
  const GraphNodeId dot = b.dot(Nodes{x, w}, Nodes{w, half}), affine = b.affine(Nodes{x}, Nodes{w}, half);
  const GraphNodeId sine = b.apply(Primitive::sin, {affine});
  b.name(square, "square");
  b.output("first", square);
  b.output("again", square);
  const ComputationGraph g = std::move(b).build();

  BOOST_TEST(g.node_count() == 11U);
  BOOST_TEST((listed(g.inputs()) == Nodes{x, w}));
  BOOST_TEST(g.input_index(w) == 1U);
  BOOST_TEST(!g.input_value(0).has_value());
  BOOST_TEST((g.input_value(1) == Rational(2, 3)));
  BOOST_TEST(g.constant(half) == Rational(1, 2));
  BOOST_TEST((listed(g.arguments(square)) == Nodes{x, x}));
  BOOST_TEST(g.integer_exponent(cube) == -3);
  BOOST_TEST(g.exponent(root) == Rational(1, 3));
  BOOST_TEST(g.exponent(leaky) == Rational(1, 100));
  BOOST_TEST(g.component(soft) == 2U);
  BOOST_TEST((listed(g.arguments(dot)) == Nodes{x, w, w, half}));
  BOOST_TEST((listed(g.arguments(affine)) == Nodes{x, w, half}));
  BOOST_TEST((g.primitive(sine) == Primitive::sin));
  BOOST_TEST(g.largest_arity() == 4U);
  BOOST_TEST(g.slot_count() == 16U);
  BOOST_TEST(g.name(x) == "x");
  BOOST_TEST(g.name(square) == "square");
  BOOST_TEST(g.name(sine).empty());
  BOOST_TEST((g.find_input("w") == w));
  BOOST_TEST(!g.find_input("square").has_value());
  BOOST_TEST((g.find_output("again") == square));
  BOOST_TEST(!g.find_output("x").has_value());
  BOOST_TEST(g.outputs().size() == 2U);
  BOOST_TEST(!g.rational());
  BOOST_TEST(!g.piecewise_rational());
}

BOOST_AUTO_TEST_CASE(which_graphs_are_rational) {
  const auto with = [](Primitive primitive) {
    ComputationGraphBuilder b;
    b.output("y", b.apply(primitive, {b.input()}));
    return std::move(b).build();
  };
  BOOST_TEST(with(Primitive::negate).rational());
  BOOST_TEST(with(Primitive::negate).piecewise_rational());
  BOOST_TEST(!with(Primitive::abs).rational());
  BOOST_TEST(with(Primitive::abs).piecewise_rational());
  BOOST_TEST(!with(Primitive::exp).piecewise_rational());
}

BOOST_AUTO_TEST_CASE(uses_list_every_slot) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input(), y = b.sum({x, x}), unused = b.negate(x), z = b.product({x, y});
  b.output("z", z);
  const ComputationGraph g = std::move(b).build();
  const GraphUses uses(g);
  const std::vector<GraphUse> expected = {{y, 0}, {y, 1}, {unused, 0}, {z, 0}};
  BOOST_TEST((std::vector<GraphUse>(uses.of(x).begin(), uses.of(x).end()) == expected));
  BOOST_TEST(uses.of(unused).empty());
  BOOST_TEST(uses.of(z).empty());
  BOOST_TEST((ancestors(g, z) == std::vector<bool>{true, true, false, true}));
}

BOOST_AUTO_TEST_CASE(the_table_of_primitives) {
  for (const PrimitiveInfo& info : all_primitives()) {
    BOOST_TEST((primitive_named(info.name) == info.primitive));
    BOOST_TEST(info.min_arity <= info.max_arity);
    BOOST_TEST(!(info.rational && info.has_kink));
    BOOST_TEST(!(info.smooth && info.has_kink));
    BOOST_TEST(!info.domain.empty());
  }
  BOOST_TEST(!primitive_named("sinus").has_value());
  BOOST_TEST(!primitive_named("").has_value());
  BOOST_TEST(name(Primitive::log_sum_exp) == "log_sum_exp");
}

BOOST_AUTO_TEST_CASE(malformed_nodes_are_refused) {
  ComputationGraphBuilder b;
  const GraphNodeId x = b.input("x"), y = b.input("y");
  const auto refuse = [&](Primitive primitive, const Nodes& arguments, const std::string& part) {
    BOOST_CHECK_EXCEPTION(b.apply(primitive, arguments), GraphError, says(part));
  };
  for (const PrimitiveInfo& info : all_primitives()) {
    if (info.parameter != PrimitiveParameter::none) {
      refuse(info.primitive, Nodes(info.min_arity, x), "parameter");
      continue;
    }
    refuse(info.primitive, Nodes(info.min_arity - 1, x), "expected");
    if (info.max_arity != any_arity) refuse(info.primitive, Nodes(info.max_arity + 1, x), "expected");
    Nodes later(info.min_arity, x);
    later.back() = 2;
    refuse(info.primitive, later, "node 2, which is not defined before it");
  }
  refuse(Primitive::dot, {x, y, x}, "an even number");
  refuse(Primitive::affine, {x, y, x, y}, "an odd number");
  BOOST_CHECK_THROW(b.power(7, 2), GraphError);
  BOOST_CHECK_THROW(b.real_power(7, 2), GraphError);
  BOOST_CHECK_THROW(b.leaky_relu(7, 2), GraphError);
  BOOST_CHECK_EXCEPTION(b.softmax(Nodes{x, y}, 2), GraphError, says("component 2"));
  BOOST_CHECK_THROW(b.softmax(Nodes{}, 0), GraphError);
  BOOST_CHECK_THROW(b.softmax(Nodes{x, 9}, 0), GraphError);
  BOOST_CHECK_THROW(b.dot(Nodes{x, y}, Nodes{x}), GraphError);
  BOOST_CHECK_THROW(b.dot(Nodes{}, Nodes{}), GraphError);
  BOOST_CHECK_THROW(b.affine(Nodes{x, y}, Nodes{x}, x), GraphError);
  BOOST_CHECK_THROW(b.affine(Nodes{}, Nodes{}, x), GraphError);
  BOOST_CHECK_EXCEPTION(b.input("x"), GraphError, says("distinct"));
  BOOST_CHECK_THROW(b.name(2, "late"), GraphError);
  BOOST_CHECK_THROW(b.name(x, "z"), GraphError);
  BOOST_CHECK_THROW(b.output("late", 2), GraphError);
  // None of this left a trace.
  BOOST_TEST(b.node_count() == 2U);
  b.output("y", y);
  BOOST_CHECK_EXCEPTION(b.output("y", x), GraphError, says("distinct"));
  const ComputationGraph g = std::move(b).build();
  BOOST_TEST(g.node_count() == 2U);
  BOOST_TEST(g.slot_count() == 0U);
  BOOST_TEST(g.outputs().size() == 1U);
  BOOST_TEST(g.rational());
}

BOOST_AUTO_TEST_CASE(a_graph_needs_an_output) {
  ComputationGraphBuilder b;
  b.input("x");
  BOOST_CHECK_EXCEPTION(static_cast<void>(std::move(b).build()), GraphError, says("without outputs"));
}

BOOST_AUTO_TEST_CASE(inputs_without_a_name_may_be_many) {
  ComputationGraphBuilder b;
  b.input();
  b.output("y", b.input());
  const ComputationGraph g = std::move(b).build();
  BOOST_TEST(g.inputs().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
