#pragma once

#include <klprop/claims/feedforward_claim.hpp>
#include <klprop/claims/feedforward_oracles.hpp>

namespace klprop::claims::cor_3_4_elementwise {

/// The rule at a = u/Σu, which stands before a network that a is put into; with elementwise activations in its place,
/// at the network's first layer.
struct Check {
  template <Field S>
  requires Comparable<S>
  void operator()(FeedforwardInstance<S>& instance, const FeedforwardComputation<S>& under_test,
                  Report<S>& report) const {
    const FeedforwardNetwork& network = instance.network;
    const std::vector<S> u = instance.input();
    const std::vector<S> a = activation(instance, u);
    const NetworkPass<S> pass = network_pass<S>(network, a);
    const std::vector<S> s_a = under_test.sensitivities(network, pass, log_slope(instance.factor, pass.loss)).s_input;

    std::vector<std::vector<S>> jacobian(u.size());  // [i][j] = ∂a_i/∂u_j
    std::vector<S> expected;
    for (std::size_t j = 0; j < u.size(); ++j) {
      const std::vector<Dual<S>> moved = activation(instance, with_entry(u, j, Dual<S>(u[j], S(1))));
      for (std::size_t i = 0; i < u.size(); ++i) jacobian[i].push_back(moved[i].tangent);
      expected.push_back(log_slope_along(instance.factor, loss_after(network, 0, moved)));
    }

    const std::vector<S> diagonal = combined(jacobian, s_a, [](std::size_t i, std::size_t j) { return i == j; });
    const std::vector<S> plain = combined(jacobian, s_a, [](std::size_t, std::size_t) { return true; });
    std::vector<std::vector<S>> transpose(u.size());
    for (std::size_t j = 0; j < u.size(); ++j)
      for (std::size_t i = 0; i < u.size(); ++i) transpose[j].push_back(jacobian[i][j]);
    const bool literal = instance.domain.reading == JacobianReading::literal;
    const std::vector<S> found = !literal ? combined(transpose, s_a, [](std::size_t, std::size_t) { return true; })
                                 : plain == expected ? plain
                                                     : diagonal;
    for (std::size_t j = 0; j < u.size(); ++j)
      report.equal(found[j], expected[j], [&] {
        return "entry " + std::to_string(j) +
               " of s_u at a = u/Σu: " + (literal ? "σ'(u)·s_a" : "the Jacobian's transpose on s_a") +
               " and ∂ log b_↓(u)/∂u" +
               (literal ? "; the Jacobian without a transpose gives " + exact_text(plain[j]) : "");
      });
  }

 private:
  template <class T, class S>
  static std::vector<T> activation(const FeedforwardInstance<S>& instance, const std::vector<T>& u) {
    std::vector<T> a;
    T sum{};
    for (const T& each : u) sum += each;
    for (const T& each : u) a.push_back(instance.domain.divides_by_sum ? each / sum : each * each);
    return a;
  }

  /// Σ over the entries of each row that are kept.
  template <class S, class Keep>
  static std::vector<S> combined(const std::vector<std::vector<S>>& matrix, const std::vector<S>& s_a,
                                 const Keep& keep) {
    std::vector<S> result(s_a.size());
    for (std::size_t i = 0; i < s_a.size(); ++i)
      for (std::size_t j = 0; j < s_a.size(); ++j)
        if (keep(i, j)) result[i] += matrix[i][j] * s_a[j];
    return result;
  }
};

[[nodiscard]] inline Claim claim() {
  FeedforwardDomain domain = polynomial_networks();
  domain.divides_by_sum = true;
  domain.network.min_width = 2;
  domain.network.max_depth = 2;
  domain.factors = LossFactors::loss;
  domain.network.activations = {{std::nullopt, 0}, {Primitive::power, 2}, {Primitive::power, 3}};
  return FeedforwardClaim<Check>(
             "cor_3_4_elementwise", "Corollary 3.4, activation layers",
             "s_u = σ'(u)·s_a for an activation that is not elementwise, σ' being the Jacobian's diagonal or the "
             "Jacobian itself.",
             Verdict::refuted,
             "It is the transposed Jacobian. That of softmax is symmetric and hides it, that of u/Σu is not.", domain)
      .hypotheses({"a = u/Σu, which is smooth where Σu ≠ 0"})
      .exact(200)
      .field(500)
      .restrict_to("the transposed Jacobian", changed(&FeedforwardDomain::reading, JacobianReading::transposed, domain))
      .restrict_to("an elementwise activation in its place", changed(&FeedforwardDomain::divides_by_sum, false, domain))
      .build();
}

}  // namespace klprop::claims::cor_3_4_elementwise
