#pragma once

/// What kind of model a file holds, told by its content.

#include <klprop/formats/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace klprop::formats {

enum class ModelKind : std::uint8_t { circuit, factor_graph, computation_graph, onnx, unknown };

/// The kind of a model by the first word of its text, by the member "schema" of JSON, or by the members of a protocol
/// buffer; the rest is not looked at, and may be malformed. A text of this kind is for `parse_spn`, `parse_factor_graph`,
/// `parse_computation_graph_json` or `parse_onnx`.
///
/// @cost  none but for JSON: linear in what stands before its "schema"
[[nodiscard]] ModelKind recognise(std::string_view text);

/// The same for a text that must be a model.
///
/// @param  name  the file's name, for messages
/// @return anything but unknown
/// @throws FormatError  when the text is no model, saying what would be one
[[nodiscard]] ModelKind expect_model(std::string_view text, const std::string& name);

}  // namespace klprop::formats
