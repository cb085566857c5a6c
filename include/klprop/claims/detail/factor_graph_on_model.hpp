#pragma once

// The part of factor_graph_claim.hpp that runs a check on a user's own factor graph.

#include <klprop/claims/factor_graph_claim.hpp>

namespace klprop::claims {

template <class Check>
std::optional<CaseOutcome> FactorGraphFamily::on_model(const CaseRunner<Check, FactorGraphFamily>& runner,
                                                       const std::vector<Control>& controls, const CaseModel& model,
                                                       RungKind rung, std::uint64_t seed, const Budget& budget,
                                                       std::string& why_not) {
  const auto* given = std::get_if<FactorGraphCase>(&model);
  if (given == nullptr) {
    why_not = "the claim is about factor graphs";
    return std::nullopt;
  }
  FactorGraphDomain domain = runner.domain;
  domain.positive = domain.positive && !holds_without(controls, "positive factors");
  why_not = outside(domain, *given->graph);
  if (!why_not.empty()) return std::nullopt;

  const FactorGraph& graph = *given->graph;
  Random random(seed, mark(runner.claim_id), mark("model"));
  const std::string id = runner.case_id(seed, "model-" + std::string(name(rung)), 0);
  CaseOutcome outcome;
  outcome.edges = graph.edge_count();
  if constexpr (ChecksOver<Check, FactorGraphFamily, Rational>)
    if (rung == RungKind::exact) outcome = runner.template rational<Honest>(id, random, {graph, "", true}, budget);
  if constexpr (ChecksOver<Check, FactorGraphFamily, Ball>)
    if (rung == RungKind::ball) outcome = runner.template enclosed<Honest>(id, random, {graph, "", true}, budget);
  if constexpr (ChecksOver<Check, FactorGraphFamily, Real>)
    if (rung == RungKind::scaling) runner.scale(outcome, random, {graph, "", true}, budget);
  if constexpr (ChecksOver<Check, FactorGraphFamily, PrimeField>)
    if (rung == RungKind::field)
      outcome = runner.template residues<Honest>(id, random, {graph, random_residues(random, graph), "", true}, budget);
  return outcome;
}

}  // namespace klprop::claims
