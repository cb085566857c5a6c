#pragma once

#include <klprop/claims/thm_4_1_incomplete.hpp>

namespace klprop::claims::thm_4_1_nondecomposable {

[[nodiscard]] inline Claim claim() {
  return SpnClaim<thm_4_1_incomplete::Check>(
             "thm_4_1_nondecomposable", "Theorem 4.1(a) without decomposability",
             "λ_{i,t}/S(e) · ∂S(e)/∂λ_{i,t} = Pr(X_i = t | e), and these sum to one over t, on complete networks that "
             "need not be decomposable.",
             Verdict::refuted, "A product that meets X_i twice counts it twice: Σ_t b_i(t) = 2.",
             without(&SpnDomain::decomposable))
      .hypotheses({"complete", "positive weights", "positive evidence", "X_i in the root's scope"})
      .scaling()
      .exact()
      .field(2000)
      .exhaustive()
      .restrict_to("decomposability", {})
      .build();
}

}  // namespace klprop::claims::thm_4_1_nondecomposable
