#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_convexity_literal {

/// The midpoint of two products against the product of its marginals: a table is a product if and only if they agree.
struct Check {
  template <Field S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>&, Report<S>& report) const {
    const std::vector<std::size_t> block = single_coordinates(instance.space());
    const Table<S> p = product_of_marginals(instance.tables[0], block);
    Table<S> q = product_of_marginals(instance.tables[1], block);
    if (instance.domain.one_marginal_apart) q = with_other_first_marginal(p, q);
    Table<S> midpoint = p;
    for (std::size_t k = 0; k < p.values.size(); ++k) midpoint.values[k] = (p.values[k] + q.values[k]) / S(2);
    equal_tables(report, midpoint, product_of_marginals(midpoint, block),
                 "the midpoint of ⊗p_i and ⊗q_i and the product of its marginals");
  }

 private:
  /// The product of q's marginal of coordinate 0 with p's of the others: p·q_0/p_0.
  template <Field S>
  [[nodiscard]] static Table<S> with_other_first_marginal(const Table<S>& p, const Table<S>& q) {
    const std::vector<std::size_t> block = single_coordinates(p.space);
    const std::vector<S> of_p = block_masses(p, block, 0), of_q = block_masses(q, block, 0);
    Table<S> result = p;
    for (std::size_t k = 0; k < p.values.size(); ++k) result.values[k] *= of_q[k] / of_p[k];
    return result;
  }
};

[[nodiscard]] inline Claim claim() {
  const SimplexDomain two = changed(&SimplexDomain::min_coordinates, 2U);
  return SimplexClaim<Check>(
             "sec_2_convexity_literal", "Section 2, “C convex and closed” for product families",
             "The product family is convex and closed, as the sets projected onto are assumed to be: with "
             "⊗p_i and ⊗q_i their midpoint is a product.",
             Verdict::refuted,
             "A mixture of products that differ in two marginals correlates the two coordinates; nor is the "
             "family closed in the simplex.",
             two)
      .hypotheses({"at least two coordinates"})
      .exact(500)
      .field(2000)
      .restrict_to("the two differ in one marginal at most", changed(&SimplexDomain::one_marginal_apart, true, two))
      .build();
}

}  // namespace klprop::claims::sec_2_convexity_literal
