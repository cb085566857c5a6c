// Beliefs of variables and gates, and second derivatives, against enumeration.

#include <klprop/random/evidence.hpp>
#include <klprop/random/spn.hpp>
#include <klprop/spn/enumeration.hpp>
#include <klprop/spn/marginals.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace klprop {
namespace {

using Numbers = std::vector<Rational>;

/// A complete and decomposable network of few states.
Circuit small_network(Random& random) {
  SpnOptions options;
  options.shape = random.chance(1, 2) ? SpnShape::dag : SpnShape::tiny;
  options.edges = 5 + random.below(40);
  options.max_variables = 4;
  options.max_states = 3;
  options.max_joint_states = 100;
  options.zeros = random.chance(1, 3);
  options.missing_states = random.chance(1, 3);
  return random_spn(random, options);
}

BOOST_AUTO_TEST_SUITE(marginals)

/// 1/4·x₀y₀ + 3/4·x₁(2y₀ + y₁) at x = (3, 5), y = (7, 11).
BOOST_AUTO_TEST_CASE(beliefs_by_hand) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 5, 7, 11});
  const auto sweeps = sweep(circuit, at);
  // Masses of (x₀,y₀), (x₁,y₀), (x₁,y₁): 3·7/4 = 21/4, 3/4·5·2·7 = 210/4, 3/4·5·11 = 165/4; together 396/4.
  const Rational total(396, 4);
  BOOST_TEST(sweeps.value() == total);
  BOOST_TEST((variable_beliefs(circuit, at, sweeps) ==
              Numbers{Rational(21, 396), Rational(375, 396), Rational(231, 396), Rational(165, 396)}));
  const auto root = gate_belief(circuit, at, sweeps, 9);
  BOOST_TEST(root.visit == 1);
  BOOST_TEST((root.select == Numbers{Rational(21, 396), Rational(375, 396)}));
  BOOST_TEST((root.conditional == root.select));
  const auto inner = gate_belief(circuit, at, sweeps, 6);
  BOOST_TEST(inner.visit == Rational(375, 396));
  BOOST_TEST((inner.select == Numbers{Rational(210, 396), Rational(165, 396)}));
  BOOST_TEST((inner.conditional == Numbers{Rational(14, 25), Rational(11, 25)}));
}

/// At (x₀+x₁)(x₀+2x₁) the beliefs of the one variable add up to two, and enumeration says otherwise.
BOOST_AUTO_TEST_CASE(without_decomposability_beliefs_are_no_posterior) {
  const Circuit circuit = testing::overlapping_square();
  const auto at = testing::at_one(circuit);
  const auto belief = variable_beliefs(circuit, at, sweep(circuit, at));
  BOOST_TEST((belief == Numbers{Rational(5, 6), Rational(7, 6)}));
  const auto posterior = enumerate_posterior(circuit, at);
  BOOST_TEST((posterior.mass == Numbers{1, 2}));  // x₀²: 1, x₁²: 2
  BOOST_TEST(posterior.total == 3);
}

BOOST_AUTO_TEST_CASE(impossible_evidence_has_no_posterior) {
  const Circuit circuit = testing::shared_leaf_network();
  const auto at = testing::at_lambda(circuit, {3, 0, 0, 11});  // x = 0 and y = 1 exclude each other
  const auto sweeps = sweep(circuit, at);
  BOOST_TEST(sweeps.value() == 0);
  BOOST_CHECK_THROW(static_cast<void>(variable_beliefs(circuit, at, sweeps)), UndefinedPosterior);
  BOOST_CHECK_THROW(static_cast<void>(gate_belief(circuit, at, sweeps, 9)), UndefinedPosterior);
  const auto possible = testing::at_lambda(circuit, {3, 0, 7, 11});
  const auto belief = variable_beliefs(circuit, possible, sweep(circuit, possible));
  BOOST_TEST((belief == Numbers{1, 0, 1, 0}));
}

