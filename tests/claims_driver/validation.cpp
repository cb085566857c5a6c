// The driver on claims that are deliberately broken: its verdicts and complaints.

#include <klprop/claims/registry.hpp>
#include <klprop/claims/validation.hpp>

#include "claims_driver/claims.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop::claims {
namespace {

using Lines = std::vector<std::string>;

ValidationOptions only(const std::string& id) {
  ValidationOptions options;
  options.claims = {id};
  options.seed = 77;
  return options;
}

ClaimResult run(const ValidationOptions& options) {
  ValidationReport report = validate(options);
  BOOST_REQUIRE(report.claims.size() == 1U);
  return std::move(report.claims[0]);
}
ClaimResult run(const std::string& id) {
  return run(only(id));
}

BOOST_AUTO_TEST_SUITE(claims_validation)

BOOST_AUTO_TEST_CASE(the_made_up_claims_are_the_registry) {
  BOOST_TEST(registry().front().id == "sound");
  BOOST_TEST(find("thm_4_1_a") == nullptr);
}

BOOST_AUTO_TEST_CASE(a_sound_claim) {
  const ClaimResult result = run("sound");
  BOOST_CHECK(result.verdict == Verdict::holds);
  BOOST_TEST(result.as_expected);
  BOOST_TEST(result.complaints.empty());
  BOOST_TEST(!result.counterexample.has_value());
  BOOST_TEST(result.rungs[0].cases == 100U);
  BOOST_TEST(result.rungs[0].shapes.at("made up") == 100U);
  BOOST_REQUIRE(result.controls.size() == 2U);
  BOOST_TEST(result.controls[0].dropped == "needed");
  BOOST_TEST(result.controls[0].refuted);
  BOOST_TEST(result.controls[0].cases == 42U);  // 0 … 41
  BOOST_TEST(!result.controls[1].refuted);
  BOOST_REQUIRE(result.mutants.size() == 1U);
  BOOST_TEST(result.mutants[0].killed);
  BOOST_TEST(result.mutants[0].cases == 4U);
}

BOOST_AUTO_TEST_CASE(a_false_claim_that_is_known_to_be) {
  const ClaimResult result = run("false_and_known");
  BOOST_CHECK(result.verdict == Verdict::refuted);
  BOOST_TEST(result.as_expected);
  BOOST_TEST(result.restrictions[0].holds);
  BOOST_TEST(result.rungs[0].differing == 14U);  // 60, 63, …, 99
  BOOST_TEST(result.counterexample->left == "77");
  BOOST_TEST(result.counterexample->right == "60");
}

BOOST_AUTO_TEST_CASE(expected_to_hold_and_always_different) {
  const ClaimResult result = run("always_differs");
  BOOST_CHECK(result.verdict == Verdict::refuted);
  BOOST_TEST(!result.as_expected);
  BOOST_TEST(result.complaints == Lines{"expected holds, found refuted"}, boost::test_tools::per_element());
  BOOST_TEST(result.counterexample->right == "0");
}

BOOST_AUTO_TEST_CASE(expected_to_be_refuted_and_never_different) {
  const ClaimResult result = run("never_differs");
  BOOST_CHECK(result.verdict == Verdict::holds);
  BOOST_TEST(result.complaints == Lines{"expected refuted, found holds"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(everything_discarded) {
  const ClaimResult result = run("all_discarded");
  BOOST_CHECK(result.verdict == Verdict::vacuous);
  BOOST_TEST(result.complaints == Lines{"expected holds, found vacuous"}, boost::test_tools::per_element());
  BOOST_TEST(result.rungs[0].discarded == 100U);
  BOOST_TEST(result.rungs[0].cases == 0U);
}

BOOST_AUTO_TEST_CASE(a_check_that_throws) {
  for (const unsigned jobs : {1U, 3U}) {
    ValidationOptions options = only("throws");
    options.jobs = jobs;
    const ClaimResult result = run(options);
    BOOST_CHECK(result.verdict == Verdict::inconclusive);
    const Lines expected = {"exact failed: case 7: made to fail", "expected holds, found inconclusive"};
    BOOST_TEST(result.complaints == expected, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(controls_restrictions_and_mutants_that_go_wrong) {
  const ClaimResult result = run("parts_go_wrong");
  BOOST_CHECK(result.verdict == Verdict::holds);
  BOOST_TEST(!result.as_expected);
  const Lines expected = {"without silent no counterexample appeared",
                          "without loud it was refuted",
                          "without empty nothing was decided",
                          "without failing: case 0: made to fail",
                          "without failing no counterexample appeared",
                          "without late no counterexample appeared",
                          "with unhelpful it does not hold",
                          "with void it does not hold",
                          "mutant not caught: survivor",
                          "mutant crash: case 2: made to fail",
                          "mutant not caught: crash"};
  BOOST_TEST(result.complaints == expected, boost::test_tools::per_element());
  BOOST_TEST(!result.mutants[0].killed);
  BOOST_TEST(!result.restrictions[0].holds);
  BOOST_TEST(result.restrictions[0].cases == 5U);
}

/// Controls, restrictions and mutants come with the exact rung only.
BOOST_AUTO_TEST_CASE(chosen_rungs) {
  ValidationOptions options = only("parts_go_wrong");
  options.rungs = {RungKind::scaling};
  BOOST_TEST(validate(options).claims.empty());
  options = only("scales");
  options.rungs = {RungKind::scaling};
  const ClaimResult result = run(options);
  BOOST_REQUIRE(result.rungs.size() == 1U);
  BOOST_CHECK(result.rungs[0].rung == RungKind::scaling);
  BOOST_CHECK(result.verdict == Verdict::holds);
  options.claims.clear();
  BOOST_TEST(validate(options).claims.size() == 4U);  // those that have the rung
}

/// Scaling supports or casts doubt; an exact difference alone refutes.
BOOST_AUTO_TEST_CASE(scaling_beside_exact) {
  BOOST_CHECK(run("scales").verdict == Verdict::holds);
  BOOST_CHECK(run("flat").verdict == Verdict::inconclusive);
  BOOST_CHECK(run("flat_alone").verdict == Verdict::refuted);
  BOOST_CHECK(run("refuted_but_scales").verdict == Verdict::refuted);
}

BOOST_AUTO_TEST_CASE(streams_that_end) {
  ValidationOptions options = only("sized");
  options.cases = 3;  // does not shorten a rung that goes through all there are
  options.max_nodes = 4;
  BOOST_TEST(run(options).rungs[0].cases == 40U);
  options.max_nodes = 6;
  options.jobs = 4;
  BOOST_TEST(run(options).rungs[0].cases == 60U);
  const ClaimResult failed = run("size_fails");
  BOOST_CHECK(failed.verdict == Verdict::inconclusive);
  BOOST_TEST(failed.complaints[0] == "exhaustive failed: too many networks");
}

BOOST_AUTO_TEST_CASE(a_minimal_counterexample_comes_first) {
  const ClaimResult result = run("has_minimal");
  BOOST_TEST(result.as_expected);
  BOOST_TEST(result.counterexample->words == "by hand");
  BOOST_TEST(result.rungs[0].counterexample->right == "2");
}

BOOST_AUTO_TEST_CASE(every_case_runs_once_however_many_threads) {
  for (const unsigned jobs : {0U, 1U, 2U, 7U}) {
    testing::ledger().times.clear();
    ValidationOptions options = only("counted");
    options.cases = 333;
    options.jobs = jobs;
    BOOST_TEST(run(options).rungs[0].cases == 333U);
    BOOST_TEST(testing::ledger().times.size() == 333U);
    std::uint64_t expected = 0;
    for (const auto& [which, times] : testing::ledger().times) {
      BOOST_TEST(which.first == 77U);
      BOOST_TEST(which.second == expected++);
      BOOST_TEST(times == 1);
    }
  }
}

/// The first difference is the one of lowest number, not the one that finished first.
BOOST_AUTO_TEST_CASE(first_differences_do_not_depend_on_threads) {
  for (const unsigned jobs : {1U, 2U, 5U}) {
    ValidationOptions options = only("sound");
    options.jobs = jobs;
    const ClaimResult sound = run(options);
    BOOST_TEST(sound.controls[0].cases == 42U);
    BOOST_TEST(sound.mutants[0].cases == 4U);
    options.claims = {"false_and_known"};
    BOOST_TEST(run(options).counterexample->right == "60");
  }
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_has_no_verdict) {
  const std::atomic<bool> interrupted = true;
  ValidationOptions options = only("parts_go_wrong");
  options.interrupted = &interrupted;
  const ValidationReport report = validate(options);
  BOOST_TEST(report.interrupted);
  BOOST_REQUIRE(report.claims.size() == 1U);
  BOOST_CHECK(report.claims[0].verdict == Verdict::inconclusive);
  BOOST_TEST(report.claims[0].rungs[0].cases == 0U);
  BOOST_TEST(report.claims[0].complaints == Lines{"expected holds, found inconclusive"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(progress_is_told) {
  std::vector<Progress> told;
  ValidationOptions options = only("slow");
  options.cases = 8;
  options.on_progress = [&](const Progress& progress) { told.push_back(progress); };
  BOOST_TEST(run(options).as_expected);
  BOOST_REQUIRE(!told.empty());
  for (const Progress& progress : told) {
    BOOST_TEST((progress.claim == "slow" || progress.done == 8U));
    BOOST_TEST((progress.fraction >= 0 && progress.fraction <= 1));
    BOOST_TEST(progress.done <= 8U);
  }
  BOOST_TEST(told.front().part == "exact");
  BOOST_TEST(told.front().worst == "0");
}

BOOST_AUTO_TEST_CASE(replay_finds_every_part) {
  const auto right = [](const std::string& id) {
    const ReplayResult result = replay(id);
    return result.outcome.counterexample ? result.outcome.counterexample->right : "agrees";
  };
  BOOST_TEST(right("sound:5:60") == "agrees");
  BOOST_TEST(right("false_and_known:5:60") == "60");
  BOOST_TEST(right("false_and_known:5:exact/60") == "60");
  BOOST_TEST(right("false_and_known:5:restriction-0/60") == "agrees");
  BOOST_TEST(right("sound:5:control-needed/41") == "41");
  BOOST_TEST(right("sound:5:mutant-mutant/3") == "3");
  const std::uint64_t listed = 10 * Rung{}.default_max_nodes;  // cases of a run with the default size
  BOOST_TEST(right("sized:5:exhaustive/" + std::to_string(listed - 1)) == "agrees");
  BOOST_TEST(replay("false_and_known:5:60").outcome.counterexample->left == "5");
  BOOST_CHECK_THROW(static_cast<void>(replay("sized:5:exhaustive/" + std::to_string(listed))), std::invalid_argument);
  BOOST_CHECK_THROW(static_cast<void>(replay("sized:5:0")), std::invalid_argument);
  BOOST_CHECK_THROW(static_cast<void>(replay("sound:5:restriction-0/0")), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
