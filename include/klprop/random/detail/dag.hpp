#pragma once

/// Random networks in which nodes are shared by many parents.
///
/// The scopes that occur are those of a few random trees of nested splits (a region graph), so that sums find different
/// children of equal scope, and products find partners, whatever the number of variables.

#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace klprop::detail {

/// A non-empty set of variables that is some node's scope, ways to split it, and the nodes over it.
struct Region {
  VariableSet scope;
  std::vector<std::array<std::size_t, 2>> splits;  ///< pairs of regions; none for one variable
  std::vector<NodeId> nodes;
  std::vector<NodeId> fresh;  ///< nodes that had no parent when they were last looked at
};

class DagBuilder {
 public:
  struct Style {
    bool repeat_leaves = false;  ///< several leaves for the same (variable, state)
    bool chains = false;         ///< put one-child operators on top of each other
  };

  DagBuilder(Random& random, const SpnOptions& options, const SpnDomain& domain, Style style, SpnDraft& draft)
      : random_(random),
        options_(options),
        domain_(domain),
        style_(style),
        draft_(draft),
        bound_{options.max_unfolding, options.max_parses} {}

  NodeId build() {
    add_leaves();
    add_regions();
    // Even where the leaves alone use up the edges, some nodes are shared.
    for (int grown = 0; grown < 4 || draft_.edge_count() + fresh_ < options_.edges; ++grown) grow();
    return join();
  }

 private:
  void add_leaves() {
    for (VariableId variable = 0; variable < domain_.size(); ++variable) {
      regions_.push_back({only(variable), {}, {}, {}});
      const std::vector<StateId>& states = domain_.present[variable];
      for (const StateId state : states) settle(variable, draft_.indicator(variable, state));
      if (style_.repeat_leaves)
        for (int count = random_.between(1, 3); count-- > 0;)
          settle(variable, draft_.indicator(variable, random_.pick(states)));
    }
    if (!options_.constants) return;
    for (int count = random_.between(0, 3); count-- > 0;) empty_.push_back(draft_.constant());
    // One operator over constants, never two: towers of products would be towers of squares.
    if (!empty_.empty() && random_.chance(1, 3)) {
      children_.clear();
      for (int count = random_.between(1, 3); count-- > 0;) children_.push_back(random_.pick(empty_));
      empty_.push_back(draft_.operation(random_.chance(1, 2) ? NodeKind::sum : NodeKind::product, children_));
    }
  }

  void add_regions() {
    const std::size_t trees = 1 + std::min<std::size_t>(3, options_.edges / (8 * domain_.size()));
    for (std::size_t tree = 0; tree < trees; ++tree) split(domain_.all());
    top_ = region(domain_.all());
  }

  std::size_t region(VariableSet scope) {
    for (std::size_t index = 0; index < regions_.size(); ++index)
      if (regions_[index].scope == scope) return index;
    regions_.push_back({scope, {}, {}, {}});
    return regions_.size() - 1;
  }

  /// Recursion is bounded by the number of variables.
  std::size_t split(VariableSet scope) {
    const std::size_t whole = region(scope);
    if (std::has_single_bit(scope)) return whole;
    VariableSet left = 0;
    while (left == 0 || left == scope) left = random_.next() & scope;
    const std::size_t first = split(left), second = split(scope & ~left);
    regions_[whole].splits.push_back({first, second});
    return whole;
  }

  /// Makes a node available as a child, perhaps on top of a chain of one-child operators.
  void settle(std::size_t region, NodeId node) {
    if (style_.chains)
      while (random_.chance(1, 2)) {
        const Enumeration longer{draft_.work(node).unfolding + 1, draft_.work(node).parses};
        if (!longer.within(node_bound())) break;
        const NodeId child[] = {node};
        node = draft_.operation(random_.chance(1, 2) ? NodeKind::sum : NodeKind::product, child);
      }
    regions_[region].nodes.push_back(node);
    regions_[region].fresh.push_back(node);
    ++fresh_;
  }

  /// A bound for single nodes that lets several of them stand below the root.
  [[nodiscard]] Enumeration node_bound() const {
    return {part_of_bound(bound_.unfolding, 4), part_of_bound(bound_.parses, 4)};
  }

