// Wrong computations are caught, and what refutes a claim can be redone by hand.

#include <klprop/claims/registry.hpp>

#include <klprop/spn/unfolding.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace klprop::claims {
namespace {

using Status = CaseOutcome::Status;
using Numbers = std::vector<Rational>;

/// Cases until one differs, or `most`.
std::uint64_t cases_until_difference(const Stream& run, std::uint64_t seed, std::uint64_t most) {
  std::uint64_t index = 0;
  while (index < most && run(seed, index).status != Status::differs) ++index;
  return index;
}

/// The posterior and the derivatives of a small model, from its polynomial written out term by term.
struct ByHand {
  const SpnCase& model;
  testing::Polynomial polynomial;
  Rational value, total;
  Numbers derivative, mass;

  explicit ByHand(const SpnCase& given) : model(given), polynomial(testing::expand(*given.circuit)) {
    const VariableTable& variables = model.circuit->variables();
    value = testing::evaluate(polynomial, model.lambda);
    for (IndicatorId k = 0; k < variables.indicator_count(); ++k)
      derivative.push_back(testing::evaluate(testing::differentiate(polynomial, k), model.lambda));
    mass.resize(variables.indicator_count());
    add_states(variables, 0, Numbers(variables.indicator_count()));
  }

  Rational belief(IndicatorId k) const { return model.lambda[k] * derivative[k] / value; }
  Rational posterior(IndicatorId k) const { return mass[k] / total; }

