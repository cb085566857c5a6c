#pragma once

/// Random layered networks that are no special case: weight matrices are neither 1×1 nor symmetric, so that a missing
/// transpose shows.

#include <klprop/computation_graph/feedforward_network.hpp>
#include <klprop/random/random.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace klprop {

/// σ of a layer. Without a primitive it is the identity.
struct NetworkActivation {
  std::optional<Primitive> primitive;
  Rational parameter{};

  /// The degree of the polynomial; 0 of what is none.
  [[nodiscard]] unsigned degree() const;
};

/// u², u³, −u and the identity: networks of these can be evaluated in every field.
[[nodiscard]] std::vector<NetworkActivation> polynomial_activations();
/// Those in common use that have a derivative everywhere.
[[nodiscard]] std::vector<NetworkActivation> smooth_activations();
/// Piecewise linear ones.
[[nodiscard]] std::vector<NetworkActivation> kinked_activations();

/// Where weights, biases, targets and inputs come from.
enum class NetworkNumbers : std::uint8_t {
  small,     ///< ±p/q, p ≤ 3 and 2 ≤ q ≤ 4: units do not saturate
  residues,  ///< uniform on 1 … 2^61−2, for the prime field
};

struct FeedforwardNetworkOptions {
  std::size_t min_depth = 1, max_depth = 4;
  std::size_t min_width = 1, max_width = 3;  ///< of the inputs and of each layer
  std::vector<NetworkActivation> activations = smooth_activations();
  std::vector<NetworkLoss> losses = {NetworkLoss::linear, NetworkLoss::squared_error, NetworkLoss::cross_entropy};
  unsigned max_degree = 12;  ///< product of the activations' degrees, for networks of polynomials
  NetworkNumbers numbers = NetworkNumbers::small;
};

/// A number of the given kind; never zero.
[[nodiscard]] Rational random_network_number(Random& random, NetworkNumbers numbers);

/// A network that keeps the options, but for a squared error in place of the cross-entropy of a single activation, which
/// is constant. Where max_width > 1 no matrix is 1×1, and none is symmetric.
///
/// @pre  1 ≤ min ≤ max for depth and width; there is an activation of degree at most 1, or none is a polynomial; there
///       is a loss
[[nodiscard]] FeedforwardNetwork random_network(Random& random, const FeedforwardNetworkOptions& options = {});

/// A point to evaluate it at, one number per input.
[[nodiscard]] std::vector<Rational> random_network_input(Random& random, const FeedforwardNetwork& network,
                                                         NetworkNumbers numbers = NetworkNumbers::small);

/// The matrix of the layer equals its transpose.
[[nodiscard]] bool has_symmetric_weights(const NetworkLayer& layer, std::size_t inputs);

// ---- implementation -----------------------------------------------------------------------------

inline unsigned NetworkActivation::degree() const {
  if (!primitive || *primitive == Primitive::negate) return 1;
  if (*primitive != Primitive::power || parameter < 0) return 0;
  return static_cast<unsigned>(mpz_get_ui(mpq_numref(parameter.backend().data())));
}

inline std::vector<NetworkActivation> polynomial_activations() {
  return {{Primitive::power, 2}, {Primitive::power, 3}, {Primitive::negate, 0}, {std::nullopt, 0}};
}

inline std::vector<NetworkActivation> smooth_activations() {
  return {{Primitive::tanh, 0}, {Primitive::logistic, 0}, {Primitive::softplus, 0},  {Primitive::silu, 0},
          {Primitive::gelu, 0}, {Primitive::erf, 0},      {Primitive::gelu_tanh, 0}, {Primitive::sin, 0}};
}

inline std::vector<NetworkActivation> kinked_activations() {
  return {{Primitive::relu, 0}, {Primitive::leaky_relu, Rational(1, 8)}, {Primitive::abs, 0}};
}

inline Rational random_network_number(Random& random, NetworkNumbers numbers) {
  if (numbers == NetworkNumbers::residues) return Rational(nonzero_residue(random).residue());
  const auto p = random.between(1U, 3U);
  const auto q = random.between(2U, 4U);
  const Rational size = fraction(p, q);
  return random.chance(1, 2) ? size : Rational(-size);
}

inline bool has_symmetric_weights(const NetworkLayer& layer, std::size_t inputs) {
  if (layer.outputs != inputs) return false;
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (layer.weights[i * inputs + j] != layer.weights[j * inputs + i]) return false;
  return true;
}

namespace detail {

/// An activation that keeps the degree of the whole within `room`.
inline const NetworkActivation& draw_activation(Random& random, const std::vector<NetworkActivation>& among,
                                                unsigned& room) {
  for (;;) {
    const NetworkActivation& drawn = random.pick(among);
    const unsigned degree = drawn.degree();
    if (degree > room) continue;
    if (degree > 1) room /= degree;
    return drawn;
  }
}

inline NetworkLayer draw_layer(Random& random, const FeedforwardNetworkOptions& options, std::size_t inputs,
                               unsigned& room) {
  NetworkLayer layer;
  const bool can_be_wider = options.max_width > 1;
  do layer.outputs = random.between(options.min_width, options.max_width);
  while (can_be_wider && inputs == 1 && layer.outputs == 1);
  do {
    layer.weights.clear();
    for (std::size_t k = 0; k < layer.outputs * inputs; ++k)
      layer.weights.push_back(random_network_number(random, options.numbers));
  } while (can_be_wider && has_symmetric_weights(layer, inputs));
  for (std::size_t i = 0; i < layer.outputs; ++i)
    layer.biases.push_back(random_network_number(random, options.numbers));
  const NetworkActivation& activation = draw_activation(random, options.activations, room);
  layer.activation = activation.primitive;
  layer.parameter = activation.parameter;
  return layer;
}

}  // namespace detail

inline FeedforwardNetwork random_network(Random& random, const FeedforwardNetworkOptions& options) {
  const auto depth = random.between(options.min_depth, options.max_depth);
  const auto inputs = random.between(options.min_width, options.max_width);
  unsigned room = options.max_degree;
  std::size_t width = inputs;
  std::vector<NetworkLayer> layers;
  while (layers.size() < depth) {
    layers.push_back(detail::draw_layer(random, options, width, room));
    width = layers.back().outputs;
  }
  std::vector<Rational> targets;
  while (targets.size() < width) targets.push_back(random_network_number(random, options.numbers));
  NetworkLoss loss = random.pick(options.losses);
  // of a single activation the cross-entropy is constant
  if (loss == NetworkLoss::cross_entropy && width == 1) loss = NetworkLoss::squared_error;
  return {inputs, std::move(layers), loss, std::move(targets)};
}

inline std::vector<Rational> random_network_input(Random& random, const FeedforwardNetwork& network,
                                                  NetworkNumbers numbers) {
  std::vector<Rational> input;
  while (input.size() < network.input_count()) input.push_back(random_network_number(random, numbers));
  return input;
}

}  // namespace klprop
