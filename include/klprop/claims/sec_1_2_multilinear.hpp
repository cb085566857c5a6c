#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_oracles.hpp>

namespace klprop::claims::sec_1_2_multilinear {

/// S(λ) against Σ_x coefficient(x)·Π_i λ_{i,x_i}, and linearity in each variable's group of indicators.
struct Check {
  static constexpr bool enumerates_joint_states = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const S value = under_test.upward(instance.circuit, instance.at).back();
    if (can_enumerate_states(instance))
      report.equal(value, enumerate_posterior(instance.circuit, instance.at).total,
                   [] { return std::string("S(λ) and Σ_x S(1_x)·Π λ_{i,x_i}"); });
    std::vector<VariableId> all(instance.circuit.variables().size());
    for (VariableId v = 0; v < all.size(); ++v) all[v] = v;
    // Two more passes for each variable.
    for (const VariableId v : within_budget(instance, std::move(all), value, "variables by linearity", report))
      linear_in_group(instance, under_test, v, value, report);
  }

 private:
  /// S(…, cλ_i + μ, …) = c·S(…, λ_i, …) + S(…, μ, …) for a random number c and a random group μ.
  template <class S>
  static void linear_in_group(SpnInstance<S>& instance, const SpnComputation<S>& under_test, VariableId variable,
                              const S& value, Report<S>& report) {
    const VariableTable& variables = instance.circuit.variables();
    const S factor = random_scalar<S>(instance.random);
    Valuation<S> replaced = instance.at, combined = instance.at;
    for (StateId t = 0; t < variables.arity(variable); ++t) {
      const IndicatorId k = variables.indicator(variable, t);
      replaced.lambda[k] = random_scalar<S>(instance.random);
      combined.lambda[k] = factor * instance.at.lambda[k] + replaced.lambda[k];
    }
    const S left = under_test.upward(instance.circuit, combined).back();
    const S right = factor * value + under_test.upward(instance.circuit, replaced).back();
    report.equal(left, right, [&] {
      return "S(cλ_i + μ) and c·S(λ_i) + S(μ) in the group of variable " + std::to_string(variable);
    });
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>(
             "sec_1_2_multilinear", "Section 1.2, Regime (B)",
             "For a complete and decomposable network S is multilinear: linear, so homogeneous of degree 1, "
             "in each variable's group of indicators.",
             Verdict::holds, "Each monomial has exactly one indicator of each variable.", {})
      .hypotheses({"complete", "decomposable", "variables in the root's scope"})
      .scaling()
      .exact()
      .field()
      .exhaustive()
      .drop("completeness", without(&SpnDomain::complete))
      .drop("decomposability", without(&SpnDomain::decomposable))
      .drop("variable in the root's scope", without(&SpnDomain::covered))
      .drop("positive evidence", without(&SpnDomain::positive_evidence), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters), false)
      .drop("leaf per state", without(&SpnDomain::all_states), false)
      .mutant<SumsPlusOne>()
      .build();
}

}  // namespace klprop::claims::sec_1_2_multilinear
