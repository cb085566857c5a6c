#pragma once

/// Layered networks u_l = W_l·a_{l−1} + b_l, a_l = σ_l(u_l) with a loss C(a_L): the model of Corollary 3.4.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/scalar/rational.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// The scalar that a network ends in, a function of its last activations a and of exact numbers t, one per activation.
enum class NetworkLoss : std::uint8_t {
  linear,         ///< Σ t_i a_i
  squared_error,  ///< Σ (a_i − t_i)²/2
  cross_entropy,  ///< Σ_i t_i·(ln Σ_j e^{a_j} − a_i): a are logits
};

struct NetworkLayer {
  std::size_t outputs = 0;
  std::vector<Rational> weights;  ///< W, row after row: outputs × inputs
  std::vector<Rational> biases;   ///< b, one per output
  /// σ: a primitive of one argument and no parameter, or `power` or `leaky_relu` with `parameter`; none is the identity.
  std::optional<Primitive> activation;
  Rational parameter{};
};

/// An immutable network.
class FeedforwardNetwork {
 public:
  /// @param  inputs   number of entries of a_0, at least 1
  /// @param  targets  t, one per output of the last layer
  /// @throws GraphError  when there is no layer, a shape does not fit, or an activation is not elementwise
  FeedforwardNetwork(std::size_t inputs, std::vector<NetworkLayer> layers, NetworkLoss loss,
                     std::vector<Rational> targets);

  [[nodiscard]] std::size_t input_count() const { return inputs_; }
  [[nodiscard]] std::size_t depth() const { return layers_.size(); }
  /// Layer l, counted from 0.
  [[nodiscard]] const NetworkLayer& layer(std::size_t l) const { return layers_[l]; }
  /// Number of inputs of layer l.
  [[nodiscard]] std::size_t width_into(std::size_t l) const { return l == 0 ? inputs_ : layers_[l - 1].outputs; }
  [[nodiscard]] NetworkLoss loss() const { return loss_; }
  [[nodiscard]] const std::vector<Rational>& targets() const { return targets_; }

  /// σ of layer l as a graph: input node 0, output node 1; of the identity, a sum of one argument.
  [[nodiscard]] const ComputationGraph& activation(std::size_t l) const { return activations_[l]; }

 private:
  std::size_t inputs_;
  std::vector<NetworkLayer> layers_;
  NetworkLoss loss_;
  std::vector<Rational> targets_;
  std::vector<ComputationGraph> activations_;
};

/// The same network as a computation graph. Its inputs are a_0, then for each layer W row by row and b; weights and
/// biases have their values, a_0 has none.
struct NetworkGraph {
  ComputationGraph graph;
  std::vector<GraphNodeId> inputs;                       ///< a_0
  std::vector<std::vector<GraphNodeId>> weights;         ///< one list per layer, row after row
  std::vector<std::vector<GraphNodeId>> biases;          ///< one list per layer
  std::vector<std::vector<GraphNodeId>> preactivations;  ///< u_l, one list per layer
  std::vector<std::vector<GraphNodeId>> activations;     ///< a_l, one list per layer
  GraphNodeId loss = 0;                                  ///< the only output, "loss"
};

/// @throws GraphError  when the graph would be too large
/// @cost   O(weights)
[[nodiscard]] NetworkGraph computation_graph(const FeedforwardNetwork& network);

}  // namespace klprop

#include <klprop/computation_graph/detail/feedforward_network.hpp>
