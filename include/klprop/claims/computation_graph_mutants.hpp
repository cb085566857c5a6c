#pragma once

/// Deliberately wrong versions of the computations of Sections 3.2 and 3.3.

#include <klprop/claims/computation_graph_computation.hpp>

#include <algorithm>
#include <string_view>
#include <vector>

namespace klprop::claims {

namespace detail {

/// A reverse sweep made of local derivatives, with two places where it can go wrong.
///
/// @param  slopes  slopes(node, values): one per slot
/// @param  accept  accept(graph, node, slot, adjoint of the slot's argument, contribution): adds, or does not
template <Field S, class Slopes, class Accept>
[[nodiscard]] std::vector<S> sweep_with(const ComputationGraph& graph, std::span<const S> values, GraphNodeId z,
                                        const S& seed, const Slopes& slopes, const Accept& accept) {
  std::vector<S> adjoints(graph.node_count());
  const std::vector<bool> upstream = ancestors(graph, z);
  adjoints[z] = seed;
  for (GraphNodeId node = z + 1; node-- > 0;) {
    if (!upstream[node]) continue;
    const std::vector<S> slope = slopes(graph, node, values);
    for (std::size_t slot = 0; slot < slope.size(); ++slot)
      accept(graph, node, slot, adjoints[graph.arguments(node)[slot]], adjoints[node] * slope[slot]);
  }
  return adjoints;
}

inline constexpr auto right_slopes = [](const ComputationGraph& graph, GraphNodeId node, const auto& values) {
  using S = typename std::remove_cvref_t<decltype(values)>::value_type;
  return klprop::local_derivatives<S>(graph, node, values);
};

inline constexpr auto right_sum = [](const ComputationGraph&, GraphNodeId, std::size_t, auto& adjoint,
                                     const auto& contribution) { adjoint += contribution; };

/// Wrong slopes of each node, and a sweep that uses them.
template <Field S, class Slopes>
[[nodiscard]] ComputationGraphComputation<S> with_local_derivatives(const Slopes& slopes) {
  ComputationGraphComputation<S> wrong;
  wrong.local_derivatives = slopes;
  wrong.sensitivities = [slopes](const ComputationGraph& graph, std::span<const S> values, GraphNodeId z,
                                 const S& seed) { return sweep_with<S>(graph, values, z, seed, slopes, right_sum); };
  return wrong;
}

}  // namespace detail

struct OverwritesOnFanOut {
  static constexpr std::string_view name = "overwrites instead of accumulating on fan-out";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    ComputationGraphComputation<S> wrong;
    wrong.sensitivities = [](const ComputationGraph& graph, std::span<const S> values, GraphNodeId z, const S& seed) {
      return detail::sweep_with<S>(graph, values, z, seed, detail::right_slopes,
                                   [](const ComputationGraph&, GraphNodeId, std::size_t, S& adjoint,
                                      const S& contribution) { adjoint = contribution; });
    };
    return wrong;
  }
};

struct LastSlotOnly {
  static constexpr std::string_view name = "takes the derivative of the last slot only";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    ComputationGraphComputation<S> wrong;
    wrong.sensitivities = [](const ComputationGraph& graph, std::span<const S> values, GraphNodeId z, const S& seed) {
      return detail::sweep_with<S>(
          graph, values, z, seed, detail::right_slopes,
          [](const ComputationGraph& of, GraphNodeId node, std::size_t slot, S& adjoint, const S& contribution) {
            const auto later = of.arguments(node).subspan(slot + 1);
            if (std::find(later.begin(), later.end(), of.arguments(node)[slot]) == later.end()) adjoint += contribution;
          });
    };
    return wrong;
  }
};

struct ForgetsSeed {
  static constexpr std::string_view name = "forgets the seed phi'/phi";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    ComputationGraphComputation<S> wrong;
    wrong.sensitivities = [](const ComputationGraph& graph, std::span<const S> values, GraphNodeId z, const S&) {
      return ComputationGraphComputation<S>{}.sensitivities(graph, values, z, S(1));
    };
    return wrong;
  }
};

/// Both in single factors and in sweeps.
struct ForgetsSignOfSubtrahend {
  static constexpr std::string_view name = "forgets the sign of a subtrahend";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    return detail::with_local_derivatives<S>(
        [](const ComputationGraph& graph, GraphNodeId node, std::span<const S> values) {
          std::vector<S> slopes = klprop::local_derivatives<S>(graph, node, values);
          if (graph.primitive(node) == Primitive::subtract) slopes[1] = S(1);
          return slopes;
        });
  }
};

/// As σ'(a) for σ'(u): the slope of ψ is taken at ψ(x) in place of x, wherever ψ has one argument.
struct DerivativeAtTheOutput {
  static constexpr std::string_view name = "takes the derivative at the output instead of the argument";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    return detail::with_local_derivatives<S>(
        [](const ComputationGraph& graph, GraphNodeId node, std::span<const S> values) {
          if (graph.arguments(node).size() != 1) return klprop::local_derivatives<S>(graph, node, values);
          std::vector<S> moved(values.begin(), values.end());
          moved[graph.arguments(node)[0]] = values[node];
          return klprop::local_derivatives<S>(graph, node, moved);
        });
  }
};

/// ψ'(a − bψ): the lemma's value, as if the factor were not softened.
struct ForgetsTheVariance {
  static constexpr std::string_view name = "forgets the variance";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    ComputationGraphComputation<S> wrong;
    wrong.softened_log_derivative = [](const S& value, const S& slope, const S& a, const S& b, const S&) {
      return klprop::softened_log_derivative(value, slope, a, b, S(0));
    };
    return wrong;
  }
};

/// (a − bψ)/(1 + bε²): a derivative with respect to y.
struct ForgetsTheInnerDerivative {
  static constexpr std::string_view name = "forgets the inner derivative";
  template <Field S>
  [[nodiscard]] static ComputationGraphComputation<S> computation() {
    ComputationGraphComputation<S> wrong;
    wrong.softened_log_derivative = [](const S& value, const S&, const S& a, const S& b, const S& variance) {
      return klprop::softened_log_derivative(value, S(1), a, b, variance);
    };
    wrong.local_derivatives = [](const ComputationGraph& graph, GraphNodeId node, std::span<const S>) {
      return std::vector<S>(graph.arguments(node).size(), S(1));
    };
    return wrong;
  }
};

}  // namespace klprop::claims
