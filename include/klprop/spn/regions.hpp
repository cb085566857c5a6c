#pragma once

/// Regions: the multiset of the scopes of all nodes, and what binds the tables over them together.   (Section 4.3)

#include <klprop/simplex/product_space.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace klprop {

/// The family R of node scopes, one region per node: regions of equal scope are kept apart, so that asking them to agree
/// says something.
///
/// A *factor* of a product is a node other than a product that stands in its full expansion, products among the children
/// being expanded too. The product constraint q_p = ⊗ q_c at every product says exactly that the table of a product is
/// the product over its factors, whose own tables are free.
class Regions {
 public:
  /// @pre    the circuit outlives this object
  /// @throws HypothesisViolated  when children of a product share a variable: there is no ⊗ over them
  /// @throws ModelError          when a table would have 2^63 entries or more
  /// @cost   O(edges) operations on scopes, and the sizes of all full expansions
  explicit Regions(const Circuit& circuit);

  [[nodiscard]] NodeId count() const { return static_cast<NodeId>(group_.size()); }
  [[nodiscard]] const Circuit& circuit() const { return *circuit_; }
  /// sc(n), ascending.
  [[nodiscard]] std::span<const VariableId> scope(NodeId node) const { return scope_[group_[node]]; }
  /// The outcomes of a node's table, one coordinate per variable of its scope.
  [[nodiscard]] const ProductSpace& space(NodeId node) const { return space_[group_[node]]; }
  /// The nodes of each scope: whose tables consensus makes equal.
  [[nodiscard]] const std::vector<std::vector<NodeId>>& equal_scopes() const { return members_; }
  /// The factors of a product, as often as they occur (more than once only in empty scope); any other node is its own
  /// only factor.
  [[nodiscard]] std::span<const NodeId> factors(NodeId node) const { return factors_[node]; }
  /// Where the variables of sc(part) stand in sc(whole).
  /// @pre  sc(part) ⊆ sc(whole)
  [[nodiscard]] std::vector<std::size_t> coordinates(NodeId part, NodeId whole) const;
  /// The outcome of a node's table in a joint state of all variables.
  [[nodiscard]] std::uint64_t outcome(NodeId node, std::span<const StateId> joint_state) const;

 private:
  const Circuit* circuit_;
  std::vector<std::size_t> group_;  // by node; what follows is by group
  std::vector<std::vector<VariableId>> scope_;
  std::vector<ProductSpace> space_;
  std::vector<std::vector<NodeId>> members_;
  std::vector<std::vector<NodeId>> factors_;  // by node
};

inline Regions::Regions(const Circuit& circuit) : circuit_(&circuit), factors_(circuit.node_count()) {
  const Hypotheses found(circuit);
  if (!found.decomposable()) throw HypothesisViolated(found.describe_violations(circuit, 1));
  std::unordered_map<ScopeTable::Id, std::size_t> known;
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto [entry, is_new] = known.try_emplace(found.scope(node), scope_.size());
    if (is_new) {
      scope_.push_back(found.table().variables(found.scope(node)));
      std::vector<StateId> arities;
      for (const VariableId v : scope_.back()) arities.push_back(circuit.variables().arity(v));
      space_.emplace_back(std::move(arities));
      members_.emplace_back();
    }
    group_.push_back(entry->second);
    members_[entry->second].push_back(node);
    if (circuit.kind(node) != NodeKind::product) {
      factors_[node] = {node};
      continue;
    }
    for (const NodeId child : circuit.children(node))
      factors_[node].insert(factors_[node].end(), factors_[child].begin(), factors_[child].end());
  }
}

inline std::vector<std::size_t> Regions::coordinates(NodeId part, NodeId whole) const {
  std::vector<std::size_t> result;
  std::size_t k = 0;
  for (const VariableId v : scope(part)) {
    while (scope(whole)[k] != v) ++k;
    result.push_back(k);
  }
  return result;
}

inline std::uint64_t Regions::outcome(NodeId node, std::span<const StateId> joint_state) const {
  std::uint64_t result = 0;
  for (std::size_t k = 0; k < scope(node).size(); ++k) result += joint_state[scope(node)[k]] * space(node).stride(k);
  return result;
}

}  // namespace klprop
