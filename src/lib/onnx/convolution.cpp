// Convolutions and pools: operators whose entries look at the input through a window.

#include "onnx/windows.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

namespace klprop::formats::onnx_detail {
namespace {

/// Shapes of a convolution.
struct Convolution {
  std::size_t batch, channels, filters, groups, input_area, taps;

  [[nodiscard]] std::size_t channels_per_group() const { return channels / groups; }
};

Convolution convolution(Operation& op, const Window& window) {
  const Shape& x = op.input(0).shape;
  const Shape& w = op.input(1).shape;
  const std::int64_t groups = op.integer("group", 1);
  if (groups < 1 || x[1] % groups != 0 || w[0] % groups != 0 || w[1] != x[1] / groups)
    Operation::fail("has weights of shape " + shape_text(w) + " in " + std::to_string(groups) +
                    " groups for an input of shape " + shape_text(x) +
                    "; expected channels and filters that the groups divide");
  if (op.has_input(2) && op.input(2).shape != Shape{w[0]})
    Operation::fail("adds a tensor of shape " + shape_text(op.input(2).shape) + "; expected " + shape_text({w[0]}));
  const auto area = std::accumulate(x.begin() + 2, x.end(), std::int64_t{1}, std::multiplies<>());
  return {static_cast<std::size_t>(x[0]),   static_cast<std::size_t>(x[1]), static_cast<std::size_t>(w[0]),
          static_cast<std::size_t>(groups), static_cast<std::size_t>(area), static_cast<std::size_t>(window.taps())};
}

Shape output_shape(const Window& window, std::int64_t batch, std::int64_t channels) {
  Shape shape = window.positions();
  shape.insert(shape.begin(), {batch, channels});
  return shape;
}

void lower_conv(Operation& op) {
  const Value& input = op.input(0);
  const Shape& weights = op.input(1).shape;
  if (weights.size() != input.shape.size())
    Operation::fail("has weights of shape " + shape_text(weights) + " for an input of shape " +
                    shape_text(input.shape) + "; expected as many dimensions");
  if (weights.size() < 3) Operation::fail("has weights of shape " + shape_text(weights) + "; expected 3 dimensions");
  const Window window(op, input.shape, Shape(weights.begin() + 2, weights.end()), false);
  const Convolution c = convolution(op, window);
  const Shape shape = output_shape(window, input.shape[0], weights[0]);
  const std::uint64_t entries = op.lowering().charge(shape);
  if (entries > 0) op.lowering().charge(entries * (2 * c.channels_per_group() * c.taps + c.taps + 1));

  const auto& x = op.nodes(0);
  const auto& w = op.nodes(1);
  const std::vector<GraphNodeId>* bias = op.has_input(2) ? &op.nodes(2) : nullptr;
  std::vector<GraphNodeId> result, xs, ws;
  std::vector<Tap> taps;
  for (std::size_t n = 0; n < c.batch; ++n) {
    for (std::size_t filter = 0; filter < c.filters; ++filter) {
      const std::size_t first_channel = filter / (c.filters / c.groups) * c.channels_per_group();
      for_each_index(window.positions(), [&](const Shape& position) {
        window.taps_inside(position, taps);
        xs.clear();
        ws.clear();
        for (std::size_t k = 0; k < c.channels_per_group(); ++k) {
          for (const Tap& tap : taps) {
            xs.push_back(x[(n * c.channels + first_channel + k) * c.input_area + tap.place]);
            ws.push_back(w[(filter * c.channels_per_group() + k) * c.taps + tap.number]);
          }
        }
        result.push_back(op.affine(xs, ws, bias == nullptr ? std::nullopt : std::optional((*bias)[filter])));
      });
    }
  }
  op.result(input.type, shape, std::move(result));
}

/// Calls combine(arguments, position) for each window of each channel.
template <typename Combine>
void pool(Operation& op, const Window& window, Combine combine) {
  const Value& input = op.input(0);
  const Shape shape = output_shape(window, input.shape[0], input.shape[1]);
  const std::uint64_t entries = op.lowering().charge(shape);
  if (entries > 0) op.lowering().charge(entries * (window.taps() + 4));
  const auto& x = op.nodes(0);
  const std::size_t area = x.empty() ? 0 : x.size() / static_cast<std::size_t>(input.shape[0] * input.shape[1]);
  std::vector<GraphNodeId> result, arguments;
  std::vector<Tap> taps;
  for (std::size_t first = 0; first < x.size(); first += area) {
    for_each_index(window.positions(), [&](const Shape& position) {
      window.taps_inside(position, taps);
      arguments.clear();
      for (const Tap& tap : taps) arguments.push_back(x[first + tap.place]);
      if (arguments.empty()) Operation::fail("has a window with nothing but padding; expected entries of the input");
      result.push_back(combine(arguments, position));
    });
  }
  if (result.size() != entries) Operation::fail("pools an empty tensor; expected entries");
  op.result(input.type, shape, std::move(result));
}

void lower_max_pool(Operation& op) {
  op.ignore("storage_order");  // of the positions of maxima, which are not supported
  const Window window(op, op.input(0).shape, std::nullopt, true);
  pool(op, window, [&](const std::vector<GraphNodeId>& x, const Shape&) {
    return x.size() == 1 ? x[0] : op.apply(Primitive::maximum, x);
  });
}

void lower_average_pool(Operation& op) {
  const bool with_padding = op.integer("count_include_pad", 0) != 0;
  const Window window(op, op.input(0).shape, std::nullopt, true);
  pool(op, window, [&](const std::vector<GraphNodeId>& x, const Shape& position) {
    const std::uint64_t count = with_padding ? window.taps_in_padding_too(position) : x.size();
    return op.apply(Primitive::product, {op.constant(Rational(Integer(1), Integer(count))), op.sum(x)});
  });
}

template <typename Combine>
void pool_whole_channels(Operation& op, Combine combine) {
  const Value& input = op.input(0);
  if (input.shape.size() < 3)
    Operation::fail("has an input of shape " + shape_text(input.shape) + "; expected a batch, channels, and more");
  Shape shape = input.shape;
  std::fill(shape.begin() + 2, shape.end(), 1);
  op.lowering().charge(2 * op.lowering().charge(shape) + input.size());
  const auto& x = op.nodes(0);
  const std::size_t channels = element_count(shape).value_or(0);
  if (x.empty() && channels > 0) Operation::fail("pools an empty tensor; expected entries");
  std::vector<GraphNodeId> result;
  for (std::size_t c = 0; c < channels; ++c) {
    const std::size_t area = x.size() / channels;
    result.push_back(combine(std::span(x).subspan(c * area, area)));
  }
  op.result(input.type, shape, std::move(result));
}

void lower_global_average_pool(Operation& op) {
  pool_whole_channels(op, [&](std::span<const GraphNodeId> x) {
    return op.apply(Primitive::product, {op.constant(Rational(Integer(1), Integer(x.size()))), op.sum(x)});
  });
}

void lower_global_max_pool(Operation& op) {
  pool_whole_channels(op, [&](std::span<const GraphNodeId> x) { return op.apply(Primitive::maximum, x); });
}

constexpr Operator table[] = {
    {"Conv", 2, 3, lower_conv},
    {"MaxPool", 1, 1, lower_max_pool},
    {"AveragePool", 1, 1, lower_average_pool},
    {"GlobalAveragePool", 1, 1, lower_global_average_pool},
    {"GlobalMaxPool", 1, 1, lower_global_max_pool},
};

}  // namespace

std::span<const Operator> window_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
