// The hybrid iteration in both forms, against each other, against belief propagation by definition, and against mutants.

#include <klprop/factor_graph/hybrid_iteration.hpp>
#include <klprop/factor_graph/hybrid_messages.hpp>
#include <klprop/factor_graph/projection_step.hpp>

#include <klprop/random/factor_graph.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "factor_graph/messages_support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using namespace testing;

/// Two binary variables, two factors over both and one over the first: the smallest loop.
FactorGraph small_loop() {
  return graph_of({2, 2}, {{{0, 1}, {1, 2, 3, 5}}, {{1, 0}, {2, 1, 1, 4}}, {{0}, {1, 2}}});
}

template <class S>
HybridState<S> literal_start(const FactorGraph& graph, const Replicas& replicas, std::span<const S> values) {
  return hybrid_start(replicated_factors<S>(graph, replicas, values));
}

template <class Call>
std::string undefined(Call&& call) {
  try {
    call();
  } catch (const UndefinedStep& step) {
    return step.what();
  }
  return "defined";
}

BOOST_AUTO_TEST_SUITE(hybrid_iteration)

/// One variable with unary factors (2,1) and (1,1), two copies, n = 0 and 1.
BOOST_AUTO_TEST_CASE(two_factors_on_one_variable_by_hand) {
  const FactorGraph graph = graph_of({2}, {{{0}, {2, 1}}, {{0}, {1, 1}}});
  const Replicas replicas = edge_replicas(graph);
  const Rational third(1, 3), sixth(1, 6), ninth(1, 9);
  HybridState<Rational> state = literal_start<Rational>(graph, replicas, graph.values());
  BOOST_TEST((state.q.values == Numbers{third, third, sixth, sixth}));
  // q is a product already: k = q and σ = 0. On the diagonal 1/3 : 1/6, so q_0 = (2/3, 1/3)⊗(2/3, 1/3).
  HybridIterate<Rational> iterate = hybrid_step(state, replicas);
  BOOST_TEST((iterate.k.values == state.q.values));
  BOOST_TEST((iterate.state.exp_sigma.values == Numbers{1, 1, 1, 1}));
  BOOST_TEST((iterate.r.values == Numbers{2 * third, 0, 0, third}));
  BOOST_TEST((iterate.state.q.values == Numbers{4 * ninth, 2 * ninth, 2 * ninth, ninth}));
  BOOST_TEST((iterate.state.exp_tau.values == Numbers{Rational(3, 4), Rational(3, 2), Rational(3, 4), Rational(3, 2)}));
  // k = q, σ = 0 and k·e^τ = q_{−1} again: fixed.
  iterate = hybrid_step(iterate.state, replicas);
  BOOST_TEST((iterate.k.values == Numbers{4 * ninth, 2 * ninth, 2 * ninth, ninth}));
  BOOST_TEST((iterate.r.values == Numbers{2 * third, 0, 0, third}));
  BOOST_TEST((iterate.state.exp_tau.values == Numbers{Rational(3, 4), Rational(3, 2), Rational(3, 4), Rational(3, 2)}));
  // That belief is no fixed point of T_Proj, which gives (4/5, 1/5).
  BOOST_TEST((projection_step(iterate.state.q, replicas).values ==
              Numbers{Rational(16, 25), Rational(4, 25), Rational(4, 25), Rational(1, 25)}));
}

