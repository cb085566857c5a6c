#pragma once

/// How many roundings lie behind the results of elimination: what an a-priori error bound needs.

#include <klprop/factor_graph/elimination.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace klprop {

/// A bound for every result of `relative_masses` in arithmetic that rounds each conversion from a rational, each sum and
/// each product once: along any way from an input to the result, repeated for every factor of a product, no more
/// roundings take place. With relative errors below u the result's is below (1+u)^k − 1.
struct RoundingCount {
  std::uint64_t mass = 0;             ///< the largest of any mass
  std::uint64_t component_total = 0;  ///< the largest of any component's total
  std::uint64_t total = 0;            ///< of the product of all components and the constant
};

namespace detail {

class RoundingCounter {
 public:
  using NodeId = JunctionTree::NodeId;

  explicit RoundingCounter(const JunctionTree& tree)
      : tree_(tree), up_(tree.nodes().size()), down_(tree.nodes().size()) {
    if (tree.states().contradictory()) return;  // nothing is computed
    walk_up(tree, true, *this);
    for (const NodeId root : tree.roots()) {
      result_.component_total = std::max(result_.component_total, up_[root]);
      result_.total += up_[root] + 1;
    }
    const auto conversion_and_product = [this](auto) { result_.total += 2; };
    for_each_constant(tree, conversion_and_product, conversion_and_product);
    walk_down(tree, *this);
  }

  [[nodiscard]] RoundingCount result() const { return result_; }

  void make(NodeId n) {
    const auto& node = tree_.nodes()[n];
    if (node.left == JunctionTree::none)
      up_[n] = 1 + 2 * tree_.anchored(n).size();  // conversions of entry and evidence, and their products
    else if (node.right == JunctionTree::none)
      up_[n] = up_[node.left] + node.terms - 1;
    else
      up_[n] = up_[node.left] + up_[node.right] + node.terms;  // one product, the sums
  }
  void start(NodeId) {}
  void read(NodeId n) {
    for (const auto& part : parts_read(tree_, n)) {
      const std::uint64_t entries = table_entries(tree_, part);
      const std::uint64_t joint = up_[n] + down_[n] + tree_.nodes()[n].entries / entries;
      result_.mass = std::max(result_.mass, joint + entries);
    }
  }
  void pass_down(NodeId n, NodeId child, NodeId sibling) {
    down_[child] = down_[n];
    if (sibling == JunctionTree::none) return;
    down_[child] += up_[sibling] + product_count(tree_, tree_.downward_scope(n), tree_.scope(sibling)) /
                                       table_entries(tree_, tree_.downward_scope(child));
  }
  void drop_up(NodeId) {}
  void drop_down(NodeId) {}

 private:
  const JunctionTree& tree_;
  std::vector<std::uint64_t> up_, down_;
  RoundingCount result_;
};

}  // namespace detail

/// @cost  O(tree)
[[nodiscard]] inline RoundingCount rounding_count(const JunctionTree& tree) {
  return detail::RoundingCounter(tree).result();
}

}  // namespace klprop
