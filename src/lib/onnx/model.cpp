#include "onnx/model.hpp"

#include "onnx/tensor_data.hpp"
#include "topological_order.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <utility>

namespace klprop::formats::onnx_detail {
namespace {

using klprop::detail::printable;

/// An ONNX file may be this long: what protocol buffers make of one takes many times its size when it is malicious.
constexpr std::size_t largest_model = std::size_t{1} << 30;

template <typename Proto>
void parse(Proto& proto, std::string_view bytes, const std::string& file, const std::string& what) {
  if (bytes.size() > largest_model)
    throw FormatError(file, 0, "larger than " + std::to_string(largest_model) + " bytes; expected at most that");
  ::google::protobuf::io::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  ::google::protobuf::io::CodedInputStream coded(&stream);
  if (!proto.ParseFromCodedStream(&coded) || !coded.ConsumedEntireMessage())
    throw FormatError(file, 0, "expected " + what + ", but its bytes end early or are no protocol buffer");
}

std::optional<Shape> declared_shape(const ::onnx::TypeProto::Tensor& type) {
  if (!type.has_shape()) return std::nullopt;
  Shape shape;
  for (const auto& dimension : type.shape().dim())
    shape.push_back(dimension.has_dim_value() && dimension.dim_value() >= 0 ? dimension.dim_value() : -1);
  return shape;
}

}  // namespace

std::string declared_shape_text(const std::optional<Shape>& shape) {
  if (!shape) return "any shape";
  std::string text = shape_text(*shape);
  for (std::size_t at = text.find("-1"); at != std::string::npos; at = text.find("-1")) text.replace(at, 2, "?");
  return "shape " + text;
}

Model::Model(std::string_view bytes, std::string name) : file_(std::move(name)) {
  parse(proto_, bytes, file_, "an ONNX model");
  if (!proto_.has_graph()) fail("expected an ONNX model, but there is no graph in it");
  read_opset();
  if (graph().sparse_initializer_size() != 0) fail("the model has sparse initialisers; expected dense ones");
  read_initialisers();
  read_inputs();
  collect_results();
  sort_nodes();
}

void Model::fail(const std::string& message) const {
  throw FormatError(file_, 0, message);
}

void Model::read_opset() {
  for (const auto& import : proto_.opset_import()) {
    if (!import.domain().empty() && import.domain() != "ai.onnx") continue;
    if (opset_ != 0) fail("two versions of the default operator set; expected one");
    opset_ = import.version();
    if (opset_ < 1)
      fail("version " + std::to_string(opset_) + " of the default operator set; expected one that is positive");
  }
  // Operators of other domains are refused by their names, later.
  if (opset_ == 0) fail("the model does not say which version of the default operator set it uses; expected one");
}

void Model::read_initialisers() {
  initialisers_.reserve(static_cast<std::size_t>(graph().initializer_size()));
  for (const auto& proto : graph().initializer()) {
    if (proto.name().empty()) fail("an initialiser without a name; expected one");
    if (!initialiser_of_.emplace(proto.name(), initialisers_.size()).second)
      fail("two initialisers have the name " + marked(proto.name()));
    try {
      initialisers_.push_back(read_tensor(proto));
    } catch (const Malformed& error) {
      fail(error.what());
    }
  }
}

void Model::read_inputs() {
  for (int i = 0; i < graph().input_size(); ++i) {
    const auto& input = graph().input(i);
    if (input.name().empty()) fail("input " + std::to_string(i) + " has no name; expected one");
    if (!declared_.emplace(input.name(), i).second) fail("two inputs have the name " + marked(input.name()));
    if (is_initialiser(input.name())) continue;
    if (!input.type().has_tensor_type()) fail("input " + marked(input.name()) + " is no tensor; expected one");
    const auto& type = input.type().tensor_type();
    const auto element = element_type(type.elem_type());
    if (!element)
      fail("input " + marked(input.name()) + " has entries of type " + type_name(type.elem_type()) +
           "; expected floating-point numbers, integers or truth values");
    inputs_.push_back({input.name(), *element, declared_shape(type)});
  }
}

void Model::collect_results() {
  for (int n = 0; n < graph().node_size(); ++n) {
    for (const std::string& value : graph().node(n).output()) {
      if (value.empty()) continue;
      if (declared_.count(value) != 0 || is_initialiser(value))
        fail(describe(n) + " computes " + marked(value) + ", which is the name of an input; expected another name");
      if (const auto [known, fresh] = producer_.emplace(value, n); !fresh)
        fail(describe(n) + " computes " + marked(value) + ", which " + describe(known->second) +
             " computes already; expected another name");
    }
  }
}

int Model::producer(const std::string& value, const std::string& user) const {
  if (declared_.count(value) != 0 || is_initialiser(value)) return -1;
  const auto found = producer_.find(value);
  if (found == producer_.end())
    fail(user + " needs " + marked(value) + "; expected an input, an initialiser or a node's output of this name");
  return found->second;
}

void Model::sort_nodes() {
  ChildLists lists;
  for (int n = 0; n < graph().node_size(); ++n) {
    for (const std::string& value : graph().node(n).input()) {
      if (value.empty()) continue;
      if (const int from = producer(value, describe(n)); from >= 0)
        lists.child.push_back(static_cast<std::uint32_t>(from));
    }
    lists.first.push_back(static_cast<std::uint32_t>(lists.child.size()));
  }
  const TopologicalOrder sorted = topological_order(lists);
  if (!sorted.cycle.empty()) {
    constexpr std::size_t most = 8;
    std::string names;
    for (std::size_t i = 0; i < std::min(most, sorted.cycle.size()); ++i)
      names += describe(static_cast<int>(sorted.cycle[i])) + " -> ";
    fail("a cycle of " + std::to_string(sorted.cycle.size()) + " nodes: " + names +
         (sorted.cycle.size() > most ? "... -> " : "") + describe(static_cast<int>(sorted.cycle.front())) +
         "; expected none");
  }

  std::vector<bool> needed(lists.node_count(), false);
  for (const auto& output : graph().output())
    if (const int from = producer(output.name(), "the model's output"); from >= 0)
      needed[static_cast<std::size_t>(from)] = true;
  for (auto node = sorted.order.rbegin(); node != sorted.order.rend(); ++node)
    if (needed[*node])
      for (auto edge = lists.first[*node]; edge < lists.first[*node + 1]; ++edge) needed[lists.child[edge]] = true;
  for (const std::uint32_t node : sorted.order)
    if (needed[node]) order_.push_back(static_cast<int>(node));
}

const ::onnx::ValueInfoProto* Model::declaration(const std::string& value) const {
  const auto found = declared_.find(value);
  return found == declared_.end() ? nullptr : &graph().input(found->second);
}

std::string Model::describe(int node) const {
  const auto& proto = graph().node(node);
  const std::string which =
      proto.name().empty() ? "number " + std::to_string(node) + ", without a name," : marked(proto.name());
  return "node " + which + " (" + printable(proto.op_type()) + ")";
}

}  // namespace klprop::formats::onnx_detail

namespace klprop::formats {

std::vector<OnnxModel::Input> OnnxModel::inputs() const {
  return model_->inputs();
}

std::vector<std::string> OnnxModel::outputs() const {
  std::vector<std::string> names;
  for (const auto& output : model_->graph().output()) names.push_back(output.name());
  return names;
}

std::int64_t OnnxModel::opset() const {
  return model_->opset();
}

OnnxModel parse_onnx(std::string_view bytes, const std::string& name) {
  return OnnxModel(std::make_shared<const onnx_detail::Model>(bytes, name));
}

Tensor parse_onnx_tensor(std::string_view bytes, const std::string& name) {
  ::onnx::TensorProto proto;
  onnx_detail::parse(proto, bytes, name, "an ONNX tensor");
  try {
    return onnx_detail::read_tensor(proto);
  } catch (const onnx_detail::Malformed& error) {
    throw FormatError(name, 0, error.what());
  }
}

}  // namespace klprop::formats
