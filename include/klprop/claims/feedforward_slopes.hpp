#pragma once

/// Discrete slopes of a message on a grid of three points, and how their errors fall with the step.

#include <klprop/claims/feedforward_oracles.hpp>
#include <klprop/simplex/product_space.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>
#include <vector>

namespace klprop::claims {

/// Slopes of log b from b at v − h, v and v + h. Where numbers have no logarithm, slopes of b/b(v), which have the same
/// limit.
template <Field S>
struct DiscreteSlopes {
  S central, one_sided;

  DiscreteSlopes(const std::array<S, 3>& b, const S& h) {
    if constexpr (Elementary<S>) {
      using Functions = ElementaryFunctions<S>;
      central = Functions::log(b[2] / b[0]) / (h + h);
      one_sided = Functions::log(b[2] / b[1]) / h;
    } else {
      central = (b[2] - b[0]) / ((h + h) * b[1]);
      one_sided = (b[2] - b[1]) / (h * b[1]);
    }
  }
};

/// The first coefficients of the errors: central slope = limit + central·h² + …, one-sided slope = limit + one_sided·h + ….
template <Field S>
struct SlopeErrors {
  S central, one_sided;

  /// From the second and third derivative of the message, on dual numbers of dual numbers of dual numbers.
  template <class Message>
  SlopeErrors(const Message& message, const S& v) {
    using First = Dual<S>;
    using Second = Dual<First>;
    using Third = Dual<Second>;
    const Second twice(First(v, S(1)), First(S(1)));
    Third b = message(Third(twice, Second(First(S(1)))));
    S scale(1);
    if constexpr (Elementary<S>)
      b = ElementaryFunctions<Third>::log(b);
    else
      scale = b.value.value.value;
    one_sided = b.value.tangent.tangent / (S(2) * scale);
    central = b.tangent.tangent.tangent / (S(6) * scale);
  }
};

[[nodiscard]] inline bool surely_less(const Rational& a, const Rational& b) {
  return a < b;
}
[[nodiscard]] inline bool surely_less(const Ball& a, const Ball& b) {
  return certainly_less(a, b);
}

/// Decides that error(h) → 0 with this order: error(h)/h^order lies within 2^-20 of its limit, relative to 1 + |limit|,
/// and, unless the limit is tiny, halving h divides the error by 2^order up to 0.1.
///
/// @param  at_h, at_half  the errors
template <class S>
void require_order(unsigned order, const S& at_h, const S& at_half, const S& h, const S& limit,
                   const std::string& words, Report<S>& report) {
  const S tiny = from_rational<S>(Rational(1, 1 << 20)), size = abs(limit);
  const S scaled = order == 2 ? at_h / (h * h) : at_h / h;
  report.require(surely_less(abs(S(scaled - limit)), S(tiny * (S(1) + size))), scaled, limit,
                 [&] { return words + ": error/h^" + std::to_string(order) + " at h = 2^-100, and its limit"; });
  if (!surely_less(tiny, size)) return;
  const S ratio = at_h / at_half, expected(order == 2 ? 4 : 2), tolerance = from_rational<S>(Rational(1, 10));
  report.require(surely_less(abs(S(ratio - expected)), tolerance), ratio, expected,
                 [&] { return words + ": error at h over error at h/2, and 2^order"; });
}

/// What slopes at h, h/2 and h/4 show by themselves: the order of convergence, and what they tend to, which is to be s.
[[nodiscard]] inline std::string convergence_text(const Ball& at_h, const Ball& at_half, const Ball& at_quarter,
                                                  const Ball& s) {
  const auto digits = [](const Ball& value) -> std::string {
    if (contains_zero(value)) return "0";
    char* const text = arb_get_str(value.raw(), 12, ARB_STR_NO_RADIUS);
    std::string result(text);
    flint_free(text);
    return result;
  };
  const Ball ratio = (at_h - at_half) / (at_half - at_quarter);
  if (!is_finite(ratio)) return "equal at h = 2^-100 and h/2: " + digits(at_h) + "; s = " + digits(s);
  const Ball limit = at_quarter + (at_quarter - at_half) / (ratio - Ball(1));
  return "order " + digits(log(ratio) / log(Ball(2))) + ", limit " + digits(limit) + "; s = " + digits(s);
}

/// The value at 0 of the polynomial of degree below n through (x_k, y_k), k < n.
template <Field S>
[[nodiscard]] S extrapolated_to_zero(const std::vector<S>& x, const std::vector<S>& y) {
  S sum{};
  for (std::size_t k = 0; k < x.size(); ++k) {
    S numerator = y[k], denominator(1);
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (j == k) continue;
      numerator *= x[j];
      denominator *= x[j] - x[k];
    }
    sum += numerator / denominator;
  }
  return sum;
}

}  // namespace klprop::claims
