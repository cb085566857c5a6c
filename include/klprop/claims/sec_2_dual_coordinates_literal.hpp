#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_dual_coordinates_literal {

/// ∇f and ∇f* one after the other, in both orders.
struct Check {
  template <Transcendental S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S> p = over_sum(instance.tables[0]);
    equal_tables(report, under_test.softmax(under_test.gradient(p)), p, "∇f*(∇f(p)) and p");
    // Each θ is 1 + log w for some positive w.
    Table<S> theta = instance.tables[1];
    for (S& value : theta.values) value = S(1) + log(value);
    const Table<S> back = under_test.gradient(under_test.softmax(theta));
    for (std::uint64_t k = 0; k < theta.values.size(); ++k)
      equal_beside_one(report, back.values[k], theta.values[k],
                       [&] { return "1 + ∇f(∇f*(θ)) and 1 + θ at θ = 1 + log q" + at_outcome(k); });
  }
};

[[nodiscard]] inline Claim claim() {
  return SimplexClaim<Check>(
             "sec_2_dual_coordinates_literal", "Section 2, “∇f identifies primal and dual coordinates”",
             "With f*(θ) = log Σ e^θ the gradients are inverse to each other: ∇f*(∇f(p)) = p for p in the open simplex "
             "and ∇f(∇f*(θ)) = θ for all θ.",
             Verdict::refuted, "∇f(∇f*(θ)) = θ + 1 − log Σ e^θ: ∇f* is the same at θ and θ + c.",
             changed(&SimplexDomain::min_states, StateId{2}, changed(&SimplexDomain::normalised, false)))
      .hypotheses({"positive"})
      .ball(200)
      .scaling()
      .restrict_to("Σ e^{θ−1} = 1", changed(&SimplexDomain::min_states, StateId{2}))
      .build();
}

}  // namespace klprop::claims::sec_2_dual_coordinates_literal
