#pragma once

/// Dense arrays of exact numbers, as files of numerical programs hold them.

#include <klprop/scalar/rational.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace klprop::formats {

/// What a file says that the entries of a tensor are. Values are exact whatever the type.
enum class ElementType : std::uint8_t { float16, bfloat16, float32, float64, integer, boolean };

/// A dense array; a number alone has no dimensions.
struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<Rational> values;  ///< the last index runs fastest; as many as the shape's product
  ElementType type = ElementType::float64;
};

}  // namespace klprop::formats
