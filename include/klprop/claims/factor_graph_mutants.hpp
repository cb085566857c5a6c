#pragma once

/// Deliberately wrong versions of the computations of Section 3.1.

#include <klprop/claims/factor_graph_computation.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace klprop::claims {

struct DropsSigma {
  static constexpr std::string_view name = "drops sigma";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.hybrid_step = [](const HybridState<S>& before, const Replicas& replicas) {
      HybridState<S> forgetful = before;
      for (S& value : forgetful.exp_sigma.values) value = S(1);
      return klprop::hybrid_step(forgetful, replicas);
    };
    return wrong;
  }
};

struct DropsTau {
  static constexpr std::string_view name = "drops tau";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.hybrid_step = [](const HybridState<S>& before, const Replicas& replicas) {
      HybridState<S> forgetful = before;
      for (S& value : forgetful.exp_tau.values) value = S(1);
      return klprop::hybrid_step(forgetful, replicas);
    };
    return wrong;
  }
};

/// e^τ = q·e^τ/k instead of k·e^τ/q.
struct InvertsTau {
  static constexpr std::string_view name = "puts k and q the wrong way round in tau";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.hybrid_step = [](const HybridState<S>& before, const Replicas& replicas) {
      HybridIterate<S> iterate = klprop::hybrid_step(before, replicas);
      iterate.state.exp_tau = dual_difference(iterate.state.q, before.exp_tau, iterate.k, "tau");
      return iterate;
    };
    return wrong;
  }
};

/// Each factor's messages are passed on before the next factor sends.
struct SequentialSchedule {
  static constexpr std::string_view name = "sequential for parallel schedule";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.flooding_step = [](MessagePassing<S>& passing, Messages<S>& messages) -> std::optional<Breakdown> {
      const auto always = [](std::size_t) { return true; };
      for (FactorId factor = 0; factor < passing.graph().factor_count(); ++factor) {
        if (const auto failed = passing.send_from_factor(factor, messages, always)) return failed;
        for (const VariableId v : passing.graph().scope(factor))
          if (const auto failed = passing.send_from_variable(v, messages, always)) return failed;
      }
      return std::nullopt;
    };
    return wrong;
  }
};

/// m_{i→a} ∝ b_i/m_{i→a} instead of b_i/m_{a→i}.
struct DividesByOutgoing {
  static constexpr std::string_view name = "divides by the outgoing instead of the incoming message";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.flooding_step = [](MessagePassing<S>& passing, Messages<S>& messages) -> std::optional<Breakdown> {
      const std::vector<S> outgoing = messages.to_factor;
      if (const auto failed = klprop::flooding_step(passing, messages)) return failed;
      for (ScopeEdge edge = 0; edge < passing.graph().edge_count(); ++edge) {
        const auto incoming = passing.layout().of(messages.to_variable, edge);
        const auto message = passing.layout().of(messages.to_factor, edge);
        const auto old = passing.layout().of(outgoing, edge);
        S sum{};
        for (std::size_t t = 0; t < message.size(); ++t) sum += message[t] = message[t] * incoming[t] / old[t];
        for (S& value : message) value /= sum;
      }
      return std::nullopt;
    };
    return wrong;
  }
};

/// Messages to factors keep the scale of the messages that they are made of.
struct ForgetsToNormalise {
  static constexpr std::string_view name = "forgets to normalise";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.flooding_step = [](MessagePassing<S>& passing, Messages<S>& messages) -> std::optional<Breakdown> {
      std::vector<S> scale;
      for (ScopeEdge edge = 0; edge < passing.graph().edge_count(); ++edge) {
        S sum{};
        for (const S& value : passing.layout().of(messages.to_factor, edge)) sum += value;
        scale.push_back(sum);
      }
      if (const auto failed = klprop::flooding_step(passing, messages)) return failed;
      for (ScopeEdge edge = 0; edge < passing.graph().edge_count(); ++edge)
        for (S& value : passing.layout().of(messages.to_factor, edge)) value *= scale[edge];
      return std::nullopt;
    };
    return wrong;
  }
};

/// Beliefs of a pass in which the root hears of everything and nothing else does.
struct StopsBeforeTheWayDown {
  static constexpr std::string_view name = "stops before the way down";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.tree_pass = [](MessagePassing<S>& passing, const TreeSchedule& schedule) {
      BeliefPropagationResult<S> pass = klprop::tree_pass(passing, schedule);
      if (pass.breakdown) return pass;
      const Messages<S> uniform = passing.uniform();
      for (const TreeSchedule::Node& node : schedule.nodes()) {
        if (node.is_factor || node.parent_slot == TreeSchedule::no_edge) continue;
        const ScopeEdge up = passing.graph().edges(node.id)[node.parent_slot];
        const auto message = passing.layout().of(uniform.to_variable, up);
        std::copy(message.begin(), message.end(), passing.layout().of(pass.messages.to_variable, up).begin());
      }
      pass.breakdown = passing.beliefs(pass.messages, pass.beliefs);
      return pass;
    };
    return wrong;
  }
};

/// Without the diagonal: the table's own marginals.
struct SkipsConsensus {
  static constexpr std::string_view name = "projects without consensus";
  template <Ring S>
  [[nodiscard]] static FactorGraphComputation<S> computation() {
    FactorGraphComputation<S> wrong;
    wrong.projection_step = [](const Table<S>& q, const Replicas& replicas) { return onto_products(q, replicas); };
    return wrong;
  }
};

}  // namespace klprop::claims
