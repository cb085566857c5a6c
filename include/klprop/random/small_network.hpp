#pragma once

/// Networks of at most eight nodes over at most three binary variables, as structures without weights: small enough to
/// compare, store and permute by the million.

#include <klprop/random/random.hpp>
#include <klprop/spn/circuit.hpp>

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace klprop {

/// Nodes are numbered bottom-up. One without any parents is a root; there may be several.
class SmallNetwork {
 public:
  static constexpr unsigned capacity = 8;
  static constexpr unsigned max_variables = 3;
  static constexpr unsigned max_parallel_edges = 3;

  /// What a node is: its kind, and for an indicator of which state of which variable.
  using Label = std::uint8_t;
  static constexpr Label constant_label = 0;
  static constexpr Label indicator_label(VariableId variable, StateId state) {
    return static_cast<Label>(1 + 2 * variable + state);
  }
  static constexpr Label product_label = 7, sum_label = 8;

  /// How many parallel edges lead to each child: two bits per node.
  using Row = std::uint16_t;
  static constexpr Row edges(unsigned child, unsigned count) { return static_cast<Row>(count << (2 * child)); }
  static constexpr unsigned edges_to(Row row, unsigned child) { return (row >> (2 * child)) & 3U; }

  [[nodiscard]] constexpr unsigned node_count() const { return size_; }
  [[nodiscard]] constexpr Label label(unsigned node) const { return labels_[node]; }
  [[nodiscard]] constexpr Row row(unsigned node) const { return rows_[node]; }
  /// Number of parallel edges from a parent to a child.
  [[nodiscard]] constexpr unsigned multiplicity(unsigned parent, unsigned child) const {
    return edges_to(rows_[parent], child);
  }
  [[nodiscard]] constexpr NodeKind kind(unsigned node) const {
    const Label label = labels_[node];
    return label == constant_label  ? NodeKind::constant
           : label == product_label ? NodeKind::product
           : label == sum_label     ? NodeKind::sum
                                    : NodeKind::indicator;
  }
  [[nodiscard]] constexpr VariableId variable(unsigned leaf) const { return (labels_[leaf] - 1U) / 2; }
  [[nodiscard]] constexpr StateId state(unsigned leaf) const { return (labels_[leaf] - 1U) % 2; }

  /// The variables below a node, one bit each.
  [[nodiscard]] constexpr unsigned scope(unsigned node) const {
    if (kind(node) == NodeKind::indicator) return 1U << variable(node);
    unsigned result = 0;
    for (unsigned child = 0; child < node; ++child)
      if (multiplicity(node, child) != 0) result |= scope(child);
    return result;
  }

  /// @pre  fewer than `capacity` nodes; the row leads to existing nodes, and is 0 exactly for leaves
  constexpr void add(Label label, Row row = 0) {
    labels_[size_] = label;
    rows_[size_++] = row;
  }

  friend constexpr auto operator<=>(const SmallNetwork&, const SmallNetwork&) = default;

 private:
  std::array<Label, capacity> labels_{};
  std::array<Row, capacity> rows_{};
  std::uint8_t size_ = 0;
};

/// The network as a circuit with a weight p/q of its own on each sum edge and constant. Variables without any leaf are
/// left out, so that every variable is in the root's scope; the others are binary and keep their order.
[[nodiscard]] inline Circuit to_circuit(const SmallNetwork& network, Random& random) {
  const unsigned used = network.scope(network.node_count() - 1);
  CircuitBuilder builder(VariableTable(std::vector<StateId>(static_cast<std::size_t>(std::popcount(used)), 2)));
  std::vector<NodeId> children;
  std::vector<ParameterId> weights;
  for (unsigned node = 0; node < network.node_count(); ++node) {
    children.clear();
    for (unsigned child = 0; child < node; ++child)
      children.insert(children.end(), network.multiplicity(node, child), child);
    switch (network.kind(node)) {
      case NodeKind::indicator: {
        const unsigned before = used & ((1U << network.variable(node)) - 1);
        builder.indicator(static_cast<VariableId>(std::popcount(before)), network.state(node));
        break;
      }
      case NodeKind::constant:
        builder.constant(builder.parameter(small_rational(random)));
        break;
      case NodeKind::product:
        builder.product(children);
        break;
      case NodeKind::sum:
        weights.clear();
        while (weights.size() < children.size()) weights.push_back(builder.parameter(small_rational(random)));
        builder.sum(children, weights);
    }
  }
  return std::move(builder).build(network.node_count() - 1);
}

}  // namespace klprop
