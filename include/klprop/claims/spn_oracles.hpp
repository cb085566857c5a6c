#pragma once

/// The independent sides of the comparisons in Section 4, each within a budget.
///
/// Small instances are enumerated: joint states, parses, copies. Beyond, values by definition with a variable clamped
/// or a single symbol perturbed take their place. What is not compared for its size is said.

#include <klprop/claims/report.hpp>
#include <klprop/claims/spn_instance.hpp>
#include <klprop/spn/by_definition.hpp>
#include <klprop/spn/enumeration.hpp>
#include <klprop/spn/parses.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// Why a case is discarded whose posterior over joint states is 0/0: without decomposability, a circuit such as x₀·x₁
/// has a value and no joint state with a mass.
inline constexpr const char* no_joint_mass = "no joint state has a mass";

/// Number of joint states, or 2^64−1 when there are more.
[[nodiscard]] inline std::uint64_t capped_joint_states(const VariableTable& variables) {
  std::uint64_t count = 1;
  for (VariableId v = 0; v < variables.size(); ++v)
    if (__builtin_mul_overflow(count, std::uint64_t{variables.arity(v)}, &count)) return ~std::uint64_t{0};
  return count;
}

/// How many operations of an ordinary size one operation on numbers as long as this one is worth.
[[nodiscard]] inline std::uint64_t operation_cost(const Rational& value) {
  return 1 + bit_size(value) / 512;
}
template <class S>
[[nodiscard]] std::uint64_t operation_cost(const S&) {
  return 1;
}

/// Whether joint states can be enumerated within the budget.
template <Ring S>
[[nodiscard]] bool can_enumerate_states(const SpnInstance<S>& instance) {
  const std::uint64_t states = capped_joint_states(instance.circuit.variables());
  return states <= instance.budget.enumerated &&
         states <= instance.budget.enumeration / (std::uint64_t{instance.circuit.edge_count()} + 1);
}

/// Keeps so many of the items, a random choice where there are more.
template <class Item>
void keep_some(Random& random, std::vector<Item>& items, std::uint64_t most) {
  if (items.size() <= most) return;
  // A partial Fisher–Yates shuffle draws them.
  for (std::size_t k = 0; k < most; ++k) {
    const auto other = k + static_cast<std::size_t>(random.below(items.size() - k));
    std::swap(items[k], items[other]);
  }
  items.resize(static_cast<std::size_t>(most));
}

/// As many of `all` as there are passes over the circuit in the budget: all of them, or a random choice, the rest being
/// reported as left out.
template <Ring S, class Item, class AnyReport>
[[nodiscard]] std::vector<Item> within_budget(SpnInstance<S>& instance, std::vector<Item> all, const S& typical,
                                              const char* what, AnyReport& report) {
  const std::uint64_t pass =
      (std::uint64_t{instance.circuit.node_count()} + instance.circuit.edge_count()) * operation_cost(typical);
  const std::uint64_t most = std::max<std::uint64_t>(1, instance.budget.operations / pass);
  if (all.size() <= most) return all;
  report.leave_out(std::to_string(all.size() - most) + " of " + std::to_string(all.size()) + " " + what +
                   " (each needs a pass over the whole circuit; " + std::to_string(most) + " were drawn at random)");
  keep_some(instance.random, all, most);
  return all;
}

/// No node has two parents, or two edges from one.
[[nodiscard]] inline bool is_tree(const Circuit& circuit) {
  return circuit.edge_count() + 1 == circuit.node_count();
}

/// "λ_{2,0}" for an indicator.
[[nodiscard]] inline std::string indicator_text(const Circuit& circuit, IndicatorId indicator) {
  const auto [variable, state] = circuit.variables().owner(indicator);
  return "λ_{" + std::to_string(variable) + "," + std::to_string(state) + "}";
}

/// The value of the circuit by definition with the variables of `kept` clamped: the mass of those states.
template <Ring S>
[[nodiscard]] S clamped_value(const SpnInstance<S>& instance, std::vector<IndicatorId> kept,
                              std::vector<S>& workspace) {
  return value_by_definition(instance.circuit, Clamped<S>(instance.circuit, instance.at, std::move(kept)), workspace);
}

/// ∂S/∂log v for one symbol v, by a pass over dual numbers.
template <Ring S>
class LogDerivative {
 public:
  explicit LogDerivative(const SpnInstance<S>& instance)
      : circuit_(instance.circuit),
        at_(transform<Dual<S>>(instance.at, [](const S& value) { return Dual<S>(value); })) {}

  [[nodiscard]] S operator()(Perturbed symbol) {
    return value_by_definition(circuit_, PerturbedSymbols<S>(at_, symbol), workspace_).tangent;
  }

 private:
  const Circuit& circuit_;
  Valuation<Dual<S>> at_;
  std::vector<Dual<S>> workspace_;
};

/// Whether some leaf stands for each state, by IndicatorId.
[[nodiscard]] inline std::vector<bool> have_leaves(const Circuit& circuit) {
  std::vector<bool> result(circuit.variables().indicator_count(), false);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (circuit.kind(node) == NodeKind::indicator) result[circuit.indicator(node)] = true;
  return result;
}

/// Whether each node has an indicator below it.
[[nodiscard]] inline std::vector<bool> has_scope(const Circuit& circuit) {
  std::vector<bool> result(circuit.node_count(), false);
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    result[node] = circuit.kind(node) == NodeKind::indicator;
    for (const NodeId child : circuit.children(node)) result[node] = result[node] || result[child];
  }
  return result;
}

}  // namespace klprop::claims
