#pragma once

/// Where a check writes down what it compared.
///
/// Over exact scalars two sides are compared with `==` and the first difference is kept. Over `Real` nothing is decided:
/// the largest relative residual is kept, for the slope over the precisions. Over `Ball` only what is certain decides.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

[[nodiscard]] inline std::string exact_text(const Rational& value) {
  return value.str();
}
[[nodiscard]] inline std::string exact_text(const PrimeField& value) {
  return std::to_string(value.residue()) + " mod 2^61-1";
}

[[nodiscard]] inline std::string exact_text(const Real& value) {
  return to_string(value, 20);
}
/// "[0.5 +/- 1.2e-30]": decimals that enclose the ball.
[[nodiscard]] inline std::string exact_text(const Ball& value) {
  if (!is_finite(value)) return "no finite number";
  char* text = arb_get_str(value.raw(), 30, ARB_STR_MORE);
  std::string result(text);
  flint_free(text);
  return result;
}

/// log2 of the radius, to a few digits; −infinity for a point, infinity where nothing is known.
[[nodiscard]] inline double log2_radius(const Ball& value) {
  if (!is_finite(value)) return std::numeric_limits<double>::infinity();
  if (is_exact(value)) return -std::numeric_limits<double>::infinity();
  return mag_get_d_log2_approx(arb_radref(value.raw()));
}

/// Two sides that ought to be equal, and are not.
struct Difference {
  std::string left, right, words;
};

/// Why an instance was not decided.
struct Discard {
  std::string why;
  bool undefined;  ///< for want of a value, as a posterior given impossible evidence
};

template <class S>
class Report {
 public:
  /// Compares two sides; `words()` names them, and is called only when it is needed.
  template <class Words>
  void equal(const S& left, const S& right, Words&& words) {
    ++comparisons_;
    if (left == right || difference_) return;
    difference_ = {exact_text(left), exact_text(right), words()};
  }

  /// Decides any other relation between two sides.
  template <class Words>
  void require(bool holds, const S& left, const S& right, Words&& words) {
    ++comparisons_;
    if (holds || difference_) return;
    difference_ = {exact_text(left), exact_text(right), words()};
  }

  /// The instance does not meet the hypotheses after all, or is out of reach.
  void discard(std::string why) { discarded_ = {std::move(why), false}; }
  /// What the claim speaks about has no value on this instance.
  void undefined(std::string why) { discarded_ = {std::move(why), true}; }
  void leave_out(std::string what) { left_out_.push_back(std::move(what)); }

  [[nodiscard]] const std::optional<Discard>& discarded() const { return discarded_; }
  [[nodiscard]] std::uint64_t comparisons() const { return comparisons_; }
  [[nodiscard]] const std::optional<Difference>& difference() const { return difference_; }
  [[nodiscard]] std::vector<std::string>& left_out() { return left_out_; }

 private:
  std::uint64_t comparisons_ = 0;
  std::optional<Discard> discarded_;
  std::optional<Difference> difference_;
  std::vector<std::string> left_out_;
};

template <>
class Report<Real> {
 public:
  template <class Words>
  void equal(const Real& left, const Real& right, Words&&) {
    ++comparisons_;
    const Real gap = abs(left - right);
    if (gap == Real(0)) return;
    const Real larger = abs(left) < abs(right) ? abs(right) : abs(left);
    const Real relative = gap / larger;
    if (!relative.is_finite())  // a side that is no number agrees with nothing
      mpfr_set_inf(worst_.raw(), 1);
    else if (worst_ < relative)
      worst_ = relative;
  }

  void discard(std::string why) { discarded_ = {std::move(why), false}; }
  void undefined(std::string why) { discarded_ = {std::move(why), true}; }
  void leave_out(std::string) {}

  [[nodiscard]] const std::optional<Discard>& discarded() const { return discarded_; }
  [[nodiscard]] std::uint64_t comparisons() const { return comparisons_; }

  /// log2 of the largest relative residual; −infinity when every comparison was exact, infinity when some side was no
  /// finite number.
  [[nodiscard]] double log2_worst() const {
    if (worst_ == Real(0)) return -std::numeric_limits<double>::infinity();
    if (!worst_.is_finite()) return std::numeric_limits<double>::infinity();
    long exponent = 0;
    const double fraction = mpfr_get_d_2exp(&exponent, worst_.raw(), MPFR_RNDN);
    return static_cast<double>(exponent) + std::log2(fraction);
  }

 private:
  std::uint64_t comparisons_ = 0;
  std::optional<Discard> discarded_;
  Real worst_{0};
};

/// Over balls a difference is a residual whose enclosure excludes zero. The widest enclosure is kept: relative to the
/// left side where that is certainly not zero, else absolute.
template <>
class Report<Ball> {
 public:
  template <class Words>
  void equal(const Ball& left, const Ball& right, Words&& words) {
    const Ball residual = left - right;
    widen(contains_zero(left) ? residual : residual / left);
    decide(contains_zero(residual), left, right, words);
  }

  /// Decides another relation. `holds` is what is certain: an enclosure too wide to tell must count as wide.
  template <class Words>
  void require(bool holds, const Ball& left, const Ball& right, Words&& words) {
    decide(holds, left, right, words);
  }

  /// left ≤ right, or cannot be told apart from it.
  template <class Words>
  void at_most(const Ball& left, const Ball& right, Words&& words) {
    decide(!certainly_less(right, left), left, right, words);
  }

  void discard(std::string why) { discarded_ = {std::move(why), false}; }
  void undefined(std::string why) { discarded_ = {std::move(why), true}; }
  void leave_out(std::string what) { left_out_.push_back(std::move(what)); }
  /// Something to tell beside what is compared: it decides nothing.
  void tell(std::string what) { measured_.push_back(std::move(what)); }

  [[nodiscard]] const std::optional<Discard>& discarded() const { return discarded_; }
  [[nodiscard]] std::uint64_t comparisons() const { return comparisons_; }
  [[nodiscard]] const std::optional<Difference>& difference() const { return difference_; }
  [[nodiscard]] std::vector<std::string>& left_out() { return left_out_; }
  [[nodiscard]] std::vector<std::string>& measured() { return measured_; }
  /// log2 of the widest enclosure; −infinity when all were points, infinity when one was not finite.
  [[nodiscard]] double log2_width() const { return log2_width_; }

 private:
  template <class Words>
  void decide(bool agrees, const Ball& left, const Ball& right, Words&& words) {
    ++comparisons_;
    if (agrees || difference_) return;
    difference_ = {exact_text(left), exact_text(right), words()};
  }

  void widen(const Ball& residual) { log2_width_ = std::max(log2_width_, log2_radius(residual)); }

  std::uint64_t comparisons_ = 0;
  std::optional<Discard> discarded_;
  double log2_width_ = -std::numeric_limits<double>::infinity();
  std::optional<Difference> difference_;
  std::vector<std::string> left_out_, measured_;
};

}  // namespace klprop::claims
