#pragma once

/// Wrong versions of the computations of Section 4. A check that accepts one of them is no check.

#include <klprop/claims/spn_computation.hpp>
#include <klprop/scalar/dual.hpp>

#include <string_view>
#include <utility>

namespace klprop::claims {

namespace detail {

/// A downward pass in the plainest form, with two places for mistakes: how a contribution meets what is already there,
/// and what an edge contributes.
template <Ring S, class Combine, class Contribution>
[[nodiscard]] std::vector<S> plain_downward(const Circuit& circuit, Combine&& combine, Contribution&& contribution) {
  std::vector<S> downward(circuit.node_count());
  downward[circuit.root()] = S(1);
  for (NodeId node = circuit.node_count(); node-- > 0;)
    for (std::size_t j = 0; j < circuit.children(node).size(); ++j)
      combine(downward[circuit.children(node)[j]], downward[node] * contribution(node, j));
  return downward;
}

/// ∂S(n)/∂S(c) along slot j, as it should be.
template <Ring S>
[[nodiscard]] S slope(const Circuit& circuit, const Valuation<S>& at, std::span<const S> upward, NodeId node,
                      std::size_t j) {
  if (circuit.kind(node) == NodeKind::sum) return at.parameters[circuit.weights(node)[j]];
  S others(1);
  for (std::size_t k = 0; k < circuit.children(node).size(); ++k)
    if (k != j) others *= upward[circuit.children(node)[k]];
  return others;
}

}  // namespace detail

/// A shared node keeps only the contribution of the parent that was visited last.
struct OverwritesSharedDerivatives {
  static constexpr std::string_view name = "overwrites D at shared nodes";
  template <Ring S>
  [[nodiscard]] static std::vector<S> downward(const Circuit& circuit, const Valuation<S>& at,
                                               std::span<const S> upward) {
    return detail::plain_downward<S>(
        circuit, [](S& target, const S& value) { target = value; },
        [&](NodeId node, std::size_t j) { return detail::slope(circuit, at, upward, node, j); });
  }
};

/// The product of the other children as S(p)/S(c), which has no value where S(c) = 0.
struct DividesInProducts {
  static constexpr std::string_view name = "divides in the product rule";
  template <Ring S>
  [[nodiscard]] static std::vector<S> downward(const Circuit& circuit, const Valuation<S>& at,
                                               std::span<const S> upward) {
    return detail::plain_downward<S>(
        circuit, [](S& target, const S& value) { target += value; },
        [&](NodeId node, std::size_t j) {
          if (circuit.kind(node) == NodeKind::sum) return at.parameters[circuit.weights(node)[j]];
          return S(upward[node] / upward[circuit.children(node)[j]]);
        });
  }
};

struct ForgetsWeights {
  static constexpr std::string_view name = "forgets w in the downward sum rule";
  template <Ring S>
  [[nodiscard]] static std::vector<S> downward(const Circuit& circuit, const Valuation<S>& at,
                                               std::span<const S> upward) {
    return detail::plain_downward<S>(
        circuit, [](S& target, const S& value) { target += value; },
        [&](NodeId node, std::size_t j) {
          return circuit.kind(node) == NodeKind::sum ? S(1) : detail::slope(circuit, at, upward, node, j);
        });
  }
};

/// An edge of weight one has no number to multiply by, and is forgotten.
struct ForgetsUnweightedEdges {
  static constexpr std::string_view name = "forgets edges of weight one";
  template <Ring S>
  [[nodiscard]] static std::vector<S> downward(const Circuit& circuit, const Valuation<S>& at,
                                               std::span<const S> upward) {
    return detail::plain_downward<S>(
        circuit, [](S& target, const S& value) { target += value; },
        [&](NodeId node, std::size_t j) {
          const bool forgotten =
              circuit.kind(node) == NodeKind::sum && j > 0 && circuit.weights(node)[j] == CircuitBuilder::unit;
          return forgotten ? S(0) : detail::slope(circuit, at, upward, node, j);
        });
  }
};

/// Products are missed whose number takes more than 16 bits.
struct MissesLateProducts {
  static constexpr std::string_view name = "misses products beyond node 65,535";
  template <Ring S>
  [[nodiscard]] static std::vector<S> downward(const Circuit& circuit, const Valuation<S>& at,
                                               std::span<const S> upward) {
    return detail::plain_downward<S>(
        circuit, [](S& target, const S& value) { target += value; },
        [&](NodeId node, std::size_t j) {
          const bool missed = circuit.kind(node) == NodeKind::product && node > 0xffff;
          return missed ? S(0) : detail::slope(circuit, at, upward, node, j);
        });
  }
};

/// Of neighbouring edges that share a weight only the first counts.
struct JoinsEqualWeights {
  static constexpr std::string_view name = "joins edges that share a weight";
  template <Ring S>
  [[nodiscard]] static std::vector<S> downward(const Circuit& circuit, const Valuation<S>& at,
                                               std::span<const S> upward) {
    return detail::plain_downward<S>(
        circuit, [](S& target, const S& value) { target += value; },
        [&](NodeId node, std::size_t j) {
          const bool joined = circuit.kind(node) == NodeKind::sum && j > 0 &&
                              circuit.weights(node)[j] != CircuitBuilder::unit &&
                              circuit.weights(node)[j] == circuit.weights(node)[j - 1];
          return joined ? S(0) : detail::slope(circuit, at, upward, node, j);
        });
  }
};

/// Puts a mutant's downward pass where the sweeps and the second derivatives use it.
template <class Mutant, Ring S>
[[nodiscard]] SpnComputation<S> with_downward() {
  SpnComputation<S> wrong;
  wrong.downward = [](const Circuit& circuit, const Valuation<S>& at, std::span<const S> upward) {
    return Mutant::template downward<S>(circuit, at, upward);
  };
  wrong.second_derivatives = [](const Circuit& circuit, const Valuation<S>& at, IndicatorId a) {
    auto seeded = transform<Dual<S>>(at, [](const S& value) { return Dual<S>(value); });
    seeded.lambda[a].tangent = S(1);
    const std::vector<Dual<S>> upward = upward_pass(circuit, seeded);
    const auto downward = Mutant::template downward<Dual<S>>(circuit, seeded, upward);
    std::vector<S> second;
    for (const Dual<S>& d : klprop::indicator_derivatives<Dual<S>>(circuit, downward)) second.push_back(d.tangent);
    return second;
  };
  return wrong;
}

/// Only one leaf of each indicator counts.
struct SharedLeavesDistinct {
  static constexpr std::string_view name = "treats shared leaves as distinct variables";
  template <Ring S>
  [[nodiscard]] static std::vector<S> one_leaf_each(const Circuit& circuit, std::span<const S> downward) {
    std::vector<S> derivative(circuit.variables().indicator_count());
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      if (circuit.kind(node) == NodeKind::indicator) derivative[circuit.indicator(node)] = downward[node];
    return derivative;
  }
  template <Ring S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.indicator_derivatives = [](const Circuit& circuit, std::span<const S> downward) {
      return one_leaf_each(circuit, downward);
    };
    wrong.second_derivatives = [](const Circuit& circuit, const Valuation<S>& at, IndicatorId a) {
      auto seeded = transform<Dual<S>>(at, [](const S& value) { return Dual<S>(value); });
      seeded.lambda[a].tangent = S(1);
      const Sweeps<Dual<S>> sweeps = klprop::sweep(circuit, seeded);
      std::vector<S> second;
      for (const Dual<S>& d : one_leaf_each<Dual<S>>(circuit, sweeps.downward)) second.push_back(d.tangent);
      return second;
    };
    return wrong;
  }
};

