#pragma once

/// The activity lift of a circuit: the factor graph on which both sweeps are belief propagation.
///                                                                              (Lemma 4.2 and Theorem 4.6, repaired)
///
/// A binary variable A_n says whether a parse visits node n. The factors are
///   root: [a = 1]      indicator: λ^a      constant: c^a      product: all of A_p and its children's are equal
///   sum:  w_{sc} when a_s = 1 and exactly the child c is active, 1 when all are 0, else 0.
/// A node that several edges lead to has a variable A_e for each of these edges, and a factor [A_c = Σ A_e]; where one edge
/// leads to a node, its variable is A_c itself. A tree's lift is therefore a tree without variables for edges.
///
/// The joint states of positive mass are the parses that visit no node twice, each with its mass as a parse: all parses of
/// a tree, and of a decomposable circuit without nodes of empty scope.

#include <klprop/factor_graph/elimination.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/factor_graph/projection_step.hpp>
#include <klprop/spn/circuit.hpp>
#include <klprop/spn/valuation.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// Which of the circuit's symbols an entry of a factor is.
struct LiftEntry {
  enum class Kind : std::uint8_t { zero, parameter, indicator };
  Kind kind = Kind::zero;
  std::uint32_t which = 0;  ///< a ParameterId, the unit for 1, or an IndicatorId
};

/// Each variable stands in two factors: `graph.edges(v)[0]` is the edge to the one above it, towards the root, and
/// `graph.edges(v)[1]` to the one below. The variables of the nodes come first, by NodeId, then those of edges.
struct ActivityLift {
  FactorGraph graph;                      ///< with entries 1 where a symbol stands; the numbers come with `lift_values`
  std::vector<LiftEntry> entries;         ///< by position in `graph.values()`
  std::vector<VariableId> edge_variable;  ///< by EdgeId: A_e, or A_c where no other edge leads to c
  std::vector<FactorId> node_factor;      ///< by NodeId: its factor λ^a, sum or product

  /// Whether the circuit is a tree, and with it the factor graph.
  [[nodiscard]] bool is_tree() const { return graph.variable_count() == node_factor.size(); }
};

/// Some factor's table, which doubles with each child, would be too large.
class LiftTooLarge : public std::length_error {
 public:
  LiftTooLarge(std::uint64_t entries, std::uint64_t most)
      : std::length_error("the activity lift's tables would have " +
                          (entries == ~std::uint64_t{0} ? std::string("2^64 or more") : std::to_string(entries)) +
                          " entries; expected at most " + std::to_string(most)) {}
};

/// Number of entries of the lift's tables, capped at 2^64−1: 2^(k+1) for each operator with k children, and for each node
/// that k > 1 edges lead to.
/// @cost  O(edges)
[[nodiscard]] std::uint64_t activity_lift_entries(const Circuit& circuit);

/// @throws LiftTooLarge
/// @cost   O(entries)
[[nodiscard]] ActivityLift activity_lift(const Circuit& circuit, std::uint64_t max_entries = std::uint64_t{1} << 20);

/// The lift's tables in scalar S: what belief propagation and the projections run on.
///
/// @param  at  values of the circuit's symbols
/// @return one per entry of `graph.values()`
template <Ring S>
[[nodiscard]] std::vector<S> lift_values(const ActivityLift& lift, const Valuation<S>& at) {
  std::vector<S> values;
  values.reserve(lift.entries.size());
  for (const LiftEntry& entry : lift.entries) {
    switch (entry.kind) {
      case LiftEntry::Kind::zero:
        values.emplace_back(0);
        break;
      case LiftEntry::Kind::parameter:
        values.push_back(at.parameters[entry.which]);
        break;
      case LiftEntry::Kind::indicator:
        values.push_back(at.lambda[entry.which]);
        break;
    }
  }
  return values;
}

/// T_Proj(q_{−1}) on the lift, q_{−1} being the normalised product of its factors on one copy per edge: the product over
/// the copies of the exact marginals. The displayed iteration has no first step here, as [a_root = 1] has a marginal 0.
///
/// @param  values  from `lift_values`
/// @throws UndefinedStep  when no joint state has mass;  TreeTooLarge
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   on a tree, an upward–downward pass; else elimination, exponential in the treewidth
template <RecognisesZero S>
[[nodiscard]] FactoredTable<S> activity_projection(const ActivityLift& lift, std::span<const S> values);

// ---- implementation -----------------------------------------------------------------------------

namespace detail {

/// Number of edges that lead to each node.
[[nodiscard]] inline std::vector<std::uint32_t> parent_edge_counts(const Circuit& circuit) {
  std::vector<std::uint32_t> count(circuit.node_count(), 0);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    for (const NodeId child : circuit.children(node)) ++count[child];
  return count;
}

/// Adds factors from the root down, so that of a variable's two factors the upper one comes first.
class ActivityLiftBuilder {
 public:
  explicit ActivityLiftBuilder(const Circuit& circuit)
      : circuit_(circuit), into_(circuit.node_count()), edge_variable_(circuit.edge_count()) {
    const std::vector<std::uint32_t> count = parent_edge_counts(circuit);
    VariableId next = circuit.node_count();
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      for (std::size_t j = 0; j < circuit.children(node).size(); ++j) {
        const NodeId child = circuit.children(node)[j];
        const VariableId variable = count[child] == 1 ? child : next++;
        edge_variable_[circuit.first_edge(node) + j] = variable;
        if (count[child] > 1) into_[child].push_back(variable);
      }
    variable_count_ = next;
  }

