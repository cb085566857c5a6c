// Any bytes as JSON klprop.spn/1: refused with FormatError, or a circuit that survives writing and
// reading in both formats.
#include "round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace klprop;
  klprop::fuzzing::if_accepted(
      data, size, [](const std::string& text) { return formats::parse_spn_json(text, "input"); },
      [](const Circuit& circuit) {
        fuzzing::require_json_round_trip(circuit);
        fuzzing::require_ac_round_trip(circuit);
      });
  return 0;
}