/// The copies of a sum lose its weights.
struct UnfoldsWithoutWeights {
  static constexpr std::string_view name = "unfolds without copying weights";
  template <Ring S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.unfold = [](const Circuit& circuit, std::uint64_t most) {
      Unfolding right = klprop::unfold(circuit, most);
      const Circuit& tree = right.tree;
      CircuitBuilder builder(tree);
      for (NodeId node = 0; node < tree.node_count(); ++node) {
        if (tree.kind(node) == NodeKind::sum)
          builder.sum(tree.children(node));
        else
          klprop::detail::copy_node(builder, tree, node, tree.children(node));
      }
      return Unfolding{std::move(builder).build(tree.root()), std::move(right.original)};
    };
    return wrong;
  }
};

struct MergesByAveraging {
  static constexpr std::string_view name = "merges by averaging";
  template <Field S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.merge = [](std::span<const std::uint32_t> original, std::size_t count, std::span<const S> on_copies) {
      std::vector<S> merged = merge_copies(original, count, on_copies);
      std::vector<int> copies(count, 0);
      for (const std::uint32_t each : original) ++copies[each];
      for (std::size_t k = 0; k < count; ++k)
        if (copies[k] > 0) merged[k] /= S(copies[k]);
      return merged;
    };
    return wrong;
  }
};

/// Adds one at every sum, so that the polynomial gains terms of lower degree.
struct SumsPlusOne {
  static constexpr std::string_view name = "adds one at every sum node";
  template <Ring S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.upward = [](const Circuit& circuit, const Valuation<S>& at) {
      std::vector<S> value(circuit.node_count());
      for (NodeId node = 0; node < circuit.node_count(); ++node) {
        const auto children = circuit.children(node);
        if (circuit.kind(node) == NodeKind::indicator) value[node] = at.lambda[circuit.indicator(node)];
        if (circuit.kind(node) == NodeKind::constant) value[node] = at.parameters[circuit.constant(node)];
        if (circuit.is_leaf(node)) continue;
        value[node] = S(1);
        for (std::size_t j = 0; j < children.size(); ++j) {
          if (circuit.kind(node) == NodeKind::sum)
            value[node] += at.parameters[circuit.weights(node)[j]] * value[children[j]];
          else
            value[node] *= value[children[j]];
        }
      }
      return value;
    };
    return wrong;
  }
};

/// A mutant of the downward pass as a whole computation.
template <class Mutant>
struct WithDownward {
  static constexpr std::string_view name = Mutant::name;
  template <Ring S>
  [[nodiscard]] static SpnComputation<S> computation() {
    return with_downward<Mutant, S>();
  }
};

}  // namespace klprop::claims
