#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_duality {

/// D_f(r,q) and D_{f*}(∇f(q),∇f(r)), each by its definition, and both against Σ r (log r − log q).
struct Check {
  template <Transcendental S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>&r = instance.tables[0], &q = instance.tables[1];
    const Table<S> u = under_test.gradient(q), v = under_test.gradient(r);
    const S primal = under_test.entropy_divergence(r, q), dual = under_test.conjugate_divergence(u, v);
    equal_beside_one(report, primal, dual, [] { return "1 + D_f(r,q) and 1 + D_{f*}(∇f(q),∇f(r)), f* = log Σ e^θ"; });
    equal_beside_one(report, primal, orthant_conjugate_divergence(u, v),
                     [] { return "1 + D_f(r,q) and 1 + D_{f*}(∇f(q),∇f(r)), f* = Σ e^{θ−1}"; });
    S by_hand = plain_kl(r, q);
    for (std::size_t k = 0; k < r.values.size(); ++k) by_hand += q.values[k] - r.values[k];
    equal_beside_one(report, dual, by_hand,
                     [] { return "1 + D_{f*}(∇f(q),∇f(r)) and 1 + Σ r (log r − log q) − r + q"; });
  }
};

[[nodiscard]] inline Claim claim() {
  return SimplexClaim<Check>("sec_2_duality", "Section 2, Bregman divergences and KL geometry",
                             "D_f(r,q) = D_{f*}(∇f(q),∇f(r)) on the open simplex, with f*(θ) = log Σ e^θ; with "
                             "f*(θ) = Σ e^{θ−1} for tables of any mass.",
                             Verdict::holds, "Both are KL(r‖q).", {})
      .hypotheses({"positive", "tables add up to one"})
      .ball(200)
      .scaling()
      .drop("tables add up to one", changed(&SimplexDomain::normalised, false))
      .mutant<SwapsConjugateDivergence>()
      .mutant<SwapsBregman>()
      .mutant<ForgetsToRenormalise>()
      .build();
}

}  // namespace klprop::claims::sec_2_duality
