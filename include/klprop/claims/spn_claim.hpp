#pragma once

/// Makes a claim about sum–product networks out of one check that is written once, over any scalar.
///
/// A check is a class with
///   `template <class S> void operator()(SpnInstance<S>&, const SpnComputation<S>& under_test, Report<S>&) const`.
/// The rungs differ only in the scalar and in where the instance comes from. A check that needs an exact order takes
/// rationals only.

#include <klprop/claims/claim.hpp>
#include <klprop/claims/network_catalogue.hpp>
#include <klprop/claims/report.hpp>
#include <klprop/claims/spn_computation.hpp>
#include <klprop/claims/spn_instance.hpp>
#include <klprop/claims/spn_scalars.hpp>
#include <klprop/claims/spn_search.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <algorithm>
#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop::claims {

template <class Check, class S>
concept ChecksOver = std::invocable < const Check&,
        SpnInstance<S>
&, const SpnComputation<S>&, Report<S>& > ;

/// Turns a check into streams and assembles the claim. `Check` is stateless.
template <class Check>
class SpnClaim {
 public:
  SpnClaim(std::string id, std::string source, std::string statement, Verdict expected, std::string reason,
           SpnDomain domain)
      : domain_(domain) {
    claim_.id = std::move(id);
    claim_.source = std::move(source);
    claim_.statement = std::move(statement);
    claim_.expected = expected;
    claim_.reason = std::move(reason);
    claim_.minimal_counterexample = [claim_id = claim_.id, domain] { return smallest<Check>(claim_id, domain); };
  }

  SpnClaim&& hypotheses(std::vector<std::string> list) && {
    claim_.hypotheses = std::move(list);
    return std::move(*this);
  }
  /// Rationals on random networks.
  SpnClaim&& exact(std::uint64_t cases = 1000) && {
    claim_.rungs.push_back({RungKind::exact, cases, rational_stream<Honest>("exact", domain_), {}});
    return std::move(*this);
  }
  /// Random points of the prime field on random networks of 1 to 10^5 edges.
  SpnClaim&& field(std::uint64_t cases = 100'000) && {
    claim_.rungs.push_back({RungKind::field, cases, field_stream(), {}});
    return std::move(*this);
  }
  /// Real numbers at several precisions.
  SpnClaim&& scaling(std::uint64_t cases = 20) && {
    claim_.rungs.push_back({RungKind::scaling, cases, scaling_stream(), {}});
    return std::move(*this);
  }
  /// Every small network, at one point each: random residues, or small integers where the check needs an order. A
  /// refuted claim shows itself among smaller networks: it goes to one node less.
  SpnClaim&& exhaustive() && {
    const SpnDomain domain = domain_;
    const unsigned fewer = claim_.expected == Verdict::refuted ? 1 : 0;
    claim_.rungs.push_back({RungKind::exhaustive, 0, exhaustive_stream(), [domain, fewer](unsigned max_nodes) {
                              return NetworkCatalogue::of(domain).count(std::max(2U, max_nodes) - fewer);
                            }});
    return std::move(*this);
  }
  /// A hypothesis taken away, `needed` telling whether a counterexample must then appear.
  SpnClaim&& drop(std::string hypothesis, SpnDomain without, bool needed = true) && {
    const std::string part = "control-" + hypothesis;
    claim_.controls.push_back({std::move(hypothesis), needed, rational_stream<Honest>(part, without)});
    return std::move(*this);
  }
  /// For a refuted claim: a hypothesis under which it is true.
  SpnClaim&& restrict_to(std::string added, SpnDomain within) && {
    const std::string part = "restriction-" + std::to_string(claim_.restrictions.size());
    claim_.restrictions.push_back({std::move(added), rational_stream<Honest>(part, within)});
    return std::move(*this);
  }
  template <class Mutation>
  SpnClaim&& mutant() && {
    return std::move(*this).template mutant<Mutation>(domain_);
  }
  /// A mutant on instances outside the claim's own domain, where the claim holds all the same.
  template <class Mutation>
  SpnClaim&& mutant(SpnDomain domain) && {
    const std::string part = "mutant-" + std::string(Mutation::name);
    claim_.mutants.push_back({std::string(Mutation::name), rational_stream<Mutation>(part, domain)});
    return std::move(*this);
  }

