#include "model.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"
#include "output.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/file.hpp>

namespace klprop::cli {

std::string name_in_messages(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

ModelFile read_model(const std::string& path) {
  ModelFile file{path, formats::read_file(path), name_in_messages(path), {}};
  file.kind = formats::expect_model(file.text, file.name);
  return file;
}

namespace {

void expect_distribution(const ModelFile& file) {
  if (!file.differentiable()) return;
  throw formats::FormatError(
      file.name, 0,
      std::string(file.kind == formats::ModelKind::onnx ? "an ONNX model" : "a computation graph") +
          "; expected a circuit or a factor graph. klprop gradient gives the value and the derivatives of a "
          "computation graph");
}

}  // namespace

Model load_model(const ModelFile& file) {
  expect_distribution(file);
  if (file.kind == formats::ModelKind::factor_graph) return formats::parse_factor_graph(file.text, file.name);
  formats::SpnModel model = formats::parse_spn(file.text, file.name);
  if (const NodeId unreachable = model.circuit.unreachable_count(); unreachable > 0)
    note(counted(unreachable, "node") + " left out: no path leads there from the root");
  return model;
}

FactorGraph load_factor_graph(const ModelFile& file) {
  expect_distribution(file);
  if (file.kind != formats::ModelKind::factor_graph)
    throw formats::FormatError(file.name, 0, "expected a factor graph, got a circuit");
  return formats::parse_factor_graph(file.text, file.name).graph;
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
