#include "differentiable_model.hpp"

#include "exit_code.hpp"
#include "numbers.hpp"

#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/formats/file.hpp>
#include <klprop/formats/values.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace klprop::cli {
namespace {

using formats::FormatError;
using formats::ModelKind;
using formats::Tensor;

std::string marked(std::string_view name) {
  return klprop::detail::quoted(name, '"');
}

/// "NAME=FILE", unless there is a file of this very name.
std::pair<std::string, std::string> split(const std::string& argument) {
  const auto equals = argument.find('=');
  std::error_code ignored;
  if (equals == std::string::npos || equals == 0 || std::filesystem::exists(argument, ignored)) return {{}, argument};
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

std::vector<Tensor> load_values(const std::string& argument) {
  const auto [name, path] = split(argument);
  const std::string shown = name_in_messages(path);
  std::vector<Tensor> tensors = formats::parse_values(formats::read_file(path), shown);
  if (name.empty()) return tensors;
  if (tensors.size() != 1)
    throw FormatError(shown, 0, counted(tensors.size(), "tensor") + "; expected one, to be called " + marked(name));
  tensors.front().name = name;
  return tensors;
}

struct Given {
  std::vector<Tensor> tensors;
  std::string files;  // for messages
};

Given load_point(const std::vector<std::string>& at) {
  Given given;
  for (const std::string& argument : at) {
    std::vector<Tensor> more = load_values(argument);
    const std::string path = split(argument).second;
    for (const Tensor& tensor : more)
      if (tensor.name.empty())
        throw FormatError(name_in_messages(path), 0, "the tensor has no name; expected one, or --at NAME=" + path);
    given.files += (given.files.empty() ? "" : ", ") + name_in_messages(path);
    std::move(more.begin(), more.end(), std::back_inserter(given.tensors));
  }
  return given;
}

void require_one_standard_input(const std::string& path, const std::vector<std::string>& at) {
  auto uses = std::count(at.begin(), at.end(), "-") + (path == "-" ? 1 : 0);
  if (uses > 1) throw UsageError("only one of model and values can be standard input");
}

DifferentiableModel from_json(const std::string& text, const std::string& name, const Given& given) {
  ComputationGraph graph = formats::parse_computation_graph_json(text, name);
  DifferentiableModel model{std::move(graph), "computation-graph", {}, {}, {}};
  model.point = formats::values_at(model.graph, given.tensors, given.files.empty() ? name : given.files);
  for (std::size_t i = 0; i < model.graph.inputs().size(); ++i)
    model.inputs.push_back({std::string(model.graph.name(model.graph.inputs()[i])), {}, i});
  for (const GraphOutput& output : model.graph.outputs()) model.outputs.push_back({output.name, {}, {output.node}});
  return model;
}

DifferentiableModel from_onnx(const std::string& bytes, const std::string& name, const Given& given) {
  formats::TensorGraph lowered = formats::lower_onnx(formats::parse_onnx(bytes, name), given.tensors);
  DifferentiableModel model{
      std::move(lowered.graph), "onnx", std::move(lowered.inputs), std::move(lowered.outputs), {}};
  std::move(lowered.initialisers.begin(), lowered.initialisers.end(), std::back_inserter(model.inputs));
  model.point.reserve(model.graph.inputs().size());
  for (std::size_t i = 0; i < model.graph.inputs().size(); ++i) model.point.push_back(*model.graph.input_value(i));
  return model;
}

/// "y of shape [2,3]", or "y"
std::string described(const formats::OutputTensor& output) {
  std::string text = marked(output.name);
  if (output.shape.empty()) return text;
  for (std::size_t d = 0; d < output.shape.size(); ++d)
    text += (d == 0 ? " of shape [" : ",") + std::to_string(output.shape[d]);
  return text + "]";
}

std::string all_described(const DifferentiableModel& model) {
  constexpr std::size_t most = 10;
  std::string text;
  for (std::size_t k = 0; k < std::min(most, model.outputs.size()); ++k)
    text += (k == 0 ? "" : ", ") + described(model.outputs[k]);
  return text + (model.outputs.size() > most ? " and others" : "");
}

const formats::OutputTensor* find_tensor(const DifferentiableModel& model, std::string_view name) {
  const auto found =
      std::find_if(model.outputs.begin(), model.outputs.end(), [&](const auto& output) { return output.name == name; });
  return found == model.outputs.end() ? nullptr : &*found;
}

Quantity only_entry(const formats::OutputTensor& output, const std::string& path) {
  if (output.nodes.empty()) throw UsageError(name_in_messages(path) + ": output " + described(output) + " is empty");
  if (output.nodes.size() != 1)
    throw UsageError(name_in_messages(path) + ": output " + described(output) + " is not one number, but " +
                     std::to_string(output.nodes.size()) + "; expected --seed-vector, or one entry such as --output " +
                     klprop::detail::quoted(formats::entry_names(output.name, output.shape).front()));
  return {output.name, {{output.nodes.front(), Rational(1)}}};
}

/// Cotangents by the names of the outputs' entries.
Quantity seeded(const DifferentiableModel& model, std::vector<Tensor> seeds, const std::string& file,
                const std::string& output) {
  if (!output.empty()) {
    if (seeds.size() != 1)
      throw FormatError(file, 0, counted(seeds.size(), "tensor") + "; expected one, for output " + marked(output));
    seeds.front().name = output;
  } else if (seeds.size() == 1 && seeds.front().name.empty() && model.outputs.size() == 1) {
    seeds.front().name = model.outputs.front().name;
  }
  std::unordered_map<std::string_view, GraphNodeId> nodes;
  for (const GraphOutput& entry : model.graph.outputs()) nodes.emplace(entry.name, entry.node);
  Quantity quantity;
  for (const Tensor& seed : seeds) {
    const formats::OutputTensor* const tensor = find_tensor(model, seed.name);
    if (tensor != nullptr && tensor->shape != seed.shape)
      throw FormatError(
          file, 0, "the seed for " + marked(seed.name) + " has another shape; expected one for " + described(*tensor));
    const auto names = formats::entry_names(seed.name, seed.shape);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const auto found = nodes.find(names[j]);
      if (found == nodes.end())
        throw FormatError(file, 0, "a seed for " + marked(names[j]) + "; expected an output: " + all_described(model));
      quantity.terms.push_back({found->second, seed.values[j]});
    }
    quantity.name += (quantity.name.empty() ? "seed·" : " + seed·") + seed.name;
  }
  if (quantity.terms.empty()) throw FormatError(file, 0, "no seeds; expected one for each entry of an output");
  return quantity;
}

}  // namespace

