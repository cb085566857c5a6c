#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_right_projection {

/// The objective in dual coordinates against KL(q‖r), point by point; and the library's projection against other points
/// of the set.
struct Check {
  template <Transcendental S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>& q = instance.tables[0];
    const Table<S> slope = under_test.gradient(q);
    const auto objective = [&](const Table<S>& r) {
      return under_test.conjugate_divergence(under_test.gradient(r), slope);
    };
    // Any set C: the objectives agree at each of its points, and ∇f* leads back to the point.
    for (std::size_t k = 1; k < instance.tables.size(); ++k) {
      const Table<S>& r = instance.tables[k];
      equal_beside_one(report, objective(r), plain_kl(q, r),
                       [] { return "1 + D_{f*}(u,∇f(q)) and 1 + KL(q‖r) at u = ∇f(r)"; });
      equal_beside_one(report, objective(r), under_test.kl(q, r),
                       [] { return "1 + D_{f*}(u,∇f(q)) and 1 + the library's KL(q‖r) at u = ∇f(r)"; });
      equal_tables(report, under_test.softmax(under_test.gradient(r)), r, "∇f*(u) and r at u = ∇f(r)");
    }
    // C the product family: the projection is as good as the product of marginals and any other member.
    const std::vector<std::size_t> block = draw_blocks(instance.random, instance.space());
    const Table<S> projection = under_test.right_projection(q, block);
    for (const Table<S>& table : instance.tables)
      at_most(report, objective(projection), objective(product_of_marginals(table, block)), [] {
        return "D_{f*}(u,∇f(q)) at the right projection onto products and at another product, where it is not less";
      });
  }
};

[[nodiscard]] inline Claim claim() {
  return SimplexClaim<Check>("sec_2_right_projection", "Section 2, left and right projections",
                             "∇f*(argmin over u in ∇f(C) of D_{f*}(u,∇f(q))) = argmin over r in C of KL(q‖r), for "
                             "every set C of positive "
                             "tables.",
                             Verdict::holds,
                             "D_{f*}(∇f(r),∇f(q)) = D_f(q,r) = KL(q‖r): the two problems have one objective.",
                             changed(&SimplexDomain::tables, 4U))
      .hypotheses({"positive", "tables add up to one"})
      .ball(150)
      .scaling()
      .drop("tables add up to one", changed(&SimplexDomain::normalised, false, changed(&SimplexDomain::tables, 4U)))
      .mutant<SwapsKl>()
      .mutant<SwapsConjugateDivergence>()
      .mutant<ForgetsToRenormalise>()
      .mutant<WrongAxis>()
      .build();
}

}  // namespace klprop::claims::sec_2_right_projection
