#pragma once

/// Circuits, errors and comparisons that the tests of the formats share.

#include <klprop/formats/error.hpp>
#include <klprop/spn/circuit.hpp>

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace klprop::testing {

/// What went wrong in a call, or what() of nothing.
template <typename Call>
std::string error_of(Call call) {
  try {
    call();
  } catch (const formats::FormatError& error) {
    return error.what();
  }
  return "accepted";
}

/// A malformed text, the line to blame, and what the message must say.
struct Malformed {
  std::string text;
  std::size_t line;
  std::string fragment;
};

/// Whether the error of a parser stands in the right line and says the right thing.
template <typename Parse>
bool blames(const Malformed& expected, Parse parse) {
  try {
    parse(expected.text);
  } catch (const formats::FormatError& error) {
    const std::string place = expected.line == 0 ? "F: " : "F:" + std::to_string(expected.line) + ": ";
    return error.line == expected.line && error.file == "F" && std::string(error.what()) == place + error.message &&
           error.message.find(expected.fragment) != std::string::npos;
  }
  return false;
}

/// Whether two circuits are the same node by node, with the same exact numbers.
inline bool same_circuit(const Circuit& a, const Circuit& b) {
  if (a.variables() != b.variables() || a.node_count() != b.node_count() || a.edge_count() != b.edge_count())
    return false;
  for (NodeId node = 0; node < a.node_count(); ++node) {
    if (a.kind(node) != b.kind(node)) return false;
    const auto ca = a.children(node), cb = b.children(node);
    if (!std::equal(ca.begin(), ca.end(), cb.begin(), cb.end())) return false;
    const auto wa = a.weights(node), wb = b.weights(node);
    const auto same_weight = [&](ParameterId x, ParameterId y) { return a.parameters()[x] == b.parameters()[y]; };
    if (!std::equal(wa.begin(), wa.end(), wb.begin(), wb.end(), same_weight)) return false;
    if (a.kind(node) == NodeKind::indicator && a.indicator(node) != b.indicator(node)) return false;
    if (a.kind(node) == NodeKind::constant && !same_weight(a.constant(node), b.constant(node))) return false;
  }
  return true;
}

/// The circuit's value at one factor per indicator.
inline Rational value_at(const Circuit& circuit, const std::vector<Rational>& lambda) {
  std::vector<Rational> value(circuit.node_count());
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    const auto children = circuit.children(node);
    const auto weights = circuit.weights(node);
    switch (circuit.kind(node)) {
      case NodeKind::indicator:
        value[node] = lambda[circuit.indicator(node)];
        break;
      case NodeKind::constant:
        value[node] = circuit.parameters()[circuit.constant(node)];
        break;
      case NodeKind::product:
        value[node] = 1;
        for (const NodeId child : children) value[node] *= value[child];
        break;
      case NodeKind::sum:
        for (std::size_t i = 0; i < children.size(); ++i)
          value[node] += circuit.parameters()[weights[i]] * value[children[i]];
        break;
    }
  }
  return value[circuit.root()];
}

/// Which weights a circuit may have.
enum class Weights { decimal, rational };

/// Any well-formed circuit: shared children, parallel edges, one node, zeros, unreachable nodes.
inline rc::Gen<Circuit> circuits(Weights weights) {
  return rc::gen::exec([weights] {
    const auto arities = *rc::gen::container<std::vector<StateId>>(*rc::gen::inRange<std::size_t>(1, 5),
                                                                   rc::gen::inRange<StateId>(1, 5));
    CircuitBuilder builder{VariableTable(arities)};
    std::vector<ParameterId> table = {CircuitBuilder::unit, builder.parameter(0)};
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
      const Rational numerator = *rc::gen::inRange(0, 1000);
      const int denominator =
          weights == Weights::decimal ? *rc::gen::element(1, 2, 5, 8, 1000, 1 << 20) : *rc::gen::inRange(1, 1000);
      table.push_back(builder.parameter(numerator / denominator));
    }
    const auto count = *rc::gen::inRange<NodeId>(1, 40);
    for (NodeId node = 0; node < count; ++node) {
      const int kind = node == 0 ? *rc::gen::inRange(0, 2) : *rc::gen::inRange(0, 5);
      if (kind == 0) {
        const auto variable = *rc::gen::inRange<VariableId>(0, static_cast<VariableId>(arities.size()));
        builder.indicator(variable, *rc::gen::inRange<StateId>(0, arities[variable]));
      } else if (kind == 1) {
        builder.constant(*rc::gen::elementOf(table));
      } else {
        const auto fan_in = *rc::gen::inRange<std::size_t>(1, 6);
        const auto children = *rc::gen::container<std::vector<NodeId>>(fan_in, rc::gen::inRange<NodeId>(0, node));
        if (kind == 2)
          builder.product(children);
        else if (kind == 3)
          builder.sum(children);
        else
          builder.sum(children, *rc::gen::container<std::vector<ParameterId>>(fan_in, rc::gen::elementOf(table)));
      }
    }
    return std::move(builder).build(count - 1);
  });
}

}  // namespace klprop::testing
