#pragma once

// In which order the passes over a JunctionTree make and free tables. Whatever computes, counts or predicts follows it.

#include <klprop/factor_graph/contraction.hpp>
#include <klprop/factor_graph/junction_tree.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace klprop::detail {

/// Upward pass: `work.make(n)` for U(n), children before parents, and `work.drop_up(n)` when nothing needs U(n) any more.
/// @param  keep  whether the downward pass will follow
template <class Work>
void walk_up(const JunctionTree& tree, bool keep, Work& work) {
  const auto nodes = tree.nodes();
  for (JunctionTree::NodeId n = 0; n < nodes.size(); ++n) {
    work.make(n);
    for (const JunctionTree::NodeId child : {nodes[n].left, nodes[n].right})
      if (child != JunctionTree::none && !(keep && nodes[child].kept)) work.drop_up(child);
  }
}

/// Downward pass: `work.start(n)` for D of a root, `work.read(n)` where masses are read, `work.pass_down(n, child,
/// sibling)` for D of a child, and `work.drop_down(n)`, `work.drop_up(n)` when nothing needs D(n) or U(n) any more.
template <class Work>
void walk_down(const JunctionTree& tree, Work& work) {
  const auto nodes = tree.nodes();
  for (auto n = static_cast<JunctionTree::NodeId>(nodes.size()); n-- > 0;) {
    if (!nodes[n].needs_downward) continue;
    if (tree.scope(n).empty()) work.start(n);
    if (!tree.read_at(n).empty()) work.read(n);
    work.drop_up(n);
    const auto [left, right] = std::pair(nodes[n].left, nodes[n].right);
    if (left != JunctionTree::none && nodes[left].needs_downward) work.pass_down(n, left, right);
    if (right != JunctionTree::none && nodes[right].needs_downward) work.pass_down(n, right, left);
    work.drop_down(n);
    for (const JunctionTree::NodeId child : {left, right})
      if (child != JunctionTree::none && tree.read_at(child).empty()) work.drop_up(child);
  }
}

/// The variables read at a node, in two parts, their ranks decreasing: the large table is looked at twice instead of once
/// for each variable.
[[nodiscard]] inline std::vector<std::vector<JunctionTree::Rank>> parts_read(const JunctionTree& tree,
                                                                             JunctionTree::NodeId node) {
  const auto increasing = tree.read_at(node);
  const std::vector<JunctionTree::Rank> ranks(increasing.rbegin(), increasing.rend());
  const auto middle = ranks.begin() + static_cast<std::ptrdiff_t>((ranks.size() + 1) / 2);
  if (middle == ranks.end()) return {ranks};
  return {{ranks.begin(), middle}, {middle, ranks.end()}};
}

/// Axes of C = Σ A·B from the ranks of the three tables.
class AxisPlanner {
 public:
  using Ranks = std::span<const JunctionTree::Rank>;

  explicit AxisPlanner(const JunctionTree& tree) : tree_(tree) {}

  /// @pre  ranks decrease; those of C occur in A or B
  std::span<const ContractionAxis> plan(Ranks a, Ranks b, Ranks c) {
    union_.clear();
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(union_), std::greater<>());
    axes_.resize(union_.size());
    for (std::size_t k = 0; k < union_.size(); ++k) axes_[k].extent = tree_.arity(union_[k]);
    set_strides<&ContractionAxis::a>(a);
    set_strides<&ContractionAxis::b>(b);
    set_strides<&ContractionAxis::c>(c);
    return axes_;
  }

 private:
  template <std::uint64_t ContractionAxis::*stride>
  void set_strides(Ranks table) {
    std::uint64_t next = 1;
    std::size_t member = table.size();
    for (std::size_t k = union_.size(); k-- > 0;) {
      axes_[k].*stride = 0;
      if (member == 0 || table[member - 1] != union_[k]) continue;
      axes_[k].*stride = next;
      next *= axes_[k].extent;
      --member;
    }
  }

  const JunctionTree& tree_;
  std::vector<JunctionTree::Rank> union_;
  std::vector<ContractionAxis> axes_;
};

/// Number of entries of a table over these ranks.
[[nodiscard]] inline std::uint64_t table_entries(const JunctionTree& tree, std::span<const JunctionTree::Rank> scope) {
  std::uint64_t entries = 1;
  for (const JunctionTree::Rank rank : scope) entries *= tree.arity(rank);
  return entries;
}

/// Number of products in C = Σ A·B, whatever C is.
[[nodiscard]] inline std::uint64_t product_count(const JunctionTree& tree, AxisPlanner::Ranks a, AxisPlanner::Ranks b) {
  std::uint64_t count = table_entries(tree, a);
  for (const JunctionTree::Rank rank : b)
    if (!std::binary_search(a.begin(), a.end(), rank, std::greater<>())) count *= tree.arity(rank);
  return count;
}

}  // namespace klprop::detail
