#pragma once

/// The user's model and evidence.

#include <klprop/formats/spn.hpp>
#include <klprop/simplex/evidence.hpp>

#include <string>

namespace klprop::cli {

/// Reads a circuit, and notes on standard error that unreachable nodes were left out.
/// @throws formats::FormatError
[[nodiscard]] formats::SpnModel load_circuit(const std::string& path);

/// @param path  empty: no evidence
/// @throws formats::FormatError;  UsageError  when model and evidence are both to come from standard input
[[nodiscard]] Evidence load_evidence(const std::string& path, const std::string& model_path,
                                     const VariableTable& variables);

}  // namespace klprop::cli
