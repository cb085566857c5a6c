#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_oracles.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace klprop::claims::thm_4_1_joint {

/// λ_aλ_b/S · ∂²S/∂λ_a∂λ_b against pairwise posteriors; zero within one variable.
struct Check {
  static constexpr bool enumerates_joint_states = true;

  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    const S value = under_test.upward(instance.circuit, instance.at).back();
    if (value == S{}) return report.undefined("S(e) = 0");
    const std::size_t side = instance.circuit.variables().indicator_count();
    constexpr std::size_t largest_side = 2000;  // the pairs stand in a square table
    const bool enumerates = can_enumerate_states(instance) && side <= largest_side;
    const std::vector<S> mass = enumerates ? enumerate_pairs(instance.circuit, instance.at) : std::vector<S>{};
    const S total = enumerates ? enumerate_posterior(instance.circuit, instance.at).total : S{};
    if (enumerates && total == S{}) return report.undefined(no_joint_mass);
    std::vector<S> second, workspace;
    IndicatorId row = 0;
    for (const Pair& pair : enumerates ? all_pairs(instance.circuit) : pairs_within_budget(instance, value, report)) {
      const IndicatorId a = pair.first, b = pair.second;
      if (second.empty() || a != row) {
        row = a;
        second = under_test.second_derivatives(instance.circuit, instance.at, a);
        within_variable(instance, a, second, report);
      }
      if (a == b) continue;
      const S joint = instance.at.lambda[a] * instance.at.lambda[b] * second[b] / value;
      const S truth =
          enumerates ? S(mass[a * side + b] / total) : S(clamped_value(instance, {a, b}, workspace) / value);
      report.equal(joint, truth, [&] {
        return "λλ'/S·∂²S/∂λ∂λ' and Pr(X_i=t, X_j=u | e), at " + indicator_text(instance.circuit, a) + ", " +
               indicator_text(instance.circuit, b);
      });
    }
  }

 private:
  using Pair = std::pair<IndicatorId, IndicatorId>;

  /// Pairs of indicators of different variables, and each (a, a), so that every row is looked at.
  static std::vector<Pair> all_pairs(const Circuit& circuit) {
    const VariableTable& variables = circuit.variables();
    std::vector<Pair> pairs;
    for (IndicatorId a = 0; a < variables.indicator_count(); ++a)
      for (IndicatorId b = 0; b < variables.indicator_count(); ++b)
        if (a == b || variables.owner(a).first != variables.owner(b).first) pairs.emplace_back(a, b);
    return pairs;
  }

  /// All pairs where passes for them are affordable, else as many as are, drawn at random. A pair costs one pass, and
  /// its row about six.
  template <class S>
  static std::vector<Pair> pairs_within_budget(SpnInstance<S>& instance, const S& typical, Report<S>& report) {
    const std::uint64_t side = instance.circuit.variables().indicator_count();
    const std::uint64_t pass =
        (std::uint64_t{instance.circuit.node_count()} + instance.circuit.edge_count()) * operation_cost(typical);
    if (side * side + 6 * side <= instance.budget.operations / pass) return all_pairs(instance.circuit);
    const std::uint64_t most = std::max<std::uint64_t>(2, instance.budget.operations / (7 * pass));
    report.leave_out(std::to_string(side * side - std::min(most, side * side)) + " of " + std::to_string(side * side) +
                     " pairs of states (each needs passes over the whole circuit; " + std::to_string(most) +
                     " were drawn at random)");
    std::vector<Pair> pairs;
    for (std::uint64_t k = 0; k < most; ++k) {
      const auto a = static_cast<IndicatorId>(instance.random.below(side));
      const auto b = static_cast<IndicatorId>(instance.random.below(side));
      const bool same = instance.circuit.variables().owner(a).first == instance.circuit.variables().owner(b).first;
      pairs.emplace_back(a, same ? a : b);
    }
    std::sort(pairs.begin(), pairs.end());
    return pairs;
  }

  template <class S>
  static void within_variable(const SpnInstance<S>& instance, IndicatorId a, const std::vector<S>& second,
                              Report<S>& report) {
    const VariableTable& variables = instance.circuit.variables();
    const VariableId variable = variables.owner(a).first;
    for (StateId state = 0; state < variables.arity(variable); ++state) {
      const IndicatorId b = variables.indicator(variable, state);
      report.equal(second[b], S{}, [&] {
        return "∂²S/∂λ∂λ' within one variable and 0, at " + indicator_text(instance.circuit, a) + ", " +
               indicator_text(instance.circuit, b);
      });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("thm_4_1_joint", "Theorem 4.1(a), second order",
                         "λ_{i,t}λ_{j,u}/S(e) · ∂²S/∂λ_{i,t}∂λ_{j,u} = Pr(X_i = t, X_j = u | e) for i ≠ j, and ∂²S = 0 "
                         "within one variable.",
                         Verdict::holds, "The derivative of Theorem 4.1(a) once more, S being linear in each group.",
                         {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence", "X_i, X_j in the root's scope"})
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
      .mutant<WithDownward<OverwritesSharedDerivatives>>()
      .mutant<WithDownward<DividesInProducts>>(without(&SpnDomain::positive_evidence))
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<SharedLeavesDistinct>()
      .mutant_at_large<WithDownward<MissesLateProducts>>()
      .build();
}

}  // namespace klprop::claims::thm_4_1_joint
