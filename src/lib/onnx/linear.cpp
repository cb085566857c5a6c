// Gemm and MatMul: each entry of the result is one dot product or affine map.

#include "onnx/lowering.hpp"

namespace klprop::formats::onnx_detail {
namespace {

void expect_matrix(const Value& value, const char* what) {
  if (value.shape.size() != 2)
    Operation::fail(std::string("has a ") + what + " of shape " + shape_text(value.shape) + "; expected a matrix");
}

void fail_inner(const Shape& a, const Shape& b) {
  Operation::fail("multiplies shapes " + shape_text(a) + " and " + shape_text(b) +
                  "; expected as many columns on the left as rows on the right");
}

/// Accounts for rows · columns products of `inner` terms each.
void charge_products(Operation& op, const Shape& result, std::int64_t inner) {
  const std::uint64_t entries = op.lowering().charge(result);
  // Both are below 2^32 by then, so that this does not overflow.
  if (entries > 0) op.lowering().charge(entries * (2 * static_cast<std::uint64_t>(inner) + 6));
}

/// A matrix within a tensor: entry (i, j) stands at first + i·down + j·right.
struct Matrix {
  const std::vector<GraphNodeId>& nodes;
  std::size_t first;
  std::size_t down;
  std::size_t right;

  void row(std::size_t i, std::vector<GraphNodeId>& to) const { line(first + i * down, right, to); }
  void column(std::size_t j, std::vector<GraphNodeId>& to) const { line(first + j * right, down, to); }

 private:
  void line(std::size_t at, std::size_t step, std::vector<GraphNodeId>& to) const {
    for (GraphNodeId& node : to) {
      node = nodes[at];
      at += step;
    }
  }
};

/// α·dot + β·c; `alpha` and `beta` are absent where they are 1.
GraphNodeId scaled_entry(Operation& op, std::span<const GraphNodeId> x, std::span<const GraphNodeId> w,
                         std::optional<GraphNodeId> c, std::optional<GraphNodeId> alpha,
                         std::optional<GraphNodeId> beta) {
  if (!alpha && !beta) return op.affine(x, w, c);
  GraphNodeId product = op.affine(x, w, std::nullopt);
  if (alpha) product = op.apply(Primitive::product, {*alpha, product});
  if (!c) return product;
  if (!beta) return op.apply(Primitive::sum, {product, *c});
  return op.apply(Primitive::affine, {*beta, *c, product});
}

std::optional<GraphNodeId> factor(Operation& op, std::string_view name) {
  const Rational value = op.number(name, 1.0F);
  return value == 1 ? std::nullopt : std::optional(op.constant(value));
}

/// Y = α·A'·B' + β·C
void lower_gemm(Operation& op) {
  const Value& a = op.input(0);
  const Value& b = op.input(1);
  expect_matrix(a, "left factor");
  expect_matrix(b, "right factor");
  const bool left_turned = op.integer("transA", 0) != 0;
  const bool right_turned = op.integer("transB", 0) != 0;
  if (op.opset() < 7) op.ignore("broadcast");
  const std::int64_t rows = a.shape[left_turned ? 1 : 0];
  const std::int64_t inner = a.shape[left_turned ? 0 : 1];
  const std::int64_t columns = b.shape[right_turned ? 0 : 1];
  if (inner != b.shape[right_turned ? 1 : 0]) fail_inner(a.shape, b.shape);
  const Shape shape = {rows, columns};
  charge_products(op, shape, inner);

  const auto alpha = factor(op, "alpha");
  const auto beta = factor(op, "beta");
  std::vector<std::size_t> bias;
  if (op.has_input(2)) {
    const auto joined = broadcast(shape, op.input(2).shape);
    if (!joined || *joined != shape)
      Operation::fail("adds a tensor of shape " + shape_text(op.input(2).shape) + " to a product of shape " +
                      shape_text(shape) + "; expected one that can be repeated to that");
    bias = offsets(shape, broadcast_strides(op.input(2).shape, shape));
  }
  const auto a_width = static_cast<std::size_t>(a.shape[1]);
  const auto b_width = static_cast<std::size_t>(b.shape[1]);
  const Matrix left{op.nodes(0), 0, left_turned ? 1 : a_width, left_turned ? a_width : 1};
  const Matrix right{op.nodes(1), 0, right_turned ? 1 : b_width, right_turned ? b_width : 1};
  const std::vector<GraphNodeId>* c_nodes = op.has_input(2) ? &op.nodes(2) : nullptr;
  std::vector<GraphNodeId> x(static_cast<std::size_t>(inner)), w(x.size()), result;
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows); ++i) {
    left.row(i, x);
    for (std::size_t j = 0; j < static_cast<std::size_t>(columns); ++j) {
      right.column(j, w);
      const auto c = c_nodes == nullptr ? std::nullopt : std::optional((*c_nodes)[bias[result.size()]]);
      result.push_back(scaled_entry(op, x, w, c, alpha, beta));
    }
  }
  op.result(a.type, shape, std::move(result));
}

/// Stacks of matrices; a vector on the left is a row, one on the right a column.
void lower_matmul(Operation& op) {
  Shape a = op.input(0).shape;
  Shape b = op.input(1).shape;
  if (a.empty() || b.empty()) Operation::fail("multiplies a number alone; expected vectors or matrices");
  const bool row = a.size() == 1, column = b.size() == 1;
  if (row) a.insert(a.begin(), 1);
  if (column) b.push_back(1);
  const std::int64_t rows = a[a.size() - 2], inner = a.back(), columns = b.back();
  if (inner != b[b.size() - 2]) fail_inner(op.input(0).shape, op.input(1).shape);

  const Shape a_stack(a.begin(), a.end() - 2), b_stack(b.begin(), b.end() - 2);
  const auto stack = broadcast(a_stack, b_stack);
  if (!stack)
    Operation::fail("multiplies shapes " + shape_text(op.input(0).shape) + " and " + shape_text(op.input(1).shape) +
                    "; expected stacks of matrices that fit each other");
  Shape shape = *stack;
  if (!row) shape.push_back(rows);
  if (!column) shape.push_back(columns);
  charge_products(op, shape, inner);
  op.lowering().charge(*stack);

  const auto a_places = offsets(*stack, broadcast_strides(a_stack, *stack));
  const auto b_places = offsets(*stack, broadcast_strides(b_stack, *stack));
  const auto height = static_cast<std::size_t>(rows), depth = static_cast<std::size_t>(inner),
             width = static_cast<std::size_t>(columns);
  std::vector<GraphNodeId> x(depth), w(depth), result;
  for (std::size_t s = 0; s < a_places.size(); ++s) {
    const Matrix left{op.nodes(0), a_places[s] * height * depth, depth, 1};
    const Matrix right{op.nodes(1), b_places[s] * depth * width, width, 1};
    for (std::size_t i = 0; i < height; ++i) {
      left.row(i, x);
      for (std::size_t j = 0; j < width; ++j) {
        right.column(j, w);
        result.push_back(op.affine(x, w, std::nullopt));
      }
    }
  }
  op.result(op.input(0).type, std::move(shape), std::move(result));
}

constexpr Operator table[] = {
    {"Gemm", 2, 3, lower_gemm},
    {"MatMul", 2, 2, lower_matmul},
};

}  // namespace

std::span<const Operator> linear_operators() {
  return table;
}

}  // namespace klprop::formats::onnx_detail
