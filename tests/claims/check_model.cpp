// The claims on a user's own circuit.

#include <klprop/claims/validation.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace klprop::claims {
namespace {

ModelReport check(Circuit circuit, std::vector<Rational> lambda, std::vector<std::string> ids = {}) {
  ValidationOptions options;
  options.claims = std::move(ids);
  return check_model(SpnCase{std::make_shared<const Circuit>(std::move(circuit)), std::move(lambda)}, options);
}

const ClaimResult* result(const ModelReport& report, const std::string& id) {
  for (const ClaimResult& each : report.claims)
    if (each.claim->id == id) return &each;
  return nullptr;
}

/// All that a report leaves out about a claim.
std::string left_out(const ModelReport& report, const std::string& id) {
  std::string text;
  for (const LeftOut& each : report.left_out)
    if (each.id == id) text += each.reason + '\n';
  return text;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// 2 + 3x₀ over one binary variable: not complete.
Circuit incomplete_sum() {
  testing::Draft draft({2});
  const NodeId two = draft.constant(2), x0 = draft.x(0, 0);
  draft.sum({{two, 1}, {x0, 3}});
  return std::move(draft).build();
}

BOOST_AUTO_TEST_SUITE(claims_check_model)

BOOST_AUTO_TEST_CASE(a_network_with_all_hypotheses) {
  const ModelReport report = check(testing::shared_leaf_network(), {3, 5, 7, 11});
  for (const char* const id : {"sec_1_2_multilinear", "thm_4_1_a", "thm_4_1_b", "thm_4_1_joint", "lem_4_3", "lem_4_4",
                               "lem_4_5_variables", "lem_4_5_gates", "lem_4_5_conditionals"}) {
    const ClaimResult* const found = result(report, id);
    BOOST_REQUIRE_MESSAGE(found != nullptr, id);
    BOOST_TEST((found->verdict == Verdict::holds), id);
    BOOST_TEST(found->as_expected, id);
    BOOST_TEST(left_out(report, id).empty(), id);
    for (const RungResult& rung : found->rungs) BOOST_TEST(rung.comparisons > 0U, id);
  }
  BOOST_TEST(result(report, "thm_4_1_incomplete") == nullptr);
  BOOST_TEST(contains(left_out(report, "thm_4_1_incomplete"), "the circuit is complete"));
  BOOST_TEST(contains(left_out(report, "thm_4_1_nondecomposable"), "the circuit is decomposable"));
  // At λ ≠ 1 the printed derivative is refuted here too, and that is as expected of it.
  const ClaimResult* const printed = result(report, "sec_1_2_derivative_literal");
  BOOST_REQUIRE(printed != nullptr);
  BOOST_CHECK(printed->verdict == Verdict::refuted);
  BOOST_TEST(printed->as_expected);
}

/// On one model a refuted claim may well hold.
BOOST_AUTO_TEST_CASE(a_refuted_claim_may_hold_on_a_model) {
  const ModelReport report = check(testing::shared_leaf_network(), {1, 1, 1, 1}, {"sec_1_2_derivative_literal"});
  BOOST_REQUIRE(report.claims.size() == 1U);
  for (const RungResult& rung : report.claims[0].rungs)
    if (rung.rung == RungKind::exact) BOOST_CHECK(rung.verdict == Verdict::holds);
  BOOST_TEST(report.claims[0].as_expected);
}

BOOST_AUTO_TEST_CASE(an_incomplete_circuit) {
  const ModelReport report = check(incomplete_sum(), {1, 1});
  for (const char* const id : {"thm_4_1_a", "thm_4_1_joint", "sec_1_2_multilinear"}) {
    BOOST_TEST(result(report, id) == nullptr, id);
    BOOST_TEST(contains(left_out(report, id),
                        "completeness fails: sum node 2 is not complete: child 0 has scope {}, "
                        "child 1 has scope {0}"),
               left_out(report, id));
  }
  // Claims that do not need completeness are decided.
  for (const char* const id : {"thm_4_1_b", "lem_4_3", "lem_4_4"}) {
    BOOST_REQUIRE_MESSAGE(result(report, id) != nullptr, id);
    BOOST_TEST((result(report, id)->verdict == Verdict::holds), id);
  }
  // 2 + 3x₀ at λ = 1: λ/S·∂S/∂λ = 3/5. The coefficients are 5 at state 0 and 2 at state 1: 5/7.
  const ClaimResult* const refuted = result(report, "thm_4_1_incomplete");
  BOOST_REQUIRE(refuted != nullptr);
  BOOST_CHECK(refuted->verdict == Verdict::refuted);
  BOOST_TEST(refuted->as_expected);
  BOOST_REQUIRE(refuted->counterexample.has_value());
  BOOST_TEST(refuted->counterexample->left == "3/5");
  BOOST_TEST(refuted->counterexample->right == "5/7");
}

/// The ledger's example: 5/6 against 1/3.
BOOST_AUTO_TEST_CASE(an_overlapping_product) {
  const ModelReport report = check(testing::overlapping_square(), {1, 1});
  for (const char* const id : {"thm_4_1_a", "thm_4_1_b", "thm_4_1_joint", "sec_1_2_multilinear"})
    BOOST_TEST(contains(left_out(report, id),
                        "decomposability fails: product node 4 is not decomposable: child 2 has "
                        "scope {0}, child 3 has scope {0}"),
               left_out(report, id));
  const ClaimResult* const refuted = result(report, "thm_4_1_nondecomposable");
  BOOST_REQUIRE(refuted != nullptr);
  BOOST_CHECK(refuted->verdict == Verdict::refuted);
  BOOST_TEST(refuted->counterexample->left == "5/6");
  BOOST_TEST(refuted->counterexample->right == "1/3");
}

BOOST_AUTO_TEST_CASE(a_variable_that_the_circuit_does_not_mention) {
  testing::Draft draft({2, 3});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1);
  draft.plain_sum({x0, x1});
  const ModelReport report = check(std::move(draft).build(), {1, 1, 1, 1, 1});
  BOOST_TEST(contains(left_out(report, "thm_4_1_a"), "variable 1 is not in the root's scope"));
  BOOST_TEST(result(report, "lem_4_4") != nullptr);
}

/// λ = 0 is outside the hypotheses, which is said, and decided all the same.
BOOST_AUTO_TEST_CASE(evidence_with_zeros) {
  const ModelReport report = check(testing::shared_leaf_network(), {3, 5, 7, 0});
  for (const char* const id : {"thm_4_1_a", "thm_4_1_b", "lem_4_4"}) {
    BOOST_REQUIRE_MESSAGE(result(report, id) != nullptr, id);
    BOOST_TEST((result(report, id)->verdict == Verdict::holds), id);
    BOOST_TEST(contains(left_out(report, id), "positive evidence fails as a hypothesis: λ of variable 1, state 1 is 0"),
               left_out(report, id));
  }
}

BOOST_AUTO_TEST_CASE(a_weight_of_zero) {
  const ModelReport report = check(testing::shared_leaf_network().with_parameters({1, 2, 0, 3}), {3, 5, 7, 11});
  BOOST_REQUIRE(result(report, "thm_4_1_a") != nullptr);
  BOOST_CHECK(result(report, "thm_4_1_a")->verdict == Verdict::holds);
  BOOST_TEST(contains(left_out(report, "thm_4_1_a"), "positive weights fails as a hypothesis: node 9 carries a zero"));
}

/// Refuted claims were refuted under their hypotheses: elsewhere they say nothing.
BOOST_AUTO_TEST_CASE(refuted_claims_keep_their_hypotheses) {
  const ModelReport report = check(testing::shared_leaf_network(), {3, 5, 7, 0});
  for (const char* const id : {"sec_1_2_derivative_literal", "thm_4_1_a_open", "thm_4_1_b_global_selection"}) {
    BOOST_TEST(result(report, id) == nullptr, id);
    BOOST_TEST(contains(left_out(report, id), "positive evidence fails: λ of variable 1, state 1 is 0"), id);
  }
  const ModelReport incomplete = check(incomplete_sum(), {2, 3}, {"sec_1_2_derivative_literal"});
  BOOST_TEST(incomplete.claims.empty());
  BOOST_TEST(contains(left_out(incomplete, "sec_1_2_derivative_literal"), "completeness fails"));
}

/// The field rung draws numbers of its own: what it refutes does not speak about the model's.
BOOST_AUTO_TEST_CASE(the_models_own_numbers_decide) {
  const ModelReport report = check(testing::shared_leaf_network(), {1, 1, 1, 1}, {"sec_1_2_derivative_literal"});
  BOOST_REQUIRE(report.claims.size() == 1U);
  BOOST_CHECK(report.claims[0].verdict == Verdict::holds);
  BOOST_TEST(!report.claims[0].counterexample.has_value());
}

/// Claims that have nothing to compare are not among the decided.
BOOST_AUTO_TEST_CASE(a_circuit_without_sums) {
  testing::Draft draft({2, 2});
  const NodeId x = draft.x(0, 0), y = draft.x(1, 1);
  draft.product({x, y});
  const ModelReport report = check(std::move(draft).build(), {2, 3, 5, 7});
  BOOST_TEST(result(report, "lem_4_5_gates") == nullptr);
  BOOST_TEST(contains(left_out(report, "lem_4_5_gates"), "exact: nothing to compare"));
  for (const ClaimResult& found : report.claims) BOOST_CHECK(found.verdict != Verdict::vacuous);
}

/// Passes take the place of 2^22 joint states and parses, and that is said.
BOOST_AUTO_TEST_CASE(more_states_and_parses_than_can_be_enumerated) {
  constexpr VariableId variables = 22;
  CircuitBuilder builder(VariableTable(std::vector<StateId>(variables, 2)));
  const ParameterId weights[] = {builder.parameter(2), builder.parameter(3)};
  NodeId root = builder.constant(CircuitBuilder::unit);
  for (VariableId v = 0; v < variables; ++v) {
    const NodeId states[] = {builder.indicator(v, 0), builder.indicator(v, 1)};
    const NodeId factors[] = {root, builder.sum(states, weights)};
    root = builder.product(factors);  // of two, whose tables in the lift are small
  }
  const ModelReport report = check(std::move(builder).build(root), std::vector<Rational>(2 * variables, 1),
                                   {"thm_4_6_repaired", "thm_4_6_dag_lift", "v1_multipliers_flow"});
  for (const char* const id : {"thm_4_6_repaired", "thm_4_6_dag_lift", "v1_multipliers_flow"}) {
    BOOST_REQUIRE_MESSAGE(result(report, id) != nullptr, id);
    BOOST_TEST((result(report, id)->verdict == Verdict::holds), id);
    BOOST_TEST(contains(left_out(report, id), "parses; compared by passes instead"), left_out(report, id));
  }
  for (const char* const id : {"thm_4_6_repaired", "thm_4_6_dag_lift"})
    BOOST_TEST(contains(left_out(report, id), "enumeration of 4194304 joint states; compared by passes instead"), id);
}

BOOST_AUTO_TEST_CASE(a_state_without_a_leaf_has_no_multiplier) {
  testing::Draft draft({2});
  draft.plain_sum({draft.x(0, 0), draft.x(0, 0)});
  const ModelReport report = check(std::move(draft).build(), {1, 1}, {"v1_multipliers_leaf"});
  BOOST_TEST(report.claims.empty());
  BOOST_TEST(contains(left_out(report, "v1_multipliers_leaf"), "no leaf stands for λ_{0,1}"));
}

/// A constant does no harm to the lift unless a parse visits it twice.
BOOST_AUTO_TEST_CASE(constants_in_the_lift) {
  for (const bool twice : {false, true}) {
    testing::Draft draft({2});
    const NodeId two = draft.constant(2), x = draft.plain_sum({draft.x(0, 0), draft.x(0, 1)});
    const NodeId once = draft.product({two, x});
    if (twice) draft.product({two, once});
    const ModelReport report = check(std::move(draft).build(), {1, 1}, {"thm_4_6_dag_lift"});
    BOOST_TEST((result(report, "thm_4_6_dag_lift") == nullptr) == twice);
    BOOST_TEST(contains(left_out(report, "thm_4_6_dag_lift"), "a parse visits a node of empty scope twice") == twice);
  }
}

BOOST_AUTO_TEST_CASE(multipliers_are_enclosed) {
  const ModelReport report = check(testing::shared_leaf_network(), {3, 5, 7, 11});
  for (const char* const id :
       {"v1_multipliers_leaf", "v1_multipliers_cut", "v1_multipliers_flow", "v1_multipliers_dual"}) {
    const ClaimResult* const found = result(report, id);
    BOOST_REQUIRE_MESSAGE(found != nullptr, id);
    BOOST_TEST((found->verdict == Verdict::holds), id);
    const auto is_ball = [](const RungResult& rung) { return rung.rung == RungKind::ball && rung.comparisons > 0; };
    BOOST_TEST(std::any_of(found->rungs.begin(), found->rungs.end(), is_ball), id);
    BOOST_TEST(left_out(report, id).empty(), left_out(report, id));
  }
}

BOOST_AUTO_TEST_CASE(exact_numbers_beyond_the_memory) {
  ValidationOptions options;
  options.claims = {"thm_4_1_a"};
  options.rungs = {RungKind::exact};
  options.max_memory = 10;
  const auto circuit = std::make_shared<const Circuit>(testing::shared_leaf_network());
  const ModelReport report = check_model(SpnCase{circuit, {3, 5, 7, 11}}, options);
  BOOST_TEST(report.claims.empty());
  BOOST_TEST(contains(left_out(report, "thm_4_1_a"), "predicted to take more than the 10 bytes"));
}

/// Evidence of probability zero: there is no posterior, so nothing about one is decided.
BOOST_AUTO_TEST_CASE(impossible_evidence) {
  const ModelReport report = check(testing::shared_leaf_network(), {3, 0, 0, 11});
  BOOST_TEST(result(report, "thm_4_1_a") == nullptr);
  BOOST_TEST(contains(left_out(report, "thm_4_1_a"), "S(e) = 0"));
  BOOST_TEST(report.undefined);
  BOOST_REQUIRE(result(report, "lem_4_4") != nullptr);
  BOOST_CHECK(result(report, "lem_4_4")->verdict == Verdict::holds);
}

BOOST_AUTO_TEST_CASE(one_node) {
  testing::Draft draft({2});
  draft.x(0, 0);
  const ModelReport report = check(std::move(draft).build(), {2, 5}, {"thm_4_1_a", "thm_4_1_a_open"});
  BOOST_REQUIRE(result(report, "thm_4_1_a") != nullptr);
  BOOST_CHECK(result(report, "thm_4_1_a")->verdict == Verdict::holds);
  BOOST_REQUIRE(result(report, "thm_4_1_a_open") != nullptr);
  BOOST_CHECK(result(report, "thm_4_1_a_open")->verdict == Verdict::refuted);
}

BOOST_AUTO_TEST_CASE(another_kind_of_model) {
  const ModelReport report = check_model(CaseModel{}, ValidationOptions{});
  BOOST_TEST(report.claims.empty());
  BOOST_TEST(contains(left_out(report, "thm_4_1_a"), "the claim is about circuits"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
