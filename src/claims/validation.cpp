#include <klprop/claims/validation.hpp>

#include <klprop/claims/registry.hpp>

#include "part.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

namespace klprop::claims {

namespace {

/// How many cases a control, restriction or mutant may take. One that must differ stops at its first difference.
constexpr std::uint64_t most_control_cases = 2000, quiet_control_cases = 150;

/// Seconds that one case takes, roughly: for the progress display and the size of chunks only.
[[nodiscard]] double typical_cost(RungKind kind) {
  switch (kind) {
    case RungKind::scaling:
      return 3e-2;
    case RungKind::ball:
    case RungKind::exact:
      return 2e-3;
    case RungKind::field:
      return 5e-5;
    case RungKind::exhaustive:
      return 2e-5;
  }
  return 0;
}

/// The parts of one claim, in the order in which they stand in the result.
struct Plan {
  const Claim* claim = nullptr;
  std::vector<std::pair<RungKind, Part*>> rungs;
  std::vector<Part*> controls, restrictions, mutants;
};

class Run {
 public:
  explicit Run(const ValidationOptions& options) : options_(options), start_(std::chrono::steady_clock::now()) {
    for (const Claim& claim : registry()) {
      if (!chosen(claim)) continue;
      Plan planned = plan(claim);
      if (!planned.rungs.empty()) plans_.push_back(std::move(planned));
    }
  }

  [[nodiscard]] ValidationReport operator()() {
    run_parts(parts_, options_.seed, std::max(1U, options_.jobs), options_.interrupted, [this] { tell(); });
    ValidationReport report;
    report.interrupted = options_.interrupted != nullptr && *options_.interrupted;
    for (const Plan& plan : plans_) report.claims.push_back(result(plan, report.interrupted));
    return report;
  }

 private:
  [[nodiscard]] bool chosen(const Claim& claim) const {
    return options_.claims.empty() ||
           std::find(options_.claims.begin(), options_.claims.end(), claim.id) != options_.claims.end();
  }
  [[nodiscard]] bool chosen(RungKind rung) const {
    return options_.rungs.empty() ||
           std::find(options_.rungs.begin(), options_.rungs.end(), rung) != options_.rungs.end();
  }

  Part* add(const Claim& claim, const std::string& name, const Stream& run, std::uint64_t cases, Part::Ends ends,
            double cost) {
    parts_.push_back(std::make_unique<Part>(claim, name, run, cases, ends, cost));
    parts_.back()->set_bits(options_.bits);
    return parts_.back().get();
  }

  [[nodiscard]] Plan plan(const Claim& claim) {
    Plan plan;
    plan.claim = &claim;
    for (const Rung& rung : claim.rungs) {
      if (!chosen(rung.kind)) continue;
      Part* part = add(claim, std::string(name(rung.kind)), rung.run, options_.cases.value_or(rung.default_cases),
                       Part::Ends::with_the_cases, typical_cost(rung.kind));
      if (rung.size)
        part->set_size([&rung, this] { return rung.size(options_.max_nodes.value_or(rung.default_max_nodes)); });
      plan.rungs.emplace_back(rung.kind, part);
    }
    // Controls and mutants belong to the exact rung; to the ball rung where a claim has no exact one.
    const bool has_exact = std::any_of(claim.rungs.begin(), claim.rungs.end(),
                                       [](const Rung& rung) { return rung.kind == RungKind::exact; });
    if (!chosen(has_exact ? RungKind::exact : RungKind::ball)) return plan;
    const double cost = typical_cost(RungKind::exact);
    for (const Control& control : claim.controls)
      plan.controls.push_back(add(claim, "without " + control.dropped, control.run,
                                  control.needed ? most_control_cases : quiet_control_cases,
                                  Part::Ends::at_the_first_difference, cost));
    for (const Restriction& restriction : claim.restrictions)
      plan.restrictions.push_back(add(claim, "with " + restriction.added, restriction.run, quiet_control_cases,
                                      Part::Ends::at_the_first_difference, cost));
    for (const Mutant& mutant : claim.mutants)
      plan.mutants.push_back(add(claim, "mutant: " + mutant.name, mutant.run, most_control_cases,
                                 Part::Ends::at_the_first_difference, cost));
    return plan;
  }

