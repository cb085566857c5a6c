#pragma once

// How a JunctionTree is built.

#include <klprop/factor_graph/junction_tree.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <optional>
#include <queue>
#include <tuple>

namespace klprop {

class JunctionTreeBuilder {
 public:
  using NodeId = JunctionTree::NodeId;
  using Rank = JunctionTree::Rank;
  using Node = JunctionTree::Node;
  static constexpr std::uint32_t none = JunctionTree::none;

  explicit JunctionTreeBuilder(JunctionTree& tree) : tree_(tree) {}

  void build(std::optional<std::span<const VariableId>> order) {
    rank_variables(order);
    bucket_.resize(tree_.free_count());
    read_at_.assign(tree_.free_count(), none);
    if (!tree_.states_.contradictory()) {
      add_leaves();
      for (Rank rank = 0; rank < tree_.free_count(); ++rank) eliminate(rank);
    }
    tree_.read_at_ = grouped(read_at_);
    tree_.anchored_ = grouped(anchor_);
    mark_wanted();
    plan_downward();
  }

 private:
  static constexpr double log2_limit = 40;

  void rank_variables(std::optional<std::span<const VariableId>> order);
  [[nodiscard]] std::vector<Rank> ranks_of(std::span<const VariableId> scope) const;
  void add_leaves();
  NodeId add_node(Node node, std::span<const Rank> scope);
  NodeId contract(NodeId left, NodeId right, Rank summed);
  void merge_equal(std::vector<NodeId>& inputs);
  void merge_cheapest_pairs(std::vector<NodeId>& inputs);
  void merge_smallest(std::vector<NodeId>& inputs);
  void eliminate(Rank rank);
  void choose_reading(Rank rank, NodeId first_made);
  [[nodiscard]] JunctionTree::Lists grouped(const std::vector<NodeId>& node_of_rank) const;
  void mark_wanted();
  void plan_downward();

  [[nodiscard]] std::vector<Rank> joined(std::span<const Rank> a, std::span<const Rank> b) const {
    std::vector<Rank> both;
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both), std::greater<>());
    return both;
  }
  [[nodiscard]] std::uint64_t entries(std::span<const Rank> scope) const {
    std::uint64_t count = 1;
    for (const Rank rank : scope) count *= tree_.arity(rank);
    return count;
  }

  JunctionTree& tree_;
  std::vector<std::vector<NodeId>> bucket_;  // by the least rank of their scope: tables not yet used
  std::vector<NodeId> anchor_, read_at_;     // by rank
};

inline void JunctionTreeBuilder::rank_variables(std::optional<std::span<const VariableId>> order) {
  const FactorGraph& graph = *tree_.graph_;
  std::vector<VariableId> free;
  std::vector<std::uint32_t> number(graph.variable_count(), none);
  Scopes scopes;
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    if (tree_.states_.of(v).size() < 2) continue;
    number[v] = static_cast<std::uint32_t>(free.size());
    free.push_back(v);
    scopes.arity.push_back(static_cast<StateId>(tree_.states_.of(v).size()));
  }
  std::vector<VariableId> scope;
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    scope.clear();
    for (const VariableId v : graph.scope(factor))
      if (number[v] != none) scope.push_back(number[v]);
    scopes.add(scope);
  }
  if (order) {
    std::vector<VariableId> numbers;
    for (const VariableId v : *order) numbers.push_back(v < number.size() ? number[v] : none);
    tree_.order_ = given_order(scopes, numbers);
  } else {
    tree_.order_ = good_order(scopes);
  }
  if (tree_.order_.log2_largest() >= log2_limit) throw TreeTooLarge(tree_.order_.total_entries());
  tree_.rank_.assign(graph.variable_count(), none);
  for (Rank rank = 0; rank < free.size(); ++rank) {
    tree_.variable_.push_back(free[tree_.order_.variable(rank)]);
    tree_.rank_[tree_.variable_.back()] = rank;
  }
}

inline std::vector<JunctionTree::Rank> JunctionTreeBuilder::ranks_of(std::span<const VariableId> scope) const {
  std::vector<Rank> ranks;
  for (const VariableId v : scope)
    if (tree_.rank_[v] != none) ranks.push_back(tree_.rank_[v]);
  std::sort(ranks.begin(), ranks.end(), std::greater<>());
  return ranks;
}

