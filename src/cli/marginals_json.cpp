#include "marginals_report.hpp"

#include <klprop/formats/json_writer.hpp>

#include <algorithm>
#include <span>

namespace klprop::cli {
namespace {

using formats::JsonWriter;
using Layout = JsonWriter::Layout;

void write_list(JsonWriter& out, const NumberFormat& format, std::span<const Rational> values) {
  out.begin_array(Layout::line);
  for (const Rational& value : values) write_value(out, format.write(value));
  out.end_array();
}

void write_variable(JsonWriter& out, const MarginalsReport& report, VariableId v) {
  const VariableTable& variables = *report.model.variables;
  out.begin_object(Layout::line);
  write_variable_names(out, variables, v);
  if (report.impossible) {
    out.key("states");
    out.null();
    write_status(out, "undefined", *report.impossible);
  } else {
    const Written speaks = write_states(out, variables, v, report.posterior);
    write_status(out, speaks.status, speaks.reason);
  }
  out.end_object();
}

void write_gate(JsonWriter& out, const NumberFormat& format, const Gate& gate) {
  out.begin_object(Layout::line);
  out.key("node");
  out.unsigned_integer(gate.position);
  out.key("visit");
  if (gate.visited_at_most_once)
    write_value(out, format.write(gate.visit));
  else
    out.null();
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
    write_status(out, format.status(), {});
  else
    write_status(out, "undefined", "a parse may visit this sum of constants more than once");
  out.end_object();
}

}  // namespace

std::string marginals_json(const MarginalsReport& report) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.marginals/1");
  out.key("model");
  write_summary(out, report.model);
  out.key("partition");
  write_number(out, report.partition);
  out.key("log_partition");
  if (report.format->is_rational())
    out.null();
  else
    write_number(out, report.log_partition);
  out.key("marginals");
  out.begin_array();
  for (VariableId v = 0; v < report.model.variables->size(); ++v) write_variable(out, report, v);
  out.end_array();
  out.key("gates");
  out.begin_array();
  for (const Gate& gate : report.gates) write_gate(out, *report.format, gate);
  out.end_array();
  out.key("bits");
  out.integer(std::max(report.partition.bits, report.log_partition.bits));
  out.key("seconds");
  out.seconds(report.seconds);
  out.end_object();
  return out.take();
}

}  // namespace klprop::cli
