#pragma once

/// Real numbers of which an enclosure is known, and beside it the exact value as long as that is rational.
///
/// One computation then does what is possible exactly and encloses the rest: a sum of thirds that cancels is zero, and
/// zero times anything is, however the other factor came about. An exact value is given up, and the ball kept, when its
/// work for it would go beyond the `ExactBudget` of the thread, or its size beyond 2^26 bits.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/decisions.hpp>
#include <klprop/scalar/elementary.hpp>
#include <klprop/scalar/rational.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace klprop {

/// What exact values may cost. Without a scope only their size is limited.
struct ExactBudget {
  double work = std::numeric_limits<double>::infinity();   ///< about nanoseconds
  double bytes = std::numeric_limits<double>::infinity();  ///< of all values formed, those forgotten again included
  bool exceeded = false;                                   ///< some value was given up
  double refused_bits = 0;                                 ///< the size that the first of these could have had
};

namespace detail {
inline thread_local ExactBudget* exact_budget_in_use = nullptr;
}  // namespace detail

/// Charges exact values of this thread to a budget, which outlives the scope.
class ExactBudgetScope {
 public:
  explicit ExactBudgetScope(ExactBudget& budget) : outer_(std::exchange(detail::exact_budget_in_use, &budget)) {}
  ~ExactBudgetScope() { detail::exact_budget_in_use = outer_; }
  ExactBudgetScope(const ExactBudgetScope&) = delete;
  ExactBudgetScope& operator=(const ExactBudgetScope&) = delete;

 private:
  ExactBudget* outer_;
};

namespace detail {

/// Whether a fraction of at most that many bits may be formed; it is charged if so.
[[nodiscard]] inline bool affords_exact(std::size_t bits) {
  constexpr std::size_t longest = std::size_t{1} << 26;
  // Words from which on a greatest common divisor takes no longer than these for each word, up to `longest`.
  constexpr std::size_t longest_quadratic = 1000;
  ExactBudget unlimited;
  ExactBudget& budget = exact_budget_in_use != nullptr ? *exact_budget_in_use : unlimited;
  const auto words = bits / 64 + 1;
  budget.work -= 50 + static_cast<double>(words * std::min(words, longest_quadratic));
  budget.bytes -= static_cast<double>(8 * words);
  if (budget.work >= 0 && budget.bytes >= 0 && bits <= longest) return true;
  if (!budget.exceeded) budget.refused_bits = static_cast<double>(bits);
  budget.exceeded = true;
  return false;
}

}  // namespace detail

class PartlyRational {
 public:
  PartlyRational() = default;
  PartlyRational(int value) : ball_(value), exact_(value) {}
  explicit PartlyRational(const Rational& value) : ball_(value), exact_(value) {}
  /// A number in the ball, which is that number if it is a point.
  explicit PartlyRational(Ball ball) : ball_(std::move(ball)), exact_(point_of(ball_)) {}

  /// Contains the number, and is not finite when nothing is known of it.
  [[nodiscard]] const Ball& ball() const { return ball_; }
  [[nodiscard]] const std::optional<Rational>& exact() const { return exact_; }
  [[nodiscard]] bool is_zero() const { return exact_ && exact_->is_zero(); }
  /// The smallest enclosure that the working precision has.
  [[nodiscard]] Ball tight() const { return exact_ ? Ball(*exact_) : ball_; }

  friend PartlyRational operator+(const PartlyRational& a, const PartlyRational& b) {
    if (a.is_zero()) return b;
    if (b.is_zero()) return a;
    PartlyRational result(a.ball_ + b.ball_, {});
    if (a.exact_ && b.exact_ && detail::affords_exact(2 * (a.bits() + b.bits()))) result.settle(*a.exact_ + *b.exact_);
    return result;
  }
  friend PartlyRational operator-(const PartlyRational& a, const PartlyRational& b) { return a + -b; }
  friend PartlyRational operator-(const PartlyRational& a) {
    PartlyRational result(-a.ball_, {});
    if (a.exact_) result.exact_ = -*a.exact_;
    return result;
  }
  friend PartlyRational operator*(const PartlyRational& a, const PartlyRational& b) {
    PartlyRational result(a.ball_ * b.ball_, {});
    if ((a.is_zero() && known(b)) || (b.is_zero() && known(a)))
      result.settle(Rational(0));
    else if (a.exact_ && b.exact_ && detail::affords_exact(a.bits() + b.bits()))
      result.settle(*a.exact_ * *b.exact_);
    return result;
  }
  friend PartlyRational operator/(const PartlyRational& a, const PartlyRational& b) {
    PartlyRational result(a.ball_ / b.ball_, {});
    if (b.is_zero()) return result;
    if (a.is_zero() && (b.exact_ || !contains_zero(b.ball_)))
      result.settle(Rational(0));
    else if (a.exact_ && b.exact_ && detail::affords_exact(a.bits() + b.bits()))
      result.settle(*a.exact_ / *b.exact_);
    return result;
  }
  PartlyRational& operator+=(const PartlyRational& b) { return *this = *this + b; }
  PartlyRational& operator-=(const PartlyRational& b) { return *this = *this - b; }
  PartlyRational& operator*=(const PartlyRational& b) { return *this = *this * b; }
  PartlyRational& operator/=(const PartlyRational& b) { return *this = *this / b; }

