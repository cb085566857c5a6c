// Enumeration on cases that can be summed by hand, and by its own definition.

#include <klprop/factor_graph/enumeration.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "factor_graph/elimination_support.hpp"
#include "scalar/archetype.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <vector>

namespace klprop {
namespace {

using archetype::RingOnly;
using Numbers = std::vector<Rational>;

/// f(x,y) = (1 2 3; 0 4 5) and g(y) = (1, 1/2, 2), x binary, y ternary.
FactorGraph two_factors() {
  FactorGraphBuilder builder(VariableTable({2, 3}));
  builder.factor(std::vector<VariableId>{0, 1}, {1, 2, 3, 0, 4, 5});
  builder.factor(std::vector<VariableId>{1}, {1, Rational(1, 2), 2});
  return std::move(builder).build();
}

Masses<Rational> enumerate(const FactorGraph& graph, const Evidence& evidence) {
  return enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
}

BOOST_AUTO_TEST_SUITE(factor_graph_enumeration)

BOOST_AUTO_TEST_CASE(by_hand) {
  const FactorGraph graph = two_factors();
  Evidence evidence(graph.variables());
  const auto joint = joint_table<Rational>(graph, graph.values(), evidence.lambda());
  BOOST_TEST((joint.values == Numbers{1, 1, 6, 0, 2, 10}));
  evidence.set(0, 1, 3);
  evidence.set(1, 0, 0);
  const auto masses = enumerate(graph, evidence);  // 0 1 6; 0 6 30
  BOOST_TEST(masses.total == 43);
  BOOST_TEST((masses.mass == Numbers{7, 36, 0, 7, 36}));
}

/// The last variable of a scope is the fastest in its table, whatever the variables' numbers.
BOOST_AUTO_TEST_CASE(a_scope_against_the_order_of_variables) {
  FactorGraphBuilder builder(VariableTable({2, 3}));
  builder.factor(std::vector<VariableId>{1, 0}, {1, 2, 3, 4, 5, 6});
  const FactorGraph graph = std::move(builder).build();
  const auto masses = enumerate(graph, Evidence(graph.variables()));
  BOOST_TEST((masses.mass == Numbers{9, 12, 3, 7, 11}));
}

BOOST_AUTO_TEST_CASE(no_variables_and_no_factors) {
  FactorGraphBuilder builder{VariableTable()};
  BOOST_TEST(enumerate(FactorGraphBuilder(builder).build(), Evidence(builder.variables())).total == 1);
  builder.factor({}, {Rational(2, 3)});
  builder.factor({}, {5});
  BOOST_TEST(enumerate(FactorGraphBuilder(builder).build(), Evidence(builder.variables())).total == Rational(10, 3));
  const FactorGraph free = FactorGraphBuilder(VariableTable({1, 3})).build();
  const auto masses = enumerate(free, Evidence(free.variables()));
  BOOST_TEST((masses.mass == Numbers{3, 1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(too_many_states_are_refused) {
  const FactorGraph graph = FactorGraphBuilder(VariableTable(std::vector<StateId>(63, 2))).build();
  BOOST_CHECK_THROW(static_cast<void>(enumerate(graph, Evidence(graph.variables()))), ModelError);
}

/// Multilinear in every table and in every λ_i: scaling one scales Z, and the masses of each variable add up to Z.
BOOST_AUTO_TEST_CASE(scaling_and_sums) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed, 33);
    const FactorGraph graph = testing::arbitrary_graph(random);
    Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::hard);
    const auto masses = enumerate(graph, evidence);
    for (VariableId v = 0; v < graph.variable_count(); ++v) {
      Rational sum;
      for (StateId t = 0; t < graph.variables().arity(v); ++t) sum += masses.mass[graph.variables().indicator(v, t)];
      BOOST_TEST(sum == masses.total, "seed " << seed);
    }
    if (graph.factor_count() == 0) continue;
    Numbers values = factor_values<Rational>(graph);
    for (std::size_t k = 0; k < graph.table_size(0); ++k) values[k] *= 7;
    BOOST_TEST(enumerate(graph.with_values(values), evidence).total == 7 * masses.total, "seed " << seed);
  }
}

BOOST_AUTO_TEST_CASE(a_ring_is_enough) {
  const FactorGraph graph = two_factors();
  std::vector<RingOnly> values, lambda(5, RingOnly(2));
  for (const Rational& value : graph.values()) values.push_back(RingOnly::hide(from_rational<PrimeField>(value)));
  BOOST_TEST(enumerate_masses<RingOnly>(graph, values, lambda).total.reveal().residue() == 80U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
