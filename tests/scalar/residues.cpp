// Residues against GMP's, and the way back.

#include <klprop/random/random.hpp>
#include <klprop/scalar/residues.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace klprop {
namespace {

static_assert(Ring<Residues<4>>);
static_assert(sizeof(Residues<4>) == 32);

Integer random_integer(Random& random, unsigned words) {
  Integer value = 0;
  for (unsigned k = 0; k < words; ++k) value = (value << 64) + Integer(random.next());
  return value;
}

template <std::size_t lanes>
bool holds(const Residues<lanes>& number, const Integer& value, const std::array<std::uint64_t, lanes>& moduli) {
  for (std::size_t k = 0; k < lanes; ++k)
    if (Integer(number.residue(k)) != (value % moduli[k] + moduli[k]) % moduli[k]) return false;
  return true;
}

BOOST_AUTO_TEST_SUITE(residues)

BOOST_AUTO_TEST_CASE(the_largest_primes) {
  const auto primes = large_primes(200);
  BOOST_TEST(primes[0] == (std::uint64_t{1} << 63) - 25);  // OEIS A014234
  BOOST_TEST(std::is_sorted(primes.rbegin(), primes.rend()));
  BOOST_TEST((std::ranges::adjacent_find(primes) == primes.end()));
  BOOST_TEST(primes.back() > std::uint64_t{1} << 62);
}

BOOST_AUTO_TEST_CASE(operations_are_those_of_integers) {
  const std::vector<std::array<std::uint64_t, 3>> choices = {
      {(std::uint64_t{1} << 63) - 25, (std::uint64_t{1} << 63) - 1, 3},  // a composite one; the least
      {(std::uint64_t{1} << 61) - 1, 5, 1'000'000'007}};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Random random(seed, 42);
    const auto& moduli = choices[seed % 2];
    const Moduli<3> prepared(moduli);
    const ModuliScope<3> scope(prepared);
    const Integer a = random_integer(random, random.between(1U, 3U)), b = random_integer(random, 1),
                  c = -random_integer(random, 1);
    using Number = Residues<3>;
    const Number x(a), y(b), z(c);
    BOOST_TEST(holds(x, a, moduli), "seed " << seed);
    BOOST_TEST(holds(z, c, moduli), "seed " << seed);
    BOOST_TEST(holds(x + y, a + b, moduli), "seed " << seed);
    BOOST_TEST(holds(x - y, a - b, moduli), "seed " << seed);
    BOOST_TEST(holds(x * y, a * b, moduli), "seed " << seed);
    Number target = z, scratch;
    InPlace<Number>::add_product(target, x, y, scratch);
    BOOST_TEST(holds(target, c + a * b, moduli), "seed " << seed);
    BOOST_TEST(!holds(target, c + a * b + 1, moduli), "seed " << seed);
    BOOST_TEST(holds(Number(-7), -7, moduli), "seed " << seed);
    BOOST_TEST(holds(Number(), 0, moduli), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(scopes_nest) {
  const Moduli<1> outer({7}), inner({11});
  const ModuliScope<1> outer_scope(outer);
  {
    const ModuliScope<1> scope(inner);
    BOOST_TEST(Residues<1>(20).residue(0) == 9U);
  }
  BOOST_TEST(Residues<1>(20).residue(0) == 6U);
}

BOOST_AUTO_TEST_CASE(there_and_back) {
  for (const std::size_t count : {1U, 2U, 3U, 4U, 7U, 64U, 65U}) {
    const auto moduli = large_primes(count);
    const ChineseRemainder chinese(moduli);
    Random random(count);
    for (int repeated = 0; repeated < 50; ++repeated) {
      const Integer value = random_integer(random, static_cast<unsigned>(count) + 1) % chinese.product();
      std::vector<std::uint64_t> remainders;
      for (const std::uint64_t modulus : moduli) remainders.push_back(mpz_fdiv_ui(value.backend().data(), modulus));
      BOOST_TEST(chinese.combine(remainders) == value);
      remainders.back() = remainders.back() == 0 ? 1 : remainders.back() - 1;
      BOOST_TEST(chinese.combine(remainders) != value);
    }
  }
  BOOST_TEST(ChineseRemainder(std::vector<std::uint64_t>{3, 5, 7}).combine(std::vector<std::uint64_t>{2, 3, 2}) == 23);
  BOOST_TEST(ChineseRemainder({}).combine({}) == 0);
}

BOOST_AUTO_TEST_CASE(moduli_with_a_common_factor_are_refused) {
  BOOST_CHECK_THROW(ChineseRemainder(std::vector<std::uint64_t>{15, 7, 21}), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
