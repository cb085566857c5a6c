// Cases are functions of seed and number: the same however many threads run them, and again when replayed.

#include <klprop/claims/computation_graph_instance.hpp>
#include <klprop/claims/registry.hpp>
#include <klprop/claims/validation.hpp>
#include <klprop/scalar/real.hpp>

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace klprop::claims {
namespace {

using Status = CaseOutcome::Status;

/// What a case showed, as a text: equal texts, equal outcomes.
std::string text(const CaseOutcome& outcome) {
  std::string result = std::to_string(static_cast<int>(outcome.status)) + ' ' + std::string(outcome.shape) + ' ' +
                       std::to_string(outcome.comparisons) + ' ' + std::to_string(outcome.edges) + ' ' +
                       std::to_string(outcome.nodes) + ' ' + std::to_string(outcome.degree);
  for (const double residual : outcome.log2_residual) result += ' ' + std::to_string(residual);
  for (const std::string& what : outcome.left_out) result += '\n' + what;
  for (const std::string& what : outcome.measured) result += '\n' + what;
  if (!outcome.counterexample) return result;
  const Counterexample& found = *outcome.counterexample;
  result += '\n' + found.case_id + '\n' + found.left + '\n' + found.right + '\n' + found.words;
  if (const auto* graph = std::get_if<FactorGraphCase>(&found.model))
    for (const Rational& value : graph->graph->values()) result += ' ' + value.str();
  if (const auto* computation = std::get_if<ComputationGraphCase>(&found.model)) {
    result += '\n' + computation->factor + ' ' + std::to_string(computation->z);
    for (GraphNodeId node = 0; node < computation->graph->node_count(); ++node)
      result += '\n' + node_text(*computation->graph, node);
  }
  if (const auto* tables = std::get_if<TablesCase>(&found.model))
    for (const auto& [called, table] : tables->tables)
      for (const Rational& value : table.values) result += ' ' + value.str();
  const auto* model = std::get_if<SpnCase>(&found.model);
  if (model == nullptr) return result;
  for (const Rational& value : model->lambda) result += ' ' + value.str();
  for (const Rational& value : model->circuit->parameters()) result += ' ' + value.str();
  return result + ' ' + std::to_string(model->circuit->node_count());
}

std::string refusal(const std::string& case_id) {
  try {
    static_cast<void>(replay(case_id));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

constexpr std::uint64_t seed = 20'240'229;

BOOST_AUTO_TEST_SUITE(claims_replay)

/// At the precision that `validate` and `replay` take for balls: with fewer bits, less can be enclosed and compared.
BOOST_AUTO_TEST_CASE(a_case_is_the_same_every_time) {
  const PrecisionScope precision(default_ball_bits);
  for (const Claim& claim : registry())
    for (const Rung& rung : claim.rungs) {
      const std::string part = rung.kind == RungKind::exact ? "" : std::string(name(rung.kind)) + "/";
      for (const std::uint64_t index : {0U, 1U, 7U}) {
        const std::string id = claim.id + ":" + std::to_string(seed) + ":" + part + std::to_string(index);
        const std::string first = text(rung.run(seed, index));
        const ReplayResult again = replay(id);
        BOOST_TEST(text(again.outcome) == first, id);
        BOOST_TEST(again.claim == &claim);
      }
    }
}

/// If all cases were alike, the test above would mean nothing.
BOOST_AUTO_TEST_CASE(cases_differ_by_seed_number_claim_and_part) {
  const auto case_text = [](const std::string& id) { return text(replay(id).outcome); };
  const std::string base = case_text("thm_4_1_incomplete:5:3");
  BOOST_TEST(base != case_text("thm_4_1_incomplete:6:3"));
  BOOST_TEST(base != case_text("thm_4_1_incomplete:5:4"));
  BOOST_TEST(base != case_text("thm_4_1_nondecomposable:5:3"));
  BOOST_TEST(base != case_text("thm_4_1_incomplete:5:restriction-0/3"));
}

/// Every part of every claim can be named, and counterexamples carry the name under which they come again.
BOOST_AUTO_TEST_CASE(counterexamples_replay) {
  unsigned replayed = 0;
  const auto try_part = [&](const Claim& claim, const Stream& run, const std::string& part, bool must_differ) {
    for (std::uint64_t index = 0; index < 300; ++index) {
      const CaseOutcome outcome = run(seed, index);
      if (outcome.status != Status::differs) continue;
      BOOST_REQUIRE(outcome.counterexample);
      const std::string& id = outcome.counterexample->case_id;
      BOOST_TEST(id == claim.id + ":" + std::to_string(seed) + ":" + part + std::to_string(index));
      BOOST_TEST(text(replay(id).outcome) == text(outcome), id);
      ++replayed;
      return;
    }
    BOOST_TEST(!must_differ, claim.id << " " << part << " did not differ in 300 cases");
  };
  for (const Claim& claim : registry()) {
    const bool refuted = claim.expected == Verdict::refuted;
    for (const Rung& rung : claim.rungs)
      if (refuted &&
          rung.kind != RungKind::scaling)  // instances are listed by size: the first may be too small to differ
        try_part(claim, rung.run, rung.kind == RungKind::exact ? "" : std::string(name(rung.kind)) + "/",
                 rung.kind != RungKind::exhaustive);
    for (const Control& control : claim.controls)
      if (control.needed) try_part(claim, control.run, "control-" + control.dropped + "/", true);
  }
  BOOST_TEST(replayed > 20U);
}

BOOST_AUTO_TEST_CASE(ids_that_name_nothing) {
  const std::string forms = "; expected CLAIM:SEED:INDEX or CLAIM:SEED:PART/INDEX";
  BOOST_TEST(refusal("") == "'' names no case: two colons are missing" + forms);
  BOOST_TEST(refusal("lem_4_3:1") == "'lem_4_3:1' names no case: two colons are missing" + forms);
  BOOST_TEST(refusal("lem_9_9:1:2") == "'lem_9_9:1:2' names no case: there is no claim 'lem_9_9'" + forms);
  BOOST_TEST(refusal("lem_4_3:x:2") == "'lem_4_3:x:2' names no case: 'x' is not a number below 2^64" + forms);
  BOOST_TEST(refusal("lem_4_3:1:").find("'' is not a number") != std::string::npos);
  BOOST_TEST(refusal("lem_4_3:1:-2").find("'-2' is not a number") != std::string::npos);
  BOOST_TEST(refusal("lem_4_3:1:2 ").find("'2 ' is not a number") != std::string::npos);
  BOOST_TEST(refusal("lem_4_3:18446744073709551616:0").find("is not a number below 2^64") != std::string::npos);
  BOOST_TEST(refusal("lem_4_3:1:fuzzing/2") ==
             "'lem_4_3:1:fuzzing/2' names no case: the claim has no case 2 in 'fuzzing'" + forms);
  BOOST_TEST(refusal("lem_4_3:1:mutant-none/2").find("no case 2 in 'mutant-none'") != std::string::npos);
  BOOST_TEST(refusal("lem_4_3:1:restriction-0/2").find("no case 2 in 'restriction-0'") != std::string::npos);
  BOOST_TEST(refusal("lem_4_3:18446744073709551615:0") == "accepted");
  BOOST_TEST(refusal("lem_4_3:1:exact/0") == "accepted");
}

/// The same run on one thread and on three.
BOOST_AUTO_TEST_CASE(the_number_of_threads_does_not_matter) {
  ValidationOptions options;
  options.claims = {"thm_4_1_incomplete", "lem_4_4", "sec_1_2_multilinear"};
  options.cases = 40;
  options.seed = seed;
  options.max_nodes = 4;
  const ValidationReport one = validate(options);
  options.jobs = 3;
  const ValidationReport three = validate(options);
  BOOST_REQUIRE(one.claims.size() == 3U);
  BOOST_REQUIRE(three.claims.size() == 3U);
  for (std::size_t c = 0; c < 3; ++c) {
    const ClaimResult &a = one.claims[c], &b = three.claims[c];
    BOOST_TEST(a.claim == b.claim);
    BOOST_CHECK(a.verdict == b.verdict);
    BOOST_TEST(a.complaints == b.complaints, boost::test_tools::per_element());
    BOOST_REQUIRE(a.rungs.size() == b.rungs.size());
    for (std::size_t r = 0; r < a.rungs.size(); ++r) {
      const RungResult &x = a.rungs[r], &y = b.rungs[r];
      BOOST_TEST(x.cases == y.cases);
      BOOST_TEST(x.discarded == y.discarded);
      BOOST_TEST(x.comparisons == y.comparisons);
      BOOST_TEST(x.edges == y.edges);
      BOOST_TEST(x.differing == y.differing);
      BOOST_TEST(x.slope == y.slope);
      BOOST_TEST(x.worst == y.worst);
      BOOST_CHECK(x.shapes == y.shapes);
      BOOST_CHECK(x.networks_by_size == y.networks_by_size);
      BOOST_TEST(x.counterexample.has_value() == y.counterexample.has_value());
      if (x.counterexample && y.counterexample) BOOST_TEST(x.counterexample->case_id == y.counterexample->case_id);
    }
    for (std::size_t k = 0; k < a.mutants.size(); ++k) BOOST_TEST(a.mutants[k].cases == b.mutants[k].cases);
    for (std::size_t k = 0; k < a.controls.size(); ++k) BOOST_TEST(a.controls[k].cases == b.controls[k].cases);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
