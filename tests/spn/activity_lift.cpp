// The activity lift: its tables, its joint states, and belief propagation on it, against computations by hand.

#include <klprop/factor_graph/enumeration.hpp>
#include <klprop/factor_graph/hybrid_iteration.hpp>
#include <klprop/factor_graph/schedules.hpp>
#include <klprop/spn/activity_lift.hpp>
#include <klprop/spn/marginals.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;

Numbers table(const ActivityLift& lift, const Numbers& values, FactorId factor) {
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(lift.graph.first_value(factor));
  return {first, first + static_cast<std::ptrdiff_t>(lift.graph.table_size(factor))};
}

/// x + 2x, over one leaf.
Circuit parallel_edges() {
  testing::Draft draft({1});
  const NodeId x = draft.x(0, 0);
  draft.sum({{x, 1}, {x, 2}});
  return std::move(draft).build();
}

BOOST_AUTO_TEST_SUITE(activity_lifts)

/// 2x₀ + 3x₁ at λ = (5, 7): root [a=1], the sum over (A_s, A_0, A_1), λ^a.
BOOST_AUTO_TEST_CASE(tables_of_a_tree) {
  testing::Draft draft({2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1);
  draft.sum({{x0, 2}, {x1, 3}});
  const Circuit circuit = std::move(draft).build();
  const ActivityLift lift = activity_lift(circuit);
  const Numbers values = lift_values<Rational>(lift, {parameters<Rational>(circuit), {5, 7}});
  BOOST_TEST(lift.is_tree());
  BOOST_TEST(lift.graph.variable_count() == 3U);
  BOOST_TEST(lift.graph.factor_count() == 4U);
  BOOST_TEST(activity_lift_entries(circuit) == values.size());
  BOOST_TEST((table(lift, values, 0) == Numbers{0, 1}));
  BOOST_TEST((table(lift, values, lift.node_factor[2]) == Numbers{1, 0, 0, 0, 0, 3, 2, 0}));
  BOOST_TEST((table(lift, values, lift.node_factor[0]) == Numbers{1, 5}));
  BOOST_TEST((table(lift, values, lift.node_factor[1]) == Numbers{1, 7}));
}

/// A node that two edges lead to: a variable for each, and [A_x = A_e + A_f].
BOOST_AUTO_TEST_CASE(tables_of_a_shared_node) {
  const Circuit circuit = parallel_edges();
  const ActivityLift lift = activity_lift(circuit);
  const Numbers values = lift_values<Rational>(lift, {parameters<Rational>(circuit), {5}});
  BOOST_TEST(!lift.is_tree());
  BOOST_TEST(lift.graph.variable_count() == 4U);
  BOOST_TEST((lift.edge_variable == std::vector<VariableId>{2, 3}));
  BOOST_TEST(activity_lift_entries(circuit) == values.size());
  const FactorId gathers = lift.graph.edge_factor(lift.graph.edges(0)[0]);
  BOOST_TEST((table(lift, values, gathers) == Numbers{1, 0, 0, 0, 0, 1, 1, 0}));
}

/// Of a variable's two factors the upper one comes first; the mass of all joint states is S on decomposable circuits.
BOOST_AUTO_TEST_CASE(shape_and_total_mass) {
  testing::Draft draft({2, 2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1), y0 = draft.x(1, 0), y1 = draft.x(1, 1);
  const NodeId y = draft.sum({{y0, 2}, {y1, Rational(1, 3)}});
  const NodeId left = draft.product({x0, y}), right = draft.product({x1, y});
  draft.sum({{left, 5}, {right, 7}});
  const Circuit circuit = std::move(draft).build();
  const ActivityLift lift = activity_lift(circuit);
  for (VariableId v = 0; v < lift.graph.variable_count(); ++v) {
    BOOST_REQUIRE(lift.graph.edges(v).size() == 2U);
    const FactorId below = lift.graph.edge_factor(lift.graph.edges(v)[1]);
    if (v < circuit.node_count()) BOOST_TEST(below == lift.node_factor[v]);
  }
  const Valuation<Rational> at{parameters<Rational>(circuit), {Rational(1, 2), 3, 4, 5}};
  const Numbers values = lift_values(lift, at), none(lift.graph.variables().indicator_count(), Rational(1));
  const Masses<Rational> masses = enumerate_masses<Rational>(lift.graph, values, none);
  const Sweeps<Rational> sweeps = sweep(circuit, at);
  BOOST_TEST(masses.total == sweeps.value());
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    BOOST_TEST(masses.mass[2 * node + 1] == sweeps.upward[node] * sweeps.downward[node]);
}

/// In (x₀ + x₁)(x₀ + 2x₁) the parses that meet a leaf twice are left out: 2 + 1 of 6.
BOOST_AUTO_TEST_CASE(parses_that_visit_a_node_twice) {
  const Circuit circuit = testing::overlapping_square();
  const ActivityLift lift = activity_lift(circuit);
  const Numbers values = lift_values<Rational>(lift, {parameters<Rational>(circuit), {1, 1}});
  const Numbers none(lift.graph.variables().indicator_count(), Rational(1));
  BOOST_TEST(enumerate_masses<Rational>(lift.graph, values, none).total == 3);
}

BOOST_AUTO_TEST_CASE(too_large) {
  testing::Draft draft({1});
  NodeId x = draft.x(0, 0);
  for (int k = 0; k < 3; ++k) x = draft.product({x, x, x, x, x, x, x, x});
  const Circuit circuit = std::move(draft).build();
  BOOST_TEST(activity_lift_entries(circuit) == 2U + 2 + 6 * 512);
  BOOST_CHECK_THROW(static_cast<void>(activity_lift(circuit, 3000)), LiftTooLarge);
  CircuitBuilder builder(VariableTable({1}));
  const std::vector<NodeId> many(70, builder.indicator(0, 0));
  const NodeId root = builder.product(many);
  BOOST_TEST(activity_lift_entries(std::move(builder).build(root)) == ~std::uint64_t{0});
}

/// The displayed iteration divides by k, whose entries at an inactive root are zero; T_Proj itself is defined.
BOOST_AUTO_TEST_CASE(only_the_primal_form_exists) {
  const Circuit circuit = parallel_edges();
  const ActivityLift lift = activity_lift(circuit);
  const Numbers values = lift_values<Rational>(lift, {parameters<Rational>(circuit), {5}});
  const Replicas replicas = edge_replicas(lift.graph);
  const Table<Rational> start = replicated_factors<Rational>(lift.graph, replicas, values);
  BOOST_CHECK_EXCEPTION(static_cast<void>(hybrid_step(hybrid_start(start), replicas)), UndefinedStep,
                        [](const UndefinedStep& none) { return none.quantity() == "sigma"; });
  const Numbers beliefs = {0, 1, 0, 1, Rational(2, 3), Rational(1, 3), Rational(1, 3), Rational(2, 3)};
  const Table<Rational> expected = product_of_copies<Rational>(lift.graph, replicas, beliefs);
  BOOST_TEST((projection_step(start, replicas).values == expected.values));
  const FactoredTable<Rational> projection = activity_projection<Rational>(lift, values);
  BOOST_TEST((FactoredHybrid<Rational>(lift.graph, values).expanded(projection).values == expected.values));
}

/// x + 2x at λ = 1, where flooding can be followed by hand. With v the odds that the sum sends to the second edge and u those
/// that the leaf's side sends to the first, v = 1 and u = 1/2 at n = 0, and then v' = 2/u and u' = 1/(1 + v): v is
/// 3·2^⌈n/2⌉ − 2, and the belief in the second edge tends to 1. Its true probability is 2/3.
BOOST_AUTO_TEST_CASE(flooding_runs_away) {
  const Circuit circuit = parallel_edges();
  const ActivityLift lift = activity_lift(circuit);
  const Numbers values = lift_values<Rational>(lift, {parameters<Rational>(circuit), {1}});
  MessagePassing<Rational> passing(lift.graph, values);
  Messages<Rational> messages = passing.uniform();
  Rational odds(1);
  for (int n = 0; n < 20; ++n) {
    BOOST_REQUIRE(!flooding_step(passing, messages).has_value());
    const auto sent = passing.layout().of(messages.to_variable, lift.graph.edges(3)[0]);
    BOOST_TEST(sent[1] == odds * sent[0]);
    if (n % 2 == 0) odds = 2 * odds + 2;  // 3·2^k − 2 stands twice
  }
  Beliefs<Rational> beliefs;
  BOOST_REQUIRE(!passing.beliefs(messages, beliefs).has_value());
  BOOST_TEST(beliefs.variables[lift.graph.variables().indicator(3, 1)] > Rational(99, 100));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
