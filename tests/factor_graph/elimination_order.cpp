// Elimination orders against the elimination game played literally on a matrix of edges.

#include <klprop/factor_graph/elimination_order.hpp>
#include <klprop/random/random.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <set>
#include <tuple>
#include <vector>

namespace klprop {
namespace {

using Clique = std::set<VariableId>;

/// The game on a matrix; everything is counted anew at each step.
class LiteralGame {
 public:
  explicit LiteralGame(const Scopes& scopes)
      : arity_(scopes.arity), edge_(arity_.size(), std::vector<bool>(arity_.size())), gone_(arity_.size()) {
    for (std::size_t k = 0; k < scopes.count(); ++k)
      for (const VariableId a : scopes[k])
        for (const VariableId b : scopes[k]) edge_[a][b] = a != b;
  }

  [[nodiscard]] Clique neighbours(VariableId v) const {
    Clique result;
    for (VariableId u = 0; u < arity_.size(); ++u)
      if (edge_[v][u] && !gone_[u]) result.insert(u);
    return result;
  }
  [[nodiscard]] unsigned fill(VariableId v) const {
    unsigned missing = 0;
    for (const VariableId a : neighbours(v))
      for (const VariableId b : neighbours(v)) missing += a < b && !edge_[a][b] ? 1U : 0U;
    return missing;
  }
  [[nodiscard]] double entries(VariableId v) const {
    double product = arity_[v];
    for (const VariableId u : neighbours(v)) product *= arity_[u];
    return product;
  }
  void eliminate(VariableId v) {
    for (const VariableId a : neighbours(v))
      for (const VariableId b : neighbours(v)) edge_[a][b] = a != b;
    gone_[v] = true;
  }
  [[nodiscard]] bool gone(VariableId v) const { return gone_[v]; }

