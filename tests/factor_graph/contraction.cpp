// Contractions of random shapes against the sum over all joint states, each decoded by itself.

#include <klprop/factor_graph/contraction.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/prime_field.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

namespace klprop {
namespace {

/// C = Σ A·B by decoding every joint state.
std::vector<Rational> contract_naively(const std::vector<ContractionAxis>& axes, const std::vector<Rational>& a,
                                       const std::vector<Rational>& b, std::size_t size) {
  std::vector<Rational> c(size);
  std::uint64_t joint = 1;
  for (const ContractionAxis& axis : axes) joint *= axis.extent;
  for (std::uint64_t state = 0; state < joint; ++state) {
    std::uint64_t rest = state, at_a = 0, at_b = 0, at_c = 0;
    for (const ContractionAxis& axis : axes) {
      at_a += rest % axis.extent * axis.a;
      at_b += rest % axis.extent * axis.b;
      at_c += rest % axis.extent * axis.c;
      rest /= axis.extent;
    }
    c[at_c] += a[at_a] * b[at_b];
  }
  return c;
}

struct RandomContraction {
  std::vector<ContractionAxis> axes;
  std::uint64_t a = 1, b = 1, c = 1;
};

RandomContraction random_contraction(Random& random) {
  RandomContraction made;
  std::uint64_t joint = 1;
  for (auto rest = random.below(9); rest > 0; --rest) {
    const std::uint64_t extent = random.chance(1, 20) ? 300 : random.between(2U, 4U);
    if (joint * extent > 10'000) break;
    joint *= extent;
    ContractionAxis axis{extent, 0, 0, 0};
    const auto take = [&](std::uint64_t& stride, std::uint64_t& size) {
      stride = size;
      size *= extent;
    };
    const auto tables = random.below(3);  // A, B, or both
    if (tables != 1) take(axis.a, made.a);
    if (tables != 0) take(axis.b, made.b);
    if (random.chance(1, 2)) take(axis.c, made.c);
    made.axes.insert(made.axes.begin(), axis);
  }
  return made;
}

BOOST_AUTO_TEST_SUITE(contraction)

/// Blocks, runs and first visits; a second run starts anew; a wrong stride is noticed.
BOOST_AUTO_TEST_CASE(it_is_the_sum_of_its_products) {
  unsigned wrong_strides = 0, noticed = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed, 32);
    const RandomContraction shape = random_contraction(random);
    std::vector<Rational> a(shape.a), b(shape.b), c(shape.c, Rational(99)), ones(shape.b, Rational(1));
    for (auto* table : {&a, &b})
      for (Rational& value : *table) value = Rational(random.between(0, 50));
    Contraction loops;
    loops.prepare(shape.axes);
    Rational scratch;
    const auto expected = contract_naively(shape.axes, a, b, c.size());
    for (int repeated = 0; repeated < 2; ++repeated) {
      loops.multiply<Rational>(a, b, c, scratch);
      BOOST_TEST((c == expected), "seed " << seed);
    }
    loops.sum<Rational>(a, c);
    BOOST_TEST((c == contract_naively(shape.axes, a, ones, c.size())), "seed " << seed);
    std::vector<PrimeField> words_a, words_b, words_c(shape.c, PrimeField(99)), words;
    for (const Rational& value : a) words_a.push_back(from_rational<PrimeField>(value));
    for (const Rational& value : b) words_b.push_back(from_rational<PrimeField>(value));
    for (const Rational& value : expected) words.push_back(from_rational<PrimeField>(value));
    PrimeField unused;
    loops.multiply<PrimeField>(words_a, words_b, words_c, unused);
    BOOST_TEST((words_c == words), "seed " << seed);

    if (shape.axes.size() < 2 || shape.axes[0].a == 0 || shape.axes.back().a != 1) continue;
    auto axes = shape.axes;
    axes[0].a = 1;  // instead of the product of the faster extents
    ++wrong_strides;
    loops.prepare(axes);
    loops.multiply<Rational>(a, b, c, scratch);
    noticed += c != expected ? 1U : 0U;
  }
  BOOST_TEST(wrong_strides > 50U);
  BOOST_TEST(noticed > wrong_strides * 9 / 10);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
