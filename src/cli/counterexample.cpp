#include "counterexample.hpp"

#include "evidence_json.hpp"
#include "numbers.hpp"

#include <klprop/formats/spn.hpp>

namespace klprop::cli {
namespace {

constexpr NodeId most_nodes = 60;
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

}  // namespace

std::string counterexample_text(const claims::Counterexample& counterexample) {
  std::string text;
  if (!counterexample.case_id.empty()) text += "  case " + counterexample.case_id + "\n";
  if (const auto* spn = std::get_if<claims::SpnCase>(&counterexample.model)) text += model_text(*spn);
  text += "  left:  " + shown(counterexample.left) + "\n";
  text += "  right: " + shown(counterexample.right) + "\n";
  return text + "  " + counterexample.words + "\n";
}

void write_counterexample(formats::JsonWriter& out, const std::optional<claims::Counterexample>& counterexample) {
  if (!counterexample) return out.null();
  out.begin_object();
  out.key("case");
  out.string(counterexample->case_id);
  const auto* spn = std::get_if<claims::SpnCase>(&counterexample->model);
  out.key("model");
  if (spn != nullptr)
    out.embed(formats::write_spn_json(*spn->circuit));
  else
    out.null();
  out.key("evidence");
  if (spn != nullptr)
    write_evidence(out, spn->circuit->variables(), spn->lambda);
  else
    out.null();
  out.key("left");
  out.string(counterexample->left);
  out.key("right");
  out.string(counterexample->right);
  out.key("words");
  out.string(counterexample->words);
  out.end_object();
}

}  // namespace klprop::cli
