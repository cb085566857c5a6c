#pragma once

/// Integers modulo several primes at once, and their way back (the Chinese remainder theorem).
///
/// A computation with + − × on integers below 2^B that runs modulo enough primes, B bits in all, is exact. It never holds
/// a long number: tables take a word per prime that is in work, whatever B is.

#include <klprop/scalar/rational.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace klprop {

/// Pairwise different odd primes below 2^63, the largest ones first.
[[nodiscard]] std::vector<std::uint64_t> large_primes(std::size_t count);

/// Odd moduli below 2^63, prepared for Montgomery's multiplication: a residue x is held as x·2^64 mod m.
template <std::size_t lanes>
class Moduli {
 public:
  /// @pre  each is odd and below 2^63
  explicit Moduli(const std::array<std::uint64_t, lanes>& moduli);

  struct Lane {
    std::uint64_t modulus, negative_inverse;  // −1/m mod 2^64
    std::uint64_t radix_squared;              // 2^128 mod m
  };
  [[nodiscard]] const Lane& lane(std::size_t k) const { return lane_[k]; }

 private:
  std::array<Lane, lanes> lane_;
};

namespace detail {
template <std::size_t lanes>
inline thread_local constinit const Moduli<lanes>* moduli_in_use = nullptr;
}

/// Makes moduli those of this thread's `Residues` until the scope ends. Scopes nest; the moduli must outlive it.
template <std::size_t lanes>
class ModuliScope {
 public:
  explicit ModuliScope(const Moduli<lanes>& moduli) : outer_(std::exchange(detail::moduli_in_use<lanes>, &moduli)) {}
  ~ModuliScope() { detail::moduli_in_use<lanes> = outer_; }
  ModuliScope(const ModuliScope&) = delete;
  ModuliScope& operator=(const ModuliScope&) = delete;

 private:
  const Moduli<lanes>* outer_;
};

/// A number modulo each of the moduli of the innermost `ModuliScope` of this thread. Only numbers of one scope may meet.
template <std::size_t lanes>
class Residues {
 public:
  Residues() = default;
  explicit Residues(int value) : Residues(Integer(value)) {}
  explicit Residues(const Integer& value) {
    for (std::size_t k = 0; k < lanes; ++k) {
      const std::uint64_t residue = mpz_fdiv_ui(value.backend().data(), lane(k).modulus);
      value_[k] = reduced_product(residue, lane(k).radix_squared, lane(k));
    }
  }
  /// In [0, m) for modulus number k.
  [[nodiscard]] std::uint64_t residue(std::size_t k) const { return reduced_product(value_[k], 1, lane(k)); }

  Residues& operator+=(const Residues& b) {
    for (std::size_t k = 0; k < lanes; ++k) value_[k] = below(value_[k] + b.value_[k], lane(k).modulus);
    return *this;
  }
  Residues& operator-=(const Residues& b) {
    for (std::size_t k = 0; k < lanes; ++k)
      value_[k] = below(value_[k] + (lane(k).modulus - b.value_[k]), lane(k).modulus);
    return *this;
  }
  Residues& operator*=(const Residues& b) {
    set_product(*this, b);
    return *this;
  }
  friend Residues operator+(Residues a, const Residues& b) { return a += b; }
  friend Residues operator-(Residues a, const Residues& b) { return a -= b; }
  friend Residues operator*(Residues a, const Residues& b) { return a *= b; }

  /// *this ← a·b
  void set_product(const Residues& a, const Residues& b) {
    for (std::size_t k = 0; k < lanes; ++k) value_[k] = reduced_product(a.value_[k], b.value_[k], lane(k));
  }
  /// *this ← *this + a·b
  void add_product(const Residues& a, const Residues& b) {
    for (std::size_t k = 0; k < lanes; ++k)
      value_[k] = below(value_[k] + reduced_product(a.value_[k], b.value_[k], lane(k)), lane(k).modulus);
  }

 private:
  using Lane = typename Moduli<lanes>::Lane;
  __extension__ using Wide = unsigned __int128;

  static const Lane& lane(std::size_t k) { return detail::moduli_in_use<lanes>->lane(k); }
  static std::uint64_t below(std::uint64_t x, std::uint64_t modulus) { return x >= modulus ? x - modulus : x; }
  /// x·y·2^-64 mod m for x, y < m: a multiple of m clears the lower word.
  static std::uint64_t reduced_product(std::uint64_t x, std::uint64_t y, const Lane& lane) {
    const Wide product = static_cast<Wide>(x) * y;
    const std::uint64_t multiple = static_cast<std::uint64_t>(product) * lane.negative_inverse;
    const Wide cleared = product + static_cast<Wide>(multiple) * lane.modulus;
    return below(static_cast<std::uint64_t>(cleared >> 64), lane.modulus);
  }

