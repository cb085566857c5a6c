#pragma once

/// Every small network, once up to isomorphism.
///
/// Isomorphism renames nodes; variables and states keep their labels; children form multisets. A network with N nodes is
/// its root on top of a structure of N−1 nodes without it, which may have several roots of its own: all of them must be
/// children of the new root. The root of a network is unique, so two networks are isomorphic exactly when an isomorphism
/// of these structures carries the children of one root to those of the other. Hence the structures are listed once,
/// in canonical form, and for each the choices of children are listed up to its automorphisms, without any memory of
/// what was seen. Structures grow in the same way, one root at a time.

#include <klprop/random/detail/canonical.hpp>
#include <klprop/random/small_network.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace klprop {

struct ExhaustiveOptions {
  /// At most this many, 1 … 8. Five give half a million networks, six 1.5·10^8 on top of 750,000 structures; those for
  /// seven fit into no memory, whatever the number of variables.
  unsigned nodes = 5;
  VariableId variables = 3;     ///< binary; at most this many occur, 0 … 3
  unsigned parallel_edges = 2;  ///< at most this many between two nodes, 1 … 3
  unsigned constants = 1;       ///< at most this many constant leaves
  bool complete = true;         ///< only networks whose sums have children of equal scope
  bool decomposable = true;     ///< only networks whose products have children of disjoint scope
};

/// Where a network stands in the enumeration with given options, whoever visits it: the structure below its root, and
/// the choice of a root for that.
struct NetworkIndex {
  std::uint32_t nodes = 1, below = 0, root = 0;
  friend auto operator<=>(const NetworkIndex&, const NetworkIndex&) = default;
};

/// The enumeration, ready to be walked by any number of threads.
class NetworkEnumeration {
 public:
  /// Lists the structures below the roots.
  /// @throws std::invalid_argument  on options out of range
  /// @cost   memory for the structures of nodes−1 nodes
  explicit NetworkEnumeration(const ExhaustiveOptions& options);

  /// Calls visit(const SmallNetwork&, const NetworkIndex&) for every network of this part, smaller ones first, until
  /// it returns false. Each network belongs to exactly one of the parts 0 … of_parts−1.
  /// @return  whether all were visited
  template <class Visit>
  bool for_each(Visit&& visit, std::size_t part = 0, std::size_t of_parts = 1) const;

  /// The network at a place that a visit has reported.
  /// @throws std::out_of_range  when there is no such place
  [[nodiscard]] SmallNetwork at(const NetworkIndex& index) const;

  /// Number of structures that roots are put on to make networks of the given size.
  [[nodiscard]] std::size_t structure_count(unsigned nodes) const { return structures_.at(nodes - 1).size(); }

 private:
  struct Surface;

  template <class Visit>
  bool for_each_root(const SmallNetwork& below, Visit&& visit) const;
  template <class Visit>
  bool for_each_leaf(const SmallNetwork& below, Visit&& visit) const;
  template <class Visit>
  bool for_each_operation(const Surface& surface, NodeKind kind, bool all_roots, Visit&& visit) const;
  template <class Visit>
  bool choose_children(const Surface& surface, NodeKind kind, unsigned child, unsigned scope, SmallNetwork::Row row,
                       unsigned required, Visit& visit) const;
  [[nodiscard]] bool allows(NodeKind kind, bool first, unsigned scope, unsigned child_scope, unsigned edges) const;
  void grow(const SmallNetwork& below, std::vector<SmallNetwork>& larger) const;

  ExhaustiveOptions options_;
  std::vector<std::vector<SmallNetwork>> structures_;  // by number of nodes, canonical, sorted
};

/// Calls visit(network, index) for every network within the options, smaller ones first, until it returns false.
template <class Visit>
bool for_each_network(const ExhaustiveOptions& options, Visit&& visit) {
  return NetworkEnumeration(options).for_each(visit);
}

}  // namespace klprop

#include <klprop/random/detail/exhaustive_spn.hpp>
