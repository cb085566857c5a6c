#pragma once

#include <klprop/claims/feedforward_claim.hpp>
#include <klprop/claims/feedforward_mutants.hpp>
#include <klprop/claims/feedforward_oracles.hpp>
#include <klprop/claims/feedforward_slopes.hpp>

namespace klprop::claims::cor_3_4_local_projection {

/// The message through a factor y = ψ(x), taken from local tables on a grid: its discrete slopes against s.
///
/// Rationals and balls decide how the error falls at h = 2^-100. In the prime field the slopes are polynomials in h, of
/// which the value at 0 is extrapolated. Real numbers of p bits have h = 2^{-p/2} for central differences and h = 2^-p for
/// one-sided ones, computed with more bits: residuals that fall like 2^-p are errors of order 2 and of order 1.
struct Check {
  template <Field S>
  void operator()(FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                  Report<S>& report) const {
    const FeedforwardNetwork& network = instance.network;
    const std::size_t l = instance.random.below(network.depth());
    const std::size_t i = instance.random.below(network.layer(l).outputs);
    const std::size_t j = instance.random.below(network.width_into(l));
    // Differences lose bits: h^2 and the difference itself are near 2^-300 for balls, 2^-p for real numbers.
    const auto bits = working_precision();
    const PrecisionScope precision(std::is_same_v<S, Real> ? 4 * bits + 64 : bits + 700);
    const PlainPass<S> plain = plain_pass(network, instance.input());
    const NetworkPass<S> pass = network_pass<S>(network, instance.input());
    const auto phi = [&]<class T>(const T& z) -> T {
      return OutputFunction<T>(instance.factor, constant_of<T>(pass.loss))(z);
    };
    try {
      const NetworkSensitivities<S> s = under_test.sensitivities(network, pass, log_slope(instance.factor, pass.loss));
      const auto activation = [&]<class T>(const T& u) -> T { return plain_activation(network, l, u); };
      const auto above_activation = [&]<class T>(const T& a) -> T {
        return phi(loss_after(network, l + 1, with_entry(plain.a[l], i, a)));
      };
      const auto linear = [&]<class T>(const T& a) -> std::vector<T> {
        return plain_affine(network.layer(l), with_entry(plain.into(l), j, a));
      };
      const auto above_linear = [&]<class T>(const std::vector<T>& u) -> T { return phi(loss_above(network, l, u)); };
      const auto look = [&](const auto& map, const auto& above, const S& v, const S& slope, const std::string& words) {
        compare(instance, under_test, bits, map, above, v, slope, words, report);
      };
      look(activation, above_activation, plain.u[l][i], s.s_u[l][i], at_unit("σ", l + 1, i) + " and s_u");
      look(linear, above_linear, plain.into(l)[j], l == 0 ? s.s_input[j] : s.s_a[l - 1][j],
           at_unit("linear factor", l + 1, j) + " and Wᵀ·s_u");
    } catch (const NotDifferentiable&) {
      compare_sides(instance, report);
    }
  }

 private:
  /// What comes from the local tables at v − h, v, v + h: the projection's x-marginal over the incoming message, which
  /// is 1 + (x − v − 1)².
  template <Field S, class Map, class Above>
  static std::array<S, 3> outgoing(const FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                                   const Map& map, const Above& above, const S& v, const S& h) {
    const std::array<S, 3> x = {S(v - h), v, S(v + h)};
    Table<S> from_below{ProductSpace({3}), {}}, from_above = from_below;
    for (const S& point : x) {
      const S away = point - v - S(1);
      from_below.values.push_back(S(1) + away * away);
      from_above.values.push_back(above(map(point)));
    }
    const Table<S> belief = under_test.local_step(from_below, from_above);
    std::array<S, 3> result;
    for (std::size_t k = 0; k < result.size(); ++k)
      result[k] = instance.domain.divided_out ? S(belief.values[k] / from_below.values[k]) : belief.values[k];
    return result;
  }

