#pragma once

// The passes of elimination.hpp.

#include <klprop/factor_graph/contraction.hpp>
#include <klprop/factor_graph/detail/pass_schedule.hpp>
#include <klprop/factor_graph/elimination.hpp>

#include <algorithm>
#include <utility>

namespace klprop {

namespace detail {

/// Position in the graph's `values()` of a factor's entry where fixed variables have their states and others their first.
[[nodiscard]] inline std::size_t first_possible(const JunctionTree& tree, FactorId factor) {
  const FactorGraph& graph = tree.graph();
  std::size_t offset = 0;
  for (const VariableId v : graph.scope(factor))
    offset = offset * graph.variables().arity(v) + (tree.rank(v) == JunctionTree::none ? tree.states().of(v)[0] : 0);
  return graph.first_value(factor) + offset;
}

/// Calls `factor(position in values())` and `evidence(indicator)` for all that stands in no table.
/// @pre  every variable has a possible state
template <class Factor, class Lambda>
void for_each_constant(const JunctionTree& tree, Factor&& factor, Lambda&& evidence) {
  const FactorGraph& graph = tree.graph();
  const auto fixed = [&tree](VariableId v) { return tree.rank(v) == JunctionTree::none; };
  for (FactorId f = 0; f < graph.factor_count(); ++f)
    if (std::ranges::all_of(graph.scope(f), fixed)) factor(first_possible(tree, f));
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    if (fixed(v)) evidence(graph.variables().indicator(v, tree.states().of(v)[0]));
}

/// In pairs, so that numbers that grow are multiplied with others of their size.
template <Ring S>
[[nodiscard]] S product(std::vector<S> parts) {
  if (parts.empty()) return S(1);
  for (std::size_t count = parts.size(); count > 1; count = (count + 1) / 2)
    for (std::size_t k = 0; k < count / 2; ++k) {
      // The first half takes the second, from its end: with an odd count the middle one stays.
      parts[k] *= parts[count - 1 - k];
    }
  return std::move(parts.front());
}

/// The product of all that stands in no table.
template <Ring S>
[[nodiscard]] S constant(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda) {
  std::vector<S> parts;
  for_each_constant(
      tree, [&](std::size_t position) { parts.push_back(values[position]); },
      [&](IndicatorId indicator) { parts.push_back(lambda[indicator]); });
  return product(std::move(parts));
}

/// Both passes in one scalar. Tables are freed as soon as nothing needs them.
template <Ring S>
class TreePasses {
 public:
  using NodeId = JunctionTree::NodeId;
  using Rank = JunctionTree::Rank;
  using Node = JunctionTree::Node;

  TreePasses(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda)
      : tree_(tree), values_(values), lambda_(lambda), planner_(tree) {}

  /// @param  keep  whether `distribute` will follow
  void collect(bool keep) {
    up_.resize(tree_.nodes().size());
    walk_up(tree_, keep, *this);
  }
  /// The tables of the roots: Z of each component. Their product with the constant is Z.
  [[nodiscard]] std::vector<S> roots() const {
    std::vector<S> values;
    for (const NodeId root : tree_.roots()) values.push_back(up_[root][0]);
    return values;
  }
  /// @param  above  D of each root
  /// @param  mass   by IndicatorId; written for the possible states of free variables
  void distribute(std::span<const S> above, std::span<S> mass) {
    mass_ = mass;
    down_.resize(tree_.nodes().size());
    for (std::size_t k = 0; k < tree_.roots().size(); ++k) down_[tree_.roots()[k]].assign(1, above[k]);
    walk_down(tree_, *this);
  }

  // What the walks ask for.
  void make(NodeId node);
  void start(NodeId) {}
  void read(NodeId node);
  void pass_down(NodeId node, NodeId child, NodeId sibling);
  void drop_up(NodeId node) { std::vector<S>().swap(up_[node]); }
  void drop_down(NodeId node) { std::vector<S>().swap(down_[node]); }

 private:
  void fill_leaf(NodeId leaf);
  void multiply_evidence(NodeId leaf, Rank rank);
  void contract(std::span<const Rank> scope_a, std::span<const S> a, std::span<const Rank> scope_b,
                std::span<const S> b, std::span<const Rank> scope_c, std::vector<S>& c);

