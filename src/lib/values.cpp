#include "json_reader.hpp"
#include "literal_budget.hpp"
#include "onnx/shape.hpp"
#include "tokens.hpp"

#include <klprop/formats/onnx.hpp>
#include <klprop/formats/values.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <array>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

namespace klprop::formats {
namespace {

using klprop::detail::quoted;
using onnx_detail::element_count;
using onnx_detail::largest_rank;
using onnx_detail::shape_text;

constexpr std::string_view schema = "klprop.values/1";

class ValuesReader {
 public:
  ValuesReader(const JsonDocument& document, std::size_t file_size) : document_(document), budget_(file_size) {}

  std::vector<Tensor> read() {
    constexpr std::array<std::string_view, 2> keys = {"schema", "values"};
    const auto top = document_.root().fields("values", keys);
    for (std::size_t k = 0; k < keys.size(); ++k)
      if (!top[k]) document_.root().fail("the values have no " + quoted(keys[k], '"') + "; expected one");
    if (!top[0]->is(JsonKind::string) || top[0]->text() != schema)
      top[0]->fail("expected the schema " + quoted(schema, '"') + ", got " + top[0]->shown());
    std::vector<Tensor> tensors;
    top[1]->expect(JsonKind::object, "an object of inputs and their values");
    top[1]->for_each_member([&](const JsonValue& key, const JsonValue& value) {
      tensors.push_back(tensor(std::string(key.text()), value));
    });
    return tensors;
  }

 private:
  Tensor tensor(std::string name, const JsonValue& value) {
    Tensor result;
    result.name = std::move(name);
    if (value.is(JsonKind::object))
      read_shaped(value, result);
    else
      read_nested(value, result, 0);
    return result;
  }

  /// {"shape": [2, 3], "values": [six numbers]}
  void read_shaped(const JsonValue& value, Tensor& result) {
    constexpr std::array<std::string_view, 2> keys = {"shape", "values"};
    const auto found = value.fields("a tensor", keys);
    if (!found[0] || !found[1]) value.fail("expected a tensor with \"shape\" and \"values\"");
    found[0]->expect(JsonKind::array, "an array of dimensions");
    if (found[0]->size() > largest_rank) found[0]->fail("a tensor of more than 64 dimensions; expected fewer");
    found[0]->for_each_item([&](const JsonValue& item) {
      result.shape.push_back(item.index("a dimension", std::numeric_limits<std::uint32_t>::max()));
    });
    found[1]->expect(JsonKind::array, "an array of numbers");
    if (element_count(result.shape) != found[1]->size())
      found[1]->fail(std::to_string(found[1]->size()) + " numbers for shape " + shape_text(result.shape) +
                     "; expected as many as entries");
    found[1]->for_each_item([&](const JsonValue& item) { result.values.push_back(number(item)); });
  }

  /// A number, or arrays of equal shapes in one another.
  void read_nested(const JsonValue& value, Tensor& result, std::size_t depth) {
    if (!value.is(JsonKind::array)) {
      if (depth != result.shape.size()) value.fail("a number beside arrays; expected arrays of one shape");
      result.values.push_back(number(value));
      return;
    }
    if (depth == largest_rank) value.fail("a tensor of more than 64 dimensions; expected fewer");
    if (depth == result.shape.size()) {
      if (!result.values.empty()) value.fail("an array beside numbers; expected arrays of one shape");
      result.shape.push_back(value.size());
    }
    if (result.shape[depth] != value.size())
      value.fail("an array of " + std::to_string(value.size()) + " beside one of " +
                 std::to_string(result.shape[depth]) + "; expected arrays of one shape");
    if (value.size() == 0) value.fail("an empty array; expected numbers, or an object with its \"shape\"");
    value.for_each_item([&](const JsonValue& item) { read_nested(item, result, depth + 1); });
  }

  Rational number(const JsonValue& value) {
    if (!value.is(JsonKind::number) && !value.is(JsonKind::string))
      value.fail("expected a number, or one in a string such as \"1/3\", got " + value.shown());
    try {
      return budget_.read(value.text());
    } catch (const LiteralError& error) {
      value.fail(error.what());
    }
  }

  const JsonDocument& document_;
  LiteralBudget budget_;
};

}  // namespace

std::vector<Tensor> parse_values(std::string_view bytes, const std::string& name) {
  const auto begin = bytes.find_first_not_of(blanks);
  if (begin == std::string_view::npos) throw FormatError(name, 0, "the file is empty; expected values");
  if (bytes[begin] != '{') return {parse_onnx_tensor(bytes, name)};
  const JsonDocument document(bytes, name);
  return ValuesReader(document, bytes.size()).read();
}

std::vector<std::string> entry_names(const std::string& name, const std::vector<std::int64_t>& shape) {
  std::vector<std::string> names;
  const std::uint64_t count = element_count(shape).value_or(0);
  names.reserve(count);
  std::vector<std::int64_t> index(shape.size(), 0);
  for (std::uint64_t i = 0; i < count; ++i) {
    std::string text = name;
    for (std::size_t d = 0; d < shape.size(); ++d) text.append(d == 0 ? "[" : ",").append(std::to_string(index[d]));
    names.push_back(shape.empty() ? text : text + "]");
    for (std::size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d]) break;
      index[d] = 0;
    }
  }
  return names;
}

std::vector<Rational> values_at(const ComputationGraph& graph, std::span<const Tensor> given, const std::string& name) {
  std::unordered_map<std::string_view, std::size_t> index_of;
  for (std::size_t i = 0; i < graph.inputs().size(); ++i) {
    const std::string_view input = graph.name(graph.inputs()[i]);
    if (!input.empty()) index_of.emplace(input, i);
  }
  std::vector<std::optional<Rational>> values(graph.inputs().size());
  for (const Tensor& tensor : given) {
    const auto names = entry_names(tensor.name, tensor.shape);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const auto found = index_of.find(names[j]);
      if (found == index_of.end())
        throw FormatError(name, 0,
                          "a value for " + quoted(std::string_view(names[j])) + "; expected the name of an input");
      if (values[found->second])
        throw FormatError(name, 0, "two values for input " + quoted(std::string_view(names[j])) + "; expected one");
      values[found->second] = tensor.values[j];
    }
  }
  std::vector<Rational> point;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) values[i] = graph.input_value(i);
    if (!values[i])
      throw FormatError(
          name, 0,
          "input " + std::to_string(i) + " " + quoted(graph.name(graph.inputs()[i])) + " has no value; expected one");
    point.push_back(std::move(*values[i]));
  }
  return point;
}

}  // namespace klprop::formats
