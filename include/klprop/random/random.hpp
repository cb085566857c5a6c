#pragma once

/// Random numbers that are the same on every machine, for instances that can be made again from their case id.
///
/// The generator is xoshiro256** (Blackman and Vigna, 2018), seeded through SplitMix64. The standard library's engines
/// would do, but its distributions give different numbers from one implementation to the next; so all draws are
/// integer arithmetic written here.

#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/rational.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

namespace klprop {

/// Steele, Lea and Flood's SplitMix64: a Weyl sequence followed by a bijective scrambling of 64 bits.
class SplitMix64 {
 public:
  explicit constexpr SplitMix64(std::uint64_t seed) : state_(seed) {}
  constexpr std::uint64_t next() { return scramble(state_ += 0x9E3779B97F4A7C15U); }

 private:
  static constexpr std::uint64_t scramble(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

/// A stream of random numbers, determined by its seed on every platform.
class Random {
 public:
  using State = std::array<std::uint64_t, 4>;

  /// One stream per tuple of words, say (seed, claim, case): a case is made without making those before it. Tuples
  /// that differ in one word never share a stream; others do with probability 2^-64.
  template <std::convertible_to<std::uint64_t>... Words>
  explicit constexpr Random(std::uint64_t seed, Words... words) {
    ((seed = SplitMix64(seed).next() + static_cast<std::uint64_t>(words)), ...);
    SplitMix64 fill(seed);
    for (std::uint64_t& word : state_) word = fill.next();
  }

  /// @pre  not all four words are zero
  [[nodiscard]] static constexpr Random from_state(const State& state) {
    Random random(0);
    random.state_ = state;
    return random;
  }

  /// 64 uniform bits.
  constexpr std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// Uniform on 0 … n−1, without bias (Lemire's multiplication; a division only when a draw may have to be repeated).
  /// @pre  n ≥ 1
  constexpr std::uint64_t below(std::uint64_t n) {
    Wide product = static_cast<Wide>(next()) * n;
    if (static_cast<std::uint64_t>(product) < n) {
      const std::uint64_t uneven = (0 - n) % n;
      while (static_cast<std::uint64_t>(product) < uneven) product = static_cast<Wide>(next()) * n;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  /// Uniform on low … high, both included.
  /// @pre  low ≤ high
  template <std::integral I>
  constexpr I between(I low, I high) {
    const std::uint64_t width = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t offset = width == 0 ? next() : below(width);
    return static_cast<I>(static_cast<std::uint64_t>(low) + offset);
  }

  /// True with probability numerator/denominator.
  constexpr bool chance(std::uint64_t numerator, std::uint64_t denominator) { return below(denominator) < numerator; }

  /// A uniform element.
  /// @pre  the range is not empty
  template <class Range>
  constexpr decltype(auto) pick(Range&& range) {
    return range[static_cast<std::size_t>(below(std::size(range)))];
  }

  template <class Range>
  constexpr void shuffle(Range&& range) {
    for (std::size_t rest = std::size(range); rest > 1; --rest)
      std::swap(range[rest - 1], range[static_cast<std::size_t>(below(rest))]);
  }

  /// An index with probability proportional to its weight.
  /// @pre  some weight is positive
  constexpr std::size_t weighted_index(std::span<const unsigned> weights) {
    std::uint64_t ticket = below(std::accumulate(weights.begin(), weights.end(), std::uint64_t{0}));
    std::size_t index = 0;
    while (ticket >= weights[index]) ticket -= weights[index++];
    return index;
  }

 private:
  __extension__ using Wide = unsigned __int128;

  State state_{};
};

/// A size in low … high of which a few are very large: each further doubling beyond `low` is reached with probability
/// numerator/denominator of the one before it. Above 1/2 the large sizes together hold most of the total.
/// @pre  1 ≤ low ≤ high, 0 ≤ numerator < denominator
[[nodiscard]] constexpr std::uint64_t heavy_tailed(Random& random, std::uint64_t low, std::uint64_t high,
                                                   std::uint64_t numerator = 5, std::uint64_t denominator = 8) {
  std::uint64_t from = low;
  while (from <= high / 2 && random.chance(numerator, denominator)) from *= 2;
  const std::uint64_t end = from <= high / 2 ? 2 * from - 1 : high;
  return random.between(from, end);
}

/// A size in low … high that is equally likely to have any number of bits.
/// @pre  1 ≤ low ≤ high
[[nodiscard]] constexpr std::uint64_t log_uniform(Random& random, std::uint64_t low, std::uint64_t high) {
  const auto width = random.between(std::bit_width(low), std::bit_width(high));
  const std::uint64_t from = std::uint64_t{1} << (width - 1);
  return random.between(std::max(low, from), std::min(high, from + (from - 1)));
}

/// p/q for coprime or not p, q > 0, without the general reduction: generators make a rational for each edge.
[[nodiscard]] inline Rational fraction(std::uint32_t p, std::uint32_t q) {
  const std::uint32_t common = std::gcd(p, q);
  Rational result;
  mpq_set_ui(result.backend().data(), p / common, q / common);
  return result;
}

/// p/q with p and q uniform on 1 … 9.
[[nodiscard]] inline Rational small_rational(Random& random) {
  const auto p = random.between(1U, 9U);
  const auto q = random.between(1U, 9U);
  return fraction(p, q);
}

/// m·10^e with m uniform on 1 … 9 and e uniform on −300 … 300.
[[nodiscard]] inline Rational wide_rational(Random& random) {
  constexpr int exponent_bound = 300;
  const auto mantissa = random.between(1U, 9U);
  const int exponent = random.between(-exponent_bound, exponent_bound);
  Rational result;
  const mpq_ptr raw = result.backend().data();
  const mpz_ptr power = exponent < 0 ? mpq_denref(raw) : mpq_numref(raw);
  mpz_ui_pow_ui(power, 10, static_cast<unsigned long>(exponent < 0 ? -exponent : exponent));
  if (exponent < 0)
    mpz_set_ui(mpq_numref(raw), mantissa);
  else
    mpz_mul_ui(power, power, mantissa);
  mpq_canonicalize(raw);
  return result;
}

/// Uniform over the whole field.
[[nodiscard]] constexpr PrimeField random_residue(Random& random) {
  return PrimeField::from_residue(random.below(PrimeField::modulus));
}

/// Uniform over the field without zero.
[[nodiscard]] constexpr PrimeField nonzero_residue(Random& random) {
  return PrimeField::from_residue(1 + random.below(PrimeField::modulus - 1));
}

}  // namespace klprop
