#pragma once

/// Random networks in which no node has two parents, planned from the root down and then built from the leaves up.

#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace klprop::detail {

class TreeBuilder {
 public:
  TreeBuilder(Random& random, const SpnOptions& options, const SpnDomain& domain, SpnDraft& draft)
      : random_(random), options_(options), domain_(domain), draft_(draft) {}

  NodeId build() {
    const std::uint64_t edges = std::min<std::uint64_t>(options_.edges, options_.max_unfolding - 1);
    plans_.push_back(plan(domain_.all(), true, edges, options_.max_parses));
    // Breadth first: the plans of a node's children stand next to each other and after it.
    for (std::size_t index = 0; index < plans_.size(); ++index) expand(index);
    std::vector<NodeId> built(plans_.size());
    std::vector<NodeId> children;
    for (std::size_t index = plans_.size(); index-- > 0;) {
      const Plan& node = plans_[index];
      children.assign(built.begin() + static_cast<std::ptrdiff_t>(node.first_child),
                      built.begin() + static_cast<std::ptrdiff_t>(node.first_child + node.child_count));
      built[index] = node.kind == NodeKind::indicator
                         ? draft_.indicator(static_cast<VariableId>(std::countr_zero(node.scope)), node.state)
                     : node.kind == NodeKind::constant ? draft_.constant()
                                                       : draft_.operation(node.kind, children);
    }
    return built.front();
  }

 private:
  /// A subtree: over which variables, whether it must have a leaf for each of their states, and what it may spend.
  struct Plan {
    VariableSet scope;
    bool all_states;
    std::uint64_t edges, parses;
    NodeKind kind = NodeKind::constant;
    StateId state = 0;
    std::size_t first_child = 0, child_count = 0;
  };

  static Plan plan(VariableSet scope, bool all_states, std::uint64_t edges, std::uint64_t parses) {
    Plan result{};
    result.scope = scope;
    result.all_states = all_states;
    result.edges = edges;
    result.parses = parses;
    return result;
  }

  /// Edges of the smallest subtree: a product of one sum, or one leaf, for each variable.
  [[nodiscard]] std::uint64_t least_edges(VariableSet scope, bool all_states) const {
    std::uint64_t edges = std::has_single_bit(scope) ? 0 : static_cast<std::uint64_t>(std::popcount(scope));
    for (; all_states && scope != 0; scope &= scope - 1) edges += present(scope).size();
    return edges;
  }
  [[nodiscard]] std::uint64_t least_parses(VariableSet scope, bool all_states) const {
    std::uint64_t parses = 1;
    for (; all_states && scope != 0; scope &= scope - 1) parses = saturating_product(parses, present(scope).size());
    return parses;
  }
  /// The states of the first variable in the scope that have leaves.
  [[nodiscard]] const std::vector<StateId>& present(VariableSet scope) const {
    return domain_.present[static_cast<std::size_t>(std::countr_zero(scope))];
  }

  void expand(std::size_t index) {
    Plan node = plans_[index];
    if (node.kind == NodeKind::indicator || node.scope == 0) return;
    node.first_child = plans_.size();
    // Products use up variables, and without variables only sums are left: they have to be rarer in large trees.
    const bool product = !std::has_single_bit(node.scope) && random_.chance(1, node.edges > 100 ? 5 : 2);
    if (!(product ? expand_product(node) : expand_sum(node))) finish(node);
    node.child_count = plans_.size() - node.first_child;
    plans_[index] = node;
  }

  /// The smallest subtree.
  void finish(Plan& node) {
    if (!std::has_single_bit(node.scope)) {
      node.kind = NodeKind::product;
      for (VariableSet rest = node.scope; rest != 0; rest &= rest - 1)
        plans_.push_back(plan(only(static_cast<VariableId>(std::countr_zero(rest))), node.all_states, 0, 0));
    } else if (node.all_states) {
      node.kind = NodeKind::sum;
      for (const StateId state : present(node.scope)) add_leaf(node.scope, state);
    } else {
      node.kind = NodeKind::indicator;
      node.state = random_.pick(present(node.scope));
    }
  }

  void add_leaf(VariableSet scope, StateId state) {
    Plan leaf = plan(scope, false, 0, 0);
    leaf.kind = NodeKind::indicator;
    leaf.state = state;
    plans_.push_back(leaf);
  }

  /// A sum of which one child keeps all the states that must be kept. False when its means do not allow one edge.
  bool expand_sum(Plan& node) {
    const std::uint64_t edges = least_edges(node.scope, node.all_states), other = least_edges(node.scope, false);
    const std::uint64_t parses = least_parses(node.scope, node.all_states);
    if (node.edges < edges + 1 || node.parses < parses) return false;
    const std::uint64_t room = std::min((node.edges - edges - 1) / (other + 1), node.parses - parses);
    const std::uint64_t count = heavy_tailed(random_, 1, std::min<std::uint64_t>(options_.fan_in, room + 1), 2, 5);
    std::uint64_t spare_edges = node.edges - edges - 1 - (count - 1) * (other + 1);
    std::uint64_t spare_parses = node.parses - parses - (count - 1);
    const std::uint64_t keeper = random_.below(count);
    node.kind = NodeKind::sum;
    for (std::uint64_t child = 0; child < count; ++child) {
      const bool keeps = child == keeper && node.all_states;
      const bool last = child + 1 == count;
      const std::uint64_t more_edges = last ? spare_edges : random_.below(spare_edges + 1);
      const std::uint64_t more_parses = last || unlimited_parses() ? spare_parses : random_.below(spare_parses + 1);
      spare_edges -= more_edges;
      if (!unlimited_parses()) spare_parses -= more_parses;
      plans_.push_back(plan(node.scope, keeps, (keeps ? edges : other) + more_edges,
                            unlimited_parses() ? node.parses : (keeps ? parses : 1) + more_parses));
    }
    return true;
  }

  /// A product of two or three parts, sometimes with a constant. One part gets all the spare parses.
  bool expand_product(Plan& node) {
    VariableSet parts[3] = {};
    for (VariableSet rest = node.scope; rest != 0; rest &= rest - 1) random_.pick(parts) |= rest & (~rest + 1);
    std::uint64_t needed = 0;
    for (const VariableSet part : parts)
      if (part != 0) needed += 1 + least_edges(part, node.all_states);
    const std::uint64_t parses = least_parses(node.scope, node.all_states);
    if (node.edges < needed || node.parses < parses) return false;
    std::uint64_t spare_edges = node.edges - needed;
    std::uint64_t factor = node.parses / parses;
    node.kind = NodeKind::product;
    if (options_.constants && spare_edges > 0 && random_.chance(1, 4)) {
      plans_.push_back(plan(0, false, 0, 0));
      --spare_edges;
    }
    random_.shuffle(parts);
    for (const VariableSet part : parts) {
      if (part == 0) continue;
      const std::uint64_t more_edges = random_.below(spare_edges + 1);
      spare_edges -= more_edges;
      const std::uint64_t own = unlimited_parses() ? node.parses : factor * least_parses(part, node.all_states);
      factor = 1;
      plans_.push_back(plan(part, node.all_states, least_edges(part, node.all_states) + more_edges, own));
    }
    return true;
  }

  [[nodiscard]] bool unlimited_parses() const { return options_.max_parses == SpnOptions::unlimited; }

  Random& random_;
  const SpnOptions& options_;
  const SpnDomain& domain_;
  SpnDraft& draft_;
  std::vector<Plan> plans_;
};

}  // namespace klprop::detail
