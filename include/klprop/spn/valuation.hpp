#pragma once

/// A circuit's symbols in one scalar: what a pass runs on.

#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/evidence.hpp>
#include <klprop/spn/circuit.hpp>

#include <vector>

namespace klprop {

/// Values for the weights and constants, and for the indicators, of one circuit.
template <Ring S>
struct Valuation {
  std::vector<S> parameters;  ///< one per entry of Circuit::parameters(); entry 0 is one
  std::vector<S> lambda;      ///< one per (variable, state), by IndicatorId
};

/// The circuit's own parameters in scalar S.
template <Ring S>
[[nodiscard]] std::vector<S> parameters(const Circuit& circuit) {
  std::vector<S> values;
  values.reserve(circuit.parameters().size());
  for (const Rational& value : circuit.parameters()) values.push_back(from_rational<S>(value));
  return values;
}

/// The circuit's own parameters and the evidence in scalar S.
template <Ring S>
[[nodiscard]] Valuation<S> valuation(const Circuit& circuit, const Evidence& evidence) {
  Valuation<S> at{parameters<S>(circuit), {}};
  at.lambda.reserve(evidence.lambda().size());
  for (const Rational& factor : evidence.lambda()) at.lambda.push_back(from_rational<S>(factor));
  return at;
}

/// The same symbols in another scalar. Exactness is that of `convert`.
template <Ring T, Ring S, class Convert>
[[nodiscard]] Valuation<T> transform(const Valuation<S>& at, Convert&& convert) {
  Valuation<T> image;
  image.parameters.reserve(at.parameters.size());
  image.lambda.reserve(at.lambda.size());
  for (const S& value : at.parameters) image.parameters.push_back(convert(value));
  for (const S& value : at.lambda) image.lambda.push_back(convert(value));
  return image;
}

}  // namespace klprop
