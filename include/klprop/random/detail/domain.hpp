#pragma once

/// The variables of a random network: how many, with how many states, and which states will have leaves.

#include <klprop/random/detail/draft.hpp>
#include <klprop/random/random.hpp>
#include <klprop/random/spn_options.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace klprop::detail {

struct SpnDomain {
  VariableTable variables;
  std::vector<std::vector<StateId>> present;  ///< for each variable the states that have leaves, at least one

  [[nodiscard]] VariableId size() const { return static_cast<VariableId>(present.size()); }
  [[nodiscard]] VariableSet all() const { return size() == 64 ? ~VariableSet{0} : (VariableSet{1} << size()) - 1; }
  /// The product, over all variables, of a sum with one leaf for each present state: the smallest network that keeps
  /// every promise, and so the unit in which bounds on enumeration are understood.
  [[nodiscard]] Enumeration smallest() const {
    Enumeration work = without_edges(NodeKind::product);
    for (const auto& states : present) work = with_edge(NodeKind::product, work, {1 + states.size(), states.size()});
    return work;
  }
};

[[nodiscard]] inline VariableId least_variables(const SpnOptions& options) {
  return std::max<VariableId>(options.drop_completeness && !options.constants ? 2 : 1, options.min_variables);
}

[[nodiscard]] inline VariableId most_variables(const SpnOptions& options) {
  // The smallest network over n variables unfolds into at most n·(max_states + 1) + 1 nodes.
  const std::uint64_t by_unfolding = options.max_unfolding / (std::uint64_t{options.max_states} + 2);
  return static_cast<VariableId>(std::min<std::uint64_t>(options.max_variables, by_unfolding));
}

inline void require_consistent(const SpnOptions& options) {
  const auto require = [](bool holds, const char* problem) {
    if (!holds) throw std::invalid_argument(problem);
  };
  require(options.min_variables <= options.max_variables && options.max_variables >= 1,
          "random network: expected min_variables <= max_variables and at least one variable");
  require(options.max_variables <= 64, "random network: expected at most 64 variables");
  require(options.max_states >= 2, "random network: expected max_states >= 2");
  require(options.max_joint_states >= 2, "random network: expected max_joint_states >= 2");
  require(options.depth >= 1 && options.fan_in >= 2, "random network: expected depth >= 1 and fan_in >= 2");
  require(options.max_parses >= 2, "random network: expected max_parses >= 2");
  require(options.shape != SpnShape::single || options.constants || !options.drop_completeness,
          "random network: one leaf can be made incomplete only with a constant");
  require(most_variables(options) >= least_variables(options),
          "random network: the bounds leave no room for the variables that are asked for; a sum can be incomplete only "
          "over two variables or with a constant");
}

/// Numbers of states whose product stays within the bound, in random order. Half of the time room is kept for two states
/// of every variable, else the variables that come late may be left with one.
inline std::vector<StateId> draw_arities(Random& random, const SpnOptions& options, VariableId count,
                                         std::uint64_t bound) {
  std::vector<StateId> arities(count, 1);
  const bool keep_room = random.chance(1, 2);
  for (VariableId variable = 0; variable < count; ++variable) {
    const VariableId later = count - variable - 1;
    const std::uint64_t room = !keep_room ? bound : later >= 63 ? 0 : bound >> later;
    const std::uint64_t most = std::min<std::uint64_t>(options.max_states, room);
    if (most >= 2 && (variable == 0 || !random.chance(1, 8)))
      arities[variable] = static_cast<StateId>(random.between<std::uint64_t>(2, most));
    bound /= arities[variable];
  }
  random.shuffle(arities);
  if (*std::max_element(arities.begin(), arities.end()) == 1) arities[0] = 2;
  return arities;
}

/// Takes the leaves away from some states: of one variable certainly, of the others with probability 1/4; each variable
/// keeps at least one.
inline void drop_states(Random& random, std::vector<std::vector<StateId>>& present) {
  std::vector<std::size_t> candidates;
  for (std::size_t variable = 0; variable < present.size(); ++variable)
    if (present[variable].size() >= 2) candidates.push_back(variable);
  const std::size_t certain = random.pick(candidates);
  for (const std::size_t variable : candidates) {
    auto& states = present[variable];
    if (variable != certain && !random.chance(1, 4)) continue;
    random.shuffle(states);
    states.resize(random.between<std::size_t>(1, states.size() - 1));
    std::sort(states.begin(), states.end());
  }
}

inline SpnDomain draw_domain(Random& random, const SpnOptions& options) {
  const VariableId count = random.between(least_variables(options), most_variables(options));
  // The smallest network has a parse for each joint state.
  const std::uint64_t bound = std::min(options.max_joint_states, options.max_parses);
  SpnDomain domain;
  std::vector<StateId> arities = draw_arities(random, options, count, bound);
  for (const StateId arity : arities) {
    auto& states = domain.present.emplace_back(arity);
    for (StateId state = 0; state < arity; ++state) states[state] = state;
  }
  domain.variables = VariableTable(std::move(arities));
  if (options.missing_states) drop_states(random, domain.present);
  return domain;
}

/// The product, over the variables of a scope, of a sum over all their states, with leaves of its own.
/// @pre  the scope is not empty
inline NodeId factorised(SpnDraft& draft, const SpnDomain& domain, VariableSet scope) {
  std::vector<NodeId> factors, leaves;
  for (; scope != 0; scope &= scope - 1) {
    const auto variable = static_cast<VariableId>(std::countr_zero(scope));
    leaves.clear();
    for (const StateId state : domain.present[variable]) leaves.push_back(draft.indicator(variable, state));
    factors.push_back(draft.operation(NodeKind::sum, leaves));
  }
  return factors.size() == 1 ? factors.front() : draft.operation(NodeKind::product, factors);
}

}  // namespace klprop::detail