DifferentiableModel load_differentiable_model(const ModelFile& file, const std::vector<std::string>& at) {
  require_one_standard_input(file.path, at);
  if (file.kind == ModelKind::computation_graph) return from_json(file.text, file.name, load_point(at));
  if (file.kind == ModelKind::onnx) return from_onnx(file.text, file.name, load_point(at));
  throw FormatError(
      file.name, 0,
      std::string(file.kind == ModelKind::factor_graph ? "a factor graph" : "a circuit") +
          "; expected a computation graph or an ONNX model. klprop marginals gives the posterior marginals "
          "of circuits and factor graphs");
}

Quantity quantity_of(const DifferentiableModel& model, const std::string& path, const std::string& output,
                     const std::string& seed_vector) {
  if (!seed_vector.empty()) {
    if (seed_vector == "-" && path == "-") throw UsageError("only one of model and values can be standard input");
    return seeded(model, load_values(seed_vector), name_in_messages(seed_vector), output);
  }
  if (output.empty()) {
    if (model.outputs.size() != 1)
      throw UsageError(name_in_messages(path) + " has the outputs " + all_described(model) +
                       "; expected --output with one of them, or --seed-vector");
    return only_entry(model.outputs.front(), path);
  }
  if (const auto* const tensor = find_tensor(model, output)) return only_entry(*tensor, path);
  if (const auto node = model.graph.find_output(output)) return {output, {{*node, Rational(1)}}};
  throw UsageError("--output: expected an output or one of its entries, got " + klprop::detail::quoted(output) + "; " +
                   name_in_messages(path) + " has " + all_described(model));
}

}  // namespace klprop::cli
