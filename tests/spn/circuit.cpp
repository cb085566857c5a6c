// What the builder refuses, and what it builds.

#include <klprop/spn/circuit.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using Nodes = std::vector<NodeId>;
using Weights = std::vector<ParameterId>;

/// The message of the ModelError that a call ends with.
template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}

/// A builder over two variables of 2 and 3 states that already has nodes 0, 1, 2 and parameter 1.
CircuitBuilder started() {
  CircuitBuilder builder(VariableTable({2, 3}));
  builder.indicator(0, 0);
  builder.indicator(0, 1);
  builder.indicator(1, 2);
  builder.parameter(Rational(1, 2));
  return builder;
}

Nodes nodes(std::span<const NodeId> children) {
  return {children.begin(), children.end()};
}

BOOST_AUTO_TEST_SUITE(circuit)

BOOST_AUTO_TEST_CASE(refusals) {
  CircuitBuilder b = started();
  const auto built = [&](NodeId root) { return refusal([&] { static_cast<void>(CircuitBuilder(b).build(root)); }); };
  BOOST_TEST(refusal([&] { b.product(Nodes{0, 3}); }) == "product refers to child 3, which is not defined before it");
  BOOST_TEST(refusal([&] { b.sum(Nodes{7}); }) == "sum refers to child 7, which is not defined before it");
  BOOST_TEST(refusal([&] {
               b.sum(Nodes{0, 4294967295U}, Weights{1, 1});
             }) == "sum refers to child 4294967295, which is not defined before it");
  BOOST_TEST(refusal([&] { b.product(Nodes{}); }) == "product without children; expected at least 1");
  BOOST_TEST(refusal([&] { b.sum(Nodes{}); }) == "sum without children; expected at least 1");
  BOOST_TEST(refusal([&] { b.sum(Nodes{}, Weights{}); }) == "sum without children; expected at least 1");
  BOOST_TEST(refusal([&] { b.indicator(2, 0); }) == "indicator of variable 2; expected a variable below 2");
  BOOST_TEST(refusal([&] { b.indicator(1, 3); }) == "indicator of state 3 of variable 1; expected a state below 3");
  BOOST_TEST(refusal([&] { b.indicator(0, 2); }) == "indicator of state 2 of variable 0; expected a state below 2");
  BOOST_TEST(refusal([&] { b.parameter(Rational(-1, 3)); }) == "negative weight or constant -1/3; expected at least 0");
  BOOST_TEST(refusal([&] { b.constant(2); }) == "constant with an unknown parameter");
  BOOST_TEST(refusal([&] { b.sum(Nodes{0, 1}, Weights{1, 2}); }) == "sum with an unknown parameter");
  BOOST_TEST(refusal([&] {
               b.sum(Nodes{0, 1}, Weights{1});
             }) == "sum with 2 children and 1 weights; expected one weight per child");
  BOOST_TEST(built(3) == "root 3; expected a node below 3");
  BOOST_TEST(refusal([] { static_cast<void>(CircuitBuilder(VariableTable()).build(0)); }) ==
             "root 0; expected a node below 0");
  const Nodes positions = {4, 5};
  BOOST_TEST(refusal([&] { static_cast<void>(CircuitBuilder(b).build(2, positions)); }) ==
             "2 source positions; expected 3, one per node");
  // And the nearest things that are well-formed are accepted: nothing was left behind by what was refused.
  BOOST_TEST(b.node_count() == 3U);
  BOOST_TEST(refusal([&] { b.sum(Nodes{0, 1}, Weights{1, 1}); }) == "accepted");
  BOOST_TEST(refusal([&] { b.parameter(0); }) == "accepted");
  BOOST_TEST(built(3) == "accepted");
  const Circuit circuit = std::move(b).build(3);
  BOOST_TEST(circuit.edge_count() == 2U);
  BOOST_TEST((nodes(circuit.children(circuit.root())) == Nodes{0, 1}));
}

