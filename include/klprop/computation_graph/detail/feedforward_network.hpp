#pragma once

// Out-of-line parts of feedforward_network.hpp.

#include <klprop/computation_graph/feedforward_network.hpp>

namespace klprop {

namespace detail {

inline GraphNodeId apply_activation(ComputationGraphBuilder& builder, const NetworkLayer& layer, GraphNodeId u) {
  if (!layer.activation) return builder.sum({u});
  switch (*layer.activation) {
    case Primitive::leaky_relu:
      return builder.leaky_relu(u, layer.parameter);
    case Primitive::power: {
      const auto& k = layer.parameter.backend();
      if (mpz_cmp_ui(mpq_denref(k.data()), 1) != 0 || mpz_fits_slong_p(mpq_numref(k.data())) == 0)
        throw GraphError("activation power with exponent " + layer.parameter.str() + "; expected an integer");
      return builder.power(u, mpz_get_si(mpq_numref(k.data())));
    }
    default:
      return builder.apply(*layer.activation, {u});
  }
}

inline GraphNodeId apply_loss(ComputationGraphBuilder& builder, const FeedforwardNetwork& network,
                              const std::vector<GraphNodeId>& a) {
  std::vector<GraphNodeId> t, terms;
  for (const Rational& target : network.targets()) t.push_back(builder.constant(target));
  if (network.loss() == NetworkLoss::linear) return builder.dot(a, t);
  const GraphNodeId first =
      network.loss() == NetworkLoss::cross_entropy ? builder.apply(Primitive::log_sum_exp, a) : GraphNodeId{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (network.loss() == NetworkLoss::cross_entropy)
      terms.push_back(builder.product({t[i], builder.subtract(first, a[i])}));
    else
      terms.push_back(builder.power(builder.subtract(a[i], t[i]), 2));
  }
  const GraphNodeId total = builder.sum(terms);
  if (network.loss() == NetworkLoss::cross_entropy) return total;
  return builder.product({builder.constant(Rational(1, 2)), total});
}

/// The nodes of a network, one list per layer, and its loss.
struct NetworkNodes {
  std::vector<std::vector<GraphNodeId>> weights, biases, u, a;
  GraphNodeId loss = 0;
};

/// Puts the network behind nodes that stand for a_0.
inline NetworkNodes add_network(ComputationGraphBuilder& builder, const FeedforwardNetwork& network,
                                std::vector<GraphNodeId> previous) {
  const std::size_t depth = network.depth();
  std::vector<std::vector<GraphNodeId>> weights(depth), biases(depth), u(depth), a(depth);
  for (std::size_t l = 0; l < depth; ++l) {
    const NetworkLayer& layer = network.layer(l);
    const auto named = [&](const char* letter, std::size_t i) {
      return letter + std::to_string(l + 1) + "[" + std::to_string(i) + "]";
    };
    for (std::size_t i = 0; i < layer.weights.size(); ++i)
      weights[l].push_back(builder.input(named("W", i), layer.weights[i]));
    for (std::size_t i = 0; i < layer.outputs; ++i) biases[l].push_back(builder.input(named("b", i), layer.biases[i]));
  }
  for (std::size_t l = 0; l < depth; ++l) {
    const NetworkLayer& layer = network.layer(l);
    for (std::size_t i = 0; i < layer.outputs; ++i) {
      const auto row = std::span<const GraphNodeId>(weights[l]).subspan(i * previous.size(), previous.size());
      u[l].push_back(builder.affine(previous, row, biases[l][i]));
      a[l].push_back(apply_activation(builder, layer, u[l].back()));
    }
    previous = a[l];
  }
  const GraphNodeId loss = apply_loss(builder, network, previous);
  return {std::move(weights), std::move(biases), std::move(u), std::move(a), loss};
}

}  // namespace detail

inline FeedforwardNetwork::FeedforwardNetwork(std::size_t inputs, std::vector<NetworkLayer> layers, NetworkLoss loss,
                                              std::vector<Rational> targets)
    : inputs_(inputs), layers_(std::move(layers)), loss_(loss), targets_(std::move(targets)) {
  if (inputs_ == 0) throw GraphError("a network without inputs; expected at least 1");
  if (layers_.empty()) throw GraphError("a network without layers; expected at least 1");
  const auto expect = [](const std::string& what, std::size_t found, std::size_t expected) {
    if (found != expected)
      throw GraphError(what + ": " + std::to_string(found) + " numbers; expected " + std::to_string(expected));
  };
  for (std::size_t l = 0; l < depth(); ++l) {
    const NetworkLayer& layer = layers_[l];
    const std::string where = "layer " + std::to_string(l);
    if (layer.outputs == 0) throw GraphError(where + " without outputs; expected at least 1");
    expect(where + ", weights", layer.weights.size(), layer.outputs * width_into(l));
    expect(where + ", biases", layer.biases.size(), layer.outputs);
    ComputationGraphBuilder builder;
    builder.output("activation", detail::apply_activation(builder, layer, builder.input("u")));
    activations_.push_back(std::move(builder).build());
  }
  expect("targets", targets_.size(), layers_.back().outputs);
}

inline NetworkGraph computation_graph(const FeedforwardNetwork& network) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> inputs;
  for (std::size_t i = 0; i < network.input_count(); ++i)
    inputs.push_back(builder.input("a0[" + std::to_string(i) + "]"));
  detail::NetworkNodes nodes = detail::add_network(builder, network, inputs);
  builder.output("loss", nodes.loss);
  return {std::move(builder).build(),
          std::move(inputs),
          std::move(nodes.weights),
          std::move(nodes.biases),
          std::move(nodes.u),
          std::move(nodes.a),
          nodes.loss};
}

}  // namespace klprop
