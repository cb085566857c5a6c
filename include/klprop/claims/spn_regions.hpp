#pragma once

/// What claims about region tables share: which instances are in reach, random tables, and the product constraints written
/// out from their definition.

#include <klprop/claims/simplex_oracles.hpp>
#include <klprop/claims/spn_oracles.hpp>
#include <klprop/spn/region_tables.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

/// Whether the tables of all regions can be enumerated within the budget; else the case is discarded.
template <Ring S, class AnyReport>
[[nodiscard]] bool can_tabulate(const SpnInstance<S>& instance, AnyReport& report) {
  constexpr std::uint64_t most_entries = 200'000;
  const Circuit& circuit = instance.circuit;
  const std::uint64_t states = capped_joint_states(circuit.variables());
  const std::uint64_t each = std::uint64_t{circuit.node_count()} + circuit.edge_count();
  if (states <= std::min(most_entries, instance.budget.enumeration) / each) return true;
  report.discard("the tables of " + std::to_string(circuit.node_count()) + " regions over up to " +
                 joint_state_count(circuit.variables()).str() + " joint states are out of reach");
  return false;
}

/// Whether the claim speaks about the instance, which it does not where the circuit should be a tree and is none.
template <Ring S, class AnyReport>
[[nodiscard]] bool speaks_about(const SpnInstance<S>& instance, AnyReport& report) {
  if (!instance.domain.tree || is_tree(instance.circuit)) return can_tabulate(instance, report);
  report.discard("the circuit is not a tree");
  return false;
}

/// A random positive table.
template <Field S>
[[nodiscard]] Table<S> random_table(Random& random, const ProductSpace& space) {
  Table<S> table{space, {}};
  for (std::uint64_t k = 0; k < space.size(); ++k) table.values.push_back(random_scalar<S>(random));
  return table;
}

/// Tables of all nodes: those of products made from their children's as the product constraint is printed, entry by
/// entry, with `combine` in the place of ⊗; any other from `free(node)`.
template <Ring S, class Free, class Combine>
[[nodiscard]] RegionTables<S> along_products(const Regions& regions, Free&& free, Combine&& combine) {
  RegionTables<S> tables;
  for (NodeId node = 0; node < regions.count(); ++node) {
    const Circuit& circuit = regions.circuit();
    if (circuit.kind(node) != NodeKind::product) {
      tables.push_back(free(node));
      continue;
    }
    Table<S> table{regions.space(node), {}};
    for (std::uint64_t outcome = 0; outcome < regions.space(node).size(); ++outcome) {
      std::vector<S> parts;
      for (const NodeId child : circuit.children(node)) {
        const std::vector<std::size_t> at = regions.coordinates(child, node);
        std::uint64_t image = 0;
        for (std::size_t k = 0; k < at.size(); ++k)
          image += regions.space(node).state(outcome, at[k]) * regions.space(child).stride(k);
        parts.push_back(tables[child].values[image]);
      }
      table.values.push_back(combine(parts));
    }
    tables.push_back(std::move(table));
  }
  return tables;
}

/// Tables in P_R made from those of the nodes that are no products.
template <Ring S>
[[nodiscard]] RegionTables<S> under_product_constraints(const Regions& regions, const RegionTables<S>& tables) {
  return along_products<S>(
      regions, [&](NodeId node) { return tables[node]; },
      [](const std::vector<S>& parts) {
        S product(1);
        for (const S& part : parts) product *= part;
        return product;
      });
}

/// "(1/3, 2/3)"
template <class S>
[[nodiscard]] std::string table_text(const Table<S>& table) {
  std::string text;
  for (const S& value : table.values) text += (text.empty() ? "(" : ", ") + exact_text(value);
  return text + ")";
}

[[nodiscard]] inline std::string region_text(NodeId node) {
  return ", region of node " + std::to_string(node);
}

}  // namespace klprop::claims
