#pragma once

/// Every small tree of variables and factors, up to isomorphism.

#include <klprop/factor_graph/factor_graph.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// A tree whose nodes are variables and factors, no edge joining two of a kind.
struct FactorTree {
  std::vector<std::vector<VariableId>> scopes;  ///< one per factor
  VariableId variables = 0;

  [[nodiscard]] std::size_t node_count() const { return scopes.size() + variables; }
};

/// All trees of the given number of nodes with at least one variable and one factor, one of each isomorphism class (an
/// isomorphism keeps variables and factors apart).
///
/// @pre   nodes ≤ 14: there are 2 · 3159 trees of 14 nodes, less those that are their own mirror images
/// @cost  each rooted tree is listed once and canonicalised
[[nodiscard]] std::vector<FactorTree> factor_trees(unsigned nodes);

namespace detail {

using Adjacency = std::vector<std::vector<unsigned>>;

/// A rooted tree by the depths of its nodes in preorder (Beyer and Hedetniemi, 1980): the next one in their order, or
/// false after the last.
inline bool next_level_sequence(std::vector<unsigned>& level) {
  std::size_t p = level.size();
  while (p > 0 && level[p - 1] <= 1) --p;
  if (p == 0) return false;
  --p;  // the last node deeper than 1
  std::size_t q = p;
  while (level[q] != level[p] - 1) --q;  // its parent
  for (std::size_t k = p; k < level.size(); ++k) level[k] = level[k - (p - q)];
  return true;
}

inline Adjacency tree_of(const std::vector<unsigned>& level) {
  Adjacency adjacent(level.size());
  std::vector<unsigned> last_at_level(level.size() + 1);
  for (unsigned k = 0; k < level.size(); ++k) {
    if (level[k] > 0) {
      const unsigned parent = last_at_level[level[k] - 1];
      adjacent[k].push_back(parent);
      adjacent[parent].push_back(k);
    }
    last_at_level[level[k]] = k;
  }
  return adjacent;
}

/// The centre of a tree: one node or two.
inline std::vector<unsigned> centre(const Adjacency& adjacent) {
  std::vector<std::size_t> degree;
  std::vector<unsigned> leaves;
  for (unsigned k = 0; k < adjacent.size(); ++k) {
    degree.push_back(adjacent[k].size());
    if (degree[k] <= 1) leaves.push_back(k);
  }
  std::size_t left = adjacent.size();
  while (left > 2) {
    left -= leaves.size();
    std::vector<unsigned> next;
    for (const unsigned leaf : leaves)
      for (const unsigned k : adjacent[leaf])
        if (--degree[k] == 1) next.push_back(k);
    leaves = std::move(next);
  }
  return leaves;
}

/// Nested brackets that two coloured rooted trees share exactly if they are isomorphic (Aho, Hopcroft and Ullman). The
/// depth of the recursion is that of a tree of a few nodes.
inline std::string rooted_code(const Adjacency& adjacent, const std::vector<bool>& is_factor, unsigned node,
                               unsigned parent) {
  std::vector<std::string> below;
  for (const unsigned k : adjacent[node])
    if (k != parent) below.push_back(rooted_code(adjacent, is_factor, k, node));
  std::sort(below.begin(), below.end());
  std::string code = is_factor[node] ? "f(" : "v(";
  for (const std::string& part : below) code += part;
  return code + ")";
}

inline std::string canonical_code(const Adjacency& adjacent, const std::vector<bool>& is_factor) {
  std::string least;
  for (const unsigned root : centre(adjacent)) {
    std::string code = rooted_code(adjacent, is_factor, root, ~0U);
    if (least.empty() || code < least) least = std::move(code);
  }
  return least;
}

inline FactorTree to_factor_tree(const Adjacency& adjacent, const std::vector<bool>& is_factor) {
  FactorTree tree;
  std::vector<VariableId> variable(adjacent.size());
  for (unsigned k = 0; k < adjacent.size(); ++k)
    if (!is_factor[k]) variable[k] = tree.variables++;
  for (unsigned k = 0; k < adjacent.size(); ++k) {
    if (!is_factor[k]) continue;
    std::vector<VariableId> scope;
    for (const unsigned v : adjacent[k]) scope.push_back(variable[v]);
    tree.scopes.push_back(std::move(scope));
  }
  return tree;
}

}  // namespace detail

inline std::vector<FactorTree> factor_trees(unsigned nodes) {
  std::vector<FactorTree> trees;
  if (nodes < 2) return trees;
  std::set<std::string> seen;
  std::vector<unsigned> level(nodes);
  for (unsigned k = 0; k < nodes; ++k) level[k] = k;  // the path
  do {
    const detail::Adjacency adjacent = detail::tree_of(level);
    for (const bool root_is_factor : {false, true}) {
      std::vector<bool> is_factor;
      for (const unsigned depth : level) is_factor.push_back((depth % 2 == 0) == root_is_factor);
      if (!seen.insert(detail::canonical_code(adjacent, is_factor)).second) continue;
      trees.push_back(detail::to_factor_tree(adjacent, is_factor));
    }
  } while (detail::next_level_sequence(level));
  return trees;
}

}  // namespace klprop
