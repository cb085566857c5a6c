#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_regions.hpp>

namespace klprop::claims::sec_4_3_affine_literal {

/// Two random members q, q' of P_R and the point (1−t)θ + tθ' on the line through their dual coordinates θ = 1 + log q.
/// It is the dual coordinate of the tables q^{1−t} q'^t, rational for an integer t, which would have to be in P_R: of
/// mass one, and with ⊗ at every product.
struct Check {
  template <Field S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>&, Report<S>& report) const {
    if (!can_tabulate(instance, report)) return;
    const Regions regions(instance.circuit);
    const RegionTables<S> first = member(instance, regions), second = member(instance, regions);
    constexpr int t = 2;
    RegionTables<S> point;
    for (NodeId node = 0; node < regions.count(); ++node) {
      point.push_back(first[node]);
      for (std::size_t x = 0; x < point[node].values.size(); ++x)
        for (int k = 0; k < t; ++k) point[node].values[x] *= second[node].values[x] / first[node].values[x];
      if (instance.domain.modulo_constants) point[node] = over_sum(point[node]);
    }
    const RegionTables<S> constrained = under_product_constraints(regions, point);
    for (NodeId node = 0; node < regions.count(); ++node) {
      S mass(0);
      for (const S& value : point[node].values) mass += value;
      const auto which = [&] {
        return " at t = " + std::to_string(t) + " for q_n = " + table_text(first[node]) +
               " and q'_n = " + table_text(second[node]) + region_text(node);
      };
      report.equal(mass, S(1), [&] { return "the mass of exp((1−t)θ + tθ' − 1) and 1" + which(); });
      if (regions.circuit().kind(node) != NodeKind::product) continue;
      for (std::size_t x = 0; x < point[node].values.size(); ++x)
        report.equal(point[node].values[x], constrained[node].values[x],
                     [&] { return "exp((1−t)θ + tθ' − 1) of a product and ⊗ over its children" + which(); });
    }
  }

 private:
  template <Field S>
  [[nodiscard]] static RegionTables<S> member(SpnInstance<S>& instance, const Regions& regions) {
    RegionTables<S> tables;
    for (NodeId node = 0; node < regions.count(); ++node) {
      Table<S> table{regions.space(node), {}};
      for (std::uint64_t x = 0; x < table.space.size(); ++x) table.values.emplace_back(instance.random.between(1, 3));
      tables.push_back(over_sum(table));
    }
    return under_product_constraints(regions, tables);
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("sec_4_3_affine_literal", "Section 4.3, product constraints in log-coordinates",
                         "The image of P_R in dual coordinates θ = 1 + log q is an affine set: with two points it "
                         "contains the line through them.",
                         Verdict::refuted,
                         "It lies on the curved surface Σ_x e^{θ_n(x)−1} = 1; it is affine modulo a constant per "
                         "region.",
                         {})
      .hypotheses({"decomposable"})
      .exact(200)
      .field(1000)
      .exhaustive()
      .restrict_to("each table renormalised: modulo one constant per region", with(&SpnDomain::modulo_constants))
      .build();
}

}  // namespace klprop::claims::sec_4_3_affine_literal
