#pragma once

// Values of the primitives that are not rational functions, but smooth.

#include <klprop/computation_graph/detail/node_functions.hpp>

namespace klprop::detail {

/// @throws OutsideDomain, UndecidedDomain  unless x > 0 for certain
template <Field S>
void require_positive(const NodePlace& at, const S& x) {
  if constexpr (Decidable<S>) {
    const Order order = Decisions<S>::compare(x, S{});
    if (order == Order::greater) return;
    if (order == Order::at_least || order == Order::undecided)
      at.refuse<UndecidedDomain>("undecided whether the argument is positive");
    at.refuse<OutsideDomain>("the argument is not positive");
  }
}

template <Elementary S>
void evaluate_sqrt(const NodePlace& at, const S& x, S& y) {
  if constexpr (Decidable<S>) {
    const Order order = Decisions<S>::compare(x, S{});
    if (order == Order::less) at.refuse<OutsideDomain>("the argument is negative");
    if (order == Order::at_most || order == Order::undecided)
      at.refuse<UndecidedDomain>("undecided whether the argument is negative");
    if constexpr (IsDual<S>::value) {
      if (order != Order::greater) {
        if (!Decisions<S>::is_constant(x)) {
          if (order == Order::equal) at.refuse<NotDifferentiable>("the root of zero has no derivative");
          at.refuse<UndecidedDomain>("undecided whether the argument of the root is zero");
        }
        evaluate_sqrt(at, x.value, y.value);
        y = S(y.value);
        return;
      }
    }
  }
  y = ElementaryFunctions<S>::sqrt(x);
}

/// ln(1 + e^x), where e^x may be too large.
template <Elementary S>
S softplus(const S& x) {
  using E = ElementaryFunctions<S>;
  if constexpr (Decidable<S>)
    if (Decisions<S>::compare(x, S{}) == Order::greater) return x + E::log1p(E::exp(S{} - x));
  return E::log1p(E::exp(x));
}

/// others ← Σ_{j≠leader} e^{x_j − x_leader}: with a leader that is largest nothing overflows.
template <Elementary S, class Arguments>
void add_relative_exponentials(const Arguments& x, std::size_t arity, std::size_t leader, S& others, S& scratch) {
  InPlace<S>::set_zero(others);
  for (std::size_t j = 0; j < arity; ++j) {
    if (j == leader) continue;
    InPlaceField<S>::set_difference(scratch, x(j), x(leader));
    InPlace<S>::add(others, ElementaryFunctions<S>::exp(scratch));
  }
}

template <Elementary S, class Arguments>
void evaluate_exponential_sum(const NodePlace& at, const Arguments& x, std::size_t arity, S& y,
                              NodeWorkspace<S>& work) {
  using E = ElementaryFunctions<S>;
  const std::size_t leader = leading_slot<S>(x, arity);
  S& others = work.spare;
  add_relative_exponentials<S>(x, arity, leader, others, work.scratch);
  if (at.graph.primitive(at.node) == Primitive::log_sum_exp) {
    y = E::log1p(others);
    InPlace<S>::add(y, x(leader));
    return;
  }
  const std::size_t k = at.graph.component(at.node);
  InPlace<S>::add(others, S(1));
  if (k == leader)
    InPlace<S>::set(y, S(1));
  else
    y = E::exp(x(k) - x(leader));
  InPlaceField<S>::set_quotient(y, y, others);
}

template <Elementary S>
void evaluate_gelu_tanh(const S& x, S& y, NodeWorkspace<S>& work) {
  const S inner = work.sqrt_two_over_pi() * (x + work.gelu_cubic() * x * x * x);
  // (1 + tanh u)/2 = logistic(2u)
  y = x * ElementaryFunctions<S>::logistic(inner + inner);
}

/// y ← ψ(x) for the smooth primitives.
template <Field S, class Arguments>
void evaluate_smooth(const NodePlace& at, const Arguments& x, std::size_t arity, S& y, NodeWorkspace<S>& work) {
  if constexpr (Elementary<S>) {
    using E = ElementaryFunctions<S>;
    switch (at.graph.primitive(at.node)) {
      case Primitive::real_power:
        require_positive(at, x(0));
        y = E::pow(x(0), from_rational<S>(at.graph.exponent(at.node)));
        return;
      case Primitive::pow:
        require_positive(at, x(0));
        y = E::pow(x(0), x(1));
        return;
      case Primitive::exp:
        y = E::exp(x(0));
        return;
      case Primitive::log:
        require_positive(at, x(0));
        y = E::log(x(0));
        return;
      case Primitive::sqrt:
        evaluate_sqrt(at, x(0), y);
        return;
      case Primitive::sin:
        y = E::sin(x(0));
        return;
      case Primitive::cos:
        y = E::cos(x(0));
        return;
      case Primitive::tan:
        y = E::tan(x(0));
        return;
      case Primitive::tanh:
        y = E::tanh(x(0));
        return;
      case Primitive::logistic:
        y = E::logistic(x(0));
        return;
      case Primitive::softplus:
        y = softplus(x(0));
        return;
      case Primitive::erf:
        y = E::erf(x(0));
        return;
      case Primitive::gelu:
        // 1 + erf(u) = erfc(−u), without cancellation for negative u
        y = x(0) * E::erfc(S{} - x(0) * work.sqrt_half()) / S(2);
        return;
      case Primitive::gelu_tanh:
        evaluate_gelu_tanh(x(0), y, work);
        return;
      case Primitive::silu:
        y = x(0) * E::logistic(x(0));
        return;
      case Primitive::log_sum_exp:
      case Primitive::softmax:
        evaluate_exponential_sum(at, x, arity, y, work);
        return;
      default:
        break;
    }
  }
  at.unsupported();
}

}  // namespace klprop::detail
