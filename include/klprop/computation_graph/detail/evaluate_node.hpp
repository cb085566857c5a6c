#pragma once

// The value of one node.

#include <klprop/computation_graph/detail/evaluate_kinked.hpp>
#include <klprop/computation_graph/detail/evaluate_smooth.hpp>

namespace klprop::detail {

/// @throws OutsideDomain, UndecidedDomain  unless the divisor is certainly not zero
template <Field S>
void require_divisor(const NodePlace& at, const S& divisor) {
  if (Decisions<S>::is_nonzero(divisor)) return;
  if (Decisions<S>::has_zero_value(divisor)) at.refuse<OutsideDomain>("division by zero");
  at.refuse<UndecidedDomain>("undecided whether the divisor is zero");
}

/// y ← Σ_{j<n} x_j·x_{n+j}
template <Field S, class Arguments>
void evaluate_dot(const Arguments& x, std::size_t n, S& y, S& scratch) {
  InPlace<S>::set_product(y, x(0), x(n));
  for (std::size_t j = 1; j < n; ++j) InPlace<S>::add_product(y, x(j), x(n + j), scratch);
}

/// y ← ψ(x) for the node's primitive.
///
/// @param  x  x(j) is the argument in slot j; `y` is none of them. Slots whose arguments are the same object move
///            together, which decides what is a kink of `maximum`
/// @pre    every argument is finite
template <Field S, class Arguments>
void evaluate_node(const NodePlace& at, const Arguments& x, std::size_t arity, S& y, NodeWorkspace<S>& work) {
  using Do = InPlace<S>;
  using DoField = InPlaceField<S>;
  switch (at.graph.primitive(at.node)) {
    case Primitive::constant:
      y = from_rational<S>(at.graph.constant(at.node));
      break;
    case Primitive::sum:
      Do::set(y, x(0));
      for (std::size_t j = 1; j < arity; ++j) Do::add(y, x(j));
      break;
    case Primitive::subtract:
      DoField::set_difference(y, x(0), x(1));
      break;
    case Primitive::product:
      if (arity == 1) {
        Do::set(y, x(0));
        break;
      }
      Do::set_product(y, x(0), x(1));
      for (std::size_t j = 2; j < arity; ++j) Do::set_product(y, y, x(j));
      break;
    case Primitive::divide:
      require_divisor(at, x(1));
      DoField::set_quotient(y, x(0), x(1));
      break;
    case Primitive::negate:
      DoField::set_negative(y, x(0));
      break;
    case Primitive::power: {
      const long k = at.graph.integer_exponent(at.node);
      if (k < 0) require_divisor(at, x(0));
      integer_power(y, x(0), k, work);
      break;
    }
    case Primitive::dot:
      evaluate_dot(x, arity / 2, y, work.scratch);
      break;
    case Primitive::affine:
      evaluate_dot(x, arity / 2, y, work.scratch);
      Do::add(y, x(arity - 1));
      break;
    case Primitive::abs:
    case Primitive::relu:
    case Primitive::leaky_relu:
    case Primitive::maximum:
    case Primitive::minimum:
      evaluate_kinked(at, x, arity, y);
      break;
    default:
      evaluate_smooth(at, x, arity, y, work);
      break;
  }
}

/// @throws UndecidedDomain  when a ball is not finite
/// @throws NumberOverflow   when another number is not
template <Field S>
void require_finite(const NodePlace& at, const S& y, const char* what) {
  if (Decisions<S>::is_finite(y)) return;
  if constexpr (Decisions<S>::encloses) at.refuse<UndecidedDomain>(std::string("no finite enclosure of the ") + what);
  at.refuse<NumberOverflow>(std::string("the ") + what + " is not finite");
}

}  // namespace klprop::detail
