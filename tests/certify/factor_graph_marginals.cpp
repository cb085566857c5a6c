// Enclosures contain the exact answers; texts are those of the exact answers, ties, ones and zeros included.

#include <klprop/certify/enclosed_marginals.hpp>
#include <klprop/certify/factor_graph_marginals.hpp>
#include <klprop/certify/logarithm.hpp>
#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/factor_graph/enumeration.hpp>

#include "factor_graph/elimination_support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace klprop {
namespace {

constexpr double plenty = 1e9;

Rounding to_digits(int digits) {
  return [digits](const Rational& x) { return decimal(x, digits); };
}

RoundedMarginals to_20_digits(const FactorGraph& graph, const Evidence& evidence, const MarginalsLimits& limits = {}) {
  return rounded_marginals(graph, evidence, 67, to_digits(20), limits);
}

FactorGraph one_factor(std::vector<StateId> arities, std::vector<Rational> values) {
  std::vector<VariableId> scope;
  for (VariableId v = 0; v < arities.size(); ++v) scope.push_back(v);
  FactorGraphBuilder builder{VariableTable(std::move(arities))};
  builder.factor(scope, std::move(values));
  return std::move(builder).build();
}

bool contains(const Enclosure& ends, const Rational& value) {
  return ends.low <= value && value <= ends.high;
}

/// That each end is within a relative distance of 2^-bits; zero only as an exact zero.
bool is_tight(const Enclosure& ends, const Rational& value, unsigned bits) {
  if (value.is_zero()) return ends.low.is_zero() && ends.high.is_zero();
  return ends.high - ends.low <= value / Rational(Integer(1) << bits);
}

BOOST_AUTO_TEST_SUITE(certify_factor_graph_marginals)

BOOST_AUTO_TEST_CASE(enclosures_contain_the_exact_answer_and_are_tight) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed, 71);
    testing::GraphOptions options;
    options.zeros = static_cast<unsigned>(seed % 5);
    const FactorGraph graph = testing::arbitrary_graph(random, options);
    const Evidence evidence = random_evidence(random, graph.variables(), static_cast<EvidenceMode>(seed % 4));
    const auto exact = enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
    const JunctionTree tree(graph, possible_states(graph, evidence.lambda()));
    for (const mpfr_prec_t bits : {100, 128, 192, 256, 384, 512}) {
      const EnclosedMarginals found = enclosed_marginals(tree, evidence.lambda(), bits, plenty);
      const auto lost = static_cast<unsigned>(bits) - 12;
      BOOST_TEST(contains(found.partition, exact.total), "seed " << seed << ", bits " << bits);
      BOOST_TEST(is_tight(found.partition, exact.total, lost), "seed " << seed << ", bits " << bits);
      BOOST_TEST(found.posterior.size() == (exact.total == 0 ? 0 : exact.mass.size()));
      for (std::size_t k = 0; k < found.posterior.size(); ++k) {
        const Rational posterior = exact.mass[k] / exact.total;
        BOOST_TEST(contains(found.posterior[k], posterior), "seed " << seed << ", bits " << bits);
        BOOST_TEST(is_tight(found.posterior[k], posterior, lost), "seed " << seed << ", bits " << bits);
      }
    }
  }
}

/// One rounding less than there are, and some enclosure lies beside the truth: the count is needed.
BOOST_AUTO_TEST_CASE(without_the_roundings_the_truth_is_missed) {
  unsigned missed = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Random random(seed, 72);
    const FactorGraph graph = testing::arbitrary_graph(random, {});
    const Evidence evidence(graph.variables());
    const auto exact = enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
    const JunctionTree tree(graph, PossibleStates(graph.variables()));
    const auto values = factor_values<WideFloat<2>>(graph);
    const std::vector<WideFloat<2>> lambda(evidence.lambda().size(), WideFloat<2>(1));
    const auto rounded = masses<WideFloat<2>>(tree, values, lambda);
    missed += detail::WideFloatEnds<2>(0).ends(rounded.total, 0).high < exact.total ? 1U : 0U;
  }
  BOOST_TEST(missed > 5U);
}

