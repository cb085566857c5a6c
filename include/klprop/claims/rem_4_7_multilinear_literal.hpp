#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <algorithm>
#include <concepts>
#include <stdexcept>

namespace klprop::claims::rem_4_7_multilinear_literal {

/// "S is not multilinear" on a non-decomposable network: some indicator occurs in S with degree above one.
///
/// Two ways must agree. By differences: S(λ) − 2S(λ+h) + S(λ+2h) along one indicator is zero exactly when the degree is
/// at most one, all coefficients being non-negative rationals. By structure: degrees add at products, and sums take the largest.
struct Check {
  template <std::same_as<Rational> S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const Circuit& circuit = instance.circuit;
    if (Hypotheses(circuit).decomposable()) return report.discard("the circuit is decomposable");
    const S value = under_test.upward(circuit, instance.at).back();
    S largest{};
    for (IndicatorId k = 0; k < circuit.variables().indicator_count(); ++k) {
      const S bend = second_difference(instance, under_test, k, value);
      if ((bend == S{}) != (degree_in(circuit, k) <= 1))
        throw std::logic_error("second difference and degree disagree at " + indicator_text(circuit, k));
      if (!(bend == S{})) largest = bend;
    }
    report.require(!(largest == S{}), largest, S(0), [] {
      return std::string("the second difference of S along every indicator is 0: S is multilinear all the same");
    });
  }

 private:
  template <class S>
  static S second_difference(const SpnInstance<S>& instance, const SpnComputation<S>& under_test, IndicatorId k,
                             const S& value) {
    Valuation<S> moved = instance.at;
    moved.lambda[k] += S(1);
    const S once = under_test.upward(instance.circuit, moved).back();
    moved.lambda[k] += S(1);
    const S twice = under_test.upward(instance.circuit, moved).back();
    return value - once - once + twice;
  }

  static unsigned degree_in(const Circuit& circuit, IndicatorId k) {
    constexpr unsigned cap = 1000;  // only "at most one" matters, and repeated squaring would overflow
    std::vector<unsigned> degree(circuit.node_count(), 0);
    for (NodeId node = 0; node < circuit.node_count(); ++node) {
      if (circuit.kind(node) == NodeKind::indicator && circuit.indicator(node) == k) degree[node] = 1;
      for (const NodeId child : circuit.children(node))
        degree[node] = std::min(cap, circuit.kind(node) == NodeKind::product ? degree[node] + degree[child]
                                                                             : std::max(degree[node], degree[child]));
    }
    return degree.back();
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain overlapping;
  overlapping.decomposable = false;
  SpnDomain one_state = overlapping;
  one_state.merged_states = true;
  return SpnClaim<Check>(
             "rem_4_7_multilinear_literal", "Remark 4.7",
             "When decomposability fails, the network polynomial is no longer multilinear.", Verdict::refuted,
             "Overlapping children need not share an indicator: x_{1,0}·x_{1,1} is multilinear.", overlapping)
      .hypotheses({"complete", "positive weights", "positive evidence", "some product is not decomposable"})
      .exact()
      .exhaustive()
      .restrict_to("every variable has one state, so that overlapping children share an indicator", one_state)
      .build();
}

}  // namespace klprop::claims::rem_4_7_multilinear_literal
