#include "marginals_report.hpp"

#include <klprop/formats/json_writer.hpp>

#include <span>

namespace klprop::cli {
namespace {

using formats::JsonWriter;
using Layout = JsonWriter::Layout;

void write_optional(JsonWriter& out, const std::optional<std::string>& text) {
  if (text)
    out.string(*text);
  else
    out.null();
}

void write_reason(JsonWriter& out, std::string_view status, const std::string& reason) {
  out.key("status");
  out.string(status);
  if (reason.empty()) return;
  out.key("reason");
  out.string(reason);
}

void write_number(JsonWriter& out, const Written& number) {
  out.begin_object(Layout::line);
  out.key("value");
  write_optional(out, number.text);
  write_reason(out, number.status, number.reason);
  out.end_object();
}

void write_list(JsonWriter& out, const NumberFormat& format, std::span<const Rational> values) {
  out.begin_array(Layout::line);
  for (const Rational& value : values) write_optional(out, format.write(value).text);
  out.end_array();
}

void write_model(JsonWriter& out, const MarginalsReport& report) {
  out.begin_object(Layout::line);
  out.key("path");
  out.string(report.model_path);
  out.key("kind");
  out.string("spn");
  out.key("variables");
  out.unsigned_integer(report.circuit->variables().size());
  out.key("nodes");
  out.unsigned_integer(report.circuit->node_count());
  out.key("edges");
  out.unsigned_integer(report.circuit->edge_count());
  out.end_object();
}

bool has_state_names(const VariableTable& variables, VariableId v) {
  for (StateId t = 0; t < variables.arity(v); ++t)
    if (!variables.state_name(v, t).empty()) return true;
  return false;
}

void write_variable(JsonWriter& out, const MarginalsReport& report, VariableId v) {
  const VariableTable& variables = report.circuit->variables();
  const ExactMarginals& marginals = *report.marginals;
  out.begin_object(Layout::line);
  out.key("variable");
  out.unsigned_integer(v);
  out.key("name");
  const std::string& name = variables.variable_name(v);
  write_optional(out, name.empty() ? std::nullopt : std::optional(name));
  if (has_state_names(variables, v)) {
    out.key("state_names");
    out.begin_array(Layout::line);
    for (StateId t = 0; t < variables.arity(v); ++t) out.string(variables.state_name(v, t));
    out.end_array();
  }
  out.key("states");
  if (marginals.impossible) {
    out.null();
    write_reason(out, "undefined", *marginals.impossible);
  } else {
    write_list(out, *report.format, std::span(marginals.belief).subspan(variables.indicator(v, 0), variables.arity(v)));
    write_reason(out, report.format->status(), {});
  }
  out.end_object();
}

void write_gate(JsonWriter& out, const NumberFormat& format, const Gate& gate) {
  out.begin_object(Layout::line);
  out.key("node");
  out.unsigned_integer(gate.position);
  out.key("visit");
  write_optional(out, gate.visited_at_most_once ? format.write(gate.visit).text : std::nullopt);
  out.key("select");
  if (gate.visited_at_most_once)
    write_list(out, format, gate.select);
  else
    out.null();
  out.key("conditional");
  if (gate.conditional.empty())
    out.null();
  else
    write_list(out, format, gate.conditional);
  if (gate.visited_at_most_once)
    write_reason(out, format.status(), {});
  else
    write_reason(out, "undefined", "a parse may visit this sum of constants more than once");
  out.end_object();
}

}  // namespace

std::string marginals_json(const MarginalsReport& report) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.marginals/1");
  out.key("model");
  write_model(out, report);
  out.key("partition");
  write_number(out, report.partition);
  out.key("log_partition");
  if (report.format->is_rational())
    out.null();
  else
    write_number(out, report.log_partition);
  out.key("marginals");
  out.begin_array();
  for (VariableId v = 0; v < report.circuit->variables().size(); ++v) write_variable(out, report, v);
  out.end_array();
  out.key("gates");
  out.begin_array();
  for (const Gate& gate : report.marginals->gates) write_gate(out, *report.format, gate);
  out.end_array();
  out.key("bits");
  out.integer(report.log_partition.bits);
  out.key("seconds");
  out.seconds(report.seconds);
  out.end_object();
  return out.take();
}

}  // namespace klprop::cli