BOOST_AUTO_TEST_CASE(texts_are_those_of_the_exact_answer) {
  unsigned impossible = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Random random(seed, 73);
    testing::GraphOptions options;
    options.zeros = static_cast<unsigned>(seed % 5);
    const FactorGraph graph = testing::arbitrary_graph(random, options);
    const Evidence evidence = random_evidence(random, graph.variables(), static_cast<EvidenceMode>(seed % 4));
    const auto exact = enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
    const int digits = static_cast<int>(std::array{1, 2, 20, 40}[seed % 4]);
    const auto found = rounded_marginals(graph, evidence, digits * 4, to_digits(digits), {});
    BOOST_TEST(found.impossible == (exact.total == 0), "seed " << seed);
    impossible += found.impossible ? 1U : 0U;
    if (found.impossible) continue;
    BOOST_TEST(found.certain(), "seed " << seed << ": " << found.open);
    BOOST_TEST(found.partition.text.value() == decimal(exact.total, digits), "seed " << seed);
    BOOST_TEST(found.log_partition.text.value() == decimal_log(exact.total, digits, 5000)->text, "seed " << seed);
    for (std::size_t k = 0; k < exact.mass.size(); ++k)
      BOOST_TEST(found.posterior[k].text.value() == decimal(exact.mass[k] / exact.total, digits), "seed " << seed);
  }
  BOOST_TEST(impossible > 10U);
}

BOOST_AUTO_TEST_CASE(binary_formats) {
  Random random(1, 74);
  const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(6, 3), testing::grid_pairs(2, 3),
                                                    [&] { return small_rational(random); });
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::positive);
  const auto exact = enumerate_masses<Rational>(graph, graph.values(), evidence.lambda());
  const Rounding round = [](const Rational& x) { return binary64_hex(x).value_or("overflow"); };
  const auto found = rounded_marginals(graph, evidence, 53, round);
  for (std::size_t k = 0; k < exact.mass.size(); ++k)
    BOOST_TEST(found.posterior[k].text.value() == binary64_hex(exact.mass[k] / exact.total).value());
}

/// 2^-30 has 21 digits, the last a 5: no enclosure around it is ever rounded to 20 digits; the even neighbour is wanted.
BOOST_AUTO_TEST_CASE(ties_are_decided_exactly) {
  const Rational tiny(1, Integer(1) << 30);
  const FactorGraph graph = one_factor({2, 2}, {tiny / 3, (1 - tiny) / 3, tiny * 2 / 3, (1 - tiny) * 2 / 3});
  const auto found = to_20_digits(graph, Evidence(graph.variables()));
  BOOST_TEST(found.certain());
  BOOST_TEST(found.posterior[2].text.value() == "9.3132257461547851562e-10");
  BOOST_TEST(found.bits >= 256);

  MarginalsLimits limits;
  limits.max_exact_multiplications = 0;
  limits.max_bits = 700;
  const auto open = to_20_digits(graph, Evidence(graph.variables()), limits);
  BOOST_TEST(!open.certain());
  BOOST_TEST(!open.posterior[2].text.has_value());
  BOOST_TEST(contains(open.posterior[2].ends, tiny));
  BOOST_TEST(is_tight(open.posterior[2].ends, tiny, 650));
  BOOST_TEST(open.posterior[0].text.value() == "0.33333333333333333333");
  BOOST_TEST(open.bits == 700);
}

/// A half by symmetry is no tie, nor is one: from both sides they are rounded to the same.
BOOST_AUTO_TEST_CASE(halves_zeros_and_ones) {
  const FactorGraph graph = one_factor({2, 3}, {Rational(1, 3), 0, Rational(1, 7), Rational(1, 7), 0, Rational(1, 3)});
  Evidence evidence(graph.variables());
  const auto found = to_20_digits(graph, evidence);
  BOOST_TEST(found.posterior[0].text.value() == "0.50000000000000000000");
  BOOST_TEST(found.posterior[3].text.value() == "0");
  BOOST_TEST(found.bits == 128);
  evidence.observe(0, 1);
  const auto observed = to_20_digits(graph, evidence);
  BOOST_TEST(observed.posterior[1].text.value() == "1.0000000000000000000");
  BOOST_TEST(observed.posterior[0].text.value() == "0");
  BOOST_TEST(observed.posterior[2].text.value() == "0.30000000000000000000");
}

/// Z = 1: its logarithm is zero, which no enclosure decides; the network is too large for anything else to.
BOOST_AUTO_TEST_CASE(a_bayesian_network_has_logarithm_zero) {
  Random random(1, 75);
  FactorGraphBuilder builder(VariableTable(std::vector<StateId>(60, 2)));
  for (VariableId v = 0; v < 60; ++v) {
    const Rational p(random.between(1, 999), 1000), q(random.between(1, 999), 1000);
    if (v == 0)
      builder.factor(std::vector<VariableId>{0}, {p, 1 - p});
    else
      builder.factor(std::vector<VariableId>{v - 1, v}, {p, 1 - p, q, 1 - q});
  }
  const FactorGraph graph = std::move(builder).build();
  MarginalsLimits limits;
  limits.max_exact_multiplications = 0;
  const auto found = to_20_digits(graph, Evidence(graph.variables()), limits);
  BOOST_TEST(found.certain());
  BOOST_TEST(found.partition.text.value() == "1.0000000000000000000");
  BOOST_TEST(found.log_partition.text.value() == "0");
  // The same value by no normalised factors: exact arithmetic has to see it.
  const FactorGraph other = one_factor({2, 2}, {Rational(1, 3), Rational(1, 7), Rational(1, 21), Rational(10, 21)});
  BOOST_TEST(to_20_digits(other, Evidence(other.variables())).log_partition.text.value() == "0");
}

