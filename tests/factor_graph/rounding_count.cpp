// The count from the plan, against a scalar that counts the roundings behind it while elimination runs.

#include <klprop/factor_graph/rounding_count.hpp>

#include "factor_graph/elimination_support.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace klprop {
namespace {

/// Knows only how many roundings lie behind it, along the worst way.
struct Roundings {
  std::uint64_t count = 0;
  bool is_zero = true;  // of a number that was never written

  Roundings() = default;
  explicit Roundings(int) : is_zero(false) {}
  static Roundings converted() {
    Roundings result(1);
    result.count = 1;
    return result;
  }
  Roundings& operator+=(const Roundings& b) {
    if (!is_zero && !b.is_zero) count = std::max(count, b.count) + 1;
    if (is_zero) *this = b;
    return *this;
  }
  Roundings& operator-=(const Roundings& b) { return *this += b; }
  Roundings& operator*=(const Roundings& b) {
    count += b.count + 1;
    return *this;
  }
  [[maybe_unused]] friend Roundings operator+(Roundings a, const Roundings& b) { return a += b; }
  [[maybe_unused]] friend Roundings operator-(Roundings a, const Roundings& b) { return a -= b; }
  [[maybe_unused]] friend Roundings operator*(Roundings a, const Roundings& b) { return a *= b; }
};

void check(const FactorGraph& graph, const PossibleStates& states, std::uint64_t seed) {
  const JunctionTree tree(graph, states);
  const RoundingCount bound = rounding_count(tree);
  const std::vector<Roundings> values(graph.value_count(), Roundings::converted());
  const std::vector<Roundings> lambda(graph.variables().indicator_count(), Roundings::converted());
  auto result = relative_masses<Roundings>(tree, values, lambda);
  std::uint64_t mass = 0, component = 0;
  for (const Roundings& each : result.mass) mass = std::max(mass, each.count);
  for (const Roundings& each : result.component_total) component = std::max(component, each.count);
  result.component_total.push_back(result.constant);
  const std::uint64_t total = detail::product(std::move(result.component_total)).count;
  BOOST_TEST(mass <= bound.mass, "seed " << seed);
  BOOST_TEST(component <= bound.component_total, "seed " << seed);
  BOOST_TEST(total <= bound.total, "seed " << seed);
  // And not far from it: a bound that is too large costs digits.
  BOOST_TEST(bound.mass <= 2 * mass + 20, "seed " << seed);
  BOOST_TEST(bound.component_total <= component + 1, "seed " << seed);
  BOOST_TEST(bound.total <= total + graph.variable_count() + 2, "seed " << seed);
}

BOOST_AUTO_TEST_SUITE(rounding_counts)

BOOST_AUTO_TEST_CASE(no_more_roundings_than_counted) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed, 53);
    testing::GraphOptions options;
    options.most_variables = 12;
    options.most_factors = 20;
    const FactorGraph graph = testing::arbitrary_graph(random, options);
    const PossibleStates states = possible_states(graph, Evidence(graph.variables()).lambda());
    if (!states.contradictory()) check(graph, states, seed);
    check(graph, PossibleStates(graph.variables()), seed);
  }
}

BOOST_AUTO_TEST_CASE(a_grid) {
  const FactorGraph graph =
      testing::pairwise_graph(std::vector<StateId>(64, 2), testing::grid_pairs(8, 8), [] { return 1; });
  check(graph, PossibleStates(graph.variables()), 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
