#pragma once

/// In which order variables are summed out, and how large the tables then become: decided before any table is built.

#include <klprop/simplex/variables.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace klprop {

/// The scopes of tables that will be multiplied: an interaction graph with the sizes of its variables. Here a variable is
/// a number below `arity.size()`.
struct Scopes {
  std::vector<StateId> arity;            ///< by variable
  std::vector<std::size_t> first = {0};  ///< where each scope begins in `members`, and the end of the last
  std::vector<VariableId> members;

  void add(std::span<const VariableId> scope) {
    members.insert(members.end(), scope.begin(), scope.end());
    first.push_back(members.size());
  }
  [[nodiscard]] std::size_t count() const { return first.size() - 1; }
  [[nodiscard]] std::span<const VariableId> operator[](std::size_t k) const {
    return std::span(members).subspan(first[k], first[k + 1] - first[k]);
  }
};

/// An order of elimination and the cliques it induces: a variable with those that its table still depends on when its
/// turn comes.
class EliminationOrder {
 public:
  [[nodiscard]] std::size_t size() const { return order_.size(); }
  [[nodiscard]] VariableId variable(std::size_t position) const { return order_[position]; }
  [[nodiscard]] std::span<const VariableId> order() const { return order_; }
  /// The later variables in the clique of the variable at this position, in no particular order.
  [[nodiscard]] std::span<const VariableId> later_neighbours(std::size_t position) const {
    return std::span(neighbours_).subspan(first_[position], first_[position + 1] - first_[position]);
  }
  /// Number of entries of the clique's table, as a logarithm to base 2: the table itself is never built if too large.
  [[nodiscard]] double log2_entries(std::size_t position) const { return log2_entries_[position]; }
  /// Largest `log2_entries`; 0 without variables.
  [[nodiscard]] double log2_largest() const;
  /// Size of the largest clique less one; for binary variables `log2_largest() − 1`.
  [[nodiscard]] std::size_t width() const;
  /// Entries of all cliques' tables together: what elimination takes in time. Infinite beyond the doubles.
  [[nodiscard]] double total_entries() const;

 private:
  friend class EliminationGame;
  std::vector<VariableId> order_;
  std::vector<std::size_t> first_ = {0};
  std::vector<VariableId> neighbours_;
  std::vector<double> log2_entries_;
};

/// Greedy: next is the variable that joins the fewest pairs of variables not joined before (min-fill); among equals the
/// one with the smallest clique table, and then the smallest number.
///
/// @cost  O(n log n) on chains, trees and stars; in general the sum over the new edges of the degrees at their ends, and
///        O(m^1.5) to count the triangles among m initial edges
[[nodiscard]] EliminationOrder min_fill_order(const Scopes& scopes);

/// Greedy by the size of the clique's table alone, and then the smallest number (min-weight).
/// @cost  as `min_fill_order`
[[nodiscard]] EliminationOrder min_weight_order(const Scopes& scopes);

/// The best by `total_entries` of min-fill, min-weight and, where tables are large, some dozens of variants of min-fill
/// that break ties, or nearly ties, at random: on grids that saves a factor of two to four. The random numbers are fixed,
/// so the result is the same everywhere.
///
/// @cost  two greedy orders; 64 more where the largest table has 2^10 entries or more, fewer where each takes long
[[nodiscard]] EliminationOrder good_order(const Scopes& scopes);

/// The cliques of a given order.
/// @throws ModelError  when it does not name every variable once
[[nodiscard]] EliminationOrder given_order(const Scopes& scopes, std::span<const VariableId> order);

}  // namespace klprop

#include <klprop/factor_graph/detail/elimination_order.hpp>
