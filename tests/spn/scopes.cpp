// The table of shared scopes, against std::set.

#include <klprop/spn/scopes.hpp>

#include <klprop/random/random.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <vector>

namespace klprop {
namespace {

using Set = std::set<VariableId>;

/// A scope beside the set that it must be.
struct Scope {
  ScopeTable::Id id = ScopeTable::empty;
  Set members;
};

Set set_union(const Set& a, const Set& b) {
  Set result = a;
  result.insert(b.begin(), b.end());
  return result;
}
Set intersection(const Set& a, const Set& b) {
  Set result;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}
Set difference(const Set& a, const Set& b) {
  Set result;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(result, result.end()));
  return result;
}

/// Whether equal sets have had equal ids and different sets different ones, so far.
class Ids {
 public:
  bool consistent(const Scope& scope) {
    const auto [by_set, new_set] = id_of_.try_emplace(scope.members, scope.id);
    const auto [by_id, new_id] = set_of_.try_emplace(scope.id, scope.members);
    return new_set == new_id && by_set->second == scope.id && by_id->second == scope.members;
  }

 private:
  std::map<Set, ScopeTable::Id> id_of_;
  std::map<ScopeTable::Id, Set> set_of_;
};

bool members_are_right(const ScopeTable& table, const Scope& scope) {
  const std::vector<VariableId> listed = table.variables(scope.id);
  return std::equal(listed.begin(), listed.end(), scope.members.begin(), scope.members.end());
}

/// Builds scopes by random operations from random singletons and compares each with its set.
void survey(VariableId variables, int steps) {
  Random random(7, variables);
  ScopeTable table(variables);
  Ids ids;
  std::vector<Scope> scopes = {{}};
  unsigned disjoint = 0, overlapping = 0;
  for (int step = 0; step < steps; ++step) {
    const Scope a = random.pick(scopes);
    const Scope b = random.chance(1, 10) ? a : random.pick(scopes);
    std::vector<Scope> made;
    const VariableId variable = random.between(VariableId{0}, variables - 1);
    made.push_back({table.singleton(variable), {variable}});
    const ScopeTable::Union both = table.unite(a.id, b.id);
    made.push_back({both.scope, set_union(a.members, b.members)});
    made.push_back({table.unite(b.id, a.id).scope, set_union(a.members, b.members)});
    made.push_back({table.intersect(a.id, b.id), intersection(a.members, b.members)});
    made.push_back({table.subtract(a.id, b.id), difference(a.members, b.members)});
    BOOST_REQUIRE(both.disjoint == intersection(a.members, b.members).empty());
    ++(both.disjoint ? disjoint : overlapping);
    for (const Scope& scope : made) {
      BOOST_REQUIRE(ids.consistent(scope));
      BOOST_REQUIRE(members_are_right(table, scope));
    }
    for (int k = 0; k < 5; ++k) {
      const VariableId probe = k == 0 ? variable : random.between(VariableId{0}, variables - 1);
      BOOST_REQUIRE(table.contains(both.scope, probe) == made[1].members.contains(probe));
    }
    scopes.push_back(random.pick(made));
    if (scopes.size() > 200) scopes.erase(scopes.begin() + static_cast<std::ptrdiff_t>(random.below(100)));
  }
  BOOST_TEST(disjoint > 10U);
  if (variables > 1) BOOST_TEST(overlapping > 10U);
}

BOOST_AUTO_TEST_SUITE(scopes)

/// On both sides of every height of the trie up to 10^4 variables.
BOOST_AUTO_TEST_CASE(operations_are_those_of_sets) {
  for (const VariableId variables : {1U, 2U, 63U, 64U, 65U, 128U, 129U, 256U, 257U, 1000U, 4096U, 4097U, 10'000U})
    survey(variables, 400);
}

BOOST_AUTO_TEST_CASE(by_hand) {
  ScopeTable table(200);
  const auto a = table.singleton(0), b = table.singleton(64), c = table.singleton(199);
  BOOST_TEST(a != b);
  const auto ab = table.unite(a, b), abc = table.unite(ab.scope, c);
  BOOST_TEST(ab.disjoint);
  BOOST_TEST(abc.disjoint);
  BOOST_TEST(!table.unite(abc.scope, b).disjoint);
  BOOST_TEST(table.unite(abc.scope, b).scope == abc.scope);
  BOOST_TEST(table.subtract(abc.scope, ab.scope) == c);
  BOOST_TEST(table.intersect(abc.scope, b) == b);
  BOOST_TEST(table.subtract(a, abc.scope) == ScopeTable::empty);
  BOOST_TEST((table.variables(abc.scope) == std::vector<VariableId>{0, 64, 199}));
  BOOST_TEST(table.contains(abc.scope, 64));
  BOOST_TEST(!table.contains(abc.scope, 65));
  BOOST_TEST(!table.contains(abc.scope, 0 + 128));  // the same bit of another block
}

BOOST_AUTO_TEST_CASE(nothing) {
  ScopeTable table(0);
  BOOST_TEST(table.unite(ScopeTable::empty, ScopeTable::empty).disjoint);
  BOOST_TEST(table.variables(ScopeTable::empty).empty());
  ScopeTable one(1);
  BOOST_TEST(!one.contains(ScopeTable::empty, 0));
  BOOST_TEST(one.unite(ScopeTable::empty, one.singleton(0)).disjoint);
  BOOST_TEST(!one.unite(one.singleton(0), one.singleton(0)).disjoint);
}

/// A full scope over 10^4 variables, gained in two orders, is one and the same.
BOOST_AUTO_TEST_CASE(the_order_of_unions_does_not_matter) {
  constexpr VariableId variables = 10'000;
  ScopeTable table(variables);
  std::vector<VariableId> order;
  for (VariableId v = 0; v < variables; ++v) order.push_back(v);
  const auto all = [&] {
    ScopeTable::Id scope = ScopeTable::empty;
    for (const VariableId v : order) {
      const auto grown = table.unite(scope, table.singleton(v));
      BOOST_REQUIRE(grown.disjoint);
      scope = grown.scope;
    }
    return scope;
  };
  const auto ascending = all();
  Random random(1);
  random.shuffle(order);
  BOOST_TEST(all() == ascending);
  BOOST_TEST(table.variables(ascending).size() == variables);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
