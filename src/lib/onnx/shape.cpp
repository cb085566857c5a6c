#include "onnx/shape.hpp"

#include <algorithm>

namespace klprop::formats::onnx_detail {

std::string shape_text(const Shape& shape) {
  constexpr std::size_t most = 8;
  std::string text = "[";
  for (std::size_t d = 0; d < std::min(most, shape.size()); ++d)
    text.append(d == 0 ? "" : ",").append(std::to_string(shape[d]));
  return text + (shape.size() > most ? ",...]" : "]");
}

std::optional<std::uint64_t> element_count(const Shape& shape) {
  constexpr std::uint64_t bound = std::uint64_t{1} << 62;
  std::uint64_t product = 1;
  bool empty = false;
  for (const std::int64_t dimension : shape) {
    empty = empty || dimension == 0;
    const auto factor = static_cast<std::uint64_t>(std::max<std::int64_t>(dimension, 1));
    if (factor >= bound / product) return std::nullopt;
    product *= factor;
  }
  return empty ? 0 : product;
}

std::vector<std::int64_t> strides_of(const Shape& shape) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t stride = 1;
  for (std::size_t d = shape.size(); d-- > 0;) {
    strides[d] = stride;
    stride *= std::max<std::int64_t>(shape[d], 1);
  }
  return strides;
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
  const Shape& longer = a.size() < b.size() ? b : a;
  const Shape& shorter = a.size() < b.size() ? a : b;
  Shape result = longer;
  const std::size_t offset = longer.size() - shorter.size();
  for (std::size_t d = 0; d < shorter.size(); ++d) {
    if (result[offset + d] == 1)
      result[offset + d] = shorter[d];
    else if (shorter[d] != 1 && shorter[d] != result[offset + d])
      return std::nullopt;
  }
  return result;
}

std::vector<std::int64_t> broadcast_strides(const Shape& from, const Shape& to) {
  const auto own = strides_of(from);
  std::vector<std::int64_t> strides(to.size(), 0);
  const std::size_t offset = to.size() - from.size();
  for (std::size_t d = 0; d < from.size(); ++d)
    if (from[d] != 1) strides[offset + d] = own[d];
  return strides;
}

std::vector<std::size_t> offsets(const Shape& shape, const std::vector<std::int64_t>& strides, std::int64_t start) {
  std::vector<std::size_t> result;
  const std::uint64_t count = element_count(shape).value_or(0);
  result.reserve(count);
  Shape index(shape.size(), 0);
  std::int64_t at = start;
  for (std::uint64_t i = 0; i < count; ++i) {
    result.push_back(static_cast<std::size_t>(at));
    for (std::size_t d = shape.size(); d-- > 0;) {
      at += strides[d];
      if (++index[d] < shape[d]) break;
      at -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return result;
}

}  // namespace klprop::formats::onnx_detail