  const JunctionTree& tree_;
  std::span<const S> values_, lambda_;
  std::span<S> mass_;
  AxisPlanner planner_;
  Contraction contraction_;
  S scratch_{};
  std::vector<std::vector<S>> up_, down_;
  std::vector<std::size_t> offsets_;
};

template <Ring S>
void TreePasses<S>::contract(std::span<const Rank> scope_a, std::span<const S> a, std::span<const Rank> scope_b,
                             std::span<const S> b, std::span<const Rank> scope_c, std::vector<S>& c) {
  c.resize(table_entries(tree_, scope_c));
  contraction_.prepare(planner_.plan(scope_a, scope_b, scope_c));
  contraction_.multiply<S>(a, b, c, scratch_);
}

template <Ring S>
void TreePasses<S>::make(NodeId node) {
  const auto [left, right] = std::pair(tree_.nodes()[node].left, tree_.nodes()[node].right);
  if (left == JunctionTree::none) {
    fill_leaf(node);
  } else if (right == JunctionTree::none) {
    up_[node].resize(tree_.nodes()[node].entries);
    contraction_.prepare(planner_.plan(tree_.scope(left), {}, tree_.scope(node)));
    contraction_.template sum<S>(up_[left], up_[node]);
  } else {
    contract(tree_.scope(left), up_[left], tree_.scope(right), up_[right], tree_.scope(node), up_[node]);
  }
}

/// The entries of the possible states, its variables in the order of their ranks.
template <Ring S>
void TreePasses<S>::fill_leaf(NodeId leaf) {
  const FactorGraph& graph = tree_.graph();
  const FactorId factor = tree_.nodes()[leaf].factor;
  const auto scope = tree_.scope(leaf);
  if (factor == JunctionTree::none) {
    up_[leaf].assign(tree_.nodes()[leaf].entries, S(1));
  } else {
    offsets_.assign(1, first_possible(tree_, factor));
    for (const Rank rank : scope) {
      std::size_t stride = 1;
      for (std::size_t k = graph.scope(factor).size(); graph.scope(factor)[--k] != tree_.variable(rank);)
        stride *= graph.variables().arity(graph.scope(factor)[k]);
      const auto states = tree_.states().of(tree_.variable(rank));
      const std::size_t before = offsets_.size();
      offsets_.resize(before * states.size());
      for (std::size_t k = before; k-- > 0;) {
        const std::size_t slower = offsets_[k];
        for (std::size_t t = states.size(); t-- > 0;) offsets_[k * states.size() + t] = slower + states[t] * stride;
      }
    }
    for (const std::size_t offset : offsets_) up_[leaf].push_back(values_[offset]);
  }
  for (const Rank rank : tree_.anchored(leaf)) multiply_evidence(leaf, rank);
}

template <Ring S>
void TreePasses<S>::multiply_evidence(NodeId leaf, Rank rank) {
  const VariableId v = tree_.variable(rank);
  const auto states = tree_.states().of(v);
  const auto scope = tree_.scope(leaf);
  std::size_t stride = 1;
  for (std::size_t k = scope.size(); scope[--k] != rank;) stride *= tree_.arity(scope[k]);
  for (std::size_t k = 0; k < up_[leaf].size(); ++k)
    up_[leaf][k] *= lambda_[tree_.graph().variables().indicator(v, states[k / stride % states.size()])];
}

template <Ring S>
void TreePasses<S>::pass_down(NodeId node, NodeId child, NodeId sibling) {
  if (sibling == JunctionTree::none) {
    down_[child] = std::move(down_[node]);
    return;
  }
  contract(tree_.downward_scope(node), down_[node], tree_.scope(sibling), up_[sibling], tree_.downward_scope(child),
           down_[child]);
}

template <Ring S>
void TreePasses<S>::read(NodeId node) {
  std::vector<S> joint, single;
  for (const std::vector<Rank>& part : parts_read(tree_, node)) {
    contract(tree_.scope(node), up_[node], tree_.downward_scope(node), down_[node], part, joint);
    for (const Rank rank : part) {
      single.resize(tree_.arity(rank));
      contraction_.prepare(planner_.plan(part, {}, std::span(&rank, 1)));
      contraction_.template sum<S>(joint, single);
      const VariableId v = tree_.variable(rank);
      const auto states = tree_.states().of(v);
      for (std::size_t t = 0; t < states.size(); ++t)
        mass_[tree_.graph().variables().indicator(v, states[t])] = single[t];
    }
  }
}

/// Per element, the product of all the others: without division.
template <Ring S>
[[nodiscard]] std::vector<S> products_of_others(std::span<const S> parts) {
  std::vector<S> others(parts.size(), S(1));
  S prefix(1), suffix(1);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    others[k] *= prefix;
    prefix *= parts[k];
  }
  for (std::size_t k = parts.size(); k-- > 0;) {
    others[k] *= suffix;
    suffix *= parts[k];
  }
  return others;
}

}  // namespace detail

template <Ring S>
S partition_value(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda) {
  if (tree.states().contradictory()) return S{};
  detail::TreePasses<S> passes(tree, values, lambda);
  passes.collect(false);
  std::vector<S> parts = passes.roots();
  parts.push_back(detail::constant<S>(tree, values, lambda));
  return detail::product(std::move(parts));
}

template <Ring S>
Masses<S> masses(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda) {
  Masses<S> result{S{}, std::vector<S>(lambda.size())};
  if (tree.states().contradictory()) return result;
  detail::TreePasses<S> passes(tree, values, lambda);
  passes.collect(true);
  std::vector<S> parts = passes.roots();
  parts.push_back(detail::constant<S>(tree, values, lambda));
  passes.distribute(detail::products_of_others<S>(parts), result.mass);
  result.total = detail::product(std::move(parts));
  for (VariableId v = 0; v < tree.graph().variable_count(); ++v)
    if (tree.rank(v) == JunctionTree::none)
      result.mass[tree.graph().variables().indicator(v, tree.states().of(v)[0])] = result.total;
  return result;
}

template <Ring S>
RelativeMasses<S> relative_masses(const JunctionTree& tree, std::span<const S> values, std::span<const S> lambda) {
  RelativeMasses<S> result{{}, S(1), std::vector<S>(lambda.size())};
  if (tree.states().contradictory()) return {{}, S{}, std::move(result.mass)};
  detail::TreePasses<S> passes(tree, values, lambda);
  passes.collect(true);
  result.component_total = passes.roots();
  result.constant = detail::constant<S>(tree, values, lambda);
  passes.distribute(std::vector<S>(tree.roots().size(), S(1)), result.mass);
  for (VariableId v = 0; v < tree.graph().variable_count(); ++v)
    if (tree.rank(v) == JunctionTree::none)
      result.mass[tree.graph().variables().indicator(v, tree.states().of(v)[0])] = S(1);
  return result;
}

}  // namespace klprop
