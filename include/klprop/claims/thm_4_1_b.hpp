#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_gates.hpp>
#include <klprop/claims/spn_mutants.hpp>

#include <optional>

namespace klprop::claims::thm_4_1_b {

/// Visit, selection and conditional of every gate against the parses, or against perturbed nodes and edges.
struct Check {
  static constexpr bool enumerates_parses = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Sweeps<S> sweeps = under_test.sweep(instance.circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    const std::vector<NodeId> gates = gates_of(instance.circuit, instance.domain.all_gates);
    if (can_enumerate_parses(instance))
      against_parses(instance, sweeps, gates, report);
    else
      against_perturbations(instance, sweeps, gates, report);
  }

 private:
  struct GateEdge {
    NodeId gate;
    std::size_t slot;
  };

  template <class S>
  static void against_parses(SpnInstance<S>& instance, const Sweeps<S>& sweeps, const std::vector<NodeId>& gates,
                             Report<S>& report) {
    const Circuit& circuit = instance.circuit;
    const ParseMasses<S> masses = enumerate_parses(circuit, instance.at);
    report.equal(sweeps.value(), masses.total, [] { return std::string("S(e) and the mass of all parses"); });
    for (const NodeId gate : gates) {
      const GateBelief<S> belief = gate_belief(circuit, instance.at, sweeps, gate);
      report.equal(belief.visit, masses.visit[gate] / masses.total,
                   [&] { return "D(s)S(s)/S(e) and Pr(parse visits s), s = node " + std::to_string(gate); });
      for (std::size_t j = 0; j < belief.select.size(); ++j) {
        const S& selected = masses.select[circuit.first_edge(gate) + j];
        const auto where = [&] { return gate_edge_text(circuit, gate, j); };
        report.equal(belief.select[j], selected / masses.total,
                     [&] { return "D(s)w_{sc}S(c)/S(e) and Pr(parse visits s and selects c), " + where(); });
        if (masses.visit[gate] == S{} || belief.conditional.empty()) continue;
        report.equal(belief.conditional[j], selected / masses.visit[gate],
                     [&] { return "w_{sc}S(c)/S(s) and Pr(select c | visit s), " + where(); });
      }
    }
  }

  /// ∂log S/∂log w_{sc} is the probability that the parse uses the edge, and ∂log S/∂log S(s) that it visits the node.
  template <class S>
  static void against_perturbations(SpnInstance<S>& instance, const Sweeps<S>& sweeps, const std::vector<NodeId>& gates,
                                    Report<S>& report) {
    const Circuit& circuit = instance.circuit;
    LogDerivative<S> log_derivative(instance);
    std::vector<GateEdge> all;
    for (const NodeId gate : gates)
      for (std::size_t j = 0; j < circuit.children(gate).size(); ++j) all.push_back({gate, j});
    std::optional<NodeId> last_gate;
    S visit{};
    for (const auto& [gate, j] : within_budget(instance, std::move(all), sweeps.value(), "edges of sums", report)) {
      const GateBelief<S> belief = gate_belief(circuit, instance.at, sweeps, gate);
      if (last_gate != gate) {
        visit = log_derivative({Perturbed::Kind::node, gate}) / sweeps.value();
        report.equal(belief.visit, visit,
                     [gate = gate] { return "D(s)S(s)/S(e) and ∂log S/∂log S(s), s = node " + std::to_string(gate); });
        last_gate = gate;
      }
      const auto edge = static_cast<EdgeId>(circuit.first_edge(gate) + j);
      const S select = log_derivative({Perturbed::Kind::edge, edge}) / sweeps.value();
      const auto where = [&circuit, gate = gate, j = j] { return gate_edge_text(circuit, gate, j); };
      report.equal(belief.select[j], select, [&] { return "D(s)w_{sc}S(c)/S(e) and ∂log S/∂log w_{sc}, " + where(); });
      if (visit == S{} || belief.conditional.empty()) continue;
      report.equal(belief.conditional[j], select / visit,
                   [&] { return "w_{sc}S(c)/S(s) and Pr(select c | visit s), " + where(); });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>(
             "thm_4_1_b", "Theorem 4.1(b)",
             "D(s)w_{sc}S(c)/S(e) = Pr(parse visits s and selects c | e), D(s)S(s)/S(e) = Pr(parse visits s "
             "| e) and w_{sc}S(c)/S(s) = Pr(parse selects c | e, visits s), for every sum node s of "
             "non-empty scope; parallel edges are kept apart.",
             Verdict::holds, "S is affine in the value of a node that no parse visits twice.", {})
      .hypotheses({"decomposable", "positive weights", "positive evidence", "s of non-empty scope"})
      .scaling()
      .exact()
      .field()
      .exhaustive()
      .drop("decomposability", without(&SpnDomain::decomposable))
      .drop("gate of non-empty scope", with(&SpnDomain::all_gates))
      .drop("completeness", without(&SpnDomain::complete), false)
      .drop("positive evidence", without(&SpnDomain::positive_evidence), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters), false)
      .drop("variable in the root's scope", without(&SpnDomain::covered), false)
      .drop("leaf per state", without(&SpnDomain::all_states), false)
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<DividesInProducts>>(without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .mutant_at_large<WithDownward<MissesLateProducts>>()
      .build();
}

}  // namespace klprop::claims::thm_4_1_b
