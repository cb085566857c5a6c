#pragma once

/// Numbers, and one number per state of each variable, as text and as JSON.

#include "number_format.hpp"

#include <klprop/formats/json_writer.hpp>
#include <klprop/simplex/variables.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace klprop::cli {

/// The model that a result is about.
struct ModelSummary {
  std::string path;
  std::string_view kind;  ///< "spn" or "factor-graph"
  const VariableTable* variables = nullptr;
  std::uint64_t nodes = 0;  ///< of a factor graph: factors
  std::uint64_t edges = 0;
};

/// "PATH: 3 variables, 3 factors, 6 edges"
[[nodiscard]] std::string summary_text(const ModelSummary& model);
/// `{"path", "kind", "variables", "nodes", "edges"}`
void write_summary(formats::JsonWriter& out, const ModelSummary& model);

/// A number; a ball as "[MIDDLE ± RADIUS]"; or its status and the reason why there is none.
[[nodiscard]] std::string shown(const Written& number);
/// A string, a ball `{"mid", "rad"}`, or null.
void write_value(formats::JsonWriter& out, const Written& number);
/// The members "status" and, unless empty, "reason".
void write_status(formats::JsonWriter& out, std::string_view status, const std::string& reason);
/// `{"value", "status"}`
void write_number(formats::JsonWriter& out, const Written& number);

/// What stands at a state. It is asked once for each output, so that not all texts are there at the same time.
using StateNumber = std::function<Written(IndicatorId)>;

/// `X0 "season": "dry"=1/5 "wet"=4/5`
[[nodiscard]] std::string variable_row(const VariableTable& variables, VariableId v, const StateNumber& number);
/// The members "variable", "name" and perhaps "state_names".
void write_variable_names(formats::JsonWriter& out, const VariableTable& variables, VariableId v);
/// The member "states".
/// @return the first number that has no text, or the first of all: its status is that of the variable
Written write_states(formats::JsonWriter& out, const VariableTable& variables, VariableId v, const StateNumber& number);

}  // namespace klprop::cli
