// What operators are given: inputs, attributes, results.

#include "onnx/lowering.hpp"
#include "onnx/tensor_data.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <limits>

namespace klprop::formats::onnx_detail {

// ---- the growing graph --------------------------------------------------------------------------

void Lowering::charge(std::uint64_t slots) {
  if (slots > limit_ - slots_)
    throw Malformed("the graph would have " + std::to_string(slots_) + " entries and arguments before this, and " +
                    std::to_string(slots) + " more; expected at most " + std::to_string(limit_) + " in all");
  slots_ += slots;
}

std::uint64_t Lowering::charge(const Shape& shape) {
  if (shape.size() > largest_rank)
    throw Malformed("a tensor of " + std::to_string(shape.size()) + " dimensions; expected at most " +
                    std::to_string(largest_rank));
  const auto count = element_count(shape);
  // With a dimension of 0 the others must be small too, so that no loop over some of them is long.
  std::uint64_t extent = 1;
  for (const std::int64_t dimension : shape) {
    const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(dimension, 1));
    extent = !count || factor > limit_ / extent ? limit_ + 1 : extent * factor;
    if (extent > limit_)
      throw Malformed("a tensor of shape " + shape_text(shape) + "; expected at most " + std::to_string(limit_) +
                      " entries");
  }
  charge(*count);
  return *count;
}

GraphNodeId Lowering::constant(const Rational& value) {
  const auto [known, fresh] = constants_.try_emplace(value.str(), 0);
  if (fresh) {
    charge(1);
    known->second = builder_.constant(value);
  }
  return known->second;
}

const std::vector<GraphNodeId>& Lowering::nodes(const Value& value) {
  if (value.known && value.nodes.empty()) {
    value.nodes.reserve(value.numbers.size());
    for (const Rational& number : value.numbers) value.nodes.push_back(constant(number));
  }
  return value.nodes;
}

// ---- inputs -------------------------------------------------------------------------------------

void Operation::fail(const std::string& message) {
  throw Malformed(message);
}

const Value& Operation::input(std::size_t i) const {
  if (!has_input(i)) fail("has no input " + std::to_string(i) + "; expected one");
  return lowering_.value(node_.input(static_cast<int>(i)));
}

const std::vector<GraphNodeId>& Operation::nodes(std::size_t i) {
  const Value& value = input(i);
  if (!value.real())
    fail("input " + std::to_string(i) + " holds integers or truth values; expected floating-point numbers");
  return lowering_.nodes(value);
}

std::vector<std::int64_t> Operation::integers(std::size_t i) const {
  const Value& value = input(i);
  if (value.type != ElementType::integer) fail("input " + std::to_string(i) + " holds no integers; expected some");
  std::vector<std::int64_t> result;
  result.reserve(value.numbers.size());
  for (const Rational& number : value.numbers) {
    const mpz_srcptr whole = mpq_numref(number.backend().data());  // `convert_to` would go through a double
    if (mpz_fits_slong_p(whole) == 0)
      fail("input " + std::to_string(i) + " holds an integer beyond 64 bits; expected smaller ones");
    result.push_back(mpz_get_si(whole));
  }
  return result;
}

// ---- attributes ---------------------------------------------------------------------------------

bool Operation::has_attribute(std::string_view name) const {
  return std::any_of(node_.attribute().begin(), node_.attribute().end(),
                     [&](const auto& attribute) { return attribute.name() == name; });
}

const ::onnx::AttributeProto* Operation::attribute(std::string_view name) {
  ignore(name);
  const ::onnx::AttributeProto* found = nullptr;
  for (const auto& attribute : node_.attribute()) {
    if (attribute.name() != name) continue;
    if (found != nullptr) fail("has the attribute " + marked(name) + " twice; expected it once");
    if (!attribute.ref_attr_name().empty())
      fail("takes the attribute " + marked(name) + " from a function; expected its value");
    found = &attribute;
  }
  return found;
}

