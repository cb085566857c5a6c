#include <klprop/claims/registry.hpp>
#include <klprop/claims/validation.hpp>

#include "part.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace klprop::claims {

namespace {

/// What a check may spend on a user's model: seconds, not the fractions of a second of a random instance.
[[nodiscard]] Budget model_budget(RungKind rung) {
  switch (rung) {
    case RungKind::scaling:
      return {1'000'000, 2'000'000, 2'000'000};
    case RungKind::field:
      return {1'000'000, 400'000'000, 400'000'000};
    default:
      return {1'000'000, 40'000'000, 24'000'000};
  }
}

struct Question {
  const Claim* claim;
  RungKind rung;
  std::string why_not;  ///< written by the part's only case
};

[[nodiscard]] bool is_chosen(const ValidationOptions& options, const Claim& claim, RungKind rung) {
  const bool claim_chosen = options.claims.empty() ||
                            std::find(options.claims.begin(), options.claims.end(), claim.id) != options.claims.end();
  const bool rung_chosen = options.rungs.empty()
                               ? rung == RungKind::exact || rung == RungKind::field
                               : std::find(options.rungs.begin(), options.rungs.end(), rung) != options.rungs.end();
  return claim_chosen && rung_chosen && rung != RungKind::exhaustive;
}

/// On one model a refuted claim may hold: being refuted means that some model refutes it.
void judge_on_model(ClaimResult& result) {
  bool refuted = false, holds = false;
  for (const RungResult& rung : result.rungs) {
    refuted = refuted || rung.verdict == Verdict::refuted;
    holds = holds || rung.verdict == Verdict::holds;
    if (!result.counterexample) result.counterexample = rung.counterexample;
  }
  result.verdict = refuted ? Verdict::refuted : holds ? Verdict::holds : Verdict::vacuous;
  if (result.claim->expected == Verdict::holds && refuted) result.complaints.push_back("expected holds, found refuted");
  for (const RungResult& rung : result.rungs)
    if (rung.verdict == Verdict::inconclusive)
      result.complaints.push_back(std::string(name(rung.rung)) + " is inconclusive");
  result.as_expected = result.complaints.empty();
}

}  // namespace

ModelReport check_model(const CaseModel& model, const ValidationOptions& options) {
  std::vector<std::unique_ptr<Question>> questions;
  std::vector<std::unique_ptr<Part>> parts;
  for (const Claim& claim : registry()) {
    for (const Rung& rung : claim.rungs) {
      if (!is_chosen(options, claim, rung.kind)) continue;
      auto question = std::make_unique<Question>();
      question->claim = &claim;
      question->rung = rung.kind;
      Question* const to = question.get();
      const Stream run = [to, &model](std::uint64_t seed, std::uint64_t) {
        CaseOutcome discarded;
        discarded.status = CaseOutcome::Status::discarded;
        return to->claim->on_model(model, to->rung, seed, model_budget(to->rung), to->why_not).value_or(discarded);
      };
      parts.push_back(
          std::make_unique<Part>(claim, std::string(name(rung.kind)), run, 1, Part::Ends::with_the_cases, 1.0));
      questions.push_back(std::move(question));
    }
  }
  const auto tell = [&] {
    if (!options.on_progress) return;
    Progress progress{};
    for (const auto& part : parts) {
      progress.done += part->done();
      if (progress.claim.empty() && !part->finished()) {
        progress.claim = part->claim().id;
        progress.part = part->name();
      }
    }
    progress.fraction =
        static_cast<double>(progress.done) / static_cast<double>(std::max<std::size_t>(1, parts.size()));
    options.on_progress(progress);
  };
  run_parts(parts, options.seed, std::max(1U, options.jobs), options.interrupted, tell);

  ModelReport report;
  report.interrupted = options.interrupted != nullptr && *options.interrupted;
  for (std::size_t k = 0; k < questions.size(); ++k) {
    const Question& question = *questions[k];
    if (!question.why_not.empty()) {
      if (report.left_out.empty() || report.left_out.back().id != question.claim->id)
        report.left_out.push_back({question.claim->id, question.why_not});
      continue;
    }
    if (report.claims.empty() || report.claims.back().claim != question.claim) {
      report.claims.emplace_back();
      report.claims.back().claim = question.claim;
    }
    RungResult rung = parts[k]->rung_result(question.rung);
    for (const std::string& what : rung.left_out)
      report.left_out.push_back({question.claim->id, std::string(name(question.rung)) + ": " + what});
    report.claims.back().rungs.push_back(std::move(rung));
  }
  for (ClaimResult& result : report.claims) judge_on_model(result);
  return report;
}

}  // namespace klprop::claims
