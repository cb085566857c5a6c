#pragma once

/// ONNX models and tensors, as exact computation graphs over scalars. (docs/formats.md)

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/formats/error.hpp>
#include <klprop/formats/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::formats {

namespace onnx_detail {
class Model;
}

/// An ONNX model: its operators, and the values of its initialisers.
class OnnxModel {
 public:
  struct Input {
    std::string name;
    ElementType type;
    std::optional<std::vector<std::int64_t>> shape;  ///< −1 for a dimension that the model leaves open; absent: any
  };

  explicit OnnxModel(std::shared_ptr<const onnx_detail::Model> model) : model_(std::move(model)) {}

  /// The inputs that have no initialiser, in the model's order.
  [[nodiscard]] std::vector<Input> inputs() const;
  /// Names of the outputs, in the model's order.
  [[nodiscard]] std::vector<std::string> outputs() const;
  /// Version of the operator set of the default domain.
  [[nodiscard]] std::int64_t opset() const;

  [[nodiscard]] const onnx_detail::Model& content() const { return *model_; }

 private:
  std::shared_ptr<const onnx_detail::Model> model_;
};

/// Reads a model, a `ModelProto` of the ONNX specification. Operators are not looked at yet.
///
/// @param  bytes  the file's content
/// @param  name   the file's name, for messages
/// @throws FormatError  when it is malformed; when two values have one name; when a node asks for a value that nothing
///         computes, or for its own; for data in other files, and for infinities and NaN
[[nodiscard]] OnnxModel parse_onnx(std::string_view bytes, const std::string& name);

/// Whether the bytes are those of a protocol buffer with the members of an ONNX model.
/// @cost  linear in the number of members at the outermost level
[[nodiscard]] bool looks_like_onnx(std::string_view bytes);

/// Reads a tensor, a `TensorProto` of the ONNX specification: any type of floating-point numbers, integers or truth
/// values, bit for bit.
/// @throws FormatError  when it is malformed; for data in other files, and for infinities and NaN
[[nodiscard]] Tensor parse_onnx_tensor(std::string_view bytes, const std::string& name);

/// A tensor whose entries are inputs of a graph, one after the other.
struct InputTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::size_t first;  ///< number of the first entry's input: entry j is `graph.inputs()[first + j]`
};

/// A tensor whose entries are nodes of a graph.
struct OutputTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<GraphNodeId> nodes;  ///< the last index runs fastest
};

/// A model on tensors as a graph on scalars.
struct TensorGraph {
  ComputationGraph graph;  ///< the inputs have default values: those of the tensors
  std::vector<InputTensor> inputs;
  std::vector<InputTensor> initialisers;
  std::vector<OutputTensor> outputs;
};

/// How large a graph may become: entries of all tensors and arguments of all nodes together.
inline constexpr std::uint64_t largest_tensor_graph = 50'000'000;

/// The model as a graph, for inputs of these shapes and values. What is said of real numbers by the specification is
/// meant so: nothing is rounded to the types of the model. Only what the outputs depend on is looked at.
///
/// Inputs of integers and truth values, whole exponents of `Pow` that are initialisers, and what is computed from
/// shapes, are constants: the graph's inputs are the other tensors.
///
/// @param  inputs  a tensor for each of the model's inputs, matched by name, in any order; one for an initialiser takes
///                 its place
/// @throws FormatError  naming an operator or an attribute that is not supported, a value that is missing or of the wrong
///         shape, and the size of a graph above `limit`
/// @cost   linear in the size of the graph
[[nodiscard]] TensorGraph lower_onnx(const OnnxModel& model, const std::vector<Tensor>& inputs,
                                     std::uint64_t limit = largest_tensor_graph);

}  // namespace klprop::formats
