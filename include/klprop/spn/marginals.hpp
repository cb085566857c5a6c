#pragma once

/// Posterior marginals from the two sweeps: Theorem 4.1.

#include <klprop/scalar/dual.hpp>
#include <klprop/spn/passes.hpp>

#include <span>
#include <stdexcept>
#include <vector>

namespace klprop {

/// The evidence has probability zero, so no posterior exists.
class UndefinedPosterior : public std::domain_error {
 public:
  using std::domain_error::domain_error;
};

/// Both sweeps at one valuation.
template <Ring S>
struct Sweeps {
  std::vector<S> upward;    ///< S(n)
  std::vector<S> downward;  ///< D(n)

  [[nodiscard]] const S& value() const { return upward.back(); }  ///< S(e) = S(root)
};

template <Ring S>
[[nodiscard]] Sweeps<S> sweep(const Circuit& circuit, const Valuation<S>& at) {
  Sweeps<S> sweeps{upward_pass(circuit, at), {}};
  sweeps.downward = downward_pass<S>(circuit, at, sweeps.upward);
  return sweeps;
}

/// λ_{i,t}/S(e) · ∂S/∂λ_{i,t} for every (variable, state).                                (Theorem 4.1a)
///
/// On a complete and decomposable circuit whose root's scope contains X_i this is Pr(X_i = t | e); the function itself
/// asks for no hypothesis, so that the theorem can be tried without them.
///
/// @return one per IndicatorId
/// @throws UndefinedPosterior  when S(e) = 0
/// @exact  Rational, PrimeField
/// @cost   O(nodes + states), one division per state
template <Field S>
requires Comparable<S>
[[nodiscard]] std::vector<S> variable_beliefs(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps) {
  if (sweeps.value() == S{}) throw UndefinedPosterior("the evidence has probability zero: S(e) = 0");
  std::vector<S> belief = indicator_derivatives<S>(circuit, sweeps.downward);
  for (std::size_t k = 0; k < belief.size(); ++k) {
    belief[k] *= at.lambda[k];
    belief[k] /= sweeps.value();
  }
  return belief;
}

/// Gate marginals of one sum node s.                                                       (Theorem 4.1b)
template <Ring S>
struct GateBelief {
  S visit{};                   ///< D(s)·S(s)/S(e): the probability that the parse visits s
  std::vector<S> select;       ///< D(s)·w_{sc}·S(c)/S(e) per edge: … and selects that edge
  std::vector<S> conditional;  ///< w_{sc}·S(c)/S(s) per edge, given a visit; empty when S(s) = 0
};

/// @pre    `sum` is a sum node
/// @throws UndefinedPosterior  when S(e) = 0
/// @exact  Rational, PrimeField.  Probabilities only when a parse visits s at most once: always so on a decomposable
///         circuit for an s of non-empty scope
/// @cost   O(fan-in)
template <Field S>
requires Comparable<S>
[[nodiscard]] GateBelief<S> gate_belief(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps,
                                        NodeId sum) {
  if (sweeps.value() == S{}) throw UndefinedPosterior("the evidence has probability zero: S(e) = 0");
  GateBelief<S> belief;
  const S reach = sweeps.downward[sum] / sweeps.value();
  belief.visit = reach * sweeps.upward[sum];
  const auto children = circuit.children(sum);
  const auto weights = circuit.weights(sum);
  for (std::size_t j = 0; j < children.size(); ++j) {
    const S term = at.parameters[weights[j]] * sweeps.upward[children[j]];
    belief.select.push_back(reach * term);
    if (!(sweeps.upward[sum] == S{})) belief.conditional.push_back(term / sweeps.upward[sum]);
  }
  return belief;
}

/// ∂²S/∂λ_a∂λ_b for one indicator a and all b: both sweeps over dual numbers, seeded at λ_a.
///
/// @return one per IndicatorId b
/// @exact  as the sweeps
/// @cost   that of the two sweeps, about tripled
template <Ring S>
[[nodiscard]] std::vector<S> second_derivatives(const Circuit& circuit, const Valuation<S>& at, IndicatorId a) {
  Valuation<Dual<S>> seeded = transform<Dual<S>>(at, [](const S& value) { return Dual<S>(value); });
  seeded.lambda[a].tangent = S(1);
  const Sweeps<Dual<S>> sweeps = sweep(circuit, seeded);
  const std::vector<Dual<S>> derivative = indicator_derivatives<Dual<S>>(circuit, sweeps.downward);
  std::vector<S> second;
  second.reserve(derivative.size());
  for (const Dual<S>& d : derivative) second.push_back(d.tangent);
  return second;
}

}  // namespace klprop
