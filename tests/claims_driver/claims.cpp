#include "claims_driver/claims.hpp"

#include <klprop/claims/registry.hpp>

#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace klprop::testing {

using claims::Claim;
using claims::Counterexample;
using claims::RungKind;
using claims::Verdict;
using Status = CaseOutcome::Status;

Stream differs_from(std::uint64_t first) {
  return [first](std::uint64_t seed, std::uint64_t index) {
    CaseOutcome outcome;
    outcome.comparisons = 1;
    outcome.shape = "made up";
    if (index < first || (index - first) % 3 != 0) return outcome;
    outcome.status = Status::differs;
    outcome.counterexample.emplace();
    outcome.counterexample->left = std::to_string(seed);
    outcome.counterexample->right = std::to_string(index);
    return outcome;
  };
}

Stream discards() {
  return [](std::uint64_t, std::uint64_t) {
    CaseOutcome outcome;
    outcome.status = Status::discarded;
    return outcome;
  };
}

Stream throws_at(std::uint64_t index) {
  return [index, agrees = differs_from(never)](std::uint64_t seed, std::uint64_t k) {
    if (k == index) throw std::runtime_error("made to fail");
    return agrees(seed, k);
  };
}

Stream residuals(double slope) {
  return [slope](std::uint64_t, std::uint64_t) {
    CaseOutcome outcome;
    outcome.comparisons = 1;
    for (std::size_t k = 0; k < outcome.log2_residual.size(); ++k)
      outcome.log2_residual[k] = slope * claims::scaling_bits[k] - 3;
    return outcome;
  };
}

Ledger& ledger() {
  static Ledger all;
  return all;
}

namespace {

Claim made_up(std::string id, Verdict expected, Stream exact) {
  Claim claim;
  claim.id = std::move(id);
  claim.expected = expected;
  if (exact) claim.rungs.push_back({RungKind::exact, 100, std::move(exact), {}});
  return claim;
}

Stream counting() {
  return [](std::uint64_t seed, std::uint64_t index) {
    const std::lock_guard lock(ledger().mutex);
    ++ledger().times[{seed, index}];
    return differs_from(never)(seed, index);
  };
}

Stream slow() {
  return [](std::uint64_t seed, std::uint64_t index) {
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
    return differs_from(never)(seed, index);
  };
}

void add_verdicts(std::vector<Claim>& all) {
  Claim sound = made_up("sound", Verdict::holds, differs_from(never));
  sound.controls = {{"needed", true, differs_from(41)}, {"spare", false, differs_from(never)}};
  sound.mutants = {{"mutant", differs_from(3)}};
  all.push_back(sound);

  Claim false_and_known = made_up("false_and_known", Verdict::refuted, differs_from(60));
  false_and_known.restrictions = {{"more", differs_from(never)}};
  all.push_back(false_and_known);

  all.push_back(made_up("always_differs", Verdict::holds, differs_from(0)));
  all.push_back(made_up("never_differs", Verdict::refuted, differs_from(never)));
  all.push_back(made_up("all_discarded", Verdict::holds, discards()));
  all.push_back(made_up("throws", Verdict::holds, throws_at(7)));
}

void add_parts_that_go_wrong(std::vector<Claim>& all) {
  Claim wrong = made_up("parts_go_wrong", Verdict::holds, differs_from(never));
  wrong.controls = {{"silent", true, differs_from(never)},
                    {"loud", false, differs_from(9)},
                    {"empty", false, discards()},
                    {"failing", true, throws_at(0)},
                    {"late", true, differs_from(1'000'000)}};
  wrong.mutants = {{"survivor", differs_from(never)}, {"crash", throws_at(2)}};
  wrong.restrictions = {{"unhelpful", differs_from(4)}, {"void", discards()}};
  all.push_back(wrong);
}

void add_rungs(std::vector<Claim>& all) {
  const auto with_scaling = [&](const std::string& id, Stream exact, double slope) {
    Claim claim = made_up(id, Verdict::holds, std::move(exact));
    claim.rungs.push_back({RungKind::scaling, 5, residuals(slope), {}});
    all.push_back(claim);
  };
  with_scaling("scales", differs_from(never), -1);
  with_scaling("flat", differs_from(never), 0);
  with_scaling("flat_alone", {}, 0);
  with_scaling("refuted_but_scales", differs_from(0), -1);

  Claim sized = made_up("sized", Verdict::holds, {});
  sized.rungs.push_back(
      {RungKind::exhaustive, 0, differs_from(never), [](unsigned nodes) { return std::uint64_t{10} * nodes; }});
  all.push_back(sized);
  sized.id = "size_fails";
  sized.rungs[0].size = [](unsigned) -> std::uint64_t { throw std::runtime_error("too many networks"); };
  all.push_back(sized);

  Claim minimal = made_up("has_minimal", Verdict::refuted, differs_from(2));
  minimal.minimal_counterexample = [] { return Counterexample{"has_minimal:minimal", {}, "1", "2", "by hand"}; };
  all.push_back(minimal);

  all.push_back(made_up("counted", Verdict::holds, counting()));
  all.push_back(made_up("slow", Verdict::holds, slow()));
}

}  // namespace
}  // namespace klprop::testing

namespace klprop::claims {

const std::vector<Claim>& registry() {
  static const std::vector<Claim> all = [] {
    std::vector<Claim> claims;
    testing::add_verdicts(claims);
    testing::add_parts_that_go_wrong(claims);
    testing::add_rungs(claims);
    return claims;
  }();
  return all;
}

}  // namespace klprop::claims
