// Projections onto linear families against closed forms, their certificates against the definitions, and refusals.

#include <klprop/simplex/proportional_fitting.hpp>

#include <klprop/scalar/binary64.hpp>
#include <klprop/simplex/divergence.hpp>
#include <klprop/simplex/dual_coordinates.hpp>
#include "simplex/support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using testing::as;
using testing::vanishes;
using Numbers = std::vector<std::size_t>;

const std::vector<Numbers> pairs_of_three = {{0, 1}, {0, 2}, {1, 2}};

LinearFamily family_of(const Table<Rational>& table, const std::vector<Numbers>& scopes) {
  std::vector<Margin> margins;
  for (const Numbers& scope : scopes) margins.push_back({scope, marginal<Rational>(table, scope)});
  return LinearFamily(table.space, std::move(margins));
}

Table<Rational> uniform(const ProductSpace& space) {
  return normalised(Table<Rational>{space, std::vector<Rational>(space.size(), 1)});
}

Rational power_of_two(unsigned minus) {
  return Rational(1, Integer(1) << minus);
}

Rational l1(const Table<Rational>& a, const Table<Rational>& b) {
  Rational sum;
  for (std::size_t k = 0; k < a.values.size(); ++k) sum += abs(a.values[k] - b.values[k]);
  return sum;
}

/// The certificate from the definitions: the member has the margins, the tilt is q times weights, and the bound holds.
bool proves(const LinearFamily& family, const Table<Rational>& q, const ProjectionCertificate& c) {
  Table<Rational> tilt = q;
  std::size_t first = 0;
  for (const Margin& margin : family.margins()) {
    for (std::uint64_t k = 0; k < q.values.size(); ++k) {
      std::vector<StateId> states;
      for (const std::size_t coordinate : margin.coordinates) states.push_back(q.space.state(k, coordinate));
      tilt.values[k] *= c.weights.at(first + margin.table.space.outcome(states));
    }
    first += margin.table.space.size();
    if (marginal<Rational>(c.member, margin.coordinates).values != margin.table.values) return false;
  }
  if (!proportional(tilt, c.tilt) || total(c.tilt) != 1) return false;
  for (std::size_t k = 0; k < q.values.size(); ++k)
    if ((q.values[k] > 0) != (c.member.values[k] > 0) || (q.values[k] > 0) != (c.tilt.values[k] > 0)) return false;
  const PrecisionScope precision(512);
  return !certainly_less(Ball(c.bound), kl_divergence(as<Ball>(c.member), as<Ball>(c.tilt)));
}

BOOST_AUTO_TEST_SUITE(proportional_fitting)

/// Margins without a common coordinate, from the uniform table: their product, exactly and at once.
RC_BOOST_PROP(disjoint_margins, (std::uint64_t seed)) {
  Random random(seed);
  ProductSpace space;
  while (space.dimension() != 3) space = testing::random_space(random, 3, 3);
  const auto table = testing::random_distribution(random, space);
  const LinearFamily family = family_of(table, {{2, 0}, {1}});
  const auto found = information_projection_onto_linear_family<Rational>(uniform(space), family, 0, 1);
  RC_ASSERT(found.status == ProjectionStatus::certified);
  RC_ASSERT(found.cycles == 1U);
  RC_ASSERT(found.certificate->bound == 0);
  const auto pair = marginal<Rational>(table, Numbers{0, 2});
  const auto single = marginal<Rational>(table, std::size_t{1});
  for (std::uint64_t k = 0; k < space.size(); ++k) {
    const std::vector<StateId> ends{space.state(k, 0), space.state(k, 2)};
    const Rational expected = pair.values[pair.space.outcome(ends)] * single.values[space.state(k, 1)];
    RC_ASSERT(found.certificate->tilt.values[k] == expected);
    RC_ASSERT(found.certificate->member.values[k] == expected);
  }
  RC_ASSERT(proves(family, uniform(space), *found.certificate));
}

/// A chain from the uniform table: p(x₀,x₁)·p(x₁,x₂)/p(x₁).
RC_BOOST_PROP(decomposable_margins, (std::uint64_t seed)) {
  Random random(seed);
  ProductSpace space;
  while (space.dimension() != 3) space = testing::random_space(random, 3, 3);
  const auto table = testing::random_distribution(random, space);
  const LinearFamily family = family_of(table, {{0, 1}, {1, 2}});
  const auto found = information_projection_onto_linear_family<Rational>(uniform(space), family, 0, 1);
  RC_ASSERT(found.status == ProjectionStatus::certified);
  const auto left = marginal<Rational>(table, Numbers{0, 1}), right = marginal<Rational>(table, Numbers{1, 2});
  const auto middle = marginal<Rational>(table, std::size_t{1});
  for (std::uint64_t k = 0; k < space.size(); ++k) {
    const StateId a = space.state(k, 0), b = space.state(k, 1), c = space.state(k, 2);
    RC_ASSERT(found.certificate->tilt.values[k] * middle.values[b] ==
              left.values[a * space.arity(1) + b] * right.values[b * space.arity(2) + c]);
  }
}

