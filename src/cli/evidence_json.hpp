#pragma once

/// Evidence as JSON `klprop.evidence/1`.

#include <klprop/formats/json_writer.hpp>
#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/variables.hpp>

#include <span>

namespace klprop::cli {

/// Writes λ of every variable that has one other than 1.
/// @param  lambda  by IndicatorId
void write_evidence(formats::JsonWriter& out, const VariableTable& variables, std::span<const Rational> lambda);

}  // namespace klprop::cli
