#pragma once

#include <klprop/claims/region_mutants.hpp>
#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_regions.hpp>

namespace klprop::claims::sec_4_3_right_projection {

/// Random positive tables q over all regions, projected. That the projection r is in P_R, as the constraint is printed.
/// Then what makes it the minimiser: over exact scalars the first-order condition in every direction along P_R at once,
/// which suffices because the divergence is convex in log r_c; over balls and reals Pythagoras against a random
/// competitor r', Σ KL(q_n‖r'_n) = Σ KL(q_n‖r_n) + Σ KL(r_n‖r'_n), which makes r the only minimiser.
struct Check {
  template <Field S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    if (!can_tabulate(instance, report)) return;
    const Regions regions(instance.circuit);
    RegionTables<S> q;
    for (NodeId node = 0; node < regions.count(); ++node)
      q.push_back(over_sum(random_table<S>(instance.random, regions.space(node))));
    const RegionTables<S> r = under_test.right_projection(regions, q);
    is_member(regions, r, report);
    if constexpr (Transcendental<S>)
      pythagoras(instance, regions, q, r, report);
    else
      first_order(instance, regions, q, r, report);
  }

 private:
  template <Field S>
  static void is_member(const Regions& regions, const RegionTables<S>& r, Report<S>& report) {
    const RegionTables<S> constrained = under_product_constraints(regions, r);
    for (NodeId node = 0; node < regions.count(); ++node) {
      if (regions.circuit().kind(node) == NodeKind::product)
        equal_tables(report, r[node], constrained[node], "r_p and ⊗ r_c over the children of p" + region_text(node));
      S mass(0);
      for (const S& value : r[node].values) mass += value;
      report.equal(mass, S(1), [&] { return "the mass of r_n and 1" + region_text(node); });
    }
  }

  /// A direction along P_R: functions h_n with h_p = Σ h_c at products; without the hypothesis any functions.
  template <Field S>
  static void first_order(SpnInstance<S>& instance, const Regions& regions, const RegionTables<S>& q,
                          const RegionTables<S>& r, Report<S>& report) {
    const auto draw = [&](NodeId node) { return random_table<S>(instance.random, regions.space(node)); };
    const RegionTables<S> along = along_products<S>(regions, draw, [](const std::vector<S>& parts) {
      S sum(0);
      for (const S& part : parts) sum += part;
      return sum;
    });
    S under_q(0), under_r(0);
    for (NodeId node = 0; node < regions.count(); ++node) {
      const Table<S> h = instance.domain.members ? along[node] : draw(node);
      under_q += pairing(h, q[node]);
      under_r += pairing(h, r[node]);
    }
    report.equal(under_q, under_r, [] {
      return std::string(
          "Σ E_{q_n} h_n and Σ E_{r_n} h_n, whose difference is the derivative of the divergence as log r "
          "moves by h within P_R");
    });
  }

  template <Transcendental S>
  static void pythagoras(SpnInstance<S>& instance, const Regions& regions, const RegionTables<S>& q,
                         const RegionTables<S>& r, Report<S>& report) {
    RegionTables<S> other;
    for (NodeId node = 0; node < regions.count(); ++node)
      other.push_back(over_sum(random_table<S>(instance.random, regions.space(node))));
    other = under_product_constraints(regions, other);
    S whole(0), first(0), second(0);
    for (NodeId node = 0; node < regions.count(); ++node) {
      whole += plain_kl(q[node], other[node]);
      first += plain_kl(q[node], r[node]);
      second += plain_kl(r[node], other[node]);
    }
    equal_beside_one(report, whole, first + second,
                     [] { return "1 + Σ KL(q_n‖r'_n) and 1 + Σ KL(q_n‖r_n) + Σ KL(r_n‖r'_n), r' in P_R"; });
    at_most(report, first, whole, [] { return "Σ KL(q_n‖r_n) and Σ KL(q_n‖r'_n) for another r' in P_R"; });
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain strangers;
  strangers.members = false;
  return SpnClaim<Check>(
             "sec_4_3_right_projection", "Section 4.3, product constraints",
             "The right projection of region tables q onto P_R, one table per node, is: r_c the arithmetic mean of q_c "
             "and of the marginals on sc(c) of q_p over the products p in whose full expansion c stands, for every c "
             "that is no product; r_p = ⊗ r_c.",
             Verdict::holds,
             "The divergence is Σ_c Σ_x m_c(x) log 1/r_c(x) and a constant, m_c the sum of these tables.", {})
      .hypotheses({"decomposable", "competitors in P_R"})
      .scaling(3)
      .ball(50)
      .exact(200)
      .field(2000)
      .exhaustive(4)
      .drop("competitors in P_R", strangers)
      .drop("completeness", without(&SpnDomain::complete), false)
      .drop("positive evidence", without(&SpnDomain::positive_evidence), false)
      .drop("positive weights", without(&SpnDomain::positive_parameters), false)
      .mutant<IgnoresTablesOfProducts>()
      .mutant<IgnoresOwnTable>()
      .mutant<StopsAtInnerProducts>()
      .mutant<MultipliesForMean>()
      .mutant<AddsForMean>()
      .build();
}

}  // namespace klprop::claims::sec_4_3_right_projection
