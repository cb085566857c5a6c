#include "variables_json_writer.hpp"

#include <string>

namespace klprop::formats {
namespace {

using Layout = JsonWriter::Layout;

bool has_state_names(const VariableTable& variables, VariableId variable) {
  for (StateId s = 0; s < variables.arity(variable); ++s)
    if (!variables.state_name(variable, s).empty()) return true;
  return false;
}

void write_variable(JsonWriter& out, const VariableTable& variables, VariableId variable) {
  const bool named_states = has_state_names(variables, variable);
  const std::string& name = variables.variable_name(variable);
  if (name.empty() && !named_states) return out.unsigned_integer(variables.arity(variable));
  out.begin_object(Layout::line);
  if (!name.empty()) {
    out.key("name");
    out.string(name);
  }
  out.key("states");
  if (named_states) {
    out.begin_array();
    for (StateId s = 0; s < variables.arity(variable); ++s) out.string(variables.state_name(variable, s));
    out.end_array();
  } else {
    out.unsigned_integer(variables.arity(variable));
  }
  out.end_object();
}

}  // namespace

void write_variables(JsonWriter& out, const VariableTable& variables) {
  out.begin_array(variables.has_names() ? Layout::lines : Layout::line);
  for (VariableId v = 0; v < variables.size(); ++v) write_variable(out, variables, v);
  out.end_array();
}

}  // namespace klprop::formats
