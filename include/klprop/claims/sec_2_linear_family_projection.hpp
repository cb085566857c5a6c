#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

#include <concepts>

namespace klprop::claims::sec_2_linear_family_projection {

/// The library's projection r* onto the tables with given marginals comes with a certificate. Its content is decided
/// here anew: a tilt of q and a member of the family, so near to each other that r* is enclosed between them.
struct Check {
  template <std::same_as<Ball> S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<Rational>& q = instance.rational[0];
    const Table<Rational> u =
        instance.domain.full_support ? instance.rational[1] : without_corners(instance.rational[1]);
    const std::vector<Coordinates> sets = instance.domain.full_support
                                              ? draw_sets(instance.random, q.space)
                                              : std::vector<Coordinates>{{0, 1}, {0, 2}, {1, 2}};
    std::vector<Margin> margins;
    for (const Coordinates& set : sets) margins.push_back({set, margin_of(u, set)});
    const LinearFamily family(q.space, margins);
    const LinearFamilyProjection found =
        under_test.linear_family_projection(q, family, power_of_half(tolerance_bits()), most_cycles);
    if (found.status == ProjectionStatus::cycle_limit_reached) return report.discard(found.reason);
    report.require(found.status == ProjectionStatus::certified, S(0), S(1), [&] {
      return "tilts of q with the margins, of which there is none, and the one that ought to be: " + found.reason;
    });
    if (!found.certificate) return;
    is_tilt(q, margins, *found.certificate, report);
    const Table<S> projection = enclosure(found.certificate->tilt);
    near_member(found.certificate->member, margins, projection, report);
    fitted(q, margins, found.cycles, projection, report);
    for (const Table<Rational>& member : {u, halfway(u, found.certificate->member)})
      pythagoras(q, member, projection, report);
    if (instance.random.chance(1, 8)) infeasible(q, u, under_test, report);
  }

 private:
  using Coordinates = std::vector<std::size_t>;
  static constexpr std::size_t most_cycles = 4096;

  // By Pinsker, a bound of 2^-2k on the divergence puts each entry within 2^(1-k).
  [[nodiscard]] static long tolerance_bits() { return static_cast<long>(working_precision()) + 96; }
  [[nodiscard]] static Rational power_of_half(long bits) {
    return Rational(Integer(1), Integer(1) << static_cast<unsigned>(bits));
  }
  [[nodiscard]] static Rational radius_of_entries() { return 2 * power_of_half(tolerance_bits() / 2); }

  [[nodiscard]] static Table<Ball> enclosure(const Table<Rational>& table) {
    Table<Ball> result{table.space, {}};
    const Rational radius = radius_of_entries();
    for (const Rational& value : table.values)
      result.values.push_back(value > radius ? between(value - radius, value + radius) : between(0, value + radius));
    return result;
  }
  [[nodiscard]] static Table<Ball> as_balls(const Table<Rational>& table) {
    Table<Ball> result{table.space, {}};
    for (const Rational& value : table.values) result.values.emplace_back(value);
    return result;
  }

  /// No mass where all coordinates are 0 or all are 1. With these pair margins no table has any there: on {0,1}³ the two
  /// indicators add up to 1 − Σ x_i + Σ x_i x_j.
  [[nodiscard]] static Table<Rational> without_corners(Table<Rational> table) {
    table.values.front() = 0;
    table.values.back() = 0;
    return over_sum(table);
  }
  [[nodiscard]] static Table<Rational> halfway(Table<Rational> a, const Table<Rational>& b) {
    for (std::size_t k = 0; k < a.values.size(); ++k) a.values[k] = (a.values[k] + b.values[k]) / 2;
    return a;
  }

  /// Some pairs, and each coordinate that is in none by itself.
  [[nodiscard]] static std::vector<Coordinates> draw_sets(Random& random, const ProductSpace& space) {
    std::vector<Coordinates> sets;
    std::vector<bool> covered(space.dimension(), false);
    if (space.dimension() > 2)
      for (std::size_t a = 0; a < space.dimension(); ++a)
        for (std::size_t b = a + 1; b < space.dimension(); ++b)
          if (random.chance(2, 3)) {
            sets.push_back({a, b});
            covered[a] = covered[b] = true;
          }
    for (std::size_t a = 0; a < space.dimension(); ++a)
      if (!covered[a]) sets.push_back({a});
    return sets;
  }

  [[nodiscard]] static std::uint64_t cell(const ProductSpace& space, const Margin& margin, std::uint64_t outcome) {
    std::uint64_t number = 0;
    for (const std::size_t k : margin.coordinates) number = number * space.arity(k) + space.state(outcome, k);
    return number;
  }
  [[nodiscard]] static Table<Rational> margin_of(const Table<Rational>& table, const Coordinates& set) {
    Margin margin{set, {table.space.onto(set), {}}};
    margin.table.values.assign(margin.table.space.size(), Rational(0));
    for (std::uint64_t k = 0; k < table.values.size(); ++k)
      margin.table.values[cell(table.space, margin, k)] += table.values[k];
    return margin.table;
  }

