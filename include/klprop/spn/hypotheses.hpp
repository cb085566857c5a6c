#pragma once

/// The hypotheses of Section 4, each violation with its place.

#include <klprop/spn/circuit.hpp>
#include <klprop/spn/scopes.hpp>

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// A sum whose children have different scopes: those of slot 0 and of `slot`.
struct IncompleteSum {
  NodeId sum;
  std::uint32_t slot;
};

/// A product with overlapping children; `slot` is the first that overlaps an earlier one.
struct OverlappingProduct {
  NodeId product;
  std::uint32_t earlier_slot, slot;
};

/// A parameter that is zero: the weight at `slot` of a sum, or (slot 0) a constant leaf.
struct ZeroParameter {
  NodeId node;
  std::uint32_t slot;
};

/// What Section 4 assumes of a circuit, and every place where it fails.
class Hypotheses {
 public:
  explicit Hypotheses(const Circuit& circuit);

  /// Slots whose scope differs from that of slot 0, for each sum where that happens.
  [[nodiscard]] std::span<const IncompleteSum> incomplete() const { return incomplete_; }
  /// One entry per non-decomposable product: the first overlap.
  [[nodiscard]] std::span<const OverlappingProduct> overlapping() const { return overlapping_; }
  [[nodiscard]] std::span<const ZeroParameter> zeros() const { return zeros_; }
  /// States without a leaf, of variables in the root's scope.
  [[nodiscard]] std::span<const IndicatorId> missing_states() const { return missing_states_; }
  /// Variables outside the root's scope.
  [[nodiscard]] std::span<const VariableId> absent_variables() const { return absent_variables_; }

  [[nodiscard]] bool complete() const { return incomplete_.empty(); }
  [[nodiscard]] bool decomposable() const { return overlapping_.empty(); }
  [[nodiscard]] bool positive() const { return zeros_.empty(); }

  /// sc(n) as an id of `table()`.
  [[nodiscard]] ScopeTable::Id scope(NodeId node) const { return scope_[node]; }
  [[nodiscard]] const ScopeTable& table() const { return table_; }

  /// One line per violation of completeness or decomposability, with node and scopes, at most `most` of them and then
  /// a line that counts the rest; the last line has no end of line. Nodes are named by their source position.
  [[nodiscard]] std::string describe_violations(const Circuit& circuit, std::size_t most) const;

 private:
  void visit_product(const Circuit& circuit, NodeId node);
  void visit_sum(const Circuit& circuit, NodeId node);
  void locate_overlap(const Circuit& circuit, NodeId node);
  void inspect_leaves(const Circuit& circuit);

  ScopeTable table_;
  std::vector<ScopeTable::Id> scope_;
  std::vector<IncompleteSum> incomplete_;
  std::vector<OverlappingProduct> overlapping_;
  std::vector<ZeroParameter> zeros_;
  std::vector<IndicatorId> missing_states_;
  std::vector<VariableId> absent_variables_;
};

/// The circuit is no sum–product network; the message names the nodes and scopes that break it.
class HypothesisViolated : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A complete and decomposable circuit. Zeros, missing states and absent variables are legal here; the claims that
/// need more ask for it.
class SumProductNetwork {
 public:
  /// @throws HypothesisViolated
  /// @cost   O(edges) operations on shared scopes
  explicit SumProductNetwork(Circuit circuit);

  [[nodiscard]] const Circuit& circuit() const { return circuit_; }
  /// Variables that the root's scope lacks: S does not depend on them.
  [[nodiscard]] std::span<const VariableId> absent_variables() const { return absent_variables_; }

 private:
  Circuit circuit_;
  std::vector<VariableId> absent_variables_;
};

}  // namespace klprop

#include <klprop/spn/detail/hypotheses.hpp>
