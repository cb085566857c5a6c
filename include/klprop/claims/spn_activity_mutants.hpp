#pragma once

/// Wrong versions of the activity lift and of T_Proj on it.

#include <klprop/claims/spn_computation.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace klprop::claims {

/// Every symbol but an indicator's becomes 1.
struct LiftsWithoutWeights {
  static constexpr std::string_view name = "lifts without weights";
  template <RecognisesZero S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.lift = [](const Circuit& circuit, std::uint64_t most) {
      ActivityLift lift = activity_lift(circuit, most);
      for (LiftEntry& entry : lift.entries)
        if (entry.kind == LiftEntry::Kind::parameter) entry.which = CircuitBuilder::unit;
      return lift;
    };
    return wrong;
  }
};

/// An active sum may have two active children: the last two.
struct LiftsWithSeveralChildren {
  static constexpr std::string_view name = "lets a sum activate several children";
  template <RecognisesZero S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.lift = [](const Circuit& circuit, std::uint64_t most) {
      ActivityLift lift = activity_lift(circuit, most);
      for (NodeId node = 0; node < circuit.node_count(); ++node) {
        const std::size_t count = circuit.children(node).size();
        if (circuit.kind(node) != NodeKind::sum || count < 2) continue;
        const std::size_t first = lift.graph.first_value(lift.node_factor[node]);
        lift.entries[first + (std::size_t{1} << count) + 3] = {LiftEntry::Kind::parameter, circuit.weights(node)[0]};
      }
      return lift;
    };
    return wrong;
  }
};

/// →π_𝒫(q_{−1}): each copy keeps the marginal of its own factor.
struct ProjectsWithoutConsensus {
  static constexpr std::string_view name = "skips consensus";
  template <RecognisesZero S>
  [[nodiscard]] static SpnComputation<S> computation() {
    SpnComputation<S> wrong;
    wrong.project = [](const ActivityLift& lift, std::span<const S> values) {
      const FactoredHybrid<S> hybrid(lift.graph, values);
      return hybrid.right_projection(hybrid.start().q, "k");
    };
    return wrong;
  }
};

}  // namespace klprop::claims