  [[nodiscard]] ActivityLift build() {
    FactorGraphBuilder builder(VariableTable(std::vector<StateId>(variable_count_, 2)));
    std::vector<FactorId> node_factor(circuit_.node_count());
    const VariableId root[] = {circuit_.root()};
    add(builder, root, {zero, one});
    for (NodeId node = circuit_.node_count(); node-- > 0;) {
      if (!into_[node].empty())
        add_exactly_one(builder, node, into_[node], std::vector<LiftEntry>(into_[node].size(), one));
      node_factor[node] = add_node(builder, node);
    }
    return {std::move(builder).build(), std::move(entries_), std::move(edge_variable_), std::move(node_factor)};
  }

 private:
  static constexpr LiftEntry zero{}, one{LiftEntry::Kind::parameter, CircuitBuilder::unit};

  FactorId add_node(FactorGraphBuilder& builder, NodeId node) {
    const std::size_t fan_in = circuit_.children(node).size();
    const std::span<const VariableId> below = std::span(edge_variable_).subspan(circuit_.first_edge(node), fan_in);
    if (circuit_.is_leaf(node)) {
      const VariableId self[] = {node};
      const LiftEntry symbol = circuit_.kind(node) == NodeKind::indicator
                                   ? LiftEntry{LiftEntry::Kind::indicator, circuit_.indicator(node)}
                                   : LiftEntry{LiftEntry::Kind::parameter, circuit_.constant(node)};
      return add(builder, self, {one, symbol});
    }
    std::vector<LiftEntry> symbols;
    if (circuit_.kind(node) == NodeKind::sum) {
      for (const ParameterId weight : circuit_.weights(node)) symbols.push_back({LiftEntry::Kind::parameter, weight});
      return add_exactly_one(builder, node, below, symbols);
    }
    symbols.resize(std::size_t{2} << fan_in);
    symbols.front() = symbols.back() = one;
    return add(builder, scope(node, below), std::move(symbols));
  }

  /// 1 when all are 0, and `when[j]` when A_n = 1 and of the others exactly the j-th.
  FactorId add_exactly_one(FactorGraphBuilder& builder, NodeId node, std::span<const VariableId> others,
                           std::span<const LiftEntry> when) {
    const std::size_t count = others.size();
    std::vector<LiftEntry> symbols(std::size_t{2} << count);
    symbols.front() = one;
    for (std::size_t j = 0; j < count; ++j)
      symbols[(std::size_t{1} << count) + (std::size_t{1} << (count - 1 - j))] = when[j];
    return add(builder, scope(node, others), std::move(symbols));
  }

  [[nodiscard]] static std::vector<VariableId> scope(NodeId node, std::span<const VariableId> others) {
    std::vector<VariableId> result = {node};
    result.insert(result.end(), others.begin(), others.end());
    return result;
  }

  FactorId add(FactorGraphBuilder& builder, std::span<const VariableId> scope, std::vector<LiftEntry> symbols) {
    std::vector<Rational> support;
    for (const LiftEntry& symbol : symbols) support.emplace_back(symbol.kind == LiftEntry::Kind::zero ? 0 : 1);
    entries_.insert(entries_.end(), symbols.begin(), symbols.end());
    return builder.factor(scope, std::move(support));
  }

  const Circuit& circuit_;
  std::vector<std::vector<VariableId>> into_;  // variables of the edges to each node with several
  std::vector<VariableId> edge_variable_;
  VariableId variable_count_ = 0;
  std::vector<LiftEntry> entries_;
};

}  // namespace detail

inline std::uint64_t activity_lift_entries(const Circuit& circuit) {
  const std::vector<std::uint32_t> count = detail::parent_edge_counts(circuit);
  std::uint64_t entries = 2;
  const auto add = [&](std::size_t others) {
    const std::uint64_t more = others < 63 ? std::uint64_t{2} << others : ~std::uint64_t{0};
    if (__builtin_add_overflow(entries, more, &entries)) entries = ~std::uint64_t{0};
  };
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    add(circuit.children(node).size());
    if (count[node] > 1) add(count[node]);
  }
  return entries;
}

inline ActivityLift activity_lift(const Circuit& circuit, std::uint64_t max_entries) {
  const std::uint64_t entries = activity_lift_entries(circuit);
  if (entries > max_entries) throw LiftTooLarge(entries, max_entries);
  return detail::ActivityLiftBuilder(circuit).build();
}

template <RecognisesZero S>
FactoredTable<S> activity_projection(const ActivityLift& lift, std::span<const S> values) {
  const FactorGraph& graph = lift.graph;
  const FactoredHybrid<S> hybrid(graph, values);
  if (lift.is_tree()) return projection_step_on_forest(hybrid, values);
  const std::vector<Rational> no_evidence(graph.variables().indicator_count(), Rational(1));
  const std::vector<S> lambda(no_evidence.size(), S(1));
  const JunctionTree tree(graph, possible_states(graph, no_evidence));
  return projection_step_of_masses(hybrid, masses<S>(tree, values, lambda));
}

}  // namespace klprop
