// Flooding and the tree schedule: exact on forests, honest about everything else.

#include <klprop/factor_graph/schedules.hpp>

#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>

#include "factor_graph/elimination_support.hpp"
#include "factor_graph/messages_support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using namespace testing;
using Status = BeliefPropagationStatus;

/// A forest: each factor joins a variable that occurred before, or none, to new ones.
FactorGraph arbitrary_forest(Random& random, unsigned zeros) {
  std::vector<StateId> arities(1 + random.below(6));
  for (StateId& arity : arities) arity = random.between(1U, 3U);
  std::vector<FactorSpec> factors;
  VariableId next = 0;
  while (next < arities.size()) {
    std::vector<VariableId> scope;
    if (next > 0 && random.below(4) > 0) scope.push_back(static_cast<VariableId>(random.below(next)));
    const auto fresh = std::min<std::size_t>(arities.size() - next, random.below(3));
    for (std::size_t k = 0; k < fresh; ++k) scope.push_back(next++);
    random.shuffle(scope);
    factors.push_back({scope, {}});
    if (random.below(4) == 0) ++next;  // perhaps never in a factor
  }
  for (FactorSpec& factor : factors) {
    std::size_t entries = 1;
    for (const VariableId v : factor.scope) entries *= arities[v];
    for (std::size_t k = 0; k < entries; ++k)
      factor.values.push_back(random.below(10) < zeros ? Rational(0) : small_rational(random));
  }
  return graph_of(arities, factors);
}