 private:
  PartlyRational(Ball ball, std::optional<Rational> exact) : ball_(std::move(ball)), exact_(std::move(exact)) {}

  static bool known(const PartlyRational& a) { return a.exact_ || is_finite(a.ball_); }
  /// Only short ones: an exact ball may have an exponent of any size.
  static std::optional<Rational> point_of(const Ball& ball) {
    constexpr slong longest = 4096;
    if (!is_exact(ball)) return std::nullopt;
    const arf_srcptr middle = arb_midref(ball.raw());
    if (arf_cmpabs_2exp_si(middle, longest) > 0 || arf_bits(middle) > longest) return std::nullopt;
    if (arf_is_zero(middle) == 0 && arf_cmpabs_2exp_si(middle, -longest) < 0) return std::nullopt;
    return midpoint(ball);
  }
  [[nodiscard]] std::size_t bits() const { return bit_size(*exact_); }

  void settle(Rational value) {
    exact_ = std::move(value);
    if (exact_->is_zero())
      arb_zero(ball_.raw());
    else if (contains_zero(ball_))
      ball_ = Ball(*exact_);
  }

  Ball ball_;
  std::optional<Rational> exact_ = Rational(0);
};

template <>
struct FromRational<PartlyRational> {
  static PartlyRational convert(const Rational& value) { return PartlyRational(value); }
};

template <>
struct Decisions<PartlyRational> {
  static constexpr bool encloses = true;
  static bool is_zero(const PartlyRational& a) { return a.is_zero(); }
  static bool is_nonzero(const PartlyRational& a) { return a.exact() ? !a.is_zero() : !contains_zero(a.ball()); }
  static bool has_zero_value(const PartlyRational& a) { return a.is_zero(); }
  static bool is_finite(const PartlyRational& a) { return a.exact() || detail::ball_is_finite(a.ball()); }
  static bool is_constant(const PartlyRational&) { return true; }
  static Order compare(const PartlyRational& a, const PartlyRational& b) {
    if (a.exact() && b.exact()) return Decisions<Rational>::compare(*a.exact(), *b.exact());
    return Decisions<Ball>::compare(a.ball(), b.ball());
  }
};

/// Exact where the result is an exact ball: e⁰, ln 1, √4.
template <>
struct ElementaryFunctions<PartlyRational> {
  using On = ElementaryFunctions<Ball>;

  static PartlyRational exp(const PartlyRational& a) { return PartlyRational(On::exp(a.tight())); }
  static PartlyRational log(const PartlyRational& a) { return PartlyRational(On::log(a.tight())); }
  static PartlyRational sqrt(const PartlyRational& a) { return PartlyRational(On::sqrt(a.tight())); }
  static PartlyRational sin(const PartlyRational& a) { return PartlyRational(On::sin(a.tight())); }
  static PartlyRational cos(const PartlyRational& a) { return PartlyRational(On::cos(a.tight())); }
  static PartlyRational tan(const PartlyRational& a) { return PartlyRational(On::tan(a.tight())); }
  static PartlyRational tanh(const PartlyRational& a) { return PartlyRational(On::tanh(a.tight())); }
  static PartlyRational erf(const PartlyRational& a) { return PartlyRational(On::erf(a.tight())); }
  static PartlyRational erfc(const PartlyRational& a) { return PartlyRational(On::erfc(a.tight())); }
  static PartlyRational logistic(const PartlyRational& a) { return PartlyRational(On::logistic(a.tight())); }
  static PartlyRational log1p(const PartlyRational& a) { return PartlyRational(On::log1p(a.tight())); }
  static PartlyRational expm1(const PartlyRational& a) { return PartlyRational(On::expm1(a.tight())); }
  static PartlyRational pow(const PartlyRational& a, const PartlyRational& b) {
    return PartlyRational(On::pow(a.tight(), b.tight()));
  }
  static PartlyRational pi() { return PartlyRational(On::pi()); }
};

}  // namespace klprop
