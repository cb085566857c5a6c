#include <klprop/claims/feedforward_instance.hpp>

#include <klprop/claims/feedforward_oracles.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace klprop::claims {

namespace {

[[nodiscard]] const char* shape_name(std::size_t depth) {
  constexpr std::array<const char*, 5> names = {"no layer", "1 layer", "2 layers", "3 layers", "4 layers or more"};
  return names[std::min(depth, names.size() - 1)];
}

[[nodiscard]] OutputFactor draw_factor(Random& random, LossFactors factors, NetworkNumbers numbers) {
  using Kind = OutputFactor::Kind;
  const auto square = [&](Kind kind) -> OutputFactor {
    return {kind, random_network_number(random, numbers), abs(random_network_number(random, numbers))};
  };
  switch (factors) {
    case LossFactors::positive:
      // e^z alone hides a forgotten seed; 2 ± p/q is seldom 1
      if (random.chance(1, 3)) return {Kind::exponential, random_network_number(random, numbers) + 2, 1};
      break;
    case LossFactors::square:
      break;
    case LossFactors::negative:
      return square(Kind::negative);
    case LossFactors::negated_loss:
      return {Kind::exponential, -1, 1};
    case LossFactors::loss:
      return {Kind::exponential, 1, 1};
  }
  return square(Kind::square);
}

[[nodiscard]] std::vector<NetworkLayer> layers_of(const FeedforwardNetwork& network) {
  std::vector<NetworkLayer> layers;
  for (std::size_t l = 0; l < network.depth(); ++l) layers.push_back(network.layer(l));
  return layers;
}

/// The network with the bias of one unit changed so that its preactivation is zero.
[[nodiscard]] FeedforwardNetwork at_a_kink(Random& random, const FeedforwardNetwork& network,
                                           const std::vector<Rational>& input) {
  const PlainPass<Rational> pass = plain_pass(network, input);
  const auto l = random.below(network.depth());
  const auto i = random.below(network.layer(l).outputs);
  std::vector<NetworkLayer> layers = layers_of(network);
  layers[l].biases[i] -= pass.u[l][i];
  return {network.input_count(), std::move(layers), network.loss(), network.targets()};
}

/// Degree, in all numbers of the network and the input at once, of φ(C) as a quotient's numerator; where the check
/// follows paths, of the product of the messages along all of them over all copies.
[[nodiscard]] double degree_of(const FeedforwardNetwork& network, bool scalar_graph) {
  double degree = 1, paths = 1;
  for (std::size_t l = 0; l < network.depth(); ++l) {
    const NetworkLayer& layer = network.layer(l);
    degree = (degree + 1) * std::max(1U, NetworkActivation{layer.activation, layer.parameter}.degree());
    paths *= static_cast<double>(layer.outputs);
  }
  constexpr double loss_and_factor = 2 * 2, copies = 8;
  return (degree + 1) * loss_and_factor * (scalar_graph ? copies * paths : 1);
}

[[nodiscard]] DrawnNetwork draw(Random& random, const FeedforwardDomain& domain) {
  FeedforwardNetwork network = random_network(random, domain.network);
  const NetworkNumbers numbers = domain.network.numbers;
  std::vector<Rational> input = random_network_input(random, network, numbers);
  if (domain.divides_by_sum)
    for (Rational& entry : input) entry = abs(entry);
  if (domain.kinks) network = at_a_kink(random, network, input);
  OutputFactor factor = draw_factor(random, domain.factors, numbers);
  const char* const shape = shape_name(network.depth());
  const double degree = degree_of(network, domain.scalar_graph);
  return {std::move(network), std::move(input), std::move(factor), domain.divides_by_sum, shape, degree};
}

}  // namespace

FeedforwardDomain polynomial_networks() {
  FeedforwardDomain domain;
  domain.network.activations = polynomial_activations();
  domain.network.losses = {NetworkLoss::linear, NetworkLoss::squared_error};
  return domain;
}

FeedforwardDomain smooth_networks() {
  return {};
}

FeedforwardDomain networks_at_kinks(FeedforwardDomain domain) {
  domain.kinks = true;
  domain.network.activations = kinked_activations();
  domain.network.losses = {NetworkLoss::linear, NetworkLoss::squared_error};
  return domain;
}

DrawnNetwork draw_network(Random& random, const FeedforwardDomain& domain) {
  return draw(random, domain);
}

DrawnNetwork draw_residue_network(Random& random, const FeedforwardDomain& domain) {
  FeedforwardDomain residues = domain;
  residues.network.numbers = NetworkNumbers::residues;
  return draw(random, residues);
}

CaseModel as_case(const DrawnNetwork& drawn) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> input;
  for (std::size_t j = 0; j < drawn.input.size(); ++j)
    input.push_back(builder.input((drawn.divides_by_sum ? "u0[" : "a0[") + std::to_string(j) + "]", drawn.input[j]));
  if (drawn.divides_by_sum) {
    const GraphNodeId sum = builder.sum(input);
    for (GraphNodeId& entry : input) entry = builder.divide(entry, sum);
  }
  const GraphNodeId z = klprop::detail::add_network(builder, drawn.network, std::move(input)).loss;
  builder.output("loss", z);
  return ComputationGraphCase{std::make_shared<const ComputationGraph>(std::move(builder).build()), z,
                              drawn.factor.text()};
}

std::vector<DrawnNetwork> small_networks(const FeedforwardDomain& domain) {
  constexpr unsigned base = 3;  // numbers are 0, 1, 2
  std::vector<DrawnNetwork> all;
  for (std::size_t inputs = 1; inputs <= 2; ++inputs) {
    const unsigned codes = inputs == 1 ? base * base : base * base * base * base;
    for (unsigned code = 0; code < codes; ++code) {
      unsigned rest = code;
      const auto next = [&rest] { return Rational(std::exchange(rest, rest / base) % base); };
      std::vector<Rational> input, weights;
      while (input.size() < inputs) input.push_back(next());
      while (weights.size() < inputs) weights.push_back(next());
      if (domain.divides_by_sum && input[0] + input[inputs - 1] == 0) continue;
      const NetworkActivation& activation = domain.network.activations[0];
      NetworkLayer layer{1, std::move(weights), {0}, activation.primitive, activation.parameter};
      OutputFactor factor;
      if (domain.factors == LossFactors::loss) factor = {OutputFactor::Kind::exponential, 1, 1};
      all.push_back({FeedforwardNetwork(inputs, {std::move(layer)}, NetworkLoss::linear, {1}), std::move(input), factor,
                     domain.divides_by_sum, "1 layer", 0});
    }
  }
  return all;
}

}  // namespace klprop::claims
