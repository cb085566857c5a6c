// The generator against the published outputs of its algorithms, and the draws built on it.

#include <klprop/random/random.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <vector>

using namespace klprop;

BOOST_AUTO_TEST_SUITE(random_numbers)

// The first outputs for seed 1234567 of the reference splitmix64.c by S. Vigna.
BOOST_AUTO_TEST_CASE(splitmix64_is_the_published_one) {
  SplitMix64 generator(1234567);
  for (const std::uint64_t expected :
       {6457827717110365317U, 3203168211198807973U, 9817491932198370423U, 4593380528125082431U, 16408922859458223821U})
    BOOST_TEST(generator.next() == expected);
}

// The first outputs of the reference xoshiro256starstar.c by D. Blackman and S. Vigna from the state 1, 2, 3, 4.
BOOST_AUTO_TEST_CASE(xoshiro256_is_the_published_one) {
  Random random = Random::from_state({1, 2, 3, 4});
  for (const std::uint64_t expected :
       {std::uint64_t{11520}, std::uint64_t{0}, std::uint64_t{1509978240}, std::uint64_t{1215971899390074240},
        std::uint64_t{1216172134540287360}, std::uint64_t{607988272756665600}, std::uint64_t{16172922978634559625U},
        std::uint64_t{8476171486693032832}, std::uint64_t{10595114339597558777U}, std::uint64_t{2904607092377533576}})
    BOOST_TEST(random.next() == expected);
}

// One word seeds the state in the way that the authors recommend: by SplitMix64 from that word.
BOOST_AUTO_TEST_CASE(one_word_seeds_through_splitmix64) {
  SplitMix64 fill(1234567);
  Random::State state{};
  for (std::uint64_t& word : state) word = fill.next();
  Random expected = Random::from_state(state), random(1234567);
  for (int draw = 0; draw < 10; ++draw) BOOST_TEST(random.next() == expected.next());
}

BOOST_AUTO_TEST_CASE(streams_differ_in_every_word) {
  std::set<std::uint64_t> first;
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (std::uint64_t stream = 0; stream < 10; ++stream)
      for (std::uint64_t index = 0; index < 10; ++index) first.insert(Random(seed, stream, index).next());
  BOOST_TEST(first.size() == 1000U);
  BOOST_TEST(Random(1, 2, 3).next() == Random(1, 2, 3).next());
  BOOST_TEST(Random(1, 2).next() != Random(2, 1).next());
}

RC_BOOST_PROP(draws_stay_in_their_range, (std::uint64_t seed)) {
  Random random(seed);
  const auto n = *rc::gen::nonZero<std::uint64_t>();
  RC_ASSERT(random.below(n) < n);
  const auto a = *rc::gen::arbitrary<int>(), b = *rc::gen::arbitrary<int>();
  const int low = std::min(a, b), high = std::max(a, b), drawn = random.between(low, high);
  RC_ASSERT(low <= drawn && drawn <= high);
  const std::uint64_t most = 1 + n % 1'000'000;
  const std::uint64_t least = 1 + random.below(most);
  for (const std::uint64_t size : {heavy_tailed(random, least, most), log_uniform(random, least, most)})
    RC_ASSERT(least <= size && size <= most);
}

BOOST_AUTO_TEST_CASE(a_full_range_needs_no_bound) {
  Random random(3), same(3);
  BOOST_TEST(random.between<std::uint64_t>(0, ~std::uint64_t{0}) == same.next());
}

BOOST_AUTO_TEST_CASE(below_is_uniform) {
  Random random(20240101);
  std::vector<int> counts(6, 0);
  for (int draw = 0; draw < 60'000; ++draw) ++counts[random.below(6)];
  // χ² with 5 degrees of freedom exceeds 25 with probability 1.4·10^-4.
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 1e4) * (count - 1e4) / 1e4;
  BOOST_TEST(chi_square < 25.0);
}

