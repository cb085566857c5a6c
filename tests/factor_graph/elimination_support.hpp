#pragma once

/// Small factor graphs with everything that elimination must bear, for comparison with enumeration.

#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/random/evidence.hpp>
#include <klprop/random/random.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace klprop::testing {

struct GraphOptions {
  std::size_t most_variables = 6, most_factors = 9, most_members = 3;
  StateId most_states = 3;
  unsigned zeros = 3;  ///< in 10 entries
};

/// Variables of one state and in no factor, constant factors, equal scopes, zeros, several components.
inline FactorGraph arbitrary_graph(Random& random, const GraphOptions& options = {}) {
  std::vector<StateId> arities(random.below(options.most_variables + 1));
  for (StateId& arity : arities) arity = random.between(StateId{1}, options.most_states);
  FactorGraphBuilder builder{VariableTable(arities)};
  std::vector<VariableId> members(arities.size());
  for (VariableId v = 0; v < members.size(); ++v) members[v] = v;
  for (std::size_t rest = random.below(options.most_factors + 1); rest > 0; --rest) {
    random.shuffle(members);
    const std::size_t size = std::min<std::size_t>(random.below(options.most_members + 1), members.size());
    std::size_t entries = 1;
    for (std::size_t k = 0; k < size; ++k) entries *= arities[members[k]];
    std::vector<Rational> values(entries);
    for (Rational& value : values) value = random.below(10) < options.zeros ? Rational(0) : small_rational(random);
    builder.factor(std::span(members).first(size), std::move(values));
  }
  return std::move(builder).build();
}

/// λ in scalar S, by IndicatorId.
template <Ring S>
std::vector<S> lambda(const Evidence& evidence) {
  std::vector<S> values;
  for (const Rational& factor : evidence.lambda()) values.push_back(from_rational<S>(factor));
  return values;
}

/// A graph of factors over two variables each, with the table 1/2, 1/3, … that `entry` gives.
template <class Entry>
FactorGraph pairwise_graph(std::vector<StateId> arities, const std::vector<std::pair<VariableId, VariableId>>& pairs,
                           Entry&& entry) {
  FactorGraphBuilder builder{VariableTable(arities)};
  for (const auto& [a, b] : pairs) {
    std::vector<Rational> values(std::size_t{arities[a]} * arities[b]);
    for (Rational& value : values) value = entry();
    builder.factor(std::vector{a, b}, std::move(values));
  }
  return std::move(builder).build();
}

/// The pairs of neighbours in a grid, whose variables are numbered row by row.
inline std::vector<std::pair<VariableId, VariableId>> grid_pairs(VariableId rows, VariableId columns) {
  std::vector<std::pair<VariableId, VariableId>> pairs;
  for (VariableId r = 0; r < rows; ++r)
    for (VariableId c = 0; c < columns; ++c) {
      if (c + 1 < columns) pairs.emplace_back(r * columns + c, r * columns + c + 1);
      if (r + 1 < rows) pairs.emplace_back(r * columns + c, (r + 1) * columns + c);
    }
  return pairs;
}

}  // namespace klprop::testing