 private:
  void add_states(const VariableTable& variables, VariableId v, Numbers indicators) {
    if (v == variables.size()) {
      Rational weight = testing::evaluate(polynomial, indicators);
      for (IndicatorId k = 0; k < indicators.size(); ++k)
        if (indicators[k] == 1) weight *= model.lambda[k];
      for (IndicatorId k = 0; k < indicators.size(); ++k) mass[k] += indicators[k] * weight;
      total += weight;
      return;
    }
    for (StateId t = 0; t < variables.arity(v); ++t) {
      Numbers chosen = indicators;
      chosen[variables.indicator(v, t)] = 1;
      add_states(variables, v + 1, std::move(chosen));
    }
  }
};

/// The indicator that the words name as "λ_{v,t}".
IndicatorId indicator_named(const Counterexample& found) {
  const auto at = found.words.rfind("λ_{");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string numbers = found.words.substr(at + std::string("λ_{").size());
  const auto variable = static_cast<VariableId>(std::stoul(numbers));
  const auto state = static_cast<StateId>(std::stoul(numbers.substr(numbers.find(',') + 1)));
  return std::get<SpnCase>(found.model).circuit->variables().indicator(variable, state);
}

Counterexample minimal(const std::string& id) {
  const Claim* const claim = find(id);
  BOOST_REQUIRE(claim != nullptr);
  auto found = claim->minimal_counterexample();
  BOOST_REQUIRE(found.has_value());
  return *found;
}

BOOST_AUTO_TEST_SUITE(claims_mutants)

/// At seeds that the project was not tuned to.
BOOST_AUTO_TEST_CASE(every_mutant_is_killed) {
  unsigned mutants = 0;
  for (const Claim& claim : registry())
    for (const Mutant& mutant : claim.mutants) {
      for (const std::uint64_t seed : {271'828U, 314'159U})
        BOOST_TEST(cases_until_difference(mutant.run, seed, 500) < 500U, claim.id << ": " << mutant.name);
      ++mutants;
    }
  BOOST_TEST(mutants >= 20U);
}

BOOST_AUTO_TEST_CASE(every_hypothesis_that_is_said_to_be_needed_is) {
  for (const Claim& claim : registry())
    for (const Control& control : claim.controls) {
      const std::uint64_t most = control.needed ? 1000 : 40;
      BOOST_TEST((cases_until_difference(control.run, 161'803, most) < most) == control.needed,
                 claim.id << " without " << control.dropped);
    }
}

/// What the claims themselves say, the honest computations do: no mutant is killed by a broken instance.
BOOST_AUTO_TEST_CASE(claims_that_hold_survive_the_seeds_that_kill_their_mutants) {
  for (const Claim& claim : registry())
    for (const Rung& rung : claim.rungs)
      if (claim.expected == Verdict::holds && rung.kind == RungKind::exact)
        BOOST_TEST(cases_until_difference(rung.run, 271'828, 40) == 40U, claim.id);
}

BOOST_AUTO_TEST_CASE(counterexamples_are_small_and_exact) {
  for (const Claim& claim : registry()) {
    if (claim.expected != Verdict::refuted) continue;
    const Counterexample found = minimal(claim.id);
    BOOST_TEST(!found.words.empty());
    BOOST_TEST(found.case_id == claim.id + ":minimal");
    if (const auto* graph = std::get_if<FactorGraphCase>(&found.model)) {
      BOOST_TEST(graph->graph->value_count() <= 6U, claim.id);
      for (const Rational& value : graph->graph->values()) BOOST_TEST((value == 1 || value == 2), claim.id);
    }
    // A network of one layer has nodes for its weights and its loss besides.
    if (const auto* computation = std::get_if<ComputationGraphCase>(&found.model))
      BOOST_TEST(computation->graph->node_count() <= (claim.id.starts_with("cor_3_4") ? 12U : 2U), claim.id);
    if (const auto* tables = std::get_if<TablesCase>(&found.model))
      for (const auto& [called, table] : tables->tables) BOOST_TEST(table.values.size() <= 8U, claim.id);
    const auto* model = std::get_if<SpnCase>(&found.model);
    if (model == nullptr) continue;
    // Two products of two leaves each and a sum over them: nothing smaller correlates two variables on a tree.
    const unsigned most_nodes = claim.id == "lem_4_2_posterior_tables_regions" ? 7 : 5;
    BOOST_TEST(model->circuit->node_count() <= most_nodes, claim.id);
    BOOST_TEST(model->lambda.size() == model->circuit->variables().indicator_count());
    for (const Rational& value : model->lambda) BOOST_TEST((value >= 1 && value <= 3), claim.id);
    for (const Rational& value : model->circuit->parameters()) BOOST_TEST((value >= 1 && value <= 3), claim.id);
  }
}

/// λ/S·∂S/∂λ against the posterior, both recomputed from the polynomial.
BOOST_AUTO_TEST_CASE(theorem_4_1_a_without_a_hypothesis) {
  for (const char* const id : {"thm_4_1_incomplete", "thm_4_1_nondecomposable"}) {
    const Counterexample found = minimal(id);
    const ByHand hand(std::get<SpnCase>(found.model));
    const IndicatorId k = indicator_named(found);
    BOOST_TEST(found.left == hand.belief(k).str(), id);
    BOOST_TEST(found.right == hand.posterior(k).str(), id);
    BOOST_TEST(hand.belief(k) != hand.posterior(k), id);
  }
}

/// The smallest of all: x₀·x₀ counts its only state twice.
BOOST_AUTO_TEST_CASE(the_smallest_overlap_is_a_square) {
  const Counterexample found = minimal("thm_4_1_nondecomposable");
  const Circuit& circuit = *std::get<SpnCase>(found.model).circuit;
  BOOST_TEST(circuit.node_count() == 2U);
  BOOST_CHECK(circuit.kind(1) == NodeKind::product);
  BOOST_TEST(found.left == "2");
  BOOST_TEST(found.right == "1");
}

BOOST_AUTO_TEST_CASE(the_derivative_as_printed) {
  const Counterexample found = minimal("sec_1_2_derivative_literal");
  const ByHand hand(std::get<SpnCase>(found.model));
  const IndicatorId k = indicator_named(found);
  BOOST_TEST(found.left == hand.derivative[k].str());
  BOOST_TEST(found.right == Rational(hand.posterior(k) * hand.value).str());
  BOOST_TEST(hand.model.lambda[k] != 1);  // it is the factor λ that is missing
  BOOST_TEST(hand.model.circuit->node_count() == 1U);
}

/// b = 0 or 1, so not strictly between.
BOOST_AUTO_TEST_CASE(marginals_that_are_not_open) {
  const Counterexample found = minimal("thm_4_1_a_open");
  const ByHand hand(std::get<SpnCase>(found.model));
  const Rational belief = hand.belief(indicator_named(found));
  BOOST_TEST((belief == 0 || belief == 1));
}

/// The polynomial of the printed counterexample is multilinear although two children overlap.
BOOST_AUTO_TEST_CASE(an_overlap_that_is_multilinear) {
  const Counterexample found = minimal("rem_4_7_multilinear_literal");
  const ByHand hand(std::get<SpnCase>(found.model));
  for (const auto& [exponents, factor] : hand.polynomial)
    for (const unsigned exponent : exponents) BOOST_TEST((exponent <= 1 || factor == 0));
  BOOST_TEST(hand.model.circuit->node_count() == 3U);
}

/// Two edges from a sum to one leaf, as in c + 2c: the true selection (1/3, 2/3) gives Q·c = 1 at the first edge, 1/2 at the
/// second.
BOOST_AUTO_TEST_CASE(the_smallest_lift_with_a_cycle) {
  const Counterexample found = minimal("thm_4_6_dag_lift_flooding");
  const SpnCase& model = std::get<SpnCase>(found.model);
  const ByHand hand(model);
  const Circuit& sum = *model.circuit;
  BOOST_TEST(sum.node_count() == 2U);
  BOOST_REQUIRE(sum.children(1).size() == 2U);
  const Rational first = sum.parameters()[sum.weights(1)[0]], second = sum.parameters()[sum.weights(1)[1]];
  const Rational leaf = hand.value / (first + second);
  const Rational select = first / (first + second), other = second / (first + second);
  BOOST_TEST(found.left == Rational(select / (1 - other) / (first * leaf)).str());
  BOOST_TEST(found.right == Rational(other / (1 - select) / (second * leaf)).str());
}

/// A tree; two mixtures of one scope, whose geometric mean is not the belief.
BOOST_AUTO_TEST_CASE(mixtures_that_consensus_identifies) {
  const Counterexample found = minimal("lem_4_2_inside_tables");
  const ByHand hand(std::get<SpnCase>(found.model));
  const Circuit& circuit = *hand.model.circuit;
  BOOST_TEST(circuit.node_count() == 5U);
  BOOST_TEST(circuit.edge_count() == 4U);
  const IndicatorId k = indicator_named(found);
  Rational tables(1), beliefs(1);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (circuit.kind(node) != NodeKind::sum) continue;
    const SpnCase part{std::make_shared<const Circuit>(subcircuit(circuit, node)), hand.model.lambda};
    const ByHand below(part);
    tables *= below.belief(k) / below.belief(0);
    beliefs *= hand.belief(k) / hand.belief(0);
  }
  BOOST_TEST(found.left == tables.str());
  BOOST_TEST(found.right == beliefs.str());
}

/// Children of values 1, 1, 2 with dependent tables.
BOOST_AUTO_TEST_CASE(gates_that_no_table_shows) {
  const Counterexample found = minimal("thm_4_6_gates_literal");
  const ByHand hand(std::get<SpnCase>(found.model));
  const Circuit& circuit = *hand.model.circuit;
  BOOST_TEST(circuit.node_count() == 4U);
  BOOST_TEST(circuit.children(3).size() == 3U);
  BOOST_TEST(found.left != found.right);
}

/// The posterior of x₀y₀ + x₁y₁ has two states, its product of marginals four.
BOOST_AUTO_TEST_CASE(a_product_that_the_posterior_is_not) {
  const Counterexample found = minimal("lem_4_2_posterior_tables_regions");
  BOOST_TEST(std::get<SpnCase>(found.model).circuit->node_count() == 7U);
  BOOST_TEST(found.left == "1/4");
  BOOST_TEST(found.right == "1/2");
}

/// Two copies by parallel edges, each visited half the time.
BOOST_AUTO_TEST_CASE(copies_whose_masses_add_up) {
  const Counterexample found = minimal("thm_4_6_merge_literal");
  const Circuit& circuit = *std::get<SpnCase>(found.model).circuit;
  BOOST_TEST(circuit.node_count() == 2U);
  BOOST_TEST(circuit.children(1).size() == 2U);
  BOOST_TEST(found.left == "1/4");
  BOOST_TEST(found.right == "0");
}

/// D = (1, 2) tilts (1/3, 2/3) at λ = (1, 1), or a network of the same kind: recomputed term by term.
BOOST_AUTO_TEST_CASE(a_prior_tilted_by_derivatives) {
  const Counterexample found = minimal("v1_multipliers_prior_literal");
  const ByHand hand(std::get<SpnCase>(found.model));
  const IndicatorId k = indicator_named(found);
  const SpnCase with_derivatives{hand.model.circuit, hand.derivative};
  const ByHand tilted(with_derivatives);
  BOOST_TEST(found.left == tilted.posterior(k).str());
  BOOST_TEST(found.right == hand.posterior(k).str());
}

/// The recomputation can disagree: on the paper's example it gives the ledger's numbers, which differ.
BOOST_AUTO_TEST_CASE(the_ledger_s_example) {
  const SpnCase model{std::make_shared<const Circuit>(testing::overlapping_square()), {1, 1}};
  const ByHand hand(model);
  BOOST_TEST(hand.belief(0) == Rational(5, 6));
  BOOST_TEST(hand.belief(1) == Rational(7, 6));
  BOOST_TEST(hand.posterior(0) == Rational(1, 3));
  BOOST_TEST(hand.posterior(1) == Rational(2, 3));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
