// Partition values without elimination, against enumeration where there is an answer.

#include <klprop/factor_graph/barren_variables.hpp>
#include <klprop/factor_graph/enumeration.hpp>

#include "factor_graph/elimination_support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

namespace klprop {
namespace {

/// A Bayesian network: variable v depends on up to two earlier ones; rows add up to one.
FactorGraph bayesian_network(Random& random, VariableId count) {
  std::vector<StateId> arities;
  for (VariableId v = 0; v < count; ++v) arities.push_back(random.between(1U, 3U));
  FactorGraphBuilder builder{VariableTable(arities)};
  for (VariableId v = 0; v < count; ++v) {
    std::vector<VariableId> scope;
    for (VariableId parent = v > 4 ? v - 4 : 0; parent < v; ++parent)
      if (scope.size() < 2 && random.chance(1, 2)) scope.push_back(parent);
    std::size_t rows = 1;
    for (const VariableId parent : scope) rows *= arities[parent];
    scope.push_back(v);
    std::vector<Rational> values;
    for (; rows > 0; --rows) {
      Rational rest = 1;
      for (StateId t = 1; t < arities[v]; ++t) {
        values.push_back(rest * Rational(random.between(0, 4), 4));
        rest -= values.back();
      }
      values.push_back(rest);
    }
    builder.factor(scope, std::move(values));
  }
  return std::move(builder).build();
}

BOOST_AUTO_TEST_SUITE(barren_variables)

BOOST_AUTO_TEST_CASE(a_bayesian_network_has_mass_one) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Random random(seed, 51);
    const FactorGraph graph = bayesian_network(random, static_cast<VariableId>(random.below(300)));
    const auto z = partition_by_barren_variables(graph, Evidence(graph.variables()).lambda());
    BOOST_TEST((z == Rational(1)), "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(an_answer_is_right) {
  unsigned answers = 0, none = 0, not_one = 0;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    Random random(seed, 52);
    const FactorGraph graph = seed % 2 == 0 ? bayesian_network(random, static_cast<VariableId>(random.below(7)))
                                            : testing::arbitrary_graph(random);
    const Evidence evidence = random_evidence(random, graph.variables(), static_cast<EvidenceMode>(seed / 2 % 4));
    const auto z = partition_by_barren_variables(graph, evidence.lambda());
    ++(z ? answers : none);
    if (!z) continue;
    BOOST_TEST(*z == enumerate_masses<Rational>(graph, graph.values(), evidence.lambda()).total, "seed " << seed);
    not_one += *z != 1 ? 1U : 0U;
  }
  BOOST_TEST(answers > 100U);
  BOOST_TEST(none > 100U);
  BOOST_TEST(not_one > 50U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
