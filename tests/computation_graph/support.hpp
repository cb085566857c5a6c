#pragma once

// Random rational graphs with their values by definition, and numbers for tests.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/scalar/rational.hpp>

#include <rapidcheck.h>

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop::testing {

inline Rational small_rational() {
  return Rational(*rc::gen::inRange(-6, 7), *rc::gen::inRange(1, 5));
}

template <class S>
std::vector<S> in_scalar(const std::vector<Rational>& numbers) {
  std::vector<S> result;
  for (const Rational& number : numbers) result.push_back(from_rational<S>(number));
  return result;
}

/// A graph, numbers for its inputs, and the value of each node there, worked out while it was drawn.
struct DrawnGraph {
  ComputationGraph graph;
  std::vector<Rational> inputs, values;
};

/// Draws rational nodes whose arguments are any earlier nodes: fan-out, parallel edges and unused nodes occur. No divisor
/// is zero, and no value takes more than some thousand bits. The last node is the output.
class RationalGraph {
 public:
  static DrawnGraph draw(int largest = 24) {
    RationalGraph graph;
    const int inputs = *rc::gen::inRange(1, 4), nodes = *rc::gen::inRange(1, largest);
    for (int i = 0; i < inputs; ++i) {
      graph.inputs_.push_back(small_rational());
      graph.builder_.input("x" + std::to_string(i));
      graph.values_.push_back(graph.inputs_.back());
    }
    for (int i = 0; i < nodes; ++i) graph.add_node();
    graph.builder_.output("z", graph.builder_.node_count() - 1);
    return {std::move(graph.builder_).build(), std::move(graph.inputs_), std::move(graph.values_)};
  }

 private:
  GraphNodeId any() { return *rc::gen::inRange<GraphNodeId>(0, builder_.node_count()); }
  std::vector<GraphNodeId> some(int least, int most) {
    std::vector<GraphNodeId> nodes(static_cast<std::size_t>(*rc::gen::inRange(least, most + 1)));
    for (GraphNodeId& node : nodes) node = any();
    return nodes;
  }
  const Rational& value(GraphNodeId node) const { return values_[node]; }
  /// Whether a node of this value is to be had.
  bool accept(Rational value) {
    if (bit_size(value) > 3000) return false;
    values_.push_back(std::move(value));
    return true;
  }

  void add_node() {
    const std::size_t before = values_.size();
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
        add_sum();
        break;
      case 1:
        add_product();
        break;
      case 2:
        add_difference();
        break;
      case 3:
        add_quotient();
        break;
      case 4:
        add_power();
        break;
      case 5:
        add_dot();
        break;
      case 6:
        add_affine();
        break;
      default:
        break;
    }
    if (values_.size() == before) {
      values_.push_back(small_rational());
      builder_.constant(values_.back());
    }
  }
  void add_sum() {
    const auto x = some(1, 4);
    Rational y = 0;
    for (const GraphNodeId node : x) y += value(node);
    if (accept(y)) builder_.sum(x);
  }
  void add_product() {
    const auto x = some(1, 5);
    Rational y = 1;
    for (const GraphNodeId node : x) y *= value(node);
    if (accept(y)) builder_.product(x);
  }
  void add_difference() {
    const GraphNodeId a = any(), b = any();
    if (*rc::gen::arbitrary<bool>()) {
      if (accept(-value(a))) builder_.negate(a);
    } else if (accept(value(a) - value(b))) {
      builder_.subtract(a, b);
    }
  }
  void add_quotient() {
    const GraphNodeId a = any(), b = any();
    if (value(b) != 0 && accept(value(a) / value(b))) builder_.divide(a, b);
  }
  void add_power() {
    const GraphNodeId x = any();
    const int k = *rc::gen::inRange(-4, 6);
    if (k < 0 && value(x) == 0) return;
    Rational y = 1;
    for (int i = 0; i < (k < 0 ? -k : k); ++i) y *= value(x);
    if (accept(k < 0 ? Rational(1 / y) : y)) builder_.power(x, k);
  }
  void add_dot() {
    const auto x = some(1, 3);
    std::vector<GraphNodeId> w(x.size());
    for (GraphNodeId& node : w) node = any();
    if (accept(dot(x, w))) builder_.dot(x, w);
  }
  void add_affine() {
    const auto x = some(1, 3);
    std::vector<GraphNodeId> w(x.size());
    for (GraphNodeId& node : w) node = any();
    const GraphNodeId b = any();
    if (accept(dot(x, w) + value(b))) builder_.affine(x, w, b);
  }
  Rational dot(const std::vector<GraphNodeId>& x, const std::vector<GraphNodeId>& w) const {
    Rational y = 0;
    for (std::size_t j = 0; j < x.size(); ++j) y += value(x[j]) * value(w[j]);
    return y;
  }

  ComputationGraphBuilder builder_;
  std::vector<Rational> inputs_, values_;
};

/// A graph of one node over fresh inputs, one per slot: node 0 … arity−1, then the node.
inline ComputationGraph one_node(Primitive primitive, std::size_t arity, const Rational& parameter = 2,
                                 std::size_t component = 0) {
  ComputationGraphBuilder builder;
  std::vector<GraphNodeId> x;
  for (std::size_t j = 0; j < arity; ++j) x.push_back(builder.input());
  GraphNodeId y = 0;
  switch (primitive_info(primitive).parameter) {
    case PrimitiveParameter::integer:
      y = builder.power(x[0], parameter.convert_to<long>());
      break;
    case PrimitiveParameter::rational:
      y = primitive == Primitive::leaky_relu ? builder.leaky_relu(x[0], parameter)
                                             : builder.real_power(x[0], parameter);
      break;
    case PrimitiveParameter::component:
      y = builder.softmax(x, component);
      break;
    default:
      y = builder.apply(primitive, x);
      break;
  }
  builder.output("y", y);
  return std::move(builder).build();
}

}  // namespace klprop::testing
