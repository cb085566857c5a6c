#pragma once

/// Iterative proportional fitting: the I-projection onto a linear family, with a proof of how near it is. (Section 2)

#include <klprop/scalar/concepts.hpp>
#include <klprop/scalar/rational.hpp>
#include <klprop/simplex/detail/exact_rational.hpp>
#include <klprop/simplex/linear_family.hpp>
#include <klprop/simplex/product_space.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// A table q·Π_m w_m and its weights, one per equation of the family.
template <Ring S>
struct Tilt {
  std::vector<S> weights;
  Table<S> table;
};

/// Iterative proportional fitting: the margins in turn, each exactly.
template <Field S>
class ProportionalFitting {
 public:
  /// @param  family  must outlive this
  /// @pre    q is over the family's space
  ProportionalFitting(const LinearFamily& family, const Table<Rational>& q) : family_(family), targets_{}, factors_{} {
    for (const Rational& value : q.values) current_.table.values.push_back(from_rational<S>(value));
    current_.table.space = q.space;
    for (const Rational& value : family.right_sides()) targets_.push_back(from_rational<S>(value));
    current_.weights.assign(family.equations(), S(1));
    factors_.assign(family.equations(), S{});
  }

  [[nodiscard]] const Tilt<S>& current() const { return current_; }

  /// Multiplies the table by (given margin)/(own margin). Cells that are given no mass get none.
  ///
  /// @pre    the table has mass in each cell that is given some
  /// @exact  every exact field.  Ball: encloses.
  void fit(std::size_t margin) {
    const std::size_t first = family_.first_equation(margin);
    const std::size_t end = first + family_.margins()[margin].table.values.size();
    const std::span<S> factors = std::span(factors_).subspan(first, end - first);
    for (S& factor : factors) factor = S{};
    std::vector<S>& values = current_.table.values;
    for (std::uint64_t outcome = 0; outcome < values.size(); ++outcome)
      factors_[family_.equations_of(outcome)[margin]] += values[outcome];
    for (std::size_t e = first; e < end; ++e) {
      factors_[e] = family_.right_sides()[e].is_zero() ? S{} : S(targets_[e] / factors_[e]);
      current_.weights[e] *= factors_[e];
    }
    for (std::uint64_t outcome = 0; outcome < values.size(); ++outcome)
      values[outcome] *= factors_[family_.equations_of(outcome)[margin]];
  }

  /// @cost  two operations per outcome and margin, one division per equation
  void cycle() {
    for (std::size_t margin = 0; margin < family_.margins().size(); ++margin) fit(margin);
  }

 private:
  const LinearFamily& family_;
  Tilt<S> current_;
  std::vector<S> targets_, factors_;
};

/// That a table is near the I-projection r* of q onto a family. Everything in it is exact, and `certifies` checks it.
///
/// For each member x of the family, KL(x‖q) = KL(x‖tilt) + Σ_m ⟨margin m, log w_m⟩ − log Σ q·Πw, of which the last two
/// terms do not depend on x. So r* also is the I-projection of the tilt, and KL(x‖tilt) = KL(x‖r*) + KL(r*‖tilt) bounds
/// both terms. It is at most Σ (x − tilt)²/tilt, which is rational.
struct ProjectionCertificate {
  std::vector<Rational> weights;  ///< w, one per equation
  Table<Rational> tilt;           ///< q·Πw, normalised
  Table<Rational> member;         ///< x, in the family
  /// At least KL(r*‖tilt) + KL(member‖r*). By Pinsker, Σ|r* − tilt|, and Σ|member − r*| too, are at most √(2·bound).
  Rational bound;
};

/// Makes the certificate for given weights: the tilt, and the member that repairs its margins at its largest entries.
///
/// @return empty when the tilt is not positive on the support of q, or no positive member is near it
/// @cost   O(outcomes · rank · equations) rational operations, rank that of the equations
[[nodiscard]] std::optional<ProjectionCertificate> certify_tilt(const LinearFamily& family, const Table<Rational>& q,
                                                                std::vector<Rational> weights);

/// The certificate proves its bound, and that the family has a table with the full support of q.
[[nodiscard]] bool certifies(const LinearFamily& family, const Table<Rational>& q,
                             const ProjectionCertificate& certificate);

/// Σ_m ⟨margin m, log w_m⟩ − log Σ q·Πw: at most min KL(r‖q) over the family, for all positive weights (weak duality).
///
/// @pre    weights are positive where the margin is
/// @exact  Ball: encloses.
template <Transcendental S>
[[nodiscard]] S dual_value(const LinearFamily& family, const Table<Rational>& q, std::span<const Rational> weights);

enum class ProjectionStatus {
  certified,            ///< the certificate's bound is at most the tolerance
  empty_family,         ///< the verdict says why there is no table with these margins
  smaller_support,      ///< no table has the full support of q: the projection is no tilt of q
  cycle_limit_reached,  ///< the certificate, if there is one, is the best that was found
};

struct LinearFamilyProjection {
  ProjectionStatus status;
  std::string reason;     ///< one sentence; empty when certified
  FamilyVerdict verdict;  ///< proved either by a certificate or by `decide`
  std::optional<ProjectionCertificate> certificate;
  std::size_t cycles;
};

/// The I-projection argmin_r KL(r‖q) onto the family, as a tilt of q, by iterative proportional fitting in scalar S,
/// until an exact certificate says that it is near enough.
///
/// Whatever S rounds, the certificate holds: the computed weights are taken as the rationals that they are. It is tried
/// after 1, 2, 4, … cycles. When there is none after a few, exact linear programming decides whether there can be any,
/// so that margins without a table, or without one of full support, are reported and not iterated on. Where the support
/// is smaller, `restricted(q, support(verdict.member))` has the same projection, and of that it is a tilt.
///
/// @tparam S          Real or double. Rational, whose numbers grow with each cycle, where one cycle is enough: q
///                    uniform and margins that are decomposable. Ball holds too, but its radii grow cycle by cycle.
/// @param  tolerance  of the certificate's bound. Real of p bits gets to about 2^-2p, Rational may get to 0.
/// @pre    q is not negative, over the family's space
/// @throws ModelError  when q has negative entries or is over another space
template <Field S>
[[nodiscard]] LinearFamilyProjection information_projection_onto_linear_family(const Table<Rational>& q,
                                                                               const LinearFamily& family,
                                                                               const Rational& tolerance,
                                                                               std::size_t most_cycles);

}  // namespace klprop

#include <klprop/simplex/detail/proportional_fitting.hpp>