/// x = y and x ≠ y: no state has support taken away, and the sum is zero.
BOOST_AUTO_TEST_CASE(impossible_evidence) {
  FactorGraphBuilder builder(VariableTable({2, 2}));
  builder.factor(std::vector<VariableId>{0, 1}, {1, 0, 0, 1});
  builder.factor(std::vector<VariableId>{0, 1}, {0, 1, 1, 0});
  const FactorGraph graph = std::move(builder).build();
  const auto found = to_20_digits(graph, Evidence(graph.variables()));
  BOOST_TEST(found.impossible);
  BOOST_TEST(found.certain());
  // And evidence that leaves a variable no state.
  Evidence none(graph.variables());
  none.set(1, 0, 0);
  none.set(1, 1, 0);
  BOOST_TEST(to_20_digits(graph, none).impossible);
  const FactorGraph constant = one_factor({}, {0});
  BOOST_TEST(to_20_digits(constant, Evidence(constant.variables())).impossible);
}

/// Z = 2·(4/10^30)^(n−1) is far outside the doubles.
BOOST_AUTO_TEST_CASE(numbers_far_from_one) {
  constexpr VariableId length = 20'000;
  const Rational unit(1, boost::multiprecision::pow(Integer(10), 30));
  std::vector<std::pair<VariableId, VariableId>> pairs;
  for (VariableId v = 0; v + 1 < length; ++v) pairs.emplace_back(v, v + 1);
  unsigned entry = 0;
  const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(length, 2), pairs, [&] {
    const unsigned k = entry++ % 4;
    return Rational((k == 0 || k == 3 ? 3 : 1) * unit);
  });
  const auto found = to_20_digits(graph, Evidence(graph.variables()));
  BOOST_TEST(found.certain());
  const Rational z = 2 * Rational(boost::multiprecision::pow(Integer(4), length - 1),
                                  boost::multiprecision::pow(Integer(10), 30 * (length - 1)));
  BOOST_TEST(found.partition.text.value() == decimal(z, 20));
  BOOST_TEST(found.log_partition.text.value() == decimal_log(z, 20, 1000)->text);
  BOOST_TEST(found.posterior[length].text.value() == "0.50000000000000000000");
}

BOOST_AUTO_TEST_CASE(limits_are_respected) {
  std::vector<std::pair<VariableId, VariableId>> pairs;
  for (VariableId a = 0; a < 100; ++a)
    for (VariableId b = 0; b < a; ++b) pairs.emplace_back(a, b);
  const FactorGraph complete = testing::pairwise_graph(std::vector<StateId>(100, 2), pairs, [] { return 1; });
  const auto is_named = [](const MemoryLimitExceeded& refusal) {
    return std::string(refusal.what()).find("elimination with tables of about") == 0;
  };
  BOOST_CHECK_EXCEPTION(
      static_cast<void>(to_20_digits(complete, Evidence(complete.variables()))), MemoryLimitExceeded,
      [&](const MemoryLimitExceeded& refusal) { return is_named(refusal) && refusal.bytes() > 1e30; });

  const FactorGraph grid = testing::pairwise_graph(std::vector<StateId>(100, 2), testing::grid_pairs(10, 10),
                                                   [k = 0]() mutable { return Rational(1, ++k); });
  MarginalsLimits limits;
  limits.max_memory = 1e5;
  BOOST_CHECK_EXCEPTION(static_cast<void>(to_20_digits(grid, Evidence(grid.variables()), limits)), MemoryLimitExceeded,
                        [&](const MemoryLimitExceeded& refusal) { return is_named(refusal) && refusal.bytes() < 1e6; });
  limits = {};
  limits.max_bits = 50;
  const auto found = to_20_digits(grid, Evidence(grid.variables()), limits);
  BOOST_TEST(!found.certain());
  BOOST_TEST(found.bits == 50);
  BOOST_TEST(found.open.find("50 bits") != std::string::npos);
  limits.max_bits = 0;
  BOOST_TEST(!to_20_digits(grid, Evidence(grid.variables()), limits).certain());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