/// A variable's evidence goes into the smallest factor that contains it, or becomes a leaf where there is none.
inline void JunctionTreeBuilder::add_leaves() {
  anchor_.assign(tree_.free_count(), none);
  for (FactorId factor = 0; factor < tree_.graph_->factor_count(); ++factor) {
    const std::vector<Rank> scope = ranks_of(tree_.graph_->scope(factor));
    if (scope.empty()) continue;
    Node leaf;
    leaf.factor = factor;
    const NodeId node = add_node(leaf, scope);
    for (const Rank rank : scope)
      if (anchor_[rank] == none || tree_.nodes_[node].entries < tree_.nodes_[anchor_[rank]].entries)
        anchor_[rank] = node;
  }
  for (Rank rank = 0; rank < tree_.free_count(); ++rank)
    if (anchor_[rank] == none) anchor_[rank] = add_node({}, std::span(&rank, 1));
}

inline JunctionTree::NodeId JunctionTreeBuilder::add_node(Node node, std::span<const Rank> scope) {
  const auto id = static_cast<NodeId>(tree_.nodes_.size());
  if (id == none) throw ModelError("too many tables; expected below 2^32");
  node.entries = entries(scope);
  tree_.nodes_.push_back(node);
  tree_.scope_.members.insert(tree_.scope_.members.end(), scope.begin(), scope.end());
  tree_.scope_.first.push_back(tree_.scope_.members.size());
  if (node.left == none) bucket_[scope.back()].push_back(id);
  return id;
}

/// @param  right   none for a sum over one table
/// @param  summed  the least rank of the scope, or none
inline JunctionTree::NodeId JunctionTreeBuilder::contract(NodeId left, NodeId right, Rank summed) {
  std::vector<Rank> scope = right == none ? std::vector<Rank>(tree_.scope(left).begin(), tree_.scope(left).end())
                                          : joined(tree_.scope(left), tree_.scope(right));
  Node node;
  node.left = left;
  node.right = right;
  if (summed != none) {
    node.terms = tree_.arity(summed);
    scope.pop_back();
  }
  return add_node(node, scope);
}

/// Tables of the same scope are multiplied pairwise, in rounds: a hub with very many leaves takes few of them.
inline void JunctionTreeBuilder::merge_equal(std::vector<NodeId>& inputs) {
  const auto equal = [this](NodeId a, NodeId b) { return std::ranges::equal(tree_.scope(a), tree_.scope(b)); };
  std::size_t rest = inputs.size();
  for (std::size_t before = 0; rest > 2 && before != rest;) {
    before = rest;
    std::sort(inputs.begin(), inputs.end(), [this](NodeId a, NodeId b) {
      const auto s = tree_.scope(a), t = tree_.scope(b);
      return std::lexicographical_compare(s.begin(), s.end(), t.begin(), t.end()) ||
             (std::ranges::equal(s, t) && a < b);
    });
    std::vector<NodeId> merged;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      if (rest > 2 && k + 1 < inputs.size() && equal(inputs[k], inputs[k + 1])) {
        merged.push_back(contract(inputs[k], inputs[k + 1], none));
        --rest;
        ++k;
      } else {
        merged.push_back(inputs[k]);
      }
    }
    inputs.swap(merged);
  }
}

/// The pair with the smallest product first.
inline void JunctionTreeBuilder::merge_cheapest_pairs(std::vector<NodeId>& inputs) {
  while (inputs.size() > 2) {
    std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
    std::size_t best_a = 0, best_b = 1;
    for (std::size_t b = 1; b < inputs.size(); ++b)
      for (std::size_t a = 0; a < b; ++a) {
        const std::uint64_t size = entries(joined(tree_.scope(inputs[a]), tree_.scope(inputs[b])));
        if (size >= least) continue;
        least = size;
        best_a = a;
        best_b = b;
      }
    inputs[best_a] = contract(inputs[best_a], inputs[best_b], none);
    inputs.erase(inputs.begin() + static_cast<std::ptrdiff_t>(best_b));
  }
}

/// The two smallest tables first, where there are too many to compare all pairs.
inline void JunctionTreeBuilder::merge_smallest(std::vector<NodeId>& inputs) {
  using Entry = std::pair<std::uint64_t, NodeId>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (const NodeId node : inputs) queue.emplace(tree_.nodes_[node].entries, node);
  const auto take = [&queue] {
    const NodeId node = queue.top().second;
    queue.pop();
    return node;
  };
  constexpr std::size_t few = 24;
  while (queue.size() > few) {
    const NodeId a = take(), b = take();
    const NodeId product = contract(a, b, none);
    queue.emplace(tree_.nodes_[product].entries, product);
  }
  inputs.clear();
  while (!queue.empty()) inputs.push_back(take());
}

