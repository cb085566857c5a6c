// Any bytes as evidence: refused with FormatError, or one factor for each state, none of them
// negative.
#include "round_trip.hpp"

#include <klprop/formats/evidence.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace klprop;
  VariableTable variables({2, 3, 1, 4});
  variables.name_variable(1, "rain");
  variables.name_state(1, 2, "yes");
  fuzzing::if_accepted(
      data, size, [&](const std::string& text) { return formats::parse_evidence(text, variables, "input"); },
      [&](const Evidence& evidence) {
        fuzzing::require(evidence.lambda().size() == variables.indicator_count());
        for (const Rational& factor : evidence.lambda()) fuzzing::require(factor >= 0);
      });
  return 0;
}
