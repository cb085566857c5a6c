#pragma once

#include <klprop/claims/lem_4_2_posterior_tables_variables.hpp>

namespace klprop::claims::lem_4_2_posterior_tables_regions {

/// T_SPN of the posterior marginals on all scopes, region by region, against these marginals themselves.
struct Check {
  template <Field S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    if (!speaks_about(instance, report)) return;
    const Regions regions(instance.circuit);
    const RegionTables<S> posterior = posterior_tables(regions, instance.at);
    const RegionTables<S> result =
        lem_4_2_posterior_tables_variables::projected(regions, posterior, under_test, report);
    for (NodeId node = 0; node < regions.count(); ++node)
      equal_tables(report, result[node], posterior[node],
                   "T_SPN from posterior tables and Pr(X_{sc(n)} | e)" + region_text(node));
  }
};

/// x₀y₀ + x₁y₁. No network with fewer nodes will do (the note says why).
[[nodiscard]] inline Circuit smallest_network() {
  CircuitBuilder builder(VariableTable({2, 2}));
  std::vector<NodeId> products;
  for (StateId t = 0; t < 2; ++t) {
    const NodeId leaves[] = {builder.indicator(0, t), builder.indicator(1, t)};
    products.push_back(builder.product(leaves));
  }
  const ParameterId weights[] = {builder.parameter(1), builder.parameter(1)};
  const NodeId root = builder.sum(products, weights);
  return std::move(builder).build(root);
}

[[nodiscard]] inline Claim claim() {
  SpnDomain trees;
  trees.tree = true;
  Claim claim =
      SpnClaim<Check>("lem_4_2_posterior_tables_regions",
                      "Lemma 4.2, z_{−1} read as the posterior marginals on all scopes: larger regions",
                      "On a tree network T_SPN takes the posterior's marginals on the nodes' scopes to region tables "
                      "that are the posterior's marginals, for regions of several variables too.",
                      Verdict::refuted,
                      "The product constraint makes the table of a product independent, which the posterior's "
                      "marginal on that scope need not be.",
                      trees)
          .hypotheses({"a tree", "complete", "decomposable", "positive weights", "positive evidence"})
          .scaling(10)
          .ball(50)
          .exact(50)
          .field(2000)
          .restrict_to("sums over leaves only, so that the posterior is a product",
                       with(&SpnDomain::leaf_mixtures, trees))
          .build();
  claim.minimal_counterexample = [id = claim.id, trees] {
    Random random(0);
    return counterexample_on<Check>(id, trees, smallest_network(), random);
  };
  return claim;
}

}  // namespace klprop::claims::lem_4_2_posterior_tables_regions
