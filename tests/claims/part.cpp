// What a stream of cases comes to: the judgement of one rung.

#include "claims/part.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop::claims {
namespace {

using Status = CaseOutcome::Status;
using Residuals = std::array<double, 5>;

CaseOutcome outcome(Status status, std::uint64_t comparisons = 1) {
  CaseOutcome result;
  result.status = status;
  result.comparisons = comparisons;
  if (status == Status::differs) result.counterexample.emplace();
  return result;
}

/// Runs a stream to its end on this thread.
RungResult run(const Stream& stream, std::uint64_t cases, RungKind kind = RungKind::exact) {
  static const Claim claim{};
  Part part(claim, "part", stream, cases, Part::Ends::with_the_cases, 1);
  while (part.work(0, nullptr)) {
  }
  BOOST_TEST(part.finished());
  return part.rung_result(kind);
}

/// The result of a scaling rung with these residuals, one case for each.
RungResult scaling(const std::vector<Residuals>& cases) {
  return run(
      [&](std::uint64_t, std::uint64_t index) {
        CaseOutcome result = outcome(Status::agrees);
        result.log2_residual = cases[index];
        return result;
      },
      cases.size(), RungKind::scaling);
}

/// Residuals of 2^(offset + slope·bits).
Residuals line(double slope, double offset) {
  Residuals residuals{};
  for (std::size_t k = 0; k < residuals.size(); ++k) residuals[k] = offset + slope * scaling_bits[k];
  return residuals;
}

constexpr double none = -std::numeric_limits<double>::infinity();

BOOST_AUTO_TEST_SUITE(claims_part)

BOOST_AUTO_TEST_CASE(all_agree) {
  const RungResult result = run([](auto, auto) { return outcome(Status::agrees, 3); }, 20);
  BOOST_CHECK(result.verdict == Verdict::holds);
  BOOST_TEST(result.cases == 20U);
  BOOST_TEST(result.comparisons == 60U);
  BOOST_TEST(result.worst == "0");
}

BOOST_AUTO_TEST_CASE(one_difference_refutes) {
  const RungResult result = run(
      [](std::uint64_t, std::uint64_t index) {
        CaseOutcome each = outcome(index % 7 == 5 ? Status::differs : Status::agrees);
        if (each.counterexample) each.counterexample->case_id = std::to_string(index);
        return each;
      },
      20);
  BOOST_CHECK(result.verdict == Verdict::refuted);
  BOOST_TEST(result.differing == 3U);  // 5, 12, 19
  BOOST_TEST(result.worst == "3 cases differ");
  BOOST_TEST(result.counterexample->case_id == "5");
}

/// More than nine in ten outside the hypotheses, or nothing compared, is no support.
BOOST_AUTO_TEST_CASE(vacuous) {
  const auto deciding = [](std::uint64_t decided) {
    return run([decided](std::uint64_t,
                         std::uint64_t index) { return outcome(index < decided ? Status::agrees : Status::discarded); },
               100);
  };
  BOOST_CHECK(deciding(100).verdict == Verdict::holds);
  BOOST_CHECK(deciding(10).verdict == Verdict::holds);
  BOOST_CHECK(deciding(9).verdict == Verdict::vacuous);
  BOOST_CHECK(deciding(0).verdict == Verdict::vacuous);
  BOOST_TEST(deciding(9).discarded == 91U);
  BOOST_TEST(deciding(9).cases == 9U);
  BOOST_CHECK(run([](auto, auto) { return outcome(Status::agrees, 0); }, 20).verdict == Verdict::vacuous);
  BOOST_CHECK(run([](auto, auto) { return outcome(Status::agrees); }, 0).verdict == Verdict::vacuous);
}

BOOST_AUTO_TEST_CASE(a_failure_is_no_verdict) {
  const RungResult result = run(
      [](std::uint64_t, std::uint64_t index) {
        if (index == 4) throw std::runtime_error("out of cheese");
        return outcome(Status::differs);
      },
      20);
  BOOST_CHECK(result.verdict == Verdict::inconclusive);
  BOOST_TEST(result.left_out.back() == "failed: case 4: out of cheese");
}

BOOST_AUTO_TEST_CASE(slopes) {
  BOOST_CHECK(scaling({line(-1, 5)}).verdict == Verdict::holds);
  BOOST_CHECK(scaling({line(-1, -3), line(-1, 5), line(-1, 0)}).verdict == Verdict::holds);
  BOOST_CHECK(scaling({line(-0.985, 0)}).verdict == Verdict::holds);
  BOOST_CHECK(scaling({line(-1.015, 0)}).verdict == Verdict::holds);
  BOOST_CHECK(scaling({line(0, -2)}).verdict == Verdict::refuted);
  BOOST_CHECK(scaling({line(0.015, -2)}).verdict == Verdict::refuted);
  for (const double slope : {-0.5, -0.97, -1.03, -0.03, 0.03, 1.0, -2.0})
    BOOST_TEST((scaling({line(slope, 0)}).verdict == Verdict::inconclusive), slope);
  // One case whose residual stays is enough: the worst at each precision counts.
  BOOST_CHECK(scaling({line(-1, 0), line(0, -10), line(-1, 4)}).verdict == Verdict::refuted);
  BOOST_TEST(std::abs(scaling({line(-1, 7)}).slope + 1) < 1e-12);  // a least-squares fit of five exact points
  BOOST_TEST(*scaling({line(-1, 7)}).bound == "slope -1.0000");
  BOOST_TEST(scaling({line(-1, 0)}).worst == "2^-1024.0");
}

/// A residual of zero is below every power of two; what matters is that none comes back at a higher precision.
BOOST_AUTO_TEST_CASE(residuals_of_zero) {
  Residuals partly = line(-1, 0), exact_at_last = line(-1, 0);
  const Residuals comes_back = {none, none, none, none, -1024};
  partly[2] = none;
  exact_at_last[4] = none;
  Residuals flat_then_zero = line(0, -2);
  flat_then_zero[4] = none;
  const Residuals zero = {none, none, none, none, none};
  BOOST_CHECK(scaling({zero, zero}).verdict == Verdict::holds);
  BOOST_TEST(scaling({zero}).worst == "0");
  BOOST_CHECK(scaling({partly}).verdict == Verdict::holds);
  BOOST_CHECK(scaling({exact_at_last}).verdict == Verdict::holds);
  BOOST_CHECK(scaling({comes_back}).verdict == Verdict::inconclusive);
  BOOST_CHECK(scaling({flat_then_zero}).verdict == Verdict::inconclusive);
  BOOST_CHECK(scaling({zero, line(-1, 0)}).verdict == Verdict::holds);
  const auto discarded = run([](auto, auto) { return outcome(Status::discarded, 0); }, 5, RungKind::scaling);
  BOOST_CHECK(discarded.verdict == Verdict::vacuous);
}

/// Residuals that are no numbers must not pass for none.
BOOST_AUTO_TEST_CASE(residuals_that_are_no_numbers) {
  const double infinity = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  for (const double bad : {infinity, nan}) {
    Residuals all{}, once = line(-1, 0);
    all.fill(bad);
    once[1] = bad;
    BOOST_CHECK(scaling({all}).verdict == Verdict::inconclusive);
    BOOST_CHECK(scaling({once}).verdict == Verdict::inconclusive);
    BOOST_CHECK(scaling({line(-1, 0), once}).verdict == Verdict::inconclusive);
    BOOST_CHECK(scaling({once, line(-1, 0)}).verdict == Verdict::inconclusive);
  }
}

/// The bound is the largest degree over p: 2^10/2^61.
BOOST_AUTO_TEST_CASE(schwartz_zippel) {
  const RungResult result = run(
      [](std::uint64_t, std::uint64_t index) {
        CaseOutcome each = outcome(Status::agrees);
        each.degree = index == 3 ? 1024 : 7;
        return each;
      },
      10, RungKind::field);
  BOOST_TEST(*result.bound == "2^-51.0");
}

BOOST_AUTO_TEST_CASE(tallies) {
  const RungResult result = run(
      [](std::uint64_t, std::uint64_t index) {
        CaseOutcome each = outcome(Status::agrees, 2);
        each.shape = index % 2 == 0 ? "even" : "odd";
        each.nodes = 1 + static_cast<unsigned>(index % 3);
        each.edges = index;
        each.left_out = {"case " + std::to_string(index)};
        return each;
      },
      30, RungKind::exhaustive);
  BOOST_TEST(result.shapes.at("even") == 15U);
  BOOST_TEST(result.shapes.at("odd") == 15U);
  BOOST_TEST(result.networks_by_size.at(1) == 10U);
  BOOST_TEST(result.networks_by_size.at(3) == 10U);
  BOOST_TEST(result.edges == 435U);  // 0 + 1 + … + 29
  BOOST_TEST(result.left_out.size() == 20U);
}

BOOST_AUTO_TEST_CASE(a_part_may_end_at_the_first_difference) {
  const Claim claim{};
  Part part(
      claim, "part",
      [](std::uint64_t, std::uint64_t index) { return outcome(index >= 7 ? Status::differs : Status::agrees); }, 1000,
      Part::Ends::at_the_first_difference, 1);
  while (part.work(0, nullptr)) {
  }
  BOOST_TEST(part.finished());
  BOOST_TEST(part.differs());
  BOOST_TEST(part.cases_until_difference() == 8U);
  BOOST_TEST(part.done() < 1000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
