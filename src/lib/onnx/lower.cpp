// A model on tensors as a graph on scalars: inputs, operators in order, outputs.

#include "onnx/lowering.hpp"
#include "onnx/tensor_data.hpp"

#include <klprop/formats/values.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace klprop::formats::onnx_detail {
namespace {

using klprop::detail::printable;

const std::map<std::string_view, Operator>& operators() {
  static const auto all = [] {
    std::map<std::string_view, Operator> table;
    for (const auto theme : {elementwise_operators(), activation_operators(), linear_operators(), window_operators(),
                             reduction_operators(), normalisation_operators(), shape_operators(), selection_operators(),
                             constant_operators(), comparison_operators()})
      for (const Operator& one : theme) table.emplace(one.name, one);
    return table;
  }();
  return all;
}

/// Makes the graph of one model.
class Builder {
 public:
  Builder(const Model& model, const std::vector<Tensor>& inputs, std::uint64_t limit)
      : model_(model), lowering_(model, limit) {
    for (const Tensor& tensor : inputs) add_given(tensor);
  }

  TensorGraph lower() {
    std::vector<InputTensor> inputs, initialisers;
    std::vector<OutputTensor> outputs;
    for (const auto& input : model_.inputs()) {
      const Tensor& tensor = given(input);
      if (const auto added = add_tensor(tensor, input.name, input.type)) inputs.push_back(*added);
    }
    const std::set<std::string> exponents = constant_exponents();
    for (const Tensor& tensor : model_.initialisers()) {
      const auto replaced = given_.find(tensor.name);
      const Tensor& values = replaced == given_.end() ? tensor : *replaced->second;
      if (replaced != given_.end() && values.shape != tensor.shape)
        model_.fail("the values for " + marked(tensor.name) + " have shape " + shape_text(values.shape) +
                    "; expected shape " + shape_text(tensor.shape));
      if (exponents.count(tensor.name) != 0)
        add_constant(values, tensor.name, tensor.type);
      else if (const auto added = add_tensor(values, tensor.name, tensor.type))
        initialisers.push_back(*added);
    }
    for (const int node : model_.order()) lower_node(node);
    for (const auto& output : model_.graph().output()) outputs.push_back(add_output(output.name()));
    return {std::move(lowering_.builder()).build(), std::move(inputs), std::move(initialisers), std::move(outputs)};
  }

 private:
  void add_given(const Tensor& tensor);
  const Tensor& given(const OnnxModel::Input& input) const;
  std::set<std::string> constant_exponents() const;
  void add_constant(const Tensor& tensor, const std::string& name, ElementType type);
  std::optional<InputTensor> add_tensor(const Tensor& tensor, const std::string& name, ElementType type);
  void lower_node(int node);
  OutputTensor add_output(const std::string& name);

