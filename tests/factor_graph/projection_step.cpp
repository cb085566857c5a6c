// T_Proj in all forms that reach it, against marginals by enumeration.

#include <klprop/factor_graph/hybrid_iteration.hpp>
#include <klprop/factor_graph/hybrid_messages.hpp>
#include <klprop/factor_graph/projection_step.hpp>

#include "factor_graph/messages_support.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <utility>

namespace klprop {
namespace {

using namespace testing;

BOOST_AUTO_TEST_SUITE(the_projection_step)

/// T_Proj(q_{−1}) = ⊗ exact marginals on every graph, in all forms that reach it.
RC_BOOST_PROP(the_projection_step_gives_exact_marginals, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = positive_graph(random);
  const Numbers exact = marginals(graph, values_of(graph), unit_lambda(graph));
  const Replicas replicas = edge_replicas(graph);
  const Table<Rational> start = replicated_factors<Rational>(graph, replicas, graph.values());
  RC_ASSERT(projection_step(start, replicas).values == product_of_copies<Rational>(graph, replicas, exact).values);
  const FactoredHybrid<Rational> factored(graph, graph.values());
  const Exact masses = enumerated(graph, values_of(graph), unit_lambda(graph));
  RC_ASSERT(projection_step_of_masses(factored, Masses<Rational>{masses.z, masses.mass}).edges ==
            factored.copies(exact).edges);
  try {
    RC_ASSERT(projection_step_on_forest(factored, graph.values()).edges == factored.copies(exact).edges);
  } catch (const CyclicGraph& cyclic) {
    RC_ASSERT(graph.edges(cyclic.variable()).size() >= 2U);
  }
}

/// Of a product over copies, in both forms.
RC_BOOST_PROP(the_projection_step_of_products, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = positive_graph(random);
  const FactoredHybrid<Rational> factored(graph, graph.values());
  FactoredTable<Rational> q = factored.one();
  for (Rational& value : q.edges) value = small_rational(random);
  q = factored.normalised_edges(std::move(q), "");
  RC_ASSERT(factored.expanded(projection_step(factored, q)).values ==
            projection_step(factored.expanded(q), edge_replicas(graph)).values);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
