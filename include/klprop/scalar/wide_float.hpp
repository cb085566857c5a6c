#pragma once

/// Non-negative floating-point numbers of a fixed length of some machine words, rounded down.
///
/// They are made for long computations with additions and multiplications of non-negative numbers alone. There no digits
/// cancel, and a rigorous error bound needs no ball around each number: every conversion, sum and product returns y for
/// x with x·(1 − u) < y ≤ x, u = `WideFloat::unit()`. A result that k such roundings lie behind, counted along the
/// worst way from any input to it, therefore has y ≤ x ≤ y/(1 − k·u) as long as k·u < 1. What is zero, is zero.
///
/// A number takes the words of its significand and one more; the exponent has 64 bits and does not overflow: operands
/// whose exponents are those of numbers that fit into memory would have to be multiplied 10^7 times.

#include <klprop/scalar/rational.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace klprop {

namespace detail {
__extension__ using DoubleWord = unsigned __int128;
}

/// m·2^exponent, m an integer of `words` words whose leading bit is 1; or zero, whose words are all 0.
template <std::size_t words>
class WideFloat {
 public:
  static_assert(words >= 1);
  static constexpr int precision = 64 * static_cast<int>(words);

  WideFloat() = default;
  /// Exact.
  /// @throws std::domain_error  on a negative number
  explicit WideFloat(int value) {
    if (value < 0) throw std::domain_error("WideFloat holds no negative numbers");
    if (value == 0) return;
    const int shift = std::countl_zero(static_cast<std::uint64_t>(value));
    word_[words - 1] = static_cast<std::uint64_t>(value) << shift;
    exponent_ = -(precision - 64) - shift;
  }
  /// Rounded down; one rounding.
  /// @throws std::domain_error  on a negative number
  explicit WideFloat(const Rational& value);

  [[nodiscard]] bool is_zero() const { return word_[words - 1] == 0; }
  /// The exact value, times 2^shift.
  /// @throws std::length_error  when it would have more than 2^32 bits
  [[nodiscard]] Rational to_rational(std::int64_t shift = 0) const;
  /// e, where the value is in [2^(e−1), 2^e).  @pre  not zero
  [[nodiscard]] std::int64_t bound_exponent() const { return exponent_ + precision; }
  /// u: no rounding loses as much as this part of a number.
  [[nodiscard]] static Rational unit() { return Rational(1, Integer(1) << (precision - 1)); }

  WideFloat& operator+=(const WideFloat& b);
  WideFloat& operator*=(const WideFloat& b) {
    set_product(*this, b);
    return *this;
  }
  /// *this ← a·b, either of which may be *this.
  void set_product(const WideFloat& a, const WideFloat& b);
  /// Exact difference, rounded down; slow. It may cancel: the bound above does not speak about it.
  /// @throws std::domain_error  when b is larger
  WideFloat& operator-=(const WideFloat& b) { return *this = WideFloat(Rational(to_rational() - b.to_rational())); }
  friend WideFloat operator+(WideFloat a, const WideFloat& b) { return a += b; }
  friend WideFloat operator-(WideFloat a, const WideFloat& b) { return a -= b; }
  friend WideFloat operator*(WideFloat a, const WideFloat& b) { return a *= b; }

  friend bool operator==(const WideFloat&, const WideFloat&) = default;

 private:
  using Words = std::array<std::uint64_t, words>;

  Words word_{};  // the least significant first
  std::int64_t exponent_ = 0;
};

template <std::size_t words>
WideFloat<words>::WideFloat(const Rational& value) {
  if (value < 0) throw std::domain_error("WideFloat holds no negative numbers");
  if (value.is_zero()) return;
  const mpz_srcptr p = mpq_numref(value.backend().data()), q = mpq_denref(value.backend().data());
  // floor(p·2^s/q) has precision bits or one more.
  const auto bits = [](mpz_srcptr z) { return static_cast<std::int64_t>(mpz_sizeinbase(z, 2)); };
  const std::int64_t shift = precision + bits(q) - bits(p);
  Integer above, below;
  mpz_mul_2exp(above.backend().data(), p, static_cast<mp_bitcnt_t>(shift > 0 ? shift : 0));
  mpz_mul_2exp(below.backend().data(), q, static_cast<mp_bitcnt_t>(shift < 0 ? -shift : 0));
  Integer floor = above / below;
  const std::int64_t excess = bits(floor.backend().data()) - precision;
  floor >>= static_cast<unsigned>(excess);
  exponent_ = excess - shift;
  mpz_export(word_.data(), nullptr, -1, sizeof(std::uint64_t), 0, 0, floor.backend().data());
}

