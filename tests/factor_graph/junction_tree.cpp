// Elimination against enumeration, exactly; its plan against its own doings; large shapes.

#include <klprop/factor_graph/elimination.hpp>
#include <klprop/factor_graph/enumeration.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/prime_field.hpp>
#include <klprop/scalar/real.hpp>

#include "factor_graph/elimination_support.hpp"
#include "scalar/archetype.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <vector>

namespace klprop {
namespace {

using archetype::RingOnly;

/// A way to compute masses of a graph under evidence.
template <Ring S>
using Computation = std::function<Masses<S>(const FactorGraph&, const Evidence&)>;

template <Ring S>
Masses<S> by_enumeration(const FactorGraph& graph, const Evidence& evidence) {
  return enumerate_masses<S>(graph, factor_values<S>(graph), testing::lambda<S>(evidence));
}

template <Ring S>
Masses<S> by_elimination(const FactorGraph& graph, const Evidence& evidence) {
  const JunctionTree tree(graph, possible_states(graph, evidence.lambda()));
  return masses<S>(tree, factor_values<S>(graph), testing::lambda<S>(evidence));
}

template <Ring S>
bool same(const Masses<S>& a, const Masses<S>& b) {
  return a.total == b.total && a.mass == b.mass;
}

struct Instance {
  FactorGraph graph;
  Evidence evidence;
};

template <class Use>
void for_each_instance(std::uint64_t count, Use&& use) {
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    Random random(seed, 31);
    testing::GraphOptions options;
    options.zeros = seed % 3 == 0 ? 0 : static_cast<unsigned>(seed % 7);
    const FactorGraph graph = testing::arbitrary_graph(random, options);
    const Evidence evidence = random_evidence(random, graph.variables(), static_cast<EvidenceMode>(seed % 4));
    use(seed, random, graph, evidence);
  }
}

/// The first instance where a computation is not what enumeration gives, or `count`.
template <Ring S>
std::uint64_t first_difference(const Computation<S>& compute, std::uint64_t count) {
  std::uint64_t found = count;
  for_each_instance(count, [&](std::uint64_t seed, Random&, const FactorGraph& graph, const Evidence& evidence) {
    if (found == count && !same(compute(graph, evidence), by_enumeration<S>(graph, evidence))) found = seed;
  });
  return found;
}

BOOST_AUTO_TEST_SUITE(junction_tree)

/// f(x,y) = (1 2; 0 4), g(y) = (3, 5), λ_x = (1, 7): masses 3, 10, 0, 140.
BOOST_AUTO_TEST_CASE(by_hand) {
  FactorGraphBuilder builder(VariableTable({2, 2}));
  builder.factor(std::vector<VariableId>{0, 1}, {1, 2, 0, 4});
  builder.factor(std::vector<VariableId>{1}, {3, 5});
  const FactorGraph graph = std::move(builder).build();
  Evidence evidence(graph.variables());
  evidence.set(0, 1, 7);
  const auto result = by_elimination<Rational>(graph, evidence);
  BOOST_TEST(result.total == 153);
  BOOST_TEST((result.mass == std::vector<Rational>{13, 140, 3, 150}));
}

BOOST_AUTO_TEST_CASE(the_empty_graph_has_mass_one) {
  const FactorGraph graph = FactorGraphBuilder(VariableTable()).build();
  const JunctionTree tree(graph, PossibleStates(graph.variables()));
  BOOST_TEST(masses<Rational>(tree, {}, {}).total == 1);
  BOOST_TEST(elimination_cost(tree).peak_entries == 0U);
}

/// Constants, a variable of one state, one without factors.
BOOST_AUTO_TEST_CASE(what_stands_in_no_table_counts) {
  FactorGraphBuilder builder(VariableTable({1, 3, 2}));
  builder.factor({}, {Rational(2, 3)});
  builder.factor(std::vector<VariableId>{0}, {5});
  builder.factor(std::vector<VariableId>{2, 0}, {1, 6});
  const FactorGraph graph = std::move(builder).build();
  Evidence evidence(graph.variables());
  evidence.set(0, 0, 3);
  evidence.set(1, 2, Rational(1, 2));
  const auto result = by_elimination<Rational>(graph, evidence);
  BOOST_TEST(result.total == 175);  // 2/3 · 5·3 · (1 + 1 + 1/2) · (1 + 6)
  BOOST_TEST((result.mass == std::vector<Rational>{175, 70, 70, 35, 25, 150}));
}

BOOST_AUTO_TEST_CASE(it_is_enumeration) {
  BOOST_TEST(first_difference<Rational>(by_elimination<Rational>, 600) == 600U);
  BOOST_TEST(first_difference<PrimeField>(by_elimination<PrimeField>, 600) == 600U);
}

RC_BOOST_PROP(it_is_enumeration_with_any_states_and_order, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const FactorGraph graph = testing::arbitrary_graph(random);
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::hard);
  const PossibleStates states =
      random.chance(1, 2) ? PossibleStates(graph.variables()) : possible_states(graph, evidence.lambda());
  std::vector<VariableId> order;
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    if (states.of(v).size() > 1) order.push_back(v);
  random.shuffle(order);
  const JunctionTree tree(graph, states, order);
  const auto values = factor_values<Rational>(graph);
  const auto lambda = testing::lambda<Rational>(evidence);
  const auto expected = by_enumeration<Rational>(graph, evidence);
  RC_ASSERT(same(masses<Rational>(tree, values, lambda), expected));
  RC_ASSERT(partition_value<Rational>(tree, values, lambda) == expected.total);
}