/// Tables and factored tables are the same at every step, to the last constant; both are parallel belief propagation.
RC_BOOST_PROP(both_forms_are_belief_propagation, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = positive_graph(random);
  const Numbers values = values_of(graph), weights = unit_lambda(graph);
  const Replicas replicas = edge_replicas(graph);
  const FactoredHybrid<Rational> factored(graph, graph.values());
  HybridState<Rational> literal = literal_start<Rational>(graph, replicas, graph.values());
  FactoredState<Rational> short_form = factored.start();
  const Table<Rational> start = literal.q;
  RC_ASSERT(factored.expanded(short_form.q).values == start.values);
  Messages<Rational> messages = uniform_messages(graph);
  for (int n = 0; n < 3; ++n) {
    const HybridIterate<Rational> a = hybrid_step(literal, replicas);
    const FactoredIterate<Rational> b = factored.step(short_form);
    RC_ASSERT(a.k.values == factored.expanded(b.k).values);
    RC_ASSERT(a.r.values == factored.expanded_diagonal(b.r).values);
    RC_ASSERT(a.state.q.values == factored.expanded(b.state.q).values);
    RC_ASSERT(a.state.exp_sigma.values == factored.expanded(b.state.exp_sigma).values);
    RC_ASSERT(a.state.exp_tau.values == factored.expanded(b.state.exp_tau).values);
    // q·e^{σ+τ} = q_{−1}
    RC_ASSERT(entrywise_product(a.state.q, entrywise_product(a.state.exp_sigma, a.state.exp_tau)).values ==
              start.values);

    const Messages<Rational> before = messages;
    RC_ASSERT(define_step(graph, values, weights, messages));
    const FactoredIterate<Rational> c = iterate_of_messages(factored, before, messages);
    RC_ASSERT(b.k.edges == c.k.edges && b.r == c.r && b.state.q.edges == c.state.q.edges);
    RC_ASSERT(b.state.exp_sigma.with_factors && c.state.exp_sigma.with_factors);
    RC_ASSERT(factored.normalised_edges(b.state.exp_sigma, "").edges == c.state.exp_sigma.edges);
    RC_ASSERT(factored.normalised_edges(b.state.exp_tau, "").edges == c.state.exp_tau.edges);
    const Messages<Rational> read = factored.messages(b.state);
    RC_ASSERT(read.to_factor == messages.to_factor && read.to_variable == messages.to_variable);
    literal = a.state;
    short_form = b.state;
  }
}

/// The same over the field of residues and, enclosed, over balls.
BOOST_AUTO_TEST_CASE(other_scalars) {
  const PrecisionScope precision(256);
  const FactorGraph graph = small_loop();
  const Replicas replicas = edge_replicas(graph);
  const std::vector<PrimeField> residues = factor_values<PrimeField>(graph);
  const std::vector<Ball> balls = factor_values<Ball>(graph);
  const FactoredHybrid<Ball> factored(graph, balls);
  auto exact = literal_start<Rational>(graph, replicas, graph.values());
  auto modular = literal_start<PrimeField>(graph, replicas, residues);
  auto enclosed = literal_start<Ball>(graph, replicas, balls);
  auto short_form = factored.start();
  for (int n = 0; n < 3; ++n) {
    exact = hybrid_step(exact, replicas).state;
    modular = hybrid_step(modular, replicas).state;
    enclosed = hybrid_step(enclosed, replicas).state;
    short_form = factored.step(short_form).state;
  }
  const Table<Ball> sigma = factored.expanded(short_form.exp_sigma);
  for (std::size_t k = 0; k < exact.q.values.size(); ++k) {
    BOOST_TEST((modular.exp_tau.values[k] == from_rational<PrimeField>(exact.exp_tau.values[k])));
    BOOST_TEST(contains(enclosed.exp_sigma.values[k], exact.exp_sigma.values[k]));
    BOOST_TEST(contains(sigma.values[k], exact.exp_sigma.values[k]));
    BOOST_TEST((radius(sigma.values[k]) < Rational(1, 1'000'000'000'000)));
  }
}

/// One full replica of Ω per factor: copies that no factor reads change nothing.
RC_BOOST_PROP(full_replicas_give_the_same_beliefs, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = positive_graph(random, 64);
  RC_PRE(full_replica_entries(graph) <= 4096U);
  const Replicas replicas = full_replicas(graph);
  HybridState<Rational> state = literal_start<Rational>(graph, replicas, graph.values());
  Messages<Rational> messages = uniform_messages(graph);
  for (int n = 0; n < 2; ++n) {
    state = hybrid_step(state, replicas).state;
    RC_ASSERT(define_step(graph, values_of(graph), unit_lambda(graph), messages));
    Numbers beliefs = unit_lambda(graph);
    const MessageLayout layout(graph);
    for (ScopeEdge e = 0; e < graph.edge_count(); ++e)
      for (StateId x = 0; x < layout.arity(e); ++x)
        beliefs[graph.variables().indicator(graph.edge_variable(e), x)] *= messages.to_variable[layout.first(e) + x];
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      normalise(std::span(beliefs).subspan(graph.variables().indicator(v, 0), graph.variables().arity(v)));
    RC_ASSERT(state.q.values == product_of_copies<Rational>(graph, replicas, beliefs).values);
  }
}

