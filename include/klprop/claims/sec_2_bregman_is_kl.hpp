#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_bregman_is_kl {

/// D_f by its definition, and KL, each against Σ r (log r − log q); and the same for tables of other masses.
struct Check {
  template <Transcendental S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>&r = instance.tables[0], &q = instance.tables[1];
    const S by_hand = plain_kl(r, q);
    equal_beside_one(report, under_test.entropy_divergence(r, q), by_hand,
                     [] { return "1 + D_f(r,q) and 1 + KL(r‖q)"; });
    equal_beside_one(report, under_test.kl(r, q), by_hand, [] { return "1 + KL(r‖q) and 1 + Σ r (log r − log q)"; });
    at_most(report, S(0), by_hand, [] { return "0 and KL(r‖q), which is not less"; });

    // Other masses: each table times a number of its own.
    const Table<S> u = scaled(r, small_rational(instance.random)), v = scaled(q, small_rational(instance.random));
    S generalised = plain_kl(u, v);
    for (std::size_t k = 0; k < u.values.size(); ++k) generalised += v.values[k] - u.values[k];
    equal_beside_one(report, under_test.entropy_divergence(u, v), generalised,
                     [] { return "1 + D_f and 1 + Σ r log(r/q) − r + q of multiples of r and q"; });
    equal_beside_one(report, under_test.generalised_kl(u, v), generalised,
                     [] { return "1 + Σ r log(r/q) − r + q in two ways, of multiples of r and q"; });
  }

 private:
  template <Ring S>
  [[nodiscard]] static Table<S> scaled(Table<S> table, const Rational& factor) {
    for (S& value : table.values) value *= from_rational<S>(factor);
    return table;
  }
};

[[nodiscard]] inline Claim claim() {
  return SimplexClaim<Check>("sec_2_bregman_is_kl", "Section 2, Bregman divergences and KL geometry",
                             "For f(p) = Σ p log p, D_f(r,q) = KL(r‖q) on the open simplex; for positive tables of any "
                             "mass D_f(r,q) = Σ r log(r/q) − r + q.",
                             Verdict::holds, "The linear terms of D_f add up to Σ q − Σ r.", {})
      .hypotheses({"positive", "tables add up to one"})
      .ball(200)
      .scaling()
      .drop("tables add up to one", changed(&SimplexDomain::normalised, false))
      .mutant<SwapsKl>()
      .mutant<SwapsBregman>()
      .build();
}

}  // namespace klprop::claims::sec_2_bregman_is_kl