/// Values that the graph knows nothing of, in the poorest ring: all states are possible then.
BOOST_AUTO_TEST_CASE(a_ring_is_enough) {
  for_each_instance(50, [](std::uint64_t seed, Random& random, const FactorGraph& graph, const Evidence& evidence) {
    std::vector<RingOnly> hidden_values, hidden_lambda;
    std::vector<PrimeField> values, lambda;
    for (std::size_t k = 0; k < graph.value_count(); ++k) values.push_back(random_residue(random));
    for (std::size_t k = 0; k < evidence.lambda().size(); ++k) lambda.push_back(random_residue(random));
    for (const PrimeField value : values) hidden_values.push_back(RingOnly::hide(value));
    for (const PrimeField value : lambda) hidden_lambda.push_back(RingOnly::hide(value));
    const JunctionTree tree(graph, PossibleStates(graph.variables()));
    const auto poor = masses<RingOnly>(tree, hidden_values, hidden_lambda);
    const auto rich = enumerate_masses<PrimeField>(graph, values, lambda);
    BOOST_TEST(poor.total.reveal().residue() == rich.total.residue(), "seed " << seed);
    for (std::size_t k = 0; k < lambda.size(); ++k)
      BOOST_TEST(poor.mass[k].reveal().residue() == rich.mass[k].residue(), "seed " << seed);
  });
}

// ---- what the comparison must catch -----------------------------------------------------------------------------------

/// The tables read with the first variable running fastest: a wrong stride.
Masses<Rational> with_wrong_strides(const FactorGraph& graph, const Evidence& evidence) {
  std::vector<Rational> values;
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    const ProductSpace space = graph.space(factor);
    for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome) {
      std::uint64_t image = 0, stride = 1;
      for (std::size_t k = 0; k < space.dimension(); ++k) {
        image += space.state(outcome, k) * stride;
        stride *= space.arity(k);
      }
      values.push_back(graph.values(factor)[image]);
    }
  }
  return by_elimination<Rational>(graph.with_values(std::move(values)), evidence);
}

