#pragma once

#include <klprop/claims/simplex_claim.hpp>
#include <klprop/claims/simplex_mutants.hpp>
#include <klprop/claims/simplex_oracles.hpp>

namespace klprop::claims::sec_2_dual_coordinates_repaired {

/// Over exact scalars e^θ stands for θ: softmax divides by the sum, and equality modulo constants is proportionality.
struct Check {
  template <Field S>
  void operator()(SimplexInstance<S>& instance, const SimplexComputation<S>& under_test, Report<S>& report) const {
    const Table<S>& p = instance.tables[0];
    const S constant = from_rational<S>(small_rational(instance.random));
    if constexpr (Transcendental<S>)
      with_logarithms(p, instance.tables[1], constant, under_test, report);
    else
      exponentiated(p, instance.tables[1], constant, under_test, report);
  }

 private:
  template <Field S>
  static void exponentiated(const Table<S>& p, const Table<S>& w, const S& constant,
                            const SimplexComputation<S>& under_test, Report<S>& report) {
    Table<S> moved = p;
    for (S& value : moved.values) value *= constant;
    equal_tables(report, under_test.normalise(moved), p, "e^θ/Σ e^θ and p at θ = ∇f(p) + c");
    const Table<S> back = under_test.normalise(w);
    report.equal(total(back), S(1), [] { return "Σ of e^θ/Σ e^θ and 1"; });
    for (std::uint64_t k = 0; k < w.values.size(); ++k)
      report.equal(back.values[k] * w.values[0], w.values[k] * back.values[0],
                   [&] { return "ratios of e^θ/Σ e^θ and of e^θ, to the first entry" + at_outcome(k); });
  }

  template <Transcendental S>
  static void with_logarithms(const Table<S>& p, const Table<S>& w, const S& constant,
                              const SimplexComputation<S>& under_test, Report<S>& report) {
    Table<S> moved = under_test.gradient(p);
    for (S& value : moved.values) value += constant;
    equal_tables(report, under_test.softmax(moved), p, "∇f*(∇f(p) + c) and p");
    Table<S> theta = w;
    S sum(0);
    for (S& value : theta.values) {
      sum += value;
      value = log(value) + constant;
    }
    const Table<S> back = under_test.gradient(under_test.softmax(theta));
    const S shift = S(1) - log(sum) - constant;
    for (std::uint64_t k = 0; k < theta.values.size(); ++k)
      equal_beside_one(report, back.values[k], theta.values[k] + shift,
                       [&] { return "1 + ∇f(∇f*(θ)) and 1 + θ + (1 − log Σ e^θ)" + at_outcome(k); });
  }
};

[[nodiscard]] inline Claim claim() {
  // p adds up to one; e^θ need not, and is a multiple of a table that does.
  return SimplexClaim<Check>("sec_2_dual_coordinates_repaired", "Section 2, Bregman divergences and KL geometry",
                             "∇f and ∇f* are inverse to each other between the open simplex and R^n modulo constants: "
                             "∇f*(∇f(p) + c) = p "
                             "and ∇f(∇f*(θ)) = θ + (1 − log Σ e^θ).",
                             Verdict::holds, "Normalising divides by Σ e^θ, which is a constant in the exponent.", {})
      .hypotheses({"positive", "p adds up to one"})
      .exact()
      .field(10'000)
      .ball(100)
      .scaling()
      .drop("p adds up to one", changed(&SimplexDomain::normalised, false))
      .mutant<ForgetsToRenormalise>()
      .build();
}

}  // namespace klprop::claims::sec_2_dual_coordinates_repaired
