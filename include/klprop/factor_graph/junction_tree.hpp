#pragma once

/// The plan of an elimination: a binary junction tree.
///
/// Variables are summed out one after the other. All tables that contain the next variable are multiplied, two at a time
/// and the cheapest first, and the last of these products sums it out: a tree of contractions C = Σ A·B whose leaves are
/// the factors. `elimination.hpp` passes over it upwards and downwards.

#include <klprop/factor_graph/elimination_order.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/factor_graph/possible_states.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// A table of the elimination would be too large for any computer.
class TreeTooLarge : public std::length_error {
 public:
  explicit TreeTooLarge(double entries)
      : std::length_error("elimination needs tables of 2^40 entries and more"), entries_(entries) {}
  /// Of all clique tables together; infinite beyond the doubles.
  [[nodiscard]] double entries() const { return entries_; }

 private:
  double entries_;
};

/// The plan of an elimination: which tables are multiplied, over which variables. It depends on the graph's shape and the
/// possible states, on no number. The graph must outlive it.
///
/// Where a variable has no possible state there is nothing to plan: no nodes. Variables with one are fixed and stand in no
/// table. The others are *ranked*: rank 0 is eliminated first.
/// In every table the ranks decrease, so that the variable to be eliminated next runs fastest.
class JunctionTree {
 public:
  using NodeId = std::uint32_t;
  using Rank = std::uint32_t;
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

  /// A leaf, the sum over one table (no right child), or the sum over a product of two.
  struct Node {
    NodeId left = none, right = none;
    FactorId factor = none;       ///< of a leaf; none at a leaf of evidence alone, whose scope is one variable
    std::uint64_t entries = 1;    ///< of U(n)
    std::uint64_t terms = 1;      ///< how many products each entry of U(n) sums
    bool needs_downward = false;  ///< D(n) is wanted: masses are read in its subtree
    bool kept = false;            ///< U(n) is wanted after its parent's
  };

  /// @param  states  of the graph's variables
  /// @throws TreeTooLarge
  /// @cost   that of `good_order`, and O(tree)
  JunctionTree(const FactorGraph& graph, PossibleStates states);
  /// Eliminates in the order given.
  /// @param  order  the variables with more than one possible state
  /// @throws ModelError  when it does not name each of these once
  JunctionTree(const FactorGraph& graph, PossibleStates states, std::span<const VariableId> order);

  [[nodiscard]] const FactorGraph& graph() const { return *graph_; }
  [[nodiscard]] const PossibleStates& states() const { return states_; }
  /// The order and its cliques, the free variables being numbered consecutively.
  [[nodiscard]] const EliminationOrder& order() const { return order_; }
  /// Variables with more than one possible state.
  [[nodiscard]] std::size_t free_count() const { return variable_.size(); }
  /// The free variable of a rank.
  [[nodiscard]] VariableId variable(Rank rank) const { return variable_[rank]; }
  /// `none` when fixed.
  [[nodiscard]] Rank rank(VariableId variable) const { return rank_[variable]; }
  /// Number of possible states.
  [[nodiscard]] StateId arity(Rank rank) const { return static_cast<StateId>(states_.of(variable_[rank]).size()); }

  /// Children before parents.
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  /// One node of empty scope per connected component.
  [[nodiscard]] std::span<const NodeId> roots() const { return roots_; }
  /// Ranks that U(n) depends on, decreasing.
  [[nodiscard]] std::span<const Rank> scope(NodeId node) const { return scope_.of(node); }
  /// Ranks that D(n) depends on, decreasing: it is the same for all states of the node's other variables.
  [[nodiscard]] std::span<const Rank> downward_scope(NodeId node) const { return downward_scope_.of(node); }
  /// Ranks of the variables whose evidence is multiplied into this leaf; each free variable has one leaf.
  [[nodiscard]] std::span<const Rank> anchored(NodeId leaf) const { return anchored_.of(leaf); }
  /// Ranks of the variables whose masses are read at this node; each free variable has one node.
  [[nodiscard]] std::span<const Rank> read_at(NodeId node) const { return read_at_.of(node); }

 private:
  friend class JunctionTreeBuilder;

  /// A list of ranks per node.
  struct Lists {
    std::vector<std::size_t> first = {0};
    std::vector<Rank> members;

    [[nodiscard]] std::span<const Rank> of(NodeId node) const {
      return std::span(members).subspan(first[node], first[node + 1] - first[node]);
    }
  };

  const FactorGraph* graph_;
  PossibleStates states_;
  EliminationOrder order_;
  std::vector<VariableId> variable_;  // by rank
  std::vector<Rank> rank_;            // by variable
  std::vector<Node> nodes_;
  std::vector<NodeId> roots_;
  Lists scope_, downward_scope_, anchored_, read_at_;
};

}  // namespace klprop

#include <klprop/factor_graph/detail/junction_tree.hpp>
