#pragma once

/// The measure of a factor graph under evidence, summed up by variable.

#include <klprop/scalar/concepts.hpp>

#include <vector>

namespace klprop {

/// Of the measure x ↦ Π_a f_a(x_a) · Π_i λ_{i,x_i}. A posterior is mass/total.
template <Ring S>
struct Masses {
  S total{};            ///< Z, the mass of all joint states
  std::vector<S> mass;  ///< by IndicatorId: the mass of the joint states with X_i = t
};

}  // namespace klprop