// The rejection of uneven remainders is what makes large n uniform: without it a third of the draws below 3·2^62 would
// be twice as likely as the rest.
BOOST_AUTO_TEST_CASE(below_is_uniform_for_large_bounds) {
  Random random(7);
  const std::uint64_t n = std::uint64_t{3} << 62;
  std::vector<int> thirds(3, 0);
  for (int draw = 0; draw < 30'000; ++draw) {
    const std::uint64_t value = random.below(n);
    ++thirds[value >> 62];
  }
  for (const int count : thirds) BOOST_TEST((count > 9'500 && count < 10'500));
}

BOOST_AUTO_TEST_CASE(weights_set_the_odds) {
  Random random(11);
  const std::vector<unsigned> weights = {0, 1, 3, 0};
  std::vector<int> counts(4, 0);
  for (int draw = 0; draw < 40'000; ++draw) ++counts[random.weighted_index(weights)];
  BOOST_TEST(counts[0] == 0);
  BOOST_TEST(counts[3] == 0);
  BOOST_TEST((counts[1] > 9'500 && counts[1] < 10'500));
}

BOOST_AUTO_TEST_CASE(shuffling_reaches_every_order) {
  Random random(5);
  std::map<std::vector<int>, int> seen;
  for (int draw = 0; draw < 6'000; ++draw) {
    std::vector<int> items = {1, 2, 3};
    random.shuffle(items);
    ++seen[items];
  }
  BOOST_TEST(seen.size() == 6U);
  for (const auto& [order, count] : seen) BOOST_TEST((count > 850 && count < 1'150));
}

BOOST_AUTO_TEST_CASE(heavy_tails_reach_the_largest_sizes) {
  Random random(13);
  std::uint64_t total = 0, largest = 0, ones = 0;
  constexpr std::uint64_t draws = 100'000;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const std::uint64_t size = heavy_tailed(random, 1, 100'000);
    total += size;
    largest = std::max(largest, size);
    if (size == 1) ++ones;
  }
  BOOST_TEST(largest > 90'000U);
  BOOST_TEST((ones > 36'000 && ones < 39'000));  // 3/8
  BOOST_TEST((total > 80 * draws && total < 250 * draws));
}

BOOST_AUTO_TEST_CASE(small_rationals_are_all_reached) {
  Random random(17);
  std::set<Rational> seen;
  for (int draw = 0; draw < 5'000; ++draw) {
    const Rational value = small_rational(random);
    BOOST_TEST(value == Rational(numerator(value), denominator(value)));
    seen.insert(value);
  }
  std::set<Rational> expected;
  for (int p = 1; p <= 9; ++p)
    for (int q = 1; q <= 9; ++q) expected.insert(Rational(p, q));
  BOOST_TEST((seen == expected));
}

BOOST_AUTO_TEST_CASE(wide_rationals_reach_both_ends) {
  Random random(19);
  const Integer far = pow(Integer(10), 290U), bound = 9 * pow(Integer(10), 300U);
  int huge = 0, tiny = 0;
  for (int draw = 0; draw < 10'000; ++draw) {
    const Rational value = wide_rational(random);
    BOOST_TEST((value <= Rational(bound) && value >= Rational(1) / pow(Integer(10), 300U)));
    BOOST_TEST((value == Rational(numerator(value), denominator(value))));
    if (value > Rational(far)) ++huge;
    if (value < Rational(1) / far) ++tiny;
  }
  BOOST_TEST(huge > 100);
  BOOST_TEST(tiny > 100);
}

BOOST_AUTO_TEST_CASE(residues_spread_over_the_field) {
  Random random(23);
  int high = 0;
  for (int draw = 0; draw < 10'000; ++draw) {
    BOOST_TEST((nonzero_residue(random) != PrimeField(0)));
    if (random_residue(random).residue() > PrimeField::modulus / 2) ++high;
  }
  BOOST_TEST((high > 4'800 && high < 5'200));
}

BOOST_AUTO_TEST_SUITE_END()