/// Evidence left out below, and put on the masses at the end: right for one variable, wrong for the others.
Masses<Rational> with_local_evidence(const FactorGraph& graph, const Evidence& evidence) {
  auto result = by_elimination<Rational>(graph, Evidence(graph.variables()));
  for (std::size_t k = 0; k < result.mass.size(); ++k) result.mass[k] *= evidence.lambda()[k];
  return result;
}

/// Every component by itself: the masses of one lack the total of the others.
Masses<Rational> with_separate_components(const FactorGraph& graph, const Evidence& evidence) {
  const JunctionTree tree(graph, possible_states(graph, evidence.lambda()));
  auto parts = relative_masses<Rational>(tree, factor_values<Rational>(graph), testing::lambda<Rational>(evidence));
  Rational total = parts.constant;
  for (const Rational& component : parts.component_total) total *= component;
  return {total, std::move(parts.mass)};
}

/// States that are possible declared impossible.
Masses<Rational> with_lost_states(const FactorGraph& graph, const Evidence& evidence) {
  std::vector<bool> possible(evidence.lambda().size(), true);
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    if (graph.variables().arity(v) > 2) possible[graph.variables().indicator(v, 1)] = false;
  const JunctionTree tree(graph, PossibleStates(graph.variables(), possible));
  return masses<Rational>(tree, factor_values<Rational>(graph), testing::lambda<Rational>(evidence));
}

BOOST_AUTO_TEST_CASE(faults_are_found) {
  for (const auto& mutant : {with_wrong_strides, with_local_evidence, with_separate_components, with_lost_states})
    BOOST_TEST(first_difference<Rational>(mutant, 40) < 40U);
}

// ---- the plan ---------------------------------------------------------------------------------------------------------

/// Counts the numbers alive: a number that knows when it is made and when it dies.
struct Counted {
  static inline std::int64_t alive = 0, peak = 0;
  double value = 0;

  Counted() { born(); }
  Counted(int number) : value(number) { born(); }
  Counted(const Counted& other) : value(other.value) { born(); }
  Counted& operator=(const Counted&) = default;
  ~Counted() { --alive; }
  static void born() { peak = std::max(peak, ++alive); }

  [[maybe_unused]] friend Counted operator+(Counted a, const Counted& b) { return a += b; }
  [[maybe_unused]] friend Counted operator-(Counted a, const Counted& b) { return a -= b; }
  [[maybe_unused]] friend Counted operator*(Counted a, const Counted& b) { return a *= b; }
  Counted& operator+=(const Counted& b) { return value += b.value, *this; }
  Counted& operator-=(const Counted& b) { return value -= b.value, *this; }
  Counted& operator*=(const Counted& b) { return value *= b.value, *this; }
};

BOOST_AUTO_TEST_CASE(no_more_is_held_than_predicted) {
  for (const VariableId side : {2U, 5U, 8U}) {
    const std::vector<StateId> arities(side * side, 2);
    const FactorGraph graph = testing::pairwise_graph(arities, testing::grid_pairs(side, side), [] { return 1; });
    const JunctionTree tree(graph, PossibleStates(graph.variables()));
    const std::vector<Counted> values(graph.value_count(), Counted(1)), lambda(2 * arities.size(), Counted(1));
    const std::int64_t before = Counted::alive;
    Counted::peak = before;
    const auto result = masses<Counted>(tree, values, lambda);
    BOOST_TEST(result.total.value == std::exp2(side * side));
    // The result, the roots, and a handful of single numbers.
    const auto others = static_cast<std::int64_t>(lambda.size() + 20);
    BOOST_TEST(Counted::peak - before <= static_cast<std::int64_t>(elimination_cost(tree).peak_entries) + others);
    BOOST_TEST(Counted::peak - before >= static_cast<std::int64_t>(elimination_cost(tree).peak_entries));
  }
}

