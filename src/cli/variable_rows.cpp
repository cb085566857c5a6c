#include "variable_rows.hpp"

#include "numbers.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <utility>

namespace klprop::cli {
namespace {

using formats::JsonWriter;
using Layout = JsonWriter::Layout;

constexpr std::size_t longest_path = 4096;

bool has_state_names(const VariableTable& variables, VariableId v) {
  for (StateId t = 0; t < variables.arity(v); ++t)
    if (!variables.state_name(v, t).empty()) return true;
  return false;
}

}  // namespace

std::string summary_text(const ModelSummary& model) {
  return detail::printable(model.path, longest_path) + ": " + counted(model.variables->size(), "variable") + ", " +
         counted(model.nodes, model.kind == "spn" ? "node" : "factor") + ", " + counted(model.edges, "edge");
}

void write_summary(JsonWriter& out, const ModelSummary& model) {
  out.begin_object(Layout::line);
  out.key("path");
  out.string(model.path);
  out.key("kind");
  out.string(model.kind);
  out.key("variables");
  out.unsigned_integer(model.variables->size());
  out.key("nodes");
  out.unsigned_integer(model.nodes);
  out.key("edges");
  out.unsigned_integer(model.edges);
  out.end_object();
}

std::string shown(const Written& number) {
  if (!number.text) return std::string(number.status) + " (" + number.reason + ")";
  return number.radius ? "[" + *number.text + " ± " + *number.radius + "]" : *number.text;
}

void write_value(JsonWriter& out, const Written& number) {
  if (!number.text) return out.null();
  if (!number.radius) return out.string(*number.text);
  out.begin_object(Layout::line);
  out.key("mid");
  out.string(*number.text);
  out.key("rad");
  out.string(*number.radius);
  out.end_object();
}

void write_status(JsonWriter& out, std::string_view status, const std::string& reason) {
  out.key("status");
  out.string(status);
  if (reason.empty()) return;
  out.key("reason");
  out.string(reason);
}

void write_number(JsonWriter& out, const Written& number) {
  out.begin_object(Layout::line);
  out.key("value");
  write_value(out, number);
  write_status(out, number.status, number.reason);
  out.end_object();
}

std::string variable_row(const VariableTable& variables, VariableId v, const StateNumber& number) {
  std::string line = "X" + std::to_string(v);
  if (const std::string& name = variables.variable_name(v); !name.empty()) line += " " + detail::quoted(name, '"');
  line += ":";
  for (StateId t = 0; t < variables.arity(v); ++t) {
    line += " ";
    if (const std::string& name = variables.state_name(v, t); !name.empty()) line += detail::quoted(name, '"') + "=";
    line += shown(number(variables.indicator(v, t)));
  }
  return line + "\n";
}

void write_variable_names(JsonWriter& out, const VariableTable& variables, VariableId v) {
  out.key("variable");
  out.unsigned_integer(v);
  out.key("name");
  if (const std::string& name = variables.variable_name(v); name.empty())
    out.null();
  else
    out.string(name);
  if (!has_state_names(variables, v)) return;
  out.key("state_names");
  out.begin_array(Layout::line);
  for (StateId t = 0; t < variables.arity(v); ++t) out.string(variables.state_name(v, t));
  out.end_array();
}

Written write_states(JsonWriter& out, const VariableTable& variables, VariableId v, const StateNumber& number) {
  Written speaks_for_all;
  bool all = true;
  out.key("states");
  out.begin_array(Layout::line);
  for (StateId t = 0; t < variables.arity(v); ++t) {
    const Written written = number(variables.indicator(v, t));
    write_value(out, written);
    const bool has_text = written.text.has_value();
    if (t == 0 || (all && !has_text)) speaks_for_all = written;
    all = all && has_text;
  }
  out.end_array();
  return speaks_for_all;
}

}  // namespace klprop::cli
