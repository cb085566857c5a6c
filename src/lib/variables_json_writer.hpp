#pragma once

/// Declarations of variables in JSON, as `read_variables` reads them.  (docs/formats.md)

#include <klprop/formats/json_writer.hpp>
#include <klprop/simplex/variables.hpp>

namespace klprop::formats {

/// Writes one array: what has no names as its number of states.
void write_variables(JsonWriter& out, const VariableTable& variables);

}  // namespace klprop::formats