  [[nodiscard]] Claim build() && {
    claim_.on_model = [id = claim_.id, domain = domain_, controls = claim_.controls](
                          const CaseModel& model, RungKind rung, std::uint64_t seed, const Budget& budget,
                          std::string& why_not) {
      return on_model(id, domain, controls, model, rung, seed, budget, why_not);
    };
    return std::move(claim_);
  }

 private:
  /// Stands where a mutation could: the library's own computation.
  struct Honest {};

  template <class S>
  static void settle(CaseOutcome& outcome, Report<S>& report) {
    outcome.comparisons += report.comparisons();
    outcome.left_out = std::move(report.left_out());
    if (report.discarded()) outcome.status = CaseOutcome::Status::discarded;
    if (!report.difference()) return;
    outcome.status = CaseOutcome::Status::differs;
    outcome.counterexample.emplace();
    outcome.counterexample->left = report.difference()->left;
    outcome.counterexample->right = report.difference()->right;
    outcome.counterexample->words = report.difference()->words;
  }

  static void attach(CaseOutcome& outcome, const std::string& case_id, Circuit circuit, std::vector<Rational> lambda) {
    if (!outcome.counterexample) return;
    outcome.counterexample->case_id = case_id;
    outcome.counterexample->model = SpnCase{std::make_shared<const Circuit>(std::move(circuit)), std::move(lambda)};
  }

  [[nodiscard]] static std::string case_id(const std::string& id, std::uint64_t seed, std::string_view part,
                                           std::uint64_t index) {
    return id + ":" + std::to_string(seed) + ":" + (part == "exact" ? "" : std::string(part) + "/") +
           std::to_string(index);
  }

