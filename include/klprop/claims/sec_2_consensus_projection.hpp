#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_consensus_projection {

/// The projection q* against q restricted to the face and renormalised. Then what makes it the minimiser: over exact
/// scalars q/q* is the mass on the face wherever a table r of the face has mass, which is Pythagoras exponentiated; over
/// balls Pythagoras itself.
struct Check {
  template <Field S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>& q = instance.tables[0];
    const std::vector<std::size_t> group = draw_groups(instance.random, instance.space());
    const S mass = mass_on_face(q, group);
    if (klprop::detail::is_structural_zero(mass)) {
      refuses(q, group, mass, under_test, report);
      return report.undefined("no mass on the diagonal");
    }
    const Table<S> projection = under_test.consensus_projection(q, group);
    equal_tables(report, projection, on_the_face(q, group), "the I-projection onto the face and q on it, renormalised");
    without_mass(q, group, under_test, report);
    Table<S> r = instance.tables[1];
    if (instance.domain.members) {
      if (klprop::detail::is_structural_zero(mass_on_face(r, group))) return;
      r = on_the_face(r, group);
    }
    if constexpr (Transcendental<S>)
      pythagoras(q, projection, r, under_test, report);
    else
      constant_ratio(q, projection, r, mass, report);
  }

 private:
  /// One group more often than not: the replicas of one variable.
  [[nodiscard]] static std::vector<std::size_t> draw_groups(Random& random, const ProductSpace& space) {
    std::vector<std::size_t> group(space.dimension(), 0);
    if (random.chance(1, 3))
      for (std::size_t& each : group) each = static_cast<std::size_t>(random.below(space.dimension()));
    return group;
  }

  template <Field S>
  [[nodiscard]] static S mass_on_face(const Table<S>& table, std::span<const std::size_t> group) {
    S mass(0);
    for (std::uint64_t k = 0; k < table.values.size(); ++k)
      if (on_face(table.space, group, k)) mass += table.values[k];
    return mass;
  }

  /// Where the face has no mass there is nothing to renormalise.
  template <Field S>
  static void without_mass(Table<S> q, std::span<const std::size_t> group, const SimplexComputation<S>& under_test,
                           Report<S>& report) {
    for (std::uint64_t k = 0; k < q.values.size(); ++k)
      if (on_face(q.space, group, k)) q.values[k] = S(0);
    refuses(q, group, S(0), under_test, report);
  }

  template <Field S>
  static void refuses(const Table<S>& q, std::span<const std::size_t> group, const S& mass,
                      const SimplexComputation<S>& under_test, Report<S>& report) {
    bool refused = false;
    try {
      static_cast<void>(under_test.consensus_projection(q, group));
    } catch (const UndefinedProjection&) {
      refused = true;
    }
    report.equal(S(refused ? 0 : 1), mass, [] { return "a table was returned, and the mass on the face"; });
  }

  template <Field S>
  static void constant_ratio(const Table<S>& q, const Table<S>& projection, const Table<S>& r, const S& mass,
                             Report<S>& report) {
    for (std::uint64_t k = 0; k < q.values.size(); ++k)
      if (!(r.values[k] == S(0)))
        report.equal(mass * projection.values[k], q.values[k],
                     [&] { return "q(face)·q* and q where r has mass" + at_outcome(k); });
  }

  template <Transcendental S>
  static void pythagoras(const Table<S>& q, const Table<S>& projection, const Table<S>& r,
                         const SimplexComputation<S>& under_test, Report<S>& report) {
    const S whole = under_test.kl(r, q), second = plain_kl(projection, q);
    equal_beside_one(report, whole, plain_kl(r, projection) + second,
                     [] { return "1 + KL(r‖q) and 1 + KL(r‖q*) + KL(q*‖q)"; });
    at_most(report, second, whole, [] { return "KL(q*‖q) and KL(r‖q) for another r on the face, which is not less"; });
  }
};

[[nodiscard]] inline Claim claim() {
  const SimplexDomain replicas = changed(&SimplexDomain::equal_arities, true);
  return SimplexClaim<Check>(
             "sec_2_consensus_projection", "Section 2, consensus sets",
             "The I-projection q* of q onto the diagonal face is q on the diagonal, renormalised; KL(r‖q) = KL(r‖q*) + "
             "KL(q*‖q) for every r on the face. It is undefined when q has no mass on the diagonal.",
             Verdict::holds, "log(q*/q) is constant on the face.", replicas)
      .hypotheses({"r on the face", "mass on the diagonal"})
      .exact()
      .field(10'000)
      .ball(100)
      .scaling()
      .drop("r on the face",
            changed(&SimplexDomain::members, false, changed(&SimplexDomain::min_states, StateId{2}, replicas)))
      .drop("q positive", changed(&SimplexDomain::positive, false, replicas), false)
      .mutant<ForgetsToRenormalise>()
      .mutant<WrongAxis>()
      .build();
}

}  // namespace klprop::claims::sec_2_consensus_projection