std::string refusal(const FactorGraph& graph) {
  try {
    static_cast<void>(TreeSchedule(graph));
  } catch (const CyclicGraph& cyclic) {
    return cyclic.what();
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(schedules)

/// A pass up and down a forest is enumeration; it breaks down exactly when Z = 0.
RC_BOOST_PROP(a_tree_pass_is_exact, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_forest(random, random.below(2) == 0 ? 0 : 2);
  const Evidence evidence =
      random_evidence(random, graph.variables(), random.below(2) == 0 ? EvidenceMode::positive : EvidenceMode::hard);
  const Numbers weights(evidence.lambda().begin(), evidence.lambda().end());
  const Exact exact = enumerated(graph, values_of(graph), weights);
  MessagePassing<Rational> passing(graph, graph.values(), evidence.lambda());
  const auto result = tree_pass(passing, TreeSchedule(graph));
  if (exact.z == 0) {
    RC_ASSERT(result.status == Status::contradiction && result.breakdown && result.breakdown->contradiction);
    return;
  }
  RC_ASSERT(result.status == Status::converged && !result.breakdown);
  RC_ASSERT(result.beliefs.variables == marginals(graph, values_of(graph), weights));
  // Every message is final: another iteration changes none.
  Messages<Rational> again = result.messages;
  RC_ASSERT(!flooding_step(passing, again));
  RC_ASSERT(again.to_factor == result.messages.to_factor && again.to_variable == result.messages.to_variable);
}

RC_BOOST_PROP(flooding_ends_at_the_tree_pass, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_forest(random, 0);
  MessagePassing<Rational> passing(graph, graph.values());
  const auto tree = tree_pass(passing, TreeSchedule(graph));
  const auto flooded = flooding<Rational>(passing, 20, 0);
  RC_ASSERT(flooded.status == Status::converged && flooded.residual == 0);
  RC_ASSERT(flooded.messages.to_factor == tree.messages.to_factor);
  RC_ASSERT(flooded.beliefs.variables == tree.beliefs.variables);
  RC_ASSERT(flooded.beliefs.factors == tree.beliefs.factors);
}

/// The iterates, their residuals and their number are those of the definition, on loopy graphs too.
RC_BOOST_PROP(flooding_is_the_parallel_schedule, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random, {.most_variables = 4, .most_factors = 5, .zeros = 1});
  const Numbers values = values_of(graph), weights = unit_lambda(graph);
  Messages<Rational> defined = uniform_messages(graph);
  bool exists = true;
  std::size_t steps = 0;
  MessagePassing<Rational> passing(graph, graph.values());
  const auto result = flooding<Rational>(
      passing, 3, Rational(-1), [&](std::size_t n, const Rational& residual, const Messages<Rational>& messages) {
        const Messages<Rational> before = defined;
        exists = define_step(graph, values, weights, defined);
        RC_ASSERT(exists && n == steps++);
        RC_ASSERT(messages.to_factor == defined.to_factor && messages.to_variable == defined.to_variable);
        Rational largest = 0;
        for (std::size_t k = 0; k < before.to_factor.size(); ++k)
          largest = std::max<Rational>(largest, abs(before.to_factor[k] - defined.to_factor[k]));
        RC_ASSERT(residual == largest);
      });
  RC_ASSERT(result.iterations == steps);
  if (result.status == Status::not_converged)
    RC_ASSERT(steps == 3U && !result.breakdown);
  else
    RC_ASSERT(result.status == Status::contradiction && result.breakdown);
}

/// A ring whose fixed point is rational and not the marginals.
BOOST_AUTO_TEST_CASE(a_rational_fixed_point_of_a_ring) {
  const FactorGraph graph = eigenvector_ring(3);
  MessagePassing<Rational> passing(graph, graph.values());
  // Factor a reads variables a and a + 1: its messages forward are (2/3, 1/3), backward uniform.
  const Rational half(1, 2), third(1, 3);
  Messages<Rational> fixed;
  for (int a = 0; a < 3; ++a) {
    // m from the first variable came forward, from the second backward; along the last factor the scope is (2, 0).
    fixed.to_factor.insert(fixed.to_factor.end(), {2 * third, third, half, half});
    fixed.to_variable.insert(fixed.to_variable.end(), {half, half, 2 * third, third});
  }
  Messages<Rational> next = fixed;
  BOOST_TEST(!flooding_step(passing, next));
  BOOST_TEST((next.to_factor == fixed.to_factor));
  BOOST_TEST((next.to_variable == fixed.to_variable));
  Beliefs<Rational> beliefs;
  BOOST_TEST(!passing.beliefs(next, beliefs));
  BOOST_TEST((beliefs.variables == Numbers{2 * third, third, 2 * third, third, 2 * third, third}));
  BOOST_TEST((marginals(graph, values_of(graph), unit_lambda(graph))[0] == Rational(43, 65)));
  // From uniform messages it is approached by a factor of 4 each time, and never reached.
  std::vector<Rational> residuals;
  const auto result = flooding<Rational>(
      passing, 6, 0,
      [&](std::size_t, const Rational& residual, const Messages<Rational>&) { residuals.push_back(residual); });
  BOOST_TEST((result.status == Status::not_converged));
  BOOST_TEST(result.iterations == 6U);
  BOOST_TEST((residuals == Numbers{Rational(1, 8), Rational(1, 32), Rational(1, 128), Rational(1, 512),
                                   Rational(1, 2048), Rational(1, 8192)}));
  BOOST_TEST((result.residual == Rational(1, 8192)));

  MessagePassing<double> fast(graph, factor_values<double>(graph));
  const auto near = flooding<double>(fast, 100, 1e-15);
  BOOST_TEST((near.status == Status::converged));
  BOOST_TEST(near.iterations < 30U);
  BOOST_TEST(std::abs(near.beliefs.variables[0] - 2.0 / 3.0) < 1e-15);
}

BOOST_AUTO_TEST_CASE(the_tolerance_and_the_limit_are_kept) {
  const FactorGraph graph = eigenvector_ring(2);  // two factors over the same variables
  MessagePassing<Rational> passing(graph, graph.values());
  const auto loose = flooding<Rational>(passing, 10, Rational(1, 32));
  BOOST_TEST((loose.status == Status::converged));
  BOOST_TEST(loose.iterations == 2U);
  BOOST_TEST((loose.residual == Rational(1, 32)));
  const auto tight = flooding<Rational>(passing, 2, Rational(1, 33));
  BOOST_TEST((tight.status == Status::not_converged));
  BOOST_TEST((tight.residual == Rational(1, 32)));
  const auto none = flooding<Rational>(passing, 0, Rational(1));
  BOOST_TEST((none.status == Status::not_converged));
  BOOST_TEST((none.beliefs.variables == Numbers(4, Rational(1, 2))));
  BOOST_TEST(std::string(name(none.status)) == "not-converged");
}

/// Four times over, two variables are to differ, and both are pushed to the same state: all messages change sides at once.
BOOST_AUTO_TEST_CASE(what_oscillates_does_not_converge) {
  const FactorSpec differ{{0, 1}, {1, 100, 100, 1}};
  const FactorGraph graph = graph_of({2, 2}, {differ, differ, differ, differ, {{0}, {3, 1}}, {{1}, {3, 1}}});
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  double last = 0;
  const auto result = flooding<double>(passing, 500, 1e-9,
                                       [&](std::size_t, double residual, const Messages<double>&) { last = residual; });
  BOOST_TEST((result.status == Status::not_converged));
  BOOST_TEST(result.iterations == 500U);
  BOOST_TEST(result.residual == last);
  BOOST_TEST(result.residual > 0.01);
}

BOOST_AUTO_TEST_CASE(contradictions_are_a_status) {
  const FactorGraph graph = graph_of({2}, {{{0}, {0, 1}}, {{0}, {1, 0}}});
  MessagePassing<Rational> passing(graph, graph.values());
  for (const auto& result : {flooding<Rational>(passing, 5, 0), tree_pass(passing, TreeSchedule(graph))}) {
    BOOST_TEST((result.status == Status::contradiction));
    BOOST_TEST_REQUIRE(result.breakdown.has_value());
    BOOST_TEST(describe(graph, *result.breakdown) == "the belief of variable 0 sums to zero");
  }
  // In double the zero may be an underflow.
  MessagePassing<double> fast(graph, factor_values<double>(graph));
  BOOST_TEST((tree_pass(fast, TreeSchedule(graph)).status == Status::undecided));
}

/// The parallel schedule is not the sequential one, and what goes out must not come back. Both wrong updates are right on
/// trees of small diameter; this ring shows them.
BOOST_AUTO_TEST_CASE(wrong_updates_differ) {
  const FactorGraph graph =
      graph_of({2, 2, 2}, {{{0, 1}, {3, 1, 2, 2}}, {{1, 2}, {1, 2, 5, 1}}, {{2, 0}, {1, 3, 1, 1}}});
  const MessageLayout layout(graph);
  const Numbers values = values_of(graph), weights = unit_lambda(graph);
  MessagePassing<Rational> passing(graph, graph.values());
  Messages<Rational> ours = passing.uniform(), sequential = ours, outgoing = ours;
  for (int n = 0; n < 2; ++n) {
    BOOST_TEST(!flooding_step(passing, ours));
    for (ScopeEdge e = 0; e < graph.edge_count(); ++e) {  // uses what was just sent
      define_to_variable(graph, values, sequential.to_factor, e, layout.of(sequential.to_variable, e));
      for (ScopeEdge back = 0; back < graph.edge_count(); ++back)
        define_to_factor(graph, weights, sequential.to_variable, back, layout.of(sequential.to_factor, back));
    }
    define_step(graph, values, weights, outgoing);
    for (ScopeEdge e = 0; e < graph.edge_count(); ++e) {  // m_{i→a} = b_i / (old m_{i→a}) in place of b_i / m_{a→i}
      const auto to_factor = layout.of(outgoing.to_factor, e), to_variable = layout.of(outgoing.to_variable, e);
      for (std::size_t x = 0; x < to_factor.size(); ++x) to_factor[x] = to_factor[x] * to_variable[x] / to_factor[x];
      normalise(to_factor);
    }
  }
  BOOST_TEST((ours.to_factor != sequential.to_factor));
  BOOST_TEST((ours.to_factor != outgoing.to_factor));
}

// ---- the tree schedule --------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(cycles_are_refused_by_name) {
  const Numbers four(4, Rational(1));
  BOOST_TEST(refusal(eigenvector_ring(2)) ==
             "variable 1 and factor 1 lie on a cycle; expected a factor graph without cycles");
  // A path 0 – 1 leads to the ring 1, 2, 3.
  const FactorGraph graph =
      graph_of({2, 2, 2, 2}, {{{0, 1}, four}, {{1, 2}, four}, {{2, 3}, four}, {{3, 1}, four}, {{0}, {1, 1}}});
  try {
    static_cast<void>(TreeSchedule(graph));
    BOOST_ERROR("accepted");
  } catch (const CyclicGraph& cyclic) {
    BOOST_TEST((cyclic.variable() >= 1 && cyclic.variable() <= 3));
    BOOST_TEST((cyclic.factor() >= 1 && cyclic.factor() <= 3));
  }
  BOOST_TEST(refusal(graph_of({}, {{{}, {1}}})) == "accepted");
}

