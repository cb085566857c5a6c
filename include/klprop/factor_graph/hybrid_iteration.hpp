#pragma once

/// The hybrid iteration of Walsh and Regalia as it is displayed, on literal tables over all copies.     (Section 3.1)
///
///   k_n = →π_𝒫(∇f*(∇f(q_{n−1}) + σ_{n−1}))      σ_n = ∇f(q_{n−1}) + σ_{n−1} − ∇f(k_n)
///   r_n = ←π_𝒬(∇f*(∇f(k_n) + τ_{n−1}))          q_n = →π_𝒫(r_n)          τ_n = ∇f(k_n) + τ_{n−1} − ∇f(q_n)
///
/// σ and τ are kept as the tables e^σ and e^τ. With ∇f(p) = 1 + log p and ∇f*(θ) = softmax(θ) every step is then a product,
/// a quotient or a marginal, and rational where the factors are: ∇f*(∇f(q) + σ) ∝ q·e^σ, and ∇f(q) + σ − ∇f(k) is the
/// logarithm of q·e^σ/k, constants included. Which copies there are, 𝒬 and 𝒫 come with `Replicas`.

#include <klprop/factor_graph/divisor.hpp>
#include <klprop/factor_graph/replicas.hpp>
#include <klprop/simplex/dual_coordinates.hpp>
#include <klprop/simplex/product_space.hpp>
#include <klprop/simplex/projections.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace klprop {

/// (q_n, σ_n, τ_n): what the next step depends on.
template <Ring S>
struct HybridState {
  Table<S> q, exp_sigma, exp_tau;
};

/// Everything that step n computes.
template <Ring S>
struct HybridIterate {
  Table<S> k, r;
  HybridState<S> state;
};

/// (q_{−1}, 0, 0)
template <Ring S>
[[nodiscard]] HybridState<S> hybrid_start(Table<S> q) {
  Table<S> one{q.space, std::vector<S>(q.values.size(), S(1))};
  return {std::move(q), one, one};
}

/// ∇f*(∇f(p) + σ) = p·e^σ / Σ p·e^σ
///
/// @param  quantity  which step asks, for the message
/// @throws UndefinedStep  when p·e^σ has no mass
template <RecognisesZero S>
[[nodiscard]] Table<S> tilted(const Table<S>& p, const Table<S>& exp_sigma, const char* quantity) {
  Table<S> product = entrywise_product(p, exp_sigma);
  detail::require_divisor(total(product), quantity, "the sum of the tilted table");
  return normalised(std::move(product));
}

/// exp(∇f(p) + σ − ∇f(k)) = p·e^σ/k
///
/// @throws UndefinedStep  when k is zero somewhere: its dual coordinate is infinite there
template <RecognisesZero S>
[[nodiscard]] Table<S> dual_difference(const Table<S>& p, const Table<S>& exp_sigma, const Table<S>& k,
                                       const char* quantity) {
  for (std::uint64_t outcome = 0; outcome < k.values.size(); ++outcome)
    if (divisor(k.values[outcome]) != Divisor::usable)
      detail::require_divisor(k.values[outcome], quantity, "the projected table's entry " + std::to_string(outcome));
  return entrywise_quotient(entrywise_product(p, exp_sigma), k);
}

/// ←π_𝒬
/// @throws UndefinedStep  when the diagonal has no mass
template <RecognisesZero S>
[[nodiscard]] Table<S> onto_consensus(const Table<S>& p, const Replicas& replicas) {
  try {
    return information_projection_onto_consensus(p, std::span<const std::size_t>(replicas.agree));
  } catch (const UndefinedProjection& undefined) {
    throw UndefinedStep("r", undefined.what());
  }
}

/// →π_𝒫
/// @pre  p has mass
template <RecognisesZero S>
[[nodiscard]] Table<S> onto_products(const Table<S>& p, const Replicas& replicas) {
  return right_projection_onto_products(p, std::span<const std::size_t>(replicas.block));
}

/// Step n from step n−1.
///
/// @throws UndefinedStep  on a division by zero: with factors that have zeros, some belief or some message may be zero,
///                        which the paper excludes by positivity
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   entries · copies
template <RecognisesZero S>
[[nodiscard]] HybridIterate<S> hybrid_step(const HybridState<S>& before, const Replicas& replicas) {
  Table<S> k = onto_products(tilted(before.q, before.exp_sigma, "k"), replicas);
  Table<S> exp_sigma = dual_difference(before.q, before.exp_sigma, k, "sigma");
  Table<S> r = onto_consensus(tilted(k, before.exp_tau, "r"), replicas);
  Table<S> q = onto_products(r, replicas);
  Table<S> exp_tau = dual_difference(k, before.exp_tau, q, "tau");
  return {std::move(k), std::move(r), {std::move(q), std::move(exp_sigma), std::move(exp_tau)}};
}

}  // namespace klprop
