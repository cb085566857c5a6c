#pragma once

// The part of factor_graph_claim.hpp that looks for the smallest counterexample.

#include <klprop/claims/factor_graph_claim.hpp>

#include <algorithm>
#include <array>

namespace klprop::claims {
namespace detail {

/// Scopes of small graphs of binary variables, by the number of entries of their tables.
using SmallScopes = std::vector<std::vector<VariableId>>;

[[nodiscard]] inline std::vector<SmallScopes> small_scopes() {
  return {{{0}},
          {{0}, {0}},
          {{0, 1}},
          {{0}, {0}, {0}},
          {{0, 1}, {0}},
          {{0, 1}, {0, 1}},
          {{0, 1}, {0}, {1}},
          {{0, 1}, {1, 2}},
          {{0, 1}, {1, 2}, {0, 2}}};
}

[[nodiscard]] inline FactorGraph small_graph(const SmallScopes& scopes, const std::vector<std::uint64_t>& entries) {
  VariableId variables = 0;
  for (const auto& scope : scopes)
    for (const VariableId v : scope) variables = std::max(variables, v + 1);
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(variables, 2))};
  std::size_t next = 0;
  for (const auto& scope : scopes) {
    std::vector<Rational> values(std::size_t{1} << scope.size());
    for (Rational& value : values) value = Rational(entries[next++]);
    builder.factor(scope, std::move(values));
  }
  return std::move(builder).build();
}

}  // namespace detail

/// The first of the small graphs, in order of size, on which the two sides differ with entries 1 or 2, as few of them 2
/// as possible to the right of the first.
template <class Check>
std::optional<Counterexample> FactorGraphFamily::smallest(const std::string& id, const FactorGraphDomain& domain) {
  const PrecisionScope precision(default_ball_bits);
  const CaseRunner<Check, FactorGraphFamily> runner{id, domain};
  for (const detail::SmallScopes& scopes : detail::small_scopes()) {
    std::size_t count = 0;
    for (const auto& scope : scopes) count += std::size_t{1} << scope.size();
    for (std::uint64_t code = 0; code >> count == 0; ++code) {
      std::vector<std::uint64_t> entries(count);
      for (std::size_t k = 0; k < count; ++k) entries[k] = 1 + ((code >> k) & 1U);
      RationalGraph model{detail::small_graph(scopes, entries), ""};
      if (!outside(domain, model.graph).empty()) break;
      CaseOutcome outcome;
      if constexpr (ChecksOver<Check, FactorGraphFamily, Rational>)
        outcome = runner.template rational<Honest>(id + ":minimal", Random(0), std::move(model), Budget{});
      else
        outcome = runner.template enclosed<Honest>(id + ":minimal", Random(0), std::move(model), Budget{});
      if (outcome.counterexample) return outcome.counterexample;
    }
  }
  return std::nullopt;
}

}  // namespace klprop::claims
