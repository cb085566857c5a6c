#pragma once

/// Shapes of tensors, and where their entries stand.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace klprop::formats::onnx_detail {

using Shape = std::vector<std::int64_t>;

/// Dimensions a tensor may have: with more, work per entry would no longer be small.
inline constexpr std::size_t largest_rank = 64;

/// "[2,3]"
[[nodiscard]] std::string shape_text(const Shape& shape);

/// The product of the dimensions, which are not negative; absent from 2^62 on, also where a dimension is 0 and the
/// others alone are as large.
[[nodiscard]] std::optional<std::uint64_t> element_count(const Shape& shape);

/// How far apart neighbours along each dimension stand, the last index running fastest.
[[nodiscard]] std::vector<std::int64_t> strides_of(const Shape& shape);

/// Shape of the result of an operation on tensors that are repeated along dimensions of 1 (as in NumPy); absent when
/// the shapes do not fit.
[[nodiscard]] std::optional<Shape> broadcast(const Shape& a, const Shape& b);

/// Strides of a tensor that is repeated to a larger shape: 0 where it is repeated.
[[nodiscard]] std::vector<std::int64_t> broadcast_strides(const Shape& from, const Shape& to);

/// Where the entries of a tensor of this shape stand, in order, when they begin at `start` and are `strides` apart.
[[nodiscard]] std::vector<std::size_t> offsets(const Shape& shape, const std::vector<std::int64_t>& strides,
                                               std::int64_t start = 0);

}  // namespace klprop::formats::onnx_detail