  const Model& model_;
  Lowering lowering_;
  std::map<std::string, const Tensor*> given_;
  std::size_t input_count_ = 0;
};

void Builder::add_given(const Tensor& tensor) {
  const auto known = model_.inputs();
  const bool is_input =
      std::any_of(known.begin(), known.end(), [&](const auto& input) { return input.name == tensor.name; });
  if (!is_input && !model_.is_initialiser(tensor.name)) {
    std::string names;
    for (const auto& input : known) names += (names.empty() ? "" : ", ") + marked(input.name);
    model_.fail("there is no input named " + marked(tensor.name) +
                (names.empty() ? "; the model has none" : "; expected one of " + names));
  }
  if (element_count(tensor.shape) != tensor.values.size())
    model_.fail("the values for " + marked(tensor.name) + " are " + std::to_string(tensor.values.size()) +
                " for shape " + shape_text(tensor.shape) + "; expected as many as entries");
  if (!given_.emplace(tensor.name, &tensor).second)
    model_.fail("two tensors of values for " + marked(tensor.name) + "; expected one");
}

const Tensor& Builder::given(const OnnxModel::Input& input) const {
  const auto found = given_.find(input.name);
  if (found == given_.end())
    model_.fail("input " + marked(input.name) + " has no values; expected a tensor of " +
                declared_shape_text(input.shape) + " of this name");
  const Shape& shape = found->second->shape;
  bool fits = !input.shape || input.shape->size() == shape.size();
  for (std::size_t d = 0; fits && input.shape && d < shape.size(); ++d)
    fits = (*input.shape)[d] < 0 || (*input.shape)[d] == shape[d];
  if (!fits)
    model_.fail("the values for " + marked(input.name) + " have shape " + shape_text(shape) + "; expected " +
                declared_shape_text(input.shape));
  return *found->second;
}

/// Initialisers of whole numbers that are exponents: as inputs they would ask for a base above 0.
std::set<std::string> Builder::constant_exponents() const {
  std::map<std::string, std::string> copied_from;
  for (const auto& node : model_.graph().node())
    if (node.op_type() == "Identity" && node.input_size() == 1 && node.output_size() == 1)
      copied_from.emplace(node.output(0), node.input(0));
  std::set<std::string> names;
  for (const int n : model_.order()) {
    const auto& node = model_.graph().node(n);
    if (node.op_type() != "Pow" || node.input_size() != 2) continue;
    std::string name = node.input(1);
    for (auto from = copied_from.find(name); from != copied_from.end(); from = copied_from.find(name))
      name = from->second;  // nodes that are needed lie on no cycle
    names.insert(name);
  }
  for (const Tensor& tensor : model_.initialisers()) {
    const bool whole = std::all_of(tensor.values.begin(), tensor.values.end(),
                                   [](const Rational& value) { return denominator(value) == 1; });
    if (!whole) names.erase(tensor.name);
  }
  return names;
}

void Builder::add_constant(const Tensor& tensor, const std::string& name, ElementType type) {
  lowering_.charge(tensor.shape);
  lowering_.set(name, {type, tensor.shape, true, tensor.values, {}});
}

std::optional<InputTensor> Builder::add_tensor(const Tensor& tensor, const std::string& name, ElementType type) {
  if (type == ElementType::integer || type == ElementType::boolean) {
    for (const Rational& value : tensor.values)
      if (denominator(value) != 1 || bit_size(value) > 65)  // the denominator has one
        model_.fail("the values for " + marked(name) + " hold " + printable(value.str()) + "; expected integers");
    add_constant(tensor, name, type);
    return std::nullopt;
  }
  if (tensor.type == ElementType::integer || tensor.type == ElementType::boolean)  // bit patterns of bfloat16, say
    model_.fail("the values for " + marked(name) + " are a tensor of integers; expected floating-point numbers");
  lowering_.charge(tensor.shape);
  lowering_.charge(tensor.values.size() * (name.size() / 64));  // what a long name costs
  const auto names = entry_names(name, tensor.shape);
  Value value{type, tensor.shape, false, {}, {}};
  value.nodes.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i)
    value.nodes.push_back(lowering_.builder().input(names[i], tensor.values[i]));
  lowering_.set(name, std::move(value));
  const std::size_t first = input_count_;
  input_count_ += names.size();
  return InputTensor{name, tensor.shape, first};
}

void Builder::lower_node(int node) {
  const auto& proto = model_.graph().node(node);
  const bool standard = proto.domain().empty() || proto.domain() == "ai.onnx";
  const auto found = operators().find(proto.op_type());
  if (!standard || found == operators().end())
    model_.fail(model_.describe(node) + " has an operator that is not supported: " + printable(proto.op_type()) +
                " of the domain " +
                (standard ? "ai.onnx, version " + std::to_string(model_.opset()) : printable(proto.domain())));
  try {
    const Operator& known = found->second;
    Operation operation(lowering_, proto);
    if (operation.input_count() < known.fewest_inputs || operation.input_count() > known.most_inputs)
      Operation::fail("has " + std::to_string(operation.input_count()) + " inputs; expected " +
                      (known.most_inputs == any_number ? "at least " + std::to_string(known.fewest_inputs)
                                                       : "from " + std::to_string(known.fewest_inputs) + " to " +
                                                             std::to_string(known.most_inputs)));
    known.lower(operation);
    operation.finish();
  } catch (const Malformed& error) {
    model_.fail(model_.describe(node) + ", version " + std::to_string(model_.opset()) + ": " + error.what());
  }
}

OutputTensor Builder::add_output(const std::string& name) {
  const Value& value = lowering_.value(name);
  OutputTensor result{name, value.shape, lowering_.nodes(value)};
  lowering_.charge(result.nodes.size() * (1 + name.size() / 64));
  const auto names = entry_names(name, result.shape);
  for (std::size_t i = 0; i < names.size(); ++i) lowering_.builder().output(names[i], result.nodes[i]);
  return result;
}

}  // namespace
}  // namespace klprop::formats::onnx_detail

namespace klprop::formats {

TensorGraph lower_onnx(const OnnxModel& model, const std::vector<Tensor>& inputs, std::uint64_t limit) {
  const auto& content = model.content();
  try {
    return onnx_detail::Builder(content, inputs, limit).lower();
  } catch (const onnx_detail::Malformed& error) {
    content.fail(error.what());
  } catch (const GraphError& error) {
    content.fail(error.what());
  }
}

}  // namespace klprop::formats
