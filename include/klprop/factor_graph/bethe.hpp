#pragma once

/// The Bethe free energy, its gradient, and stationarity under local consistency.               (Section 1.3)
///
///   F(b) = Σ_a Σ_{x_a} b_a log(b_a/f_a) − Σ_i (d_i − 1) Σ_x b_i log b_i − Σ_i Σ_x b_i log λ_i
///
/// with d_i the number of factors at variable i, and 0·log 0 = 0. Under Σ_{x_a∖x_i} b_a = b_i and Σ b_i = 1 the
/// Lagrangian is F + Σ_{(a,i)} Σ_x μ_{ai}(x)·(b_i(x) − Σ_{x_a : x_i = x} b_a(x_a)), up to multipliers of normalisation. At a
/// fixed point of belief propagation it is stationary with μ_{ai} = log m_{i→a}. Exponentiated, that is rational:
///
///   b_a ∝ f_a · Π_i m_{i→a}        λ_i · b_i^{d_i−1} ∝ Π_a m_{i→a}        (b_i ∝ λ_i where d_i = 0)

#include <klprop/factor_graph/divisor.hpp>
#include <klprop/factor_graph/messages.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop {

/// The logarithm of zero is needed: a belief gives mass to what a factor or the evidence excludes, or, for gradients and
/// multipliers, is zero itself.
class InfiniteEnergy : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

/// F(b). On a forest its value at the exact marginals is −log Z.
///
/// @param  values  one per entry of `graph.values()`
/// @param  lambda  by IndicatorId
/// @param  beliefs  need not be consistent or normalised
/// @throws InfiniteEnergy
/// @exact  Ball: encloses
/// @cost   one logarithm per entry of a table or a belief
template <RecognisesZero S>
requires Transcendental<S>
[[nodiscard]] S bethe_free_energy(const FactorGraph& graph, std::span<const S> values, std::span<const S> lambda,
                                  const Beliefs<S>& beliefs);

/// ∂F/∂b_a(x_a) = log(b_a/f_a) + 1 and ∂F/∂b_i(x) = −(d_i − 1)(log b_i + 1) − log λ_i.
///
/// @return by the same positions as the beliefs
/// @throws InfiniteEnergy  when a number is zero, or cannot be told from it
template <RecognisesZero S>
requires Transcendental<S>
[[nodiscard]] Beliefs<S> bethe_gradient(const FactorGraph& graph, std::span<const S> values, std::span<const S> lambda,
                                        const Beliefs<S>& beliefs);

/// μ_{ai} = log m_{i→a}, by `MessageLayout`: the multipliers of local consistency, modulo a constant per edge.
/// @throws InfiniteEnergy  when a message is zero somewhere
template <RecognisesZero S>
requires Transcendental<S>
[[nodiscard]] std::vector<S> bethe_multipliers(const FactorGraph& graph, const Messages<S>& messages);

/// The Lagrangian's gradient: that of F, less Σ_i μ_{ai}(x_i) at b_a(x_a), plus Σ_a μ_{ai}(x) at b_i(x). Stationary means
/// constant over the outcomes of each factor and over the states of each variable.
template <Ring S>
[[nodiscard]] Beliefs<S> lagrangian_gradient(const FactorGraph& graph, const Beliefs<S>& gradient,
                                             std::span<const S> multipliers);

/// What must vanish for beliefs to be a stationary point with multipliers log m_{i→a}. A proportion p ∝ q stands as the
/// differences p(x)·Σq − q(x)·Σp, so nothing is divided and no logarithm taken.
template <Ring S>
struct StationarityDefects {
  std::vector<S> factors;        ///< of b_a ∝ f_a Π_i m_{i→a}, by position in `values()`
  std::vector<S> variables;      ///< of λ_i b_i^{d_i−1} ∝ Π_a m_{i→a}, by IndicatorId
  std::vector<S> consistency;    ///< Σ_{x_a : x_i = x} b_a(x_a) − b_i(x), by `MessageLayout`
  std::vector<S> normalisation;  ///< Σ b_i − 1 of all variables, then Σ b_a − 1 of all factors
};

/// @param  messages  of which m_{i→a} is read
/// @exact  every exact ring.  Ball: encloses
/// @cost   table entries · scope + Σ_i d_i · states
template <Ring S>
[[nodiscard]] StationarityDefects<S> stationarity_defects(const FactorGraph& graph, std::span<const S> values,
                                                          std::span<const S> lambda, const Beliefs<S>& beliefs,
                                                          const Messages<S>& messages);

}  // namespace klprop

#include <klprop/factor_graph/detail/bethe.hpp>
