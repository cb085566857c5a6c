#pragma once

/// Windows that slide over the spatial dimensions of a tensor: what convolutions and pools have in common.

#include "onnx/lowering.hpp"

namespace klprop::formats::onnx_detail {

/// How a window moves along one dimension.
struct WindowAxis {
  std::int64_t size;    // of the input
  std::int64_t kernel;  // taps
  std::int64_t stride;
  std::int64_t dilation;
  std::int64_t pad_begin;
  std::int64_t pad_end;
  std::int64_t positions;  // of the window, which is the size of the output

  /// Where a tap stands in the input; it may be outside, in the padding.
  [[nodiscard]] std::int64_t place(std::int64_t position, std::int64_t tap) const {
    return position * stride + tap * dilation - pad_begin;
  }
};

/// A tap of a window at some position.
struct Tap {
  std::size_t number;  ///< among all taps of the window, the last dimension running fastest
  std::size_t place;   ///< within one channel of the input
};

class Window {
 public:
  /// Reads kernel_shape, strides, dilations, pads, auto_pad and, for pools, ceil_mode.
  /// @param  input   shape of the input: batch, channels, and the dimensions that the window slides over
  /// @param  kernel  shape of the window when a tensor of weights has it
  /// @throws Malformed  when they do not fit
  Window(Operation& op, const Shape& input, std::optional<Shape> kernel, bool is_pool);

  [[nodiscard]] const std::vector<WindowAxis>& axes() const { return axes_; }
  [[nodiscard]] Shape positions() const;
  /// Number of taps.
  [[nodiscard]] std::uint64_t taps() const;
  /// Taps at a position that are not in the padding, in order.
  void taps_inside(const Shape& position, std::vector<Tap>& taps) const;
  /// Number of taps at a position that are in the input or its padding, but not beyond: there are such where the
  /// number of positions was rounded up.
  [[nodiscard]] std::uint64_t taps_in_padding_too(const Shape& position) const;

 private:
  std::vector<WindowAxis> axes_;
};

/// Calls visit(index) for all indices of a shape, the last running fastest.
template <typename Visit>
void for_each_index(const Shape& shape, Visit visit) {
  const std::uint64_t count = element_count(shape).value_or(0);
  Shape index(shape.size(), 0);
  for (std::uint64_t i = 0; i < count; ++i) {
    visit(index);
    for (std::size_t d = shape.size(); d-- > 0;) {
      if (++index[d] < shape[d]) break;
      index[d] = 0;
    }
  }
}

}  // namespace klprop::formats::onnx_detail
