// Exact elimination against enumeration in rationals.

#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rational_marginals.hpp>
#include <klprop/factor_graph/enumeration.hpp>

#include "factor_graph/elimination_support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace klprop {
namespace {

constexpr double plenty = 1e9;

bool is_enumeration(const FactorGraph& graph, const Evidence& evidence, const RationalMarginals& found) {
  const auto expected = enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
  if (found.partition != expected.total) return false;
  if (expected.total == 0) return found.posterior.empty();
  if (found.posterior.size() != expected.mass.size()) return false;
  for (std::size_t k = 0; k < expected.mass.size(); ++k)
    if (found.posterior[k] != expected.mass[k] / expected.total) return false;
  return true;
}

BOOST_AUTO_TEST_SUITE(certify_rational_marginals)

BOOST_AUTO_TEST_CASE(it_is_enumeration) {
  unsigned impossible = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    Random random(seed, 61);
    testing::GraphOptions options;
    options.zeros = static_cast<unsigned>(seed % 6);
    const FactorGraph graph = testing::arbitrary_graph(random, options);
    const Evidence evidence = random_evidence(random, graph.variables(), static_cast<EvidenceMode>(seed % 4));
    const RationalMarginals found = rational_marginals(graph, evidence.lambda(), plenty);
    BOOST_TEST(is_enumeration(graph, evidence, found), "seed " << seed);
    impossible += found.partition == 0 ? 1U : 0U;
    if (found.posterior.empty()) continue;
    RationalMarginals wrong = found;
    wrong.posterior.front() += Rational(1, Integer(1) << 200);
    BOOST_TEST(!is_enumeration(graph, evidence, wrong), "seed " << seed);
  }
  BOOST_TEST(impossible > 10U);
  BOOST_TEST(impossible < 200U);
}

/// Results of many thousand bits, and entries from 10^-300 to 10^300.
BOOST_AUTO_TEST_CASE(numbers_of_any_size) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Random random(seed, 62);
    const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(9, 2), testing::grid_pairs(3, 3),
                                                      [&] { return wide_rational(random); });
    const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::wide);
    const RationalMarginals found = rational_marginals(graph, evidence.lambda(), plenty);
    BOOST_TEST(is_enumeration(graph, evidence, found), "seed " << seed);
    BOOST_TEST(bit_size(found.partition) > 5000U);
  }
}

/// Results as large as they can be: all entries are 2^61 − 1, near a multiple of the word.
BOOST_AUTO_TEST_CASE(as_many_primes_as_the_result_needs) {
  for (VariableId length = 1; length < 80; ++length) {
    std::vector<std::pair<VariableId, VariableId>> pairs;
    for (VariableId v = 0; v + 1 < length; ++v) pairs.emplace_back(v, v + 1);
    unsigned entry = 0;
    const Rational large((Integer(1) << 61) - 1);
    const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(length, 2), pairs,
                                                      [&] { return entry++ % 4 == 0 ? Rational(large - 1) : large; });
    const Evidence evidence(graph.variables());
    // M = (a−1 a; a a) applied length − 1 times to (1, 1).
    Rational at_0 = 1, at_1 = 1;
    for (VariableId v = 0; v + 1 < length; ++v) {
      const Rational next_0 = (large - 1) * at_0 + large * at_1;
      at_1 = large * (at_0 + at_1);
      at_0 = next_0;
    }
    const RationalMarginals found = rational_marginals(graph, evidence.lambda(), plenty);
    BOOST_TEST(found.partition == at_0 + at_1, "length " << length);
    BOOST_TEST(found.posterior[0] == at_0 / (at_0 + at_1), "length " << length);
  }
}

BOOST_AUTO_TEST_CASE(the_cost_is_known_before) {
  Random random(1, 63);
  const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(100, 2), testing::grid_pairs(10, 10),
                                                    [&] { return small_rational(random); });
  const Evidence evidence(graph.variables());
  const JunctionTree tree(graph, PossibleStates(graph.variables()));
  const RationalElimination elimination(tree, evidence.lambda());
  const RationalMarginals found = elimination.run();
  BOOST_TEST(static_cast<double>(bit_size(found.partition)) <
             2 * 63.0 * static_cast<double>(elimination.cost().primes));
  BOOST_TEST(elimination.cost().multiplications ==
             static_cast<double>(elimination.cost().primes) * elimination_cost(tree).multiplications);
  BOOST_TEST(elimination.cost().bytes > 32.0 * static_cast<double>(elimination_cost(tree).peak_entries));
  try {
    static_cast<void>(rational_marginals(graph, evidence.lambda(), elimination.cost().bytes * 0.99));
    BOOST_TEST(false);
  } catch (const MemoryLimitExceeded& refusal) {
    BOOST_TEST(refusal.bytes() == elimination.cost().bytes);
  }
  BOOST_TEST(rational_marginals(graph, evidence.lambda(), elimination.cost().bytes).partition == found.partition);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
