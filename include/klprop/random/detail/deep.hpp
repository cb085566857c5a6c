#pragma once

/// Random networks with one very long path.

#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace klprop::detail {

/// Two spines of equal scope grow side by side, each level a sum over both, a product with the next variable or with a
/// constant, or an operator with one child. Where sums over both would be too much to enumerate, the second spine starts
/// again as a product of single leaves.
class DeepBuilder {
 public:
  DeepBuilder(Random& random, const SpnOptions& options, const SpnDomain& domain, SpnDraft& draft)
      : random_(random),
        options_(options),
        domain_(domain),
        draft_(draft),
        bound_{options.max_unfolding, options.max_parses},
        rest_(domain.smallest()) {}

  NodeId build() {
    std::vector<VariableId> order(domain_.size());
    std::iota(order.begin(), order.end(), VariableId{0});
    random_.shuffle(order);
    if (options_.constants)
      for (int count = random_.between(1, 3); count-- > 0;) constants_.push_back(draft_.constant());

    // The first sum is one level; variables that find no level of their own join it in a product.
    const std::size_t levels = draw_levels();
    const std::size_t together = levels >= order.size() ? 1 : std::min(order.size(), order.size() + 2 - levels);
    start(std::vector<VariableId>(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(together)));
    std::size_t above = levels - std::min<std::size_t>(levels, together > 1 ? 2 : 1);
    std::size_t waiting = order.size() - together;
    for (; above > 0; --above) {
      levels_above_ = above - 1;
      if (waiting > 0 && random_.below(above) < waiting)
        extend(order[order.size() - waiting--]);
      else
        grow(above);
    }
    while (waiting > 0) extend(order[order.size() - waiting--]);
    return main_;
  }

 private:
  /// Half of the time as deep as allowed.
  std::size_t draw_levels() {
    const std::uint64_t room = (bound_.unfolding - rest_.unfolding) / 2;
    const std::uint64_t most = std::max<std::uint64_t>(1, std::min<std::uint64_t>(options_.depth, room));
    return static_cast<std::size_t>(random_.chance(1, 2) ? most : random_.between((most + 1) / 2, most));
  }

  void start(const std::vector<VariableId>& variables) {
    std::vector<NodeId> all, one;
    for (const VariableId variable : variables) {
      all.push_back(sum_of_states(variable));
      one.push_back(random_.pick(draft_.children(all.back())));
    }
    main_ = all.size() == 1 ? all.front() : draft_.operation(NodeKind::product, all);
    second_ = light_ = one.size() == 1 ? one.front() : draft_.operation(NodeKind::product, one);
  }

  NodeId sum_of_states(VariableId variable) {
    const NodeId sum = factorised(draft_, domain_, only(variable));
    rest_.unfolding -= draft_.work(sum).unfolding;
    rest_.parses = std::max<std::uint64_t>(1, rest_.parses / draft_.work(sum).parses);
    return sum;
  }

  /// One more variable for all spines.
  void extend(VariableId variable) {
    const NodeId sum = sum_of_states(variable);
    const NodeId leaf = random_.pick(draft_.children(sum));
    main_ = pair(NodeKind::product, main_, sum);
    second_ = pair(NodeKind::product, second_, random_.chance(1, 2) ? sum : leaf);
    light_ = pair(NodeKind::product, light_, leaf);
  }

  void grow(std::size_t levels) {
    // A bounded number of parses is spread over the levels instead of being spent at the bottom.
    const std::uint64_t branches = std::min<std::uint64_t>(levels, 1 + bound_.parses / 8 / rest_.parses);
    if (random_.below(2 * levels) < branches) return branch();
    if (!constants_.empty() && random_.chance(1, 3)) {
      main_ = pair(NodeKind::product, main_, random_.pick(constants_));
    } else {
      const NodeId child[] = {main_};
      main_ = draft_.operation(random_.chance(1, 2) ? NodeKind::sum : NodeKind::product, child);
    }
  }

  /// Sums over both spines, with a parallel edge now and then.
  void branch() {
    if (!fits(main_, second_)) second_ = light_;
    std::vector<NodeId> children = {main_};
    if (fits(main_, second_)) children.push_back(second_);
    if (children.size() == 1 && fits(main_, main_) && random_.chance(1, 4)) children.push_back(main_);
    random_.shuffle(children);
    const NodeId previous = main_;
    main_ = draft_.operation(NodeKind::sum, children);
    if (fits(second_, previous) && random_.chance(3, 4)) second_ = pair(NodeKind::sum, second_, previous);
  }

  /// Whether a sum over both still leaves room for what must come above it.
  [[nodiscard]] bool fits(NodeId a, NodeId b) const {
    const Enumeration both = with_edge(NodeKind::sum, draft_.work(a), draft_.work(b));
    const Enumeration total{saturating_sum(both.unfolding, rest_.unfolding + 2 * levels_above_ + 2),
                            saturating_product(both.parses, rest_.parses)};
    return total.within(bound_);
  }

  NodeId pair(NodeKind kind, NodeId first, NodeId second) {
    const NodeId children[] = {first, second};
    return draft_.operation(kind, children);
  }

  Random& random_;
  const SpnOptions& options_;
  const SpnDomain& domain_;
  SpnDraft& draft_;
  Enumeration bound_;
  Enumeration rest_;  // what the variables that are still to come will cost
  std::size_t levels_above_ = 0;
  std::vector<NodeId> constants_;
  NodeId main_ = 0, second_ = 0, light_ = 0;
};

}  // namespace klprop::detail