/// Products across replicas only: q_0 is the exact joint distribution in each replica, which no message passing gives.
BOOST_AUTO_TEST_CASE(products_across_replicas_only_are_another_iteration) {
  const FactorGraph graph = small_loop();
  const Replicas across = full_replicas_across(graph), copies = full_replicas(graph);
  BOOST_TEST((across.block == std::vector<std::size_t>{0, 0, 1, 1, 2, 2}));
  const HybridState<Rational> state = hybrid_step(literal_start<Rational>(graph, across, graph.values()), across).state;
  // f·g·h over (x0, x1): 1·2·1, 2·1·1, 3·1·2, 5·4·2
  const Numbers joint = {Rational(2, 50), Rational(2, 50), Rational(6, 50), Rational(40, 50)};
  for (const std::size_t replica : {0U, 1U, 2U}) {
    const std::size_t coordinates[] = {2 * replica, 2 * replica + 1};
    BOOST_TEST((marginal<Rational>(state.q, coordinates).values == joint));
  }
  BOOST_TEST(
      (hybrid_step(literal_start<Rational>(graph, copies, graph.values()), copies).state.q.values != state.q.values));
}

// ---- mutants ------------------------------------------------------------------------------------

using Step = std::function<HybridState<Rational>(const HybridState<Rational>&, const Replicas&)>;

/// The first n at which q_n, e^{σ_n} or e^{τ_n} are not those of `hybrid_step`, if below 3.
std::optional<int> first_difference(const FactorGraph& graph, const Step& mutant) {
  const Replicas replicas = edge_replicas(graph);
  HybridState<Rational> right = literal_start<Rational>(graph, replicas, graph.values()), wrong = right;
  for (int n = 0; n < 3; ++n) {
    right = hybrid_step(right, replicas).state;
    wrong = mutant(wrong, replicas);
    if (right.q.values != wrong.q.values || right.exp_sigma.values != wrong.exp_sigma.values ||
        right.exp_tau.values != wrong.exp_tau.values)
      return n;
  }
  return std::nullopt;
}

BOOST_AUTO_TEST_CASE(mutants_differ) {
  const auto one = [](const Table<Rational>& like) {
    return Table<Rational>{like.space, Numbers(like.values.size(), 1)};
  };
  const Step right = [](const HybridState<Rational>& state, const Replicas& replicas) {
    return hybrid_step(state, replicas).state;
  };
  const Step without_sigma = [&](HybridState<Rational> state, const Replicas& replicas) {
    state.exp_sigma = one(state.q);
    return hybrid_step(state, replicas).state;
  };
  const Step without_tau = [&](HybridState<Rational> state, const Replicas& replicas) {
    state.exp_tau = one(state.q);
    return hybrid_step(state, replicas).state;
  };
  // τ_n = ∇f(q_n) + τ_{n−1} − ∇f(k_n)
  const Step tau_upside_down = [](const HybridState<Rational>& state, const Replicas& replicas) {
    HybridIterate<Rational> next = hybrid_step(state, replicas);
    next.state.exp_tau = dual_difference(next.state.q, state.exp_tau, next.k, "tau");
    return next.state;
  };
  // r_n from q_{n−1}, and τ from the k before
  const Step old_k = [](const HybridState<Rational>& state, const Replicas& replicas) {
    HybridIterate<Rational> next = hybrid_step(state, replicas);
    next.state.exp_tau = dual_difference(state.q, state.exp_tau, next.state.q, "tau");
    return next.state;
  };
  const Step swapped = [](const HybridState<Rational>& state, const Replicas& replicas) {  // σ after r
    HybridIterate<Rational> next = hybrid_step(state, replicas);
    next.state.exp_sigma = dual_difference(state.q, state.exp_sigma, next.state.q, "sigma");
    return next.state;
  };
  const FactorGraph loop = small_loop();
  BOOST_TEST(!first_difference(loop, right).has_value());
  BOOST_TEST((first_difference(loop, without_sigma) == 1));  // σ_{−1} = τ_{−1} = 0: n = 0 cannot show it
  BOOST_TEST((first_difference(loop, without_tau) == 1));
  BOOST_TEST((first_difference(loop, tau_upside_down) == 0));
  BOOST_TEST((first_difference(loop, old_k) == 0));
  BOOST_TEST((first_difference(loop, swapped) == 0));
}

