#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_conjugate {

/// log Σ e^θ − (⟨θ,p⟩ − f(p)) against a divergence, which says both that nothing exceeds the conjugate and where it is
/// attained.
struct Check {
  template <Transcendental S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>&p = instance.tables[0], &a = instance.tables[1], &b = instance.tables[2];
    const S stretch(instance.random.between(1, 40));
    Table<S> theta = a;
    for (std::size_t k = 0; k < theta.values.size(); ++k) theta.values[k] = stretch * (a.values[k] - b.values[k]);

    const S conjugate = under_test.conjugate(theta);
    const Table<S> attained = under_test.softmax(theta);
    S mass(0);
    for (const S& value : attained.values) mass += value;
    report.equal(mass, S(1), [] { return "Σ softmax(θ) and 1"; });
    // Moved by 50: values near 0 have errors relative to terms of θ's size.
    const S far(50);
    report.equal(conjugate + far, value_at(theta, attained) + far,
                 [] { return "50 + log Σ e^θ and 50 + ⟨θ,s⟩ − f(s) at s = softmax(θ)"; });
    const S gap = conjugate - value_at(theta, p);
    report.equal(gap + far, plain_kl(p, attained) + far,
                 [] { return "50 + log Σ e^θ − (⟨θ,p⟩ − f(p)) and 50 + KL(p‖softmax(θ))"; });
    at_most(report, value_at(theta, p), conjugate, [] { return "⟨θ,p⟩ − f(p) and log Σ e^θ, which is not less"; });
    on_the_orthant(theta, p, report);
  }

 private:
  /// ⟨θ,p⟩ − f(p)
  template <Transcendental S>
  [[nodiscard]] static S value_at(const Table<S>& theta, const Table<S>& p) {
    S sum(0);
    for (std::size_t k = 0; k < p.values.size(); ++k) sum += p.values[k] * (theta.values[k] - log(p.values[k]));
    return sum;
  }

  /// The same for the conjugate on all positive tables: the gap is Σ p log(p/m) − p + m at m = e^{θ−1}.
  template <Transcendental S>
  static void on_the_orthant(const Table<S>& theta, const Table<S>& p, Report<S>& report) {
    S divergence(0);
    for (std::size_t k = 0; k < p.values.size(); ++k) {
      const S from_end = theta.values[k] - S(1);
      divergence += p.values[k] * (log(p.values[k]) - from_end) - p.values[k] + exp(from_end);
    }
    equal_beside_one(report, orthant_conjugate(theta), value_at(theta, p) + divergence,
                     [] { return "1 + Σ e^{θ−1} and 1 + ⟨θ,p⟩ − f(p) + D(p, e^{θ−1})"; });
  }
};

[[nodiscard]] inline Claim claim() {
  return SimplexClaim<Check>(
             "sec_2_conjugate", "Section 2, Bregman divergences and KL geometry",
             "log Σ e^θ = max over tables p that add up to one of ⟨θ,p⟩ − Σ p log p, attained at softmax(θ).",
             Verdict::holds, "The gap is KL(p‖softmax(θ)).", changed(&SimplexDomain::tables, 3U))
      .hypotheses({"p adds up to one"})
      .ball(200)
      .scaling()
      .drop("p adds up to one", changed(&SimplexDomain::normalised, false,
                                        changed(&SimplexDomain::wide, false, changed(&SimplexDomain::tables, 3U))))
      .mutant<ForgetsToRenormalise>()
      .build();
}

}  // namespace klprop::claims::sec_2_conjugate
