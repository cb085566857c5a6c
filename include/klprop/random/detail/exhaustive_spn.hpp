#pragma once

// Out-of-line parts of exhaustive_spn.hpp.

#include <klprop/random/exhaustive_spn.hpp>

namespace klprop {

/// A structure as the choice of a new root sees it.
struct NetworkEnumeration::Surface {
  explicit Surface(const SmallNetwork& structure) : network(structure), roots((1U << structure.node_count()) - 1) {
    for (unsigned node = 0; node < network.node_count(); ++node) {
      scopes[node] = network.scope(node);
      for (unsigned child = 0; child < node; ++child)
        if (network.multiplicity(node, child) != 0) {
          roots &= ~(1U << child);
          heights[node] = std::max(heights[node], heights[child] + 1);
        }
    }
    symmetries = detail::Canonicalizer(network).automorphisms();
  }

  /// Whether no automorphism turns the children into an earlier choice.
  [[nodiscard]] bool is_first_of_its_orbit(SmallNetwork::Row row) const {
    if (symmetries.size() == 1) return true;
    return std::none_of(symmetries.begin(), symmetries.end(), [&](const detail::Arrangement& image) {
      unsigned moved = 0;
      for (unsigned node = 0; node < network.node_count(); ++node)
        moved |= SmallNetwork::edges(image[node], SmallNetwork::edges_to(row, node));
      return moved < row;
    });
  }

  [[nodiscard]] unsigned height_above(SmallNetwork::Row row) const {
    unsigned height = 0;
    for (unsigned node = 0; node < network.node_count(); ++node)
      if (SmallNetwork::edges_to(row, node) != 0) height = std::max(height, heights[node] + 1);
    return height;
  }

