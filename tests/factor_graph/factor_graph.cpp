#include <klprop/factor_graph/factor_graph.hpp>

#include <klprop/scalar/binary64.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

std::string error_of(FactorGraphBuilder builder, std::vector<VariableId> scope, std::vector<Rational> values) {
  try {
    builder.factor(scope, std::move(values));
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}

/// Variables with 2, 3 and 1 states; f(2, 0), a constant, g(1), h(0, 1).
FactorGraph example() {
  FactorGraphBuilder builder{VariableTable({2, 3, 1})};
  const VariableId f[] = {2, 0};
  const VariableId g[] = {1};
  const VariableId h[] = {0, 1};
  builder.factor(f, {Rational(1, 3), 2});
  builder.factor({}, {Rational(7)});
  builder.factor(g, {3, 4, 5});
  builder.factor(h, {1, 2, 3, 4, 5, 6});
  return std::move(builder).build();
}

template <typename Range>
std::string listed(const Range& range) {
  std::string text;
  for (const auto& item : range) text += (text.empty() ? "" : " ") + std::to_string(item);
  return text;
}

BOOST_AUTO_TEST_SUITE(factor_graph)

BOOST_AUTO_TEST_CASE(scopes_keep_their_order_and_variables_know_their_edges) {
  const FactorGraph graph = example();
  BOOST_TEST(graph.variable_count() == 3U);
  BOOST_TEST(graph.factor_count() == 4U);
  BOOST_TEST(graph.edge_count() == 5U);
  BOOST_TEST(listed(graph.scope(0)) == "2 0");
  BOOST_TEST(graph.scope(1).empty());
  BOOST_TEST(listed(graph.scope(3)) == "0 1");
  BOOST_TEST(graph.first_edge(0) == 0U);
  BOOST_TEST(graph.first_edge(1) == 2U);
  BOOST_TEST(graph.first_edge(2) == 2U);
  BOOST_TEST(graph.first_edge(3) == 3U);
  BOOST_TEST(listed(graph.edges(0)) == "1 3");
  BOOST_TEST(listed(graph.edges(1)) == "2 4");
  BOOST_TEST(listed(graph.edges(2)) == "0");
  BOOST_TEST(graph.edge_factor(2) == 2U);
  BOOST_TEST(graph.edge_variable(4) == 1U);
}

BOOST_AUTO_TEST_CASE(tables_stand_one_after_the_other) {
  const FactorGraph graph = example();
  BOOST_TEST(graph.value_count() == 12U);
  BOOST_TEST(graph.first_value(2) == 3U);
  BOOST_TEST(graph.first_value(3) == 6U);
  BOOST_TEST(graph.table_size(1) == 1U);
  BOOST_TEST((graph.values(0)[0] == Rational(1, 3)));
  BOOST_TEST((graph.values()[6] == 1));
  const StateId states[] = {1, 0};
  BOOST_TEST((graph.values(3)[graph.space(3).outcome(states)] == 4));
  const auto doubles = factor_values<double>(graph);
  BOOST_TEST(doubles.size() == 12U);
  BOOST_TEST(doubles[0] == 1.0 / 3.0);
}

BOOST_AUTO_TEST_CASE(a_graph_without_anything_is_one) {
  const FactorGraph nothing = FactorGraphBuilder{VariableTable()}.build();
  BOOST_TEST(nothing.variable_count() == 0U);
  BOOST_TEST(nothing.factor_count() == 0U);
  BOOST_TEST(nothing.edge_count() == 0U);
  BOOST_TEST(nothing.value_count() == 0U);
  BOOST_TEST(nothing.positive());
  const FactorGraph alone = FactorGraphBuilder{VariableTable({2, 2})}.build();
  BOOST_TEST(alone.edges(0).empty());
  BOOST_TEST(alone.edges(1).empty());
}

BOOST_AUTO_TEST_CASE(the_first_factor_with_a_zero_is_recorded) {
  const FactorGraph graph = example();
  BOOST_TEST(graph.positive());
  BOOST_TEST(graph.first_factor_with_zero() == 4U);
  std::vector<Rational> values(graph.values().begin(), graph.values().end());
  values[8] = 0;
  values[4] = 0;
  const FactorGraph other = graph.with_values(values);
  BOOST_TEST(!other.positive());
  BOOST_TEST(other.first_factor_with_zero() == 2U);
  BOOST_TEST(listed(other.scope(3)) == "0 1");
  BOOST_TEST((other.values(3)[2] == 0));
  BOOST_TEST(graph.positive());
}

BOOST_AUTO_TEST_CASE(malformed_factors_are_refused_with_what_was_expected) {
  const FactorGraphBuilder builder{VariableTable({2, 3, 1})};
  BOOST_TEST(error_of(builder, {0, 3}, {1}) == "factor 0: variable 3; expected a variable below 3");
  BOOST_TEST(error_of(builder, {0, 1, 0}, {1}) == "factor 0: variable 0 twice; expected different variables");
  BOOST_TEST(error_of(builder, {0, 1}, {1, 2, 3}) == "factor 0: 3 entries; expected 6");
  BOOST_TEST(error_of(builder, {}, {}) == "factor 0: 0 entries; expected 1");
  BOOST_TEST(error_of(builder, {0}, {1, Rational(-1, 2)}) == "factor 0: negative entry -1/2; expected at least 0");
  BOOST_TEST(error_of(builder, {0}, {1, 0}) == "accepted");
  FactorGraphBuilder second = builder;
  second.factor({}, {Rational(1)});
  BOOST_TEST(error_of(second, {2}, {}) == "factor 1: 0 entries; expected 1");
  const FactorGraphBuilder wide{VariableTable(std::vector<StateId>(32, 2))};
  std::vector<VariableId> all(32);
  std::iota(all.begin(), all.end(), VariableId{0});
  BOOST_TEST(error_of(wide, all, {}) == "factor 0: a table of 2^32 entries or more; expected fewer");
}

BOOST_AUTO_TEST_CASE(other_tables_must_fit) {
  const auto error = [](std::vector<Rational> values) -> std::string {
    try {
      static_cast<void>(example().with_values(std::move(values)));
    } catch (const ModelError& refused) {
      return refused.what();
    }
    return "accepted";
  };
  BOOST_TEST(error({1, 2}) == "2 entries; expected 12");
  std::vector<Rational> values(12, Rational(1));
  BOOST_TEST(error(values) == "accepted");
  values[11] = -1;
  BOOST_TEST(error(values) == "negative entry -1; expected at least 0");
}

/// Edges are what a list of pairs (factor, position in its scope) says.
RC_BOOST_PROP(edges_are_those_of_the_scopes, ()) {
  const auto variables = *rc::gen::inRange<std::size_t>(1, 6);
  FactorGraphBuilder builder{VariableTable(std::vector<StateId>(variables, 1))};
  std::multimap<VariableId, FactorId> factors_of;
  const auto factors = *rc::gen::inRange<FactorId>(0, 8);
  for (FactorId factor = 0; factor < factors; ++factor) {
    std::vector<VariableId> scope;
    for (VariableId v = 0; v < variables; ++v)
      if (*rc::gen::arbitrary<bool>()) scope.insert(*rc::gen::arbitrary<bool>() ? scope.begin() : scope.end(), v);
    RC_ASSERT(builder.factor(scope, {Rational(1)}) == factor);
    for (const VariableId v : scope) factors_of.emplace(v, factor);
  }
  const FactorGraph graph = std::move(builder).build();
  RC_ASSERT(graph.edge_count() == factors_of.size());
  for (VariableId v = 0; v < variables; ++v) {
    std::vector<FactorId> expected;
    for (auto [at, end] = factors_of.equal_range(v); at != end; ++at) expected.push_back(at->second);
    std::vector<FactorId> found;
    for (const ScopeEdge edge : graph.edges(v)) {
      RC_ASSERT(graph.edge_variable(edge) == v);
      found.push_back(graph.edge_factor(edge));
      const auto scope = graph.scope(found.back());
      RC_ASSERT(scope[edge - graph.first_edge(found.back())] == v);
    }
    RC_ASSERT(found == expected);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
