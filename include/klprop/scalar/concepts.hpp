#pragma once

/// What a computation may ask of its scalar.
///
/// Every computation is a template over its scalar, and a rung of evidence is a choice of scalar. The concepts
/// are kept as small as the mathematics allows: a sweep over a sum–product network needs a commutative ring and
/// nothing else, so it runs on floating-point numbers, rationals, a prime field, dual numbers and balls alike.

#include <concepts>

namespace klprop {

/// A commutative ring with one: + − × and the image of the integers. `S{}` is zero.
template <class S>
concept Ring = std::semiregular<S> && std::constructible_from<S, int> && requires(S target, const S& a, const S& b) {
  { a + b } -> std::convertible_to<S>;
  { a - b } -> std::convertible_to<S>;
  { a* b } -> std::convertible_to<S>;
  target += a;
  target -= a;
  target *= a;
};

/// A ring with division. Division by zero is an error of the caller; each scalar says what it does then.
template <class S>
concept Field = Ring<S> && requires(S target, const S& a, const S& b) {
  { a / b } -> std::convertible_to<S>;
  target /= a;
};

/// A field whose `<` is a total order on the values that occur. Balls have none.
template <class S>
concept Ordered = Field<S> && requires(const S& a, const S& b) {
  { a < b } -> std::convertible_to<bool>;
};

/// A field with logarithm and exponential, found by argument-dependent lookup.
template <class S>
concept Transcendental = Field<S> && requires(const S& a) {
  { log(a) } -> std::convertible_to<S>;
  { exp(a) } -> std::convertible_to<S>;
};

/// `==` decides equality of the values themselves. Only exact checks ask for it.
template <class S>
concept Comparable = Ring<S> && std::equality_comparable<S>;

}  // namespace klprop
