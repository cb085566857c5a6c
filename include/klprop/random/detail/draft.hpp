#pragma once

/// A network while its generator is still adding nodes: structure without weights, and for each node the numbers that
/// later choices depend on.

#include <klprop/spn/circuit.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace klprop::detail {

/// A set of at most 64 variables, one bit each.
using VariableSet = std::uint64_t;

[[nodiscard]] constexpr VariableSet only(VariableId variable) {
  return VariableSet{1} << variable;
}

/// How much work enumerating over a node is, saturating at the largest 64-bit number.
struct Enumeration {
  std::uint64_t unfolding = 1;  ///< nodes of its unfolding into a tree
  std::uint64_t parses = 1;     ///< ways to choose one edge at each visited sum below it

  friend bool operator==(const Enumeration&, const Enumeration&) = default;
  [[nodiscard]] bool within(const Enumeration& bound) const {
    return unfolding <= bound.unfolding && parses <= bound.parses;
  }
};

[[nodiscard]] constexpr std::uint64_t saturating_sum(std::uint64_t a, std::uint64_t b) {
  const std::uint64_t sum = a + b;
  return sum < a ? std::numeric_limits<std::uint64_t>::max() : sum;
}

[[nodiscard]] constexpr std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  return b != 0 && a > most / b ? most : a * b;
}

/// A fraction of a bound, where the largest number stands for no bound at all.
[[nodiscard]] constexpr std::uint64_t part_of_bound(std::uint64_t bound, std::uint64_t parts) {
  return bound == std::numeric_limits<std::uint64_t>::max() ? bound : bound / parts;
}

/// The work for an operator to which one more edge is added.
[[nodiscard]] constexpr Enumeration with_edge(NodeKind kind, const Enumeration& so_far, const Enumeration& child) {
  return {saturating_sum(so_far.unfolding, child.unfolding), kind == NodeKind::sum
                                                                 ? saturating_sum(so_far.parses, child.parses)
                                                                 : saturating_product(so_far.parses, child.parses)};
}

/// The work for an operator without edges yet.
[[nodiscard]] constexpr Enumeration without_edges(NodeKind kind) {
  return {1, kind == NodeKind::sum ? 0U : 1U};
}

/// Nodes are numbered bottom-up like those of a `Circuit`. Nothing is checked: the generators know what they build.
class SpnDraft {
 public:
  NodeId indicator(VariableId variable, StateId state) {
    variable_.push_back(variable);
    state_.push_back(state);
    return add(NodeKind::indicator, only(variable), {});
  }
  NodeId constant() {
    variable_.push_back(0);
    state_.push_back(0);
    return add(NodeKind::constant, 0, {});
  }
  /// @pre  `children` is not empty and does not point into this draft
  NodeId operation(NodeKind kind, std::span<const NodeId> children) {
    VariableSet scope = 0;
    Enumeration work = without_edges(kind);
    for (const NodeId child : children) {
      scope |= scope_[child];
      work = with_edge(kind, work, work_[child]);
      has_parent_[child] = true;
    }
    child_.insert(child_.end(), children.begin(), children.end());
    variable_.push_back(0);
    state_.push_back(0);
    return add(kind, scope, work);
  }

  [[nodiscard]] NodeId node_count() const { return static_cast<NodeId>(kind_.size()); }
  [[nodiscard]] std::size_t edge_count() const { return child_.size(); }
  [[nodiscard]] NodeKind kind(NodeId node) const { return kind_[node]; }
  [[nodiscard]] VariableId variable(NodeId leaf) const { return variable_[leaf]; }
  [[nodiscard]] StateId state(NodeId leaf) const { return state_[leaf]; }
  [[nodiscard]] VariableSet scope(NodeId node) const { return scope_[node]; }
  [[nodiscard]] const Enumeration& work(NodeId node) const { return work_[node]; }
  [[nodiscard]] bool has_parent(NodeId node) const { return has_parent_[node]; }
  [[nodiscard]] std::span<const NodeId> children(NodeId node) const {
    return std::span(child_).subspan(first_edge_[node], first_edge_[node + 1] - first_edge_[node]);
  }

  /// Which nodes lie below the root, itself included.
  [[nodiscard]] std::vector<bool> reachable(NodeId root) const {
    std::vector<bool> reached(node_count(), false);
    reached[root] = true;
    for (NodeId node = root + 1; node-- > 0;)
      if (reached[node])
        for (const NodeId child : children(node)) reached[child] = true;
    return reached;
  }

 private:
  NodeId add(NodeKind kind, VariableSet scope, const Enumeration& work) {
    kind_.push_back(kind);
    scope_.push_back(scope);
    work_.push_back(work);
    has_parent_.push_back(false);
    first_edge_.push_back(child_.size());
    return node_count() - 1;
  }

  std::vector<NodeKind> kind_;
  std::vector<VariableId> variable_;
  std::vector<StateId> state_;
  std::vector<VariableSet> scope_;
  std::vector<Enumeration> work_;
  std::vector<bool> has_parent_;
  std::vector<std::size_t> first_edge_ = {0};
  std::vector<NodeId> child_;
};

}  // namespace klprop::detail
