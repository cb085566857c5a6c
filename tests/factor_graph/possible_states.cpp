// States that are removed have mass zero; those of simple cases are all removed.

#include <klprop/factor_graph/enumeration.hpp>
#include <klprop/factor_graph/possible_states.hpp>

#include "factor_graph/elimination_support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace klprop {
namespace {

std::vector<StateId> left(const PossibleStates& states, VariableId v) {
  return {states.of(v).begin(), states.of(v).end()};
}

BOOST_AUTO_TEST_SUITE(possible_states_of_a_graph)

RC_BOOST_PROP(what_is_removed_has_mass_zero, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  testing::GraphOptions options;
  options.zeros = 6;
  const FactorGraph graph = testing::arbitrary_graph(random, options);
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::hard);
  const PossibleStates states = possible_states(graph, evidence.lambda());
  const auto masses = enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
  RC_ASSERT(states.variable_count() == graph.variable_count());
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    for (StateId t = 0; t < graph.variables().arity(v); ++t)
      if (std::ranges::find(states.of(v), t) == states.of(v).end())
        RC_ASSERT(masses.mass[graph.variables().indicator(v, t)] == 0);
  if (states.contradictory()) RC_ASSERT(masses.total == 0);
}

/// x = y = z by tables of identity; y was observed. A fourth variable is excluded from one state by its own factor.
BOOST_AUTO_TEST_CASE(observations_spread_through_identities) {
  FactorGraphBuilder builder(VariableTable({3, 3, 3, 2}));
  const std::vector<Rational> identity = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  builder.factor(std::vector<VariableId>{0, 1}, identity);
  builder.factor(std::vector<VariableId>{2, 1}, identity);
  builder.factor(std::vector<VariableId>{3}, {0, 4});
  const FactorGraph graph = std::move(builder).build();
  Evidence evidence(graph.variables());
  evidence.observe(1, 2);
  const PossibleStates states = possible_states(graph, evidence.lambda());
  for (VariableId v = 0; v < 3; ++v) BOOST_TEST((left(states, v) == std::vector<StateId>{2}));
  BOOST_TEST((left(states, 3) == std::vector<StateId>{1}));
  BOOST_TEST(!states.contradictory());
  evidence.observe(0, 1);
  BOOST_TEST(possible_states(graph, evidence.lambda()).contradictory());
}

BOOST_AUTO_TEST_CASE(without_zeros_all_states_are_left) {
  FactorGraphBuilder builder(VariableTable({2, 1}));
  builder.factor(std::vector<VariableId>{0, 1}, {1, 2});
  const FactorGraph graph = std::move(builder).build();
  const PossibleStates states = possible_states(graph, Evidence(graph.variables()).lambda());
  BOOST_TEST((left(states, 0) == std::vector<StateId>{0, 1}));
  BOOST_TEST((left(states, 1) == std::vector<StateId>{0}));
}

/// What was observed at the end of a long chain of identities reaches its beginning.
BOOST_AUTO_TEST_CASE(a_long_chain) {
  constexpr VariableId length = 100'000;
  std::vector<std::pair<VariableId, VariableId>> pairs;
  for (VariableId v = 0; v + 1 < length; ++v) pairs.emplace_back(v, v + 1);
  unsigned entry = 0;
  const FactorGraph graph =
      testing::pairwise_graph(std::vector<StateId>(length, 2), pairs, [&] { return entry++ % 4 % 3 == 0 ? 1 : 0; });
  Evidence evidence(graph.variables());
  evidence.observe(length - 1, 1);
  BOOST_TEST((left(possible_states(graph, evidence.lambda()), 0) == std::vector<StateId>{1}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
