#pragma once

// The part of spn_claim.hpp that runs a check on a user's own circuit.

#include <klprop/certify/exact_size.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_gates.hpp>
#include <klprop/spn/unfolding.hpp>
#include <klprop/spn/visits.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::claims {
namespace detail {

/// The first zero among weights, constants and λ, as a hypothesis that fails; empty when there is none.
struct FailedPositivity {
  const char* hypothesis;  ///< as the controls call it
  std::string where;
};
[[nodiscard]] inline std::vector<FailedPositivity> failed_positivity(const Hypotheses& found, const Circuit& circuit,
                                                                     const std::vector<Rational>& lambda) {
  std::vector<FailedPositivity> failed;
  if (!found.positive())
    failed.push_back({"positive weights",
                      "node " + std::to_string(circuit.source_position(found.zeros()[0].node)) + " carries a zero"});
  for (IndicatorId k = 0; k < lambda.size(); ++k) {
    if (lambda[k] != 0) continue;
    const auto [variable, state] = circuit.variables().owner(k);
    failed.push_back({"positive evidence",
                      "λ of variable " + std::to_string(variable) + ", state " + std::to_string(state) + " is 0"});
    break;
  }
  return failed;
}

/// Why a claim does not speak about this circuit, or empty. Hypotheses that the claim's controls show to be unnecessary
/// do not stand in the way; `note` then says that they fail.
[[nodiscard]] inline std::string outside(const SpnDomain& domain, const Circuit& circuit,
                                         const std::vector<Rational>& lambda, const std::vector<Control>& controls,
                                         std::string& note) {
  const Hypotheses found(circuit);
  const auto needed = [&](const char* hypothesis) { return !holds_without(controls, hypothesis); };
  const auto shown_needed = [&](std::string_view hypothesis) {
    return std::any_of(controls.begin(), controls.end(),
                       [&](const Control& control) { return control.needed && control.dropped == hypothesis; });
  };
  if (domain.complete && !found.complete() && needed("completeness"))
    return "completeness fails: " + found.describe_violations(circuit, 1);
  if (domain.decomposable && !found.decomposable() && needed("decomposability"))
    return "decomposability fails: " + found.describe_violations(circuit, 1);
  if (!domain.complete && found.complete()) return "the circuit is complete; this claim is about circuits that are not";
  if (!domain.decomposable && found.decomposable())
    return "the circuit is decomposable; this claim is about circuits that are not";
  if (domain.tree && unfolded_node_count(circuit) != circuit.node_count() && needed("tree"))
    return "the circuit is no tree: some node has several parents, or several edges to it";
  if (shown_needed(no_repeated_constants) && repeats_empty_scope(circuit)) return constant_repeats;
  if (domain.covered && !found.absent_variables().empty() && needed("variable in the root's scope"))
    return "variable " + std::to_string(found.absent_variables()[0]) + " is not in the root's scope";
  if (domain.all_states && shown_needed("leaf per state")) {
    const std::vector<bool> has_leaf = have_leaves(circuit);
    const auto missing = std::find(has_leaf.begin(), has_leaf.end(), false);
    if (missing != has_leaf.end())
      return "no leaf stands for " + indicator_text(circuit, static_cast<IndicatorId>(missing - has_leaf.begin()));
  }
  if (domain.unit_evidence || domain.normalised) return "stated for special weights or evidence only";
  for (const FailedPositivity& failed : failed_positivity(found, circuit, lambda)) {
    if (needed(failed.hypothesis)) return std::string(failed.hypothesis) + " fails: " + failed.where;
    note += (note.empty() ? "" : "; ") + std::string(failed.hypothesis) + " fails as a hypothesis: " + failed.where;
  }
  if (!note.empty()) note += "; decided all the same, since the claim does not need it";
  return {};
}

/// What could not be enumerated on this circuit, so that another oracle took its place. A check says with
/// `enumerates_joint_states` and `enumerates_parses` that it has one.
template <class Check>
void say_what_was_too_large(const Circuit& circuit, const Budget& budget, std::vector<std::string>& left_out) {
  if constexpr (requires { Check::enumerates_joint_states; }) {
    const std::uint64_t edges = std::uint64_t{circuit.edge_count()} + 1;
    const Integer states = joint_state_count(circuit.variables());
    if (states > budget.enumerated || states > budget.enumeration / edges)
      left_out.push_back("enumeration of " + states.str() + " joint states; compared by passes instead");
  }
  if constexpr (requires { Check::enumerates_parses; })
    if (const std::string what = too_many_parses(circuit, budget); !what.empty())
      left_out.push_back("enumeration of " + what + "; compared by passes instead");
}

/// Predicted size of what an exact sweep in rationals keeps.
[[nodiscard]] inline double exact_bytes(const Circuit& circuit, const std::vector<Rational>& lambda) {
  return predict_exact_sizes(circuit, lambda, common_denominator(circuit, lambda)).rational.sweeps;
}

}  // namespace detail

