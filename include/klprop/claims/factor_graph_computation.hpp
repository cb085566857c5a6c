#pragma once

/// The computations of Section 3.1 as callables, so that a claim can be tried on a wrong version of one of them.

#include <klprop/factor_graph/bethe.hpp>
#include <klprop/factor_graph/projection_step.hpp>
#include <klprop/factor_graph/schedules.hpp>

#include <functional>
#include <optional>
#include <vector>

namespace klprop::claims {

/// What is under test. Default-made: the library's own functions.
template <Ring S>
struct FactorGraphComputation {
  std::function<HybridIterate<S>(const HybridState<S>&, const Replicas&)> hybrid_step =
      [](const HybridState<S>& before, const Replicas& replicas) { return klprop::hybrid_step(before, replicas); };

  std::function<Table<S>(const Table<S>&, const Replicas&)> projection_step =
      [](const Table<S>& q, const Replicas& replicas) { return klprop::projection_step(q, replicas); };

  std::function<std::optional<Breakdown>(MessagePassing<S>&, Messages<S>&)> flooding_step =
      [](MessagePassing<S>& passing, Messages<S>& messages) { return klprop::flooding_step(passing, messages); };

  std::function<BeliefPropagationResult<S>(MessagePassing<S>&, const TreeSchedule&)> tree_pass =
      [](MessagePassing<S>& passing, const TreeSchedule& schedule) { return klprop::tree_pass(passing, schedule); };
};

}  // namespace klprop::claims