BOOST_AUTO_TEST_CASE(arrays) {
  const Circuit circuit = testing::shared_leaf_network();
  BOOST_TEST(circuit.node_count() == 10U);
  BOOST_TEST(circuit.edge_count() == 10U);
  BOOST_TEST(circuit.root() == 9U);
  BOOST_TEST(circuit.largest_product() == 2U);
  BOOST_TEST(circuit.unreachable_count() == 0U);
  BOOST_CHECK(circuit.kind(0) == NodeKind::indicator);
  BOOST_CHECK(circuit.kind(4) == NodeKind::constant);
  BOOST_CHECK(circuit.kind(5) == NodeKind::product);
  BOOST_CHECK(circuit.kind(9) == NodeKind::sum);
  BOOST_TEST(circuit.is_leaf(3));
  BOOST_TEST(circuit.is_leaf(4));
  BOOST_TEST(!circuit.is_leaf(5));
  BOOST_TEST(circuit.indicator(3) == 3U);
  BOOST_TEST(circuit.parameters()[circuit.constant(4)] == 2);
  BOOST_TEST((nodes(circuit.children(9)) == Nodes{7, 8}));
  BOOST_TEST((nodes(circuit.children(8)) == Nodes{1, 6}));
  BOOST_TEST(circuit.children(0).empty());
  BOOST_TEST(circuit.first_edge(9) == 8U);
  BOOST_TEST(circuit.parameters()[0] == 1);
  BOOST_TEST(circuit.parameters()[circuit.weights(9)[1]] == Rational(3, 4));
  BOOST_TEST(circuit.weights(6)[0] == CircuitBuilder::unit);
  BOOST_TEST(circuit.weights(8)[1] == CircuitBuilder::unit);
  for (NodeId node = 0; node < 10; ++node) BOOST_TEST(circuit.source_position(node) == node);
}

BOOST_AUTO_TEST_CASE(parallel_edges_stay_apart) {
  testing::Draft draft({2});
  const NodeId x = draft.x(0, 0);
  draft.sum({{x, 2}, {x, 3}, {x, 2}});
  const Circuit circuit = std::move(draft).build();
  BOOST_TEST((nodes(circuit.children(1)) == Nodes{0, 0, 0}));
  BOOST_TEST(circuit.parameters()[circuit.weights(1)[0]] == 2);
  BOOST_TEST(circuit.parameters()[circuit.weights(1)[1]] == 3);
  BOOST_TEST(circuit.edge_count() == 3U);
}

BOOST_AUTO_TEST_CASE(one_node) {
  const Circuit circuit = CircuitBuilder(started()).build(0);
  BOOST_TEST(circuit.node_count() == 1U);
  BOOST_TEST(circuit.edge_count() == 0U);
  BOOST_TEST(circuit.root() == 0U);
  BOOST_TEST(circuit.unreachable_count() == 2U);
  CircuitBuilder constants{VariableTable()};
  constants.constant(CircuitBuilder::unit);
  BOOST_CHECK(std::move(constants).build(0).kind(0) == NodeKind::constant);
}

/// Nodes 1, 3 and 6 are not below the root 5; edges and weights must move with their nodes.
CircuitBuilder with_unreachable_nodes() {
  CircuitBuilder b(VariableTable({2, 2}));
  const ParameterId two = b.parameter(2), three = b.parameter(3), five = b.parameter(5);
  b.indicator(0, 0);                             // 0
  b.indicator(1, 1);                             // 1, unreachable
  b.indicator(0, 1);                             // 2
  b.product(Nodes{0, 1, 2});                     // 3, unreachable
  b.sum(Nodes{0, 2}, Weights{two, three});       // 4
  b.sum(Nodes{4, 0, 4}, Weights{five, 0, two});  // 5, the root
  b.product(Nodes{5, 3});                        // 6, unreachable
  return b;
}

BOOST_AUTO_TEST_CASE(unreachable_nodes_are_left_out) {
  const Circuit circuit = with_unreachable_nodes().build(5);
  BOOST_TEST(circuit.node_count() == 4U);
  BOOST_TEST(circuit.edge_count() == 5U);
  BOOST_TEST(circuit.unreachable_count() == 3U);
  BOOST_TEST((nodes(circuit.children(2)) == Nodes{0, 1}));
  BOOST_TEST((nodes(circuit.children(3)) == Nodes{2, 0, 2}));
  BOOST_TEST(circuit.indicator(1) == 1U);
  const auto weight = [&](NodeId node, std::size_t slot) { return circuit.parameters()[circuit.weights(node)[slot]]; };
  BOOST_TEST(weight(2, 0) == 2);
  BOOST_TEST(weight(2, 1) == 3);
  BOOST_TEST(weight(3, 0) == 5);
  BOOST_TEST(weight(3, 1) == 1);
  BOOST_TEST(weight(3, 2) == 2);
  const Nodes expected = {0, 2, 4, 5};
  for (NodeId node = 0; node < 4; ++node) BOOST_TEST(circuit.source_position(node) == expected[node]);
}

