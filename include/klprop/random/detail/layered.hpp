#pragma once

/// Random networks made of fully connected layers over a region graph, like the tensorised networks used in practice.

#include <klprop/random/detail/domain.hpp>
#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace klprop::detail {

/// `width` sums for each region: over all products of two nodes of its parts, then `mixing` layers of sums over all nodes
/// of the layer below. The variables are split anew `repetitions` times; all repetitions share the lowest layer.
class LayeredBuilder {
 public:
  LayeredBuilder(Random& random, const SpnOptions& options, const SpnDomain& domain, SpnDraft& draft)
      : random_(random),
        options_(options),
        domain_(domain),
        draft_(draft),
        bound_{options.max_unfolding, options.max_parses} {}

  NodeId build() {
    draw_size();
    for (;;) {
      const NodeId root = network();
      if (draft_.work(root).within(bound_)) return root;
      // Too much to enumerate: the attempt stays behind unreachable, and a smaller one follows.
      if (mixing_ > 0)
        mixing_ = 0;
      else if (repetitions_ > 1)
        repetitions_ /= 2;
      else if (width_ > 1)
        --width_;
      else
        return factorised(draft_, domain_, domain_.all());
    }
  }

 private:
  using Layer = std::vector<NodeId>;

  /// Chooses width, repetitions and mixing layers for the wanted number of edges.
  void draw_size() {
    const std::size_t inner = domain_.size() - 1U;
    width_ = random_.between<std::size_t>(1, 8);
    while (width_ > 1 && std::max<std::size_t>(1, inner) * region_edges() > options_.edges) --width_;
    mixing_ = random_.below(3) == 0 ? static_cast<std::size_t>(log_uniform(random_, 1, 32)) : 0;
    if (inner == 0) {
      repetitions_ = 1;
      mixing_ = std::max<std::size_t>(1, options_.edges / (width_ * width_));
      return;
    }
    const std::size_t repetition = inner * (region_edges() + mixing_ * width_ * width_);
    repetitions_ = std::max<std::size_t>(1, options_.edges / repetition);
  }

  [[nodiscard]] std::size_t region_edges() const { return width_ * width_ * (width_ + 2); }

  NodeId network() {
    lowest_.clear();
    for (VariableId variable = 0; variable < domain_.size(); ++variable) {
      Layer leaves;
      for (const StateId state : domain_.present[variable]) leaves.push_back(draft_.indicator(variable, state));
      lowest_.push_back(sums_over(leaves));
    }
    Layer top;
    if (domain_.size() == 1) {
      top = mixed(lowest_.front());
    } else {
      for (std::size_t repetition = 0; repetition < repetitions_; ++repetition) {
        const Layer products = split(domain_.all());
        top.insert(top.end(), products.begin(), products.end());
      }
    }
    return one_sum(std::move(top));
  }

  /// A layer of sums, each over all the nodes.
  Layer sums_over(const Layer& nodes) {
    Layer sums;
    while (sums.size() < width_) sums.push_back(draft_.operation(NodeKind::sum, nodes));
    return sums;
  }

  Layer mixed(Layer nodes) {
    for (std::size_t layer = 0; layer < mixing_; ++layer) nodes = sums_over(nodes);
    return nodes;
  }

  /// The products at the top of a region with at least two variables. Recursion is bounded by the number of variables.
  Layer split(VariableSet scope) {
    VariableSet left = 0;
    while (left == 0 || left == scope) left = random_.next() & scope;
    const Layer first = sums(left), second = sums(scope & ~left);
    Layer products;
    for (const NodeId a : first)
      for (const NodeId b : second) {
        const NodeId factors[] = {a, b};
        products.push_back(draft_.operation(NodeKind::product, factors));
      }
    return products;
  }

  Layer sums(VariableSet scope) {
    if (std::has_single_bit(scope)) return lowest_[static_cast<std::size_t>(std::countr_zero(scope))];
    return mixed(sums_over(split(scope)));
  }

  /// One sum over all, in as many steps as the fan-in asks for.
  NodeId one_sum(Layer nodes) {
    do {
      Layer sums;
      for (std::size_t begin = 0; begin < nodes.size(); begin += options_.fan_in)
        sums.push_back(draft_.operation(
            NodeKind::sum, std::span(nodes).subspan(begin, std::min(options_.fan_in, nodes.size() - begin))));
      nodes = std::move(sums);
    } while (nodes.size() > 1);
    return nodes.front();
  }

  Random& random_;
  const SpnOptions& options_;
  const SpnDomain& domain_;
  SpnDraft& draft_;
  Enumeration bound_;
  std::size_t width_ = 1, repetitions_ = 1, mixing_ = 0;
  std::vector<Layer> lowest_;
};

}  // namespace klprop::detail