template <class Check>
std::optional<CaseOutcome> SpnFamily::on_model(const CaseRunner<Check, SpnFamily>& runner,
                                               const std::vector<Control>& controls, const CaseModel& model,
                                               RungKind rung, std::uint64_t seed, const Budget& budget,
                                               std::string& why_not) {
  const auto* spn = std::get_if<SpnCase>(&model);
  if (spn == nullptr) {
    why_not = "the claim is about circuits";
    return std::nullopt;
  }
  std::string note;
  why_not = detail::outside(runner.domain, *spn->circuit, spn->lambda, controls, note);
  while (!why_not.empty() && why_not.back() == '\n') why_not.pop_back();
  if (!why_not.empty()) return std::nullopt;

  const Circuit& circuit = *spn->circuit;
  Random random(seed, mark(runner.claim_id), mark("model"));
  const std::string id = runner.case_id(seed, "model-" + std::string(name(rung)), 0);
  CaseOutcome outcome;
  outcome.edges = circuit.edge_count();
  if (rung == RungKind::exact && detail::exact_bytes(circuit, spn->lambda) > budget.memory) {
    outcome.status = CaseOutcome::Status::discarded;
    outcome.why_discarded = "the numbers of an exact sweep over this circuit are predicted to take more than the " +
                            std::to_string(static_cast<std::uint64_t>(budget.memory)) + " bytes that are allowed";
    return outcome;
  }
  if (rung == RungKind::exact)
    outcome = runner.template rational<Honest>(id, random, {circuit, spn->lambda, ""}, budget);
  if constexpr (ChecksOver<Check, SpnFamily, Real>)
    if (rung == RungKind::scaling) runner.scale(outcome, random, {circuit, spn->lambda, ""}, budget);
  if constexpr (requires { Check::decides_in_balls; }) {
    if (rung == RungKind::ball)
      outcome = runner.template enclosed<Honest>(id, random, {circuit, spn->lambda, ""}, budget);
  } else if (rung == RungKind::ball) {
    outcome.status = CaseOutcome::Status::discarded;
    outcome.why_discarded = "enclosures are tried on random instances only";
    return outcome;
  }
  if constexpr (ChecksOver<Check, SpnFamily, PrimeField>)
    if (rung == RungKind::field) {
      // The circuit's structure at a random point; zeros in weights and evidence stay.
      Valuation<PrimeField> at = random_residues(random, circuit, runner.domain);
      for (IndicatorId k = 0; k < spn->lambda.size(); ++k)
        if (spn->lambda[k] == 0) at.lambda[k] = PrimeField(0);
      outcome = runner.template residues<Honest>(id, random, {circuit, std::move(at), ""}, budget);
    }
  detail::say_what_was_too_large<Check>(circuit, budget, outcome.left_out);
  if (!note.empty()) outcome.left_out.push_back(std::move(note));
  return outcome;
}

}  // namespace klprop::claims
