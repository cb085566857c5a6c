#pragma once

/// Values of a circuit straight from the definition of S(n): the side of every comparison that must share no code
/// with the sweeps.
///
/// Children are taken from the last to the first and with one multiplication more than necessary, so in floating point
/// the order of rounding differs from the sweeps' too. The symbols are looked up through a policy, so that an oracle can
/// clamp a variable or perturb a single edge without touching the circuit.

#include <klprop/scalar/dual.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace klprop {

/// The symbols as a valuation gives them. Policies derive from it and replace what they change.
template <Ring S>
class GivenSymbols {
 public:
  explicit GivenSymbols(const Valuation<S>& at) : at_(at) {}

  [[nodiscard]] S indicator(IndicatorId indicator) const { return at_.lambda[indicator]; }
  [[nodiscard]] S constant(ParameterId parameter) const { return at_.parameters[parameter]; }
  [[nodiscard]] S weight(EdgeId /*edge*/, ParameterId parameter) const { return at_.parameters[parameter]; }
  /// The value that node n passes on, given the value it has.
  [[nodiscard]] S node(NodeId /*node*/, S value) const { return value; }

 private:
  const Valuation<S>& at_;
};

/// S(n) of every node into `values`; returns S(root).
template <Ring S, class Symbols>
S value_by_definition(const Circuit& circuit, const Symbols& symbols, std::vector<S>& values) {
  values.resize(circuit.node_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto children = circuit.children(node);
    S value;
    switch (circuit.kind(node)) {
      case NodeKind::indicator:
        value = symbols.indicator(circuit.indicator(node));
        break;
      case NodeKind::constant:
        value = symbols.constant(circuit.constant(node));
        break;
      case NodeKind::product:
        value = S(1);
        for (std::size_t j = children.size(); j-- > 0;) value = value * values[children[j]];
        break;
      case NodeKind::sum: {
        const auto weights = circuit.weights(node);
        value = S(0);
        for (std::size_t j = children.size(); j-- > 0;) {
          const auto edge = static_cast<EdgeId>(circuit.first_edge(node) + j);
          value = value + symbols.weight(edge, weights[j]) * values[children[j]];
        }
        break;
      }
    }
    values[node] = symbols.node(node, std::move(value));
  }
  return values.back();
}

/// Indicators 1 or 0 as a joint state says.
template <Ring S>
class AtJointState : public GivenSymbols<S> {
 public:
  AtJointState(const Circuit& circuit, const Valuation<S>& at, const std::vector<StateId>& state)
      : GivenSymbols<S>(at), circuit_(circuit), state_(state) {}
  [[nodiscard]] S indicator(IndicatorId indicator) const {
    const auto [variable, state] = circuit_.variables().owner(indicator);
    return S(state_[variable] == state ? 1 : 0);
  }

 private:
  const Circuit& circuit_;
  const std::vector<StateId>& state_;
};

/// The variable of each given indicator is clamped to that state: the λ of its other states count as zero.
template <Ring S>
class Clamped : public GivenSymbols<S> {
 public:
  Clamped(const Circuit& circuit, const Valuation<S>& at, std::vector<IndicatorId> kept)
      : GivenSymbols<S>(at), circuit_(circuit), kept_(std::move(kept)) {}
  [[nodiscard]] S indicator(IndicatorId indicator) const {
    const VariableId variable = circuit_.variables().owner(indicator).first;
    for (const IndicatorId kept : kept_)
      if (indicator != kept && circuit_.variables().owner(kept).first == variable) return S(0);
    return GivenSymbols<S>::indicator(indicator);
  }

 private:
  const Circuit& circuit_;
  std::vector<IndicatorId> kept_;
};

/// Which single symbol v is replaced by v·(1+ε), so that the tangent of the result is ∂S/∂log v.
struct Perturbed {
  enum class Kind { indicator, edge, node } kind;
  std::uint32_t which;
};

template <Ring S>
class PerturbedSymbols : public GivenSymbols<Dual<S>> {
 public:
  PerturbedSymbols(const Valuation<Dual<S>>& at, Perturbed perturbed)
      : GivenSymbols<Dual<S>>(at), perturbed_(perturbed) {}
  [[nodiscard]] Dual<S> indicator(IndicatorId indicator) const {
    return tilt(Perturbed::Kind::indicator, indicator, GivenSymbols<Dual<S>>::indicator(indicator));
  }
  [[nodiscard]] Dual<S> weight(EdgeId edge, ParameterId parameter) const {
    return tilt(Perturbed::Kind::edge, edge, GivenSymbols<Dual<S>>::weight(edge, parameter));
  }
  [[nodiscard]] Dual<S> node(NodeId node, Dual<S> value) const {
    return tilt(Perturbed::Kind::node, node, std::move(value));
  }

 private:
  [[nodiscard]] Dual<S> tilt(Perturbed::Kind kind, std::uint32_t which, Dual<S> value) const {
    if (kind == perturbed_.kind && which == perturbed_.which) value.tangent += value.value;
    return value;
  }

  Perturbed perturbed_;
};

}  // namespace klprop
