// Certified fixed points of belief propagation, against known ones.

#include <klprop/certify/fixed_point.hpp>
#include <klprop/factor_graph/schedules.hpp>
#include <klprop/spn/activity_lift.hpp>
#include <klprop/spn/marginals.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

namespace klprop {
namespace {

/// n binary variables; the table on the pairs (0,1), (1,2), … (n−1,0).
FactorGraph ring(VariableId n, const std::vector<Rational>& table) {
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(n, 2))};
  for (VariableId v = 0; v < n; ++v) builder.factor(std::vector<VariableId>{v, (v + 1) % n}, table);
  return std::move(builder).build();
}

/// Every pair of n binary variables, with the table (w, 1; 1, w).
FactorGraph complete(VariableId n, const Rational& w) {
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(n, 2))};
  for (VariableId u = 0; u < n; ++u)
    for (VariableId v = u + 1; v < n; ++v)
      builder.factor(std::vector<VariableId>{u, v}, std::vector<Rational>{w, 1, 1, w});
  return std::move(builder).build();
}

std::vector<Ball> balls(const FactorGraph& graph) {
  std::vector<Ball> values;
  for (const Rational& value : graph.values()) values.emplace_back(value);
  return values;
}

Beliefs<Ball> beliefs_at(const FactorGraph& graph, const std::vector<Ball>& values, const Messages<Ball>& messages) {
  MessagePassing<Ball> passing(graph, values);
  Beliefs<Ball> beliefs;
  BOOST_REQUIRE(!passing.beliefs(messages, beliefs).has_value());
  return beliefs;
}

/// first·(x₀ + 2x₁) + second·(3x₀ + x₁), or with all four inner weights 1; both sums over the same leaves.
Circuit sharing_both_leaves(const Rational& first, const Rational& second, bool equal) {
  testing::Draft draft({2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1);
  const NodeId left = draft.sum({{x0, 1}, {x1, equal ? 1 : 2}}), right = draft.sum({{x0, equal ? 1 : 3}, {x1, 1}});
  draft.sum({{left, first}, {right, second}});
  return std::move(draft).build();
}

/// Beliefs that each node is visited, at the fixed point that flooding on the circuit's lift comes to, at λ = 1.
std::vector<Ball> flooding_visits(const Circuit& circuit) {
  const ActivityLift lift = activity_lift(circuit);
  const std::vector<Ball> values = lift_values<Ball>(lift, {parameters<Ball>(circuit), {Ball(1), Ball(1)}});
  const auto messages = certified_fixed_point(lift.graph, values);
  BOOST_REQUIRE(messages.has_value());
  const Beliefs<Ball> beliefs = beliefs_at(lift.graph, values, *messages);
  std::vector<Ball> visits;
  for (NodeId node = 0; node < circuit.node_count(); ++node) visits.push_back(beliefs.variables[2 * node + 1]);
  return visits;
}

BOOST_AUTO_TEST_SUITE(certify_fixed_point)

/// (3 1; 2 2) round a ring: the beliefs are (2/3, 1/3), by hand; messages one way are (2/3, 1/3), the other (1/2, 1/2).
BOOST_AUTO_TEST_CASE(ring_with_rational_beliefs) {
  const PrecisionScope precision(256);
  for (const VariableId n : {2U, 3U, 5U}) {
    const FactorGraph graph = ring(n, {3, 1, 2, 2});
    const std::vector<Ball> values = balls(graph);
    const auto messages = certified_fixed_point(graph, values);
    BOOST_REQUIRE(messages.has_value());
    const Beliefs<Ball> beliefs = beliefs_at(graph, values, *messages);
    for (VariableId v = 0; v < n; ++v) BOOST_TEST(contains(beliefs.variables[2 * v], Rational(2, 3)));
  }
}

/// Strongly coupled, the symmetric fixed point has company: three boxes, no two of which meet.
BOOST_AUTO_TEST_CASE(several_fixed_points) {
  const PrecisionScope precision(256);
  const FactorGraph graph = complete(4, Rational(4));
  const std::vector<Ball> values = balls(graph);
  const auto near = [&](const Rational& first) {
    std::vector<Ball> to_factor;
    for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge) {
      to_factor.emplace_back(first);
      to_factor.emplace_back(1 - first);
    }
    return certified_fixed_point(graph, values, to_factor);
  };
  const auto low = near(Rational(1, 20)), middle = near(Rational(1, 2)), high = near(Rational(19, 20));
  BOOST_REQUIRE((low && middle && high));
  BOOST_TEST(contains(middle->to_factor[0], Rational(1, 2)));
  BOOST_TEST(certainly_less(low->to_factor[0], middle->to_factor[0]));
  BOOST_TEST(certainly_less(middle->to_factor[0], high->to_factor[0]));
  BOOST_TEST(overlaps(low->to_factor[0], high->to_factor[1]));  // by symmetry
}