  template <class Mutation>
  [[nodiscard]] Stream rational_stream(std::string part, SpnDomain domain) const {
    return [id = claim_.id, part = std::move(part), domain](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(id), mark(part), index);
      RationalInstance drawn = draw_rational(random, domain);
      CaseOutcome outcome = rational_case<Mutation>(id, seed, part, index, random, std::move(drawn.circuit),
                                                    std::move(drawn.lambda), domain, Budget{});
      outcome.shape = drawn.shape;
      return outcome;
    };
  }

  template <class Mutation>
  static CaseOutcome rational_case(const std::string& id, std::uint64_t seed, std::string_view part,
                                   std::uint64_t index, const Random& random, Circuit circuit,
                                   std::vector<Rational> lambda, const SpnDomain& domain, const Budget& budget) {
    const Valuation<Rational> at{circuit.parameters(), lambda};
    CaseOutcome outcome;
    outcome.edges = circuit.edge_count();
    SpnInstance<Rational> instance{circuit, at, domain, random, budget};
    Report<Rational> report;
    if constexpr (std::is_same_v<Mutation, Honest>) {
      Check{}(instance, SpnComputation<Rational>{}, report);
    } else {
      // A mutant that has no answer at all, as after a division by zero, is caught as well.
      try {
        Check{}(instance, Mutation::template computation<Rational>(), report);
      } catch (const std::exception& failure) {
        report.require(false, Rational(0), Rational(0), [&] { return std::string(failure.what()); });
      }
    }
    settle(outcome, report);
    attach(outcome, case_id(id, seed, part, index), std::move(circuit), std::move(lambda));
    return outcome;
  }

  [[nodiscard]] Stream field_stream() const {
    return [id = claim_.id, domain = domain_](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(id), mark("field"), index);
      auto [circuit, shape] = draw_structure(random, domain);
      // About as many passes for the independent side as keep a network of average size cheap.
      const Budget budget{
          .enumerated = 64, .enumeration = 3000, .operations = 3000 + 12 * std::uint64_t{circuit.edge_count()}};
      Valuation<PrimeField> at = random_residues(random, circuit, domain);
      return residue_case(id, seed, "field", index, random, std::move(circuit), std::move(at), domain, budget, shape);
    };
  }

  static CaseOutcome residue_case(const std::string& id, std::uint64_t seed, std::string_view part, std::uint64_t index,
                                  Random& random, Circuit circuit, Valuation<PrimeField> at, const SpnDomain& domain,
                                  const Budget& budget, const char* shape) {
    CaseOutcome outcome;
    outcome.shape = shape;
    outcome.edges = circuit.edge_count();
    // Both sides are quotients of polynomials of at most the degree of S and its derivatives.
    outcome.degree = 2 * degree(circuit) + 2;
    SpnInstance<PrimeField> instance{circuit, at, domain, random, budget};
    Report<PrimeField> report;
    Check{}(instance, SpnComputation<PrimeField>{}, report);
    settle(outcome, report);
    if (outcome.counterexample) {
      Circuit exact = circuit.with_parameters(as_rationals(at.parameters));
      attach(outcome, case_id(id, seed, part, index), std::move(exact), as_rationals(at.lambda));
    }
    return outcome;
  }

  [[nodiscard]] Stream exhaustive_stream() const {
    return [id = claim_.id, domain = domain_](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(id), mark("exhaustive"), index);
      Circuit circuit = NetworkCatalogue::of(domain).circuit(index, random);
      CaseOutcome outcome;
      const unsigned nodes = circuit.node_count();
      if constexpr (ChecksOver<Check, PrimeField>) {
        Valuation<PrimeField> at = random_residues(random, circuit, domain);
        outcome = residue_case(id, seed, "exhaustive", index, random, std::move(circuit), std::move(at), domain,
                               Budget{}, "");
      } else {
        SmallPoint point = draw_small_point(random, circuit, domain);
        circuit = circuit.with_parameters(std::move(point.parameters));
        outcome = rational_case<Honest>(id, seed, "exhaustive", index, random, std::move(circuit),
                                        std::move(point.lambda), domain, Budget{});
      }
      outcome.nodes = nodes;
      return outcome;
    };
  }

  [[nodiscard]] Stream scaling_stream() const {
    return [id = claim_.id, domain = domain_](std::uint64_t seed, std::uint64_t index) {
      Random random(seed, mark(id), mark("scaling"), index);
      const RationalInstance drawn = draw_rational(random, domain);
      CaseOutcome outcome;
      outcome.shape = drawn.shape;
      outcome.edges = drawn.circuit.edge_count();
      scale(outcome, drawn.circuit, drawn.lambda, domain, random, Budget{});
      return outcome;
    };
  }

  static void scale(CaseOutcome& outcome, const Circuit& circuit, const std::vector<Rational>& lambda,
                    const SpnDomain& domain, const Random& random, const Budget& budget) {
    for (std::size_t k = 0; k < scaling_bits.size(); ++k) {
      const PrecisionScope precision(scaling_bits[k]);
      Valuation<Real> at{parameters<Real>(circuit), {}};
      for (const Rational& factor : lambda) at.lambda.push_back(from_rational<Real>(factor));
      SpnInstance<Real> instance{circuit, at, domain, random, budget};
      Report<Real> report;
      Check{}(instance, SpnComputation<Real>{}, report);
      outcome.comparisons += report.comparisons();
      outcome.log2_residual[k] = report.log2_worst();
      if (report.discarded()) outcome.status = CaseOutcome::Status::discarded;
    }
  }

  static std::optional<CaseOutcome> on_model(const std::string& id, const SpnDomain& domain,
                                             const std::vector<Control>& controls, const CaseModel& model,
                                             RungKind rung, std::uint64_t seed, const Budget& budget,
                                             std::string& why_not);

  SpnDomain domain_;
  Claim claim_;
};

}  // namespace klprop::claims

#include <klprop/claims/detail/spn_on_model.hpp>
