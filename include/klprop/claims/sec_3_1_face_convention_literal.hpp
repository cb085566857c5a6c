#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_3_1_face_convention_literal {

/// Two products that are, on the diagonal, the same table as r: both minimise, and are compared. With divergences over
/// the whole space the two candidates are the projection of r and the product of its marginals.
struct Check {
  template <Field S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const ProductSpace& space = instance.space();
    const std::vector<std::size_t> one_group(space.dimension(), 0);
    const Table<S> r = on_the_face(instance.tables[0], one_group);
    const std::vector<std::size_t> block = single_coordinates(space);
    if (instance.domain.whole_space)
      return equal_tables(report, under_test.right_projection(r, block), product_of_marginals(r, block),
                          "the right projection of r over the whole space and the product of its marginals");
    // r's marginal on the first replica and uniform tables on the others; then a weight w moved from the first replica
    // to the last.
    Table<S> first{space, std::vector<S>(space.size(), S(1))}, second = first;
    const std::vector<S> of_r = block_masses(r, block, 0);
    const std::vector<S> front = block_masses(instance.tables[1], block, 0), back = last_as_first(space, front);
    for (std::uint64_t k = 0; k < space.size(); ++k) {
      first.values[k] = of_r[k];
      second.values[k] = of_r[k] / front[k] * back[k];
    }
    first = over_sum(first);
    second = over_sum(second);
    equal_tables(report, on_the_face(first, one_group), r, "the first product on the diagonal and r");
    equal_tables(report, on_the_face(second, one_group), r, "the second product on the diagonal and r");
    equal_tables(report, first, second,
                 "two products p⊗…⊗p' that are r on the diagonal, both at divergence 0 from r there");
  }

 private:
  /// w(last state) from w(first state), by outcome.
  template <Ring S>
  [[nodiscard]] static std::vector<S> last_as_first(const ProductSpace& space, const std::vector<S>& on_first) {
    std::vector<S> result;
    for (std::uint64_t k = 0; k < space.size(); ++k)
      result.push_back(on_first[space.state(k, space.dimension() - 1) * space.stride(0)]);
    return result;
  }
};

[[nodiscard]] inline Claim claim() {
  const SimplexDomain replicas =
      changed(&SimplexDomain::equal_arities, true,
              changed(&SimplexDomain::min_coordinates, 2U, changed(&SimplexDomain::min_states, StateId{2})));
  return SimplexClaim<Check>(
             "sec_3_1_face_convention_literal", "Section 3.1, projections with faces",
             "When r on the diagonal face and products are compared as tables on the diagonal outcomes, the right "
             "projection of r onto products is well defined: the product that minimises KL is unique.",
             Verdict::refuted,
             "On the diagonal only p·p' counts: a weight moves from one replica to the other, and KL stays 0.",
             replicas)
      .hypotheses({"positive", "at least two replicas", "at least two states"})
      .exact()
      .field(2000)
      .restrict_to("divergences over the whole replicated space", changed(&SimplexDomain::whole_space, true, replicas))
      .build();
}

}  // namespace klprop::claims::sec_3_1_face_convention_literal
