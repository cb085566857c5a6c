#pragma once

/// Makes a claim out of one check that is written once, over any scalar.
///
/// A check is a stateless class with
///   `template <class S> void operator()(Instance<S>&, const Computation<S>& under_test, Report<S>&) const`.
/// The rungs differ only in the scalar and in where the instance comes from. A check that needs an exact order takes
/// rationals only.
///
/// A *family* says what the instances are: circuits (`spn_claim.hpp`), factor graphs, tables. It has
/// - `Domain`: which instances a claim speaks about;
/// - `Instance<S>`, `Computation<S>`: what a check sees, and what a mutant replaces;
/// - `Model`, numbers in rationals, and `draw(random, domain)`; `FieldModel`, residues, and
///   `draw_field(random, domain, large)`; both have a `shape`;
/// - `visit<S>(model, domain, random, budget, f)`: calls f with the instance in scalar S;
/// - `edges(model)`, `degree(field model)`, `field_budget(field model)`, `as_case(model)`;
/// - for the exhaustive rung `listed(domain, max_nodes)`, their number, and `listed_model`, `listed_field_model`, `nodes`;
/// - optionally `smallest<Check>(id, domain)`, a minimal counterexample, and `on_model<Check>`, the user's own model.

#include <klprop/claims/claim.hpp>
#include <klprop/claims/report.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/real.hpp>

#include <algorithm>
#include <concepts>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop::claims {

/// A 64-bit mark of a text, so that claims and parts draw different instances from one seed.
[[nodiscard]] std::uint64_t mark(std::string_view text);

/// Stands where a mutation could: the library's own computation.
struct Honest {};

template <class Check, class Family, class S>
concept ChecksOver = std::invocable < const Check&,
        typename Family::template Instance<S>
&, const typename Family::template Computation<S>&, Report<S>& > ;

/// Runs a check on instances and turns what it reports into outcomes of cases.
template <class Check, class Family>
class CaseRunner {
 public:
  using Domain = typename Family::Domain;
  using Model = typename Family::Model;
  using FieldModel = typename Family::FieldModel;
  template <class S>
  using Instance = typename Family::template Instance<S>;
  template <class S>
  using Computation = typename Family::template Computation<S>;

  std::string claim_id;
  Domain domain;

  [[nodiscard]] std::string case_id(std::uint64_t seed, std::string_view part, std::uint64_t index) const {
    return claim_id + ":" + std::to_string(seed) + ":" + (part == "exact" ? "" : std::string(part) + "/") +
           std::to_string(index);
  }

  /// A case over rationals.
  template <class Mutation>
  [[nodiscard]] CaseOutcome rational(const std::string& id, const Random& random, Model model,
                                     const Budget& budget) const {
    return exactly<Rational, Mutation>(id, random, std::move(model), budget);
  }

  /// A case over the prime field.
  template <class Mutation>
  [[nodiscard]] CaseOutcome residues(const std::string& id, const Random& random, FieldModel model,
                                     const Budget& budget) const {
    // Both sides are quotients of polynomials of at most the degree of S and its derivatives.
    const double degree = 2 * Family::degree(model) + 2;
    CaseOutcome outcome = exactly<PrimeField, Mutation>(id, random, std::move(model), budget);
    outcome.degree = degree;
    return outcome;
  }

  /// A case over real numbers at every precision of the ladder.
  void scale(CaseOutcome& outcome, const Random& random, const Model& model, const Budget& budget) const {
    for (std::size_t k = 0; k < scaling_bits.size(); ++k) {
      const PrecisionScope precision(scaling_bits[k]);
      Report<Real> report;
      Family::template visit<Real>(model, domain, random, budget,
                                   [&](Instance<Real>& instance) { Check{}(instance, Computation<Real>{}, report); });
      outcome.comparisons += report.comparisons();
      outcome.log2_residual[k] = report.log2_worst();
      note_discard(outcome, report);
    }
  }

  /// A case over balls, at the working precision of the thread.
  template <class Mutation>
  [[nodiscard]] CaseOutcome enclosed(const std::string& id, const Random& random, Model model,
                                     const Budget& budget) const {
    return exactly<Ball, Mutation>(id, random, std::move(model), budget);
  }

 private:
  /// Over a scalar in which a difference refutes.
  template <class S, class Mutation, class AnyModel>
  [[nodiscard]] CaseOutcome exactly(const std::string& id, const Random& random, AnyModel model,
                                    const Budget& budget) const {
    CaseOutcome outcome;
    outcome.shape = model.shape;
    outcome.edges = Family::edges(model);
    Report<S> report;
    Family::template visit<S>(model, domain, random, budget,
                              [&](Instance<S>& instance) { run_check<Mutation>(instance, report); });
    settle(outcome, report);
    if (outcome.counterexample) {
      outcome.counterexample->case_id = id;
      outcome.counterexample->model = Family::as_case(std::move(model));
    }
    return outcome;
  }

