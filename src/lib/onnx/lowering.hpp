#pragma once

/// What the operators of a model are given to make nodes of a graph: their inputs, their attributes, and a builder.

#include "onnx/model.hpp"
#include "onnx/shape.hpp"

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/formats/tensor.hpp>

#include <initializer_list>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace klprop::formats::onnx_detail {

/// A tensor on the way: either its numbers are known, or each entry is a node. Integers and truth values are known.
struct Value {
  ElementType type = ElementType::float64;
  Shape shape;
  bool known = false;
  std::vector<Rational> numbers;           ///< when they are known
  mutable std::vector<GraphNodeId> nodes;  ///< else; or made from the numbers when first asked for

  [[nodiscard]] std::size_t size() const { return known ? numbers.size() : nodes.size(); }
  [[nodiscard]] bool real() const { return type != ElementType::integer && type != ElementType::boolean; }
};

/// The graph while it grows, and the limit of its size.
class Lowering {
 public:
  Lowering(const Model& model, std::uint64_t limit) : model_(model), limit_(limit) {}

  [[nodiscard]] const Model& model() const { return model_; }
  ComputationGraphBuilder& builder() { return builder_; }

  /// Accounts for entries and arguments that are about to be made.
  /// @throws Malformed  when these are more than the limit leaves
  void charge(std::uint64_t slots);
  /// Entries of a tensor that is about to be made.
  /// @throws Malformed  when the shape is too large
  std::uint64_t charge(const Shape& shape);

  /// A constant; equal ones share a node.
  GraphNodeId constant(const Rational& value);
  const std::vector<GraphNodeId>& nodes(const Value& value);

  void set(const std::string& name, Value value) { values_.insert_or_assign(name, std::move(value)); }
  [[nodiscard]] const Value& value(const std::string& name) const { return values_.at(name); }

 private:
  const Model& model_;
  std::uint64_t limit_;
  std::uint64_t slots_ = 0;
  ComputationGraphBuilder builder_;
  std::unordered_map<std::string, Value> values_;
  std::unordered_map<std::string, GraphNodeId> constants_;
};

/// One operator of a model while it is made into nodes. Everything throws Malformed; who calls an operator says which
/// one it was.
class Operation {
 public:
  Operation(Lowering& lowering, const ::onnx::NodeProto& node) : lowering_(lowering), node_(node) {}

  [[nodiscard]] std::int64_t opset() const { return lowering_.model().opset(); }
  Lowering& lowering() { return lowering_; }
  ComputationGraphBuilder& builder() { return lowering_.builder(); }

  // ---- inputs, counted from 0; one that is left out has an empty name
  [[nodiscard]] std::size_t input_count() const { return static_cast<std::size_t>(node_.input_size()); }
  [[nodiscard]] bool has_input(std::size_t i) const {
    return i < input_count() && !node_.input(static_cast<int>(i)).empty();
  }
  [[nodiscard]] const Value& input(std::size_t i) const;
  /// The entries of a tensor of floating-point numbers.
  [[nodiscard]] const std::vector<GraphNodeId>& nodes(std::size_t i);
  /// The values of an input that has no gradient, such as axes.
  [[nodiscard]] std::vector<std::int64_t> integers(std::size_t i) const;

  // ---- attributes; the types are those of the specification
  [[nodiscard]] bool has_attribute(std::string_view name) const;
  std::int64_t integer(std::string_view name, std::int64_t otherwise);
  std::optional<std::vector<std::int64_t>> integer_list(std::string_view name);
  /// A float32, exactly.
  Rational number(std::string_view name, float otherwise);
  std::string text(std::string_view name, std::string_view otherwise);
  const ::onnx::AttributeProto* attribute(std::string_view name);
  /// Attributes without influence on real numbers.
  void ignore(std::string_view name) { used_.insert(std::string(name)); }
  /// @throws Malformed  for an attribute that nothing has asked for
  void refuse_other_attributes() const;

  /// An axis, which may count from the end, of a tensor of this rank.
  [[nodiscard]] static std::size_t axis(std::int64_t written, std::size_t rank);
  [[nodiscard]] static std::vector<std::size_t> axes(const std::vector<std::int64_t>& written, std::size_t rank);

  // ---- outputs
  [[nodiscard]] std::size_t output_count() const { return static_cast<std::size_t>(node_.output_size()); }
  [[nodiscard]] bool has_output(std::size_t i) const {
    return i < output_count() && !node_.output(static_cast<int>(i)).empty();
  }
  void result(Value value) { results_.push_back(std::move(value)); }
  void result(ElementType type, Shape shape, std::vector<GraphNodeId> nodes) {
    results_.push_back({type, std::move(shape), false, {}, std::move(nodes)});
  }
  void known_result(ElementType type, Shape shape, std::vector<Rational> numbers) {
    results_.push_back({type, std::move(shape), true, std::move(numbers), {}});
  }
  /// Hands the results to those who need them.
  void finish();

  // ---- nodes
  GraphNodeId apply(Primitive primitive, std::initializer_list<GraphNodeId> arguments) {
    return builder().apply(primitive, arguments);
  }
  GraphNodeId apply(Primitive primitive, std::span<const GraphNodeId> arguments) {
    return builder().apply(primitive, arguments);
  }
  /// Sums and products of any number of arguments, 0 and 1 among them.
  GraphNodeId sum(std::span<const GraphNodeId> x);
  GraphNodeId product(std::span<const GraphNodeId> x);
  /// Σ x_j w_j + b, all of them perhaps empty or absent.
  GraphNodeId affine(std::span<const GraphNodeId> x, std::span<const GraphNodeId> w, std::optional<GraphNodeId> b);
  GraphNodeId constant(const Rational& value) { return lowering_.constant(value); }

  /// Entries of another tensor, each by its place there.
  [[nodiscard]] static Value select(const Value& from, Shape shape, const std::vector<std::size_t>& places);

  [[noreturn]] static void fail(const std::string& message);

 private:
  Lowering& lowering_;
  const ::onnx::NodeProto& node_;
  std::set<std::string> used_;
  std::vector<Value> results_;
};

using OperatorFunction = void (*)(Operation&);

/// An operator and how many inputs it has.
struct Operator {
  std::string_view name;
  std::size_t fewest_inputs;
  std::size_t most_inputs;
  OperatorFunction lower;
};

inline constexpr std::size_t any_number = static_cast<std::size_t>(-1);

// By theme, each in a file of its own.
[[nodiscard]] std::span<const Operator> elementwise_operators();
[[nodiscard]] std::span<const Operator> activation_operators();
[[nodiscard]] std::span<const Operator> linear_operators();
[[nodiscard]] std::span<const Operator> window_operators();
[[nodiscard]] std::span<const Operator> reduction_operators();
[[nodiscard]] std::span<const Operator> normalisation_operators();
[[nodiscard]] std::span<const Operator> shape_operators();
[[nodiscard]] std::span<const Operator> selection_operators();
[[nodiscard]] std::span<const Operator> constant_operators();
[[nodiscard]] std::span<const Operator> comparison_operators();

}  // namespace klprop::formats::onnx_detail
