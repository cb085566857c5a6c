#pragma once

// The part of computation_graph_claim.hpp that runs a check on a user's own computation graph.

#include <klprop/claims/computation_graph_claim.hpp>

namespace klprop::claims {

template <class Check>
std::optional<CaseOutcome> ComputationGraphFamily::on_model(const CaseRunner<Check, ComputationGraphFamily>& runner,
                                                            const std::vector<Control>&, const CaseModel& model,
                                                            RungKind rung, std::uint64_t seed, const Budget& budget,
                                                            std::string& why_not) {
  const auto* given = std::get_if<ComputationGraphCase>(&model);
  if (given == nullptr) {
    why_not = "the claim is about computation graphs";
    return std::nullopt;
  }
  why_not = outside(runner.domain, *given->graph, given->z);
  if (!why_not.empty()) return std::nullopt;
  if (rung == RungKind::field && !given->graph->rational()) {
    why_not = "the graph applies functions that a prime field does not have";
    return std::nullopt;
  }
  if (rung == RungKind::exact && !given->graph->piecewise_rational()) {
    why_not = "the graph applies functions whose values are not rational; the rung ball encloses them";
    return std::nullopt;
  }

  Random random(seed, mark(runner.claim_id), mark("model"));
  const std::string id = runner.case_id(seed, "model-" + std::string(name(rung)), 0);
  Model at{*given->graph, given->z, draw_factor(random, runner.domain), ""};
  CaseOutcome outcome;
  outcome.edges = at.graph.slot_count();
  try {
    if constexpr (ChecksOver<Check, ComputationGraphFamily, Rational>)
      if (rung == RungKind::exact) outcome = runner.template rational<Honest>(id, random, std::move(at), budget);
    if constexpr (ChecksOver<Check, ComputationGraphFamily, Ball>)
      if (rung == RungKind::ball) outcome = runner.template enclosed<Honest>(id, random, std::move(at), budget);
    if constexpr (ChecksOver<Check, ComputationGraphFamily, Real>)
      if (rung == RungKind::scaling) runner.scale(outcome, random, at, budget);
    if constexpr (ChecksOver<Check, ComputationGraphFamily, PrimeField>)
      if (rung == RungKind::field)
        outcome = runner.template residues<Honest>(id, random, at_random_residues(std::move(at), random), budget);
  } catch (const EvaluationError& error) {  // at a kink, say
    outcome.status = CaseOutcome::Status::discarded;
    outcome.why_discarded = error.what();
    outcome.undefined = true;
  }
  return outcome;
}

}  // namespace klprop::claims
