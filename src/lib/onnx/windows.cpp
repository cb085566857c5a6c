#include "onnx/windows.hpp"

#include <algorithm>

namespace klprop::formats::onnx_detail {
namespace {

constexpr std::int64_t largest_step = std::int64_t{1} << 24;

/// One of the lists of attributes, checked.
std::vector<std::int64_t> list(Operation& op, std::string_view name, std::size_t length, std::int64_t otherwise,
                               std::int64_t least) {
  auto values = op.integer_list(name).value_or(std::vector<std::int64_t>(length, otherwise));
  if (values.size() != length)
    Operation::fail("has " + std::to_string(values.size()) + " values of '" + std::string(name) + "'; expected " +
                    std::to_string(length));
  for (const std::int64_t value : values)
    if (value < least || value > largest_step)
      Operation::fail("has '" + std::string(name) + "' " + std::to_string(value) + "; expected one from " +
                      std::to_string(least) + " to " + std::to_string(largest_step));
  return values;
}

void set_padding(WindowAxis& axis, const std::string& mode) {
  if (mode != "SAME_UPPER" && mode != "SAME_LOWER") return;
  const std::int64_t span = (axis.kernel - 1) * axis.dilation + 1;
  const std::int64_t outputs = (axis.size + axis.stride - 1) / axis.stride;
  const std::int64_t total = std::max<std::int64_t>(0, (outputs - 1) * axis.stride + span - axis.size);
  axis.pad_begin = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
  axis.pad_end = total - axis.pad_begin;
}

void set_positions(WindowAxis& axis, bool rounded_up) {
  const std::int64_t span = (axis.kernel - 1) * axis.dilation + 1;
  const std::int64_t room = axis.size + axis.pad_begin + axis.pad_end - span;
  if (room < 0)
    Operation::fail("has a window of " + std::to_string(span) + " entries on " +
                    std::to_string(axis.size + axis.pad_begin + axis.pad_end) + "; expected one that is not larger");
  axis.positions = (rounded_up ? room + axis.stride - 1 : room) / axis.stride + 1;
  // The last window must begin within the input or the padding before it.
  if (rounded_up && (axis.positions - 1) * axis.stride >= axis.size + axis.pad_begin) --axis.positions;
}

}  // namespace

Window::Window(Operation& op, const Shape& input, std::optional<Shape> kernel, bool is_pool) {
  if (input.size() < 3)
    Operation::fail("has an input of shape " + shape_text(input) + "; expected a batch, channels, and more");
  const std::size_t rank = input.size() - 2;
  const auto written = list(op, "kernel_shape", rank, 0, kernel ? 0 : 1);
  if (!kernel && !op.has_attribute("kernel_shape")) Operation::fail("has no attribute 'kernel_shape'; expected one");
  if (kernel && op.has_attribute("kernel_shape") && *kernel != written)
    Operation::fail("has 'kernel_shape' " + shape_text(written) + " for weights of shape " + shape_text(*kernel) +
                    "; expected the same");
  const Shape taps = kernel.value_or(written);
  const auto strides = list(op, "strides", rank, 1, 1);
  const auto dilations = list(op, "dilations", rank, 1, 1);
  const auto pads = list(op, "pads", 2 * rank, 0, 0);
  const std::string mode = op.text("auto_pad", "NOTSET");
  if (mode != "NOTSET" && mode != "VALID" && mode != "SAME_UPPER" && mode != "SAME_LOWER")
    Operation::fail("has an attribute 'auto_pad' that is not known; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
  const bool rounded_up = is_pool && op.integer("ceil_mode", 0) != 0;
  for (std::size_t d = 0; d < rank; ++d) {
    WindowAxis axis{input[d + 2], taps[d], strides[d], dilations[d], 0, 0, 0};
    if (axis.kernel < 1 || axis.kernel > largest_step)
      Operation::fail("has a window of shape " + shape_text(taps) + "; expected dimensions from 1 to " +
                      std::to_string(largest_step));
    if (mode == "NOTSET") {
      axis.pad_begin = pads[d];
      axis.pad_end = pads[d + rank];
    }
    set_padding(axis, mode);
    set_positions(axis, rounded_up);
    axes_.push_back(axis);
  }
}

Shape Window::positions() const {
  Shape shape;
  for (const WindowAxis& axis : axes_) shape.push_back(axis.positions);
  return shape;
}

std::uint64_t Window::taps() const {
  Shape shape;
  for (const WindowAxis& axis : axes_) shape.push_back(axis.kernel);
  const auto count = element_count(shape);
  if (!count || *count > std::uint64_t{1} << 32)
    Operation::fail("has a window of shape " + shape_text(shape) + "; expected at most 2^32 entries");
  return *count;
}

void Window::taps_inside(const Shape& position, std::vector<Tap>& taps) const {
  taps.assign(1, {0, 0});
  std::vector<Tap> longer;
  for (std::size_t d = 0; d < axes_.size(); ++d) {
    const WindowAxis& axis = axes_[d];
    longer.clear();
    for (const Tap& tap : taps)
      for (std::int64_t t = 0; t < axis.kernel; ++t) {
        const std::int64_t place = axis.place(position[d], t);
        if (place < 0 || place >= axis.size) continue;
        longer.push_back({tap.number * static_cast<std::size_t>(axis.kernel) + static_cast<std::size_t>(t),
                          tap.place * static_cast<std::size_t>(axis.size) + static_cast<std::size_t>(place)});
      }
    taps.swap(longer);
  }
}

std::uint64_t Window::taps_in_padding_too(const Shape& position) const {
  std::uint64_t count = 1;
  for (std::size_t d = 0; d < axes_.size(); ++d) {
    const WindowAxis& axis = axes_[d];
    std::uint64_t inside = 0;
    for (std::int64_t t = 0; t < axis.kernel; ++t)
      if (axis.place(position[d], t) < axis.size + axis.pad_end) ++inside;
    count *= inside;
  }
  return count;
}

}  // namespace klprop::formats::onnx_detail
