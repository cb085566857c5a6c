#pragma once

#include <klprop/claims/spn_claim.hpp>
#include <klprop/claims/spn_mutants.hpp>
#include <klprop/claims/spn_unfoldings.hpp>

namespace klprop::claims::thm_4_6_merge_literal {

/// The activity tables (1 − m_k, m_k) of the copies of a node, m_k = D(ñ)S(ñ)/S(e): merged, M = Σ m_k; by consensus their
/// normalised geometric mean. The two are equal exactly if M^K Π(1−m_k) = (1−M)^K Π m_k, which needs no root.
struct Check {
  template <class S>
  void operator()(SpnInstance<S>& instance, const SpnComputation<S>& under_test, Report<S>& report) const {
    if (instance.domain.tree && !is_tree(instance.circuit)) return report.discard("the circuit is not a tree");
    for_each_unfolding(instance, under_test, report, [&](const UnfoldedInstance<S>& unfolded) {
      if (unfolded.tree_upward.back() == S{}) return;
      compare(unfolded, under_test, report);
    });
  }

 private:
  static constexpr unsigned most_copies = 100;

  template <class S>
  static void compare(const UnfoldedInstance<S>& unfolded, const SpnComputation<S>& under_test, Report<S>& report) {
    const Circuit& tree = unfolded.unfolding.tree;
    std::vector<S> visit;
    for (NodeId copy = 0; copy < tree.node_count(); ++copy)
      visit.push_back(unfolded.tree_downward[copy] * unfolded.tree_upward[copy] / unfolded.tree_upward.back());
    const NodeId count = unfolded.circuit.node_count();
    const std::vector<S> merged = under_test.merge(unfolded.unfolding.original, count, visit);

    std::vector<std::vector<NodeId>> copies(count);
    for (NodeId copy = 0; copy < tree.node_count(); ++copy) copies[unfolded.unfolding.original[copy]].push_back(copy);
    const std::vector<bool> scoped = has_scope(unfolded.circuit);  // of others a parse may visit several copies
    std::string skipped;
    for (NodeId node = 0; node < count; ++node) {
      if (!scoped[node]) continue;
      if (copies[node].size() > most_copies) {
        skipped = "node " + std::to_string(node) + " has " + std::to_string(copies[node].size()) +
                  " copies; powers of at most " + std::to_string(most_copies) + " are taken";
        continue;
      }
      S left(1), right(1);
      for (const NodeId copy : copies[node]) {
        left *= merged[node] * (S(1) - visit[copy]);
        right *= (S(1) - merged[node]) * visit[copy];
      }
      report.equal(left, right, [&] {
        return "M^K Π(1−m_k) and (1−M)^K Π m_k over the K = " + std::to_string(copies[node].size()) +
               " copies of node " + std::to_string(node) +
               ", equal if (1−M, M) with M = Σ m_k is the normalised geometric mean of the (1−m_k, m_k)";
      });
    }
    if constexpr (!std::is_same_v<S, Real>)  // where residuals stand, a difference is not known yet
      if (!skipped.empty() && !report.difference()) report.discard(skipped);
  }
};

[[nodiscard]] inline Claim claim() {
  return SpnClaim<Check>("thm_4_6_merge_literal", "Proof of Theorem 4.6, “precisely the consensus identification”",
                         "Merging the copies of a node, which by Lemma 4.5 adds their marginals, is the consensus "
                         "projection of the copies' tables onto equality.",
                         Verdict::refuted, "Merging adds masses of exclusive events; consensus takes a geometric mean.",
                         {})
      .hypotheses({"complete", "decomposable", "positive weights", "positive evidence"})
      .exact(150)
      .field(2000)
      .exhaustive()
      .restrict_to("no shared subcircuits: one copy each", with(&SpnDomain::tree))
      .build();
}

}  // namespace klprop::claims::thm_4_6_merge_literal
