#pragma once

/// Output factors φ: the seeds of the downward messages of Section 3.3.

#include <klprop/computation_graph/computation_graph.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/dual.hpp>
#include <klprop/scalar/elementary.hpp>

#include <cstdint>
#include <string>

namespace klprop::claims {

/// A function φ of the output z, with two rational parameters.
struct OutputFactor {
  enum class Kind : std::uint8_t {
    square,       ///< b + (z − a)², b > 0
    cauchy,       ///< 1 / (b + (z − a)²), b > 0
    exponential,  ///< e^{az}
    bell,         ///< e^{−b(z − a)²/2}
    power,        ///< z^a, a an integer
    negative,     ///< −b − (z − a)²: not positive, never zero
  };
  Kind kind = Kind::square;
  Rational a = 0, b = 1;

  /// "φ(z) = 1 + (z - 2)^2"
  [[nodiscard]] std::string text() const;
};

namespace detail {

/// e^d. A scalar that has no exponential function must be one of dual numbers, once or twice, and d infinitely small:
/// then d³ = 0, and the series ends.
template <Field S>
[[nodiscard]] S exponential(const S& d) {
  if constexpr (Elementary<S>)
    return ElementaryFunctions<S>::exp(d);
  else
    return S(1) + d + d * d / S(2);
}

}  // namespace detail

/// φ; where φ is an exponential, φ(z)/φ(z*), which is exact for dual numbers around z* over every field. (Messages count up
/// to a factor.)
template <Field S>
class OutputFunction {
 public:
  OutputFunction(const OutputFactor& factor, const S& forward)
      : kind_(factor.kind), a_(from_rational<S>(factor.a)), b_(from_rational<S>(factor.b)), forward_(forward) {
    if (kind_ == OutputFactor::Kind::power) exponent_ = mpz_get_si(mpq_numref(factor.a.backend().data()));
  }

  [[nodiscard]] S operator()(const S& z) const {
    switch (kind_) {
      case OutputFactor::Kind::cauchy:
        return S(1) / shifted_square(z);
      case OutputFactor::Kind::exponential:
        return detail::exponential<S>(a_ * (z - forward_));
      case OutputFactor::Kind::bell:
        return detail::exponential<S>(b_ * ((forward_ - a_) * (forward_ - a_) - (z - a_) * (z - a_)) / S(2));
      case OutputFactor::Kind::power:
        return integer_power(z);
      case OutputFactor::Kind::negative:
        return S{} - shifted_square(z);
      case OutputFactor::Kind::square:
        break;
    }
    return shifted_square(z);
  }

 private:
  [[nodiscard]] S shifted_square(const S& z) const { return b_ + (z - a_) * (z - a_); }
  [[nodiscard]] S integer_power(const S& z) const {
    S result(1);
    for (long k = 0; k < exponent_; ++k) result *= z;
    for (long k = 0; k > exponent_; --k) result /= z;
    return result;
  }

  OutputFactor::Kind kind_;
  S a_, b_, forward_;
  long exponent_ = 0;
};

/// φ'(z)/φ(z), by the rules of school.
template <Field S>
[[nodiscard]] S log_slope(const OutputFactor& factor, const S& z) {
  const S a = from_rational<S>(factor.a), b = from_rational<S>(factor.b);
  const S shifted = z - a;
  switch (factor.kind) {
    case OutputFactor::Kind::exponential:
      return a;
    case OutputFactor::Kind::bell:
      return S{} - b * shifted;
    case OutputFactor::Kind::power:
      return a / z;
    case OutputFactor::Kind::cauchy:
      return S{} - S(2) * shifted / (b + shifted * shifted);
    case OutputFactor::Kind::square:
    case OutputFactor::Kind::negative:
      break;
  }
  return S(2) * shifted / (b + shifted * shifted);
}

}  // namespace klprop::claims
