#pragma once

/// Floating-point numbers of any precision in bits, over MPFR, rounded to nearest.
///
/// Every new number takes the precision of the innermost `PrecisionScope` of the thread that makes it, so threads at
/// different precisions do not disturb each other. A copy is exact: it takes the precision of its source. Arithmetic
/// rounds once, to the scope's precision; the in-place operations round to the precision of their target.

#include <klprop/scalar/rational.hpp>

#include <mpfr.h>

#include <compare>
#include <string>
#include <utility>

namespace klprop {

namespace detail {

inline thread_local mpfr_prec_t working_precision = 128;

/// Frees what MPFR keeps for a thread (constants, spare memory) when the thread ends.
class MpfrCaches {
 public:
  constexpr MpfrCaches() = default;
  ~MpfrCaches() { mpfr_free_cache(); }
  MpfrCaches(const MpfrCaches&) = delete;
  MpfrCaches& operator=(const MpfrCaches&) = delete;

  /// Whoever opens a scope is about to fill this thread's caches.
  static void free_at_thread_end() { static thread_local const MpfrCaches caches; }
};

}  // namespace detail

/// Sets the working precision of this thread, in bits, until the scope ends, and opens MPFR's exponent range to its
/// widest. Scopes nest; they must end on the thread that opened them.
class PrecisionScope {
 public:
  explicit PrecisionScope(mpfr_prec_t bits)
      : bits_(detail::working_precision), emin_(mpfr_get_emin()), emax_(mpfr_get_emax()) {
    detail::MpfrCaches::free_at_thread_end();
    detail::working_precision = bits;
    mpfr_set_emin(mpfr_get_emin_min());
    mpfr_set_emax(mpfr_get_emax_max());
  }
  ~PrecisionScope() {
    detail::working_precision = bits_;
    mpfr_set_emin(emin_);
    mpfr_set_emax(emax_);
  }
  PrecisionScope(const PrecisionScope&) = delete;
  PrecisionScope& operator=(const PrecisionScope&) = delete;

 private:
  mpfr_prec_t bits_;
  mpfr_exp_t emin_, emax_;
};

[[nodiscard]] inline mpfr_prec_t working_precision() {
  return detail::working_precision;
}

class Real {
 public:
  Real() {
    mpfr_init2(value_, working_precision());
    mpfr_set_zero(value_, 1);
  }
  Real(int value) {
    mpfr_init2(value_, working_precision());
    mpfr_set_si(value_, value, MPFR_RNDN);
  }
  explicit Real(const Rational& value) {
    mpfr_init2(value_, working_precision());
    mpfr_set_q(value_, value.backend().data(), MPFR_RNDN);
  }
  Real(const Real& other) {
    mpfr_init2(value_, other.precision());
    mpfr_set(value_, other.value_, MPFR_RNDN);
  }
  Real(Real&& other) noexcept {
    *value_ = *other.value_;
    other.value_->_mpfr_d = nullptr;
  }
  Real& operator=(const Real& other) {
    if (this == &other) return *this;
    if (value_->_mpfr_d == nullptr)
      mpfr_init2(value_, other.precision());
    else if (precision() != other.precision())
      mpfr_set_prec(value_, other.precision());
    mpfr_set(value_, other.value_, MPFR_RNDN);
    return *this;
  }
  Real& operator=(Real&& other) noexcept {
    std::swap(*value_, *other.value_);
    return *this;
  }
  ~Real() {
    if (value_->_mpfr_d != nullptr) mpfr_clear(value_);
  }

  [[nodiscard]] mpfr_ptr raw() { return value_; }
  [[nodiscard]] mpfr_srcptr raw() const { return value_; }
  [[nodiscard]] mpfr_prec_t precision() const { return mpfr_get_prec(value_); }
  [[nodiscard]] bool is_finite() const { return mpfr_number_p(value_) != 0; }

  friend Real operator+(const Real& a, const Real& b) { return rounded<mpfr_add>(a, b); }
  friend Real operator-(const Real& a, const Real& b) { return rounded<mpfr_sub>(a, b); }
  friend Real operator*(const Real& a, const Real& b) { return rounded<mpfr_mul>(a, b); }
  /// Division by zero gives an infinity or NaN, which `is_finite` reveals.
  friend Real operator/(const Real& a, const Real& b) { return rounded<mpfr_div>(a, b); }
  friend Real operator-(const Real& a) { return rounded<mpfr_neg>(a); }

  Real& operator+=(const Real& b) { return *this = *this + b; }
  Real& operator-=(const Real& b) { return *this = *this - b; }
  Real& operator*=(const Real& b) { return *this = *this * b; }
  Real& operator/=(const Real& b) { return *this = *this / b; }

  friend bool operator==(const Real& a, const Real& b) { return mpfr_equal_p(a.value_, b.value_) != 0; }
  friend std::partial_ordering operator<=>(const Real& a, const Real& b) {
    if (mpfr_unordered_p(a.value_, b.value_) != 0) return std::partial_ordering::unordered;
    return mpfr_cmp(a.value_, b.value_) <=> 0;
  }

  friend Real log(const Real& a) { return rounded<mpfr_log>(a); }
  friend Real exp(const Real& a) { return rounded<mpfr_exp>(a); }
  friend Real sqrt(const Real& a) { return rounded<mpfr_sqrt>(a); }
  friend Real abs(const Real& a) { return rounded<mpfr_abs>(a); }

 private:
  template <auto operation, class... Operands>
  static Real rounded(const Operands&... operands) {
    Real result;
    operation(result.value_, operands.value_..., MPFR_RNDN);
    return result;
  }

  mpfr_t value_;
};

template <>
struct InPlace<Real> {
  static void set(Real& target, const Real& a) { mpfr_set(target.raw(), a.raw(), MPFR_RNDN); }
  static void set_zero(Real& target) { mpfr_set_zero(target.raw(), 1); }
  static void set_product(Real& target, const Real& a, const Real& b) {
    mpfr_mul(target.raw(), a.raw(), b.raw(), MPFR_RNDN);
  }
  static void add(Real& target, const Real& a) { mpfr_add(target.raw(), target.raw(), a.raw(), MPFR_RNDN); }
  static void add_product(Real& target, const Real& a, const Real& b, Real& scratch) {
    mpfr_mul(scratch.raw(), a.raw(), b.raw(), MPFR_RNDN);
    mpfr_add(target.raw(), target.raw(), scratch.raw(), MPFR_RNDN);
  }
};

template <>
struct FromRational<Real> {
  static Real convert(const Rational& value) { return Real(value); }
};

/// The value in scientific notation with `digits` significant decimal digits, rounded to nearest.
[[nodiscard]] inline std::string to_string(const Real& value, int digits) {
  char* text = nullptr;
  mpfr_asprintf(&text, "%.*Re", digits > 0 ? digits - 1 : 0, value.raw());
  std::string result(text);
  mpfr_free_str(text);
  return result;
}

}  // namespace klprop
