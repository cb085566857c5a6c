#include "model.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"
#include "output.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/file.hpp>
#include <klprop/formats/model_kind.hpp>

namespace klprop::cli {

std::string name_in_messages(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

namespace {

/// The kind of a text that must be a circuit or a factor graph.
formats::ModelKind expect_distribution(const std::string& text, const std::string& name) {
  const formats::ModelKind kind = formats::expect_model(text, name);
  if (kind == formats::ModelKind::computation_graph || kind == formats::ModelKind::onnx)
    throw formats::FormatError(name, 0,
                               std::string(kind == formats::ModelKind::onnx ? "an ONNX model" : "a computation graph") +
                                   "; expected a circuit or a factor graph. klprop gradient gives the value and the "
                                   "derivatives of a computation graph");
  return kind;
}

}  // namespace

Model load_model(const std::string& path) {
  const std::string text = formats::read_file(path), name = name_in_messages(path);
  if (expect_distribution(text, name) == formats::ModelKind::factor_graph)
    return formats::parse_factor_graph(text, name);
  formats::SpnModel model = formats::parse_spn(text, name);
  if (const NodeId unreachable = model.circuit.unreachable_count(); unreachable > 0)
    note(counted(unreachable, "node") + " left out: no path leads there from the root");
  return model;
}

FactorGraph load_factor_graph(const std::string& path) {
  const std::string text = formats::read_file(path), name = name_in_messages(path);
  if (expect_distribution(text, name) != formats::ModelKind::factor_graph)
    throw formats::FormatError(name, 0, "expected a factor graph, got a circuit");
  return formats::parse_factor_graph(text, name).graph;
}

Evidence load_evidence(const std::string& path, const std::string& model_path, const VariableTable& variables,
                       double max_memory) {
  constexpr double bytes_per_state = 200;  // λ, a derivative and a posterior, each a small fraction
  if (const double bytes = bytes_per_state * variables.indicator_count(); bytes > max_memory)
    throw LimitReached("tables for the " + counted(variables.indicator_count(), "state") +
                       " of all variables would take " + bytes_text(bytes) + "; --max-memory allows " +
                       bytes_text(max_memory));
  if (path.empty()) return Evidence(variables);
  if (path == "-" && model_path == "-") throw UsageError("model and evidence cannot both be standard input");
  return formats::parse_evidence(formats::read_file(path), variables, name_in_messages(path));
}

}  // namespace klprop::cli
