#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_regions.hpp>

#include <algorithm>

namespace klprop::claims::lem_4_2_inside_tables {

/// T_SPN from each node's own table, at operators whose scope is one variable, against the beliefs of Theorem 4.1.
///
/// The tables of leaves are point masses: with them consensus would have no outcome left wherever a variable has two
/// states. So leaves are left out of it, which is the charitable reading.
///
/// Consensus takes K-th roots. Over exact scalars its K-th power is compared, at operators that no product expands to,
/// where nothing else happens to the table; where all tables of each scope are equal no root is left, and the whole of
/// T_SPN is rational.
struct Check {
  template <Field S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    if (!speaks_about(instance, report)) return;
    const Circuit& circuit = instance.circuit;
    const Regions regions(circuit);
    const RegionTables<S> inside = inside_tables(regions, instance.at);
    const std::vector<std::vector<NodeId>> groups = operators_by_scope(regions);
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    std::vector<S> belief = under_test.indicator_derivatives(circuit, sweeps.downward);
    for (std::size_t k = 0; k < belief.size(); ++k) belief[k] = instance.at.lambda[k] * belief[k] / sweeps.value();

    if constexpr (Transcendental<S>) {
      RegionTables<S> agreed;
      try {
        agreed = under_test.consensus(inside, groups);
      } catch (const UndefinedProjection& undefined) {
        return report.undefined(undefined.what());
      }
      at_variables(regions, under_test.right_projection(regions, agreed), belief, report);
    } else if (all_equal(inside, groups)) {
      at_variables(regions, under_test.right_projection(regions, inside), belief, report);
    } else {
      by_powers(regions, inside, groups, belief, report);
    }
  }

 private:
  [[nodiscard]] static std::vector<std::vector<NodeId>> operators_by_scope(const Regions& regions) {
    std::vector<std::vector<NodeId>> groups = regions.equal_scopes();
    for (std::vector<NodeId>& group : groups)
      group.erase(
          std::remove_if(group.begin(), group.end(), [&](NodeId node) { return regions.circuit().is_leaf(node); }),
          group.end());
    groups.erase(std::remove_if(groups.begin(), groups.end(), [](const auto& group) { return group.empty(); }),
                 groups.end());
    return groups;
  }

  template <Field S>
  [[nodiscard]] static bool all_positive(const RegionTables<S>& tables, const std::vector<NodeId>& group) {
    for (const NodeId node : group)
      for (const S& value : tables[node].values)
        if (value == S{}) return false;
    return true;
  }

  template <Field S>
  [[nodiscard]] static bool all_equal(const RegionTables<S>& tables, const std::vector<std::vector<NodeId>>& groups) {
    for (const std::vector<NodeId>& group : groups)
      for (const NodeId node : group)
        if (tables[node].values != tables[group[0]].values) return false;
    return true;
  }

  template <Field S>
  static void at_variables(const Regions& regions, const RegionTables<S>& r, const std::vector<S>& belief,
                           Report<S>& report) {
    const Circuit& circuit = regions.circuit();
    for (NodeId node = 0; node < regions.count(); ++node) {
      if (circuit.is_leaf(node) || regions.scope(node).size() != 1) continue;
      for (StateId t = 0; t < regions.space(node).size(); ++t) {
        const IndicatorId k = circuit.variables().indicator(regions.scope(node)[0], t);
        report.equal(r[node].values[t], belief[k], [&] {
          return "T_SPN from inside tables and λD/S(e), at " + indicator_text(circuit, k) + region_text(node);
        });
      }
    }
  }

  /// Odds against the first state, to the power of the number of tables.
  template <Field S>
  static void by_powers(const Regions& regions, const RegionTables<S>& inside,
                        const std::vector<std::vector<NodeId>>& groups, const std::vector<S>& belief,
                        Report<S>& report) {
    const Circuit& circuit = regions.circuit();
    std::vector<bool> expanded(regions.count(), false);
    for (NodeId node = 0; node < regions.count(); ++node)
      if (circuit.kind(node) == NodeKind::product)
        for (const NodeId factor : regions.factors(node)) expanded[factor] = true;
    std::string skipped;
    for (const std::vector<NodeId>& group : groups) {
      if (regions.scope(group[0]).size() != 1) continue;
      const bool any_free = std::any_of(group.begin(), group.end(), [&](NodeId node) {
        return circuit.kind(node) == NodeKind::sum && !expanded[node];
      });
      if (!any_free || !all_positive(inside, group)) {
        skipped += (skipped.empty() ? "node " : ", node ") + std::to_string(group[0]);
        continue;
      }
      const IndicatorId first = circuit.variables().indicator(regions.scope(group[0])[0], 0);
      for (StateId t = 1; t < regions.space(group[0]).size(); ++t) {
        S tables(1), beliefs(1);
        for (const NodeId node : group) {
          tables *= inside[node].values[t] / inside[node].values[0];
          beliefs *= belief[first + t] / belief[first];
        }
        report.equal(tables, beliefs, [&] {
          return "Π_n z_n(t)/z_n(0) over the K = " + std::to_string(group.size()) +
                 " operators of the scope and (b_i(t)/b_i(0))^K, equal if their normalised geometric mean is b_i, at " +
                 indicator_text(circuit, first + t);
        });
      }
    }
    if (!skipped.empty() && !report.difference())
      report.discard("T_SPN is not rational at the scopes of " + skipped + "; the rung ball encloses it");
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain trees;
  trees.tree = true;
  trees.tiny = true;
  return SpnClaim<Check>(
             "lem_4_2_inside_tables", "Lemma 4.2, z_{−1} read as each node's own normalised table",
             "On a tree network T_SPN takes the nodes' own tables x ↦ S_n(1_x)·Πλ, normalised, to region tables whose "
             "variable marginals are the beliefs of Theorem 4.1.",
             Verdict::refuted,
             "Consensus identifies a mixture with its components by a geometric mean; and tables of leaves are not "
             "positive.",
             trees)
      .hypotheses({"a tree", "complete", "decomposable", "positive weights", "positive evidence",
                   "leaves left out of consensus"})
      .scaling()
      .ball(100)
      .exact(500)
      .field(2000)
      .exhaustive(6)
      .restrict_to("no two operators of one scope: sums over leaves only", with(&SpnDomain::leaf_mixtures, trees))
      .build();
}

}  // namespace klprop::claims::lem_4_2_inside_tables
