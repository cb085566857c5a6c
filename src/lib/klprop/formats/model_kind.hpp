#pragma once

/// What kind of model a file holds, told by its content.

#include <klprop/formats/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace klprop::formats {

enum class ModelKind : std::uint8_t { circuit, factor_graph, unknown };

/// The kind of a model by the first word of its text, or by the member "schema" of JSON; the rest is not looked at, and
/// may be malformed. A text of this kind is for `parse_spn` or `parse_factor_graph`.
///
/// @cost  none but for JSON: linear in what stands before its "schema"
[[nodiscard]] ModelKind recognise(std::string_view text);

/// The same for a text that must be a model.
///
/// @param  name  the file's name, for messages
/// @return circuit or factor_graph
/// @throws FormatError  when the text is no model, saying what would be one
[[nodiscard]] ModelKind expect_model(std::string_view text, const std::string& name);

}  // namespace klprop::formats
