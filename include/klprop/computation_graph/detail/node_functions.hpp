#pragma once

// What evaluation and differentiation of single nodes share: where they are, spare numbers, and choices between
// arguments.

#include <klprop/computation_graph/evaluation_error.hpp>
#include <klprop/scalar/decisions.hpp>
#include <klprop/scalar/elementary.hpp>
#include <klprop/scalar/in_place_field.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace klprop::detail {

struct NodePlace {
  const ComputationGraph& graph;
  GraphNodeId node;

  template <class Error>
  [[noreturn]] void refuse(const std::string& text) const {
    throw Error(graph, node, text);
  }
  [[noreturn]] void unsupported() const { refuse<UnsupportedPrimitive>("this scalar has no such function"); }
};

/// Numbers that outlast a node: spare ones, and constants that are computed when they are first needed.
template <Field S>
struct NodeWorkspace {
  S scratch{}, spare{};
  std::vector<S> prefix;  // partial products

  const S& sqrt_half() requires Elementary<S> {
    if (!sqrt_half_) sqrt_half_ = ElementaryFunctions<S>::sqrt(S(1) / S(2));
    return *sqrt_half_;
  }
  /// √(2/π)
  const S& sqrt_two_over_pi() requires Elementary<S> {
    if (!sqrt_two_over_pi_) sqrt_two_over_pi_ = ElementaryFunctions<S>::sqrt(S(2) / ElementaryFunctions<S>::pi());
    return *sqrt_two_over_pi_;
  }
  /// The coefficient 0.044715 of GELU's approximation by tanh.
  const S& gelu_cubic() {
    if (!gelu_cubic_) gelu_cubic_ = from_rational<S>(Rational(44715, 1000000));
    return *gelu_cubic_;
  }

 private:
  std::optional<S> sqrt_half_, sqrt_two_over_pi_, gelu_cubic_;
};

/// y ← x^k by squaring; k = 0 gives one.
/// @pre  y and x are distinct; x is not zero where k < 0
template <Field S>
void integer_power(S& y, const S& x, long k, NodeWorkspace<S>& work) {
  using Do = InPlace<S>;
  const unsigned long n = k < 0 ? 0UL - static_cast<unsigned long>(k) : static_cast<unsigned long>(k);
  if (n == 0) {
    Do::set(y, S(1));
    return;
  }
  S& square = work.spare;
  Do::set(square, x);
  bool started = false;
  for (unsigned long bits = n;;) {
    if ((bits & 1) != 0) {
      if (started)
        Do::set_product(y, y, square);
      else
        Do::set(y, square);
      started = true;
    }
    if ((bits >>= 1) == 0) break;
    Do::set_product(square, square, square);
  }
  if (k < 0) InPlaceField<S>::set_quotient(y, S(1), y);
}

/// A slot whose argument is at least as large as any other, as far as that is certain; the smallest, if `reverse`. If the
/// argument of one slot is certainly larger than those of all others, it is this one.
template <class S, class Arguments>
[[nodiscard]] std::size_t leading_slot(const Arguments& x, std::size_t arity, bool reverse = false) {
  std::size_t leader = 0;
  if constexpr (Decidable<S>) {
    const Order further = reverse ? Order::less : Order::greater;
    for (std::size_t j = 1; j < arity; ++j)
      if (Decisions<S>::compare(x(j), x(leader)) == further) leader = j;
  }
  return leader;
}

/// How far the leading argument is known to lead alone.
enum class Lead { alone, tied, undecided };

/// Other slots may hold the very same argument, which is no rival to itself.
/// @param  rival  called with each slot that the leader is not certainly ahead of
template <Decidable S, class Arguments, class Rival>
Lead lead_over(const Arguments& x, std::size_t arity, std::size_t leader, bool reverse, const Rival& rival) {
  const Order ahead = reverse ? Order::less : Order::greater;
  Lead lead = Lead::alone;
  for (std::size_t j = 0; j < arity; ++j) {
    if (&x(j) == &x(leader)) continue;
    const Order order = Decisions<S>::compare(x(leader), x(j));
    if (order == ahead) continue;
    rival(j);
    if (order != Order::equal)
      lead = Lead::undecided;
    else if (lead == Lead::alone)
      lead = Lead::tied;
  }
  return lead;
}

template <class S>
struct IsDual : std::false_type {};
template <class S>
struct IsDual<Dual<S>> : std::true_type {};

}  // namespace klprop::detail
