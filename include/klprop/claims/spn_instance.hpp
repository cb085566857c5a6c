#pragma once

/// Instances of sum–product networks on which claims of Section 4 are decided. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace klprop::claims {

/// Which networks and evidence a stream draws. The defaults are the hypotheses of Theorem 4.1.
struct SpnDomain {
  bool complete = true;
  bool decomposable = true;
  bool positive_evidence = true;    ///< else some λ = 0
  bool positive_parameters = true;  ///< else some weight or constant is 0
  bool all_states = true;           ///< each state has a leaf; else some has none
  bool covered = true;              ///< each variable is in the root's scope; else some is not
  bool unit_evidence = false;       ///< λ = 1 everywhere
  bool normalised = false;          ///< the weights of each sum add up to one
  bool constants = true;            ///< constant leaves, and with them nodes of empty scope, may occur
  bool repeated_constants = true;  ///< a parse may visit such nodes twice; else checks that mind discard these circuits
  bool all_gates = false;          ///< gate marginals are claimed for sums of empty scope too
  bool tree = false;               ///< no node has two parents: a circuit that is drawn is unfolded
  bool tiny = false;               ///< a handful of edges, for oracles that enumerate more than parses
  StateId min_states = 1;          ///< each variable has at least this many states
  bool merged_states = false;      ///< each variable has a single state
  bool leaf_mixtures = false;      ///< sums are over leaves only, so that no two operators need share a scope
  // What a check makes of the instance.
  bool members = true;                ///< region tables that compete are in the set that the claim is about
  bool modulo_constants = false;      ///< dual coordinates are compared after normalisation
  bool true_multipliers = false;      ///< the right multipliers are tried, where the claim has wrong ones
  bool independent_children = false;  ///< of sums only those are looked at whose children's tables are independent
};

/// The hypothesis of claims that fail where a parse visits a node twice: on decomposable circuits only nodes of empty scope
/// can be visited so.
inline constexpr const char* no_repeated_constants = "no node of empty scope that a parse visits twice";
inline constexpr const char* constant_repeats = "a parse visits a node of empty scope twice";

/// The domain without one of its hypotheses.
[[nodiscard]] constexpr SpnDomain without(bool SpnDomain::*hypothesis, SpnDomain domain = {}) {
  domain.*hypothesis = false;
  return domain;
}
/// The domain with one restriction more.
[[nodiscard]] constexpr SpnDomain with(bool SpnDomain::*restriction, SpnDomain domain = {}) {
  domain.*restriction = true;
  return domain;
}

/// One instance in scalar S, as a check sees it.
template <Ring S>
struct SpnInstance {
  const Circuit& circuit;
  const Valuation<S>& at;
  const SpnDomain& domain;
  Random random;  ///< picks what to compare where not everything can be
  Budget budget;
};

/// An instance as rationals: what the rungs `exact` and `scaling`, the controls and the mutants run on.
struct RationalInstance {
  Circuit circuit;
  std::vector<Rational> lambda;
  const char* shape;
};

/// Draws an instance small enough for the oracles that enumerate. One case in eight has weights, one in eight evidence,
/// between 10^-300 and 10^300; never both, so that numbers stay below about 10^5 bits.
[[nodiscard]] RationalInstance draw_rational(Random& random, const SpnDomain& domain);

/// A circuit of 1 to 10^5 edges, most of them small; or a large one, of 3·10^5 edges, with operators whose numbers take
/// more than 16 bits. Its parameters are to be replaced.
struct Structure {
  Circuit circuit;
  const char* shape;
};
[[nodiscard]] Structure draw_structure(Random& random, const SpnDomain& domain, bool large);

/// The unfolding of a circuit that was drawn or listed.
/// @throws UnfoldingTooLarge  beyond a million nodes, which none of these has
[[nodiscard]] Circuit as_tree(const Circuit& circuit);

/// Random non-zero residues for all symbols of a circuit; zeros stay zero.
[[nodiscard]] Valuation<PrimeField> random_residues(Random& random, const Circuit& circuit, const SpnDomain& domain);

/// The residues as integers: rationals that the field maps back to them.
[[nodiscard]] std::vector<Rational> as_rationals(const std::vector<PrimeField>& residues);

/// Degree of S(root) as a polynomial in weights, constants and indicators together.
[[nodiscard]] double degree(const Circuit& circuit);

/// Weights, constants and evidence as integers from 1 to 3.
struct SmallPoint {
  std::vector<Rational> parameters, lambda;
};
[[nodiscard]] SmallPoint draw_small_point(Random& random, const Circuit& circuit, const SpnDomain& domain);

/// A random non-zero number for a check's own use.
template <Ring S>
[[nodiscard]] S random_scalar(Random& random) {
  return from_rational<S>(small_rational(random));
}
template <>
[[nodiscard]] inline PrimeField random_scalar<PrimeField>(Random& random) {
  return nonzero_residue(random);
}

}  // namespace klprop::claims