  /// Adds a random node of the region to the children, half of the time one without parents, so that few of those
  /// remain in the end; but not one that makes the operator too much work to enumerate.
  bool take(std::size_t from, NodeKind kind, Enumeration& work) {
    Region& region = regions_[from];
    const bool from_fresh = !region.fresh.empty() && random_.chance(1, 2);
    std::vector<NodeId>& list = from_fresh ? region.fresh : region.nodes;
    NodeId& place = random_.pick(list);
    const NodeId child = place;
    if (!add_child(kind, child, work)) return false;
    if (from_fresh) {
      place = list.back();
      list.pop_back();
      --fresh_;
    }
    return true;
  }

  bool add_child(NodeKind kind, NodeId child, Enumeration& work) {
    const Enumeration more = with_edge(kind, work, draft_.work(child));
    if (!more.within(node_bound())) return false;
    children_.push_back(child);
    work = more;
    return true;
  }

  /// The child that every region has and that is among its least work: for when nothing else fits.
  void take_first(std::size_t from, NodeKind kind, Enumeration& work) {
    const NodeId child = regions_[from].nodes.front();
    work = with_edge(kind, work, draft_.work(child));
    children_.push_back(child);
  }

  void grow() {
    const auto index = static_cast<std::size_t>(random_.below(regions_.size()));
    if (regions_[index].splits.empty() || (!regions_[index].nodes.empty() && random_.chance(1, 2)))
      !empty_.empty() && random_.chance(1, 6) ? grow_scaled(index) : grow_sum(index);
    else
      grow_product(index);
  }

  /// A product with constants, which is how circuits in the wild carry their weights.
  void grow_scaled(std::size_t index) {
    children_.clear();
    Enumeration work = without_edges(NodeKind::product);
    if (!take(index, NodeKind::product, work)) take_first(index, NodeKind::product, work);
    do add_child(NodeKind::product, random_.pick(empty_), work);
    while (random_.chance(1, 4));
    settle(index, draft_.operation(NodeKind::product, children_));
  }

  void grow_sum(std::size_t index) {
    children_.clear();
    Enumeration work = without_edges(NodeKind::sum);
    const std::uint64_t most = std::min<std::uint64_t>(options_.fan_in, 4 + options_.edges / 8);
    const std::uint64_t fan_in = heavy_tailed(random_, 1, most, 2, 5);
    for (std::uint64_t edge = 0; edge < fan_in; ++edge) {
      // A parallel edge now and then; in small regions they come by themselves.
      if (!children_.empty() && random_.chance(1, 8))
        add_child(NodeKind::sum, children_.back(), work);
      else
        take(index, NodeKind::sum, work);
    }
    if (children_.empty()) take_first(index, NodeKind::sum, work);
    settle(index, draft_.operation(NodeKind::sum, children_));
  }

  void grow_product(std::size_t index) {
    const auto parts = random_.pick(regions_[index].splits);
    for (const std::size_t part : parts) require_node(part);
    children_.clear();
    Enumeration work = without_edges(NodeKind::product);
    const bool first = regions_[index].nodes.empty();
    for (const std::size_t part : parts)
      if (first || !take(part, NodeKind::product, work)) take_first(part, NodeKind::product, work);
    while (!first && !empty_.empty() && random_.chance(1, 6)) add_child(NodeKind::product, random_.pick(empty_), work);
    random_.shuffle(children_);
    settle(index, draft_.operation(NodeKind::product, children_));
  }

  /// Recursion is bounded by the number of variables.
  void require_node(std::size_t index) {
    if (regions_[index].nodes.empty()) grow_product(index);
  }

  NodeId join();
  void join_within(std::size_t index);
  void complete(std::vector<NodeId>& partial);
  void fill(VariableSet missing, Enumeration& work);
  NodeId choose_root();
  [[nodiscard]] bool covers_states(NodeId root) const;

  Random& random_;
  const SpnOptions& options_;
  const SpnDomain& domain_;
  Style style_;
  SpnDraft& draft_;
  Enumeration bound_;
  std::vector<Region> regions_;
  std::size_t top_ = 0, fresh_ = 0;
  std::vector<NodeId> empty_;  // nodes of empty scope
  std::vector<NodeId> children_;
};

}  // namespace klprop::detail

#include <klprop/random/detail/dag_join.hpp>
