#pragma once

// Out-of-line parts of hypotheses.hpp.

#include <klprop/spn/hypotheses.hpp>

#include <algorithm>
#include <unordered_map>

namespace klprop {

inline Hypotheses::Hypotheses(const Circuit& circuit)
    : table_(circuit.variables().size()), scope_(circuit.node_count(), ScopeTable::empty) {
  for (NodeId node = 0; node < circuit.node_count(); ++node) {
    switch (circuit.kind(node)) {
      case NodeKind::indicator:
        scope_[node] = table_.singleton(circuit.variables().owner(circuit.indicator(node)).first);
        break;
      case NodeKind::constant:
        if (circuit.parameters()[circuit.constant(node)] == 0) zeros_.push_back({node, 0});
        break;
      case NodeKind::product:
        visit_product(circuit, node);
        break;
      case NodeKind::sum:
        visit_sum(circuit, node);
        break;
    }
  }
  inspect_leaves(circuit);
}

inline void Hypotheses::visit_product(const Circuit& circuit, NodeId node) {
  // Pairing neighbours instead of folding from the left keeps the intermediate scopes of wide products small, all the
  // more when neighbours hold neighbouring variables.
  std::vector<ScopeTable::Id> parts;
  for (const NodeId child : circuit.children(node))
    if (scope_[child] != ScopeTable::empty) parts.push_back(scope_[child]);
  constexpr std::size_t wide = 32;
  if (parts.size() > wide) table_.sort_by_first_variable(parts);
  bool disjoint = true;
  while (parts.size() > 1) {
    std::size_t kept = 0;
    for (std::size_t j = 0; j < parts.size(); j += 2) {
      if (j + 1 == parts.size()) {
        parts[kept++] = parts[j];
        break;
      }
      const ScopeTable::Union both = table_.unite(parts[j], parts[j + 1]);
      disjoint = disjoint && both.disjoint;
      parts[kept++] = both.scope;
    }
    parts.resize(kept);
  }
  scope_[node] = parts.empty() ? ScopeTable::empty : parts[0];
  if (!disjoint) locate_overlap(circuit, node);
}

inline void Hypotheses::locate_overlap(const Circuit& circuit, NodeId node) {
  const auto children = circuit.children(node);
  ScopeTable::Id seen = ScopeTable::empty;
  std::uint32_t slot = 0;
  for (;; ++slot) {
    const ScopeTable::Union both = table_.unite(seen, scope_[children[slot]]);
    if (!both.disjoint) break;
    seen = both.scope;
  }
  std::uint32_t earlier = 0;
  while (table_.unite(scope_[children[earlier]], scope_[children[slot]]).disjoint) ++earlier;
  overlapping_.push_back({node, earlier, slot});
}

inline void Hypotheses::visit_sum(const Circuit& circuit, NodeId node) {
  const auto children = circuit.children(node);
  const auto weights = circuit.weights(node);
  ScopeTable::Id scope = scope_[children[0]];
  for (std::uint32_t slot = 0; slot < children.size(); ++slot) {
    const ScopeTable::Id other = scope_[children[slot]];
    if (other != scope_[children[0]]) {
      incomplete_.push_back({node, slot});
      scope = table_.unite(scope, other).scope;
    }
    if (circuit.parameters()[weights[slot]] == 0) zeros_.push_back({node, slot});
  }
  scope_[node] = scope;
}

inline void Hypotheses::inspect_leaves(const Circuit& circuit) {
  const VariableTable& variables = circuit.variables();
  std::vector<bool> has_leaf(variables.indicator_count(), false);
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (circuit.kind(node) == NodeKind::indicator) has_leaf[circuit.indicator(node)] = true;
  for (VariableId v = 0; v < variables.size(); ++v) {
    const IndicatorId first = variables.indicator(v, 0), end = first + variables.arity(v);
    const auto begin = has_leaf.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::find(begin, begin + static_cast<std::ptrdiff_t>(end - first), true) ==
        begin + static_cast<std::ptrdiff_t>(end - first)) {
      absent_variables_.push_back(v);
      continue;
    }
    for (IndicatorId k = first; k < end; ++k)
      if (!has_leaf[k]) missing_states_.push_back(k);
  }
}

namespace detail {

/// "{0, 3, 7}", shortened after a dozen members.
[[nodiscard]] inline std::string scope_text(const ScopeTable& table, ScopeTable::Id scope) {
  constexpr std::size_t shown = 12;
  const std::vector<VariableId> variables = table.variables(scope);
  std::string text = "{";
  for (std::size_t k = 0; k < std::min(shown, variables.size()); ++k)
    text += (k == 0 ? "" : ", ") + std::to_string(variables[k]);
  if (variables.size() > shown) text += ", … " + std::to_string(variables.size() - shown) + " more";
  return text + "}";
}

}  // namespace detail

inline std::string Hypotheses::describe_violations(const Circuit& circuit, std::size_t most) const {
  std::string text;
  std::size_t lines = 0;
  const auto child_text = [&](NodeId node, std::uint32_t slot) {
    const NodeId child = circuit.children(node)[slot];
    return "child " + std::to_string(circuit.source_position(child)) + " has scope " +
           detail::scope_text(table_, scope_[child]);
  };
  for (const IncompleteSum& v : incomplete_) {
    if (++lines > most) break;
    text += "sum node " + std::to_string(circuit.source_position(v.sum)) + " is not complete: " + child_text(v.sum, 0) +
            ", " + child_text(v.sum, v.slot) + "; expected equal scopes\n";
  }
  for (const OverlappingProduct& v : overlapping_) {
    if (++lines > most) break;
    text += "product node " + std::to_string(circuit.source_position(v.product)) +
            " is not decomposable: " + child_text(v.product, v.earlier_slot) + ", " + child_text(v.product, v.slot) +
            "; expected disjoint scopes\n";
  }
  const std::size_t all = incomplete_.size() + overlapping_.size();
  if (all > most) text += "… and " + std::to_string(all - most) + " more violations\n";
  if (!text.empty()) text.pop_back();
  return text;
}

inline SumProductNetwork::SumProductNetwork(Circuit circuit) : circuit_(std::move(circuit)) {
  const Hypotheses found(circuit_);
  if (!found.complete() || !found.decomposable()) throw HypothesisViolated(found.describe_violations(circuit_, 20));
  absent_variables_.assign(found.absent_variables().begin(), found.absent_variables().end());
}

}  // namespace klprop