  const SmallNetwork& network;
  unsigned roots;  // one bit per node
  std::array<unsigned, SmallNetwork::capacity> scopes{}, heights{};
  std::vector<detail::Arrangement> symmetries;
};

inline NetworkEnumeration::NetworkEnumeration(const ExhaustiveOptions& options) : options_(options) {
  if (options.nodes < 1 || options.nodes > SmallNetwork::capacity || options.variables > SmallNetwork::max_variables ||
      options.parallel_edges < 1 || options.parallel_edges > SmallNetwork::max_parallel_edges)
    throw std::invalid_argument(
        "exhaustive networks: expected 1 to 8 nodes, at most 3 variables, 1 to 3 parallel edges");
  structures_.push_back({SmallNetwork()});
  while (structures_.size() < options.nodes) {
    std::vector<SmallNetwork> larger;
    for (const SmallNetwork& below : structures_.back()) grow(below, larger);
    std::sort(larger.begin(), larger.end());
    larger.erase(std::unique(larger.begin(), larger.end()), larger.end());
    larger.shrink_to_fit();
    structures_.push_back(std::move(larger));
  }
}

/// Puts one node on top that is the greatest of the new roots by height and label. Every structure has such a root, whose
/// removal leaves a smaller structure, so all are found; ties make some be found more than once.
inline void NetworkEnumeration::grow(const SmallNetwork& below, std::vector<SmallNetwork>& larger) const {
  const Surface surface(below);
  const auto add_if_greatest = [&](SmallNetwork::Label label, SmallNetwork::Row row) {
    const unsigned height = surface.height_above(row);
    for (unsigned node = 0; node < below.node_count(); ++node) {
      if ((surface.roots >> node & 1U) == 0 || SmallNetwork::edges_to(row, node) != 0) continue;
      if (surface.heights[node] > height || (surface.heights[node] == height && below.label(node) > label)) return true;
    }
    SmallNetwork grown = below;
    grown.add(label, row);
    larger.push_back(detail::Canonicalizer(grown).canonical_form());
    return true;
  };
  for_each_leaf(below, [&](SmallNetwork::Label label) { return add_if_greatest(label, 0); });
  for (const NodeKind kind : {NodeKind::product, NodeKind::sum})
    for_each_operation(surface, kind, false, add_if_greatest);
}

template <class Visit>
bool NetworkEnumeration::for_each_leaf(const SmallNetwork& below, Visit&& visit) const {
  unsigned constants = 0;
  for (unsigned node = 0; node < below.node_count(); ++node)
    if (below.kind(node) == NodeKind::constant) ++constants;
  if (constants < options_.constants && !visit(SmallNetwork::constant_label)) return false;
  for (VariableId variable = 0; variable < options_.variables; ++variable)
    for (StateId state = 0; state < 2; ++state)
      if (!visit(SmallNetwork::indicator_label(variable, state))) return false;
  return true;
}

/// All operators of one kind on top of a structure, up to its automorphisms.
template <class Visit>
bool NetworkEnumeration::for_each_operation(const Surface& surface, NodeKind kind, bool all_roots,
                                            Visit&& visit) const {
  const auto visit_row = [&](SmallNetwork::Row row) {
    if (row == 0 || !surface.is_first_of_its_orbit(row)) return true;
    return static_cast<bool>(visit(kind == NodeKind::sum ? SmallNetwork::sum_label : SmallNetwork::product_label, row));
  };
  return choose_children(surface, kind, 0, 0, 0, all_roots ? surface.roots : 0, visit_row);
}

/// Chooses the number of edges to `child` and all after it, given the edges to those before it and their joint scope.
template <class Visit>
bool NetworkEnumeration::choose_children(const Surface& surface, NodeKind kind, unsigned child, unsigned scope,
                                         SmallNetwork::Row row, unsigned required, Visit& visit) const {
  if (child == surface.network.node_count()) return visit(row);
  for (unsigned edges = required >> child & 1U; edges <= options_.parallel_edges; ++edges) {
    if (!allows(kind, row == 0, scope, surface.scopes[child], edges)) break;
    const unsigned joint = edges == 0 ? scope : scope | surface.scopes[child];
    const auto extended = static_cast<SmallNetwork::Row>(row | SmallNetwork::edges(child, edges));
    if (!choose_children(surface, kind, child + 1, joint, extended, required, visit)) return false;
  }
  return true;
}

/// Whether the hypotheses allow so many edges to one more child.
/// @param first  there are no children yet
inline bool NetworkEnumeration::allows(NodeKind kind, bool first, unsigned scope, unsigned child_scope,
                                       unsigned edges) const {
  if (edges == 0) return true;
  if (kind == NodeKind::sum) return !options_.complete || first || scope == child_scope;
  return !options_.decomposable || child_scope == 0 || ((scope & child_scope) == 0 && edges == 1);
}

/// visit(label, row) for every root that makes a network out of the structure.
template <class Visit>
bool NetworkEnumeration::for_each_root(const SmallNetwork& below, Visit&& visit) const {
  if (below.node_count() == 0)
    return for_each_leaf(below, [&](SmallNetwork::Label label) { return visit(label, SmallNetwork::Row{0}); });
  const Surface surface(below);
  return for_each_operation(surface, NodeKind::product, true, visit) &&
         for_each_operation(surface, NodeKind::sum, true, visit);
}

template <class Visit>
bool NetworkEnumeration::for_each(Visit&& visit, std::size_t part, std::size_t of_parts) const {
  for (std::uint32_t nodes = 1; nodes <= options_.nodes; ++nodes) {
    const std::vector<SmallNetwork>& structures = structures_[nodes - 1];
    for (std::size_t below = part; below < structures.size(); below += of_parts) {
      NetworkIndex index{nodes, static_cast<std::uint32_t>(below), 0};
      const bool more = for_each_root(structures[below], [&](SmallNetwork::Label label, SmallNetwork::Row row) {
        SmallNetwork network = structures[below];
        network.add(label, row);
        const bool go_on = visit(static_cast<const SmallNetwork&>(network), static_cast<const NetworkIndex&>(index));
        ++index.root;
        return go_on;
      });
      if (!more) return false;
    }
  }
  return true;
}

inline SmallNetwork NetworkEnumeration::at(const NetworkIndex& index) const {
  const SmallNetwork& below = structures_.at(std::size_t{index.nodes} - 1).at(index.below);
  SmallNetwork network = below;
  std::uint32_t skip = index.root;
  const bool exhausted = for_each_root(below, [&](SmallNetwork::Label label, SmallNetwork::Row row) {
    if (skip-- > 0) return true;
    network.add(label, row);
    return false;
  });
  if (exhausted) throw std::out_of_range("no network at this place of the enumeration");
  return network;
}

}  // namespace klprop
