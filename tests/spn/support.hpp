#pragma once

/// Circuits and independent computations that the tests of the model and its passes share.

#include <klprop/random/random.hpp>
#include <klprop/scalar/dual.hpp>
#include <klprop/spn/by_definition.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <map>
#include <utility>
#include <vector>

namespace klprop::testing {

/// Nodes written as in a formula: `b.sum({{x0, 1}, {x1, 2}})`.
class Draft {
 public:
  explicit Draft(std::vector<StateId> arities) : builder_(VariableTable(std::move(arities))) {}

  NodeId x(VariableId variable, StateId state) { return builder_.indicator(variable, state); }
  NodeId constant(Rational value) { return builder_.constant(builder_.parameter(std::move(value))); }
  NodeId product(std::initializer_list<NodeId> children) { return builder_.product(std::vector<NodeId>(children)); }
  NodeId sum(std::initializer_list<std::pair<NodeId, Rational>> terms) {
    std::vector<NodeId> children;
    std::vector<ParameterId> weights;
    for (const auto& [child, weight] : terms) {
      children.push_back(child);
      weights.push_back(builder_.parameter(weight));
    }
    return builder_.sum(children, weights);
  }
  NodeId plain_sum(std::initializer_list<NodeId> children) { return builder_.sum(std::vector<NodeId>(children)); }
  Circuit build() && {
    const NodeId root = builder_.node_count() - 1;
    return std::move(builder_).build(root);
  }

