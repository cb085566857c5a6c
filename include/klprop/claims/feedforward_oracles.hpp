#pragma once

/// The other side of the checks of Corollary 3.4: the network's own forward pass in plain loops, on dual numbers. No
/// reverse sweep, no layered recursion and no derivative of an activation.

#include <klprop/claims/beside_one.hpp>
#include <klprop/claims/feedforward_instance.hpp>
#include <klprop/claims/one_sided.hpp>
#include <klprop/claims/report.hpp>
#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/layered_recursion.hpp>

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop::claims {

/// A number as a constant of another scalar: itself, or a (nested) dual or one-sided number without tangents.
template <class T, class S>
[[nodiscard]] T constant_of(const S& value) {
  if constexpr (std::is_same_v<T, S>)
    return value;
  else if constexpr (requires { T::dual; })
    return T(constant_of<decltype(T::dual)>(value));
  else
    return T(constant_of<decltype(T::value)>(value));
}

/// Constants but for one entry.
template <class T, class S>
[[nodiscard]] std::vector<T> with_entry(const std::vector<S>& values, std::size_t place, const T& entry) {
  std::vector<T> result;
  for (std::size_t k = 0; k < values.size(); ++k) result.push_back(k == place ? entry : constant_of<T>(values[k]));
  return result;
}

/// σ of a layer.
template <Field T>
[[nodiscard]] T plain_activation(const FeedforwardNetwork& network, std::size_t l, const T& u) {
  return forward_values<T>(network.activation(l), std::span<const T>(&u, 1))[1];
}

/// W·a + b of a layer.
template <Field T>
[[nodiscard]] std::vector<T> plain_affine(const NetworkLayer& layer, const std::vector<T>& a) {
  std::vector<T> u;
  for (std::size_t i = 0; i < layer.outputs; ++i) {
    u.push_back(from_rational<T>(layer.biases[i]));
    for (std::size_t j = 0; j < a.size(); ++j) u[i] = u[i] + from_rational<T>(layer.weights[i * a.size() + j]) * a[j];
  }
  return u;
}

template <Field T>
[[nodiscard]] std::vector<T> plain_activations(const FeedforwardNetwork& network, std::size_t l,
                                               const std::vector<T>& u) {
  std::vector<T> a;
  for (const T& each : u) a.push_back(plain_activation(network, l, each));
  return a;
}

/// C(a), term by term.
template <Field T>
[[nodiscard]] T plain_loss(const FeedforwardNetwork& network, const std::vector<T>& a) {
  T sum{}, partition{};
  for (std::size_t i = 0; i < a.size(); ++i) {
    const T t = from_rational<T>(network.targets()[i]);
    if (network.loss() == NetworkLoss::squared_error)
      sum = sum + (a[i] - t) * (a[i] - t) * from_rational<T>(Rational(1, 2));
    else
      sum = sum + t * a[i];
    if constexpr (Elementary<T>)
      if (network.loss() == NetworkLoss::cross_entropy) partition += ElementaryFunctions<T>::exp(a[i]);
  }
  if constexpr (Elementary<T>)
    if (network.loss() == NetworkLoss::cross_entropy) {
      T mass{};
      for (const Rational& t : network.targets()) mass += from_rational<T>(t);
      return mass * ElementaryFunctions<T>::log(partition) - sum;
    }
  return sum;
}

/// The loss when the layers from `done` on are applied to a.
template <Field T>
[[nodiscard]] T loss_after(const FeedforwardNetwork& network, std::size_t done, std::vector<T> a) {
  for (std::size_t l = done; l < network.depth(); ++l)
    a = plain_activations(network, l, plain_affine(network.layer(l), a));
  return plain_loss(network, a);
}

/// The loss when layer l has the preactivations u.
template <Field T>
[[nodiscard]] T loss_above(const FeedforwardNetwork& network, std::size_t l, const std::vector<T>& u) {
  return loss_after(network, l + 1, plain_activations(network, l, u));
}

/// u and a of every layer.
template <Field S>
struct PlainPass {
  std::vector<S> input;
  std::vector<std::vector<S>> u, a;

  [[nodiscard]] const std::vector<S>& into(std::size_t l) const { return l == 0 ? input : a[l - 1]; }
};

template <Field S>
[[nodiscard]] PlainPass<S> plain_pass(const FeedforwardNetwork& network, std::vector<S> input) {
  PlainPass<S> pass{std::move(input), {}, {}};
  for (std::size_t l = 0; l < network.depth(); ++l) {
    pass.u.push_back(plain_affine(network.layer(l), pass.into(l)));
    pass.a.push_back(plain_activations(network, l, pass.u.back()));
  }
  return pass;
}

/// "s_u of layer 2, unit 0"; layers are counted from 1, as in the paper, units from 0.
[[nodiscard]] inline std::string at_unit(const char* what, std::size_t layer, std::size_t unit) {
  return std::string(what) + " of layer " + std::to_string(layer) + ", unit " + std::to_string(unit);
}

/// The derivative of log φ along z, from the values of φ.
template <Field S>
[[nodiscard]] S log_slope_along(const OutputFactor& factor, const Dual<S>& z) {
  const Dual<S> phi = OutputFunction<Dual<S>>(factor, Dual<S>(z.value))(z);
  return phi.tangent / phi.value;
}

/// Compares s_u, s_a and s of the input with the log-derivatives of b_↓(t) = φ(C(t)), everything above t being
/// evaluated on dual numbers.
template <Field S>
void compare_sensitivities(const FeedforwardInstance<S>& instance, const NetworkSensitivities<S>& found,
                           Report<S>& report) {
  const FeedforwardNetwork& network = instance.network;
  const PlainPass<S> pass = plain_pass(network, instance.input());
  const auto moved = [](const std::vector<S>& values, std::size_t i) {
    return with_entry(values, i, Dual<S>(values[i], S(1)));
  };
  for (std::size_t l = 0; l < network.depth(); ++l)
    for (std::size_t i = 0; i < pass.u[l].size(); ++i) {
      equal_beside_one(report, found.s_u[l][i],
                       log_slope_along(instance.factor, loss_above(network, l, moved(pass.u[l], i))),
                       [&] { return at_unit("s_u", l + 1, i) + " by the recursion, and ∂ log b_↓(u)/∂u"; });
      equal_beside_one(report, found.s_a[l][i],
                       log_slope_along(instance.factor, loss_after(network, l + 1, moved(pass.a[l], i))),
                       [&] { return at_unit("s_a", l + 1, i) + " by the recursion, and ∂ log b_↓(a)/∂a"; });
    }
  for (std::size_t j = 0; j < pass.input.size(); ++j)
    equal_beside_one(report, found.s_input[j],
                     log_slope_along(instance.factor, loss_after(network, 0, moved(pass.input, j))),
                     [&] { return at_unit("s_a", 0, j) + " by the recursion, and ∂ log b_↓(a)/∂a"; });
}

/// Where the library finds no derivative: the derivatives of log b_↓(u) to the right and to the left, which would both be
/// s_u.
template <Field S>
void compare_sides(const FeedforwardInstance<S>& instance, Report<S>& report) {
  if constexpr (Ordered<S> && Comparable<S> && !Elementary<S>) {
    const FeedforwardNetwork& network = instance.network;
    const PlainPass<S> pass = plain_pass(network, instance.input());
    const auto towards = [&](std::size_t l, std::size_t i, int side) {
      const auto u = with_entry(pass.u[l], i, OneSided<S>(pass.u[l][i], S(side)));
      return S(side) * log_slope_along(instance.factor, loss_above(network, l, u).dual);
    };
    for (std::size_t l = 0; l < network.depth(); ++l)
      for (std::size_t i = 0; i < pass.u[l].size(); ++i)
        report.equal(towards(l, i, 1), towards(l, i, -1),
                     [&] { return at_unit("log b_↓(u)", l + 1, i) + ": slope to the right and to the left"; });
  }
}

}  // namespace klprop::claims
