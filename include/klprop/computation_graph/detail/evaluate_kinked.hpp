#pragma once

// Values of the piecewise linear primitives. On dual numbers the tangent needs the branch, unless it is zero.

#include <klprop/computation_graph/detail/node_functions.hpp>
#include <klprop/scalar/partly_rational.hpp>

#include <utility>

namespace klprop::detail {

[[noreturn]] inline void refuse_kink(const NodePlace& at, bool exactly) {
  if (exactly) at.refuse<NotDifferentiable>("the argument lies on a kink");
  at.refuse<UndecidedBranch>("undecided on which side of a kink the argument lies");
}

/// All that is known of max(x, 0) and c·min(x, 0), joined: the values of a ball on both sides of zero.
inline Ball joined_at_zero(const Ball& x, const Rational& c) {
  Ball positive, negative;
  arb_nonnegative_part(positive.raw(), x.raw());
  arb_nonnegative_part(negative.raw(), (-x).raw());
  return hull(positive, from_rational<Ball>(-c) * negative);
}
inline PartlyRational joined_at_zero(const PartlyRational& x, const Rational& c) {
  return PartlyRational(joined_at_zero(x.ball(), c));
}

/// y ← all that max(a, b) may be for a in y and b in x; the smaller one, if `smallest`.
inline void join_extremum(Ball& y, const Ball& x, bool smallest) {
  if (smallest)
    y.set<arb_min>(y, x);
  else
    y.set<arb_max>(y, x);
}
inline void join_extremum(PartlyRational& y, const PartlyRational& x, bool smallest) {
  if (Decisions<PartlyRational>::compare(y, x) == Order::equal) return;
  Ball joined = y.ball();
  join_extremum(joined, x.ball(), smallest);
  y = PartlyRational(std::move(joined));
}

/// y ← x where x > 0, else c·x.
template <Decidable S>
void evaluate_left_slope(const NodePlace& at, const S& x, const Rational& c, S& y) {
  const Order order = Decisions<S>::compare(x, S{});
  const bool value_only = !IsDual<S>::value;
  if (order == Order::greater || c == 1 || (value_only && order == Order::at_least)) {
    InPlace<S>::set(y, x);
  } else if (order == Order::less || (value_only && order == Order::at_most)) {
    if (c == 0)
      InPlace<S>::set_zero(y);
    else if (c == -1)
      InPlaceField<S>::set_negative(y, x);
    else
      InPlace<S>::set_product(y, from_rational<S>(c), x);
  } else if constexpr (IsDual<S>::value) {
    if (!Decisions<S>::is_constant(x)) refuse_kink(at, order == Order::equal);
    evaluate_left_slope(at, x.value, c, y.value);
    y = S(y.value);
  } else if (order == Order::equal) {
    InPlace<S>::set_zero(y);
  } else if constexpr (Decisions<S>::encloses) {
    y = joined_at_zero(x, c);
  } else {
    at.refuse<UndecidedBranch>("the argument cannot be compared with zero");
  }
}

/// y ← the largest argument, or the smallest.
template <Decidable S, class Arguments>
void evaluate_extremum(const NodePlace& at, const Arguments& x, std::size_t arity, bool smallest, S& y) {
  const std::size_t leader = leading_slot<S>(x, arity, smallest);
  if constexpr (IsDual<S>::value) {
    bool constant = Decisions<S>::is_constant(x(leader));
    const Lead lead = lead_over<S>(x, arity, leader, smallest,
                                   [&](std::size_t j) { constant = constant && Decisions<S>::is_constant(x(j)); });
    if (lead == Lead::alone) {
      InPlace<S>::set(y, x(leader));
      return;
    }
    if (!constant) refuse_kink(at, lead == Lead::tied);
    const auto values = [&](std::size_t j) -> const auto& {
      return x(j).value;
    };
    evaluate_extremum(at, values, arity, smallest, y.value);
    y = S(y.value);
  } else {
    InPlace<S>::set(y, x(leader));
    if constexpr (Decisions<S>::encloses)
      lead_over<S>(x, arity, leader, smallest, [&](std::size_t j) { join_extremum(y, x(j), smallest); });
  }
}

/// y ← ψ(x) for the primitives with kinks.
template <Field S, class Arguments>
void evaluate_kinked(const NodePlace& at, const Arguments& x, std::size_t arity, S& y) {
  if constexpr (Decidable<S>) {
    static const Rational zero(0), minus_one(-1);
    switch (at.graph.primitive(at.node)) {
      case Primitive::abs:
        return evaluate_left_slope(at, x(0), minus_one, y);
      case Primitive::relu:
        return evaluate_left_slope(at, x(0), zero, y);
      case Primitive::leaky_relu:
        return evaluate_left_slope(at, x(0), at.graph.exponent(at.node), y);
      case Primitive::maximum:
        return evaluate_extremum(at, x, arity, false, y);
      case Primitive::minimum:
        return evaluate_extremum(at, x, arity, true, y);
      default:
        break;
    }
  }
  at.unsupported();
}

}  // namespace klprop::detail
