#pragma once

/// Evidence in files: JSON `klprop.evidence/1` and the `.evid` text of the UAI competitions.
/// (docs/formats.md)

#include <klprop/formats/error.hpp>
#include <klprop/simplex/evidence.hpp>

#include <string>
#include <string_view>

namespace klprop::formats {

/// Reads evidence in either format, which is recognised by the first character that is not blank.
/// Zero is a legal λ, and so are zeros for all states of a variable.
///
/// @param variables  of the model; the evidence refers to it and must not outlive it
/// @param name       the file's name, for messages
/// @throws FormatError  on malformed text, and on a variable or state that the model does not have
[[nodiscard]] Evidence parse_evidence(std::string_view text, const VariableTable& variables, const std::string& name);

}  // namespace klprop::formats
