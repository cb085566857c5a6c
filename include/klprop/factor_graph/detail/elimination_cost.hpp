#pragma once

// The passes of elimination.hpp, counted instead of made.

#include <klprop/factor_graph/detail/pass_schedule.hpp>
#include <klprop/factor_graph/elimination.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace klprop {

namespace detail {

/// Counts entries and multiplications instead of making them.
class PassCounter {
 public:
  using NodeId = JunctionTree::NodeId;

  explicit PassCounter(const JunctionTree& tree) : tree_(tree), up_(tree.nodes().size()), down_(tree.nodes().size()) {}

  void make(NodeId n) {
    const auto& node = tree_.nodes()[n];
    if (node.right != JunctionTree::none) count(node.entries * node.terms);
    hold(up_[n], node.entries);
  }
  void start(NodeId n) { hold(down_[n], 1); }
  void read(NodeId n) {
    for (const auto& part : parts_read(tree_, n)) {
      std::uint64_t joint = 0;
      hold(joint, table_entries(tree_, part));
      drop(joint);
      count(tree_.nodes()[n].entries);
    }
  }
  void pass_down(NodeId n, NodeId child, NodeId sibling) {
    if (sibling != JunctionTree::none) count(product_count(tree_, tree_.downward_scope(n), tree_.scope(sibling)));
    hold(down_[child], table_entries(tree_, tree_.downward_scope(child)));
  }
  void drop_up(NodeId n) { drop(up_[n]); }
  void drop_down(NodeId n) { drop(down_[n]); }

  [[nodiscard]] EliminationCost cost() const { return cost_; }

 private:
  void hold(std::uint64_t& slot, std::uint64_t entries) {
    slot = entries;
    held_ += entries;
    cost_.peak_entries = std::max(cost_.peak_entries, held_);
  }
  void drop(std::uint64_t& slot) {
    held_ -= slot;
    slot = 0;
  }
  void count(std::uint64_t products) { cost_.multiplications += static_cast<double>(products); }

  const JunctionTree& tree_;
  std::vector<std::uint64_t> up_, down_;
  std::uint64_t held_ = 0;
  EliminationCost cost_;
};

}  // namespace detail

inline EliminationCost elimination_cost(const JunctionTree& tree) {
  detail::PassCounter counter(tree);
  detail::walk_up(tree, true, counter);
  detail::walk_down(tree, counter);
  return counter.cost();
}

}  // namespace klprop