/// The schedule is refused exactly on graphs with more edges than a forest has, and what it names lies on a cycle: the
/// edge can be taken away without disconnecting its ends.
RC_BOOST_PROP(forests_are_those_with_few_edges, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random);
  const std::size_t nodes = graph.variable_count() + std::size_t{graph.factor_count()};
  const auto components = [&](ScopeEdge without) {
    std::vector<std::size_t> parent(nodes);
    for (std::size_t k = 0; k < nodes; ++k) parent[k] = k;
    const auto root = [&](std::size_t k) {
      while (parent[k] != k) k = parent[k];
      return k;
    };
    std::size_t count = nodes;
    for (ScopeEdge e = 0; e < graph.edge_count(); ++e) {
      const std::size_t a = root(graph.edge_variable(e)), b = root(graph.variable_count() + graph.edge_factor(e));
      if (e == without || a == b) continue;
      parent[a] = b;
      --count;
    }
    return count;
  };
  const bool forest = graph.edge_count() + components(graph.edge_count()) == nodes;
  try {
    RC_ASSERT(TreeSchedule(graph).nodes().size() <= nodes);
    RC_ASSERT(forest);
  } catch (const CyclicGraph& cyclic) {
    RC_ASSERT(!forest);
    ScopeEdge named = graph.first_edge(cyclic.factor());
    while (graph.edge_variable(named) != cyclic.variable()) ++named;
    RC_ASSERT(components(named) == components(graph.edge_count()));
  }
}

