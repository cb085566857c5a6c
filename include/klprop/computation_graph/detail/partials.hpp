#pragma once

// Derivatives ∂ψ/∂x_j of one node, slot by slot.

#include <klprop/computation_graph/detail/evaluate_node.hpp>
#include <klprop/computation_graph/detail/smooth_partials.hpp>

#include <cstddef>
#include <vector>

namespace klprop::detail {

/// Π_{i≠j} x_i for every slot j, by products of prefixes and suffixes: a division would fail where an argument is zero.
template <Field S, class Arguments, class Sink>
void visit_product_partials(const Arguments& x, std::size_t arity, NodeWorkspace<S>& work, const Sink& sink) {
  using Do = InPlace<S>;
  if (arity == 1) return sink.one(0);
  const std::size_t last = arity - 1;
  std::vector<S>& prefix = work.prefix;  // prefix[j] = x_0 ⋯ x_{j−1} for j ≥ 2
  if (prefix.size() < arity) prefix.resize(arity);
  const auto before = [&](std::size_t j) -> const S& { return j == 1 ? x(0) : prefix[j]; };
  for (std::size_t j = 2; j <= last; ++j) Do::set_product(prefix[j], before(j - 1), x(j - 1));
  sink.times(last, before(last));
  S& suffix = work.scratch;
  Do::set(suffix, x(last));
  for (std::size_t j = last - 1; j > 0; --j) {
    Do::set_product(work.spare, suffix, before(j));
    sink.times(j, work.spare);
    Do::set_product(suffix, suffix, x(j));
  }
  sink.times(0, suffix);
}

template <Field S, class Sink>
void visit_power_partial(const NodePlace& at, const S& x, NodeWorkspace<S>& work, const Sink& sink) {
  const long k = at.graph.integer_exponent(at.node);
  if (k == 0) return;
  if (k == 1) return sink.one(0);
  S& slope = work.scratch;
  if (k > 0) {
    integer_power(slope, x, k - 1, work);
  } else {
    // −(k − 1) may be too large for a long; x^k/x is the same
    integer_power(slope, x, k, work);
    InPlaceField<S>::set_quotient(slope, slope, x);
  }
  InPlace<S>::set_product(slope, slope, from_rational<S>(at.graph.exponent(at.node)));
  sink.times(0, slope);
}

template <Decidable S, class Sink>
void visit_left_slope(const NodePlace& at, const S& x, const Rational& c, const Sink& sink) {
  const Order order = Decisions<S>::compare(x, S{});
  if (c == 1 || order == Order::greater) return sink.one(0);
  if (order != Order::less) refuse_kink(at, order == Order::equal);
  if (c == -1)
    sink.minus_one(0);
  else if (c != 0)
    sink.times(0, from_rational<S>(c));
}

/// Where several slots hold the node that is largest, its first slot gets the derivative.
template <Decidable S, class Arguments, class Sink>
void visit_extremum(const NodePlace& at, const Arguments& x, std::size_t arity, bool smallest, const Sink& sink) {
  const std::size_t leader = leading_slot<S>(x, arity, smallest);
  const Lead lead = lead_over<S>(x, arity, leader, smallest, [](std::size_t) {});
  if (lead != Lead::alone) refuse_kink(at, lead == Lead::tied);
  sink.one(leader);
}

template <Field S, class Arguments, class Sink>
void visit_kinked_partials(const NodePlace& at, const Arguments& x, std::size_t arity, const Sink& sink) {
  if constexpr (Decidable<S>) {
    static const Rational zero(0), minus_one(-1);
    switch (at.graph.primitive(at.node)) {
      case Primitive::abs:
        return visit_left_slope<S>(at, x(0), minus_one, sink);
      case Primitive::relu:
        return visit_left_slope<S>(at, x(0), zero, sink);
      case Primitive::leaky_relu:
        return visit_left_slope<S>(at, x(0), at.graph.exponent(at.node), sink);
      case Primitive::maximum:
        return visit_extremum<S>(at, x, arity, false, sink);
      case Primitive::minimum:
        return visit_extremum<S>(at, x, arity, true, sink);
      default:
        break;
    }
  }
  at.unsupported();
}

template <Field S, class Arguments, class Sink>
void visit_quotient_partials(const Arguments& x, const S& y, NodeWorkspace<S>& work, const Sink& sink) {
  S& slope = work.scratch;  // 1/x_1, then −y/x_1
  InPlaceField<S>::set_quotient(slope, S(1), x(1));
  sink.times(0, slope);
  InPlace<S>::set_product(slope, slope, y);
  InPlaceField<S>::set_negative(slope, slope);
  sink.times(1, slope);
}

/// Calls, for each slot j whose derivative is not structurally zero, one of sink.one(j), sink.minus_one(j) and
/// sink.times(j, ∂ψ/∂x_j), at most once.
///
/// @param  y  the node's value
template <Field S, class Arguments, class Sink>
void visit_partials(const NodePlace& at, const Arguments& x, std::size_t arity, const S& y, NodeWorkspace<S>& work,
                    const Sink& sink) {
  const std::size_t n = arity / 2;
  switch (at.graph.primitive(at.node)) {
    case Primitive::input:
    case Primitive::constant:
      break;
    case Primitive::sum:
      for (std::size_t j = 0; j < arity; ++j) sink.one(j);
      break;
    case Primitive::subtract:
      sink.one(0);
      sink.minus_one(1);
      break;
    case Primitive::product:
      visit_product_partials(x, arity, work, sink);
      break;
    case Primitive::divide:
      visit_quotient_partials(x, y, work, sink);
      break;
    case Primitive::negate:
      sink.minus_one(0);
      break;
    case Primitive::power:
      visit_power_partial(at, x(0), work, sink);
      break;
    case Primitive::affine:
      sink.one(arity - 1);
      [[fallthrough]];
    case Primitive::dot:
      for (std::size_t j = 0; j < n; ++j) {
        sink.times(j, x(n + j));
        sink.times(n + j, x(j));
      }
      break;
    case Primitive::abs:
    case Primitive::relu:
    case Primitive::leaky_relu:
    case Primitive::maximum:
    case Primitive::minimum:
      visit_kinked_partials<S>(at, x, arity, sink);
      break;
    default:
      visit_smooth_partials(at, x, arity, y, work, sink);
      break;
  }
}

}  // namespace klprop::detail