 private:
  std::vector<StateId> arity_;
  std::vector<std::vector<bool>> edge_;
  std::vector<bool> gone_;
};

template <class Key>
std::vector<VariableId> literal_order(const Scopes& scopes, Key&& key) {
  LiteralGame game(scopes);
  std::vector<VariableId> order;
  while (order.size() < scopes.arity.size()) {
    VariableId best = 0;
    while (game.gone(best)) ++best;
    for (VariableId v = best + 1; v < scopes.arity.size(); ++v)
      if (!game.gone(v) && key(game, v) < key(game, best)) best = v;
    game.eliminate(best);
    order.push_back(best);
  }
  return order;
}

Scopes random_scopes(Random& random) {
  Scopes scopes;
  const auto variables = random.between(1U, 25U);
  for (unsigned v = 0; v < variables; ++v) scopes.arity.push_back(random.between(2U, 4U));
  for (auto rest = random.below(2 * variables); rest > 0; --rest) {
    std::set<VariableId> scope;
    for (auto members = random.below(4); members > 0; --members) scope.insert(random.between(0U, variables - 1));
    scopes.add(std::vector<VariableId>(scope.begin(), scope.end()));
  }
  return scopes;
}

std::vector<VariableId> as_vector(std::span<const VariableId> order) {
  return {order.begin(), order.end()};
}

bool has_literal_cliques(const Scopes& scopes, const EliminationOrder& order) {
  LiteralGame game(scopes);
  double total = 0;
  for (std::size_t position = 0; position < order.size(); ++position) {
    const VariableId v = order.variable(position);
    const auto later = order.later_neighbours(position);
    if (later.size() != game.neighbours(v).size() || Clique(later.begin(), later.end()) != game.neighbours(v))
      return false;
    if (std::abs(std::exp2(order.log2_entries(position)) / game.entries(v) - 1) > 1e-12) return false;
    total += game.entries(v);
    game.eliminate(v);
  }
  return std::abs(order.total_entries() - total) <= 1e-9 * total;
}

Scopes pairs_of(std::size_t variables, const std::vector<std::array<VariableId, 2>>& pairs) {
  Scopes scopes;
  scopes.arity.assign(variables, 2);
  for (const auto& pair : pairs) scopes.add(pair);
  return scopes;
}

BOOST_AUTO_TEST_SUITE(elimination_order)

RC_BOOST_PROP(min_fill_is_the_literal_greedy_choice, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const Scopes scopes = random_scopes(random);
  const EliminationOrder order = min_fill_order(scopes);
  RC_ASSERT(as_vector(order.order()) == literal_order(scopes, [](const LiteralGame& game, VariableId v) {
              return std::tuple(game.fill(v), game.entries(v));
            }));
  RC_ASSERT(has_literal_cliques(scopes, order));
}

RC_BOOST_PROP(min_weight_is_the_literal_greedy_choice, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const Scopes scopes = random_scopes(random);
  const EliminationOrder order = min_weight_order(scopes);
  RC_ASSERT(as_vector(order.order()) ==
            literal_order(scopes, [](const LiteralGame& game, VariableId v) { return game.entries(v); }));
  RC_ASSERT(has_literal_cliques(scopes, order));
  RC_ASSERT(good_order(scopes).total_entries() <=
            std::min(order.total_entries(), min_fill_order(scopes).total_entries()));
}

RC_BOOST_PROP(any_order_has_its_cliques, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const Scopes scopes = random_scopes(random);
  std::vector<VariableId> order = as_vector(min_fill_order(scopes).order());
  random.shuffle(order);
  RC_ASSERT(as_vector(given_order(scopes, order).order()) == order);
  RC_ASSERT(has_literal_cliques(scopes, given_order(scopes, order)));
}

/// The square a–b–c–d: whatever comes first joins its neighbours; a triangle and an edge are left.
BOOST_AUTO_TEST_CASE(a_square_by_hand) {
  const EliminationOrder order = min_fill_order(pairs_of(4, {{0, 1}, {1, 2}, {2, 3}, {3, 0}}));
  BOOST_TEST((as_vector(order.order()) == std::vector<VariableId>{0, 1, 2, 3}));
  BOOST_TEST((as_vector(order.later_neighbours(0)) == std::vector<VariableId>{1, 3}));
  BOOST_TEST(order.width() == 2U);
  BOOST_TEST(order.log2_largest() == 3);
  BOOST_TEST(order.total_entries() == 8 + 8 + 4 + 2);
}

/// Fill decides, then the table, then the number.
BOOST_AUTO_TEST_CASE(ties) {
  Scopes scopes = pairs_of(4, {{0, 1}, {2, 3}});
  scopes.arity = {5, 2, 3, 3};
  BOOST_TEST((as_vector(min_fill_order(scopes).order()) == std::vector<VariableId>{2, 3, 0, 1}));
  scopes.arity = {2, 5, 2, 5};
  BOOST_TEST((as_vector(min_fill_order(scopes).order()) == std::vector<VariableId>{0, 1, 2, 3}));
}

BOOST_AUTO_TEST_CASE(an_order_must_name_every_variable_once) {
  const Scopes scopes = pairs_of(3, {{0, 1}});
  for (const auto& order : std::vector<std::vector<VariableId>>{{0, 1}, {0, 1, 1}, {0, 1, 3}, {0, 1, 2, 2}})
    BOOST_CHECK_THROW(static_cast<void>(given_order(scopes, order)), ModelError);
}

BOOST_AUTO_TEST_CASE(nothing_to_eliminate) {
  BOOST_TEST(min_fill_order({}).size() == 0U);
  BOOST_TEST(min_fill_order({}).total_entries() == 0);
  BOOST_TEST(min_fill_order({}).log2_largest() == 0);
}

/// Quadratic work would take minutes here.
BOOST_AUTO_TEST_CASE(large_trees) {
  constexpr VariableId count = 200'000;
  Random random(5);
  std::vector<std::array<VariableId, 2>> chain, star, tree;
  for (VariableId v = 1; v < count; ++v) {
    chain.push_back({v - 1, v});
    star.push_back({0, v});
    tree.push_back({static_cast<VariableId>(random.below(v)), v});
  }
  for (const auto& pairs : {chain, star, tree}) {
    const EliminationOrder order = good_order(pairs_of(count, pairs));
    BOOST_TEST(order.size() == count);
    BOOST_TEST(order.width() == 1U);
    BOOST_TEST(order.total_entries() == 4.0 * (count - 1) + 2);
  }
}

/// A thousand variables with dense neighbourhoods, and a band whose width is known.
BOOST_AUTO_TEST_CASE(dense_graphs) {
  Random random(6);
  constexpr VariableId count = 1000;
  std::vector<std::array<VariableId, 2>> dense, band;
  for (VariableId a = 0; a < count; ++a)
    for (VariableId b = 0; b < a; ++b) {
      if (random.chance(1, 20)) dense.push_back({b, a});
      if (a - b <= 12) band.push_back({b, a});
    }
  const EliminationOrder order = min_fill_order(pairs_of(count, dense));
  BOOST_TEST(order.width() > 300U);
  BOOST_TEST(order.width() < 900U);
  BOOST_TEST(min_fill_order(pairs_of(count, band)).width() == 12U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
