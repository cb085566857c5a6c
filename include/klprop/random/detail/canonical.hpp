#pragma once

/// Canonical forms: two small networks are isomorphic exactly when their canonical forms are equal.

#include <klprop/random/small_network.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

namespace klprop::detail {

/// Position → node.
using Arrangement = std::array<std::uint8_t, SmallNetwork::capacity>;

/// What an isomorphism must preserve at a node. Height is a node's distance from the leaves, so that sorting by it
/// leaves children before parents.
struct NodeInvariant {
  std::uint8_t height = 0;
  SmallNetwork::Label label = 0;
  std::uint64_t surroundings = 0;
  friend auto operator<=>(const NodeInvariant&, const NodeInvariant&) = default;
};

class Canonicalizer {
 public:
  explicit Canonicalizer(const SmallNetwork& network) : network_(network), size_(network.node_count()) {
    measure();
    // Each round looks one edge further. Too few rounds, or colliding hashes, only leave more ties to try out.
    for (unsigned round = 0; round < 3 && !sort(); ++round) refine();
    sort();
  }

  /// The least of all arrangements that are sorted by invariants.
  [[nodiscard]] SmallNetwork canonical_form() {
    SmallNetwork least = arranged(order_);
    for_each_arrangement([&](const Arrangement& arrangement) { least = std::min(least, arranged(arrangement)); });
    return least;
  }

  /// All automorphisms, as node → image, the identity among them.
  [[nodiscard]] std::vector<Arrangement> automorphisms() {
    const SmallNetwork reference = arranged(order_);
    const Arrangement start = order_;
    std::vector<Arrangement> found;
    for_each_arrangement([&](const Arrangement& arrangement) {
      if (arranged(arrangement) != reference) return;
      Arrangement image{};
      for (unsigned position = 0; position < size_; ++position) image[start[position]] = arrangement[position];
      found.push_back(image);
    });
    return found;
  }

 private:
  void measure() {
    for (unsigned node = 0; node < size_; ++node) {
      invariants_[node].label = network_.label(node);
      for (unsigned child = 0; child < node; ++child)
        if (network_.multiplicity(node, child) != 0)
          invariants_[node].height = std::max<std::uint8_t>(invariants_[node].height,
                                                            static_cast<std::uint8_t>(invariants_[child].height + 1));
      order_[node] = static_cast<std::uint8_t>(node);
    }
  }

  void refine() {
    std::array<std::uint64_t, SmallNetwork::capacity> down{}, up{}, next{};
    for (unsigned node = 0; node < size_; ++node) {
      const NodeInvariant& own = invariants_[node];
      const std::uint64_t seed = own.surroundings + own.label + 16U * own.height;
      down[node] = SplitMix64(seed).next();
      up[node] = SplitMix64(~seed).next();
      next[node] = own.surroundings;
    }
    for (unsigned parent = 0; parent < size_; ++parent)
      for (unsigned child = 0; child < parent; ++child) {
        const std::uint64_t edges = network_.multiplicity(parent, child);
        next[parent] += edges * edges * down[child];
        next[child] += edges * edges * up[parent];
      }
    for (unsigned node = 0; node < size_; ++node) invariants_[node].surroundings = SplitMix64(next[node]).next();
  }

  /// True when no two nodes tie.
  bool sort() {
    const auto less = [&](std::uint8_t a, std::uint8_t b) {
      return std::tie(invariants_[a], a) < std::tie(invariants_[b], b);
    };
    std::sort(order_.begin(), order_.begin() + size_, less);
    for (unsigned position = 1; position < size_; ++position)
      if (tied(position)) return false;
    return true;
  }

  /// Whether a node ties with the one before it.
  [[nodiscard]] bool tied(unsigned position) const {
    return invariants_[order_[position - 1]] == invariants_[order_[position]];
  }

  /// All ways to arrange tied nodes; every run of ties goes through its permutations like the digits of a counter.
  template <class Visit>
  void for_each_arrangement(Visit&& visit) {
    for (;;) {
      visit(order_);
      unsigned begin = 0;
      for (;;) {
        if (begin >= size_) return;
        unsigned end = begin + 1;
        while (end < size_ && tied(end)) ++end;
        if (std::next_permutation(order_.begin() + begin, order_.begin() + end)) break;
        begin = end;
      }
    }
  }

  [[nodiscard]] SmallNetwork arranged(const Arrangement& arrangement) const {
    std::array<std::uint8_t, SmallNetwork::capacity> position{};
    SmallNetwork result;
    for (unsigned place = 0; place < size_; ++place) {
      const unsigned node = arrangement[place];
      position[node] = static_cast<std::uint8_t>(place);
      SmallNetwork::Row row = 0;
      for (unsigned child = 0; child < node; ++child)
        if (const unsigned edges = network_.multiplicity(node, child); edges != 0)
          row = static_cast<SmallNetwork::Row>(row | SmallNetwork::edges(position[child], edges));
      result.add(network_.label(node), row);
    }
    return result;
  }

  const SmallNetwork& network_;
  unsigned size_;
  std::array<NodeInvariant, SmallNetwork::capacity> invariants_{};
  Arrangement order_{};
};

}  // namespace klprop::detail
