#pragma once

// The part of spn_claim.hpp that runs a check on a user's own circuit.

#include <klprop/claims/spn_claim.hpp>
#include <klprop/spn/parses.hpp>

#include <algorithm>

namespace klprop::claims {
namespace detail {

/// Why a claim does not speak about this circuit, or empty. Hypotheses that the claim's controls show to be unnecessary
/// do not stand in the way; `note` then says that they fail.
[[nodiscard]] inline std::string outside(const SpnDomain& domain, const Circuit& circuit,
                                         const std::vector<Rational>& lambda, const std::vector<Control>& controls,
                                         std::string& note) {
  const Hypotheses found(circuit);
  const auto needed = [&](const std::string& hypothesis) {
    for (const Control& control : controls)
      if (control.dropped == hypothesis) return control.needed;
    return false;
  };
  if (domain.complete && !found.complete() && needed("completeness"))
    return "completeness fails: " + found.describe_violations(circuit, 1);
  if (domain.decomposable && !found.decomposable() && needed("decomposability"))
    return "decomposability fails: " + found.describe_violations(circuit, 1);
  if (!domain.complete && found.complete()) return "the circuit is complete; this claim is about circuits that are not";
  if (!domain.decomposable && found.decomposable())
    return "the circuit is decomposable; this claim is about circuits that are not";
  if (domain.covered && !found.absent_variables().empty() && needed("variable in the root's scope"))
    return "variable " + std::to_string(found.absent_variables()[0]) + " is not in the root's scope";
  if (domain.unit_evidence || domain.normalised) return "stated for special weights or evidence only";

  if (!found.positive())
    note = "positive weights fails as a hypothesis: node " +
           std::to_string(circuit.source_position(found.zeros()[0].node)) + " carries a zero";
  for (IndicatorId k = 0; k < lambda.size() && note.empty(); ++k)
    if (lambda[k] == 0) {
      const auto [variable, state] = circuit.variables().owner(k);
      note = "positive evidence fails as a hypothesis: λ of variable " + std::to_string(variable) + ", state " +
             std::to_string(state) + " is 0";
    }
  if (!note.empty()) note += "; decided all the same, since the claim does not need it";
  return {};
}

/// What could not be enumerated on this circuit, so that another oracle took its place.
template <class Check>
void say_what_was_too_large(const Circuit& circuit, const Budget& budget, std::vector<std::string>& left_out) {
  const std::uint64_t edges = std::uint64_t{circuit.edge_count()} + 1;
  if constexpr (requires { Check::enumerates_joint_states; }) {
    const Integer states = joint_state_count(circuit.variables());
    if (states > budget.enumerated || states > budget.enumeration / edges)
      left_out.push_back("enumeration of " + states.str() + " joint states; compared by passes instead");
  }
  if constexpr (requires { Check::enumerates_parses; }) {
    const std::uint64_t most = std::min(budget.enumerated, budget.enumeration / edges);
    if (parse_count(circuit, most + 1) > most)
      left_out.push_back("enumeration of more than " + std::to_string(most) + " parses; compared by passes instead");
  }
}

}  // namespace detail

template <class Check>
std::optional<CaseOutcome> SpnClaim<Check>::on_model(const std::string& id, const SpnDomain& domain,
                                                     const std::vector<Control>& controls, const CaseModel& model,
                                                     RungKind rung, std::uint64_t seed, const Budget& budget,
                                                     std::string& why_not) {
  const auto* spn = std::get_if<SpnCase>(&model);
  if (spn == nullptr) {
    why_not = "the claim is about circuits";
    return std::nullopt;
  }
  std::string note;
  why_not = detail::outside(domain, *spn->circuit, spn->lambda, controls, note);
  while (!why_not.empty() && why_not.back() == '\n') why_not.pop_back();
  if (!why_not.empty()) return std::nullopt;

  const Circuit& circuit = *spn->circuit;
  Random random(seed, mark(id), mark("model"));
  CaseOutcome outcome;
  outcome.edges = circuit.edge_count();
  if (rung == RungKind::exact)
    outcome = rational_case<Honest>(id, seed, "model", 0, random, circuit, spn->lambda, domain, budget);
  if constexpr (ChecksOver<Check, Real>)
    if (rung == RungKind::scaling) scale(outcome, circuit, spn->lambda, domain, random, budget);
  if constexpr (ChecksOver<Check, PrimeField>)
    if (rung == RungKind::field) {
      // The circuit's structure at a random point; zeros in weights and evidence stay.
      Valuation<PrimeField> at = random_residues(random, circuit, domain);
      for (IndicatorId k = 0; k < spn->lambda.size(); ++k)
        if (spn->lambda[k] == 0) at.lambda[k] = PrimeField(0);
      outcome = residue_case(id, seed, "field", 0, random, circuit, std::move(at), domain, budget, "");
    }
  detail::say_what_was_too_large<Check>(circuit, budget, outcome.left_out);
  if (!note.empty()) outcome.left_out.push_back(std::move(note));
  return outcome;
}

}  // namespace klprop::claims