/// A gate of value zero has no conditional, and is visited with probability zero.
BOOST_AUTO_TEST_CASE(a_gate_of_value_zero) {
  testing::Draft draft({2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1), dead = draft.sum({{x1, 2}});
  draft.sum({{x0, 1}, {dead, 3}});
  const Circuit circuit = std::move(draft).build();
  const auto at = testing::at_lambda(circuit, {5, 0});
  const auto belief = gate_belief(circuit, at, sweep(circuit, at), 2);
  BOOST_TEST(belief.visit == 0);
  BOOST_TEST((belief.select == Numbers{0}));
  BOOST_TEST(belief.conditional.empty());
}

BOOST_AUTO_TEST_CASE(beliefs_are_the_enumerated_posterior) {
  unsigned impossible = 0, with_zeros = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, 2);
    const Circuit circuit = small_network(random);
    const auto mode = seed % 2 == 0 ? EvidenceMode::hard : EvidenceMode::positive;
    const auto at = valuation<Rational>(circuit, random_evidence(random, circuit.variables(), mode));
    const auto sweeps = sweep(circuit, at);
    const auto posterior = enumerate_posterior(circuit, at);
    BOOST_TEST(sweeps.value() == posterior.total, "seed " << seed);
    if (posterior.total == 0) {
      ++impossible;
      BOOST_CHECK_THROW(static_cast<void>(variable_beliefs(circuit, at, sweeps)), UndefinedPosterior);
      continue;
    }
    const Numbers belief = variable_beliefs(circuit, at, sweeps);
    for (IndicatorId k = 0; k < belief.size(); ++k) {
      BOOST_TEST(belief[k] == posterior.mass[k] / posterior.total, "seed " << seed);
      with_zeros += belief[k] == 0 ? 1U : 0U;
    }
    for (VariableId v = 0; v < circuit.variables().size(); ++v) {
      Rational sum;
      for (StateId t = 0; t < circuit.variables().arity(v); ++t) sum += belief[circuit.variables().indicator(v, t)];
      BOOST_TEST(sum == 1, "seed " << seed);
    }
  }
  BOOST_TEST(impossible > 3U);
  BOOST_TEST(with_zeros > 50U);
}

BOOST_AUTO_TEST_CASE(second_derivatives_are_joint_masses) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Random random(seed, 3);
    const Circuit circuit = small_network(random);
    const auto at = valuation<Rational>(circuit, random_evidence(random, circuit.variables(), EvidenceMode::positive));
    const std::size_t side = circuit.variables().indicator_count();
    const Numbers mass = enumerate_pairs(circuit, at);
    for (IndicatorId a = 0; a < side; ++a) {
      const Numbers second = second_derivatives(circuit, at, a);
      for (IndicatorId b = 0; b < side; ++b) {
        const bool one_variable = circuit.variables().owner(a).first == circuit.variables().owner(b).first;
        BOOST_TEST(at.lambda[a] * at.lambda[b] * second[b] == (one_variable ? Rational(0) : mass[a * side + b]),
                   "seed " << seed);
      }
    }
  }
}

/// Selections of a gate add up to its visit, and conditionals to one: on any circuit.
BOOST_AUTO_TEST_CASE(selections_add_up) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, 4);
    const Circuit circuit = testing::arbitrary_circuit(random, 3, 20);
    const auto at = testing::at_lambda(circuit, testing::arbitrary_lambda(random, circuit));
    const auto sweeps = sweep(circuit, at);
    if (sweeps.value() == 0) continue;
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      if (circuit.kind(node) != NodeKind::sum) continue;
      const auto belief = gate_belief(circuit, at, sweeps, node);
      Rational selected, conditional;
      for (const Rational& each : belief.select) selected += each;
      for (const Rational& each : belief.conditional) conditional += each;
      BOOST_TEST(selected == belief.visit, "seed " << seed);
      BOOST_TEST(belief.select.size() == circuit.children(node).size());
      BOOST_TEST(conditional == (sweeps.upward[node] == 0 ? 0 : 1), "seed " << seed);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