template <std::size_t words>
Rational WideFloat<words>::to_rational(std::int64_t shift) const {
  if (is_zero()) return 0;
  constexpr std::int64_t most = std::int64_t{1} << 32;
  const std::int64_t exponent = exponent_ + shift;
  if (exponent > most || exponent < -most) throw std::length_error("a number of more than 2^32 bits");
  Rational result;
  const mpq_ptr raw = result.backend().data();
  mpz_import(mpq_numref(raw), word_.size(), -1, sizeof(std::uint64_t), 0, 0, word_.data());
  if (exponent >= 0)
    mpq_mul_2exp(raw, raw, static_cast<mp_bitcnt_t>(exponent));
  else
    mpq_div_2exp(raw, raw, static_cast<mp_bitcnt_t>(-exponent));
  return result;
}

/// The upper half of the product of the significands, which is the product rounded down.
template <std::size_t words>
void WideFloat<words>::set_product(const WideFloat& a, const WideFloat& b) {
  if (a.is_zero() || b.is_zero()) {
    *this = WideFloat();
    return;
  }
  std::array<std::uint64_t, 2 * words> product{};
#pragma GCC unroll 8
  for (std::size_t i = 0; i < words; ++i) {
    std::uint64_t carry = 0;
#pragma GCC unroll 8
    for (std::size_t j = 0; j < words; ++j) {
      const auto sum = static_cast<detail::DoubleWord>(a.word_[i]) * b.word_[j] + product[i + j] + carry;
      product[i + j] = static_cast<std::uint64_t>(sum);
      carry = static_cast<std::uint64_t>(sum >> 64);
    }
    product[i + words] = carry;
  }
  // Of two numbers in [1/2, 1) the product is in [1/4, 1): its leading bit is the first or the second.
  const auto shift = static_cast<unsigned>(1 - (product[2 * words - 1] >> 63));
  exponent_ = a.exponent_ + b.exponent_ + precision - static_cast<std::int64_t>(shift);
#pragma GCC unroll 8
  for (std::size_t k = 0; k < words; ++k)
    word_[k] = product[words + k] << shift | (product[words + k - 1] >> 1) >> (63 - shift);
}

/// The smaller significand is moved down to the exponent of the larger; what falls off is rounded away.
template <std::size_t words>
WideFloat<words>& WideFloat<words>::operator+=(const WideFloat& b) {
  if (b.is_zero()) return *this;
  if (is_zero()) return *this = b;
  const bool b_is_larger = exponent_ < b.exponent_;
  const WideFloat& larger = b_is_larger ? b : *this;
  const WideFloat& smaller = b_is_larger ? *this : b;
  std::int64_t distance = larger.exponent_ - smaller.exponent_;
  if (distance >= precision) return *this = larger;
  Words moved = smaller.word_;
  for (; distance >= 64; distance -= 64) {
#pragma GCC unroll 8
    for (std::size_t k = 0; k + 1 < words; ++k) moved[k] = moved[k + 1];
    moved[words - 1] = 0;
  }
  const auto shift = static_cast<unsigned>(distance);
  std::uint64_t carry = 0;
  Words sum{};
#pragma GCC unroll 8
  for (std::size_t k = 0; k < words; ++k) {
    const std::uint64_t above = k + 1 < words ? moved[k + 1 < words ? k + 1 : k] : 0;
    const auto wide =
        static_cast<detail::DoubleWord>(larger.word_[k]) + (moved[k] >> shift | (above << 1) << (63 - shift)) + carry;
    sum[k] = static_cast<std::uint64_t>(wide);
    carry = static_cast<std::uint64_t>(wide >> 64);
  }
  // A carry becomes the leading bit.
  exponent_ = larger.exponent_ + static_cast<std::int64_t>(carry);
  const auto down = static_cast<unsigned>(carry);
#pragma GCC unroll 8
  for (std::size_t k = 0; k < words; ++k) {
    const std::uint64_t above = k + 1 < words ? sum[k + 1 < words ? k + 1 : k] : carry;
    word_[k] = sum[k] >> down | (above & (0 - carry)) << 63;
  }
  return *this;
}

/// In place, because whole numbers that were just written word by word are slow to copy.
template <std::size_t words>
struct InPlace<WideFloat<words>> {
  using Number = WideFloat<words>;
  static void set(Number& target, const Number& a) { target = a; }
  static void set_zero(Number& target) { target = Number(); }
  static void set_product(Number& target, const Number& a, const Number& b) { target.set_product(a, b); }
  static void add(Number& target, const Number& a) { target += a; }
  static void add_product(Number& target, const Number& a, const Number& b, Number& scratch) {
    scratch.set_product(a, b);
    target += scratch;
  }
};

template <std::size_t words>
struct FromRational<WideFloat<words>> {
  static WideFloat<words> convert(const Rational& value) { return WideFloat<words>(value); }
};

}  // namespace klprop
