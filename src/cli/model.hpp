#pragma once

/// The user's model and evidence.

#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/model_kind.hpp>
#include <klprop/formats/spn.hpp>
#include <klprop/simplex/evidence.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <string>
#include <variant>

namespace klprop::cli {

/// A file that holds a model, read but not parsed.
struct ModelFile {
  std::string path, text;
  std::string name;  ///< in messages
  formats::ModelKind kind;

  [[nodiscard]] bool differentiable() const {
    return kind == formats::ModelKind::computation_graph || kind == formats::ModelKind::onnx;
  }
};

/// @throws formats::FormatError  when it cannot be read, or is no model of any kind
[[nodiscard]] ModelFile read_model(const std::string& path);

/// A circuit or a factor graph.
using Model = std::variant<formats::SpnModel, formats::FactorGraphModel>;

/// What a MODEL may be, for the help texts.
inline constexpr const char* model_help =
    "Circuit (Libra's .ac, JSON klprop.spn/1) or factor graph (.uai, libDAI's .fg, JSON klprop.factor-graph/1), told "
    "by "
    "its content; - is standard input";

/// Parses a circuit or a factor graph, and notes on standard error that unreachable nodes of a circuit were left out.
/// @throws formats::FormatError  also for a computation graph
[[nodiscard]] Model load_model(const ModelFile& file);

/// Parses a circuit, with the same note.
/// @throws formats::FormatError  also for any other model
[[nodiscard]] formats::SpnModel load_circuit(const ModelFile& file);

/// The circuit as a network; violations are the input's fault and are told with the file's name.
/// @throws formats::FormatError
[[nodiscard]] SumProductNetwork network_of(formats::SpnModel&& model, const std::string& path);

/// Parses a factor graph.
/// @throws formats::FormatError  also for any other model
[[nodiscard]] FactorGraph load_factor_graph(const ModelFile& file);

/// What a file is called in messages.
[[nodiscard]] std::string name_in_messages(const std::string& path);

/// @param path  empty: no evidence
/// @throws formats::FormatError;  UsageError  when model and evidence are both to come from standard input;
///         LimitReached  when tables with a few numbers per state would not fit the memory
[[nodiscard]] Evidence load_evidence(const std::string& path, const std::string& model_path,
                                     const VariableTable& variables, double max_memory);

}  // namespace klprop::cli
