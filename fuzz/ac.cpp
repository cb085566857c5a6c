// Any bytes as Libra's .ac: refused with FormatError, or a circuit that survives writing and
// reading in both formats.
#include "round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace klprop;
  klprop::fuzzing::if_accepted(
      data, size, [](const std::string& text) { return formats::parse_ac(text, "input"); },
      [](const Circuit& circuit) {
        fuzzing::require_json_round_trip(circuit);
        fuzzing::require_ac_round_trip(circuit);
      });
  return 0;
}