/// Wrong schedules and wrong quotients of belief propagation are not the iteration.
BOOST_AUTO_TEST_CASE(mutants_of_belief_propagation_differ) {
  const FactorGraph graph = small_loop();
  const Numbers values = values_of(graph), weights = unit_lambda(graph);
  const MessageLayout layout(graph);
  const FactoredHybrid<Rational> factored(graph, graph.values());
  FactoredState<Rational> state = factored.start();
  Messages<Rational> parallel = uniform_messages(graph), sequential = parallel, outgoing = parallel;
  for (int n = 0; n < 2; ++n) {
    state = factored.step(state).state;
    define_step(graph, values, weights, parallel);
    for (ScopeEdge e = 0; e < graph.edge_count(); ++e) {
      define_to_variable(graph, values, sequential.to_factor, e, layout.of(sequential.to_variable, e));
      for (ScopeEdge back = 0; back < graph.edge_count(); ++back)
        define_to_factor(graph, weights, sequential.to_variable, back, layout.of(sequential.to_factor, back));
    }
    const Numbers old = outgoing.to_factor;
    define_step(graph, values, weights, outgoing);
    for (ScopeEdge e = 0; e < graph.edge_count(); ++e) {
      for (std::size_t k = layout.first(e); k < layout.first(e) + layout.arity(e); ++k)
        outgoing.to_factor[k] *= outgoing.to_variable[k] / old[k];  // b_i divided by what went out
      normalise(layout.of(outgoing.to_factor, e));
    }
  }
  BOOST_TEST((factored.messages(state).to_factor == parallel.to_factor));
  BOOST_TEST((factored.messages(state).to_factor != sequential.to_factor));
  BOOST_TEST((factored.messages(state).to_factor != outgoing.to_factor));
}

// ---- fixed states -------------------------------------------------------------------------------

/// The messages of a fixed point of belief propagation make a fixed state, modulo constants.
BOOST_AUTO_TEST_CASE(a_rational_fixed_state_of_a_ring) {
  const FactorGraph graph = eigenvector_ring(3);
  const FactoredHybrid<Rational> factored(graph, graph.values());
  const Rational half(1, 2), third(1, 3);
  Messages<Rational> fixed;
  for (int a = 0; a < 3; ++a) {
    fixed.to_factor.insert(fixed.to_factor.end(), {2 * third, third, half, half});
    fixed.to_variable.insert(fixed.to_variable.end(), {half, half, 2 * third, third});
  }
  const FactoredIterate<Rational> at = iterate_of_messages(factored, fixed, fixed);
  const FactoredIterate<Rational> next = factored.step(at.state);
  BOOST_TEST((next.k.edges == at.k.edges));
  BOOST_TEST((next.state.q.edges == at.state.q.edges));
  BOOST_TEST((factored.normalised_edges(next.state.exp_sigma, "").edges == at.state.exp_sigma.edges));
  BOOST_TEST((factored.normalised_edges(next.state.exp_tau, "").edges == at.state.exp_tau.edges));
}

/// q uniform and σ = τ = 0 is fixed whatever the factors are: the iteration has forgotten them.
BOOST_AUTO_TEST_CASE(a_fixed_state_without_the_factors) {
  const FactorGraph graph = graph_of({2}, {{{0}, {2, 1}}, {{0}, {1, 1}}});
  const FactoredHybrid<Rational> factored(graph, graph.values());
  const FactoredTable<Rational> uniform{false, Numbers(4, Rational(1, 2))};
  const FactoredIterate<Rational> next = factored.step({uniform, factored.one(), factored.one()});
  BOOST_TEST((next.state.q.edges == uniform.edges));
  BOOST_TEST((next.state.exp_sigma.edges == Numbers(4, 1)));
  BOOST_TEST((next.state.exp_tau.edges == Numbers(4, 1)));
}

