// Any bytes as JSON `klprop.computation-graph/1`: refused with FormatError, or a graph that survives writing and reading.
#include "round_trip.hpp"

#include <klprop/formats/computation_graph_json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace klprop;
  fuzzing::if_accepted(
      data, size, [](const std::string& text) { return formats::parse_computation_graph_json(text, "input"); },
      [](const ComputationGraph& graph) {
        if (graph.slot_count() > 10'000 || graph.node_count() > 10'000) return;
        const std::string text = formats::write_computation_graph_json(graph);
        fuzzing::require(
            formats::write_computation_graph_json(formats::parse_computation_graph_json(text, "written")) == text);
      });
  return 0;
}
