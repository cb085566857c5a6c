#pragma once

// Derivatives of the primitives that are smooth, but not rational functions. None of these formulas is shared with the
// arithmetic of dual numbers.

#include <klprop/computation_graph/detail/node_functions.hpp>

namespace klprop::detail {

/// ∂y/∂x where y = √x.
template <Elementary S>
S sqrt_slope(const NodePlace& at, const S& y) {
  if (Decisions<S>::has_zero_value(y)) at.refuse<NotDifferentiable>("the root of zero has no derivative");
  if (!Decisions<S>::is_nonzero(y)) at.refuse<UndecidedDomain>("undecided whether the argument of the root is zero");
  return S(1) / (y + y);
}

/// ∂/∂x of x/2·(1 + erf(x/√2)) = Φ(x) + x·Φ'(x).
template <Elementary S>
S gelu_slope(const S& x, NodeWorkspace<S>& work) {
  using E = ElementaryFunctions<S>;
  const S cumulative = E::erfc(S{} - x * work.sqrt_half()) / S(2);
  const S density = work.sqrt_two_over_pi() * E::exp(S{} - x * x / S(2)) / S(2);
  return cumulative + x * density;
}

/// ∂/∂x of x·logistic(2u) with u = √(2/π)·(x + c·x³).
template <Elementary S>
S gelu_tanh_slope(const S& x, NodeWorkspace<S>& work) {
  using E = ElementaryFunctions<S>;
  const S square = x * x, cubic = work.gelu_cubic() * square;
  const S twice_inner = S(2) * work.sqrt_two_over_pi() * x * (S(1) + cubic);
  const S twice_inner_slope = S(2) * work.sqrt_two_over_pi() * (S(1) + S(3) * cubic);
  const S y = E::logistic(twice_inner);
  return y + x * twice_inner_slope * y * E::logistic(S{} - twice_inner);
}

/// ∂y/∂x of the primitives with one argument.
template <Elementary S>
S smooth_slope(const NodePlace& at, const S& x, const S& y, NodeWorkspace<S>& work) {
  using E = ElementaryFunctions<S>;
  switch (at.graph.primitive(at.node)) {
    case Primitive::real_power:
      return from_rational<S>(at.graph.exponent(at.node)) * y / x;
    case Primitive::exp:
      return y;
    case Primitive::log:
      return S(1) / x;
    case Primitive::sqrt:
      return sqrt_slope(at, y);
    case Primitive::sin:
      return E::cos(x);
    case Primitive::cos:
      return S{} - E::sin(x);
    case Primitive::tan:
      return S(1) + y * y;
    case Primitive::tanh: {
      // 1 − y² would cancel where y is close to 1
      const S twice = x + x;
      return S(4) * E::logistic(twice) * E::logistic(S{} - twice);
    }
    case Primitive::logistic:
      return y * E::logistic(S{} - x);
    case Primitive::softplus:
      return E::logistic(x);
    case Primitive::erf:
      return S(2) * E::exp(S{} - x * x) / E::sqrt(E::pi());
    case Primitive::gelu:
      return gelu_slope(x, work);
    case Primitive::gelu_tanh:
      return gelu_tanh_slope(x, work);
    case Primitive::silu: {
      const S logistic = E::logistic(x);
      return logistic * (S(1) + x * E::logistic(S{} - x));
    }
    default:
      at.unsupported();
  }
}

/// Shares e^{x_j} / Σ e^{x_i}, and for `softmax` the derivatives p_k·(δ_jk − p_j).
template <Elementary S, class Arguments, class Sink>
void visit_exponential_sum(const NodePlace& at, const Arguments& x, std::size_t arity, NodeWorkspace<S>& work,
                           const Sink& sink) {
  using E = ElementaryFunctions<S>;
  const std::size_t leader = leading_slot<S>(x, arity);
  std::vector<S>& share = work.prefix;
  if (share.size() < arity) share.resize(arity);
  S total(1);
  for (std::size_t j = 0; j < arity; ++j) {
    share[j] = j == leader ? S(1) : E::exp(x(j) - x(leader));
    if (j != leader) total += share[j];
  }
  for (std::size_t j = 0; j < arity; ++j) share[j] /= total;
  if (at.graph.primitive(at.node) == Primitive::log_sum_exp) {
    for (std::size_t j = 0; j < arity; ++j) sink.times(j, share[j]);
    return;
  }
  const std::size_t k = at.graph.component(at.node);
  S others{};  // 1 − p_k, without cancellation
  for (std::size_t j = 0; j < arity; ++j)
    if (j != k) others += share[j];
  for (std::size_t j = 0; j < arity; ++j) sink.times(j, j == k ? S(share[k] * others) : S(S{} - share[k] * share[j]));
}

template <Field S, class Arguments, class Sink>
void visit_smooth_partials(const NodePlace& at, const Arguments& x, std::size_t arity, const S& y,
                           NodeWorkspace<S>& work, const Sink& sink) {
  if constexpr (Elementary<S>) {
    using E = ElementaryFunctions<S>;
    switch (at.graph.primitive(at.node)) {
      case Primitive::pow:
        sink.times(0, x(1) * y / x(0));
        sink.times(1, y * E::log(x(0)));
        break;
      case Primitive::log_sum_exp:
      case Primitive::softmax:
        visit_exponential_sum(at, x, arity, work, sink);
        break;
      default:
        sink.times(0, smooth_slope(at, x(0), y, work));
        break;
    }
  } else {
    at.unsupported();
  }
}

}  // namespace klprop::detail
