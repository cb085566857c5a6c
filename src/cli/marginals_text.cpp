#include "marginals_report.hpp"
#include "numbers.hpp"

#include <klprop/scalar/detail/printable.hpp>

namespace klprop::cli {
namespace {

std::string shown(const Written& number) {
  if (number.text) return *number.text;
  return std::string(number.status) + " (" + number.reason + ")";
}

std::string variable_line(const MarginalsReport& report, VariableId v) {
  const VariableTable& variables = report.circuit->variables();
  std::string line = "X" + std::to_string(v);
  if (const std::string& name = variables.variable_name(v); !name.empty()) line += " " + detail::quoted(name, '"');
  line += ":";
  for (StateId t = 0; t < variables.arity(v); ++t) {
    line += " ";
    if (const std::string& name = variables.state_name(v, t); !name.empty()) line += detail::quoted(name, '"') + "=";
    line += shown(report.format->write(report.marginals->belief[variables.indicator(v, t)]));
  }
  return line + "\n";
}

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
  const Circuit& circuit = *report.circuit;
  const ExactMarginals& marginals = *report.marginals;
  std::string text = detail::printable(report.model_path) + ": " + counted(circuit.variables().size(), "variable") +
                     ", " + counted(circuit.node_count(), "node") + ", " + counted(circuit.edge_count(), "edge") +
                     "; numbers are " + report.format->describe() + "\n";
  text += "S(e) = " + shown(report.partition) + "\n";
  if (!report.format->is_rational()) text += "ln S(e) = " + shown(report.log_partition) + "\n";
  if (marginals.impossible) return text;
  for (VariableId v = 0; v < circuit.variables().size(); ++v) text += variable_line(report, v);
  for (const Gate& gate : marginals.gates) text += gate_line(*report.format, gate);
  return text;
}

}  // namespace klprop::cli