/// 100000 leaves around one variable, each with its own unary factor; the hub's belief in closed form.
BOOST_AUTO_TEST_CASE(a_star_of_many_leaves_in_double) {
  constexpr VariableId leaves = 100'000;
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(leaves + 1, 2))};
  for (VariableId v = 1; v <= leaves; ++v) {
    builder.factor(std::vector<VariableId>{0, v}, {2, 1, 1, 2});
    builder.factor(std::vector<VariableId>{v}, v % 2 == 0 ? Numbers{3, 1} : Numbers{1, 3});
  }
  builder.factor(std::vector<VariableId>{0}, {3, 1});
  const FactorGraph graph = std::move(builder).build();
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  const auto tree = tree_pass(passing, TreeSchedule(graph));
  BOOST_TEST((tree.status == Status::converged));
  // Leaves say 7 : 5 and 5 : 7, equally often, so the hub is left with 3 : 1.
  BOOST_TEST(std::abs(tree.beliefs.variables[0] - 0.75) < 1e-9);
  // A leaf hears the hub without itself: 3·5 : 1·7 from one that said 7 : 5. Then (2·15 + 7)·3 : (15 + 2·7)·1.
  BOOST_TEST(std::abs(tree.beliefs.variables[4] - 111.0 / 140.0) < 1e-9);
  const auto flooded = flooding<double>(passing, 10, 1e-12);
  BOOST_TEST((flooded.status == Status::converged));
  BOOST_TEST(std::abs(flooded.beliefs.variables[4] - 111.0 / 140.0) < 1e-9);
}

/// A chain of 100000 variables with the table (3 1; 2 2): far from both ends the forward message is the left eigenvector.
BOOST_AUTO_TEST_CASE(a_long_chain_in_double) {
  constexpr VariableId length = 100'000;
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(length, 2))};
  for (VariableId v = 0; v + 1 < length; ++v) builder.factor(std::vector<VariableId>{v, v + 1}, {3, 1, 2, 2});
  builder.factor(std::vector<VariableId>{length - 1}, {1, 0});  // the last is observed
  const FactorGraph graph = std::move(builder).build();
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  const auto result = tree_pass(passing, TreeSchedule(graph));
  BOOST_TEST((result.status == Status::converged));
  // Forward: (1, 1)·M^k → (2, 1); backward: M^k·(1, 0)ᵀ → (1, 1)ᵀ.
  BOOST_TEST(std::abs(result.beliefs.variables[length] - 2.0 / 3.0) < 1e-14);
  BOOST_TEST(std::abs(result.beliefs.variables[0] - 0.5) < 1e-14);
  BOOST_TEST(result.beliefs.variables[2 * (length - 1)] == 1.0);
  // One before the last: (2, 1) times M·(1, 0)ᵀ = (3, 2)ᵀ.
  BOOST_TEST(std::abs(result.beliefs.variables[2 * (length - 2)] - 6.0 / 8.0) < 1e-14);
}

/// A Real pass keeps the scope's precision.
BOOST_AUTO_TEST_CASE(precision_is_the_scopes) {
  const FactorGraph graph = graph_of({2, 2}, {{{0, 1}, {1, 2, 3, 5}}});
  for (const mpfr_prec_t bits : {64, 512}) {
    const PrecisionScope precision(bits);
    const std::vector<Real> values = factor_values<Real>(graph);
    MessagePassing<Real> passing(graph, values);
    const auto result = tree_pass(passing, TreeSchedule(graph));
    const Real error = abs(result.beliefs.variables[0] - Real(Rational(3, 11)));
    BOOST_TEST((error < Real(Rational(1) / Rational(Integer(1) << static_cast<unsigned>(bits - 3)))));
    BOOST_TEST(result.beliefs.variables[0].precision() == bits);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
