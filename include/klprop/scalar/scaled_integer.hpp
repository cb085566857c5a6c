#pragma once

/// Integers over a power of one common base: exact arithmetic without greatest common divisors.
///
/// Rational arithmetic spends nearly all its time reducing fractions. Where all denominators that can occur divide a
/// power of one base B — a circuit whose parameters are decimals, say — a number can be held as m·B^-k instead: a
/// product multiplies the m and adds the k, a sum multiplies the operand with the smaller k by a power of B. Nothing
/// is reduced until a result is wanted as a `Rational`.

#include <klprop/scalar/rational.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace klprop {

/// A positive integer as 2^twos·5^fives·rest with rest prime to 10: decimals have powers of ten for denominators.
struct DecimalParts {
  std::uint64_t twos = 0, fives = 0;
  Integer rest = 1;

  [[nodiscard]] static DecimalParts of(const Integer& value) {
    DecimalParts parts;
    const mpz_ptr rest = parts.rest.backend().data();
    const Integer five(5);
    parts.twos = mpz_scan1(value.backend().data(), 0);
    mpz_tdiv_q_2exp(rest, value.backend().data(), parts.twos);
    parts.fives = mpz_remove(rest, rest, five.backend().data());
    return parts;
  }
};

/// A base B > 1, and its powers.
class Scale {
 public:
  explicit Scale(Integer base)
      : base_(std::move(base)), base_parts_(DecimalParts::of(base_)), powers_{Integer(1), base_} {}

  [[nodiscard]] const Integer& base() const { return base_; }

  /// The least k such that value·B^k is an integer; empty if there is none.
  ///
  /// @cost  for a base 2, 5 or 10 a few multiplications of the denominator's size
  [[nodiscard]] std::optional<std::uint32_t> exponent(const Rational& value) const {
    const DecimalParts parts = DecimalParts::of(denominator(value));
    // B^k takes up 2^twos, 5^fives and the rest independently of each other.
    const auto twos = times(parts.twos, base_parts_.twos), fives = times(parts.fives, base_parts_.fives);
    if (!twos || !fives) return std::nullopt;
    std::uint32_t k = 0;
    for (Integer rest = parts.rest; rest != 1; ++k) {
      const Integer common = gcd(rest, base_parts_.rest);
      if (common == 1) return std::nullopt;
      rest /= common;
    }
    return std::max({k, *twos, *fives});
  }

  /// target ← target·B^k
  void raise(Integer& target, std::uint64_t k) {
    if (k != 0) target *= power(k);
  }

  /// B^k. Small powers are kept, since sums need the same few again and again.
  [[nodiscard]] const Integer& power(std::uint64_t k) {
    constexpr std::uint64_t kept = 256;
    if (k < kept) {
      while (powers_.size() <= k) powers_.push_back(powers_.back() * base_);
      return powers_[k];
    }
    mpz_pow_ui(large_.backend().data(), base_.backend().data(), k);
    return large_;
  }

 private:
  /// How many factors that hold `each` of a prime are needed for `wanted` of them.
  [[nodiscard]] static std::optional<std::uint32_t> times(std::uint64_t wanted, std::uint64_t each) {
    if (wanted == 0) return 0;
    if (each == 0) return std::nullopt;
    return static_cast<std::uint32_t>((wanted + each - 1) / each);
  }

  Integer base_;
  DecimalParts base_parts_;
  std::vector<Integer> powers_;
  Integer large_;
};

/// The least common multiple of denominators, in parts. It is given up when `rest` exceeds `max_bits` bits.
class CommonDenominator {
 public:
  explicit CommonDenominator(std::size_t max_bits = 256) : max_bits_(max_bits) {}

  /// Cost: a few operations on integers of at most `max_bits` bits and the value's denominator.
  void include(const Rational& value) {
    const DecimalParts parts = DecimalParts::of(denominator(value));
    twos_ = std::max(twos_, parts.twos);
    fives_ = std::max(fives_, parts.fives);
    if (!rest_) return;
    *rest_ = lcm(*rest_, parts.rest);
    if (mpz_sizeinbase(rest_->backend().data(), 2) > max_bits_) rest_.reset();
  }

  /// The part that is prime to 10; empty when given up.
  [[nodiscard]] const std::optional<Integer>& rest() const { return rest_; }

  /// The base that suits: 2, 5 or 10 where a power of it is a common denominator, else the least common denominator.
  /// Empty when the base would have more than `max_bits` bits: numbers would then grow faster than reduced fractions.
  [[nodiscard]] std::optional<Scale> scale() const {
    if (!rest_) return std::nullopt;
    if (*rest_ == 1) return Scale(Integer(fives_ == 0 ? 2 : twos_ == 0 ? 5 : 10));
    if (twos_ + 3 * fives_ + mpz_sizeinbase(rest_->backend().data(), 2) > max_bits_) return std::nullopt;
    Integer base;
    mpz_ui_pow_ui(base.backend().data(), 5, fives_);
    base *= *rest_;
    base <<= twos_;
    return Scale(base);
  }

