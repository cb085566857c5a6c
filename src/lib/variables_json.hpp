#pragma once

/// Declarations of variables in JSON.  (docs/formats.md)

#include "json_reader.hpp"

#include <klprop/simplex/variables.hpp>

namespace klprop::formats {

/// @param list  an array of numbers of states, or of objects with states and perhaps a name
/// @throws FormatError  when it is anything else
[[nodiscard]] VariableTable read_variables(const JsonValue& list);

}  // namespace klprop::formats