BOOST_AUTO_TEST_CASE(source_positions_are_the_callers) {
  const Nodes lines = {10, 11, 12, 13, 14, 15, 16};
  const Circuit pruned = with_unreachable_nodes().build(5, lines);
  const Nodes expected = {10, 12, 14, 15};
  for (NodeId node = 0; node < 4; ++node) BOOST_TEST(pruned.source_position(node) == expected[node]);
  const Circuit whole = started().build(2, Nodes{8, 7, 6});
  BOOST_TEST(whole.source_position(0) == 6U);  // only node 2 is left
  CircuitBuilder all = started();
  all.sum(Nodes{0, 1, 2});
  const Circuit unpruned = std::move(all).build(3, Nodes{3, 2, 1, 0});
  BOOST_TEST(unpruned.source_position(0) == 3U);
  BOOST_TEST(unpruned.source_position(3) == 0U);
}

/// Nothing is lost or invented on random circuits: against a plain search from the root.
BOOST_AUTO_TEST_CASE(random_circuits_keep_exactly_what_is_reachable) {
  unsigned pruned = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    const Circuit circuit = testing::arbitrary_circuit(random, 3, 25);
    std::vector<bool> reached(circuit.node_count(), false);
    Nodes pending = {circuit.root()};
    while (!pending.empty()) {
      const NodeId node = pending.back();
      pending.pop_back();
      if (reached[node]) continue;
      reached[node] = true;
      for (const NodeId child : circuit.children(node)) {
        BOOST_REQUIRE(child < node);
        pending.push_back(child);
      }
    }
    BOOST_TEST(std::count(reached.begin(), reached.end(), false) == 0);
    BOOST_TEST(circuit.node_count() + circuit.unreachable_count() == 25U);
    for (NodeId node = 1; node < circuit.node_count(); ++node)
      BOOST_TEST(circuit.source_position(node) > circuit.source_position(node - 1));
    pruned += circuit.unreachable_count() > 0 ? 1U : 0U;
  }
  BOOST_TEST(pruned > 100U);  // the loop above did see unreachable nodes
}

BOOST_AUTO_TEST_CASE(shared_parameters_are_not_changed_by_another_builder) {
  CircuitBuilder builder = started();
  builder.sum(Nodes{0, 1}, Weights{1, CircuitBuilder::unit});
  const Circuit circuit = std::move(builder).build(3);

  CircuitBuilder next(circuit);
  BOOST_TEST(next.variables().size() == 2U);
  BOOST_TEST(next.indicator(0, 1) == 0U);
  BOOST_TEST(next.parameter(Rational(7)) == 2U);
  next.sum(Nodes{0, 0}, Weights{1, 2});
  const Circuit other = std::move(next).build(1);
  BOOST_TEST((circuit.parameters() == std::vector<Rational>{1, Rational(1, 2)}));
  BOOST_TEST((other.parameters() == std::vector<Rational>{1, Rational(1, 2), 7}));

  CircuitBuilder elsewhere(circuit, VariableTable({4}));
  BOOST_TEST(elsewhere.indicator(0, 3) == 0U);
  elsewhere.sum(Nodes{0}, Weights{1});
  const Circuit moved = std::move(elsewhere).build(1);
  BOOST_TEST(moved.variables().size() == 1U);
  BOOST_TEST(&moved.parameters() == &circuit.parameters());
}

BOOST_AUTO_TEST_CASE(other_parameters) {
  const Circuit circuit = testing::shared_leaf_network();  // 1, 2, 1/4, 3/4
  BOOST_TEST(circuit.parameters().size() == 4U);
  const Circuit other = circuit.with_parameters({1, 5, 6, 0});
  BOOST_TEST(other.parameters()[1] == 5);
  BOOST_TEST(circuit.parameters()[1] == 2);
  BOOST_TEST((nodes(other.children(9)) == Nodes{7, 8}));
  const std::string count = "expected 4 parameters, the first of them 1";
  BOOST_TEST(refusal([&] { static_cast<void>(circuit.with_parameters({1, 5, 6})); }) == count);
  BOOST_TEST(refusal([&] { static_cast<void>(circuit.with_parameters({2, 5, 6, 7})); }) == count);
  BOOST_TEST(refusal([&] { static_cast<void>(circuit.with_parameters({})); }) == count);
  BOOST_TEST(refusal([&] {
               static_cast<void>(circuit.with_parameters({1, 5, -6, 7}));
             }) == "negative weight or constant -6; expected at least 0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
