#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

#include <algorithm>

namespace klprop::claims::sec_2_convexity_repaired {

/// p^{1−t} q^t/Σ p^{1−t} q^t of two products against the product of its marginals, and against the product of the
/// mixtures of their factors. Over exact scalars t is an integer, within 0 … 1 or beyond.
struct Check {
  template <Field S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const std::vector<std::size_t> block = draw_blocks(instance.random, instance.space());
    const auto member = [&](std::size_t k) {
      return instance.domain.members ? product_of_marginals(instance.tables[k], block) : instance.tables[k];
    };
    const Table<S> p = member(0), q = member(1);
    const int n = instance.random.between(-2, 3);
    is_mixture(
        p, q, block, under_test.geometric_mixture(p, q, n),
        [n](const S& a, const S& b) {
          S power = a;
          for (int k = 0; k < (n < 0 ? -n : n); ++k) power *= n < 0 ? a / b : b / a;
          return power;
        },
        report);
    if constexpr (Transcendental<S>) {
      const Rational numerator(instance.random.between(-10, 20));
      const S t = from_rational<S>(numerator / 10);
      is_mixture(
          p, q, block, under_test.real_geometric_mixture(p, q, t),
          [&](const S& a, const S& b) { return exp(log(a) + t * (log(b) - log(a))); }, report);
    }
  }

 private:
  template <Field S, class Power>
  static void is_mixture(const Table<S>& p, const Table<S>& q, std::span<const std::size_t> block,
                         const Table<S>& mixture, Power&& power, Report<S>& report) {
    equal_tables(report, mixture, product_of_marginals(mixture, block),
                 "the normalised geometric mixture of two products and the product of its marginals");
    Table<S> expected{p.space, std::vector<S>(p.values.size(), S(1))};
    for (std::size_t number = 0; number < block.size(); ++number) {
      if (std::find(block.begin(), block.end(), number) == block.end()) continue;
      const std::vector<S> of_p = block_masses(p, block, number), of_q = block_masses(q, block, number);
      for (std::size_t k = 0; k < of_p.size(); ++k) expected.values[k] *= power(of_p[k], of_q[k]);
    }
    equal_tables(report, mixture, over_sum(expected),
                 "the normalised geometric mixture of two products and the product of mixtures of their factors");
  }
};

[[nodiscard]] inline Claim claim() {
  const SimplexDomain not_members = changed(&SimplexDomain::members, false);
  return SimplexClaim<Check>("sec_2_convexity_repaired", "Section 2, product families in dual coordinates",
                             "The product family is closed under normalised geometric mixtures p^{1−t} q^t/Σ p^{1−t} "
                             "q^t for every real t: "
                             "it is affine in dual coordinates modulo constants.",
                             Verdict::holds, "A power of a product is the product of powers.", {})
      .hypotheses({"both are products"})
      .exact()
      .field(10'000)
      .ball(100)
      .scaling()
      .drop("both are products", not_members)
      .mutant<ArithmeticMean>()
      .mutant<ForgetsToRenormalise>()
      .build();
}

}  // namespace klprop::claims::sec_2_convexity_repaired
