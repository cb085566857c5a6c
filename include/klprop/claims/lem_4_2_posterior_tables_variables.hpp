#pragma once

#include <klprop/claims/region_mutants.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_regions.hpp>

namespace klprop::claims::lem_4_2_posterior_tables_variables {

/// T_SPN of the posterior marginals on all scopes. They are equal over equal scopes, so that consensus changes nothing:
/// over exact scalars that is compared, elsewhere its geometric means are taken all the same.
template <Field S>
[[nodiscard]] RegionTables<S> projected(const Regions& regions, const RegionTables<S>& posterior,
                                        const SpnComputation<S>& under_test, Report<S>& report) {
  if constexpr (Transcendental<S>) {
    return under_test.right_projection(regions, under_test.consensus(posterior, regions.equal_scopes()));
  } else {
    for (const std::vector<NodeId>& group : regions.equal_scopes())
      for (const NodeId node : group)
        equal_tables(report, posterior[node], posterior[group[0]],
                     "posterior tables of equal scope" + region_text(node));
    return under_test.right_projection(regions, posterior);
  }
}

/// The marginal of every variable in every region of T_SPN's result against the belief from the sweeps.
struct Check {
  template <Field S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    if (!can_tabulate(instance, report)) return;
    const Circuit& circuit = instance.circuit;
    const Regions regions(circuit);
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    if (klprop::detail::is_structural_zero(sweeps.value())) return report.undefined("S(e) = 0");
    const RegionTables<S> result = projected(regions, posterior_tables(regions, instance.at), under_test, report);
    std::vector<S> belief = under_test.indicator_derivatives(circuit, sweeps.downward);
    for (std::size_t k = 0; k < belief.size(); ++k) belief[k] = instance.at.lambda[k] * belief[k] / sweeps.value();

    for (NodeId node = 0; node < regions.count(); ++node)
      for (std::size_t i = 0; i < regions.scope(node).size(); ++i) {
        const Table<S> of_variable = marginal(result[node], i);
        for (StateId t = 0; t < of_variable.values.size(); ++t) {
          const IndicatorId k = circuit.variables().indicator(regions.scope(node)[i], t);
          report.equal(of_variable.values[t], belief[k], [&] {
            return "T_SPN from posterior tables and λD/S(e), at " + indicator_text(circuit, k) + region_text(node);
          });
        }
      }
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain trees;
  trees.tree = true;
  return SpnClaim<Check>(
             "lem_4_2_posterior_tables_variables",
             "Lemma 4.2, z_{−1} read as the posterior marginals on all scopes: variables",
             "On a tree network T_SPN takes the posterior's marginals on the nodes' scopes to region tables "
             "whose variable marginals are the beliefs b_i of Theorem 4.1, in every region.",
             Verdict::holds,
             "Consensus changes nothing and the means are of equal tables: the beliefs went in and come "
             "out.",
             trees)
      .hypotheses({"complete", "decomposable", "S(e) ≠ 0", "a tree"})
      .scaling(10)
      .ball(50)
      .exact(50)
      .field(2000)
      .exhaustive()
      .drop("completeness", without(&SpnDomain::complete, trees))
      .drop("tree", {}, false)
      .drop("positive evidence", without(&SpnDomain::positive_evidence, trees), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters, trees), false)
      .drop("leaf per state", without(&SpnDomain::all_states, trees), false)
      .mutant<AddsForMean>()
      .mutant<MultipliesForMean>()
      .mutant<WithDownward<ForgetsWeights>>()
      .mutant<SharedLeavesDistinct>()
      .build();
}

}  // namespace klprop::claims::lem_4_2_posterior_tables_variables
