#pragma once

/// Random networks on which Corollary 3.4 is decided. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>
#include <klprop/claims/output_factor.hpp>
#include <klprop/computation_graph/feedforward_network.hpp>
#include <klprop/random/feedforward_network.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/concepts.hpp>
#include <klprop/scalar/rational.hpp>

#include <cstdint>
#include <vector>

namespace klprop::claims {

/// Which φ a stream draws.
enum class LossFactors : std::uint8_t {
  positive,      ///< a square, or an exponential e^{cz} with c ≠ 1
  square,        ///< positive, and rational at every point
  negative,      ///< negative everywhere
  negated_loss,  ///< e^{−z}
  loss,          ///< e^z
};

/// What stands for σ'(u) where the activation is a = u/Σu, which is not elementwise.
enum class JacobianReading : std::uint8_t {
  literal,     ///< the diagonal, or the Jacobian without a transpose: whichever agrees
  transposed,  ///< the transposed Jacobian
};

/// Which networks a stream draws, and what a check makes of them.
struct FeedforwardDomain {
  FeedforwardNetworkOptions network;
  LossFactors factors = LossFactors::positive;
  bool kinks = false;           ///< some unit that counts may be exactly at a kink
  bool forward_point = true;    ///< the recursion is at the forward point
  bool scalar_graph = false;    ///< the check follows every path of the graph of scalars
  bool consensus = true;        ///< copies are compared after consensus
  bool divided_out = true;      ///< the incoming message is divided out
  bool slope_factor = true;     ///< the literal claim's factor σ'(u) is there
  bool divides_by_sum = false;  ///< the inputs are positive, and a_0 = u/Σu of them
  JacobianReading reading = JacobianReading::literal;
};

/// Polynomials: for rationals and the prime field.
[[nodiscard]] FeedforwardDomain polynomial_networks();
/// The usual activations and losses.
[[nodiscard]] FeedforwardDomain smooth_networks();
/// Piecewise linear activations, with a unit exactly at a kink.
[[nodiscard]] FeedforwardDomain networks_at_kinks(FeedforwardDomain domain);

/// The domain with one member changed.
template <class Member>
[[nodiscard]] FeedforwardDomain changed(Member FeedforwardDomain::*member, Member to, FeedforwardDomain domain) {
  domain.*member = to;
  return domain;
}

/// An instance in rationals; in residues for the prime field.
struct DrawnNetwork {
  FeedforwardNetwork network;
  std::vector<Rational> input;
  OutputFactor factor;
  bool divides_by_sum;
  const char* shape;  ///< "1 layer", "2 layers", …
  double degree;      ///< a bound for the polynomials in the numbers above of which messages are made
};

/// One instance in scalar S, as a check sees it.
template <Field S>
struct FeedforwardInstance {
  const FeedforwardNetwork& network;
  const std::vector<Rational>& given;  ///< the input
  const OutputFactor& factor;
  const FeedforwardDomain& domain;
  Random random;
  Budget budget;

  /// In the scalar, at the working precision of the moment.
  [[nodiscard]] std::vector<S> input() const {
    std::vector<S> result;
    for (const Rational& value : given) result.push_back(from_rational<S>(value));
    return result;
  }
};

[[nodiscard]] DrawnNetwork draw_network(Random& random, const FeedforwardDomain& domain);
[[nodiscard]] DrawnNetwork draw_residue_network(Random& random, const FeedforwardDomain& domain);

/// One layer, one output and one or two inputs with small integers for numbers, in the order of their size.
[[nodiscard]] std::vector<DrawnNetwork> small_networks(const FeedforwardDomain& domain);

/// The network with its input and φ, to be printed. The input a_0 comes first; behind a division by Σu, u does.
[[nodiscard]] CaseModel as_case(const DrawnNetwork& drawn);

}  // namespace klprop::claims