/// Each of the k variables of the widest tables is read together with others, and tables beside single factors are
/// not kept: far less than one table per variable.
BOOST_AUTO_TEST_CASE(a_grid_needs_few_tables_at_a_time) {
  constexpr VariableId side = 12;
  const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(side * side, 2),
                                                    testing::grid_pairs(side, side), [] { return Rational(1, 2); });
  const JunctionTree tree(graph, PossibleStates(graph.variables()));
  BOOST_TEST(static_cast<double>(elimination_cost(tree).peak_entries) < 0.35 * tree.order().total_entries());
  BOOST_TEST(elimination_cost(tree).multiplications < 4 * tree.order().total_entries());
}

BOOST_AUTO_TEST_CASE(a_complete_graph_of_many_variables_is_refused_at_once) {
  std::vector<std::pair<VariableId, VariableId>> pairs;
  constexpr VariableId count = 200;
  for (VariableId a = 0; a < count; ++a)
    for (VariableId b = 0; b < a; ++b) pairs.emplace_back(a, b);
  const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(count, 2), pairs, [] { return 1; });
  BOOST_CHECK_EXCEPTION(JunctionTree(graph, PossibleStates(graph.variables())), TreeTooLarge,
                        [](const TreeTooLarge& error) { return error.entries() > 1e60 && error.entries() < 1e61; });
}

// ---- large shapes -----------------------------------------------------------------------------------------------------

/// A chain x_0 … x_n whose tables are all (3/4 1/4; 1/4 3/4): p(x_k = x_0) = (1 + 2^-k)/2.
BOOST_AUTO_TEST_CASE(a_deep_chain) {
  constexpr VariableId length = 100'000;
  std::vector<std::pair<VariableId, VariableId>> pairs;
  for (VariableId v = 0; v + 1 < length; ++v) pairs.emplace_back(v, v + 1);
  unsigned entry = 0;
  const FactorGraph graph = testing::pairwise_graph(std::vector<StateId>(length, 2), pairs, [&] {
    const unsigned k = entry++ % 4;
    return Rational(k == 0 || k == 3 ? 3 : 1, 4);
  });
  Evidence evidence(graph.variables());
  evidence.observe(0, 1);
  const auto result = by_elimination<double>(graph, evidence);
  BOOST_TEST(std::abs(result.total - 1) < 1e-9);
  for (const VariableId v : {0U, 1U, 2U, 10U, 40U, length - 1}) {
    const double expected = (1 + std::exp2(-static_cast<double>(v))) / 2;
    BOOST_TEST(std::abs(result.mass[graph.variables().indicator(v, 1)] - expected) < 1e-9);
    BOOST_TEST(std::abs(result.mass[graph.variables().indicator(v, 0)] - (1 - expected)) < 1e-9);
  }
}

/// A centre with 10^4 leaves, leaf k with the table (1 1; 0 c_k), all c_k = 1 but few.
BOOST_AUTO_TEST_CASE(a_star_with_many_leaves) {
  constexpr VariableId leaves = 10'000;
  FactorGraphBuilder builder(VariableTable(std::vector<StateId>(leaves + 1, 2)));
  for (VariableId leaf = 1; leaf <= leaves; ++leaf)
    builder.factor(std::vector<VariableId>{leaf, 0}, {1, Rational(leaf % 2500 == 0 ? 3 : 1), 0, 2});
  const FactorGraph graph = std::move(builder).build();
  const auto result = by_elimination<PrimeField>(graph, Evidence(graph.variables()));
  // Centre 0: every leaf is 0. Centre 1: 1 + 2 = 3 per leaf, but 3 + 2 = 5 for four of them.
  PrimeField at_one(625);
  for (VariableId leaf = 0; leaf < leaves - 4; ++leaf) at_one *= PrimeField(3);
  BOOST_TEST((result.total == at_one + 1));
  BOOST_TEST((result.mass[0] == PrimeField(1)));
  BOOST_TEST((result.mass[1] == at_one));
  BOOST_TEST((result.mass[2 * 2500 + 1] == at_one / 5 * 2));
  BOOST_TEST((result.mass[2 * 2501] == at_one / 3 + 1));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
