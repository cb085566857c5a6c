#pragma once

#include <klprop/claims/feedforward_claim.hpp>
#include <klprop/claims/feedforward_mutants.hpp>
#include <klprop/claims/feedforward_oracles.hpp>

namespace klprop::claims::cor_3_4_backprop {

/// δ = −s_u, δ·aᵀ and δ of the recursion against derivatives of the loss: the forward pass on dual numbers, of which one
/// preactivation, weight or bias moves.
struct Check {
  template <Field S>
  void operator()(FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                  Report<S>& report) const {
    const FeedforwardNetwork& network = instance.network;
    const PlainPass<S> plain = plain_pass(network, instance.input());
    const NetworkPass<S> pass = network_pass<S>(network, instance.input());
    try {
      const NetworkSensitivities<S> s = under_test.sensitivities(network, pass, log_slope(instance.factor, pass.loss));
      for (std::size_t l = 0; l < network.depth(); ++l) {
        compare_units(network, plain, s, l, report);
        compare_parameters(network, plain, s, l, report);
      }
    } catch (const NotDifferentiable&) {
      compare_sides(instance, report);
    }
  }

 private:
  template <Field S>
  static void compare_units(const FeedforwardNetwork& network, const PlainPass<S>& pass,
                            const NetworkSensitivities<S>& s, std::size_t l, Report<S>& report) {
    for (std::size_t i = 0; i < pass.u[l].size(); ++i) {
      const auto u = with_entry(pass.u[l], i, Dual<S>(pass.u[l][i], S(1)));
      equal_beside_one(report, S(S{} - s.s_u[l][i]), loss_above(network, l, u).tangent,
                       [&] { return at_unit("δ", l + 1, i) + " and ∂C/∂u"; });
    }
  }

  /// The layer's own rows and what is above them, from the numbers into the layer on.
  template <Field S>
  static void compare_parameters(const FeedforwardNetwork& network, const PlainPass<S>& pass,
                                 const NetworkSensitivities<S>& s, std::size_t l, Report<S>& report) {
    const NetworkLayer& layer = network.layer(l);
    const std::vector<S>& a = pass.into(l);
    const std::size_t width = a.size();
    // u of unit i with one number of its row moved; `moving` = width is the bias
    const auto slope = [&](std::size_t i, std::size_t moving) {
      const auto number = [&](const Rational& value, std::size_t place) {
        return Dual<S>(from_rational<S>(value), place == moving ? S(1) : S{});
      };
      Dual<S> u = number(layer.biases[i], width);
      for (std::size_t j = 0; j < width; ++j) u += number(layer.weights[i * width + j], j) * Dual<S>(a[j]);
      return loss_above(network, l, with_entry(pass.u[l], i, u)).tangent;
    };
    for (std::size_t i = 0; i < layer.outputs; ++i) {
      for (std::size_t j = 0; j < width; ++j)
        equal_beside_one(report, S(S{} - s.weights[l][i * width + j]), slope(i, j),
                         [&] { return at_unit("δ·aᵀ", l + 1, i) + ", input " + std::to_string(j) + ", and ∂C/∂W"; });
      equal_beside_one(report, S(S{} - s.s_u[l][i]), slope(i, width),
                       [&] { return at_unit("δ", l + 1, i) + " and ∂C/∂b"; });
    }
  }
};

[[nodiscard]] inline Claim claim() {
  const auto networks = [](FeedforwardDomain domain) {
    return changed(&FeedforwardDomain::factors, LossFactors::negated_loss, std::move(domain));
  };
  const FeedforwardDomain domain = networks(polynomial_networks()), smooth = networks(smooth_networks());
  return FeedforwardClaim<Check>("cor_3_4_backprop", "Corollary 3.4, last part",
                                 "With φ = e^{−z}, δ = −s_u is ∂C/∂u, and the gradients of the parameters are δ·aᵀ "
                                 "for W and δ for b.",
                                 Verdict::holds, "φ'/φ = −1, so that −s = ∂C; then u = W·a + b.", domain)
      .hypotheses({"φ = e^{−z}", "σ is differentiable at u"})
      .exact(300)
      .field(1000)
      .ball(60, smooth)
      .scaling(20, smooth)
      .drop("φ = e^{−z}", changed(&FeedforwardDomain::factors, LossFactors::positive, domain))
      .drop("σ is differentiable at u", networks_at_kinks(domain))
      .mutant<ForgetsTheTranspose>()
      .mutant<SlopeAtTheOutput>()
      .mutant<RecursionForgetsTheSeed>()
      .mutant<TakesTheLayerBelow>()
      .mutant<RecursionOverwrites>()
      .build();
}

}  // namespace klprop::claims::cor_3_4_backprop
