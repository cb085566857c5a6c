#pragma once

/// Integers modulo the Mersenne prime p = 2^61 − 1.
///
/// A polynomial identity that is false, of degree d, survives one uniformly random point with probability at most
/// d/p (Schwartz–Zippel). So a pass over this field speaks about all real inputs at once, at the price of a few
/// machine instructions per operation.

#include <klprop/scalar/rational.hpp>

#include <cstdint>
#include <stdexcept>

namespace klprop {

class PrimeField {
 public:
  static constexpr std::uint64_t modulus = (std::uint64_t{1} << 61) - 1;

  constexpr PrimeField() = default;
  constexpr PrimeField(int value)
      : value_(value >= 0 ? static_cast<std::uint64_t>(value)
                          : modulus - static_cast<std::uint64_t>(-static_cast<std::int64_t>(value))) {}

  /// The residue of any 64-bit number.
  [[nodiscard]] static constexpr PrimeField from_residue(std::uint64_t value) {
    return PrimeField(Reduced{}, fold(value));
  }

  /// The residue in [0, p).
  [[nodiscard]] constexpr std::uint64_t residue() const { return value_; }

  friend constexpr PrimeField operator+(PrimeField a, PrimeField b) {
    return PrimeField(Reduced{}, correct(a.value_ + b.value_));
  }
  friend constexpr PrimeField operator-(PrimeField a, PrimeField b) {
    return PrimeField(Reduced{}, correct(a.value_ + modulus - b.value_));
  }
  friend constexpr PrimeField operator-(PrimeField a) { return PrimeField{} - a; }
  friend constexpr PrimeField operator*(PrimeField a, PrimeField b) {
    // 2^61 ≡ 1, so the high part of the 122-bit product is simply added to the low part.
    const Wide product = static_cast<Wide>(a.value_) * b.value_;
    return PrimeField(Reduced{}, correct((static_cast<std::uint64_t>(product) & modulus) +
                                         static_cast<std::uint64_t>(product >> 61)));
  }
  /// @throws std::domain_error when b is zero
  friend constexpr PrimeField operator/(PrimeField a, PrimeField b) { return a * b.inverse(); }

  constexpr PrimeField& operator+=(PrimeField b) { return *this = *this + b; }
  constexpr PrimeField& operator-=(PrimeField b) { return *this = *this - b; }
  constexpr PrimeField& operator*=(PrimeField b) { return *this = *this * b; }
  constexpr PrimeField& operator/=(PrimeField b) { return *this = *this / b; }

  friend constexpr bool operator==(PrimeField a, PrimeField b) = default;

  /// By Fermat's little theorem: a^(p−2), with p − 2 = 4·(2^59 − 1) + 1 reached by doubling the runs of ones in the
  /// exponent. 71 multiplications, no branch and no division.
  /// @throws std::domain_error when the element is zero
  [[nodiscard]] constexpr PrimeField inverse() const {
    if (value_ == 0) throw std::domain_error("division by zero in the field of 2^61-1 elements");
    const PrimeField a = *this;
    const PrimeField ones3 = (a.squared(1) * a).squared(1) * a;  // a^(2^3 − 1)
    const PrimeField ones7 = (ones3.squared(3) * ones3).squared(1) * a;
    const PrimeField ones14 = ones7.squared(7) * ones7;
    const PrimeField ones29 = (ones14.squared(14) * ones14).squared(1) * a;
    const PrimeField ones59 = (ones29.squared(29) * ones29).squared(1) * a;
    return ones59.squared(2) * a;
  }

 private:
  struct Reduced {};
  __extension__ using Wide = unsigned __int128;

  constexpr PrimeField(Reduced, std::uint64_t value) : value_(value) {}

  /// a^(2^times)
  [[nodiscard]] constexpr PrimeField squared(int times) const {
    PrimeField result = *this;
    while (times-- > 0) result *= result;
    return result;
  }

  /// x in [0, 2p] to [0, p)
  static constexpr std::uint64_t correct(std::uint64_t x) {
    const std::uint64_t reduced = x - modulus;
    return x >= modulus ? reduced : x;
  }
  static constexpr std::uint64_t fold(std::uint64_t x) { return correct((x & modulus) + (x >> 61)); }

  std::uint64_t value_ = 0;
};

/// @throws std::domain_error when p divides the denominator
template <>
struct FromRational<PrimeField> {
  static PrimeField convert(const Rational& value) {
    const mpq_srcptr raw = value.backend().data();
    return residue(mpq_numref(raw)) / residue(mpq_denref(raw));
  }

 private:
  static PrimeField residue(mpz_srcptr z) {
    static_assert(sizeof(unsigned long) == 8, "the residue is read through an unsigned long");
    return PrimeField::from_residue(mpz_fdiv_ui(z, PrimeField::modulus));
  }
};

}  // namespace klprop
