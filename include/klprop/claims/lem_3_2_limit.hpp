#pragma once

#include <klprop/claims/computation_graph_claim.hpp>
#include <klprop/claims/computation_graph_mutants.hpp>
#include <klprop/claims/computation_graph_oracles.hpp>
#include <klprop/claims/single_factors.hpp>

namespace klprop::claims::lem_3_2_limit {

/// m(y) = exp(ay − by²/2) through N(y; ψ(x), v), v = ε².
template <Field S>
struct Softening {
  S a, b, variance;

  [[nodiscard]] S width() const { return S(1) + b * variance; }
};

/// 1 + bε² has the sign that the domain asks for.
template <Field S>
[[nodiscard]] Softening<S> draw_softening(Random& random, const ComputationGraphDomain& domain) {
  const Rational a = small_rational(random), variance = small_rational(random), size = small_rational(random);
  Rational b = random.chance(1, 2) ? size : Rational(-size);
  if (domain.convergent && 1 + b * variance <= 0) b = size;
  if (!domain.convergent) b = -size - 1 / variance;
  return {from_rational<S>(a), from_rational<S>(b), from_rational<S>(variance)};
}

/// log of m(y)·N(y; ψ, ε²), but for a number that depends on ε alone.
template <Field S>
[[nodiscard]] S log_integrand(const Softening<S>& soft, const S& psi, const S& y) {
  const S from_psi = y - psi;
  return soft.a * y - soft.b * y * y / S(2) - from_psi * from_psi / (S(2) * soft.variance);
}

/// A polynomial of degree two in y has an integrable exponential exactly if its second difference is negative.
template <class Words>
void require_an_integral(const Softening<Rational>& soft, const Rational& psi, const Words& words,
                         Report<Rational>& report) {
  const Rational outside = log_integrand<Rational>(soft, psi, psi - 1) + log_integrand<Rational>(soft, psi, psi + 1);
  const Rational inside = 2 * log_integrand<Rational>(soft, psi, psi);
  report.require(outside < inside, outside, inside, [&] {
    return "sum of the integrand's logarithms at psi - 1 and psi + 1, which must be below twice that at psi for the "
           "integral over y to exist, for " +
           words();
  });
}

/// The integrand's exponent at y is that of the message and a normal density together: so the integral over y is the
/// message, but for a factor that does not depend on x. Polynomials of degree 2 that agree at three points are equal.
template <Field S, class Words>
void compare_integrands(const Softening<S>& soft, const S& psi, const Words& words, Report<S>& report) {
  const S mean = (psi + soft.a * soft.variance) / soft.width();
  const S message = softened_log_message<S>(psi, soft.a, soft.b, soft.variance);
  for (const int point : {-1, 0, 1}) {
    const S y(point), from_mean = y - mean;
    const S integrand = log_integrand<S>(soft, psi, y);
    const S split = message - from_mean * from_mean * soft.width() / (S(2) * soft.variance);
    equal_beside_one(report, integrand, split,
                     [&] { return "exponent of the integrand at y = " + std::to_string(point) + ", " + words(); });
  }
}

struct Check {
  template <Field S>
  void operator()(ComputationGraphInstance<S>& instance, const ComputationGraphComputation<S>& under_test,
                  Report<S>& report) const {
    if (!instance.has_values(report)) return;
    for_each_factor(instance, report, [&](const SingleFactor<S>& factor) {
      const Softening<S> soft = draw_softening<S>(instance.random, instance.domain);
      const auto where = [&](GraphNodeId slot) {
        return factor.text(instance.graph, slot) + "; a = " + exact_text(soft.a) + ", b = " + exact_text(soft.b) +
               ", variance = " + exact_text(soft.variance);
      };
      const S psi = factor.values[factor.y];
      if constexpr (std::is_same_v<S, Rational>)
        require_an_integral(
            soft, psi, [&] { return where(0); }, report);
      compare_integrands(
          soft, psi, [&] { return where(0); }, report);
      const std::vector<S> slopes = under_test.local_derivatives(instance.graph, factor.node, instance.values);
      for (GraphNodeId slot = 0; slot < factor.y; ++slot) {
        const S softened = under_test.softened_log_derivative(psi, slopes[slot], soft.a, soft.b, soft.variance);
        equal_beside_one(report, message_slope(factor, slot, soft), softened,
                         [&] { return "d/dx log of the softened message and its formula at " + where(slot); });
        const S lemma = slopes[slot] * (soft.a - soft.b * psi);
        const S gap = S{} - soft.b * soft.variance / soft.width() * lemma;
        equal_beside_one(report, S(softened - lemma), gap,
                         [&] { return "softened less unsoftened log-derivative, and its formula, at " + where(slot); });
      }
    });
  }

 private:
  /// The derivative of the integral as a function of the argument in one slot.
  template <Field S>
  [[nodiscard]] static S message_slope(const SingleFactor<S>& factor, GraphNodeId slot, const Softening<S>& soft) {
    std::vector<Dual<S>> inputs(factor.values.begin(), factor.values.begin() + factor.y);
    inputs[slot].tangent = S(1);
    const Dual<S> psi = forward_values<Dual<S>>(factor.alone, inputs)[factor.y];
    return softened_log_message<Dual<S>>(psi, soft.a, soft.b, soft.variance).tangent;
  }
};

[[nodiscard]] inline Claim claim() {
  const ComputationGraphDomain domain;
  return ComputationGraphClaim<Check>(
             "lem_3_2_limit", "Lemma 3.2, with softened factors",
             "With N(y; psi(x), eps^2) for the Dirac factor and m(y) = exp(a*y - b*y^2/2) the log-derivative is "
             "psi'*(a - b*psi)/(1 + b*eps^2): the lemma's value and -b*eps^2/(1 + b*eps^2) times it.",
             Verdict::holds, "Completing the square in y; the remaining integral does not depend on x.", domain)
      .hypotheses({"1 + b*eps^2 > 0", "psi differentiable at the point"})
      .scaling(10, with_all_primitives(domain))
      .ball(60, with_all_primitives(domain))
      .exact(200)
      .field(1000)
      .drop("1 + b*eps^2 > 0", changed(&ComputationGraphDomain::convergent, false))
      .mutant<ForgetsTheVariance>()
      .mutant<ForgetsTheInnerDerivative>()
      .build();
}

}  // namespace klprop::claims::lem_3_2_limit