  /// q times one weight per cell of each margin, over the sum: exactly.
  static void is_tilt(const Table<Rational>& q, const std::vector<Margin>& margins,
                      const ProjectionCertificate& certificate, Report<Ball>& report) {
    Table<Rational> tilt = q;
    for (std::uint64_t k = 0; k < q.values.size(); ++k) {
      std::size_t first = 0;
      for (const Margin& margin : margins) {
        tilt.values[k] *= certificate.weights[first + cell(q.space, margin, k)];
        first += margin.table.values.size();
      }
      tilt.values[k] *= certificate.weights[first];  // of the total
    }
    tilt = over_sum(tilt);
    for (std::uint64_t k = 0; k < q.values.size(); ++k)
      report.require(tilt.values[k] == certificate.tilt.values[k], Ball(tilt.values[k]),
                     Ball(certificate.tilt.values[k]),
                     [&] { return "q·Πw, normalised, and the projection" + at_outcome(k); });
  }

  /// The member has the margins exactly, and lies within what encloses the projection.
  static void near_member(const Table<Rational>& member, const std::vector<Margin>& margins,
                          const Table<Ball>& projection, Report<Ball>& report) {
    for (const Margin& margin : margins) {
      const Table<Rational> own = margin_of(member, margin.coordinates);
      for (std::uint64_t k = 0; k < own.values.size(); ++k)
        report.require(own.values[k] == margin.table.values[k], Ball(own.values[k]), Ball(margin.table.values[k]), [&] {
          return "a margin of the member beside the projection and the given one, at cell " + std::to_string(k);
        });
    }
    equal_tables(report, projection, enclosure(member), "the projection and the member beside it");
  }

  /// The projection is the limit of fitting one margin after the other, written out, from q on.
  static void fitted(const Table<Rational>& q, const std::vector<Margin>& margins, std::size_t cycles,
                     const Table<Ball>& projection, Report<Ball>& report) {
    Table<Real> table{q.space, {}};
    for (const Rational& value : q.values) table.values.emplace_back(value);
    for (std::size_t n = 0; n < cycles; ++n)
      for (const Margin& margin : margins) {
        std::vector<Real> own(margin.table.values.size());
        for (std::uint64_t k = 0; k < q.values.size(); ++k) own[cell(q.space, margin, k)] += table.values[k];
        for (std::size_t c = 0; c < own.size(); ++c) own[c] = Real(margin.table.values[c]) / own[c];
        for (std::uint64_t k = 0; k < q.values.size(); ++k) table.values[k] *= own[cell(q.space, margin, k)];
      }
    Table<Rational> limit{q.space, {}};
    for (const Real& value : table.values) limit.values.push_back(*klprop::detail::as_rational(value));
    equal_tables(report, projection, enclosure(limit), "the projection and iterative proportional fitting");
  }

  static void pythagoras(const Table<Rational>& q, const Table<Rational>& member, const Table<Ball>& projection,
                         Report<Ball>& report) {
    const Table<Ball> reference = as_balls(q), x = as_balls(member);
    const Ball whole = plain_kl(x, reference), least = plain_kl(projection, reference);
    equal_beside_one(report, whole, plain_kl(x, projection) + least,
                     [] { return "1 + KL(x‖q) and 1 + KL(x‖r*) + KL(r*‖q) for x with the margins"; });
    report.at_most(least, whole, [] { return "KL(r*‖q) and KL(x‖q), which is not less"; });
  }

  /// Margins that no table has, told by two marginals of one coordinate, must be reported.
  static void infeasible(const Table<Rational>& q, const Table<Rational>& u, const SimplexComputation<Ball>& under_test,
                         Report<Ball>& report) {
    std::vector<Margin> margins{{{0}, margin_of(u, {0})}, {{0, 1}, margin_of(q, {0, 1})}};
    if (margins[0].table.values == margin_of(q, {0}).values) return;
    const LinearFamily family(q.space, margins);
    const auto found = under_test.linear_family_projection(q, family, power_of_half(tolerance_bits()), most_cycles);
    report.require(found.status == ProjectionStatus::empty_family, Ball(margins[0].table.values[0]),
                   Ball(margin_of(q, {0}).values[0]),
                   [] { return "two different marginals of one coordinate, which were accepted"; });
  }
};

[[nodiscard]] inline Claim claim() {
  SimplexDomain tables;
  tables.min_coordinates = 2;
  tables.min_states = 2;
  tables.max_states = 3;
  tables.wide = false;
  SimplexDomain corners = tables;
  corners.min_coordinates = 3;
  corners.max_states = 2;
  corners.full_support = false;
  return SimplexClaim<Check>(
             "sec_2_linear_family_projection", "Section 2, I-projections",
             "The I-projection of q onto the tables with given marginals is the limit of iterative proportional "
             "fitting, an "
             "exponential tilt of q, and unique; KL(x‖q) = KL(x‖r*) + KL(r*‖q) for each x with these marginals.",
             Verdict::holds, "log(r*/q) adds up over the margins, on which all x agree.", tables)
      .hypotheses({"positive", "some table with these marginals has the support of q"})
      .ball(60)
      .drop("a feasible table with the support of q", corners)
      .mutant<ForgetsToRenormalise>()
      .mutant<StartsAtUniform>()
      .mutant<StopsEarly>()
      .build();
}

}  // namespace klprop::claims::sec_2_linear_family_projection
