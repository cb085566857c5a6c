// The geometry runs on types that have its concepts' operations and no others: that it compiles is the proof. What it
// computes is held against the same computation over the numbers that the archetypes cover.

#include <klprop/scalar/real.hpp>
#include <klprop/simplex/divergence.hpp>
#include <klprop/simplex/dual_coordinates.hpp>
#include <klprop/simplex/entropy.hpp>
#include <klprop/simplex/linear_family.hpp>
#include <klprop/simplex/projections.hpp>

#include "scalar/archetype.hpp"
#include "simplex/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using archetype::ComparableField;
using archetype::FieldOnly;
using archetype::RingOnly;

/// Field operations, logarithm and exponential, and a test for exact zeros in the manner of balls; no `==`, no `<`.
class Unordered {
 public:
  class Result {
   public:
    explicit Result(Real value) : value_(std::move(value)) {}
    operator Unordered() const { return hide(value_); }

   private:
    Real value_;
  };

  Unordered() = default;
  explicit Unordered(int value) : value_(value) {}

  friend Result operator+(const Unordered& a, const Unordered& b) { return Result(a.value_ + b.value_); }
  friend Result operator-(const Unordered& a, const Unordered& b) { return Result(a.value_ - b.value_); }
  friend Result operator*(const Unordered& a, const Unordered& b) { return Result(a.value_ * b.value_); }
  friend Result operator/(const Unordered& a, const Unordered& b) { return Result(a.value_ / b.value_); }
  void operator+=(const Unordered& b) { value_ += b.value_; }
  void operator-=(const Unordered& b) { value_ -= b.value_; }
  void operator*=(const Unordered& b) { value_ *= b.value_; }
  void operator/=(const Unordered& b) { value_ /= b.value_; }
  friend Result log(const Unordered& a) { return Result(log(a.value_)); }
  friend Result exp(const Unordered& a) { return Result(exp(a.value_)); }
  friend bool is_exactly_zero(const Unordered& a) { return a.value_ == Real(0); }

  static Unordered hide(Real value) {
    Unordered result;
    result.value_ = std::move(value);
    return result;
  }
  [[nodiscard]] const Real& reveal() const { return value_; }

 private:
  Real value_;
};

static_assert(Transcendental<Unordered> && TestsZero<Unordered>);
static_assert(!Comparable<Unordered> && !Ordered<Unordered>);
static_assert(TestsZero<ComparableField> && !TestsZero<FieldOnly>);

template <class S, class Plain>
Table<S> cover(const Table<Plain>& plain) {
  Table<S> result{plain.space, {}};
  for (const Plain& value : plain.values) result.values.push_back(S::hide(value));
  return result;
}

template <class S, class Plain>
bool same(const Table<S>& covered, const Table<Plain>& plain) {
  if (covered.values.size() != plain.values.size()) return false;
  for (std::size_t k = 0; k < plain.values.size(); ++k)
    if (!(covered.values[k].reveal() == plain.values[k])) return false;
  return true;
}

const std::vector<std::size_t> groups = {0, 0, 1};

Table<Rational> some_table(std::uint64_t seed) {
  Random random(seed);
  return testing::random_distribution(random, ProductSpace({2, 2, 3}));
}

BOOST_AUTO_TEST_SUITE(simplex_archetypes)

BOOST_AUTO_TEST_CASE(entropy_and_divergence_need_log_exp_and_a_test_for_zero) {
  const auto r = testing::as<Real>(some_table(1)), q = testing::as<Real>(some_table(2));
  const auto r_covered = cover<Unordered>(r), q_covered = cover<Unordered>(q);
  BOOST_TEST((negative_entropy(r_covered).reveal() == negative_entropy(r)));
  BOOST_TEST((simplex_conjugate(r_covered).reveal() == simplex_conjugate(r)));
  BOOST_TEST((orthant_conjugate(r_covered).reveal() == orthant_conjugate(r)));
  BOOST_TEST(same(negative_entropy_gradient(r_covered), negative_entropy_gradient(r)));
  BOOST_TEST(same(softmax(r_covered), softmax(r)));
  BOOST_TEST(same(orthant_conjugate_gradient(r_covered), orthant_conjugate_gradient(r)));
  BOOST_TEST((entropy_divergence(r_covered, q_covered).reveal() == entropy_divergence(r, q)));
  BOOST_TEST((kl_divergence(r_covered, q_covered).reveal() == kl_divergence(r, q)));
  BOOST_TEST((generalised_kl_divergence(r_covered, q_covered).reveal() == generalised_kl_divergence(r, q)));
  BOOST_TEST((simplex_conjugate_divergence(r_covered, q_covered).reveal() == simplex_conjugate_divergence(r, q)));
  BOOST_TEST((orthant_conjugate_divergence(r_covered, q_covered).reveal() == orthant_conjugate_divergence(r, q)));
}

BOOST_AUTO_TEST_CASE(projections_need_a_field_and_a_test_for_zero) {
  const auto q = testing::as<PrimeField>(some_table(3));
  BOOST_TEST(same(information_projection_onto_consensus<ComparableField>(cover<ComparableField>(q), groups),
                  information_projection_onto_consensus<PrimeField>(q, groups)));
  BOOST_TEST(same(right_projection_onto_products<ComparableField>(cover<ComparableField>(q), groups),
                  right_projection_onto_products<PrimeField>(q, groups)));
}

BOOST_AUTO_TEST_CASE(tables_need_a_ring_or_a_field) {
  const auto a = testing::as<PrimeField>(some_table(4)), b = testing::as<PrimeField>(some_table(5));
  BOOST_TEST(same(entrywise_product(cover<RingOnly>(a), cover<RingOnly>(b)), entrywise_product(a, b)));
  BOOST_TEST(same(entrywise_quotient(cover<FieldOnly>(a), cover<FieldOnly>(b)), entrywise_quotient(a, b)));
  BOOST_TEST(proportional(cover<ComparableField>(a), cover<ComparableField>(a)));
  const LinearFamily family(a.space, {});
  BOOST_TEST((family.marginals(cover<RingOnly>(a))[0].reveal() == total(a)));
  BOOST_TEST(support(cover<ComparableField>(a)).size() == a.values.size());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
