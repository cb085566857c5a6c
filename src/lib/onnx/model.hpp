#pragma once

/// A model as its protocol buffer says, with its nodes in an order in which they can be computed.

#include "onnx/proto.hpp"
#include "onnx/shape.hpp"

#include <klprop/formats/onnx.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::formats::onnx_detail {

class Model {
 public:
  /// @throws FormatError  when anything but an operator is not as it should be
  Model(std::string_view bytes, std::string name);

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::int64_t opset() const { return opset_; }
  [[nodiscard]] const ::onnx::GraphProto& graph() const { return proto_.graph(); }
  [[nodiscard]] const std::vector<Tensor>& initialisers() const { return initialisers_; }
  /// The inputs without an initialiser.
  [[nodiscard]] const std::vector<OnnxModel::Input>& inputs() const { return inputs_; }
  /// Indices of the nodes that the outputs depend on, each after those that it depends on.
  [[nodiscard]] const std::vector<int>& order() const { return order_; }
  [[nodiscard]] bool is_initialiser(const std::string& value) const { return initialiser_of_.count(value) != 0; }
  /// What an initialiser's declaration as an input says of its shape, or an input's; for those alone.
  [[nodiscard]] const ::onnx::ValueInfoProto* declaration(const std::string& value) const;

  /// "node 'relu_1' (Relu)", or its position where it has no name.
  [[nodiscard]] std::string describe(int node) const;
  [[noreturn]] void fail(const std::string& message) const;

 private:
  void read_opset();
  void read_initialisers();
  void read_inputs();
  void collect_results();
  void sort_nodes();
  /// Index of the node that computes a value; -1 for an input or an initialiser.
  [[nodiscard]] int producer(const std::string& value, const std::string& user) const;

  std::string file_;
  ::onnx::ModelProto proto_;
  std::int64_t opset_ = 0;
  std::vector<Tensor> initialisers_;
  std::vector<OnnxModel::Input> inputs_;
  std::map<std::string, std::size_t> initialiser_of_;
  std::map<std::string, int> declared_;  // inputs, by name: position among the graph's inputs
  std::map<std::string, int> producer_;
  std::vector<int> order_;
};

/// "a tensor of shape [3,?] ", as declared.
[[nodiscard]] std::string declared_shape_text(const std::optional<Shape>& shape);

}  // namespace klprop::formats::onnx_detail
