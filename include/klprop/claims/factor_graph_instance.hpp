#pragma once

/// Instances of factor graphs on which claims of Section 3.1 are decided. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/random/random.hpp>
#include <klprop/scalar/prime_field.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace klprop::claims {

/// The largest thing that a check writes out, entry by entry.
enum class Expansion : std::uint8_t {
  messages,        ///< nothing larger than tables of factors: any graph will do
  joint_states,    ///< of all variables
  replica_states,  ///< of one copy of its variable per edge
};

/// Which graphs a stream draws. The defaults are the hypotheses of Proposition 3.1.
struct FactorGraphDomain {
  bool acyclic = false;         ///< trees and forests only
  bool positive = true;         ///< else entries are 0
  bool generic = false;         ///< no variable with one state, no factor over nothing: each factor matters everywhere
  bool pairwise = false;        ///< factors over at most two variables
  bool uniform = false;         ///< every table is constant
  bool single_copy_tau = true;  ///< else a state whose τ is no sum of functions of single copies
  bool proportional = true;     ///< else a fixed state whose q·e^{σ+τ} is not ∝ Π f_a
  bool fixed_point = true;      ///< else messages that belief propagation still changes
  bool constant_scale = true;   ///< else messages are multiplied by functions
  Expansion expansion = Expansion::replica_states;
  VariableId max_variables = 5;
  StateId max_states = 3;
  /// Joint states of one copy of its variable per edge: the size of the literal tables.
  std::uint64_t max_replica_states = 2048;
};

template <class Member>
[[nodiscard]] constexpr FactorGraphDomain changed(Member FactorGraphDomain::*member, Member to,
                                                  FactorGraphDomain domain = {}) {
  domain.*member = to;
  return domain;
}

/// Why claims about `domain` do not speak about this graph, or that it is too large for what they write out; else empty.
[[nodiscard]] std::string outside(const FactorGraphDomain& domain, const FactorGraph& graph);

/// One instance in scalar S, as a check sees it.
template <Ring S>
struct FactorGraphInstance {
  const FactorGraph& graph;
  std::span<const S> values;  ///< of all factors, one after the other
  const FactorGraphDomain& domain;
  Random random;
  Budget budget;
  bool given = false;  ///< by a user: what is planted or drawn at random says nothing about it
};

/// A graph with its tables as rationals.
struct RationalGraph {
  FactorGraph graph;
  const char* shape;
  bool given = false;  ///< by a user
};
/// A graph's structure with residues for tables.
struct ResidueGraph {
  FactorGraph graph;
  std::vector<PrimeField> values;
  const char* shape;
  bool given = false;  ///< by a user
};

/// One case in eight has entries between 10^-300 and 10^300.
[[nodiscard]] RationalGraph draw_rational_graph(Random& random, const FactorGraphDomain& domain);

/// Residues in place of all entries; zeros stay zero.
[[nodiscard]] std::vector<PrimeField> random_residues(Random& random, const FactorGraph& graph);
[[nodiscard]] ResidueGraph draw_residue_graph(Random& random, const FactorGraphDomain& domain);

/// Trees of binary variables as numbered cases, by size; `max_nodes` counts four nodes more than a network's, since half
/// the nodes of a tree are factors.
[[nodiscard]] std::uint64_t listed_tree_count(unsigned max_nodes);
/// The tree with that number and random small numbers in its tables.
[[nodiscard]] FactorGraph listed_tree(std::uint64_t index, Random& random);

/// Length in edges of the longest shortest path in a forest; in each tree apart, the largest.
///
/// @pre  no cycle
[[nodiscard]] unsigned forest_diameter(const FactorGraph& graph);

/// A variable that lies on a cycle, or `variable_count()`: whether a graph is a forest.
[[nodiscard]] VariableId variable_on_cycle(const FactorGraph& graph);

/// What keeps a factor from being felt everywhere, whatever its numbers: "X1 has one state"; else empty.
[[nodiscard]] std::string not_generic(const FactorGraph& graph);

/// "f2 and X1": an edge, for words.
[[nodiscard]] std::string edge_text(const FactorGraph& graph, ScopeEdge edge);

}  // namespace klprop::claims