  std::array<std::uint64_t, lanes> value_{};
};

template <std::size_t lanes>
struct InPlace<Residues<lanes>> {
  using Number = Residues<lanes>;
  static void set(Number& target, const Number& a) { target = a; }
  static void set_zero(Number& target) { target = Number(); }
  static void set_product(Number& target, const Number& a, const Number& b) { target.set_product(a, b); }
  static void add(Number& target, const Number& a) { target += a; }
  static void add_product(Number& target, const Number& a, const Number& b, Number& /*scratch*/) {
    target.add_product(a, b);
  }
};

/// From residues to the integer in [0, m_0·m_1·…).
class ChineseRemainder {
 public:
  /// @pre  the moduli are pairwise coprime
  /// @cost quadratic in their number
  explicit ChineseRemainder(std::span<const std::uint64_t> moduli);

  /// The product of all moduli.
  [[nodiscard]] const Integer& product() const { return products_.back().front(); }
  /// @param  residues  one per modulus
  /// @cost   that of a few multiplications of the result's size, times the logarithm of the number of moduli
  [[nodiscard]] Integer combine(std::span<const std::uint64_t> residues) const;

 private:
  std::vector<std::uint64_t> moduli_;
  std::vector<std::uint64_t> cofactor_inverse_;  // (product/m_k)^-1 mod m_k
  std::vector<std::vector<Integer>> products_;   // by level, of 1, 2, 4 … neighbouring moduli
};

inline std::vector<std::uint64_t> large_primes(std::size_t count) {
  constexpr int certain = 40;  // below 2^64 the first of the tests that this asks for already leaves no doubt
  std::vector<std::uint64_t> primes;
  primes.reserve(count);
  Integer candidate = (Integer(1) << 63) - 1;
  for (; primes.size() < count; candidate -= 2)
    if (mpz_probab_prime_p(candidate.backend().data(), certain) != 0)
      primes.push_back(mpz_get_ui(candidate.backend().data()));
  return primes;
}

template <std::size_t lanes>
Moduli<lanes>::Moduli(const std::array<std::uint64_t, lanes>& moduli) {
  for (std::size_t k = 0; k < lanes; ++k) {
    const std::uint64_t m = moduli[k];
    std::uint64_t inverse = m;  // right modulo 2^3; each step doubles the number of right bits
    for (int step = 0; step < 5; ++step) inverse *= 2 - m * inverse;
    const Integer radix_squared = Integer(1) << 128;
    lane_[k] = {m, 0 - inverse, mpz_fdiv_ui(radix_squared.backend().data(), m)};
  }
}

inline ChineseRemainder::ChineseRemainder(std::span<const std::uint64_t> moduli)
    : moduli_(moduli.begin(), moduli.end()), products_(1) {
  for (const std::uint64_t modulus : moduli_) products_[0].emplace_back(modulus);
  if (moduli_.empty()) products_[0].emplace_back(1);
  while (products_.back().size() > 1) {
    std::vector<Integer> next;
    const std::vector<Integer>& last = products_.back();
    for (std::size_t k = 0; k < last.size(); k += 2)
      next.push_back(k + 1 < last.size() ? Integer(last[k] * last[k + 1]) : last[k]);
    products_.push_back(std::move(next));
  }
  for (const std::uint64_t modulus : moduli_) {
    Integer cofactor, inverse, m(modulus);
    mpz_divexact(cofactor.backend().data(), product().backend().data(), m.backend().data());
    if (mpz_invert(inverse.backend().data(), cofactor.backend().data(), m.backend().data()) == 0 && modulus != 1)
      throw std::invalid_argument("ChineseRemainder: expected pairwise coprime moduli");
    cofactor_inverse_.push_back(mpz_get_ui(inverse.backend().data()));
  }
}

/// Σ_k (r_k·(M/m_k)^-1 mod m_k)·M/m_k, where neighbouring sums are joined as their moduli are.
inline Integer ChineseRemainder::combine(std::span<const std::uint64_t> residues) const {
  __extension__ using Wide = unsigned __int128;
  std::vector<Integer> sums;
  for (std::size_t k = 0; k < moduli_.size(); ++k)
    sums.emplace_back(static_cast<std::uint64_t>(static_cast<Wide>(residues[k]) * cofactor_inverse_[k] % moduli_[k]));
  if (sums.empty()) return 0;
  for (std::size_t level = 0; sums.size() > 1; ++level) {
    const std::vector<Integer>& products = products_[level];
    for (std::size_t k = 0; k < sums.size(); k += 2)
      sums[k / 2] = k + 1 < sums.size() ? Integer(sums[k] * products[k + 1] + sums[k + 1] * products[k]) : sums[k];
    sums.resize((sums.size() + 1) / 2);
  }
  return sums.front() % product();
}

}  // namespace klprop
