#pragma once

/// The numbers in a tensor of a protocol buffer.

#include "onnx/proto.hpp"

#include <klprop/formats/tensor.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace klprop::formats::onnx_detail {

/// Something in a model is not as it should be; the message does not yet say in which file.
struct Malformed : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A name of a model for a message. (`quoted` would be looked for in std, too.)
[[nodiscard]] inline std::string marked(std::string_view text) {
  return klprop::detail::quoted(text);
}

/// The type by its number in the specification; absent for strings, complex numbers and unknown ones.
[[nodiscard]] std::optional<ElementType> element_type(std::int32_t number);

/// A type by the name that the specification gives it: "FLOAT16", or its number.
[[nodiscard]] std::string type_name(std::int32_t number);

/// A float32 attribute or a double as the number it is.
/// @throws Malformed  for infinities and NaN
[[nodiscard]] Rational exact(double value);

/// The tensor with its values, bit for bit.
/// @throws Malformed  when it is not one, or not of a type that is read
[[nodiscard]] Tensor read_tensor(const ::onnx::TensorProto& proto);

}  // namespace klprop::formats::onnx_detail
