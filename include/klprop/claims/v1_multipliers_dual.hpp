#pragma once

#include <klprop/claims/simplex_oracles.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/spn/flow_program.hpp>

#include <algorithm>

namespace klprop::claims::v1_multipliers_dual {

/// T = log S and m = D·S/S(e) against the conditions of Karush, Kuhn and Tucker of the potential program; m also against
/// what a multiplier means, the derivative of the value as the constraint moves, by dual numbers. With logarithms the
/// values: of random feasible potentials, and of the Lagrangian at random ones.
struct Check {
  static constexpr bool decides_in_balls = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (klprop::detail::is_structural_zero(sweeps.value())) return report.undefined("S(e) = 0");
    if (!has_logarithms(sweeps.upward, report)) return;
    std::vector<S> multiplier;
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      multiplier.push_back(sweeps.downward[node] * sweeps.upward[node] / sweeps.value());
    conditions(instance, sweeps.upward, multiplier, report);
    sensitivities(instance, sweeps.value(), multiplier, report);
    if constexpr (Transcendental<S>) values(instance, sweeps.value(), multiplier, report);
  }

 private:
  /// T = log S must be a vector of numbers.
  template <class S>
  [[nodiscard]] static bool has_logarithms(const std::vector<S>& upward, Report<S>& report) {
    const auto zero = std::find_if(upward.begin(), upward.end(), klprop::detail::is_structural_zero<S>);
    if constexpr (!Transcendental<S>)
      report.require(zero == upward.end(), upward.back(), S{}, [&] {
        return "S(e) and S(n), whose logarithm is no number, n = node " + std::to_string(zero - upward.begin());
      });
    return zero == upward.end();
  }

  /// All constraints are tight, so that complementarity says nothing of the multipliers.
  template <class S>
  static void conditions(const SpnInstance<S>& instance, const std::vector<S>& potential,
                         const std::vector<S>& multiplier, Report<S>& report) {
    const Circuit& circuit = instance.circuit;
    const std::vector<S> above = multipliers_from_above(circuit, instance.at, potential, multiplier);
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      const auto where = [&] { return ", n = node " + std::to_string(node); };
      report.equal(potential[node], least_potential(circuit, instance.at, potential, node),
                   [&] { return "e^{T_n} and the least that its constraint allows" + where(); });
      report.equal(multiplier[node], above[node],
                   [&] { return "m_n and Σ m_p ∂g_p/∂T_n: the Lagrangian's derivative by T_n" + where(); });
      if constexpr (std::is_same_v<S, Rational>)
        report.require(!(multiplier[node] < 0), multiplier[node], S{}, [&] { return "m_n and 0" + where(); });
    }
  }

  /// T_n ≥ g_n + ε raises the value by m_n ε.
  template <class S>
  static void sensitivities(SpnInstance<S>& instance, const S& value, const std::vector<S>& multiplier,
                            Report<S>& report) {
    LogDerivative<S> log_derivative(instance);
    std::vector<NodeId> all;
    for (NodeId node = 0; node < instance.circuit.node_count(); ++node) all.push_back(node);
    for (const NodeId node : within_budget(instance, std::move(all), value, "nodes by dual numbers", report))
      report.equal(multiplier[node], log_derivative({Perturbed::Kind::node, node}) / value, [&] {
        return "m_n and the derivative of the value by the constraint's right side, n = node " + std::to_string(node);
      });
  }

  template <Transcendental S>
  static void values(SpnInstance<S>& instance, const S& value, const std::vector<S>& multiplier, Report<S>& report) {
    const Circuit& circuit = instance.circuit;
    std::vector<S> feasible(circuit.node_count()), any;
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      feasible[node] =
          least_potential(circuit, instance.at, feasible, node) * (S(1) + random_scalar<S>(instance.random));
      any.push_back(random_scalar<S>(instance.random));
    }
    at_most(report, value, feasible.back(), [] { return "S(e) and e^{T_root} of other feasible potentials"; });
    at_most(report, log(value), potential_lagrangian(circuit, instance.at, any, multiplier),
            [] { return "log S(e) and the Lagrangian at potentials that are not feasible, which is not less"; });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("v1_multipliers_dual",
                         "Abstract of the first version, “Lagrange multipliers”: where D appears",
                         "Minimise T_root subject to T_s ≥ log Σ w_{sc}e^{T_c}, T_p ≥ Σ T_c, T_ℓ ≥ log λ_ℓ: the value "
                         "is log S(e), the "
                         "optimum T_n = log S(n), and the multiplier of the constraint at n is D(n)S(n)/S(e).",
                         Verdict::holds, "It is the dual of the flow program, and its multipliers are the flow.", {})
      .hypotheses({"positive weights", "positive evidence"})
      .scaling(10)
      .ball(50)
      .exact(200)
      .field(5000)
      .exhaustive(4)
      .drop("completeness", without(&SpnDomain::complete), false)
      .drop("decomposability", without(&SpnDomain::decomposable), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters))
      .drop("positive evidence", without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<WithDownward<ForgetsUnweightedEdges>>()
      .mutant<WithDownward<JoinsEqualWeights>>()
      .mutant<SumsPlusOne>()
      .build();
}

}  // namespace klprop::claims::v1_multipliers_dual
