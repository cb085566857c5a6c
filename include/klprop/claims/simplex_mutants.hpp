#pragma once

/// Wrong versions of the computations of Section 2. A check that accepts one of them is no check.

#include <klprop/claims/simplex_computation.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace klprop::claims {

/// KL(q‖r) for KL(r‖q).
struct SwapsKl {
  static constexpr std::string_view name = "swaps the arguments of KL";
  template <Transcendental S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.kl = [](const Table<S>& r, const Table<S>& q) { return kl_divergence(q, r); };
    wrong.generalised_kl = [](const Table<S>& r, const Table<S>& q) { return generalised_kl_divergence(q, r); };
    return wrong;
  }
};

/// D_{f*}(∇f(r),∇f(q)) for D_{f*}(∇f(q),∇f(r)).
struct SwapsConjugateDivergence {
  static constexpr std::string_view name = "swaps the arguments of the conjugate's divergence";
  template <Transcendental S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.conjugate_divergence = [](const Table<S>& u, const Table<S>& v) {
      return simplex_conjugate_divergence(v, u);
    };
    return wrong;
  }
};

/// The gradient of f at the wrong one of the two tables.
struct SwapsBregman {
  static constexpr std::string_view name = "swaps the arguments of the Bregman divergence";
  template <Transcendental S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.entropy_divergence = [](const Table<S>& r, const Table<S>& q) { return klprop::entropy_divergence(q, r); };
    return wrong;
  }
};

/// (1−t)·p + t·q for p^{1−t} q^t.
struct ArithmeticMean {
  static constexpr std::string_view name = "arithmetic for geometric mean";
  template <Field S>
  [[nodiscard]] static Table<S> mean(const Table<S>& p, const Table<S>& q, const S& t) {
    Table<S> result = p;
    for (std::size_t k = 0; k < p.values.size(); ++k) result.values[k] += t * (q.values[k] - p.values[k]);
    return result;
  }
  template <Field S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.geometric_mixture = [](const Table<S>& p, const Table<S>& q, int n) { return mean(p, q, S(n)); };
    if constexpr (Transcendental<S>)
      wrong.real_geometric_mixture = [](const Table<S>& p, const Table<S>& q, const S& t) { return mean(p, q, t); };
    return wrong;
  }
};

/// Leaves tables with the mass that they happen to have.
struct ForgetsToRenormalise {
  static constexpr std::string_view name = "forgets to renormalise";
  template <Field S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.normalise = [](Table<S> table) { return table; };
    wrong.consensus_projection = [](const Table<S>& q, std::span<const std::size_t> group) {
      Table<S> result{q.space, std::vector<S>(q.values.size(), S(0))};
      for (const std::uint64_t outcome : diagonal(q.space, group).outcomes) result.values[outcome] = q.values[outcome];
      return result;
    };
    wrong.geometric_mixture = [](const Table<S>& p, const Table<S>& q, int n) {
      Table<S> result = p;
      const Table<S> step = n < 0 ? entrywise_quotient(p, q) : entrywise_quotient(q, p);
      for (int k = 0; k < (n < 0 ? -n : n); ++k) result = entrywise_product(std::move(result), step);
      return result;
    };
    if constexpr (Transcendental<S>) without_sums(wrong);
    return wrong;
  }

 private:
  template <Transcendental S>
  static void without_sums(SimplexComputation<S>& wrong) {
    wrong.softmax = [](const Table<S>& theta) {
      return entrywise(theta, [](const S& value) -> S { return exp(value); });
    };
    wrong.conjugate_divergence = [](const Table<S>& u, const Table<S>& v) {
      return bregman_divergence(
          u, v, [](const Table<S>& theta) { return simplex_conjugate(theta); },
          [](const Table<S>& theta) { return entrywise(theta, [](const S& value) -> S { return exp(value); }); });
    };
    wrong.linear_family_projection = [](const Table<Rational>& q, const LinearFamily& family, const Rational& tolerance,
                                        std::size_t most_cycles) {
      auto result = information_projection_onto_linear_family<Real>(q, family, tolerance, most_cycles);
      if (result.certificate) result.certificate->tilt = klprop::detail::tilted(family, q, result.certificate->weights);
      return result;
    };
  }
};

/// Takes the coordinates in the wrong order.
struct WrongAxis {
  static constexpr std::string_view name = "projects onto the wrong axis";

  /// The state that a coordinate has when the next one is read instead.
  [[nodiscard]] static StateId next_state(const ProductSpace& space, std::uint64_t outcome, std::size_t coordinate) {
    return space.state(outcome, (coordinate + 1) % space.dimension()) % space.arity(coordinate);
  }
  [[nodiscard]] static std::uint64_t turned(const ProductSpace& space, std::uint64_t outcome) {
    std::vector<StateId> states;
    for (std::size_t k = 0; k < space.dimension(); ++k) states.push_back(next_state(space, outcome, k));
    return space.outcome(states);
  }

  template <Field S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.right_projection = [](const Table<S>& q, std::span<const std::size_t> block) {
      Table<S> moved{q.space, std::vector<S>(q.values.size(), S(0))};
      for (std::uint64_t k = 0; k < q.values.size(); ++k) moved.values[turned(q.space, k)] += q.values[k];
      return right_projection_onto_products(moved, block);
    };
    wrong.consensus_projection = [](const Table<S>& q, std::span<const std::size_t> group) {
      // Groups the next coordinates instead.
      std::vector<std::size_t> shifted(group.begin(), group.end());
      std::rotate(shifted.begin(), shifted.begin() + 1, shifted.end());
      return information_projection_onto_consensus(q, shifted);
    };
    return wrong;
  }
};

/// Fits the margins from the uniform table on.
struct StartsAtUniform {
  static constexpr std::string_view name = "fits the margins from the uniform table";
  template <Transcendental S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.linear_family_projection = [](const Table<Rational>& q, const LinearFamily& family, const Rational& tolerance,
                                        std::size_t most_cycles) {
      Table<Rational> uniform = q;
      for (Rational& value : uniform.values) value = Rational(1);
      return information_projection_onto_linear_family<Real>(uniform, family, tolerance, most_cycles);
    };
    return wrong;
  }
};

/// Takes the first cycle's table for the limit.
struct StopsEarly {
  static constexpr std::string_view name = "stops proportional fitting after one cycle";
  template <Transcendental S>
  [[nodiscard]] static SimplexComputation<S> computation() {
    SimplexComputation<S> wrong;
    wrong.linear_family_projection = [](const Table<Rational>& q, const LinearFamily& family, const Rational& tolerance,
                                        std::size_t) {
      auto result = information_projection_onto_linear_family<Real>(q, family, tolerance, 1);
      result.status = ProjectionStatus::certified;
      return result;
    };
    return wrong;
  }
};

}  // namespace klprop::claims
