#pragma once

/// The user's computation graph, the point, and what is to be differentiated there.

#include "model.hpp"

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/formats/onnx.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace klprop::cli {

/// A graph on numbers with the tensors that its inputs and outputs are entries of. In our own JSON each input and each
/// output is a tensor without dimensions.
struct DifferentiableModel {
  ComputationGraph graph;
  std::string_view kind;                     ///< "computation-graph" or "onnx"
  std::vector<formats::InputTensor> inputs;  ///< initialisers after the inputs
  std::vector<formats::OutputTensor> outputs;
  std::vector<Rational> point;  ///< one per input of the graph
};

/// What a differentiable MODEL may be, for the help texts.
inline constexpr const char* differentiable_model_help =
    "Computation graph (JSON klprop.computation-graph/1) or ONNX model, told by its content; - is standard input";

/// @param at  files of values; "NAME=FILE" gives the one tensor in the file another name
/// @throws formats::FormatError, UsageError
[[nodiscard]] DifferentiableModel load_differentiable_model(const ModelFile& file, const std::vector<std::string>& at);

/// A number Σ seed·output, and what it is called.
struct Quantity {
  std::string name;
  std::vector<AdjointSeed<Rational>> terms;
};

/// @param output       name of an output, or of one entry of it; empty: the only one
/// @param seed_vector  file with a cotangent for each output, entry by entry, or for the one that `output` names; outputs
///                     that it leaves out count as zero. Empty: there must be one number to differentiate
/// @throws formats::FormatError, UsageError
[[nodiscard]] Quantity quantity_of(const DifferentiableModel& model, const std::string& path, const std::string& output,
                                   const std::string& seed_vector);

}  // namespace klprop::cli
