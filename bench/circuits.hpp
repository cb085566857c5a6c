#pragma once

/// The circuits that are measured. Equal names mean equal circuits, on every machine and in every run.

#include <klprop/random/spn.hpp>
#include <klprop/spn/circuit.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace bench {

namespace detail {

inline klprop::Circuit random_circuit(klprop::SpnShape shape, std::size_t edges) {
  klprop::Random random(1, static_cast<std::uint64_t>(shape), edges);
  klprop::SpnOptions options = klprop::large_spn(shape, edges);
  options.min_variables = 8;  // with fewer, a layered network may be all sums
  return klprop::random_spn(random, options);
}

/// One binary variable and two constants whose product is one, so that no power of them leaves the range of a double.
struct Ingredients {
  klprop::CircuitBuilder builder{klprop::VariableTable({2})};
  klprop::ParameterId third = builder.parameter(klprop::fraction(1, 3));
  klprop::ParameterId two_thirds = builder.parameter(klprop::fraction(2, 3));
  klprop::ParameterId three_halves = builder.parameter(klprop::fraction(3, 2));

  klprop::NodeId leaves() {
    const std::vector<klprop::NodeId> states = {builder.indicator(0, 0), builder.indicator(0, 1)};
    return builder.sum(states, std::vector{third, two_thirds});
  }
};

/// `levels` operators, each above the one before: sums with two parallel edges and products with a constant.
inline klprop::Circuit deep_circuit(std::size_t levels) {
  Ingredients with;
  const klprop::NodeId constants[] = {with.builder.constant(with.two_thirds), with.builder.constant(with.three_halves)};
  klprop::NodeId top = with.leaves();
  for (std::size_t level = 1; level < levels; ++level) {
    if (level % 2 == 0)
      top = with.builder.sum(std::vector{top, top}, std::vector{with.third, with.two_thirds});
    else
      top = with.builder.product(std::vector{top, constants[level / 2 % 2]});
  }
  return std::move(with.builder).build(top);
}

/// A sum of `children` edges over a product of `children` edges, each to a leaf of its own, and a few other nodes.
inline klprop::Circuit wide_circuit(std::size_t children) {
  Ingredients with;
  const klprop::NodeId leaves = with.leaves();
  std::vector<klprop::NodeId> factors = {leaves};
  while (factors.size() < children)
    factors.push_back(with.builder.constant(factors.size() % 2 == 0 ? with.two_thirds : with.three_halves));
  std::vector<klprop::NodeId> terms = {with.builder.product(factors), leaves};
  std::vector<klprop::ParameterId> weights;
  while (terms.size() < children) terms.push_back(terms[terms.size() % 2]);
  while (weights.size() < children) weights.push_back(weights.size() % 2 == 0 ? with.third : with.two_thirds);
  return std::move(with.builder).build(with.builder.sum(terms, weights));
}

inline klprop::Circuit make_circuit(const std::string& shape, std::size_t size) {
  if (shape == "layered") return random_circuit(klprop::SpnShape::layered, size);
  if (shape == "dag") return random_circuit(klprop::SpnShape::dag, size);
  if (shape == "deep") return deep_circuit(size);
  if (shape == "wide") return wide_circuit(size);
  throw std::invalid_argument("unknown shape " + shape);
}

}  // namespace detail

/// `layered` and `dag` have about `size` edges; `deep` has `size` levels; `wide` a sum and a product of `size` edges.
/// The circuit is made once and kept.
inline const klprop::Circuit& circuit(const std::string& shape, std::size_t size) {
  static std::map<std::pair<std::string, std::size_t>, klprop::Circuit> made;
  const std::pair key(shape, size);
  const auto found = made.find(key);
  return found != made.end() ? found->second : made.emplace(key, detail::make_circuit(shape, size)).first->second;
}

}  // namespace bench
