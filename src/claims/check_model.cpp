#include <klprop/claims/registry.hpp>
#include <klprop/claims/validation.hpp>

#include "part.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <memory>
#include <utility>

namespace klprop::claims {

namespace {

/// What a check may spend on a user's model: seconds, not the fractions of a second of a random instance.
[[nodiscard]] Budget model_budget(RungKind rung, double memory) {
  switch (rung) {
    case RungKind::scaling:
      return {1'000'000, 2'000'000, 2'000'000, memory};
    case RungKind::field:
      return {1'000'000, 8'000'000'000, 400'000'000, memory};
    default:
      return {1'000'000, 40'000'000, 24'000'000, memory};
  }
}

struct Question {
  const Claim* claim;
  RungKind rung;
  std::string why_not;  ///< written by the part's only case
};

[[nodiscard]] bool is_chosen(const ValidationOptions& options, const Claim& claim) {
  return options.claims.empty() ||
         std::find(options.claims.begin(), options.claims.end(), claim.id) != options.claims.end();
}
[[nodiscard]] bool is_chosen(const ValidationOptions& options, RungKind rung) {
  const bool rung_chosen = options.rungs.empty()
                               ? rung == RungKind::exact || rung == RungKind::field || rung == RungKind::ball
                               : std::find(options.rungs.begin(), options.rungs.end(), rung) != options.rungs.end();
  return rung_chosen && rung != RungKind::exhaustive;
}

[[nodiscard]] bool is_among(RungKind rung, std::initializer_list<RungKind> rungs) {
  return std::find(rungs.begin(), rungs.end(), rung) != rungs.end();
}

/// What these rungs say together.
[[nodiscard]] Verdict verdict_of(const ClaimResult& result, std::initializer_list<RungKind> rungs) {
  Verdict verdict = Verdict::vacuous;
  for (const RungResult& rung : result.rungs) {
    if (!is_among(rung.rung, rungs)) continue;
    if (rung.verdict == Verdict::refuted) return Verdict::refuted;
    if (rung.verdict == Verdict::holds) verdict = Verdict::holds;
  }
  return verdict;
}

/// On one model a refuted claim may hold: being refuted means that some model refutes it. The rungs that keep the model's
/// own numbers decide; the field, which puts random ones in their place, only where those could not. A claim that always
/// holds must hold at random numbers as well.
void judge_on_model(ClaimResult& result, bool interrupted) {
  result.verdict = verdict_of(result, {RungKind::exact, RungKind::ball});
  if (result.verdict == Verdict::vacuous) result.verdict = verdict_of(result, {RungKind::field});
  if (result.verdict == Verdict::vacuous) result.verdict = verdict_of(result, {RungKind::scaling});
  bool refuted = false;
  for (const RungResult& rung : result.rungs) {
    refuted = refuted || rung.verdict == Verdict::refuted;
    if (rung.verdict == result.verdict && !result.counterexample) result.counterexample = rung.counterexample;
    if (rung.verdict != Verdict::inconclusive) continue;
    result.complaints.push_back(std::string(name(rung.rung)) + " is inconclusive");
    if (result.verdict == Verdict::vacuous) result.verdict = Verdict::inconclusive;
  }
  if (result.claim->expected == Verdict::holds && refuted) result.complaints.push_back("expected holds, found refuted");
  if (result.verdict == Verdict::vacuous && interrupted) {
    result.complaints.push_back("interrupted");
    result.verdict = Verdict::inconclusive;
  }
  result.as_expected = result.complaints.empty();
}

}  // namespace

ModelReport check_model(const CaseModel& model, const ValidationOptions& options) {
  std::vector<std::unique_ptr<Question>> questions;
  std::vector<std::unique_ptr<Part>> parts;
  ModelReport report;
  for (const Claim& claim : registry()) {
    if (!is_chosen(options, claim)) continue;
    if (std::none_of(claim.rungs.begin(), claim.rungs.end(),
                     [&](const Rung& rung) { return is_chosen(options, rung.kind); }))
      report.left_out.push_back({claim.id, "none of the rungs asked for decides it"});
    for (const Rung& rung : claim.rungs) {
      if (!is_chosen(options, rung.kind)) continue;
      auto question = std::make_unique<Question>();
      question->claim = &claim;
      question->rung = rung.kind;
      Question* const to = question.get();
      const Stream run = [to, &model, &options](std::uint64_t seed, std::uint64_t) {
        CaseOutcome discarded;
        discarded.status = CaseOutcome::Status::discarded;
        return to->claim->on_model(model, to->rung, seed, model_budget(to->rung, options.max_memory), to->why_not)
            .value_or(discarded);
      };
      parts.push_back(
          std::make_unique<Part>(claim, std::string(name(rung.kind)), run, 1, Part::Ends::with_the_cases, 1.0));
      questions.push_back(std::move(question));
    }
  }
  const auto start = std::chrono::steady_clock::now();
  const auto tell = [&] {
    if (!options.on_progress) return;
    Progress progress{};
    for (const auto& part : parts) {
      progress.done += part->done();
      if (progress.claim.empty() && !part->finished()) {
        progress.claim = part->claim().id;
        progress.part = part->name();
        progress.worst = part->worst();
      }
    }
    // Cases differ too much in what they cost for a guess at the time that is left.
    progress.rate = static_cast<double>(progress.done) /
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    progress.fraction =
        static_cast<double>(progress.done) / static_cast<double>(std::max<std::size_t>(1, parts.size()));
    options.on_progress(progress);
  };
  run_parts(parts, options.seed, std::max(1U, options.jobs), options.interrupted, tell);

  report.interrupted = options.interrupted != nullptr && *options.interrupted;
  for (std::size_t k = 0; k < questions.size(); ++k) {
    const Question& question = *questions[k];
    if (!question.why_not.empty()) {
      if (report.left_out.empty() || report.left_out.back().id != question.claim->id)
        report.left_out.push_back({question.claim->id, question.why_not});
      continue;
    }
    RungResult rung = parts[k]->rung_result(question.rung);
    if (rung.discarded > 0) {
      report.left_out.push_back({question.claim->id, std::string(name(question.rung)) + ": " + rung.why_discarded});
      report.undefined = report.undefined || rung.undefined;
      continue;
    }
    if (rung.rung == RungKind::scaling && rung.verdict == Verdict::inconclusive) {
      // One instance has too few residuals for a slope; a difference that stays would be a refutation.
      report.left_out.push_back({question.claim->id, "scaling: the residuals of one instance show no slope of −1"});
      continue;
    }
    if (report.claims.empty() || report.claims.back().claim != question.claim) {
      report.claims.emplace_back();
      report.claims.back().claim = question.claim;
    }
    for (const std::string& what : rung.left_out)
      report.left_out.push_back({question.claim->id, std::string(name(question.rung)) + ": " + what});
    report.claims.back().rungs.push_back(std::move(rung));
  }
  for (ClaimResult& result : report.claims) judge_on_model(result, report.interrupted);
  return report;
}

}  // namespace klprop::claims