  template <Field S, class Map, class Above>
  static void compare(const FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                      mpfr_prec_t bits, const Map& map, const Above& above, const S& v, const S& slope,
                      const std::string& words, Report<S>& report) {
    const auto slopes = [&](const Rational& h) {
      const S step = from_rational<S>(h);
      return DiscreteSlopes<S>(outgoing(instance, under_test, map, above, v, step), step);
    };
    if constexpr (std::is_same_v<S, Real>) {
      const auto power = [](mpfr_prec_t exponent) {
        return Rational(1, Integer(1) << static_cast<unsigned>(exponent));
      };
      const S central = slopes(power(bits / 2)).central, one_sided = slopes(power(bits)).one_sided;
      const PrecisionScope precision(bits);
      equal_beside_one(report, central, slope, [&] { return words; });
      equal_beside_one(report, one_sided, slope, [&] { return words; });
    } else if constexpr (std::is_same_v<S, PrimeField>) {
      extrapolate(slopes, degree_of_message(instance.network), slope, words, report);
    } else {
      constexpr unsigned exponent = 100;
      const Rational h(1, Integer(1) << exponent);
      const S step = from_rational<S>(h);
      const DiscreteSlopes<S> at_h = slopes(h), at_half = slopes(Rational(h / 2));
      const SlopeErrors<S> limit([&]<class T>(const T& t) -> T { return above(map(t)); }, v);
      require_order<S>(2, at_h.central - slope, at_half.central - slope, step, limit.central,
                       words + ", central differences", report);
      require_order<S>(1, at_h.one_sided - slope, at_half.one_sided - slope, step, limit.one_sided,
                       words + ", one-sided differences", report);
      if constexpr (std::is_same_v<S, Ball>) {
        const DiscreteSlopes<S> at_quarter = slopes(Rational(h / 4));
        report.tell(words + ", central differences: " +
                    convergence_text(at_h.central, at_half.central, at_quarter.central, slope));
        report.tell(words + ", one-sided differences: " +
                    convergence_text(at_h.one_sided, at_half.one_sided, at_quarter.one_sided, slope));
      }
    }
  }

  /// Of φ(C) in any one preactivation or activation.
  static std::size_t degree_of_message(const FeedforwardNetwork& network) {
    std::size_t degree = 4;  // φ and the loss
    for (std::size_t l = 0; l < network.depth(); ++l) {
      const NetworkLayer& layer = network.layer(l);
      degree *= NetworkActivation{layer.activation, layer.parameter}.degree();
    }
    return degree;
  }

  /// (b(v+h) − b(v−h))/2h is a polynomial of degree below n in h, and even; (b(v+h) − b(v))/h is one of degree below n.
  template <class Slopes>
  static void extrapolate(const Slopes& slopes, std::size_t n, const PrimeField& slope, const std::string& words,
                          Report<PrimeField>& report) {
    std::vector<PrimeField> steps, squares, central, one_sided;
    for (std::size_t k = 1; k <= n; ++k) {
      const auto h = static_cast<int>(k);
      const DiscreteSlopes<PrimeField> at_h = slopes(Rational(h));
      steps.emplace_back(h);
      one_sided.push_back(at_h.one_sided);
      if (k > n / 2) continue;
      squares.emplace_back(h * h);
      central.push_back(at_h.central);
    }
    report.equal(extrapolated_to_zero(squares, central), slope,
                 [&] { return words + ": central differences, extrapolated to h = 0"; });
    report.equal(extrapolated_to_zero(steps, one_sided), slope,
                 [&] { return words + ": one-sided differences, extrapolated to h = 0"; });
  }
};

[[nodiscard]] inline Claim claim() {
  FeedforwardDomain domain = polynomial_networks();
  domain.factors = LossFactors::square;
  FeedforwardDomain smooth = smooth_networks();
  smooth.network.max_depth = 3;
  return FeedforwardClaim<Check>(
             "cor_3_4_local_projection", "Corollary 3.4, the graphs of σ and of the linear layers",
             "On a grid of step h, restrict the local product table to the graph of the factor, marginalise and divide "
             "out "
             "the incoming message: its logarithm's discrete slope tends to σ'(u)·s_a, or to Wᵀ·s_u, with order 2 by "
             "central "
             "and order 1 by one-sided differences.",
             Verdict::holds,
             "What is left is b_↓(ψ(x)) on the grid. The errors are h²/6 and h/2 times the third and second derivative "
             "of "
             "its logarithm.",
             domain)
      .hypotheses({"the incoming message is divided out", "σ is differentiable at u"})
      .exact(150)
      .field(200)
      .ball(30, smooth)
      .scaling(10, smooth)
      .drop("the incoming message is divided out", changed(&FeedforwardDomain::divided_out, false, domain))
      .drop("σ is differentiable at u", networks_at_kinks(domain))
      .mutant<ForgetsTheTranspose>()
      .mutant<SlopeAtTheOutput>()
      .mutant<RecursionForgetsTheSeed>()
      .mutant<TakesTheLayerBelow>()
      .mutant<RecursionOverwrites>()
      .mutant<SkipsTheRestriction>()
      .build();
}

}  // namespace klprop::claims::cor_3_4_local_projection
