#pragma once

// How random factor graphs are drawn: scopes first, within the bounds, then the numbers.

#include <klprop/random/factor_graph.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace klprop {
namespace detail {

class FactorGraphDraft {
 public:
  FactorGraphDraft(Random& random, const FactorGraphOptions& options) : random_(random), options_(options) {}

  [[nodiscard]] FactorGraph graph() {
    draw_scopes();
    FactorGraphBuilder builder{VariableTable(arities_)};
    for (const std::vector<VariableId>& scope : scopes_) {
      std::size_t entries = 1;
      for (const VariableId v : scope) entries *= arities_[v];
      builder.factor(scope, table(entries));
    }
    return std::move(builder).build();
  }

 private:
  void draw_scopes() {
    const auto most = options_.max_variables;
    switch (options_.shape) {
      case FactorGraphShape::single:
        add_variable();
        break;
      case FactorGraphShape::tree:
        grow_tree(random_.between<std::uint64_t>(1, 4));
        break;
      case FactorGraphShape::forest:
        for (std::uint64_t trees = random_.between<std::uint64_t>(1, 3); trees-- > 0;)
          grow_tree(random_.between<std::uint64_t>(0, 2));
        if (random_.chance(1, 2)) scopes_.emplace_back();  // a constant
        break;
      case FactorGraphShape::cycle:
        add_variables(random_.between<VariableId>(2, most < 2 ? 2 : most));
        for (VariableId v = 0; v < arities_.size() && arities_.size() > 1; ++v)
          add_factor({v, static_cast<VariableId>((v + 1) % arities_.size())});
        break;
      case FactorGraphShape::parallel:
        add_variables(random_.between<VariableId>(1, 3));
        for (std::uint64_t factors = random_.between<std::uint64_t>(2, 3); factors-- > 0;) add_factor(all_variables());
        break;
      case FactorGraphShape::dense:
        add_variables(random_.between<VariableId>(1, most));
        for (std::uint64_t factors = random_.between<std::uint64_t>(1, 2 + arities_.size()); factors-- > 0;)
          add_factor(some_variables());
        break;
    }
    add_unary_factors();
  }

  void add_unary_factors() {
    const bool needed = std::all_of(scopes_.begin(), scopes_.end(), [](const auto& scope) { return scope.empty(); });
    for (VariableId v = 0; v < arities_.size(); ++v)
      for (unsigned k = 0; k < (options_.shape == FactorGraphShape::single ? 3U : 1U); ++k)
        if ((needed && v + k == 0) || random_.chance(1, 2)) add_factor({v});
  }

  /// A new tree: one variable, then factors, each of which joins one variable of the tree to new ones.
  void grow_tree(std::uint64_t factors) {
    const auto first = static_cast<VariableId>(arities_.size());
    if (!add_variable()) return;
    for (; factors > 0; --factors) {
      std::vector<VariableId> scope = {random_.between(first, static_cast<VariableId>(arities_.size() - 1))};
      const auto others = random_.between<std::uint64_t>(1, options_.max_scope) - 1;
      const std::size_t before = arities_.size();
      for (std::uint64_t k = 0; k < others && add_variable(); ++k)
        scope.push_back(static_cast<VariableId>(arities_.size() - 1));
      if (add_factor(scope)) continue;
      // Without the factor the new variables would be trees of their own.
      for (; arities_.size() > before; arities_.pop_back()) joint_states_ /= arities_.back();
    }
  }

  void add_variables(VariableId count) {
    while (count-- > 0 && add_variable()) {
    }
  }

  bool add_variable() {
    const StateId states = random_.between(options_.min_states, options_.max_states);
    if (arities_.size() >= options_.max_variables || joint_states_ > options_.max_joint_states / states) return false;
    joint_states_ *= states;
    arities_.push_back(states);
    return true;
  }

  bool add_factor(std::vector<VariableId> scope) {
    std::uint64_t replicas = replica_states_;
    for (const VariableId v : scope)
      if (__builtin_mul_overflow(replicas, std::uint64_t{arities_[v]}, &replicas)) return false;
    if (replicas > options_.max_replica_states) return false;
    replica_states_ = replicas;
    shuffle(scope, scope.size());
    scopes_.push_back(std::move(scope));
    return true;
  }

  [[nodiscard]] std::vector<VariableId> all_variables() const {
    std::vector<VariableId> all(arities_.size());
    for (VariableId v = 0; v < all.size(); ++v) all[v] = v;
    return all;
  }

  [[nodiscard]] std::vector<VariableId> some_variables() {
    std::vector<VariableId> chosen = all_variables();
    const std::size_t most = chosen.size() < options_.max_scope ? chosen.size() : options_.max_scope;
    const auto count = static_cast<std::size_t>(random_.between<std::uint64_t>(1, most));
    shuffle(chosen, count);
    chosen.resize(count);
    return chosen;
  }

  /// Puts a random choice, in random order, into the first `count` places.
  void shuffle(std::vector<VariableId>& items, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k)
      std::swap(items[k], items[k + static_cast<std::size_t>(random_.below(items.size() - k))]);
  }

  [[nodiscard]] std::vector<Rational> table(std::size_t entries) {
    std::vector<Rational> values(entries);
    for (Rational& value : values) {
      if (options_.zeros && random_.chance(1, 4)) continue;
      value = options_.wide && random_.chance(1, 4) ? wide_rational(random_) : small_rational(random_);
    }
    Rational& some = values[static_cast<std::size_t>(random_.below(entries))];
    if (some.is_zero()) some = small_rational(random_);
    return values;
  }

  Random& random_;
  const FactorGraphOptions& options_;
  std::vector<StateId> arities_;
  std::vector<std::vector<VariableId>> scopes_;
  std::uint64_t joint_states_ = 1, replica_states_ = 1;
};

}  // namespace detail

inline FactorGraph random_factor_graph(Random& random, const FactorGraphOptions& options) {
  return detail::FactorGraphDraft(random, options).graph();
}

}  // namespace klprop
