#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/single_factors.hpp>

#include <concepts>

namespace klprop::claims::thm_3_3_positivity_literal {

/// The entries of every factor at y = y* and at y = y* + 1.
struct Check {
  template <std::same_as<Rational> S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>&,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    for_each_factor(instance, report, [&](const SingleFactor<S>& factor) {
      const S psi = factor.values[factor.y];
      for (const S& y : {psi, S(psi + 1)}) {
        const S entry = factor_at(y, psi, instance.domain.softened);
        report.require(entry > 0, entry, S(0), [&] {
          return "entry of the factor of " + node_text(instance.graph, factor.node) + " at y = " + exact_text(y) +
                 " and the forward values of its arguments, which must be above 0";
        });
      }
    });
  }

 private:
  /// δ(y − ψ) as a table has it, or a positive function in its place, 1/(1 + ((y − ψ)/ε)²) with ε = 1/100.
  [[nodiscard]] static Rational factor_at(const Rational& y, const Rational& psi, bool softened) {
    if (!softened) return y == psi ? 1 : 0;
    const Rational distance = 100 * (y - psi);
    return 1 / (1 + distance * distance);
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain;
  return ComputationGraphClaim<Check>("thm_3_3_positivity_literal", "Theorem 3.3 and Section 3.1",
                                      "The delta-lifted graph meets the standing assumption of positive factors, so "
                                      "that Section 3.1 applies to it.",
                                      Verdict::refuted,
                                      "delta(y - psi(x)) is 0 off the graph of psi: Theorem 3.3 is a local computation "
                                      "by itself, or a limit of softened factors.",
                                      domain)
      .hypotheses({"phi positive"})
      .exact(100)
      .exhaustive()
      .restrict_to("each delta replaced by a positive function", changed(&ComputationGraphDomain::softened, true))
      .build();
}

}  // namespace klprop::claims::thm_3_3_positivity_literal
