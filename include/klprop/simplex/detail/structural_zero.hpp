#pragma once

/// Zeros that a table has by its structure, as opposed to numbers that happen to be small.

#include <klprop/scalar/concepts.hpp>

#include <concepts>

namespace klprop {

namespace detail {
template <class S>
concept SaysExactlyZero = requires(const S& a) {
  { is_exactly_zero(a) } -> std::convertible_to<bool>;
};
}  // namespace detail

/// A ring that tells whether a number is exactly zero: by `==`, or, for balls, which have none, by `is_exactly_zero`.
template <class S>
concept TestsZero = Ring<S> &&(detail::SaysExactlyZero<S> || Comparable<S>);

namespace detail {

/// Certainly zero. For balls: the point zero; a ball around zero is a number that is not known.
template <TestsZero S>
[[nodiscard]] bool is_structural_zero(const S& a) {
  if constexpr (SaysExactlyZero<S>)
    return is_exactly_zero(a);
  else
    return a == S{};
}

}  // namespace detail

}  // namespace klprop
