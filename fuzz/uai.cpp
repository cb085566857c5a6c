// Any bytes as a .uai file: refused with FormatError, or a factor graph that survives writing and reading in all formats.
#include "factor_graph_round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace klprop;
  fuzzing::if_accepted(
      data, size, [](const std::string& text) { return formats::parse_uai(text, "input"); },
      [](const FactorGraph& graph) { fuzzing::require_round_trips(graph); });
  return 0;
}
