#pragma once

/// The computations of Section 4 as callables, so that a claim can be tried on a wrong version of one of them.

#include <klprop/spn/activity_lift.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/passes.hpp>
#include <klprop/spn/region_projections.hpp>
#include <klprop/spn/unfolding.hpp>

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace klprop::claims {

/// The projections between region tables that need no logarithm.
template <Field S>
struct RationalRegionComputation {
  std::function<RegionTables<S>(const Regions&, const RegionTables<S>&)> right_projection =
      [](const Regions& regions, const RegionTables<S>& tables) {
        return right_projection_onto_product_constraints(regions, tables);
      };
};

/// … and with logarithms where the scalar has them.
template <Ring S>
struct RegionComputation : RationalRegionComputation<S> {};

template <Transcendental S>
struct RegionComputation<S> : RationalRegionComputation<S> {
  std::function<RegionTables<S>(RegionTables<S>, std::span<const std::vector<NodeId>>)> consensus =
      [](RegionTables<S> tables, std::span<const std::vector<NodeId>> groups) {
        return information_projection_onto_equal_tables(std::move(tables), groups);
      };
};

/// What is under test. Default-made: the library's own functions.
template <RecognisesZero S>
struct SpnComputation : RegionComputation<S> {
  std::function<std::vector<S>(const Circuit&, const Valuation<S>&)> upward =
      [](const Circuit& circuit, const Valuation<S>& at) { return upward_pass(circuit, at); };

  std::function<std::vector<S>(const Circuit&, const Valuation<S>&, std::span<const S>)> downward =
      [](const Circuit& circuit, const Valuation<S>& at, std::span<const S> upward_values) {
        return downward_pass(circuit, at, upward_values);
      };

  std::function<std::vector<S>(const Circuit&, std::span<const S>)> indicator_derivatives =
      [](const Circuit& circuit, std::span<const S> downward_values) {
        return klprop::indicator_derivatives(circuit, downward_values);
      };

  std::function<std::vector<S>(const Circuit&, const Valuation<S>&, IndicatorId)> second_derivatives =
      [](const Circuit& circuit, const Valuation<S>& at, IndicatorId a) {
        return klprop::second_derivatives(circuit, at, a);
      };

  std::function<Unfolding(const Circuit&, std::uint64_t)> unfold = [](const Circuit& circuit, std::uint64_t most) {
    return klprop::unfold(circuit, most);
  };

  std::function<std::vector<S>(std::span<const std::uint32_t>, std::size_t, std::span<const S>)> merge =
      [](std::span<const std::uint32_t> original, std::size_t count, std::span<const S> on_copies) {
        return merge_copies(original, count, on_copies);
      };

  std::function<ActivityLift(const Circuit&, std::uint64_t)> lift = [](const Circuit& circuit, std::uint64_t most) {
    return activity_lift(circuit, most);
  };

  std::function<FactoredTable<S>(const ActivityLift&, std::span<const S>)> project =
      [](const ActivityLift& lifted, std::span<const S> values) { return activity_projection<S>(lifted, values); };

  [[nodiscard]] Sweeps<S> sweep(const Circuit& circuit, const Valuation<S>& at) const {
    Sweeps<S> sweeps{upward(circuit, at), {}};
    sweeps.downward = downward(circuit, at, sweeps.upward);
    return sweeps;
  }
};

}  // namespace klprop::claims
