#pragma once

/// Other weights at one sum that leave all tables as they are.

#include <klprop/spn/region_tables.hpp>
#include <klprop/spn/unfolding.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace klprop::claims {

/// How the table of a sum is a mixture Σ_c β_c z_c of its children's.
template <Field S>
struct Mixtures {
  std::vector<S> weights;    ///< β, when there is one way only; else empty
  std::vector<S> direction;  ///< α ≠ 0 with Σ_c α_c z_c = 0, when there are more; else empty
};

/// Gauss–Jordan elimination on the columns (z_c)_c and z_s.
///
/// @exact  Rational, PrimeField
/// @cost   O(entries · children²)
template <Field S>
requires Comparable<S>
[[nodiscard]] Mixtures<S> mixtures_of(const Circuit& circuit, NodeId sum, const RegionTables<S>& tables) {
  const auto children = circuit.children(sum);
  const std::size_t columns = children.size();
  std::vector<std::vector<S>> rows(tables[sum].values.size());
  for (std::size_t x = 0; x < rows.size(); ++x) {
    for (const NodeId child : children) rows[x].push_back(tables[child].values[x]);
    rows[x].push_back(tables[sum].values[x]);
  }
  std::vector<std::size_t> pivot_of;  // the columns that have a row, in the order of the rows
  for (std::size_t column = 0; column < columns; ++column) {
    const std::size_t rank = pivot_of.size();
    std::size_t row = rank;
    while (row < rows.size() && rows[row][column] == S{}) ++row;
    Mixtures<S> found;
    if (row == rows.size()) {  // this column depends on those before it
      found.direction.assign(columns, S{});
      found.direction[column] = S(1);
      for (std::size_t k = 0; k < rank; ++k) found.direction[pivot_of[k]] = S{} - rows[k][column];
      return found;
    }
    std::swap(rows[row], rows[rank]);
    const S pivot = rows[rank][column];
    for (S& value : rows[rank]) value /= pivot;
    for (std::size_t other = 0; other < rows.size(); ++other) {
      if (other == rank) continue;
      const S factor = rows[other][column];
      for (std::size_t k = 0; k <= columns; ++k) rows[other][k] -= factor * rows[rank][k];
    }
    pivot_of.push_back(column);
  }
  Mixtures<S> only;
  for (std::size_t k = 0; k < columns; ++k) only.weights.push_back(rows[k][columns]);
  return only;
}

template <Ring S>
struct SecondNetwork {
  Circuit circuit;
  Valuation<S> at;
};

/// The network with weights at one sum that belong to gate beliefs b + εα, w'_c = w_c·(b_c + εα_c)/b_c, everything else
/// as it was. With Σ α_c z_c = 0 the sum keeps its table and its value, and so do all nodes above it.
///
/// Where numbers are ordered, ε is half the largest that keeps all weights from turning negative, else one.
template <Field S>
[[nodiscard]] SecondNetwork<S> with_other_weights(const Circuit& circuit, const Valuation<S>& at, NodeId sum,
                                                  const std::vector<S>& belief, const std::vector<S>& direction) {
  S step(1);
  if constexpr (Ordered<S>) {
    bool bounded = false;
    for (std::size_t j = 0; j < belief.size(); ++j) {
      if (!(direction[j] < S{})) continue;
      const S most = belief[j] / (S{} - direction[j]) / S(2);
      if (!bounded || most < step) step = most;
      bounded = true;
    }
  }
  CircuitBuilder builder(circuit);
  std::vector<ParameterId> weights;
  Valuation<S> changed = at;
  for (std::size_t j = 0; j < belief.size(); ++j) {
    weights.push_back(builder.parameter(1));
    changed.parameters.push_back(at.parameters[circuit.weights(sum)[j]] * (belief[j] + step * direction[j]) /
                                 belief[j]);
  }
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    if (node == sum)
      builder.sum(circuit.children(node), weights);
    else
      klprop::detail::copy_node(builder, circuit, node, circuit.children(node));
  }
  return {std::move(builder).build(circuit.root()), std::move(changed)};
}

}  // namespace klprop::claims