  template <class Mutation, class S>
  static void run_check(Instance<S>& instance, Report<S>& report) {
    if constexpr (std::is_same_v<Mutation, Honest>) {
      Check{}(instance, Computation<S>{}, report);
    } else {
      // A mutant that has no answer at all, as after a division by zero, is caught as well.
      try {
        Check{}(instance, Mutation::template computation<S>(), report);
      } catch (const std::exception& failure) {
        report.require(false, S(0), S(0), [&] { return std::string(failure.what()); });
      }
    }
  }

  template <class S>
  static void note_discard(CaseOutcome& outcome, const Report<S>& report) {
    if (!report.discarded()) return;
    outcome.status = CaseOutcome::Status::discarded;
    outcome.why_discarded = report.discarded()->why;
    outcome.undefined = report.discarded()->undefined;
  }

  template <class S>
  static void settle(CaseOutcome& outcome, Report<S>& report) {
    outcome.comparisons += report.comparisons();
    outcome.left_out = std::move(report.left_out());
    if constexpr (requires { report.log2_width(); }) outcome.log2_width = report.log2_width();
    if constexpr (requires { report.measured(); }) outcome.measured = std::move(report.measured());
    note_discard(outcome, report);
    if (!report.difference()) return;
    outcome.status = CaseOutcome::Status::differs;
    outcome.counterexample.emplace();
    outcome.counterexample->left = report.difference()->left;
    outcome.counterexample->right = report.difference()->right;
    outcome.counterexample->words = report.difference()->words;
  }
};

/// Assembles a claim from a check and a family of instances.
template <class Check, class Family>
class ClaimBuilder {
 public:
  using Runner = CaseRunner<Check, Family>;
  using Domain = typename Family::Domain;

  ClaimBuilder(std::string id, std::string source, std::string statement, Verdict expected, std::string reason,
               Domain domain)
      : runner_{std::move(id), std::move(domain)} {
    claim_.id = runner_.claim_id;
    claim_.source = std::move(source);
    claim_.statement = std::move(statement);
    claim_.expected = expected;
    claim_.reason = std::move(reason);
    if constexpr (requires { Family::template smallest<Check>(runner_.claim_id, runner_.domain); })
      claim_.minimal_counterexample = [runner = runner_] {
        return Family::template smallest<Check>(runner.claim_id, runner.domain);
      };
  }

