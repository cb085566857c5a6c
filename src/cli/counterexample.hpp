#pragma once

/// Counterexamples for people and for programs.

#include <klprop/claims/claim.hpp>
#include <klprop/formats/json_writer.hpp>

#include <string>

namespace klprop::cli {

/// Every node with its exact numbers, λ, and both sides, so that it can be redone by hand. Each line is indented.
[[nodiscard]] std::string counterexample_text(const claims::Counterexample& counterexample);

/// `{"case", "model", "evidence", "left", "right", "words"}`, with "output_factor" after the model of a computation graph;
/// null for none.
void write_counterexample(formats::JsonWriter& out, const std::optional<claims::Counterexample>& counterexample);

}  // namespace klprop::cli
