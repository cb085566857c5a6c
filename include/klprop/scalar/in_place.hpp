#pragma once

/// Arithmetic that writes into an existing number.
///
/// For scalars that own memory (`Rational`, `Real`) `a * b` allocates. The sweeps visit each edge once and would
/// spend most of their time in the allocator, so their inner loops use these four operations instead. The
/// primary template serves every ring; a scalar with something faster specialises it.

#include <klprop/scalar/concepts.hpp>

#include <type_traits>

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
  /// target ← target + a·b; `scratch` may be overwritten and must alias nothing.
  static void add_product(S& target, const S& a, const S& b, S& /*scratch*/) {
    const S product = a * b;
    target += product;
  }
};

/// Runs `compute` on the target, or, where numbers are plain machine words, on a local one that is then copied to the
/// target: a chain of operations runs in a register, where the target itself would be stored and loaded at each step.
/// The target's old value is lost, and `compute` must not read it.
template <Ring S, class Compute>
void in_register(S& target, Compute&& compute) {
  if constexpr (std::is_trivially_copyable_v<S>) {
    S local{};
    compute(local);
    target = local;
  } else {
    compute(target);
  }
}

/// A number that does not change while others are written: a copy of a plain machine word, which need not be loaded
/// again after each store; a reference to anything that owns memory.
template <Ring S>
using Held = std::conditional_t<std::is_trivially_copyable_v<S>, S, const S&>;

}  // namespace klprop