// ---- what is refused ----------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(divisions_by_zero_are_named) {
  // x1 = 1 is excluded: its belief is zero, and q divides τ.
  const FactorGraph excluded = graph_of({2, 2}, {{{0, 1}, {1, 0, 2, 0}}});
  const auto literal = [](const FactorGraph& graph) {
    const Replicas replicas = edge_replicas(graph);
    return undefined(
        [&] { static_cast<void>(hybrid_step(literal_start<Rational>(graph, replicas, graph.values()), replicas)); });
  };
  const auto factored = [](const FactorGraph& graph) {
    return undefined([&] {
      const FactoredHybrid<Rational> hybrid(graph, graph.values());
      static_cast<void>(hybrid.step(hybrid.start()));
    });
  };
  BOOST_TEST(literal(excluded) == "sigma is undefined: the projected table's entry 1 is zero");
  BOOST_TEST(factored(excluded) ==
             "sigma is undefined: the divisor between factor 0 and variable 1 in state 1 is zero");
  // No copy is excluded, but the two factors agree nowhere.
  const FactorGraph disjoint = graph_of({2, 2}, {{{0, 1}, {1, 0, 0, 1}}, {{0, 1}, {0, 1, 1, 0}}});
  BOOST_TEST(literal(disjoint) == "defined");  // σ hides what disagrees: k is uniform
  BOOST_TEST(factored(disjoint) == "defined");
  const Replicas replicas = edge_replicas(disjoint);
  BOOST_TEST(undefined([&] {
               static_cast<void>(
                   projection_step(replicated_factors<Rational>(disjoint, replicas, disjoint.values()), replicas));
             }).rfind("r is undefined", 0) == 0U);
  const FactorGraph nothing = graph_of({2}, {{{0}, {0, 0}}});
  BOOST_TEST(literal(nothing) == "q is undefined: the sum of the product of all factors is zero");
  BOOST_TEST(factored(nothing) == "q is undefined: the sum of factor 0 is zero");
  // In factored form a consensus that keeps no state.
  const FactoredHybrid<Rational> hybrid(disjoint, disjoint.values());
  FactoredTable<Rational> clash = hybrid.one();
  clash.edges[0] = clash.edges[5] = 0;
  BOOST_TEST(undefined([&] { static_cast<void>(hybrid.consensus(clash)); }) ==
             "r is undefined: the sum of the agreeing copies of variable 0 is zero");
  BOOST_CHECK_THROW(static_cast<void>(hybrid.consensus(hybrid.one(true))), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(sizes_are_predicted) {
  const FactorGraph graph = eigenvector_ring(11);
  BOOST_TEST(edge_replica_entries(graph) == std::uint64_t{1} << 22);
  try {
    static_cast<void>(edge_replicas(graph));
    BOOST_ERROR("accepted");
  } catch (const TablesTooLarge& large) {
    BOOST_TEST(large.entries() == std::uint64_t{1} << 22);
    BOOST_TEST(std::string(large.what()) ==
               "tables over all copies would have 4194304 entries; expected at most 1048576");
  }
  BOOST_TEST(edge_replicas(graph, 1 << 22).space.size() == std::uint64_t{1} << 22);
  BOOST_CHECK_THROW(static_cast<void>(full_replicas(graph)), TablesTooLarge);
  BOOST_TEST(full_replica_entries(graph) == ~std::uint64_t{0});
  BOOST_TEST(full_replica_entries(small_loop()) == 64U);
}

/// A long ring in double: the factored form scales, and tends to the rational fixed point.
BOOST_AUTO_TEST_CASE(a_long_ring_in_double) {
  const FactorGraph graph = eigenvector_ring(20'000);
  const std::vector<double> values = factor_values<double>(graph);
  const FactoredHybrid<double> factored(graph, values);
  FactoredState<double> state = factored.start();
  for (int n = 0; n < 40; ++n) state = factored.step(state).state;
  for (const ScopeEdge edge : {0U, 1U, 39'999U}) BOOST_TEST(std::abs(state.q.edges[2 * edge] - 2.0 / 3.0) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