/// On the complete graph on four the symmetric fixed point splits in three where 2·(w−1)/(w+1) = 1, at w = 3: there g' is
/// singular.
BOOST_AUTO_TEST_CASE(none_where_it_is_degenerate) {
  const PrecisionScope precision(256);
  const FactorGraph degenerate = complete(4, Rational(3)), regular = complete(4, Rational(2));
  BOOST_TEST(!certified_fixed_point(degenerate, balls(degenerate)).has_value());
  BOOST_TEST(certified_fixed_point(regular, balls(regular)).has_value());
}

/// The equations are those of the iteration: on a tree their zero is what an upward–downward pass ends with.
BOOST_AUTO_TEST_CASE(tree) {
  const PrecisionScope precision(256);
  FactorGraphBuilder builder{VariableTable({2, 3, 2})};
  builder.factor(std::vector<VariableId>{0, 1}, std::vector<Rational>{1, 2, 3, 4, 5, 7});
  builder.factor(std::vector<VariableId>{2, 1}, std::vector<Rational>{2, 1, 1, 3, 1, 5});
  builder.factor(std::vector<VariableId>{1}, std::vector<Rational>{1, 1, 6});
  const FactorGraph graph = std::move(builder).build();
  MessagePassing<Rational> exact(graph, graph.values());
  const auto pass = tree_pass(exact, TreeSchedule(graph));
  const std::vector<Ball> values = balls(graph);
  const auto messages = certified_fixed_point(graph, values);
  BOOST_REQUIRE(messages.has_value());
  const Beliefs<Ball> beliefs = beliefs_at(graph, values, *messages);
  for (std::size_t k = 0; k < beliefs.variables.size(); ++k)
    BOOST_TEST(contains(beliefs.variables[k], pass.beliefs.variables[k]));
}

/// The root of an activity lift is active for sure: messages that its factor makes zero are exactly that, and the fixed
/// point is not the true visit (3/11, 8/11) of the two inner sums.
BOOST_AUTO_TEST_CASE(messages_that_factors_make_zero) {
  const PrecisionScope precision(256);
  const std::vector<Ball> visits = flooding_visits(sharing_both_leaves(1, 2, false));  // x₀, x₁, left, right, root
  BOOST_TEST(contains(visits[4], Rational(1)));
  BOOST_TEST(contains(visits[2] + visits[3], Rational(1)));
  const auto between = [](const Rational& low, const Ball& value, const Rational& high) {
    return certainly_less(Ball(low), value) && certainly_less(value, Ball(high));
  };
  BOOST_TEST(between(Rational(21842, 100000), visits[2], Rational(21843, 100000)));
  BOOST_TEST(between(Rational(7, 11), visits[0], Rational(1)));  // the true visit of x₀ is 7/11
  const Circuit circuit = sharing_both_leaves(1, 2, false);
  const Sweeps<Rational> exact = sweep<Rational>(circuit, {parameters<Rational>(circuit), {1, 1}});
  BOOST_TEST(exact.downward[2] * exact.upward[2] / exact.value() == Rational(3, 11));
  BOOST_TEST(exact.downward[0] * exact.upward[0] / exact.value() == Rational(7, 11));
}

/// Equal weights hide that the lift has cycles: both beliefs are 1/2 by symmetry, and right.
BOOST_AUTO_TEST_CASE(symmetric_lift) {
  const PrecisionScope precision(256);
  const std::vector<Ball> visits = flooding_visits(sharing_both_leaves(1, 1, true));
  for (NodeId node = 0; node < 4; ++node) BOOST_TEST(contains(visits[node], Rational(1, 2)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
