// Which nodes a parse may visit more than once.

#include <klprop/spn/parses.hpp>
#include <klprop/spn/visits.hpp>

#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using Nodes = std::vector<NodeId>;

bool repeated(const Circuit& circuit, NodeId node) {
  return visited_repeatedly(circuit, Nodes{node})[0];
}

BOOST_AUTO_TEST_SUITE(spn_visits)

BOOST_AUTO_TEST_CASE(two_slots_of_one_product) {
  testing::Draft draft({2});
  const NodeId s = draft.plain_sum({draft.constant(1), draft.constant(2)});
  const NodeId top = draft.product({s, s, draft.x(0, 0)});
  const Circuit circuit = std::move(draft).build();
  BOOST_TEST(repeated(circuit, s));
  BOOST_TEST(!repeated(circuit, top));
}

/// Only a repeated constant counts.
BOOST_AUTO_TEST_CASE(nodes_of_empty_scope) {
  testing::Draft once({2}), twice({2}), overlap({2});
  once.product({once.constant(2), once.x(0, 0)});
  const NodeId two = twice.constant(2);
  twice.product({two, twice.x(0, 0), two});
  const NodeId x = overlap.x(0, 0);
  overlap.product({overlap.constant(2), x, x});
  BOOST_TEST(!repeats_empty_scope(std::move(once).build()));
  BOOST_TEST(repeats_empty_scope(std::move(twice).build()));
  BOOST_TEST(!repeats_empty_scope(std::move(overlap).build()));
}

/// Two slots that no parse takes together.
BOOST_AUTO_TEST_CASE(two_slots_of_alternatives) {
  testing::Draft draft({2});
  const NodeId s = draft.plain_sum({draft.constant(1), draft.constant(2)});
  const NodeId left = draft.product({s, draft.x(0, 0)}), right = draft.product({s, draft.x(0, 1)});
  draft.plain_sum({left, right});
  BOOST_TEST(!repeated(std::move(draft).build(), s));
}

BOOST_AUTO_TEST_CASE(parallel_edges_of_a_sum) {
  testing::Draft draft({2});
  const NodeId s = draft.plain_sum({draft.constant(1), draft.constant(2)});
  const NodeId twice = draft.plain_sum({s, s});
  draft.product({twice, draft.x(0, 0)});
  BOOST_TEST(!repeated(std::move(draft).build(), s));
}

BOOST_AUTO_TEST_CASE(below_a_node_that_is_visited_twice) {
  testing::Draft draft({2});
  const NodeId one = draft.constant(1), s = draft.plain_sum({one, one});
  const NodeId above = draft.plain_sum({s, one});
  draft.product({above, above});
  const Circuit circuit = std::move(draft).build();
  BOOST_TEST(repeated(circuit, s));
  BOOST_TEST(repeated(circuit, above));
}

/// Against the parses themselves, on circuits of every kind, for more than one word of nodes at a time.
BOOST_AUTO_TEST_CASE(as_the_parses_show) {
  Random random(20);
  unsigned found = 0;
  for (unsigned trial = 0; trial < 2000; ++trial) {
    const Circuit circuit = testing::arbitrary_circuit(random, 2, random.between(1U, trial < 1990 ? 9U : 90U));
    Nodes all;
    for (NodeId node = 0; node < circuit.node_count(); ++node)
      if (circuit.kind(node) == NodeKind::sum) all.push_back(node);
    const std::vector<bool> answer = visited_repeatedly(circuit, all);
    BOOST_REQUIRE(answer.size() == all.size());
    if (parse_count(circuit, 2001) > 2000) continue;
    std::vector<unsigned> most(circuit.node_count());
    const auto count_visits = [&](const std::vector<Choice>& choices, const PrimeField&) {
      std::vector<unsigned> visits(circuit.node_count());
      for (const Choice& choice : choices) most[choice.sum] = std::max(most[choice.sum], ++visits[choice.sum]);
    };
    for_each_parse(circuit, testing::modulo_p(testing::at_one(circuit)), 100'000, count_visits);
    for (std::size_t k = 0; k < all.size(); ++k) {
      BOOST_TEST(answer[k] == (most[all[k]] > 1));
      found += answer[k] ? 1U : 0U;
    }
  }
  BOOST_TEST(found > 50U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
