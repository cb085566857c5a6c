#pragma once

/// Where a check writes down what it compared.
///
/// Over exact scalars two sides are compared with `==` and the first difference is kept. Over `Real` nothing is decided:
/// the largest relative residual is kept, for the slope over the precisions.

#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>

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

/// Two sides that ought to be equal, and are not.
struct Difference {
  std::string left, right, words;
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

  /// The instance does not meet the hypotheses after all.
  void discard() { discarded_ = true; }
  void leave_out(std::string what) { left_out_.push_back(std::move(what)); }

  [[nodiscard]] bool discarded() const { return discarded_; }
  [[nodiscard]] std::uint64_t comparisons() const { return comparisons_; }
  [[nodiscard]] const std::optional<Difference>& difference() const { return difference_; }
  [[nodiscard]] std::vector<std::string>& left_out() { return left_out_; }

 private:
  std::uint64_t comparisons_ = 0;
  bool discarded_ = false;
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

  void discard() { discarded_ = true; }
  void leave_out(std::string) {}

  [[nodiscard]] bool discarded() const { return discarded_; }
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
  bool discarded_ = false;
  Real worst_{0};
};

}  // namespace klprop::claims
