#pragma once

/// Dual coordinates without logarithms: a table is its own e^θ.
///
/// Adding dual coordinates multiplies entries, subtracting divides them, and equality modulo constants is
/// proportionality. So iterations that are written in dual coordinates are rational when their tables are.

#include <klprop/scalar/concepts.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstddef>

namespace klprop {

/// e^{θ+σ} from e^θ and e^σ.
///
/// @pre    both are over one space
/// @exact  every exact ring.  Ball: encloses.
template <Ring S>
[[nodiscard]] Table<S> entrywise_product(Table<S> a, const Table<S>& b) {
  for (std::size_t k = 0; k < a.values.size(); ++k) a.values[k] *= b.values[k];
  return a;
}

/// e^{θ−σ} from e^θ and e^σ.
///
/// @pre    both are over one space; b has no zeros
/// @exact  every exact field.  Ball: encloses.
template <Field S>
[[nodiscard]] Table<S> entrywise_quotient(Table<S> a, const Table<S>& b) {
  for (std::size_t k = 0; k < a.values.size(); ++k) a.values[k] /= b.values[k];
  return a;
}

/// a = c·b for some c ≠ 0: the dual coordinates are equal modulo constants. Two tables of zeros are.
///
/// @pre  both are over one space
template <Comparable S>
[[nodiscard]] bool proportional(const Table<S>& a, const Table<S>& b) {
  const S zero{};
  std::size_t pivot = 0;
  while (pivot < a.values.size() && a.values[pivot] == zero && b.values[pivot] == zero) ++pivot;
  if (pivot == a.values.size()) return true;
  const S &a_pivot = a.values[pivot], &b_pivot = b.values[pivot];
  if (a_pivot == zero || b_pivot == zero) return false;
  for (std::size_t k = 0; k < a.values.size(); ++k) {
    const S left = a.values[k] * b_pivot, right = b.values[k] * a_pivot;
    if (!(left == right)) return false;
  }
  return true;
}

}  // namespace klprop