/// Three signs with correlations, from the uniform table: reflection keeps both, so the projection is the one table of
/// the family that reflection keeps, (1 + Σ ρ_ij s_i s_j)/8. No cycle of proportional fitting gets there, all get
/// nearer.
template <Field S>
void check_three_signs(const std::vector<Rational>& rho, const Rational& tolerance) {
  const ProductSpace space({2, 2, 2});
  Table<Rational> expected{space, {}};
  for (std::uint64_t k = 0; k < 8; ++k) {
    const auto sign = [&](std::size_t c) { return space.state(k, c) == 0 ? -1 : 1; };
    expected.values.push_back(
        (1 + rho[0] * sign(0) * sign(1) + rho[1] * sign(0) * sign(2) + rho[2] * sign(1) * sign(2)) / 8);
  }
  const LinearFamily family = family_of(expected, pairs_of_three);
  const auto found = information_projection_onto_linear_family<S>(uniform(space), family, tolerance, 10'000);
  BOOST_REQUIRE((found.status == ProjectionStatus::certified));
  const ProjectionCertificate& c = *found.certificate;
  BOOST_TEST(c.bound <= tolerance);
  BOOST_TEST(proves(family, uniform(space), c));
  BOOST_TEST(certifies(family, uniform(space), c));
  // Pinsker's inequality, without its square root.
  const Rational to_tilt = l1(c.tilt, expected), to_member = l1(c.member, expected);
  BOOST_TEST(to_tilt * to_tilt <= 2 * c.bound);
  BOOST_TEST(to_member * to_member <= 2 * c.bound);
}

BOOST_AUTO_TEST_CASE(three_signs) {
  const PrecisionScope precision(128);
  const std::vector<Rational> mild = {Rational(1, 2), Rational(1, 4), Rational(1, 3)};
  const std::vector<Rational> steep = {Rational(9, 10), Rational(9, 10), Rational(81, 100)};
  check_three_signs<Real>(mild, power_of_two(200));
  check_three_signs<Real>(steep, power_of_two(200));
  check_three_signs<double>(mild, power_of_two(80));
  check_three_signs<Ball>(mild, power_of_two(20));
}

/// A random instance: margins of one table, projected from another.
struct Instance {
  Table<Rational> given, q;
  LinearFamily family;

  explicit Instance(std::uint64_t seed) : Instance(Random(seed)) {}

 private:
  explicit Instance(Random random) : Instance(random, ProductSpace({2, random.between(2U, 3U), 2})) {}
  Instance(Random& random, const ProductSpace& space)
      : given(testing::random_distribution(random, space)),
        q(testing::random_distribution(random, space)),
        family(family_of(given, pairs_of_three)) {}
};

/// For every member x, KL(x‖q) = KL(x‖tilt) + dual value: Pythagoras with equality, at any tilt whatever. Hence the
/// dual value is below every KL(x‖q), and that of the certificate's member is above it by the bound at most.
RC_BOOST_PROP(certified_projections, (std::uint64_t seed)) {
  const PrecisionScope precision(128);
  const Instance instance(seed);
  const auto found =
      information_projection_onto_linear_family<Real>(instance.q, instance.family, power_of_two(160), 5000);
  RC_ASSERT(found.status == ProjectionStatus::certified);
  RC_ASSERT(found.verdict.status == FamilyStatus::full_support);
  RC_ASSERT(is_member(instance.family, found.verdict.member));
  const ProjectionCertificate& c = *found.certificate;
  RC_ASSERT(proves(instance.family, instance.q, c));
  RC_ASSERT(certifies(instance.family, instance.q, c));

  const PrecisionScope fine(512);
  const Table<Ball> q = as<Ball>(instance.q), tilt = as<Ball>(c.tilt);
  const Ball dual = dual_value<Ball>(instance.family, instance.q, c.weights);
  for (const Table<Rational>& member : {instance.given, c.member}) {
    const Table<Ball> x = as<Ball>(member);
    RC_ASSERT(vanishes(kl_divergence(x, q) - kl_divergence(x, tilt) - dual));
    RC_ASSERT(!certainly_less(kl_divergence(x, q), dual));
  }
  RC_ASSERT(!certainly_less(dual + Ball(c.bound), kl_divergence(as<Ball>(c.member), q)));
  // No rival is better by more than the bound.
  RC_ASSERT(certainly_less(kl_divergence(as<Ball>(c.member), q),
                           kl_divergence(as<Ball>(instance.given), q) + Ball(c.bound) + Ball(power_of_two(400))));
}

/// Margins of q itself: q is its own projection.
RC_BOOST_PROP(a_member_is_its_own_projection, (std::uint64_t seed)) {
  const Instance instance(seed);
  const LinearFamily own = family_of(instance.q, pairs_of_three);
  const auto found = information_projection_onto_linear_family<Rational>(instance.q, own, 0, 1);
  RC_ASSERT(found.status == ProjectionStatus::certified);
  RC_ASSERT(found.certificate->tilt.values == instance.q.values);
}

/// The projection depends on q only up to a tilt: of the tilt it is the same.
RC_BOOST_PROP(a_tilt_has_the_same_projection, (std::uint64_t seed)) {
  const PrecisionScope precision(128);
  const Instance instance(seed);
  const auto found =
      information_projection_onto_linear_family<Real>(instance.q, instance.family, power_of_two(160), 5000);
  Table<Rational> tilted = instance.q;
  for (std::uint64_t k = 0; k < tilted.values.size(); ++k) tilted.values[k] *= 1 + tilted.space.state(k, 0);
  const auto again = information_projection_onto_linear_family<Real>(tilted, instance.family, power_of_two(160), 5000);
  RC_ASSERT(found.status == ProjectionStatus::certified && again.status == ProjectionStatus::certified);
  // Each is within √(2·2^-160) of the projection.
  RC_ASSERT(l1(found.certificate->tilt, again.certificate->tilt) <= power_of_two(78));
}

BOOST_AUTO_TEST_CASE(false_certificates) {
  const Instance instance(1);
  const auto found =
      information_projection_onto_linear_family<Real>(instance.q, instance.family, power_of_two(100), 5000);
  const ProjectionCertificate good = *found.certificate;
  const auto refused = [&](auto change) {
    ProjectionCertificate changed = good;
    change(changed);
    return !certifies(instance.family, instance.q, changed);
  };
  BOOST_TEST(!refused([](auto&) {}));
  BOOST_TEST(refused([](auto& c) { c.weights[0] *= 2; }));
  BOOST_TEST(refused([](auto& c) { c.weights[0] = -c.weights[0]; }));
  BOOST_TEST(refused([](auto& c) { c.weights.pop_back(); }));
  BOOST_TEST(refused([](auto& c) { c.member = c.tilt; }));
  BOOST_TEST(refused([](auto& c) { c.tilt = c.member; }));
  BOOST_TEST(refused([](auto& c) { c.bound /= 2; }));
  BOOST_TEST(refused([](auto& c) { c.bound = 0; }));
  const LinearFamily other = family_of(instance.q, pairs_of_three);
  BOOST_TEST(!certifies(other, instance.q, good));
  BOOST_TEST(!certifies(instance.family, instance.given, good));
}

/// Uniform on {0,1}³ without 000 and 111. Each cycle from the uniform table is positive, and none is near in
/// proportion: reported, not iterated on.
BOOST_AUTO_TEST_CASE(a_smaller_support) {
  const ProductSpace space({2, 2, 2});
  const auto table = normalised(Table<Rational>{space, {0, 1, 1, 1, 1, 1, 1, 0}});
  const LinearFamily family = family_of(table, pairs_of_three);
  const auto found =
      information_projection_onto_linear_family<Real>(uniform(space), family, power_of_two(20), 1'000'000);
  BOOST_TEST((found.status == ProjectionStatus::smaller_support));
  BOOST_TEST(found.cycles <= 16U);
  BOOST_TEST(!found.certificate.has_value());
  BOOST_TEST(found.reason ==
             "every table with these margins vanishes at 2 of the 8 outcomes of the support, one of them (0, 0, 0)");
  // From what is left of q there is a projection, here the only member.
  const auto within = restricted(uniform(space), support(found.verdict.member));
  const auto again = information_projection_onto_linear_family<Rational>(within, family, 0, 1);
  BOOST_TEST((again.status == ProjectionStatus::certified));
  BOOST_TEST((again.certificate->tilt.values == table.values));
}

/// A margin without mass where q has some: seen before the first cycle, and no certificate can be had.
BOOST_AUTO_TEST_CASE(a_margin_that_forces_zeros) {
  const ProductSpace space({2, 2});
  const LinearFamily family(space, {{{0}, {ProductSpace({2}), {1, 0}}}});
  const auto found = information_projection_onto_linear_family<Real>(uniform(space), family, power_of_two(20), 100);
  BOOST_TEST((found.status == ProjectionStatus::smaller_support));
  BOOST_TEST(found.cycles == 0U);
  BOOST_TEST((support(found.verdict.member) == std::vector<std::uint64_t>{0, 1}));
  BOOST_TEST(!certify_tilt(family, uniform(space), {2, 0, 1}).has_value());
  BOOST_TEST(!certify_tilt(family, uniform(space), {2, 1, 1}).has_value());
}

BOOST_AUTO_TEST_CASE(empty_families) {
  const ProductSpace space({2, 2, 2}), pair({2, 2});
  const Table<Rational> opposite{pair, {0, Rational(1, 2), Rational(1, 2), 0}};
  const LinearFamily infeasible(space, {{{0, 1}, opposite}, {{1, 2}, opposite}, {{0, 2}, opposite}});
  const auto found =
      information_projection_onto_linear_family<Real>(uniform(space), infeasible, power_of_two(20), 1000);
  BOOST_TEST((found.status == ProjectionStatus::empty_family));
  BOOST_TEST(proves_infeasible(infeasible, support(uniform(space)), found.verdict.multipliers));

  // All margins positive, so that fitting could go on for ever: correlations −½, −½, −½.
  const Table<Rational> apart{pair, {Rational(1, 8), Rational(3, 8), Rational(3, 8), Rational(1, 8)}};
  const LinearFamily impossible(space, {{{0, 1}, apart}, {{1, 2}, apart}, {{0, 2}, apart}});
  const auto refused =
      information_projection_onto_linear_family<Real>(uniform(space), impossible, power_of_two(20), 1000);
  BOOST_TEST((refused.status == ProjectionStatus::empty_family));
  BOOST_TEST(refused.cycles <= 16U);
  BOOST_TEST(proves_infeasible(impossible, support(uniform(space)), refused.verdict.multipliers));

  const LinearFamily inconsistent(space, {{{0}, {ProductSpace({2}), {1, 1}}}});
  const auto at_once =
      information_projection_onto_linear_family<Real>(uniform(space), inconsistent, power_of_two(20), 9);
  BOOST_TEST((at_once.status == ProjectionStatus::empty_family));
  BOOST_TEST(at_once.cycles == 0U);
  BOOST_TEST(at_once.reason == "the margin on (0) adds up to 2; expected 1");
}

/// Zeros of q and of the margins at the same places.
BOOST_AUTO_TEST_CASE(structural_zeros) {
  const ProductSpace space({2, 3});
  const Table<Rational> q = normalised(Table<Rational>{space, {1, 2, 0, 0, 3, 0}});
  const Rational half(1, 2);
  const LinearFamily family(space, {{{0}, {ProductSpace({2}), {half, half}}},
                                    {{1}, {ProductSpace({3}), {Rational(1, 4), Rational(3, 4), 0}}}});
  const auto found = information_projection_onto_linear_family<Real>(q, family, power_of_two(100), 100);
  BOOST_TEST((found.status == ProjectionStatus::certified));
  // r₀₀ = ¼, so r₀₁ = ¼ and r₁₁ = ½: the only member.
  BOOST_TEST(
      (found.certificate->member.values == std::vector<Rational>{Rational(1, 4), Rational(1, 4), 0, 0, half, 0}));
}

BOOST_AUTO_TEST_CASE(limits) {
  const Instance instance(1);
  const auto found =
      information_projection_onto_linear_family<double>(instance.q, instance.family, power_of_two(400), 100);
  BOOST_TEST((found.status == ProjectionStatus::cycle_limit_reached));
  BOOST_TEST(found.cycles == 100U);
  BOOST_TEST(found.reason == "no certificate within the tolerance after 100 cycles");
  BOOST_TEST(proves(instance.family, instance.q, *found.certificate));
  BOOST_TEST(found.certificate->bound < power_of_two(80));
  const auto none = information_projection_onto_linear_family<Real>(instance.q, instance.family, power_of_two(9), 0);
  BOOST_TEST((none.status == ProjectionStatus::cycle_limit_reached));
  BOOST_TEST((none.verdict.status == FamilyStatus::full_support));
  BOOST_TEST(!none.certificate.has_value());

  Table<Rational> negative = instance.q;
  negative.values[0] = -1;
  BOOST_CHECK_THROW(static_cast<void>(information_projection_onto_linear_family<Real>(negative, instance.family, 1, 1)),
                    ModelError);
  BOOST_CHECK_THROW(static_cast<void>(information_projection_onto_linear_family<Real>(uniform(ProductSpace({2})),
                                                                                      instance.family, 1, 1)),
                    ModelError);
}

/// One margin fitted is that margin, exactly, and the others are whatever they are.
BOOST_AUTO_TEST_CASE(single_steps) {
  const Instance instance(1);
  ProportionalFitting<Rational> fitting(instance.family, instance.q);
  for (const std::size_t margin : {1U, 0U, 2U}) {
    fitting.fit(margin);
    for (std::size_t other = 0; other < 3; ++other) {
      const Margin& given = instance.family.margins()[other];
      const bool fits = marginal<Rational>(fitting.current().table, given.coordinates).values == given.table.values;
      BOOST_TEST(fits == (other == margin));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
