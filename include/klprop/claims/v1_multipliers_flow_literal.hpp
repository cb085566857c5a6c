#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/spn/flow_program.hpp>

namespace klprop::claims::v1_multipliers_flow_literal {

/// The multipliers of the flow program follow from stationarity node by node, e^{T_ℓ} = λ, e^{T_p} = Π e^{T_c}, e^{T_s} = Σ
/// w e^{T_c}, so there is one set of them. The backward values against these; a common factor and the sign are left
/// open: the claim is granted if D(n) or 1/D(n) is proportional to e^{T_n}.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (sweeps.value() == S{}) return report.undefined("S(e) = 0");
    std::vector<S> potential(circuit.node_count());
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      potential[node] = least_potential(circuit, instance.at, potential, node);
    const std::vector<S>& claimed = instance.domain.true_multipliers ? sweeps.upward : sweeps.downward;
    const S& root = potential.back();
    const std::vector<bool> scoped = has_scope(circuit);  // a constant used twice would be too cheap a counterexample
    bool reciprocals = true;
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      reciprocals = reciprocals && (!scoped[node] || claimed[node] * potential[node] == claimed.back() * root);
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      if (!scoped[node]) continue;
      report.equal(reciprocals ? root : claimed[node] * root / claimed.back(), reciprocals ? root : potential[node],
                   [&] {
                     return "D(n)e^{T_root}/D(root) and e^{T_n} of the flow program, n = node " + std::to_string(node) +
                            "; nor is 1/D proportional to e^T";
                   });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("v1_multipliers_flow_literal",
                         "Abstract of the first version, “the backward values admit an interpretation as Lagrange "
                         "multipliers of a KL I-projection problem”: all nodes at once",
                         "The multipliers of “inflow = visit” in the flow program are the logarithms of the backward "
                         "values D(n), up to sign and a common constant.",
                         Verdict::refuted, "They are −log S(n), the upward values.", {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence"})
      .exact(200)
      .field(2000)
      .exhaustive()
      .restrict_to("the upward values S(n) in the place of D(n)", with(&SpnDomain::true_multipliers))
      .build();
}

}  // namespace klprop::claims::v1_multipliers_flow_literal