 private:
  CircuitBuilder builder_;
};

/// (x₀+x₁)(x₀+2x₁): complete, not decomposable. Nodes: x₀, x₁, the two sums, the product.
inline Circuit overlapping_square() {
  Draft draft({2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1);
  const NodeId left = draft.plain_sum({x0, x1}), right = draft.sum({{x0, 1}, {x1, 2}});
  draft.product({left, right});
  return std::move(draft).build();
}

/// 1/4·x₀y₀ + 3/4·x₁(2y₀ + y₁), with y₀ shared and the constant 2 as a leaf. A sum–product network over x, y.
inline Circuit shared_leaf_network() {
  Draft draft({2, 2});
  const NodeId x0 = draft.x(0, 0), x1 = draft.x(0, 1), y0 = draft.x(1, 0), y1 = draft.x(1, 1);  // 0 1 2 3
  const NodeId two = draft.constant(2), double_y0 = draft.product({two, y0});                   // 4 5
  const NodeId inner = draft.plain_sum({double_y0, y1});                                        // 6
  const NodeId left = draft.product({x0, y0}), right = draft.product({x1, inner});              // 7 8
  draft.sum({{left, Rational(1, 4)}, {right, Rational(3, 4)}});                                 // 9
  return std::move(draft).build();
}

/// Any well-formed circuit: no hypothesis holds on purpose; zeros, parallel edges, constants and unreachable nodes.
inline Circuit arbitrary_circuit(Random& random, VariableId variables, NodeId nodes) {
  std::vector<StateId> arities;
  while (arities.size() < variables) arities.push_back(random.between(1U, 3U));
  CircuitBuilder builder{VariableTable(arities)};
  const auto parameter = [&] {
    return random.chance(1, 4) ? CircuitBuilder::unit
                               : builder.parameter(random.chance(1, 8) ? Rational(0) : small_rational(random));
  };
  for (NodeId node = 0; node < nodes; ++node) {
    const auto kind = node == 0 ? 0 : random.below(6);
    if (kind <= 1) {
      const VariableId variable = random.between(VariableId{0}, variables - 1);
      builder.indicator(variable, random.between(StateId{0}, arities[variable] - 1));
      continue;
    }
    if (kind == 2) {
      builder.constant(parameter());
      continue;
    }
    std::vector<NodeId> children;
    std::vector<ParameterId> weights;
    // Mostly recent nodes, so that the circuit gets deep and most of it is reachable.
    for (auto j = random.between(1U, 4U); j > 0; --j) {
      const NodeId back = random.chance(1, 4) ? random.between(1U, node) : random.between(1U, std::min(node, 4U));
      children.push_back(node - back);
      weights.push_back(parameter());
    }
    if (kind == 3)
      builder.product(children);
    else if (kind == 4)
      builder.sum(children, weights);
    else
      builder.sum(children);
  }
  return std::move(builder).build(nodes - 1);
}

/// One value per indicator; about one in six is zero.
inline std::vector<Rational> arbitrary_lambda(Random& random, const Circuit& circuit) {
  std::vector<Rational> lambda;
  while (lambda.size() < circuit.variables().indicator_count())
    lambda.push_back(random.chance(1, 6) ? Rational(0) : small_rational(random));
  return lambda;
}

inline Valuation<Rational> at_lambda(const Circuit& circuit, std::vector<Rational> lambda) {
  return {circuit.parameters(), std::move(lambda)};
}
inline Valuation<Rational> at_one(const Circuit& circuit) {
  return at_lambda(circuit, std::vector<Rational>(circuit.variables().indicator_count(), 1));
}
inline Valuation<PrimeField> modulo_p(const Valuation<Rational>& at) {
  return transform<PrimeField>(at, [](const Rational& value) { return from_rational<PrimeField>(value); });
}

/// A circuit's root as a polynomial in its indicators, written out: exponents (one per IndicatorId) to coefficient.
/// @cost  exponential; for circuits of a handful of nodes
using Polynomial = std::map<std::vector<unsigned>, Rational>;

inline Polynomial expand(const Circuit& circuit) {
  std::vector<Polynomial> value(circuit.node_count());
  const std::vector<unsigned> none(circuit.variables().indicator_count(), 0);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto children = circuit.children(node);
    Polynomial& here = value[node];
    switch (circuit.kind(node)) {
      case NodeKind::indicator: {
        std::vector<unsigned> one = none;
        one[circuit.indicator(node)] = 1;
        here[one] = 1;
        break;
      }
      case NodeKind::constant:
        here[none] = circuit.parameters()[circuit.constant(node)];
        break;
      case NodeKind::sum:
        for (std::size_t j = 0; j < children.size(); ++j)
          for (const auto& [exponents, factor] : value[children[j]])
            here[exponents] += circuit.parameters()[circuit.weights(node)[j]] * factor;
        break;
      case NodeKind::product:
        here[none] = 1;
        for (const NodeId child : children) {
          Polynomial longer;
          for (const auto& [a, x] : here)
            for (const auto& [b, y] : value[child]) {
              std::vector<unsigned> both = a;
              for (std::size_t k = 0; k < both.size(); ++k) both[k] += b[k];
              longer[both] += x * y;
            }
          here = std::move(longer);
        }
        break;
    }
  }
  return value.back();
}

inline Polynomial differentiate(const Polynomial& f, IndicatorId by) {
  Polynomial result;
  for (const auto& [exponents, factor] : f) {
    if (exponents[by] == 0) continue;
    std::vector<unsigned> lower = exponents;
    const unsigned power = lower[by]--;
    result[lower] += power * factor;
  }
  return result;
}

inline Rational evaluate(const Polynomial& f, const std::vector<Rational>& lambda) {
  Rational total;
  for (const auto& [exponents, factor] : f) {
    Rational term = factor;
    for (std::size_t k = 0; k < lambda.size(); ++k)
      for (unsigned times = 0; times < exponents[k]; ++times) term *= lambda[k];
    total += term;
  }
  return total;
}

/// Adds ε to the value of one node, so that the tangent of the root is D(n) = ∂S(root)/∂S(n) even where S(n) = 0.
template <Ring S>
class EpsilonAtNode : public GivenSymbols<Dual<S>> {
 public:
  EpsilonAtNode(const Valuation<Dual<S>>& at, NodeId which) : GivenSymbols<Dual<S>>(at), which_(which) {}
  [[nodiscard]] Dual<S> node(NodeId node, Dual<S> value) const {
    if (node == which_) value.tangent += S(1);
    return value;
  }

 private:
  NodeId which_;
};

template <Ring S>
S derivative_by_definition(const Circuit& circuit, const Valuation<S>& at, NodeId node) {
  const auto duals = transform<Dual<S>>(at, [](const S& value) { return Dual<S>(value); });
  std::vector<Dual<S>> values;
  return value_by_definition(circuit, EpsilonAtNode<S>(duals, node), values).tangent;
}

}  // namespace klprop::testing
