#pragma once

#include <klprop/claims/simplex_oracles.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_oracles.hpp>

namespace klprop::claims::v1_multipliers_cut {

/// The value with node n's own value struck out: the mass of the parses that avoid n.
template <Ring S>
class StruckOut : public GivenSymbols<S> {
 public:
  StruckOut(const Valuation<S>& at, NodeId out) : GivenSymbols<S>(at), out_(out) {}
  [[nodiscard]] S node(NodeId node, S value) const { return node == out_ ? S{} : value; }

 private:
  NodeId out_;
};

/// R_n = S(e) − D(n)S(n) is what the parses that avoid n weigh; and the table (1, S(n)) tilted by D(n)/R_n and normalised
/// has the visit probability, from dual numbers, as its second entry, which makes it the I-projection. With logarithms the
/// Lagrangian's derivative itself.
struct Check {
  static constexpr bool decides_in_balls = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (klprop::detail::is_structural_zero(sweeps.value())) return report.undefined("S(e) = 0");
    const std::vector<bool> scoped = has_scope(circuit);
    std::vector<NodeId> nodes;
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      if (scoped[node] || instance.domain.all_gates) nodes.push_back(node);
    LogDerivative<S> log_derivative(instance);
    std::vector<S> workspace;
    for (const NodeId node : within_budget(instance, std::move(nodes), sweeps.value(), "nodes", report)) {
      const S avoiding = value_by_definition(circuit, StruckOut<S>(instance.at, node), workspace);
      const S mass = sweeps.downward[node] * sweeps.upward[node];
      report.equal(sweeps.value(), avoiding + mass, [&] {
        return "S(e) and D(n)S(n) with the mass of the parses that avoid n, n = node " + std::to_string(node);
      });
      if (klprop::detail::is_structural_zero(avoiding)) continue;  // no R_n > 0
      const S visit = log_derivative({Perturbed::Kind::node, node}) / sweeps.value();
      project(sweeps.upward[node], sweeps.downward[node], avoiding, visit, node, report);
    }
  }

 private:
  template <class S>
  static void project(const S& upward, const S& downward, const S& avoiding, const S& visit, NodeId node,
                      Report<S>& report) {
    const auto where = [&] { return ", n = node " + std::to_string(node); };
    const S tilted = upward * (downward / avoiding);
    report.equal(tilted / (S(1) + tilted), visit,
                 [&] { return "S(n)e^ν/(1 + S(n)e^ν) at e^ν = D(n)/R_n and Pr(parse visits n)" + where(); });
    if constexpr (std::is_same_v<S, Rational>)
      report.require(avoiding > 0 && downward > 0, avoiding, downward,
                     [&] { return "R_n and D(n), which must be positive" + where(); });
    if constexpr (Transcendental<S>) {
      // r = (avoiding, mass)/S(e), so that 1 − r_1 need not be computed as a difference.
      const S other = avoiding / (avoiding + upward * downward);
      const S slope = log(visit) - log(upward) - log(other);
      report.equal(exp(slope), downward / avoiding,
                   [&] { return "exp(log(r_1/S(n)) − log(r_0/1)) and D(n)/R_n" + where(); });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>(
             "v1_multipliers_cut", "Abstract of the first version, “Lagrange multipliers of a KL I-projection”: nodes",
             "For every node n of non-empty scope S(e) = R_n + D(n)S(n) with R_n the mass of the parses that avoid n; "
             "where R_n > 0, the I-projection of the activity measure (1, S(n)) onto the tables with the posterior "
             "probability of visiting n has the multiplier log(D(n)/R_n).",
             Verdict::holds, "S is affine in the value of n: R_n without it, slope D(n).", {})
      .hypotheses({"decomposable", "positive weights", "positive evidence", "n of non-empty scope", "R_n > 0"})
      .scaling(10)
      .ball(50)
      .exact(200)
      .field(5000)
      .exhaustive(4)
      .drop("decomposability", without(&SpnDomain::decomposable))
      .drop("node of non-empty scope", with(&SpnDomain::all_gates))
      .drop("completeness", without(&SpnDomain::complete), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters))
      .drop("positive evidence", without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .build();
}

}  // namespace klprop::claims::v1_multipliers_cut
