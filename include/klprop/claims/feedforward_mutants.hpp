#pragma once

/// Wrong versions of the layered recursion. A check that accepts one of them is no check.

#include <klprop/claims/feedforward_computation.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace klprop::claims {

namespace detail {

enum class RecursionFault : std::uint8_t { no_transpose, slope_at_output, no_seed, layer_below, overwrites };

/// σ'(x) of layer l.
template <Field S>
[[nodiscard]] S activation_slope(const FeedforwardNetwork& network, std::size_t l, const S& x) {
  const std::vector<S> values = forward_values<S>(network.activation(l), std::span<const S>(&x, 1));
  return local_derivatives<S>(network.activation(l), 1, values)[0];
}

/// The recursion in its plainest form, with one of these mistakes.
template <Field S>
[[nodiscard]] NetworkSensitivities<S> wrong_recursion(const FeedforwardNetwork& network, const NetworkPass<S>& pass,
                                                      const S& seed, RecursionFault fault) {
  const std::size_t depth = network.depth();
  NetworkSensitivities<S> result;
  for (auto* const lists : {&result.s_u, &result.s_a, &result.weights}) lists->resize(depth);
  std::vector<S> s_a = klprop::detail::network_loss_gradient<S>(network, pass.a.back());
  if (fault != RecursionFault::no_seed)
    for (S& entry : s_a) entry *= seed;
  for (std::size_t l = depth; l-- > 0;) {
    const std::vector<S>& before = pass.into(l);
    const std::size_t outputs = network.layer(l).outputs, width = before.size();
    // The layer whose u the activation's derivative is taken at; of too few units some are used twice.
    const std::size_t at = fault == RecursionFault::layer_below ? (l + depth - 1) % depth : l;
    const std::vector<S>& points = fault == RecursionFault::slope_at_output ? pass.a[l] : pass.u[at];
    std::vector<S> s_u, below(width);
    for (std::size_t i = 0; i < outputs; ++i) {
      s_u.push_back(activation_slope<S>(network, l, points[i % points.size()]) * s_a[i]);
      for (std::size_t j = 0; j < width; ++j) {
        // Without the transpose, W's numbers are read in the order of their rows as if these were its columns.
        const std::size_t entry = fault == RecursionFault::no_transpose ? j * outputs + i : i * width + j;
        const S term = from_rational<S>(network.layer(l).weights[entry]) * s_u[i];
        below[j] = fault == RecursionFault::overwrites ? term : below[j] + term;
        result.weights[l].push_back(s_u[i] * before[j]);
      }
    }
    result.s_a[l] = std::exchange(s_a, std::move(below));
    result.s_u[l] = std::move(s_u);
  }
  result.s_input = std::move(s_a);
  return result;
}

template <RecursionFault fault>
struct WrongRecursion {
  template <Field S>
  [[nodiscard]] static FeedforwardComputation<S> computation() {
    FeedforwardComputation<S> wrong;
    wrong.sensitivities = [](const FeedforwardNetwork& network, const NetworkPass<S>& pass, const S& seed) {
      return wrong_recursion<S>(network, pass, seed, fault);
    };
    return wrong;
  }
};

}  // namespace detail

struct ForgetsTheTranspose : detail::WrongRecursion<detail::RecursionFault::no_transpose> {
  static constexpr std::string_view name = "W for its transpose";
};
struct SlopeAtTheOutput : detail::WrongRecursion<detail::RecursionFault::slope_at_output> {
  static constexpr std::string_view name = "the activation's derivative at a, not at u";
};
struct RecursionForgetsTheSeed : detail::WrongRecursion<detail::RecursionFault::no_seed> {
  static constexpr std::string_view name = "forgets the seed φ'/φ";
};
struct TakesTheLayerBelow : detail::WrongRecursion<detail::RecursionFault::layer_below> {
  static constexpr std::string_view name = "the activation's derivative at u of the layer below";
};
struct RecursionOverwrites : detail::WrongRecursion<detail::RecursionFault::overwrites> {
  static constexpr std::string_view name = "overwrites on fan-out";
};

/// The product table is marginalised without having been restricted to the graph of the factor.
struct SkipsTheRestriction {
  static constexpr std::string_view name = "marginalises without restricting to the graph";
  template <Field S>
  [[nodiscard]] static FeedforwardComputation<S> computation() {
    FeedforwardComputation<S> wrong;
    wrong.local_step = [](const Table<S>& below, const Table<S>&) { return normalised(below); };
    return wrong;
  }
};

}  // namespace klprop::claims
