#pragma once

/// The computations of Section 2 as callables, so that a claim can be tried on a wrong version of one of them.

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>
#include <klprop/simplex/divergence.hpp>
#include <klprop/simplex/dual_coordinates.hpp>
#include <klprop/simplex/entropy.hpp>
#include <klprop/simplex/product_space.hpp>
#include <klprop/simplex/projections.hpp>
#include <klprop/simplex/proportional_fitting.hpp>

#include <cstddef>
#include <functional>
#include <span>
#include <utility>

namespace klprop::claims {

/// What needs no logarithm. Default-made: the library's own functions.
template <Field S>
struct RationalSimplexComputation {
  using Numbers = std::span<const std::size_t>;

  std::function<Table<S>(Table<S>)> normalise = [](Table<S> table) { return klprop::normalised(std::move(table)); };

  std::function<Table<S>(const Table<S>&, Numbers)> right_projection = [](const Table<S>& q, Numbers block) {
    return right_projection_onto_products(q, block);
  };

  std::function<Table<S>(const Table<S>&, Numbers)> consensus_projection = [](const Table<S>& q, Numbers group) {
    return information_projection_onto_consensus(q, group);
  };

  /// p^{1−n} q^n / Σ p^{1−n} q^n for n = −2 … 3: on and beyond the segment from p to q in dual coordinates.
  std::function<Table<S>(const Table<S>&, const Table<S>&, int)> geometric_mixture = [](const Table<S>& p,
                                                                                        const Table<S>& q, int n) {
    const Table<S> step = n < 0 ? entrywise_quotient(p, q) : entrywise_quotient(q, p);
    Table<S> mixture = p;
    for (int k = 0; k < (n < 0 ? -n : n); ++k) mixture = entrywise_product(std::move(mixture), step);
    return klprop::normalised(std::move(mixture));
  };
};

/// What is under test, with logarithms where the scalar has them.
template <Ring S>
struct SimplexComputation : RationalSimplexComputation<S> {};

template <Transcendental S>
struct SimplexComputation<S> : RationalSimplexComputation<S> {
  using TwoTables = std::function<S(const Table<S>&, const Table<S>&)>;

  TwoTables kl = [](const Table<S>& r, const Table<S>& q) { return kl_divergence(r, q); };
  TwoTables generalised_kl = [](const Table<S>& r, const Table<S>& q) { return generalised_kl_divergence(r, q); };
  TwoTables entropy_divergence = [](const Table<S>& r, const Table<S>& q) { return klprop::entropy_divergence(r, q); };
  TwoTables conjugate_divergence = [](const Table<S>& u, const Table<S>& v) {
    return simplex_conjugate_divergence(u, v);
  };

  std::function<S(const Table<S>&)> conjugate = [](const Table<S>& theta) { return simplex_conjugate(theta); };
  std::function<Table<S>(const Table<S>&)> gradient = [](const Table<S>& p) { return negative_entropy_gradient(p); };
  std::function<Table<S>(const Table<S>&)> softmax = [](const Table<S>& theta) { return klprop::softmax(theta); };

  /// p^{1−t} q^t / Σ p^{1−t} q^t
  std::function<Table<S>(const Table<S>&, const Table<S>&, const S&)> real_geometric_mixture =
      [](const Table<S>& p, const Table<S>& q, const S& t) {
        Table<S> theta = klprop::negative_entropy_gradient(p);
        const Table<S> end = klprop::negative_entropy_gradient(q);
        for (std::size_t k = 0; k < theta.values.size(); ++k) theta.values[k] += t * (end.values[k] - theta.values[k]);
        return klprop::softmax(std::move(theta));
      };

  /// By iterative proportional fitting at the working precision.
  std::function<LinearFamilyProjection(const Table<Rational>&, const LinearFamily&, const Rational&, std::size_t)>
      linear_family_projection =
          [](const Table<Rational>& q, const LinearFamily& family, const Rational& tolerance, std::size_t most_cycles) {
            return information_projection_onto_linear_family<Real>(q, family, tolerance, most_cycles);
          };
};

}  // namespace klprop::claims
