// Any bytes as an ONNX model: refused with FormatError, or a graph that can be written as JSON, for inputs of ones.
#include "round_trip.hpp"

#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/formats/onnx.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace {

using namespace klprop;

/// A tensor of ones for each input, open dimensions being 2; empty when one would be large.
std::vector<formats::Tensor> ones(const formats::OnnxModel& model) {
  constexpr std::int64_t most_entries = 1000;
  std::vector<formats::Tensor> tensors;
  for (const auto& input : model.inputs()) {
    formats::Tensor tensor{input.name, input.shape.value_or(std::vector<std::int64_t>{}), {}, input.type};
    std::int64_t entries = 1;
    for (std::int64_t& size : tensor.shape) {
      if (size < 0) size = 2;
      if (size > most_entries || (entries *= size) > most_entries) return {};
    }
    tensor.values.assign(static_cast<std::size_t>(entries), Rational(1));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lowered = [](const std::string& bytes) {
    const formats::OnnxModel model = formats::parse_onnx(bytes, "input");
    constexpr std::uint64_t limit = 20'000;
    return formats::lower_onnx(model, ones(model), limit);
  };
  fuzzing::if_accepted(data, size, lowered, [](const formats::TensorGraph& tensors) {
    const std::string text = formats::write_computation_graph_json(tensors.graph);
    fuzzing::require(formats::write_computation_graph_json(formats::parse_computation_graph_json(text, "written")) ==
                     text);
  });
  return 0;
}
