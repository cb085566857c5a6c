#include "marginals_report.hpp"

namespace klprop::cli {
namespace {

std::string listed(const NumberFormat& format, const std::vector<Rational>& values) {
  std::string text;
  for (const Rational& value : values) text += " " + shown(format.write(value));
  return text;
}

std::string gate_line(const NumberFormat& format, const Gate& gate) {
  std::string line = "gate " + std::to_string(gate.position) + ": ";
  if (gate.visited_at_most_once)
    line += "visit " + shown(format.write(gate.visit)) + ", select" + listed(format, gate.select);
  else
    line += "visit and select undefined (a parse may visit this sum of constants more than once)";
  line += ", conditional";
  return line + (gate.conditional.empty() ? " undefined (its value is 0)" : listed(format, gate.conditional)) + "\n";
}

}  // namespace

std::string marginals_text(const MarginalsReport& report) {
  const std::string name(report.partition_name);
  std::string text = summary_text(report.model) + "; numbers are " + report.format->describe() + "\n";
  text += name + " = " + shown(report.partition) + "\n";
  if (!report.format->is_rational()) text += "ln " + name + " = " + shown(report.log_partition) + "\n";
  if (report.impossible) return text;
  for (VariableId v = 0; v < report.model.variables->size(); ++v)
    text += variable_row(*report.model.variables, v, report.posterior);
  for (const Gate& gate : report.gates) text += gate_line(*report.format, gate);
  return text;
}

}  // namespace klprop::cli