 private:
  std::size_t max_bits_;
  std::uint64_t twos_ = 0, fives_ = 0;
  std::optional<Integer> rest_ = Integer(1);
};

namespace detail {
inline thread_local Scale* scale_in_use = nullptr;
}

/// Makes a base that of this thread's `ScaledInteger`s until the scope ends. Scopes nest; the scale must outlive it.
class ScaleScope {
 public:
  explicit ScaleScope(Scale& scale) : outer_(std::exchange(detail::scale_in_use, &scale)) {}
  ~ScaleScope() { detail::scale_in_use = outer_; }
  ScaleScope(const ScaleScope&) = delete;
  ScaleScope& operator=(const ScaleScope&) = delete;

 private:
  Scale* outer_;
};

/// m·B^-k, B being the base of the innermost `ScaleScope` of this thread. Only numbers of one scope may meet.
class ScaledInteger {
 public:
  ScaledInteger() = default;
  ScaledInteger(int value) : numerator_(value) {}

  /// @throws std::domain_error  when no power of the base is a multiple of the denominator
  static ScaledInteger from(const Rational& value) {
    const auto exponent = detail::scale_in_use->exponent(value);
    if (!exponent) throw std::domain_error("denominator of " + value.str() + " divides no power of the base");
    ScaledInteger result;
    result.exponent_ = *exponent;
    result.numerator_ = detail::scale_in_use->power(*exponent) / denominator(value) * numerator(value);
    return result;
  }
  [[nodiscard]] Rational to_rational() const { return Rational(numerator_, detail::scale_in_use->power(exponent_)); }
  /// a/b, reduced once.  @pre  b ≠ 0
  [[nodiscard]] static Rational ratio(const ScaledInteger& a, const ScaledInteger& b) {
    Integer above = a.numerator_, below = b.numerator_;
    if (a.exponent_ < b.exponent_)
      detail::scale_in_use->raise(above, b.exponent_ - a.exponent_);
    else
      detail::scale_in_use->raise(below, a.exponent_ - b.exponent_);
    return Rational(above, below);
  }

  [[nodiscard]] bool is_zero() const { return numerator_.is_zero(); }
  [[nodiscard]] const Integer& scaled_numerator() const { return numerator_; }
  [[nodiscard]] std::uint64_t exponent() const { return exponent_; }

  ScaledInteger& operator+=(const ScaledInteger& b) { return combine<mpz_add>(b); }
  ScaledInteger& operator-=(const ScaledInteger& b) { return combine<mpz_sub>(b); }
  ScaledInteger& operator*=(const ScaledInteger& b) {
    set_product(*this, b);
    return *this;
  }
  friend ScaledInteger operator+(ScaledInteger a, const ScaledInteger& b) { return a += b; }
  friend ScaledInteger operator-(ScaledInteger a, const ScaledInteger& b) { return a -= b; }
  friend ScaledInteger operator*(ScaledInteger a, const ScaledInteger& b) { return a *= b; }

  /// *this ← a·b
  void set_product(const ScaledInteger& a, const ScaledInteger& b) {
    mpz_mul(raw(numerator_), raw(a.numerator_), raw(b.numerator_));
    exponent_ = a.exponent_ + b.exponent_;
  }
  void set_zero() {
    mpz_set_ui(raw(numerator_), 0);
    exponent_ = 0;
  }

 private:
  static mpz_ptr raw(Integer& x) { return x.backend().data(); }
  static mpz_srcptr raw(const Integer& x) { return x.backend().data(); }

  template <auto operation>
  ScaledInteger& combine(const ScaledInteger& b) {
    if (b.is_zero()) return *this;
    if (is_zero()) exponent_ = b.exponent_;
    if (exponent_ >= b.exponent_) {
      Integer aligned;
      const bool same = exponent_ == b.exponent_;
      if (!same) mpz_mul(raw(aligned), raw(b.numerator_), raw(detail::scale_in_use->power(exponent_ - b.exponent_)));
      operation(raw(numerator_), raw(numerator_), same ? raw(b.numerator_) : raw(aligned));
      return *this;
    }
    detail::scale_in_use->raise(numerator_, b.exponent_ - exponent_);
    exponent_ = b.exponent_;
    operation(raw(numerator_), raw(numerator_), raw(b.numerator_));
    return *this;
  }

  Integer numerator_;
  std::uint64_t exponent_ = 0;
};

template <>
struct InPlace<ScaledInteger> {
  static void set(ScaledInteger& target, const ScaledInteger& a) { target = a; }
  static void set_zero(ScaledInteger& target) { target.set_zero(); }
  static void set_product(ScaledInteger& target, const ScaledInteger& a, const ScaledInteger& b) {
    target.set_product(a, b);
  }
  static void add(ScaledInteger& target, const ScaledInteger& a) { target += a; }
  static void add_product(ScaledInteger& target, const ScaledInteger& a, const ScaledInteger& b,
                          ScaledInteger& scratch) {
    scratch.set_product(a, b);
    target += scratch;
  }
};

template <>
struct FromRational<ScaledInteger> {
  static ScaledInteger convert(const Rational& value) { return ScaledInteger::from(value); }
};

}  // namespace klprop