  ClaimBuilder&& hypotheses(std::vector<std::string> list) && {
    claim_.hypotheses = std::move(list);
    return std::move(*this);
  }
  /// Rationals on random instances.
  ClaimBuilder&& exact(std::uint64_t cases = 1000) && {
    claim_.rungs.push_back({RungKind::exact, cases, rational_stream<Honest>("exact", runner_.domain), {}});
    return std::move(*this);
  }
  /// Random points of the prime field on random instances, every 16,384th a large one.
  ClaimBuilder&& field(std::uint64_t cases = 50'000) && {
    claim_.rungs.push_back({RungKind::field, cases, field_stream<Honest>("field", 16'384), {}});
    return std::move(*this);
  }
  /// Real numbers at several precisions.
  ClaimBuilder&& scaling(std::uint64_t cases = 20) && { return std::move(*this).scaling(cases, runner_.domain); }
  /// On instances that only real numbers have values for.
  ClaimBuilder&& scaling(std::uint64_t cases, Domain domain) && {
    claim_.rungs.push_back({RungKind::scaling, cases, scaling_stream(std::move(domain)), {}});
    return std::move(*this);
  }
  /// Rigorous enclosures.
  ClaimBuilder&& ball(std::uint64_t cases = 300) && { return std::move(*this).ball(cases, runner_.domain); }
  /// On instances that only real numbers have values for.
  ClaimBuilder&& ball(std::uint64_t cases, Domain domain) && {
    claim_.rungs.push_back({RungKind::ball, cases, ball_stream<Honest>("ball", std::move(domain)), {}});
    return std::move(*this);
  }
  /// Every small instance, at one point each: random residues, or small integers where the check needs an order. A
  /// refuted claim shows itself among smaller ones: by default it goes to one node less.
  ClaimBuilder&& exhaustive(unsigned most_nodes = 5) && {
    Rung rung{RungKind::exhaustive, 0, exhaustive_stream(), {}};
    rung.size = [domain = runner_.domain](unsigned max_nodes) { return Family::listed(domain, max_nodes); };
    rung.default_max_nodes = claim_.expected == Verdict::refuted ? most_nodes - 1 : most_nodes;
    claim_.rungs.push_back(std::move(rung));
    return std::move(*this);
  }
  /// A hypothesis taken away, `needed` telling whether a counterexample must then appear.
  ClaimBuilder&& drop(std::string hypothesis, Domain without, bool needed = true) && {
    const std::string part = "control-" + hypothesis;
    claim_.controls.push_back({std::move(hypothesis), needed, one_stream<Honest>(part, std::move(without))});
    return std::move(*this);
  }
  /// For a refuted claim: a hypothesis under which it is true.
  ClaimBuilder&& restrict_to(std::string added, Domain within) && {
    const std::string part = "restriction-" + std::to_string(claim_.restrictions.size());
    claim_.restrictions.push_back({std::move(added), one_stream<Honest>(part, std::move(within))});
    return std::move(*this);
  }
  template <class Mutation>
  ClaimBuilder&& mutant() && {
    return std::move(*this).template mutant<Mutation>(runner_.domain);
  }
  /// A mutant on instances outside the claim's own domain, where the claim holds all the same.
  template <class Mutation>
  ClaimBuilder&& mutant(Domain domain) && {
    const std::string part = "mutant-" + std::string(Mutation::name);
    claim_.mutants.push_back({std::string(Mutation::name), one_stream<Mutation>(part, std::move(domain))});
    return std::move(*this);
  }
  /// A mutant that errs on large instances only.
  template <class Mutation>
  ClaimBuilder&& mutant_at_large() && {
    const std::string part = "mutant-" + std::string(Mutation::name);
    claim_.mutants.push_back({std::string(Mutation::name), field_stream<Mutation>(part, 1)});
    return std::move(*this);
  }

  [[nodiscard]] Claim build() && {
    claim_.on_model = [runner = runner_, controls = claim_.controls](const CaseModel& model, RungKind rung,
                                                                     std::uint64_t seed, const Budget& budget,
                                                                     std::string& why_not) {
      return Family::template on_model<Check>(runner, controls, model, rung, seed, budget, why_not);
    };
    return std::move(claim_);
  }

 private:
  /// Controls and mutants run over rationals, or over balls where the check needs logarithms.
  template <class Mutation>
  [[nodiscard]] Stream one_stream(std::string part, Domain domain) const {
    if constexpr (ChecksOver<Check, Family, Rational>)
      return rational_stream<Mutation>(std::move(part), std::move(domain));
    else
      return ball_stream<Mutation>(std::move(part), std::move(domain));
  }

  template <class Mutation>
  [[nodiscard]] Stream rational_stream(std::string part, Domain domain) const {
    return [runner = Runner{claim_.id, std::move(domain)}, part = std::move(part)](std::uint64_t seed,
                                                                                   std::uint64_t index) {
      Random random(seed, mark(runner.claim_id), mark(part), index);
      auto model = Family::draw(random, runner.domain);
      return runner.template rational<Mutation>(runner.case_id(seed, part, index), random, std::move(model), Budget{});
    };
  }

  template <class Mutation>
  [[nodiscard]] Stream ball_stream(std::string part, Domain domain) const {
    return [runner = Runner{claim_.id, std::move(domain)}, part = std::move(part)](std::uint64_t seed,
                                                                                   std::uint64_t index) {
      Random random(seed, mark(runner.claim_id), mark(part), index);
      auto model = Family::draw(random, runner.domain);
      return runner.template enclosed<Mutation>(runner.case_id(seed, part, index), random, std::move(model), Budget{});
    };
  }

  /// One instance in `period` is a large one.
  template <class Mutation>
  [[nodiscard]] Stream field_stream(std::string part, std::uint64_t period) const {
    return [runner = runner_, part = std::move(part), period](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(runner.claim_id), mark(part), index);
      auto model = Family::draw_field(random, runner.domain, index % period == period - 1);
      const Budget budget = Family::field_budget(model);
      return runner.template residues<Mutation>(runner.case_id(seed, part, index), random, std::move(model), budget);
    };
  }

  [[nodiscard]] Stream scaling_stream(Domain domain) const {
    return [runner = Runner{claim_.id, std::move(domain)}](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(runner.claim_id), mark("scaling"), index);
      const auto model = Family::draw(random, runner.domain);
      CaseOutcome outcome;
      outcome.shape = model.shape;
      outcome.edges = Family::edges(model);
      runner.scale(outcome, random, model, Budget{});
      return outcome;
    };
  }

  [[nodiscard]] Stream exhaustive_stream() const {
    return [runner = runner_](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(runner.claim_id), mark("exhaustive"), index);
      const std::string id = runner.case_id(seed, "exhaustive", index);
      unsigned nodes = 0;
      CaseOutcome outcome;
      if constexpr (ChecksOver<Check, Family, PrimeField>) {
        auto model = Family::listed_field_model(runner.domain, index, random);
        nodes = Family::nodes(model);
        outcome = runner.template residues<Honest>(id, random, std::move(model), Budget{});
      } else {
        auto model = Family::listed_model(runner.domain, index, random);
        nodes = Family::nodes(model);
        outcome = runner.template rational<Honest>(id, random, std::move(model), Budget{});
      }
      outcome.nodes = nodes;
      return outcome;
    };
  }

  Runner runner_;
  Claim claim_;
};

}  // namespace klprop::claims
