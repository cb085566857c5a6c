#pragma once

/// The two sweeps of Section 4.1: upward values S(n) and downward values D(n).

#include <klprop/scalar/in_place.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <cassert>
#include <span>
#include <vector>

namespace klprop {

namespace detail {

/// value ← Π_j S(c_j)
template <Ring S>
void multiply_children(std::span<const NodeId> children, std::span<const S> upward, S& value) {
  using Do = InPlace<S>;
  if (children.size() == 1) {
    Do::set(value, upward[children[0]]);
    return;
  }
  Do::set_product(value, upward[children[0]], upward[children[1]]);
  for (std::size_t j = 2; j < children.size(); ++j) Do::set_product(value, value, upward[children[j]]);
}

/// value ← Σ_j w_j·S(c_j)
template <Ring S>
void add_children(std::span<const NodeId> children, std::span<const ParameterId> weights, std::span<const S> parameters,
                  std::span<const S> upward, S& value, S& scratch) {
  using Do = InPlace<S>;
  if (weights[0] == CircuitBuilder::unit)
    Do::set(value, upward[children[0]]);
  else
    Do::set_product(value, parameters[weights[0]], upward[children[0]]);
  for (std::size_t j = 1; j < children.size(); ++j) {
    if (weights[j] == CircuitBuilder::unit)
      Do::add(value, upward[children[j]]);
    else
      Do::add_product(value, parameters[weights[j]], upward[children[j]], scratch);
  }
}

}  // namespace detail

/// Upward values S(n) of every node.                                                    (Section 4.1)
///
/// @param  at      values of the circuit's symbols
/// @param  upward  receives S(n), one per node; its numbers are overwritten in place, so for `Real` the caller's
///                 numbers fix the precision of the pass
/// @exact  Rational, Integer, PrimeField.  Real and double: every S(n) is a sum of products of non-negative numbers,
///         so its relative error is at most about (operations below n)·2^-p
/// @cost   at most one multiplication and one addition per edge; edges of weight one cost no multiplication
template <Ring S>
void upward_pass(const Circuit& circuit, const Valuation<S>& at, std::span<S> upward) {
  assert(upward.size() == circuit.node_count());
  S scratch{};
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto children = circuit.children(node);
    switch (circuit.kind(node)) {
      case NodeKind::indicator:
        InPlace<S>::set(upward[node], at.lambda[circuit.indicator(node)]);
        break;
      case NodeKind::constant:
        InPlace<S>::set(upward[node], at.parameters[circuit.constant(node)]);
        break;
      case NodeKind::product:
        in_register(upward[node], [&](S& value) { detail::multiply_children<S>(children, upward, value); });
        break;
      case NodeKind::sum:
        in_register(upward[node], [&](S& value) {
          detail::add_children<S>(children, circuit.weights(node), at.parameters, upward, value, scratch);
        });
        break;
    }
  }
}

template <Ring S>
[[nodiscard]] std::vector<S> upward_pass(const Circuit& circuit, const Valuation<S>& at) {
  std::vector<S> upward(circuit.node_count());
  upward_pass<S>(circuit, at, std::span<S>(upward));
  return upward;
}

namespace detail {

/// Adds D(p)·Π_{k≠j} S(c_k) to D(c_j) for every slot j of a product p, by products of prefixes and suffixes: a
/// division would fail where a child is zero. `prefix` has room for one number per slot.
template <Ring S>
void distribute_product(std::span<const NodeId> children, const S& derivative, std::span<const S> upward,
                        std::span<S> downward, std::span<S> prefix, S& suffix, S& scratch) {
  using Do = InPlace<S>;
  const std::size_t last = children.size() - 1;
  if (last == 0) {
    Do::add(downward[children[0]], derivative);
    return;
  }
  // prefix[j] = S(c_0)···S(c_{j−1}) for j ≥ 2; prefix[1] is S(c_0) itself, and prefix[0] would be one.
  const auto before = [&](std::size_t j) -> const S& { return j == 1 ? upward[children[0]] : prefix[j]; };
  for (std::size_t j = 2; j <= last; ++j) Do::set_product(prefix[j], before(j - 1), upward[children[j - 1]]);
  Do::add_product(downward[children[last]], derivative, before(last), scratch);
  Do::set_product(suffix, derivative, upward[children[last]]);
  for (std::size_t j = last - 1; j > 0; --j) {
    Do::add_product(downward[children[j]], suffix, before(j), scratch);
    Do::set_product(suffix, suffix, upward[children[j]]);
  }
  Do::add(downward[children[0]], suffix);
}

}  // namespace detail

/// Downward values D(n) = ∂S(root)/∂S(n) of every node; contributions of all parents and slots are added.   (Section 4.1)
///
/// @param  upward    S(n) from `upward_pass` at the same valuation
/// @param  downward  receives D(n), one per node, overwritten in place; D(root) = 1
/// @param  prefixes  room for one number per slot of the largest product, `circuit.largest_product()`; overwritten
/// @exact  Rational, Integer, PrimeField.  Real and double: as for `upward_pass`
/// @cost   at most three multiplications and one addition per edge, no division
template <Ring S>
void downward_pass(const Circuit& circuit, const Valuation<S>& at, std::span<const S> upward, std::span<S> downward,
                   std::span<S> prefixes) {
  assert(upward.size() == circuit.node_count() && downward.size() == circuit.node_count());
  assert(prefixes.size() >= circuit.largest_product());
  using Do = InPlace<S>;
  S suffix{}, scratch{};
  for (S& value : downward) Do::set_zero(value);
  Do::set(downward[circuit.root()], S(1));
  for (NodeId node = circuit.node_count(); node-- > 0;) {
    const auto children = circuit.children(node);
    if (circuit.kind(node) == NodeKind::sum) {
      const auto weights = circuit.weights(node);
      const Held<S> derivative = downward[node];
      for (std::size_t j = 0; j < children.size(); ++j) {
        if (weights[j] == CircuitBuilder::unit)
          Do::add(downward[children[j]], derivative);
        else
          Do::add_product(downward[children[j]], at.parameters[weights[j]], derivative, scratch);
      }
    } else if (circuit.kind(node) == NodeKind::product) {
      detail::distribute_product<S>(children, downward[node], upward, downward, prefixes, suffix, scratch);
    }
  }
}

/// The same, with room of its own for the prefixes.
template <Ring S>
void downward_pass(const Circuit& circuit, const Valuation<S>& at, std::span<const S> upward, std::span<S> downward) {
  std::vector<S> prefixes(circuit.largest_product());
  downward_pass<S>(circuit, at, upward, downward, std::span<S>(prefixes));
}

template <Ring S>
[[nodiscard]] std::vector<S> downward_pass(const Circuit& circuit, const Valuation<S>& at, std::span<const S> upward) {
  std::vector<S> downward(circuit.node_count());
  downward_pass<S>(circuit, at, upward, std::span<S>(downward));
  return downward;
}

/// ∂S/∂λ_{i,t} for every (variable, state): D(leaf) summed over all leaves with that indicator.
///
/// @return one per IndicatorId; zero for a state without a leaf
/// @cost   O(nodes)
template <Ring S>
[[nodiscard]] std::vector<S> indicator_derivatives(const Circuit& circuit, std::span<const S> downward) {
  std::vector<S> derivative(circuit.variables().indicator_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (circuit.kind(node) == NodeKind::indicator) InPlace<S>::add(derivative[circuit.indicator(node)], downward[node]);
  return derivative;
}

}  // namespace klprop
