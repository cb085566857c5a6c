#pragma once

/// Bregman divergences by their definition, and Kullback–Leibler divergences by theirs. (Section 2)
///
/// That the two agree is a statement of the paper, so neither is computed from the other.

#include <klprop/scalar/concepts.hpp>
#include <klprop/simplex/detail/structural_zero.hpp>
#include <klprop/simplex/entropy.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace klprop {

/// A divergence is +∞: the first table has mass where the second has none.
class InfiniteDivergence : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

/// D_h(r,q) = h(r) − h(q) − ⟨∇h(q), r − q⟩, literally.
///
/// @param  h         a function from tables to S
/// @param  gradient  ∇h, from tables to tables
/// @pre    r and q are over one space
template <Ring S, class Generator, class Gradient>
[[nodiscard]] S bregman_divergence(const Table<S>& r, const Table<S>& q, Generator&& h, Gradient&& gradient) {
  const Table<S> slope = gradient(q);
  S linear{};
  for (std::size_t k = 0; k < r.values.size(); ++k) {
    const S step = r.values[k] - q.values[k];
    linear += slope.values[k] * step;
  }
  const S rise = h(r) - h(q);
  return rise - linear;
}

/// D_f(r,q) of the negative entropy f.
///
/// @pre    r and q are over one space, q is positive, r is positive or exactly zero
/// @exact  Ball: encloses.
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] S entropy_divergence(const Table<S>& r, const Table<S>& q) {
  return bregman_divergence(
      r, q, [](const Table<S>& p) { return negative_entropy(p); },
      [](const Table<S>& p) { return negative_entropy_gradient(p); });
}

/// D_{f*}(u,v) of f*(θ) = log Σ e^θ, the conjugate on the simplex.
///
/// @pre    u and v are over one space
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S simplex_conjugate_divergence(const Table<S>& u, const Table<S>& v) {
  return bregman_divergence(
      u, v, [](const Table<S>& theta) { return simplex_conjugate(theta); },
      [](const Table<S>& theta) { return softmax(theta); });
}

/// D_{f*}(u,v) of f*(θ) = Σ e^{θ−1}, the conjugate on the positive orthant.
///
/// @pre    u and v are over one space
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S orthant_conjugate_divergence(const Table<S>& u, const Table<S>& v) {
  return bregman_divergence(
      u, v, [](const Table<S>& theta) { return orthant_conjugate(theta); },
      [](const Table<S>& theta) { return orthant_conjugate_gradient(theta); });
}

/// KL(r‖q) = Σ r log(r/q), where 0·log(0/q) = 0, q = 0 included.
///
/// It is a divergence on the simplex: for tables that do not add up to one it may be negative, and
/// `generalised_kl_divergence` is meant.
///
/// @pre    r and q are over one space, their entries positive or exactly zero
/// @throws InfiniteDivergence  where q is exactly zero and r is not
/// @exact  Ball: encloses.
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] S kl_divergence(const Table<S>& r, const Table<S>& q) {
  S sum{};
  for (std::size_t k = 0; k < r.values.size(); ++k) {
    if (detail::is_structural_zero(r.values[k])) continue;
    if (detail::is_structural_zero(q.values[k]))
      throw InfiniteDivergence("the divergence is infinite: the second table has no mass at outcome " +
                               std::to_string(k) + ", the first has");
    const S ratio = r.values[k] / q.values[k];
    sum += r.values[k] * log(ratio);
  }
  return sum;
}

/// Σ r log(r/q) − r + q, the divergence of tables of any mass. It is D_f on the positive orthant.
///
/// @pre    r and q are over one space, their entries positive or exactly zero
/// @throws InfiniteDivergence  where q is exactly zero and r is not
/// @exact  Ball: encloses.
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] S generalised_kl_divergence(const Table<S>& r, const Table<S>& q) {
  S sum = kl_divergence(r, q);
  for (std::size_t k = 0; k < r.values.size(); ++k) sum += q.values[k] - r.values[k];
  return sum;
}

}  // namespace klprop