namespace {

/// Old writers leave the type out.
void expect_type(const ::onnx::AttributeProto& attribute, ::onnx::AttributeProto::AttributeType type) {
  if (attribute.type() != type && attribute.type() != ::onnx::AttributeProto::UNDEFINED)
    Operation::fail("has the attribute " + marked(attribute.name()) + " of type " +
                    ::onnx::AttributeProto_AttributeType_Name(attribute.type()) + "; expected " +
                    ::onnx::AttributeProto_AttributeType_Name(type));
}

}  // namespace

std::int64_t Operation::integer(std::string_view name, std::int64_t otherwise) {
  const auto* found = attribute(name);
  if (found == nullptr) return otherwise;
  expect_type(*found, ::onnx::AttributeProto::INT);
  return found->i();
}

std::optional<std::vector<std::int64_t>> Operation::integer_list(std::string_view name) {
  const auto* found = attribute(name);
  if (found == nullptr) return std::nullopt;
  expect_type(*found, ::onnx::AttributeProto::INTS);
  return std::vector<std::int64_t>(found->ints().begin(), found->ints().end());
}

Rational Operation::number(std::string_view name, float otherwise) {
  const auto* found = attribute(name);
  if (found == nullptr) return exact(static_cast<double>(otherwise));
  expect_type(*found, ::onnx::AttributeProto::FLOAT);
  return exact(static_cast<double>(found->f()));
}

std::string Operation::text(std::string_view name, std::string_view otherwise) {
  const auto* found = attribute(name);
  if (found == nullptr) return std::string(otherwise);
  expect_type(*found, ::onnx::AttributeProto::STRING);
  return found->s();
}

void Operation::refuse_other_attributes() const {
  for (const auto& attribute : node_.attribute())
    if (used_.count(attribute.name()) == 0)
      fail("has the attribute " + marked(attribute.name()) + ", which is not supported");
}

std::size_t Operation::axis(std::int64_t written, std::size_t rank) {
  const auto size = static_cast<std::int64_t>(rank);
  if (written < -size || written >= size)
    fail("has the axis " + std::to_string(written) + " on a tensor of " + std::to_string(rank) +
         " dimensions; expected one from " + std::to_string(-size) + " to " + std::to_string(size - 1));
  return static_cast<std::size_t>(written < 0 ? written + size : written);
}

std::vector<std::size_t> Operation::axes(const std::vector<std::int64_t>& written, std::size_t rank) {
  std::vector<std::size_t> result;
  for (const std::int64_t one : written) {
    result.push_back(axis(one, rank));
    if (std::count(result.begin(), result.end(), result.back()) > 1)
      fail("has the axis " + std::to_string(one) + " twice; expected it once");
  }
  return result;
}

// ---- results ------------------------------------------------------------------------------------

void Operation::finish() {
  refuse_other_attributes();
  for (std::size_t i = results_.size(); i < output_count(); ++i)
    if (has_output(i)) fail("has an output " + std::to_string(i) + ", which is not supported");
  for (std::size_t i = 0; i < std::min(results_.size(), output_count()); ++i)
    if (has_output(i)) lowering_.set(node_.output(static_cast<int>(i)), std::move(results_[i]));
}

GraphNodeId Operation::sum(std::span<const GraphNodeId> x) {
  if (x.empty()) return constant(0);
  return x.size() == 1 ? x[0] : apply(Primitive::sum, x);
}

GraphNodeId Operation::product(std::span<const GraphNodeId> x) {
  if (x.empty()) return constant(1);
  return x.size() == 1 ? x[0] : apply(Primitive::product, x);
}

GraphNodeId Operation::affine(std::span<const GraphNodeId> x, std::span<const GraphNodeId> w,
                              std::optional<GraphNodeId> b) {
  if (x.empty()) return b ? *b : constant(0);
  return b ? builder().affine(x, w, *b) : builder().dot(x, w);
}

Value Operation::select(const Value& from, Shape shape, const std::vector<std::size_t>& places) {
  Value result{from.type, std::move(shape), from.known, {}, {}};
  if (from.known) {
    result.numbers.reserve(places.size());
    for (const std::size_t place : places) result.numbers.push_back(from.numbers[place]);
  } else {
    result.nodes.reserve(places.size());
    for (const std::size_t place : places) result.nodes.push_back(from.nodes[place]);
  }
  return result;
}

}  // namespace klprop::formats::onnx_detail
