#pragma once

#include <klprop/claims/simplex_oracles.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_gates.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/spn/flow_program.hpp>

namespace klprop::claims::v1_multipliers_flow {

/// The flow and the multipliers that the sweeps give against the conditions of Karush, Kuhn and Tucker of the flow
/// program, edge by edge; the flow against the parses, or against dual numbers where these are too many. With logarithms
/// also the values: of the objective, at the flow and at a random conserved one; and of the Lagrangian at a random flow that
/// conserves nothing, which the dual value bounds.
struct Check {
  static constexpr bool enumerates_parses = true, decides_in_balls = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (klprop::detail::is_structural_zero(sweeps.value())) return report.undefined("S(e) = 0");
    const Flow<S> flow = flow_of_sweeps(circuit, instance.at, sweeps);
    feasible(circuit, flow, sweeps.upward, report);
    stationary(circuit, instance.at, flow, sweeps.upward, report);
    std::vector<S> workspace;
    const S value = value_by_definition(circuit, GivenSymbols<S>(instance.at), workspace);
    report.equal(sweeps.upward.back(), value, [] { return "e^{T_root} and S(e): the dual value is −log S(e)"; });
    compare_gates(instance, flow.visit, flow.along, value, "the flow", report);
    if constexpr (Transcendental<S>) values(instance, flow, sweeps.upward, value, report);
  }

 private:
  template <class S>
  static void feasible(const Circuit& circuit, const Flow<S>& flow, const std::vector<S>& potential,
                       Report<S>& report) {
    const std::vector<S> entering = inflow(circuit, flow), leaving = outflow_of_sums(circuit, flow);
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      const auto where = [&] { return ", n = node " + std::to_string(node); };
      report.equal(entering[node], flow.visit[node], [&] { return "the inflow of n and v_n" + where(); });
      if (circuit.kind(node) == NodeKind::sum)
        report.equal(leaving[node], flow.visit[node], [&] { return "Σ_c f_{nc} and v_n" + where(); });
      if constexpr (std::is_same_v<S, Rational>)
        report.require(!(flow.visit[node] < 0), flow.visit[node], S{}, [&] { return "v_n and 0" + where(); });
      if constexpr (!Transcendental<S>)
        report.require(!(potential[node] == S{}), potential[node], flow.visit[node],
                       [&] { return "S(n), which has no logarithm for a multiplier, and v_n" + where(); });
    }
  }

  template <class S>
  static void stationary(const Circuit& circuit, const Valuation<S>& at, const Flow<S>& flow,
                         const std::vector<S>& potential, Report<S>& report) {
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      if (circuit.kind(node) != NodeKind::sum) {
        report.equal(potential[node], least_potential(circuit, at, potential, node), [&] {
          return "e^{T_n} and Π e^{T_c} or λ: the Lagrangian's derivative by v_n, n = node " + std::to_string(node);
        });
        continue;
      }
      for (std::size_t j = 0; j < circuit.children(node).size(); ++j)
        report.equal(flow.along[circuit.first_edge(node) + j] * potential[node],
                     flow.visit[node] * at.parameters[circuit.weights(node)[j]] * potential[circuit.children(node)[j]],
                     [&] {
                       return "f_{sc} e^{T_s} and v_s w_{sc} e^{T_c}: the Lagrangian's derivative by f_{sc}, " +
                              gate_edge_text(circuit, node, j);
                     });
    }
  }

  template <Transcendental S>
  static void values(SpnInstance<S>& instance, const Flow<S>& flow, const std::vector<S>& potential, const S& value,
                     Report<S>& report) {
    const Circuit& circuit = instance.circuit;
    const S optimum = flow_objective(circuit, instance.at, flow);
    report.equal(exp(S{} - optimum), value, [] { return "e^{−value} of the flow program and S(e)"; });
    const S other = flow_objective(circuit, instance.at, random_flow(instance, true));
    at_most(report, optimum, other, [] { return "the objective and that of another conserved flow"; });
    const S unconserved = flow_lagrangian(circuit, instance.at, random_flow(instance, false), potential);
    at_most(report, S{} - log(value), unconserved,
            [] { return "−log S(e) and the Lagrangian at a flow that conserves nothing, which is not less"; });
  }

  /// Random choices at every sum, followed down from the root; or random amounts everywhere.
  template <class S>
  [[nodiscard]] static Flow<S> random_flow(SpnInstance<S>& instance, bool conserved) {
    const Circuit& circuit = instance.circuit;
    Flow<S> flow{std::vector<S>(circuit.node_count()), std::vector<S>(circuit.edge_count())};
    flow.visit[circuit.root()] = S(1);
    for (NodeId node = circuit.node_count(); node-- > 0;) {
      const std::size_t slots = circuit.children(node).size();
      if (!conserved) flow.visit[node] = random_scalar<S>(instance.random);
      std::vector<S> share;
      S total(0);
      for (std::size_t j = 0; j < slots; ++j) {
        const bool is_sum = circuit.kind(node) == NodeKind::sum;
        share.push_back(is_sum ? random_scalar<S>(instance.random) : S(1));
        if (is_sum) total += share[j];
      }
      for (std::size_t j = 0; j < slots; ++j) {
        S& along = flow.along[circuit.first_edge(node) + j];
        along = flow.visit[node] * share[j];
        if (circuit.kind(node) == NodeKind::sum) along /= total;
        if (conserved) flow.visit[circuit.children(node)[j]] += along;
      }
    }
    return flow;
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>(
             "v1_multipliers_flow", "Abstract of the first version, “Lagrange multipliers”: all nodes at once",
             "Minimise Σ f_{sc} log(f_{sc}/(v_s w_{sc})) − Σ v_ℓ log λ_ℓ over conserved flows from the root: the value "
             "is "
             "−log S(e), the optimum is v_n = D(n)S(n)/S(e) and f_{sc} = D(s)w_{sc}S(c)/S(e), the probabilities of "
             "Theorem 4.1(b), and the multiplier of “inflow of n = v_n” is −log S(n).",
             Verdict::holds, "The conditions of Karush, Kuhn and Tucker are the two sweeps' recursions.", {})
      .hypotheses({"decomposable, for the probabilities only", "positive weights", "positive evidence"})
      .scaling(10)
      .ball(50)
      .exact(200)
      .field(5000)
      .exhaustive(4)
      .drop("decomposability", without(&SpnDomain::decomposable))
      .drop("completeness", without(&SpnDomain::complete), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters))
      .drop("positive evidence", without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .mutant<SumsPlusOne>()
      .build();
}

}  // namespace klprop::claims::v1_multipliers_flow
