#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_product_projection {

/// The projection against the product of marginals. Then what makes it the minimiser: over exact scalars q and the
/// projection give functions that add up over blocks the same mean, which is the first-order condition, and Pythagoras
/// for log(⊗q_i/r); over balls Pythagoras itself.
struct Check {
  template <Field S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>& q = instance.tables[0];
    const std::vector<std::size_t> block = draw_blocks(instance.random, instance.space());
    const Table<S> projection = under_test.right_projection(q, block);
    equal_tables(report, projection, product_of_marginals(q, block), "the right projection of q and ⊗q_i");
    equal_tables(report, under_test.right_projection(projection, block), projection,
                 "the right projection of the projection and the projection");
    if constexpr (Transcendental<S>)
      pythagoras(q, projection, competitor(instance, block), under_test, report);
    else
      first_order(q, projection, additive(instance, block), report);
  }

 private:
  template <Field S>
  [[nodiscard]] static Table<S> competitor(const SimplexInstance<S>& instance, std::span<const std::size_t> block) {
    return instance.domain.members ? product_of_marginals(instance.tables[1], block) : instance.tables[1];
  }

  /// Σ_i h_i(x_i); without the hypothesis any function.
  template <Field S>
  [[nodiscard]] static Table<S> additive(const SimplexInstance<S>& instance, std::span<const std::size_t> block) {
    const Table<S>& table = instance.tables[1];
    if (!instance.domain.members) return table;
    Table<S> sum{table.space, std::vector<S>(table.values.size(), S(0))};
    for (std::size_t number = 0; number < block.size(); ++number) {
      const std::vector<S> part = block_masses(table, block, number);
      for (std::size_t k = 0; k < part.size(); ++k) sum.values[k] += part[k];
    }
    return sum;
  }

  template <Field S>
  static void first_order(const Table<S>& q, const Table<S>& projection, const Table<S>& h, Report<S>& report) {
    report.equal(pairing(h, q), pairing(h, projection),
                 [] { return "the means under q and under ⊗q_i of h, where log r = h for a product r"; });
  }

  template <Transcendental S>
  static void pythagoras(const Table<S>& q, const Table<S>& projection, const Table<S>& r,
                         const SimplexComputation<S>& under_test, Report<S>& report) {
    const S whole = under_test.kl(q, r), first = plain_kl(q, projection), second = plain_kl(projection, r);
    equal_beside_one(report, whole, first + second, [] { return "1 + KL(q‖r) and 1 + KL(q‖⊗q_i) + KL(⊗q_i‖r)"; });
    at_most(report, first, whole, [] { return "KL(q‖⊗q_i) and KL(q‖r) for another product r, which is not less"; });
  }
};

[[nodiscard]] inline Claim claim() {
  const SimplexDomain four = changed(&SimplexDomain::max_coordinates, 4U);
  return SimplexClaim<Check>(
             "sec_2_product_projection", "Section 2, product families",
             "The right projection of q onto the product family is ⊗q_i, the product of its marginals, and KL(q‖r) = "
             "KL(q‖⊗q_i) + KL(⊗q_i‖r) for every product r; so it is unique.",
             Verdict::holds, "log(⊗q_i/r) adds up over coordinates, and q and ⊗q_i have the same marginals.", four)
      .hypotheses({"r is a product"})
      .exact()
      .field(10'000)
      .ball(100)
      .scaling()
      .drop("r is a product", changed(&SimplexDomain::members, false, four))
      .drop("q positive", changed(&SimplexDomain::positive, false, four), false)
      .mutant<WrongAxis>()
      .build();
}

}  // namespace klprop::claims::sec_2_product_projection
