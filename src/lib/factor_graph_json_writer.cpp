#include "variables_json_writer.hpp"

#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/json_writer.hpp>

namespace klprop::formats {

std::string write_factor_graph_json(const FactorGraph& graph) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.factor-graph/1");
  out.key("variables");
  write_variables(out, graph.variables());
  out.key("factors");
  out.begin_array();
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    out.begin_object(JsonWriter::Layout::line);
    out.key("scope");
    out.begin_array();
    for (const VariableId v : graph.scope(factor)) out.unsigned_integer(v);
    out.end_array();
    out.key("values");
    out.begin_array();
    for (const Rational& value : graph.values(factor)) out.string(value.str());
    out.end_array();
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace klprop::formats
