#pragma once

/// What the fuzz targets of the formats demand of every input.

#include <klprop/formats/spn.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace klprop::fuzzing {

inline void require(bool condition) {
  if (!condition) std::abort();
}

/// Parses the bytes and looks at the result; any exception but FormatError ends the program.
template <typename Parse, typename Look>
void if_accepted(const std::uint8_t* data, std::size_t size, Parse parse, Look look) {
  const std::string text(data, data + size);
  try {
    const auto result = parse(text);
    look(result);
  } catch (const formats::FormatError& error) {
    require(error.file == "input");  // not from reading back what was written
  }
}

/// Whether all numbers are of a size that can be written thousands of times a second.
inline bool is_quick(const Circuit& circuit) {
  for (const Rational& parameter : circuit.parameters())
    if (bit_size(parameter) > 10'000) return false;
  return true;
}

/// The same circuit must come back exactly: one text stands for all that is in it.
inline void require_json_round_trip(const Circuit& circuit) {
  if (!is_quick(circuit)) return;
  const std::string text = formats::write_spn_json(circuit);
  require(formats::write_spn_json(formats::parse_spn_json(text, "written")) == text);
}

/// Written as .ac, where that is possible, the circuit must not change again.
inline void require_ac_round_trip(const Circuit& circuit) {
  if (!is_quick(circuit)) return;
  std::string text;
  try {
    text = formats::write_ac(circuit);
  } catch (const ModelError&) {
    return;  // a number without a finite decimal expansion
  }
  require(formats::write_ac(formats::parse_ac(text, "written")) == text);
}

}  // namespace klprop::fuzzing
