#pragma once

/// Negative entropy, its conjugates, and their gradients. (Section 2)
///
/// The negative entropy f(p) = Σ p log p has two conjugates, one for each domain on which f is looked at: over the
/// positive orthant it is Σ e^{θ−1}, over the simplex it is log Σ e^θ. Their gradients differ too; both are inverse to
/// ∇f, the second only modulo constants.

#include <klprop/scalar/concepts.hpp>
#include <klprop/simplex/detail/structural_zero.hpp>
#include <klprop/simplex/product_space.hpp>

#include <utility>
#include <vector>

namespace klprop {

/// The table of function(entry).
template <Ring S, class Function>
[[nodiscard]] Table<S> entrywise(Table<S> table, Function&& function) {
  for (S& value : table.values) value = function(std::as_const(value));
  return table;
}

/// f(p) = Σ p log p, where 0·log 0 = 0.
///
/// @pre    entries are positive or exactly zero; they need not add up to one
/// @exact  Ball: encloses.
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] S negative_entropy(const Table<S>& p) {
  S sum{};
  for (const S& value : p.values)
    if (!detail::is_structural_zero(value)) sum += value * log(value);
  return sum;
}

/// ∇f(p) = 1 + log p, the dual coordinates of p.
///
/// @pre    entries are positive
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] Table<S> negative_entropy_gradient(Table<S> p) {
  return entrywise(std::move(p), [](const S& value) -> S { return S(1) + log(value); });
}

/// The conjugate of f on the simplex: log Σ e^θ = max_p ⟨θ,p⟩ − f(p) over tables that add up to one.
///
/// Nothing is subtracted from θ before exp: doubles overflow beyond 709.
///
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S simplex_conjugate(const Table<S>& theta) {
  S sum{};
  for (const S& value : theta.values) sum += exp(value);
  return log(sum);
}

/// softmax(θ) = e^θ / Σ e^θ, the gradient of `simplex_conjugate`, and where its maximum is attained.
///
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] Table<S> softmax(Table<S> theta) {
  return normalised(entrywise(std::move(theta), [](const S& value) -> S { return exp(value); }));
}

/// The conjugate of f on the positive orthant: Σ e^{θ−1} = max_p ⟨θ,p⟩ − f(p) over all positive tables.
///
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S orthant_conjugate(const Table<S>& theta) {
  S sum{};
  for (const S& value : theta.values) sum += exp(value - S(1));
  return sum;
}

/// e^{θ−1}, the gradient of `orthant_conjugate` and the inverse of `negative_entropy_gradient`.
///
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] Table<S> orthant_conjugate_gradient(Table<S> theta) {
  return entrywise(std::move(theta), [](const S& value) -> S { return exp(value - S(1)); });
}

}  // namespace klprop
