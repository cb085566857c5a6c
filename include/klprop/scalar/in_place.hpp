#pragma once

/// Arithmetic that writes into an existing number.
///
/// For scalars that own memory (`Rational`, `Real`) `a * b` allocates. The sweeps visit each edge once and would
/// spend most of their time in the allocator, so their inner loops use these four operations instead. The
/// primary template serves every ring; a scalar with something faster specialises it.

#include <klprop/scalar/concepts.hpp>

namespace klprop {

template <Ring S>
struct InPlace {
  /// target ← a
  static void set(S& target, const S& a) { target = a; }
  /// target ← 0
  static void set_zero(S& target) { target = S{}; }
  /// target ← a·b; target may alias a or b.
  static void set_product(S& target, const S& a, const S& b) { target = a * b; }
  /// target ← target + a
  static void add(S& target, const S& a) { target += a; }
  /// target ← target + a·b; `scratch` is overwritten and must alias nothing.
  static void add_product(S& target, const S& a, const S& b, S& scratch) {
    scratch = a * b;
    target += scratch;
  }
};

}  // namespace klprop
