// Any bytes as a factor graph in a format that its content tells: refused with FormatError, or a graph that survives
// writing and reading in all formats. What is accepted must be recognised as a factor graph.
#include "factor_graph_round_trip.hpp"

#include <klprop/formats/model_kind.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace klprop;
  const std::string whole(data, data + size);
  fuzzing::if_accepted(
      data, size, [](const std::string& text) { return formats::parse_factor_graph(text, "input"); },
      [&](const formats::FactorGraphModel& model) {
        fuzzing::require(formats::expect_model(whole, "input") == formats::ModelKind::factor_graph);
        fuzzing::require_round_trips(model.graph);
      });
  fuzzing::if_accepted(
      data, size, [](const std::string& text) { return formats::expect_model(text, "input"); },
      [](formats::ModelKind kind) { fuzzing::require(kind != formats::ModelKind::unknown); });
  return 0;
}
