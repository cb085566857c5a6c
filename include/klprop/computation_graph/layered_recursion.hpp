#pragma once

/// The layered recursion for networks, written on its own: no computation graph of the network, no reverse sweep.
///
/// With φ the function of the loss C at the end, s_a = ∂ log b_↓/∂a and s_u = ∂ log b_↓/∂u:
///
///     s_a of the last layer = (φ'/φ)(C)·∂C/∂a,    s_u = σ'(u) ∘ s_a,    s_a of the layer before = Wᵀ·s_u.

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/feedforward_network.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>

#include <array>
#include <cassert>
#include <span>
#include <vector>

namespace klprop {

/// Values of a network at one input.
template <Field S>
struct NetworkPass {
  std::vector<S> input;           ///< a_0
  std::vector<std::vector<S>> u;  ///< per layer, before the activation
  std::vector<std::vector<S>> a;  ///< per layer, after it
  S loss{};                       ///< C(a_L)

  /// a_{l−1}: what layer l (counted from 0) is applied to.
  [[nodiscard]] const std::vector<S>& into(std::size_t l) const { return l == 0 ? input : a[l - 1]; }
};

/// Sensitivities of a network, and what they say of its parameters.
template <Field S>
struct NetworkSensitivities {
  std::vector<std::vector<S>> s_u;      ///< per layer; with φ = e^{−z}, −s_u is δ
  std::vector<std::vector<S>> s_a;      ///< per layer
  std::vector<S> s_input;               ///< of a_0
  std::vector<std::vector<S>> weights;  ///< s_u·a_{l−1}ᵀ per layer, row after row
  // That of the biases is s_u itself.
};

namespace detail {

template <Field S>
S network_loss(const FeedforwardNetwork& network, const std::vector<S>& a) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> nodes;
  for (std::size_t i = 0; i < a.size(); ++i) nodes.push_back(builder.input());
  builder.output("loss", apply_loss(builder, network, nodes));
  const ComputationGraph graph = std::move(builder).build();
  return forward_values<S>(graph, a)[graph.outputs()[0].node];
}

/// ∂C/∂a, from the losses' own formulas.
template <Field S>
std::vector<S> network_loss_gradient(const FeedforwardNetwork& network, const std::vector<S>& a) {
  std::vector<S> slope;
  S mass{};  // Σ t
  for (const Rational& target : network.targets()) {
    slope.push_back(from_rational<S>(target));
    mass += slope.back();
  }
  if (network.loss() == NetworkLoss::squared_error)
    for (std::size_t i = 0; i < a.size(); ++i) slope[i] = a[i] - slope[i];
  if (network.loss() == NetworkLoss::cross_entropy) {
    if constexpr (Elementary<S>) {
      // (Σ t)·softmax(a) − t; relative to the largest entry nothing overflows
      const std::size_t k = leading_slot<S>([&](std::size_t j) -> const S& { return a[j]; }, a.size());
      std::vector<S> share;
      S total{};
      for (const S& entry : a) {
        share.push_back(ElementaryFunctions<S>::exp(entry - a[k]));
        total += share.back();
      }
      for (std::size_t i = 0; i < a.size(); ++i) slope[i] = mass * share[i] / total - slope[i];
    }
  }
  return slope;
}

}  // namespace detail

/// Values of all layers and of the loss.
///
/// @param  input  a_0
/// @throws as `forward_values`; the node that an error names is that of the activation's own graph, or of the loss's
/// @cost   one multiplication and one addition per weight
template <Field S>
[[nodiscard]] NetworkPass<S> network_pass(const FeedforwardNetwork& network, std::span<const S> input) {
  assert(input.size() == network.input_count());
  NetworkPass<S> pass;
  pass.input.assign(input.begin(), input.end());
  S scratch{};
  for (std::size_t l = 0; l < network.depth(); ++l) {
    const NetworkLayer& layer = network.layer(l);
    const std::vector<S>& before = pass.into(l);
    std::vector<S> u, a;
    for (std::size_t i = 0; i < layer.outputs; ++i) {
      S sum = from_rational<S>(layer.biases[i]);
      for (std::size_t j = 0; j < before.size(); ++j)
        InPlace<S>::add_product(sum, from_rational<S>(layer.weights[i * before.size() + j]), before[j], scratch);
      a.push_back(forward_values<S>(network.activation(l), std::span<const S>(&sum, 1))[1]);
      u.push_back(std::move(sum));
    }
    pass.u.push_back(std::move(u));
    pass.a.push_back(std::move(a));
  }
  pass.loss = detail::network_loss<S>(network, pass.a.back());
  return pass;
}

/// s_a and s_u of every layer, and the derivatives for W and b.                                  (Corollary 3.4)
///
/// @param  pass  from `network_pass`
/// @param  seed  φ'(C)/φ(C); one for the derivatives of the loss itself, −1 for φ = e^{−z}
/// @throws NotDifferentiable, Undecided  where an activation has no derivative
/// @cost   two multiplications and one addition per weight
template <Field S>
[[nodiscard]] NetworkSensitivities<S> layered_recursion(const FeedforwardNetwork& network, const NetworkPass<S>& pass,
                                                        const S& seed) {
  NetworkSensitivities<S> result;
  result.s_u.resize(network.depth());
  result.s_a.resize(network.depth());
  result.weights.resize(network.depth());
  std::vector<S> s_a = detail::network_loss_gradient<S>(network, pass.a.back());
  for (S& entry : s_a) entry *= seed;
  S scratch{};
  for (std::size_t l = network.depth(); l-- > 0;) {
    const NetworkLayer& layer = network.layer(l);
    const std::vector<S>& before = pass.into(l);
    const std::size_t width = before.size();
    std::vector<S> s_u, below(width);
    for (std::size_t i = 0; i < layer.outputs; ++i) {
      const std::array<S, 2> at = {pass.u[l][i], pass.a[l][i]};
      s_u.push_back(S{});  // σ'(u)·s_a; a kink of no consequence stays zero
      if (!Decisions<S>::is_zero(s_a[i])) s_u.back() = local_derivatives<S>(network.activation(l), 1, at)[0] * s_a[i];
      for (std::size_t j = 0; j < width; ++j) {
        InPlace<S>::add_product(below[j], from_rational<S>(layer.weights[i * width + j]), s_u.back(), scratch);
        result.weights[l].push_back(s_u.back() * before[j]);
      }
    }
    result.s_a[l] = std::move(s_a);
    result.s_u[l] = std::move(s_u);
    s_a = std::move(below);
  }
  result.s_input = std::move(s_a);
  return result;
}

}  // namespace klprop
