#pragma once

// A random computation graph under construction: nodes are tried at the values of their arguments before they are added.

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>
#include <klprop/random/computation_graph_options.hpp>
#include <klprop/random/detail/graph_degrees.hpp>
#include <klprop/random/graph_node.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop::detail {

class GraphDraft {
 public:
  GraphDraft(Random& random, const ComputationGraphOptions& options) : random_(random), options_(options) {}

  [[nodiscard]] GraphNodeId size() const { return builder_.node_count(); }
  [[nodiscard]] GraphNodeId last() const { return size() - 1; }
  [[nodiscard]] bool exact() const { return options_.primitives != PrimitiveSet::all; }
  [[nodiscard]] bool is_used(GraphNodeId node) const { return used_[node]; }
  [[nodiscard]] bool is_constant(GraphNodeId node) const { return builder_.primitive(node) == Primitive::constant; }
  [[nodiscard]] const Rational& exact_value(GraphNodeId node) const { return exact_[node]; }

  GraphNodeId add_input() {
    const Rational value = leaf_value();
    note(value, {1, 0}, 1);
    return builder_.input("x" + std::to_string(++inputs_), value);
  }
  GraphNodeId add_constant(Rational value) {
    note(value, {0, 0}, 0);
    return builder_.constant(std::move(value));
  }
  GraphNodeId add_constant() { return add_constant(leaf_value()); }

  /// Adds the node unless it is undefined there or exceeds a bound.
  bool try_add(const GraphNode& node, std::span<const GraphNodeId> arguments) {
    Degrees degrees;
    if (exact()) {
      std::vector<Degrees> below;
      for (const GraphNodeId argument : arguments) below.push_back(degree_[argument]);
      degrees = degrees_of(node, below);
      if (degrees.larger() > options_.max_degree) return false;
    }
    try {
      const ComputationGraph factor = one_factor(node, arguments.size());
      if (!(exact() ? try_exact(factor, arguments, degrees) : try_rounded(factor, arguments))) return false;
    } catch (const EvaluationError&) {
      return false;
    }
    for (const GraphNodeId argument : arguments) used_[argument] = true;
    add_node(builder_, node, arguments);
    return true;
  }
  bool try_add(Primitive primitive, std::span<const GraphNodeId> arguments) {
    return try_add(GraphNode{primitive, {}, 0}, arguments);
  }

  [[nodiscard]] ComputationGraph finish(GraphNodeId z) && {
    builder_.output("z", z);
    return std::move(builder_).build();
  }

 private:
  static constexpr double largest = 8, from_kink = 1.0 / 16, steepest = 64;

  /// ±p/q, now and then 0; within ±3 where values have to stay small.
  [[nodiscard]] Rational leaf_value() {
    if (options_.primitives != PrimitiveSet::monomial && random_.chance(1, 24)) return {};
    const Rational value = exact() && options_.extreme ? wide_rational(random_) : moderate_value();
    return random_.chance(1, 2) ? value : Rational(-value);
  }
  [[nodiscard]] Rational moderate_value() {
    const auto p = random_.between(1U, 9U);
    return fraction(p, random_.between(exact() ? 1U : 3U, 9U));
  }
  [[nodiscard]] std::size_t max_bits() const { return options_.extreme ? std::size_t{1} << 15 : options_.max_bits; }

  void note(const Rational& value, const Degrees& degrees, double sensitivity) {
    if (exact()) exact_.push_back(value);
    rounded_.push_back(exact() ? 0 : value.convert_to<double>());
    degree_.push_back(degrees);
    sensitivity_.push_back(sensitivity);
    used_.push_back(false);
  }

  bool try_exact(const ComputationGraph& factor, std::span<const GraphNodeId> arguments, const Degrees& degrees) {
    std::vector<Rational> x;
    for (const GraphNodeId argument : arguments) x.push_back(exact_[argument]);
    const std::vector<Rational> values = forward_values<Rational>(factor, x);
    const mpq_srcptr y = values.back().backend().data();
    if (mpz_sizeinbase(mpq_numref(y), 2) > max_bits() || mpz_sizeinbase(mpq_denref(y), 2) > max_bits()) return false;
    note(values.back(), degrees, 0);
    return true;
  }

  bool try_rounded(const ComputationGraph& factor, std::span<const GraphNodeId> arguments) {
    std::vector<double> x;
    for (const GraphNodeId argument : arguments) x.push_back(rounded_[argument]);
    const GraphNodeId node = factor.outputs()[0].node;
    if (distance_to_kink(factor.primitive(node), x) < from_kink) return false;
    const std::vector<double> values = forward_values<double>(factor, x);
    if (std::abs(values[node]) > largest) return false;
    double sensitivity = 1;
    std::size_t slot = 0;
    for (const double slope : local_derivatives<double>(factor, node, values)) {
      if (std::abs(slope) > steepest) return false;
      sensitivity += std::abs(slope) * sensitivity_[arguments[slot++]];
    }
    if (sensitivity > options_.max_sensitivity) return false;
    note(Rational(0), {}, sensitivity);
    rounded_.back() = values[node];
    return true;
  }

  /// Two slots with the same node are at a kink too: one of them may move without the other.
  [[nodiscard]] static double distance_to_kink(Primitive primitive, std::vector<double> x) {
    if (primitive == Primitive::maximum || primitive == Primitive::minimum) {
      std::sort(x.begin(), x.end());
      if (x.size() == 1) return largest;
      return primitive == Primitive::minimum ? x[1] - x[0] : x[x.size() - 1] - x[x.size() - 2];
    }
    return primitive_info(primitive).has_kink ? std::abs(x[0]) : largest;
  }

  Random& random_;
  const ComputationGraphOptions& options_;
  ComputationGraphBuilder builder_;
  unsigned inputs_ = 0;
  // one per node
  std::vector<Rational> exact_;
  std::vector<double> rounded_, sensitivity_;
  std::vector<Degrees> degree_;
  std::vector<bool> used_;
};

}  // namespace klprop::detail
