#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_regions.hpp>
#include <klprop/claims/spn_second_network.hpp>

namespace klprop::claims::thm_4_6_gates_literal {

/// Gate beliefs of the instance against those of a second network on the same graph all of whose region tables, inside and
/// posterior, are the same, where a sum has one: that is where its children's tables are linearly dependent. Elsewhere the
/// table of the sum is a mixture of its children's in one way only, and the weights of the mixture are compared with b_s.
///
/// Sums with two children of equal tables are passed over: their two gates could be joined, and nobody would ask which
/// was taken.
struct Check {
  template <Field S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    if (!can_tabulate(instance, report)) return;
    const Circuit& circuit = instance.circuit;
    const Regions regions(circuit);
    const RegionTables<S> inside = inside_tables(regions, instance.at);
    const Sweeps<S> sweeps = under_test.sweep(circuit, instance.at);
    std::string outside;
    for (NodeId sum = 0; sum < circuit.node_count(); ++sum) {
      if (circuit.kind(sum) != NodeKind::sum) continue;
      if (has_equal_children(circuit, sum, inside)) {
        outside = "two children of node " + std::to_string(sum) + " have equal tables";
        continue;
      }
      const Mixtures<S> mixtures = mixtures_of(circuit, sum, inside);
      const GateBelief<S> gate = gate_belief(circuit, instance.at, sweeps, sum);
      if (mixtures.direction.empty()) {
        for (std::size_t j = 0; j < gate.conditional.size(); ++j)
          report.equal(gate.conditional[j], mixtures.weights[j], [&] {
            return "b_s(c) and the weight of c's table in the table of s, at node " + std::to_string(sum);
          });
      } else if (!instance.domain.independent_children) {
        compare(instance, regions, inside, sum, gate, mixtures, under_test, report);
      }
    }
    if constexpr (!std::is_same_v<S, Real>)  // where residuals stand, a difference is not known yet
      if (!outside.empty() && !report.difference()) report.discard(outside);
  }

 private:
  template <Field S>
  [[nodiscard]] static bool has_equal_children(const Circuit& circuit, NodeId sum, const RegionTables<S>& tables) {
    const auto children = circuit.children(sum);
    for (std::size_t j = 0; j < children.size(); ++j)
      for (std::size_t k = 0; k < j; ++k)
        if (tables[children[j]].values == tables[children[k]].values) return true;
    return false;
  }

  template <Field S>
  static void compare(const SpnInstance<S>& instance, const Regions& regions, const RegionTables<S>& inside, NodeId sum,
                      const GateBelief<S>& gate, const Mixtures<S>& mixtures, const SpnComputation<S>& under_test,
                      Report<S>& report) {
    const SecondNetwork<S> second =
        with_other_weights(instance.circuit, instance.at, sum, gate.conditional, mixtures.direction);
    // Only networks that really have the same tables say anything.
    const Regions same(second.circuit);
    if (!equal(inside, inside_tables(same, second.at)) ||
        !equal(posterior_tables(regions, instance.at), posterior_tables(same, second.at)))
      return report.discard("the second network has other region tables");
    const GateBelief<S> other =
        gate_belief(second.circuit, second.at, under_test.sweep(second.circuit, second.at), sum);
    for (std::size_t j = 0; j < gate.conditional.size(); ++j)
      report.equal(gate.conditional[j], other.conditional[j], [&] {
        std::string weights;
        for (const ParameterId w : second.circuit.weights(sum))
          weights += (weights.empty() ? "(" : ", ") + exact_text(second.at.parameters[w]);
        return "b_s(c) here and in the network with weights " + weights + ") at s = node " + std::to_string(sum) +
               ", all of whose region tables are the same; c = node " +
               std::to_string(instance.circuit.children(sum)[j]);
      });
  }

  template <Field S>
  [[nodiscard]] static bool equal(const RegionTables<S>& a, const RegionTables<S>& b) {
    for (std::size_t n = 0; n < a.size(); ++n)
      if (a[n].values != b[n].values) return false;
    return true;
  }
};

[[nodiscard]] inline Claim claim() {
  SpnDomain domain;
  domain.constants = false;
  return SpnClaim<Check>("thm_4_6_gates_literal", "Theorem 4.6, “region marginals coincide with the beliefs”: gates",
                         "The gate beliefs b_s of a network are determined by its region tables: two networks on one "
                         "graph with the same tables, inside and posterior, have the same gate beliefs.",
                         Verdict::refuted,
                         "Where the tables of a sum's children are linearly dependent, other weights give the same "
                         "mixture.",
                         domain)
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence",
                   "no two children of a sum have equal tables"})
      .exact(300)
      .field(2000)
      .exhaustive()
      .restrict_to("the children's tables of each sum are linearly independent",
                   with(&SpnDomain::independent_children, domain))
      .build();
}

}  // namespace klprop::claims::thm_4_6_gates_literal
