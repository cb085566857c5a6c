#pragma once

// The part of factor_graph_claim.hpp that runs a check on a user's own factor graph.

#include <klprop/claims/factor_graph_claim.hpp>

#include <algorithm>

namespace klprop::claims {
namespace detail {

/// Joint states of one copy of its variable per edge, or 2^64−1 when there are more.
[[nodiscard]] inline std::uint64_t replica_states(const FactorGraph& graph) {
  std::uint64_t states = 1;
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    if (__builtin_mul_overflow(states, std::uint64_t{graph.variables().arity(graph.edge_variable(edge))}, &states))
      return ~std::uint64_t{0};
  return states;
}

/// Why a claim does not speak about this graph, or empty.
[[nodiscard]] inline std::string outside(const FactorGraphDomain& domain, const FactorGraph& graph) {
  const VariableId on_cycle = domain.acyclic ? variable_on_cycle(graph) : graph.variable_count();
  if (on_cycle < graph.variable_count())
    return "the graph has a cycle, next to variable " + std::to_string(on_cycle) + "; the claim is about trees";
  if (domain.positive && !graph.positive())
    return "factor " + std::to_string(graph.first_factor_with_zero()) +
           " has a zero; the claim supposes positive factors";
  constexpr std::uint64_t most_states = 1'000'000;
  const std::uint64_t states = replica_states(graph);
  if (states > most_states)
    return "its literal tables have " + (states == ~std::uint64_t{0} ? "more than 2^64" : std::to_string(states)) +
           " entries, one per joint state of a copy of its variable per edge; at most " + std::to_string(most_states) +
           " are tried";
  return {};
}

}  // namespace detail

template <class Check>
std::optional<CaseOutcome> FactorGraphFamily::on_model(const CaseRunner<Check, FactorGraphFamily>& runner,
                                                       const std::vector<Control>&, const CaseModel& model,
                                                       RungKind rung, std::uint64_t seed, const Budget& budget,
                                                       std::string& why_not) {
  const auto* given = std::get_if<FactorGraphCase>(&model);
  if (given == nullptr) {
    why_not = "the claim is about factor graphs";
    return std::nullopt;
  }
  why_not = detail::outside(runner.domain, *given->graph);
  if (!why_not.empty()) return std::nullopt;

  const FactorGraph& graph = *given->graph;
  Random random(seed, mark(runner.claim_id), mark("model"));
  const std::string id = runner.case_id(seed, "model-" + std::string(name(rung)), 0);
  CaseOutcome outcome;
  outcome.edges = graph.edge_count();
  if constexpr (ChecksOver<Check, FactorGraphFamily, Rational>)
    if (rung == RungKind::exact) outcome = runner.template rational<Honest>(id, random, {graph, ""}, budget);
  if constexpr (ChecksOver<Check, FactorGraphFamily, Ball>)
    if (rung == RungKind::ball) outcome = runner.template enclosed<Honest>(id, random, {graph, ""}, budget);
  if constexpr (ChecksOver<Check, FactorGraphFamily, Real>)
    if (rung == RungKind::scaling) runner.scale(outcome, random, {graph, ""}, budget);
  if constexpr (ChecksOver<Check, FactorGraphFamily, PrimeField>)
    if (rung == RungKind::field)
      outcome = runner.template residues<Honest>(id, random, {graph, random_residues(random, graph), ""}, budget);
  return outcome;
}

}  // namespace klprop::claims
