// The field of 2^61−1 elements, against GMP's integers modulo p.

#include <klprop/scalar/prime_field.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace klprop {
namespace {

constexpr std::uint64_t p = PrimeField::modulus;

static_assert(Field<PrimeField> && Comparable<PrimeField> && !Ordered<PrimeField> && !Transcendental<PrimeField>);
static_assert(sizeof(PrimeField) == 8);
static_assert(PrimeField(7) / PrimeField(7) == PrimeField(1), "usable in constant expressions");

/// Residues where carries, folds and corrections happen.
constexpr std::array<std::uint64_t, 14> edges = {
    0, 1, 2, 3, 7, 8, (1ULL << 30) + 1, (1ULL << 31) - 1, 1ULL << 32, p / 2, p / 2 + 1, 1ULL << 60, p - 2, p - 1};

const Integer modulus(p);

/// z mod p in 0 … p−1.
std::uint64_t reduced(const Integer& z) {
  Integer rest = z % modulus;
  if (rest < 0) rest += modulus;
  return static_cast<std::uint64_t>(rest);
}

/// Whether all operations on two residues are those of the integers modulo p.
bool agrees(std::uint64_t a, std::uint64_t b) {
  const PrimeField x = PrimeField::from_residue(a), y = PrimeField::from_residue(b);
  const Integer i(a), j(b);
  PrimeField sum = x, difference = x, product = x;
  sum += y;
  difference -= y;
  product *= y;
  return (x + y).residue() == reduced(i + j) && (x - y).residue() == reduced(i - j) &&
         (x * y).residue() == reduced(i * j) && (-x).residue() == reduced(-i) && sum == x + y && difference == x - y &&
         product == x * y && (x == y) == (a == b);
}

/// Whether a quotient is GMP's.
bool divides_rightly(std::uint64_t a, std::uint64_t b) {
  const PrimeField x = PrimeField::from_residue(a), y = PrimeField::from_residue(b);
  Integer inverse;
  const Integer j(b);
  if (mpz_invert(inverse.backend().data(), j.backend().data(), modulus.backend().data()) == 0) return false;
  PrimeField quotient = x;
  quotient /= y;
  return y.inverse().residue() == reduced(inverse) && (x / y).residue() == reduced(a * inverse) && quotient == x / y;
}

std::uint64_t any_residue() {
  return *rc::gen::inRange<std::uint64_t>(0, p);
}

BOOST_AUTO_TEST_SUITE(prime_field)

BOOST_AUTO_TEST_CASE(the_modulus_is_prime_and_mersenne) {
  BOOST_TEST(p == (1ULL << 61) - 1);
  BOOST_TEST(mpz_probab_prime_p(modulus.backend().data(), 40) != 0);
}

BOOST_AUTO_TEST_CASE(arithmetic_on_all_pairs_of_edges) {
  for (const std::uint64_t a : edges)
    for (const std::uint64_t b : edges) {
      BOOST_TEST(agrees(a, b), a << " and " << b);
      if (b != 0) BOOST_TEST(divides_rightly(a, b), a << " over " << b);
    }
}

BOOST_AUTO_TEST_CASE(integers_and_64_bit_words) {
  BOOST_TEST(PrimeField().residue() == 0U);
  BOOST_TEST(PrimeField(0).residue() == 0U);
  BOOST_TEST(PrimeField(5).residue() == 5U);
  BOOST_TEST(PrimeField(-1).residue() == p - 1);
  BOOST_TEST(PrimeField(std::numeric_limits<int>::min()).residue() == p - (1ULL << 31));
  BOOST_TEST(PrimeField(std::numeric_limits<int>::max()).residue() == (1ULL << 31) - 1);
  BOOST_TEST(PrimeField::from_residue(p).residue() == 0U);
  BOOST_TEST(PrimeField::from_residue(p + 1).residue() == 1U);
  BOOST_TEST(PrimeField::from_residue(2 * p).residue() == 0U);
  BOOST_TEST(PrimeField::from_residue(7 * p + 6).residue() == 6U);
  BOOST_TEST(PrimeField::from_residue(~std::uint64_t{0}).residue() == 7U);  // 2^64 − 1 = 8·p + 7
}

BOOST_AUTO_TEST_CASE(zero_has_no_inverse) {
  BOOST_CHECK_THROW(static_cast<void>(PrimeField(0).inverse()), std::domain_error);
  BOOST_CHECK_THROW(static_cast<void>(PrimeField(3) / PrimeField(0)), std::domain_error);
  BOOST_CHECK_THROW(static_cast<void>(PrimeField(0) / PrimeField::from_residue(p)), std::domain_error);
}

RC_BOOST_PROP(arithmetic_is_that_of_the_integers_modulo_p, ()) {
  const std::uint64_t a = any_residue(), b = any_residue();
  RC_ASSERT(agrees(a, b));
  if (b != 0) RC_ASSERT(divides_rightly(a, b));
}

RC_BOOST_PROP(any_64_bit_word_is_reduced, ()) {
  const auto word = *rc::gen::inRange<std::uint64_t>(0, ~std::uint64_t{0});
  RC_ASSERT(PrimeField::from_residue(word).residue() == word % p);
}

RC_BOOST_PROP(every_other_element_has_an_inverse, ()) {
  const PrimeField x = PrimeField::from_residue(1 + *rc::gen::inRange<std::uint64_t>(0, p - 1));
  RC_ASSERT(x * x.inverse() == PrimeField(1));
  RC_ASSERT(x.inverse().inverse() == x);
}

BOOST_AUTO_TEST_CASE(rationals_by_hand) {
  BOOST_CHECK(from_rational<PrimeField>(Rational(0)) == PrimeField(0));
  BOOST_CHECK(from_rational<PrimeField>(Rational(-1)).residue() == p - 1);
  BOOST_CHECK(from_rational<PrimeField>(Rational(1, 2)).residue() == (p + 1) / 2);  // 2·(p+1)/2 = p + 1 ≡ 1
  BOOST_CHECK(from_rational<PrimeField>(Rational(-1, 2)).residue() == (p - 1) / 2);
  BOOST_CHECK(from_rational<PrimeField>(Rational(modulus * 5)) == PrimeField(0));
  BOOST_CHECK(from_rational<PrimeField>(Rational(Integer(modulus * 5 + 3), Integer(2))) ==
              from_rational<PrimeField>(Rational(3, 2)));
}

BOOST_AUTO_TEST_CASE(a_denominator_that_p_divides_is_refused) {
  BOOST_CHECK_THROW(static_cast<void>(from_rational<PrimeField>(Rational(Integer(1), modulus))), std::domain_error);
  BOOST_CHECK_THROW(static_cast<void>(from_rational<PrimeField>(Rational(Integer(-4), Integer(modulus * 9)))),
                    std::domain_error);
  // Lowest terms first: p/p is one.
  BOOST_CHECK(from_rational<PrimeField>(Rational(modulus, modulus)) == PrimeField(1));
  BOOST_CHECK_NO_THROW(static_cast<void>(from_rational<PrimeField>(Rational(Integer(1), Integer(modulus + 1)))));
}

RC_BOOST_PROP(reduction_of_rationals_respects_arithmetic, ()) {
  const auto draw = [] {
    Integer above(*rc::gen::inRange<std::int64_t>(INT64_MIN, INT64_MAX)),
        below(*rc::gen::inRange<std::int64_t>(1, INT64_MAX));
    above <<= *rc::gen::inRange(0U, 200U);
    below <<= *rc::gen::inRange(0U, 200U);
    return Rational(above, below);
  };
  const Rational a = *rc::gen::exec(draw), b = *rc::gen::exec(draw);
  RC_PRE(denominator(a) % modulus != 0 && denominator(b) % modulus != 0);
  const PrimeField x = from_rational<PrimeField>(a), y = from_rational<PrimeField>(b);
  RC_ASSERT(from_rational<PrimeField>(Rational(a + b)) == x + y);
  RC_ASSERT(from_rational<PrimeField>(Rational(a * b)) == x * y);
  RC_ASSERT((x * PrimeField::from_residue(reduced(denominator(a)))).residue() == reduced(numerator(a)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