inline void JunctionTreeBuilder::eliminate(Rank rank) {
  std::vector<NodeId> inputs = std::move(bucket_[rank]);
  const std::vector<NodeId> given = inputs;
  const auto first_made = static_cast<NodeId>(tree_.nodes_.size());
  merge_equal(inputs);
  merge_smallest(inputs);
  merge_cheapest_pairs(inputs);
  bucket_[rank] = given;
  choose_reading(rank, first_made);
  bucket_[rank] = {};
  const NodeId made = contract(inputs[0], inputs.size() > 1 ? inputs[1] : none, rank);
  if (tree_.scope(made).empty())
    tree_.roots_.push_back(made);
  else
    bucket_[tree_.scope(made).back()].push_back(made);
}

/// The masses of a variable that has no node yet are read where the most such variables can be, among the tables about
/// to lose it: those that meet there would otherwise each need a downward table of their own later.
inline void JunctionTreeBuilder::choose_reading(Rank rank, NodeId first_made) {
  if (read_at_[rank] != none) return;
  std::tuple<std::size_t, std::uint64_t, NodeId> best{0, 0, none};  // unread variables, −entries, node
  const auto consider = [&](NodeId node) {
    std::size_t unread = 0;
    for (const Rank member : tree_.scope(node)) unread += read_at_[member] == none ? 1U : 0U;
    const std::tuple candidate{unread, std::numeric_limits<std::uint64_t>::max() - tree_.nodes_[node].entries, node};
    if (candidate > best) best = candidate;
  };
  for (const NodeId node : bucket_[rank]) consider(node);
  for (NodeId node = first_made; node < tree_.nodes_.size(); ++node) consider(node);
  const NodeId chosen = std::get<NodeId>(best);
  for (const Rank member : tree_.scope(chosen))
    if (read_at_[member] == none) read_at_[member] = chosen;
}

inline JunctionTree::Lists JunctionTreeBuilder::grouped(const std::vector<NodeId>& node_of_rank) const {
  JunctionTree::Lists lists;
  lists.first.assign(tree_.nodes_.size() + 1, 0);
  if (tree_.nodes_.empty()) return lists;
  for (const NodeId node : node_of_rank) ++lists.first[node + 1];
  for (std::size_t k = 0; k < tree_.nodes_.size(); ++k) lists.first[k + 1] += lists.first[k];
  lists.members.resize(node_of_rank.size());
  std::vector<std::size_t> next(lists.first.begin(), lists.first.end() - 1);
  for (Rank rank = 0; rank < node_of_rank.size(); ++rank) lists.members[next[node_of_rank[rank]]++] = rank;
  return lists;
}

/// D(n) is wanted where masses are read below, and so are the tables of its siblings on the way.
inline void JunctionTreeBuilder::mark_wanted() {
  auto& nodes = tree_.nodes_;
  for (NodeId n = 0; n < nodes.size(); ++n) {
    Node& node = nodes[n];
    const bool read = !tree_.read_at(n).empty();
    node.needs_downward = read;
    node.kept = read;
    for (const auto& [child, sibling] : {std::pair(node.left, node.right), std::pair(node.right, node.left)}) {
      if (child == none || !nodes[child].needs_downward) continue;
      node.needs_downward = true;
      if (sibling != none) nodes[sibling].kept = true;
    }
  }
}

/// The scope of D, parents first: what the node shares with its parent's D and its sibling.
inline void JunctionTreeBuilder::plan_downward() {
  const auto& nodes = tree_.nodes_;
  std::vector<std::vector<Rank>> downward(nodes.size());
  for (NodeId n = static_cast<NodeId>(nodes.size()); n-- > 0;)
    for (const auto& [child, sibling] :
         {std::pair(nodes[n].left, nodes[n].right), std::pair(nodes[n].right, nodes[n].left)}) {
      if (child == none || !nodes[child].needs_downward) continue;
      const std::vector<Rank> outside = sibling == none ? downward[n] : joined(downward[n], tree_.scope(sibling));
      const auto own = tree_.scope(child);
      std::set_intersection(own.begin(), own.end(), outside.begin(), outside.end(), std::back_inserter(downward[child]),
                            std::greater<>());
    }
  for (const std::vector<Rank>& scope : downward) {
    auto& lists = tree_.downward_scope_;
    lists.members.insert(lists.members.end(), scope.begin(), scope.end());
    lists.first.push_back(lists.members.size());
  }
}

inline JunctionTree::JunctionTree(const FactorGraph& graph, PossibleStates states)
    : graph_(&graph), states_(std::move(states)) {
  JunctionTreeBuilder(*this).build(std::nullopt);
}

inline JunctionTree::JunctionTree(const FactorGraph& graph, PossibleStates states, std::span<const VariableId> order)
    : graph_(&graph), states_(std::move(states)) {
  JunctionTreeBuilder(*this).build(order);
}

}  // namespace klprop
