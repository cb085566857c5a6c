#pragma once

/// Sum-product networks in files: Libra's `.ac` text and our JSON `klprop.spn/1`.
/// (docs/formats.md)

#include <klprop/formats/error.hpp>
#include <klprop/spn/circuit.hpp>

#include <string>
#include <string_view>

namespace klprop::formats {

/// A circuit and the format it was written in. `circuit.source_position(node)` is a node's position
/// in the file, from 0.
struct SpnModel {
  Circuit circuit;
  std::string format;  ///< "ac" or "klprop.spn/1"
};

/// Reads a circuit in either format, which is recognised by the first character that is not blank.
///
/// @param text  the file's content
/// @param name  the file's name, for messages
/// @throws FormatError  when the text is in neither format or malformed
[[nodiscard]] SpnModel parse_spn(std::string_view text, const std::string& name);

/// Reads Libra's `.ac` text.
/// @throws FormatError  when it is malformed
[[nodiscard]] Circuit parse_ac(std::string_view text, const std::string& name);

/// Reads JSON `klprop.spn/1`.
/// @throws FormatError  when it is malformed
[[nodiscard]] Circuit parse_spn_json(std::string_view text, const std::string& name);

/// The circuit as Libra's `.ac` text, in a form that Libra reads.
///
/// The format has no weights: an edge of weight w ≠ 1 becomes a product of a new constant leaf w
/// and the child, so nodes change their numbers; the network polynomial does not change. Names of
/// variables and states are lost.
///
/// @throws ModelError  naming a constant or weight that has no finite decimal expansion
[[nodiscard]] std::string write_ac(const Circuit& circuit);

/// The circuit as JSON `klprop.spn/1`, exactly; each node's id is its number in the circuit.
[[nodiscard]] std::string write_spn_json(const Circuit& circuit);

}  // namespace klprop::formats
