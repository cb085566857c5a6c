#include "counterexample.hpp"

#include "evidence_json.hpp"
#include "numbers.hpp"

#include <klprop/claims/computation_graph_instance.hpp>
#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/spn.hpp>

namespace klprop::cli {
namespace {

constexpr NodeId most_nodes = 60;
constexpr std::size_t most_entries = 400;
constexpr std::size_t most_characters = 400;

std::string node_name(NodeId node) {
  return "n" + std::to_string(node);
}

/// A number that may be too long to read.
std::string shown(const std::string& number) {
  if (number.size() <= most_characters) return number;
  return number.substr(0, most_characters) + "… (" + std::to_string(number.size()) +
         " characters; --json has them all)";
}

std::string node_text(const claims::SpnCase& instance, NodeId node) {
  const Circuit& circuit = *instance.circuit;
  switch (circuit.kind(node)) {
    case NodeKind::indicator: {
      const auto [variable, state] = circuit.variables().owner(circuit.indicator(node));
      return "indicator of X" + std::to_string(variable) + " = " + std::to_string(state);
    }
    case NodeKind::constant:
      return "constant " + shown(circuit.parameters()[circuit.constant(node)].str());
    case NodeKind::product:
    case NodeKind::sum:
      break;
  }
  const bool is_sum = circuit.kind(node) == NodeKind::sum;
  std::string text = is_sum ? "sum " : "product ";
  for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
    if (j > 0) text += is_sum ? " + " : " · ";
    const ParameterId weight = circuit.weights(node)[j];
    if (weight != CircuitBuilder::unit) text += shown(circuit.parameters()[weight].str()) + "·";
    text += node_name(circuit.children(node)[j]);
  }
  return text;
}

std::string model_text(const claims::SpnCase& instance) {
  const Circuit& circuit = *instance.circuit;
  const VariableTable& variables = circuit.variables();
  std::string text = "  λ:";
  for (VariableId v = 0; v < variables.size(); ++v) {
    text += (v == 0 ? " X" : ", X") + std::to_string(v) + " (";
    for (StateId t = 0; t < variables.arity(v); ++t)
      text += (t == 0 ? "" : ", ") + shown(instance.lambda[variables.indicator(v, t)].str());
    text += ")";
  }
  text += "\n";
  if (circuit.node_count() > most_nodes)
    return text + "  " + counted(circuit.node_count(), "node") + ", " + counted(circuit.edge_count(), "edge") +
           "; --json has the model\n";
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    text +=
        "  " + node_name(node) + " = " + node_text(instance, node) + (node == circuit.root() ? "   (root)\n" : "\n");
  return text;
}

/// "(1, 2/3, 4)"
std::string entries_text(std::span<const Rational> values) {
  std::string text = "(";
  for (std::size_t k = 0; k < values.size(); ++k) text += (k == 0 ? "" : ", ") + shown(values[k].str());
  return text + ")";
}

std::string model_text(const claims::FactorGraphCase& instance) {
  const FactorGraph& graph = *instance.graph;
  std::string text;
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    text += (v == 0 ? "  X" : ", X") + std::to_string(v) + ": " + counted(graph.variables().arity(v), "state");
  text += "; in each table the last variable runs fastest\n";
  if (graph.value_count() > most_entries)
    return text + "  " + counted(graph.factor_count(), "factor") + ", " + counted(graph.value_count(), "number") +
           "; --json has the model\n";
  for (FactorId a = 0; a < graph.factor_count(); ++a) {
    text += "  f" + std::to_string(a) + "(";
    for (std::size_t j = 0; j < graph.scope(a).size(); ++j)
      text += (j == 0 ? "X" : ", X") + std::to_string(graph.scope(a)[j]);
    text += ") = " + entries_text(graph.values(a)) + "\n";
  }
  return text;
}

std::string model_text(const claims::ComputationGraphCase& instance) {
  const ComputationGraph& graph = *instance.graph;
  const std::string factor = instance.factor.empty() ? "" : "  " + instance.factor + "\n";
  if (graph.node_count() > most_nodes)
    return "  " + counted(graph.node_count(), "node") + ", " + counted(graph.slot_count(), "argument") +
           "; --json has the model\n" + factor;
  std::string text;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    text += "  " + shown(claims::node_text(graph, node)) + (node == instance.z ? "   (z)\n" : "\n");
  return text + factor;
}

std::string model_text(const claims::TablesCase& instance) {
  std::string text;
  for (const auto& [called, table] : instance.tables) {
    text += "  " + called + " over ";
    for (std::size_t k = 0; k < table.space.dimension(); ++k)
      text += (k == 0 ? "" : "×") + std::to_string(table.space.arity(k));
    text += ": " + entries_text(table.values) + "\n";
  }
  return text;
}

std::string model_text(std::monostate) {
  return {};
}

/// The values of "model" and "evidence".
void write_model(formats::JsonWriter& out, const claims::SpnCase& instance) {
  out.embed(formats::write_spn_json(*instance.circuit));
  out.key("evidence");
  write_evidence(out, instance.circuit->variables(), instance.lambda);
}

void write_model(formats::JsonWriter& out, const claims::FactorGraphCase& instance) {
  out.embed(formats::write_factor_graph_json(*instance.graph));
  out.key("evidence");
  out.null();
}

void write_model(formats::JsonWriter& out, const claims::ComputationGraphCase& instance) {
  out.embed(formats::write_computation_graph_json(*instance.graph));
  out.key("output_factor");
  if (instance.factor.empty())
    out.null();
  else
    out.string(instance.factor);
  out.key("evidence");
  out.null();
}

void write_model(formats::JsonWriter& out, const claims::TablesCase& instance) {
  out.begin_object();
  for (const auto& [called, table] : instance.tables) {
    out.key(called);
    out.begin_object(formats::JsonWriter::Layout::line);
    out.key("states");
    out.begin_array();
    for (const StateId arity : table.space.arities()) out.unsigned_integer(arity);
    out.end_array();
    out.key("values");
    out.begin_array();
    for (const Rational& value : table.values) out.string(value.str());
    out.end_array();
    out.end_object();
  }
  out.end_object();
  out.key("evidence");
  out.null();
}

void write_model(formats::JsonWriter& out, std::monostate) {
  out.null();
  out.key("evidence");
  out.null();
}

}  // namespace

std::string counterexample_text(const claims::Counterexample& counterexample) {
  std::string text;
  if (!counterexample.case_id.empty()) text += "  case " + counterexample.case_id + "\n";
  text += std::visit([](const auto& model) { return model_text(model); }, counterexample.model);
  text += "  left:  " + shown(counterexample.left) + "\n";
  text += "  right: " + shown(counterexample.right) + "\n";
  return text + "  " + counterexample.words + "\n";
}

void write_counterexample(formats::JsonWriter& out, const std::optional<claims::Counterexample>& counterexample) {
  if (!counterexample) return out.null();
  out.begin_object();
  out.key("case");
  out.string(counterexample->case_id);
  out.key("model");
  std::visit([&out](const auto& model) { write_model(out, model); }, counterexample->model);
  out.key("left");
  out.string(counterexample->left);
  out.key("right");
  out.string(counterexample->right);
  out.key("words");
  out.string(counterexample->words);
  out.end_object();
}

}  // namespace klprop::cli
