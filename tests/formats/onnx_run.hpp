#pragma once

/// Models of the tests, computed exactly.

#include "formats/onnx_bytes.hpp"

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/formats/onnx.hpp>

#include <string>
#include <vector>

namespace klprop::testing {

struct Outcome {
  std::vector<std::int64_t> shape;
  std::vector<Rational> values;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

inline formats::TensorGraph lowered(const Model& model, const std::vector<formats::Tensor>& inputs,
                                    std::uint64_t limit = formats::largest_tensor_graph) {
  return formats::lower_onnx(formats::parse_onnx(model.bytes(), "F"), inputs, limit);
}

/// An output of a rational or piecewise linear graph at the inputs' own values.
inline Outcome outcome(const formats::TensorGraph& lowered, std::size_t output = 0) {
  const auto values = forward_values<Rational>(lowered.graph, default_inputs<Rational>(lowered.graph));
  Outcome result{lowered.outputs[output].shape, {}};
  for (const GraphNodeId node : lowered.outputs[output].nodes) result.values.push_back(values[node]);
  return result;
}

inline Outcome run(const Model& model, const std::vector<formats::Tensor>& inputs) {
  return outcome(lowered(model, inputs));
}

/// One operator on x, with further inputs as initialisers.
inline Outcome run_one(const std::string& type, const formats::Tensor& x, std::vector<Message> attributes = {},
                       std::vector<std::pair<std::string, Message>> others = {}, std::int64_t opset = 13) {
  Model model;
  model.opset = opset;
  model.inputs = {{x.name, std::vector<std::int64_t>(x.shape.size(), -1)}};
  Node node{type, {x.name}, {"y"}, std::move(attributes)};
  for (auto& [name, message] : others) {
    node.inputs.push_back(name);
    model.initialisers.push_back(std::move(message));
  }
  model.nodes = {node};
  model.outputs = {"y"};
  return run(model, {x});
}

/// 1, 2, 3, … in a shape, each divided by the divisor.
inline formats::Tensor counted(const std::string& name, const std::vector<std::int64_t>& shape, long divisor = 1) {
  std::int64_t count = 1;
  for (const std::int64_t dimension : shape) count *= dimension;
  std::vector<Rational> values;
  for (std::int64_t i = 1; i <= count; ++i) values.push_back(Rational(i) / divisor);
  return tensor(name, shape, values);
}

/// The message of a refusal; empty when nothing is refused.
template <typename Function>
std::string refusal(Function function) {
  try {
    function();
  } catch (const formats::FormatError& error) {
    return error.what();
  }
  return {};
}

}  // namespace klprop::testing
