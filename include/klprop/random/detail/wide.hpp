#pragma once

/// Random networks whose operators have very many edges.

#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace klprop::detail {

/// A root that is a wide sum over a few nodes of equal scope, a wide product of a few variables and many nodes of empty
/// scope, or a wide sum over wide products.
class WideBuilder {
 public:
  WideBuilder(Random& random, const SpnOptions& options, const SpnDomain& domain, SpnDraft& draft)
      : random_(random),
        options_(options),
        domain_(domain),
        draft_(draft),
        bound_{options.max_unfolding, options.max_parses} {}

  NodeId build() {
    add_leaves();
    if (options_.constants) add_empty();
    const std::uint64_t variant = options_.constants ? random_.below(3) : 0;
    const bool sum = variant != 1, product = variant != 0;
    std::vector<NodeId> factors;
    for (const auto& leaves : leaves_) factors.push_back(draft_.operation(NodeKind::sum, leaves));
    // What stands below a sum has to leave room for it.
    if (sum) product_bound_ = {part_of_bound(bound_.unfolding, 2), part_of_bound(bound_.parses, 2)};
    std::vector<NodeId> choices = {product ? wide_product(factors) : plain_product(factors)};
    if (!sum) return choices.front();
    for (int count = random_.between(1, 4); count-- > 0;) {
      for (std::size_t variable = 0; variable < factors.size(); ++variable) factors[variable] = alternative(variable);
      choices.push_back(product && random_.chance(1, 4) ? wide_product(factors) : plain_product(factors));
    }
    return wide_sum(choices);
  }

 private:
  void add_leaves() {
    for (VariableId variable = 0; variable < domain_.size(); ++variable) {
      auto& leaves = leaves_.emplace_back();
      for (const StateId state : domain_.present[variable]) leaves.push_back(draft_.indicator(variable, state));
    }
  }

  void add_empty() {
    for (int count = random_.between(1, 8); count-- > 0;) empty_.push_back(draft_.constant());
    std::vector<NodeId> children;
    for (int count = random_.between(1, 3); count-- > 0;) children.push_back(random_.pick(empty_));
    empty_.push_back(draft_.operation(random_.chance(1, 2) ? NodeKind::sum : NodeKind::product, children));
  }

  /// A leaf of the variable, or a sum of some, as far as parses allow.
  NodeId alternative(std::size_t variable) {
    const NodeId leaf = random_.pick(leaves_[variable]);
    if (random_.chance(1, 2)) return leaf;
    // With at most as many edges as the variable has states, the product has no more parses than the first one.
    std::vector<NodeId> children = {leaf};
    while (children.size() < leaves_[variable].size() && random_.chance(2, 3))
      children.push_back(random_.pick(leaves_[variable]));
    return draft_.operation(NodeKind::sum, children);
  }

  std::uint64_t draw_fan_in() {
    return random_.chance(1, 2) ? options_.fan_in : log_uniform(random_, 2, options_.fan_in);
  }

  NodeId plain_product(const std::vector<NodeId>& factors) {
    return factors.size() == 1 ? factors.front() : draft_.operation(NodeKind::product, factors);
  }

  NodeId wide_product(std::vector<NodeId> children) {
    Enumeration work = without_edges(NodeKind::product);
    for (const NodeId child : children) work = with_edge(NodeKind::product, work, draft_.work(child));
    for (std::uint64_t fan_in = draw_fan_in(); children.size() < fan_in;) {
      NodeId child = random_.pick(empty_);
      if (!with_edge(NodeKind::product, work, draft_.work(child)).within(product_bound_)) child = empty_.front();
      work = with_edge(NodeKind::product, work, draft_.work(child));
      if (!work.within(product_bound_)) break;
      children.push_back(child);
    }
    random_.shuffle(children);
    return draft_.operation(NodeKind::product, children);
  }

  /// @param choices  the first is certainly among the children
  NodeId wide_sum(const std::vector<NodeId>& choices) {
    std::vector<NodeId> children = {choices.front()};
    Enumeration work = with_edge(NodeKind::sum, without_edges(NodeKind::sum), draft_.work(choices.front()));
    const NodeId lightest = *std::min_element(choices.begin(), choices.end(), [&](NodeId a, NodeId b) {
      return draft_.work(a).unfolding < draft_.work(b).unfolding;
    });
    for (std::uint64_t fan_in = draw_fan_in(); children.size() < fan_in;) {
      NodeId child = random_.pick(choices);
      if (!with_edge(NodeKind::sum, work, draft_.work(child)).within(bound_)) child = lightest;
      work = with_edge(NodeKind::sum, work, draft_.work(child));
      if (!work.within(bound_)) break;
      children.push_back(child);
    }
    random_.shuffle(children);
    return draft_.operation(NodeKind::sum, children);
  }

  Random& random_;
  const SpnOptions& options_;
  const SpnDomain& domain_;
  SpnDraft& draft_;
  Enumeration bound_, product_bound_ = bound_;
  std::vector<std::vector<NodeId>> leaves_;
  std::vector<NodeId> empty_;  // nodes of empty scope; the first is a constant
};

}  // namespace klprop::detail
