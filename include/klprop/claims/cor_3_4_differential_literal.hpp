#pragma once

#include <klprop/claims/feedforward_claim.hpp>
#include <klprop/claims/feedforward_oracles.hpp>

namespace klprop::claims::cor_3_4_differential_literal {

/// The local step of one unit a = σ(u) on a grid of u, differentiated in the logarithm of the table over a, against the
/// rule that is said to be this differential.
struct Check {
  template <Field S>
  requires Comparable<S>
  void operator()(FeedforwardInstance<S>& instance, const FeedforwardComputation<S>&, Report<S>& report) const {
    const FeedforwardNetwork& network = instance.network;
    const PlainPass<S> pass = plain_pass(network, instance.input());
    const std::size_t l = instance.random.below(network.depth());
    const std::size_t i = instance.random.below(pass.u[l].size());
    // The smaller grid first, so that a counterexample is found on it.
    for (const int points : {2, 3})
      compare_on_grid(instance, unit_on_grid(instance, pass, l, i, points), at_unit("h ↦ h∘σ", l + 1, i), report);
  }

 private:
  /// By number of the grid point u, u + 1, …: a = σ(u), σ'(u), b_↓(a) and its log-derivative.
  template <Field S>
  struct Unit {
    std::vector<S> a, slope, message, s_a;
  };

  template <Field S>
  static void compare_on_grid(const FeedforwardInstance<S>& instance, const Unit<S>& unit, const std::string& rule,
                              Report<S>& report) {
    const auto same_point = [&](std::size_t j) {
      std::vector<S> h;
      for (const S& a : unit.a) h.push_back(a == unit.a[j] ? S(1) : S{});
      return h;
    };
    const std::string where = rule + (unit.a.size() == 2 ? " on the grid u, u + 1" : " on the grid u, u + 1, u + 2");
    compare(instance, unit, unit.s_a, where + ", along h = ∂ log b_↓/∂a", report);
    for (std::size_t j = 0; j < unit.a.size(); ++j)
      compare(instance, unit, same_point(j), where + ", along the indicator of point " + std::to_string(j), report);
  }

  template <Field S>
  static Unit<S> unit_on_grid(const FeedforwardInstance<S>& instance, const PlainPass<S>& pass, std::size_t l,
                              std::size_t i, int points) {
    const OutputFunction<S> phi(instance.factor, plain_loss(instance.network, pass.a.back()));
    Unit<S> unit;
    for (int k = 0; k < points; ++k) {
      const Dual<S> a = plain_activation(instance.network, l, Dual<S>(S(pass.u[l][i] + S(k)), S(1)));
      const Dual<S> z = loss_after(instance.network, l + 1, with_entry(pass.a[l], i, Dual<S>(a.value, S(1))));
      unit.a.push_back(a.value);
      unit.slope.push_back(a.tangent);
      unit.message.push_back(phi(z.value));
      unit.s_a.push_back(log_slope_along(instance.factor, z));
    }
    return unit;
  }

  /// The differential along h: b_↓·(1 + ε·h) in place of b_↓. The message from u is constant.
  template <Field S>
  static void compare(const FeedforwardInstance<S>& instance, const Unit<S>& unit, const std::vector<S>& h,
                      const std::string& words, Report<S>& report) {
    const std::size_t points = h.size();
    Table<Dual<S>> above{ProductSpace({static_cast<StateId>(points)}), {}}, below = above;
    for (std::size_t k = 0; k < points; ++k) {
      above.values.emplace_back(unit.message[k], unit.message[k] * h[k]);
      below.values.emplace_back(S(1));
    }
    const Table<Dual<S>> step = project_onto_graph(below, above);
    std::vector<S> rule;
    S mean{};
    for (std::size_t k = 0; k < points; ++k) {
      rule.push_back(instance.domain.slope_factor ? S(unit.slope[k] * h[k]) : h[k]);
      mean += step.values[k].value * rule[k];
    }
    for (std::size_t k = 0; k < points; ++k)
      report.equal(step.values[k].tangent / step.values[k].value, rule[k] - mean, [&] {
        return words + ", at point " + std::to_string(k) + ": derivative of the logarithm of the projection, and " +
               (instance.domain.slope_factor ? "σ'·h" : "h") + " less its mean";
      });
  }
};

[[nodiscard]] inline Claim claim() {
  FeedforwardDomain domain = polynomial_networks();
  domain.factors = LossFactors::square;
  FeedforwardDomain translations = domain;
  translations.network.activations = {{std::nullopt, 0}};
  return FeedforwardClaim<Check>("cor_3_4_differential_literal",
                                 "Corollary 3.4, \"is the differential of the local KL "
                                 "projection step\"",
                                 "The differential of the projection step of a = σ(u) in the logarithm of the table is "
                                 "h ↦ σ'(u)·h, up to a constant.",
                                 Verdict::refuted,
                                 "It is h ↦ h∘σ less its mean. The factor σ' comes from differentiating the message in "
                                 "its argument.",
                                 domain)
      .hypotheses({"a grid of points u_k with a_k = σ(u_k)", "positive tables"})
      .exact(200)
      .field(500)
      .restrict_to("the factor σ' left out", changed(&FeedforwardDomain::slope_factor, false, domain))
      .restrict_to("σ the identity, so that σ' = 1", translations)
      .build();
}

}  // namespace klprop::claims::cor_3_4_differential_literal
