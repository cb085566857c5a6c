#pragma once

// Out-of-line parts of dag.hpp: how the nodes that are left without parents find their way to one root.

#include <klprop/random/detail/dag.hpp>

#include <numeric>

namespace klprop::detail {

/// Connects the nodes without parents to one root, those of small scopes first.
inline NodeId DagBuilder::join() {
  std::vector<std::size_t> order(regions_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  random_.shuffle(order);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::popcount(regions_[a].scope) < std::popcount(regions_[b].scope);
  });
  std::vector<NodeId> partial;
  for (const std::size_t index : order) {
    if (index == top_) continue;
    if (regions_[index].fresh.size() > 4 || random_.chance(3, 4)) join_within(index);
    auto& fresh = regions_[index].fresh;
    partial.insert(partial.end(), fresh.begin(), fresh.end());
    fresh.clear();
  }
  random_.shuffle(partial);
  while (!partial.empty()) complete(partial);
  return choose_root();
}

/// Replaces the nodes without parents in one region by sums of them: one sum, or several where the bound demands it.
inline void DagBuilder::join_within(std::size_t index) {
  std::vector<NodeId> rest = std::move(regions_[index].fresh);
  regions_[index].fresh.clear();
  fresh_ -= rest.size();
  while (!rest.empty()) {
    children_.clear();
    Enumeration work = without_edges(NodeKind::sum);
    while (!rest.empty() && (add_child(NodeKind::sum, rest.back(), work) || children_.empty())) {
      if (children_.empty()) children_.push_back(rest.back());
      rest.pop_back();
    }
    settle(index, children_.size() == 1 ? children_.front() : draft_.operation(NodeKind::sum, children_));
  }
}

/// Makes one product over all variables out of partial nodes with disjoint scopes and whatever the rest needs.
inline void DagBuilder::complete(std::vector<NodeId>& partial) {
  children_.clear();
  VariableSet scope = 0;
  Enumeration work = without_edges(NodeKind::product);
  std::erase_if(partial, [&](NodeId node) {
    if ((draft_.scope(node) & scope) != 0) return false;
    if (!add_child(NodeKind::product, node, work)) {
      if (!children_.empty()) return false;
      children_.push_back(node);
    }
    scope |= draft_.scope(node);
    return true;
  });
  fill(domain_.all() & ~scope, work);
  if (!empty_.empty() && random_.chance(1, 2)) add_child(NodeKind::product, random_.pick(empty_), work);
  settle(top_, draft_.operation(NodeKind::product, children_));
}

/// Adds nodes for the missing variables: of random regions that fit while they last, then of single variables.
inline void DagBuilder::fill(VariableSet missing, Enumeration& work) {
  for (std::size_t attempts = 4; attempts-- > 0 && missing != 0;) {
    const auto index = static_cast<std::size_t>(random_.below(regions_.size()));
    const VariableSet scope = regions_[index].scope;
    if ((scope & ~missing) == 0 && !regions_[index].nodes.empty() && take(index, NodeKind::product, work))
      missing &= ~scope;
  }
  for (; missing != 0; missing &= missing - 1) {
    const auto variable = static_cast<std::size_t>(std::countr_zero(missing));
    if (!take(variable, NodeKind::product, work)) take_first(variable, NodeKind::product, work);
  }
}

inline NodeId DagBuilder::choose_root() {
  const Enumeration reserve = domain_.smallest();
  Enumeration work = without_edges(NodeKind::sum);
  work = with_edge(NodeKind::sum, work, reserve);
  std::vector<NodeId> children;
  for (const NodeId node : regions_[top_].fresh) {
    const Enumeration more = with_edge(NodeKind::sum, work, draft_.work(node));
    if (!more.within(bound_)) continue;
    children.push_back(node);
    work = more;
  }
  if (!children.empty()) {
    const NodeId root = children.size() == 1 ? children.front() : draft_.operation(NodeKind::sum, children);
    if (covers_states(root)) return root;
  }
  children.push_back(factorised(draft_, domain_, domain_.all()));
  return children.size() == 1 ? children.front() : draft_.operation(NodeKind::sum, children);
}

[[nodiscard]] inline bool DagBuilder::covers_states(NodeId root) const {
  std::size_t missing = 0;
  std::vector<std::vector<bool>> seen;
  for (VariableId variable = 0; variable < domain_.size(); ++variable) {
    seen.emplace_back(domain_.variables.arity(variable), false);
    missing += domain_.present[variable].size();
  }
  const std::vector<bool> reached = draft_.reachable(root);
  for (NodeId node = 0; node <= root; ++node)
    if (reached[node] && draft_.kind(node) == NodeKind::indicator) {
      auto place = seen[draft_.variable(node)][draft_.state(node)];
      if (!place) --missing;
      place = true;
    }
  return missing == 0;
}

}  // namespace klprop::detail