  void tell() const {
    if (!options_.on_progress) return;
    Progress progress{};
    double cost_done = 0, cost_total = 0;
    const Part* current = nullptr;
    for (const auto& part : parts_) {
      cost_done += part->cost_done();
      cost_total += part->cost_total();
      progress.done += part->done();
      if (current == nullptr && !part->finished()) current = part.get();
    }
    if (current != nullptr) {
      progress.claim = current->claim().id;
      progress.part = current->name();
      progress.worst = current->worst();
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    progress.rate = static_cast<double>(progress.done) / seconds;
    progress.fraction = cost_total > 0 ? std::min(1.0, cost_done / cost_total) : 0;
    if (progress.fraction > 0) progress.seconds_left = seconds * (1 / progress.fraction - 1);
    options_.on_progress(progress);
  }

  [[nodiscard]] static ClaimResult result(const Plan& plan, bool interrupted) {
    ClaimResult result;
    result.claim = plan.claim;
    for (const auto& [kind, part] : plan.rungs) {
      result.rungs.push_back(part->rung_result(kind));
      if (part->failure()) result.complaints.push_back(std::string(name(kind)) + " failed: " + *part->failure());
    }
    judge(result);
    if (interrupted) result.verdict = Verdict::inconclusive;
    judge_others(plan, result, interrupted);
    if (result.verdict == Verdict::refuted) settle_counterexample(result);
    if (result.verdict != plan.claim->expected)
      result.complaints.push_back("expected " + std::string(name(plan.claim->expected)) + ", found " +
                                  std::string(name(result.verdict)));
    result.as_expected = result.complaints.empty();
    return result;
  }

  /// An exact difference refutes, whatever else. `scaling` can only support or cast doubt, except when it runs alone.
  static void judge(ClaimResult& result) {
    bool refuted = false, doubt = false, vacuous = false, holds = false;
    for (const RungResult& rung : result.rungs) {
      refuted = refuted || (rung.rung != RungKind::scaling && rung.verdict == Verdict::refuted);
      doubt = doubt || rung.verdict == Verdict::inconclusive ||
              (rung.rung == RungKind::scaling && rung.verdict == Verdict::refuted);
      vacuous = vacuous || rung.verdict == Verdict::vacuous;
      holds = holds || rung.verdict == Verdict::holds;
    }
    if (refuted)
      result.verdict = Verdict::refuted;
    else if (result.rungs.size() == 1)
      result.verdict = result.rungs[0].verdict;
    else if (vacuous || result.rungs.empty())
      result.verdict = Verdict::vacuous;
    else
      result.verdict = holds && !doubt ? Verdict::holds : Verdict::inconclusive;
  }

  static void judge_others(const Plan& plan, ClaimResult& result, bool interrupted) {
    const auto complain = [&](const std::string& text) {
      if (!interrupted) result.complaints.push_back(text);
    };
    const Claim& claim = *plan.claim;
    for (std::size_t k = 0; k < plan.controls.size(); ++k) {
      const Part& part = *plan.controls[k];
      const Control& control = claim.controls[k];
      result.controls.push_back({control.dropped, control.needed, part.differs(), part.cases_until_difference()});
      if (part.failure()) complain("without " + control.dropped + ": " + *part.failure());
      if (part.differs() != control.needed)
        complain("without " + control.dropped + (control.needed ? " no counterexample appeared" : " it was refuted"));
      if (!control.needed && part.decided() == 0) complain("without " + control.dropped + " nothing was decided");
    }
    for (std::size_t k = 0; k < plan.restrictions.size(); ++k) {
      const Part& part = *plan.restrictions[k];
      const std::string& added = claim.restrictions[k].added;
      result.restrictions.push_back({added, !part.differs() && part.decided() > 0, part.cases_until_difference()});
      if (part.failure()) complain("with " + added + ": " + *part.failure());
      if (!result.restrictions.back().holds) complain("with " + added + " it does not hold");
    }
    for (std::size_t k = 0; k < plan.mutants.size(); ++k) {
      const Part& part = *plan.mutants[k];
      result.mutants.push_back({claim.mutants[k].name, part.differs(), part.cases_until_difference()});
      if (part.failure()) complain("mutant " + claim.mutants[k].name + ": " + *part.failure());
      if (!part.differs()) complain("mutant not caught: " + claim.mutants[k].name);
    }
  }

  /// For a claim that is expected to be refuted, the smallest there is. For one that is not, a search through all small
  /// networks could be long and fruitless: the smallest one that was met.
  static void settle_counterexample(ClaimResult& result) {
    if (result.claim->expected == Verdict::refuted && result.claim->minimal_counterexample)
      result.counterexample = result.claim->minimal_counterexample();
    if (result.counterexample) return;
    for (const RungResult& rung : result.rungs)
      if (rung.counterexample && (!result.counterexample || size(*rung.counterexample) < size(*result.counterexample)))
        result.counterexample = rung.counterexample;
  }

  [[nodiscard]] static std::uint64_t size(const Counterexample& counterexample) {
    struct Size {
      std::uint64_t operator()(std::monostate) const { return 0; }
      std::uint64_t operator()(const SpnCase& model) const {
        return std::uint64_t{model.circuit->node_count()} + model.circuit->edge_count();
      }
      std::uint64_t operator()(const FactorGraphCase& model) const {
        return model.graph->variable_count() + model.graph->value_count();
      }
      std::uint64_t operator()(const ComputationGraphCase& model) const {
        return std::uint64_t{model.graph->node_count()} + model.graph->slot_count();
      }
      std::uint64_t operator()(const TablesCase& model) const {
        std::uint64_t entries = 0;
        for (const auto& [called, table] : model.tables) entries += table.values.size();
        return entries;
      }
    };
    return std::visit(Size{}, counterexample.model);
  }

  const ValidationOptions& options_;
  std::chrono::steady_clock::time_point start_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::vector<Plan> plans_;
};

}  // namespace

ValidationReport validate(const ValidationOptions& options) {
  return Run(options)();
}

}  // namespace klprop::claims
