#include "model.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"
#include "output.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/file.hpp>

#include <utility>

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

/// @param what  was expected
[[noreturn]] void refuse_kind(const ModelFile& file, const std::string& what) {
  using formats::ModelKind;
  const std::string got = file.kind == ModelKind::onnx                ? "an ONNX model"
                          : file.kind == ModelKind::computation_graph ? "a computation graph"
                          : file.kind == ModelKind::factor_graph      ? "a factor graph"
                                                                      : "a circuit";
  throw formats::FormatError(
      file.name, 0,
      "expected " + what + ", got " + got +
          (file.differentiable() ? "; klprop gradient gives its value and its derivatives" : ""));
}

}  // namespace

Model load_model(const ModelFile& file) {
  if (file.differentiable()) refuse_kind(file, "a circuit or a factor graph");
  if (file.kind == formats::ModelKind::factor_graph) return formats::parse_factor_graph(file.text, file.name);
  return load_circuit(file);
}

formats::SpnModel load_circuit(const ModelFile& file) {
  if (file.differentiable() || file.kind == formats::ModelKind::factor_graph) refuse_kind(file, "a circuit");
  formats::SpnModel model = formats::parse_spn(file.text, file.name);
  if (const NodeId unreachable = model.circuit.unreachable_count(); unreachable > 0)
    note(counted(unreachable, "node") + " left out: no path leads there from the root");
  return model;
}

SumProductNetwork network_of(formats::SpnModel&& model, const std::string& path) {
  try {
    return SumProductNetwork(std::move(model.circuit));
  } catch (const HypothesisViolated& violated) {
    throw formats::FormatError(name_in_messages(path), 0,
                               std::string("expected a complete and decomposable circuit\n") + violated.what());
  }
}

FactorGraph load_factor_graph(const ModelFile& file) {
  if (file.kind != formats::ModelKind::factor_graph) refuse_kind(file, "a factor graph");
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
