#pragma once

// Degrees of rational computation graphs.

#include <klprop/random/graph_node.hpp>

#include <algorithm>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

namespace klprop::detail {

/// Bounds on the degrees of a numerator and a denominator.
struct Degrees {
  double numerator = 0, denominator = 0;
  [[nodiscard]] double larger() const { return std::max(numerator, denominator); }
};

[[nodiscard]] inline Degrees product_degrees(const Degrees& a, const Degrees& b) {
  return {a.numerator + b.numerator, a.denominator + b.denominator};
}
[[nodiscard]] inline Degrees sum_degrees(const Degrees& a, const Degrees& b) {
  return {std::max(a.numerator + b.denominator, b.numerator + a.denominator), a.denominator + b.denominator};
}

/// Of ψ applied to arguments of these degrees.
/// @pre  the primitive is rational and no input
[[nodiscard]] inline Degrees degrees_of(const GraphNode& node, std::span<const Degrees> x) {
  Degrees result = x.empty() ? Degrees{} : x[0];
  switch (node.primitive) {
    case Primitive::sum:
    case Primitive::subtract:
      for (const Degrees& other : x.subspan(1)) result = sum_degrees(result, other);
      break;
    case Primitive::product:
      for (const Degrees& other : x.subspan(1)) result = product_degrees(result, other);
      break;
    case Primitive::divide:
      result = product_degrees(result, {x[1].denominator, x[1].numerator});
      break;
    case Primitive::power: {
      const auto k = node.parameter.convert_to<double>();
      result = {std::abs(k) * x[0].numerator, std::abs(k) * x[0].denominator};
      if (k < 0) std::swap(result.numerator, result.denominator);
      break;
    }
    case Primitive::dot:
    case Primitive::affine: {
      const std::size_t n = x.size() / 2;
      result = product_degrees(x[0], x[n]);
      for (std::size_t j = 1; j < n; ++j) result = sum_degrees(result, product_degrees(x[j], x[n + j]));
      if (node.primitive == Primitive::affine) result = sum_degrees(result, x.back());
      break;
    }
    default:
      break;
  }
  return result;
}

}  // namespace klprop::detail

namespace klprop {

inline double degree_bound(const ComputationGraph& graph) {
  std::vector<detail::Degrees> degrees, arguments;
  double most = 0;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    if (graph.primitive(node) == Primitive::input) {
      degrees.push_back({1, 0});
    } else {
      arguments.clear();
      for (const GraphNodeId argument : graph.arguments(node)) arguments.push_back(degrees[argument]);
      degrees.push_back(detail::degrees_of(node_apart(graph, node), arguments));
    }
    most = std::max(most, degrees.back().larger());
  }
  return most;
}

}  // namespace klprop
