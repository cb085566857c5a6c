#include "factor_graphs.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

FactorGraph read(const std::string& text) {
  return parse_factor_graph_json(text, "F");
}

/// A file with these factors over "rain" and a variable of 3 states, the first factor in line 4.
std::string with_factors(const std::string& factors) {
  return "{\"schema\":\"klprop.factor-graph/1\",\n\"variables\":[{\"name\":\"rain\",\"states\":[\"no\",\"yes\"]},3],\n"
         "\"factors\":[\n" +
         factors + "\n]}";
}

const std::string small = with_factors(
    "{\"scope\":[1,\"rain\"],\"values\":[\"1/3\",2,0.25,1e-400,\"0x1p-1\",0]},\n"
    "{\"values\":[5],\"scope\":[]}");

BOOST_AUTO_TEST_SUITE(factor_graph_json)

BOOST_AUTO_TEST_CASE(scopes_have_indices_or_names_and_the_last_variable_is_the_fastest) {
  const FactorGraphModel model = parse_factor_graph(small, "F");
  const FactorGraph& graph = model.graph;
  BOOST_TEST(model.format == "klprop.factor-graph/1");
  BOOST_TEST(graph.variables().variable_name(0) == "rain");
  BOOST_TEST(graph.variables().state_name(0, 1) == "yes");
  BOOST_TEST(graph.scope(0)[0] == 1U);
  BOOST_TEST(graph.scope(0)[1] == 0U);
  const ProductSpace space = graph.space(0);
  const StateId yes_in_state_1[] = {1, 1};
  const StateId no_in_state_2[] = {2, 0};
  BOOST_TEST((graph.values(0)[space.outcome(yes_in_state_1)] == parse_literal("1e-400")));
  BOOST_TEST((graph.values(0)[space.outcome(no_in_state_2)] == Rational(1, 2)));
  BOOST_TEST((graph.values(0)[0] == Rational(1, 3)));
  BOOST_TEST(graph.scope(1).empty());
  BOOST_TEST((graph.values(1)[0] == 5));
}

BOOST_AUTO_TEST_CASE(refusals_say_where_what_and_what_else) {
  const std::vector<Refused> cases = {
      {"", "F:1: not JSON: expected a value, got the end of the file"},
      {"[]", "F:1: expected a factor graph, got an empty array"},
      {"{}", "F:1: the factor graph has no \"schema\"; expected one"},
      {"{\"schema\":\"klprop.factor-graph/1\"}", "F:1: the factor graph has no \"variables\"; expected one"},
      {"{\"schema\":\"klprop.factor-graph/1\",\"variables\":[]}",
       "F:1: the factor graph has no \"factors\"; expected one"},
      {"{\"schema\":\n\"klprop.spn/1\",\"variables\":[],\"factors\":[]}",
       "F:2: expected the schema \"klprop.factor-graph/1\", got \"klprop.spn/1\""},
      {"{\"schema\":\"klprop.factor-graph/1\",\"variables\":[],\n\"nodes\":[]}",
       "F:2: unknown key \"nodes\" in a factor graph; expected one of \"schema\", \"variables\", \"factors\""},
      {"{\"schema\":\"klprop.factor-graph/1\",\"variables\":[0],\"factors\":[]}",
       "F:1: a variable without states; expected at least 1"},
      {"{\"schema\":\"klprop.factor-graph/1\",\"variables\":[],\n\"factors\":{}}",
       "F:2: expected an array of factors, got an object"},
      {with_factors("7"), "F:4: expected a factor, got 7"},
      {with_factors("{\"scope\":[]}"), "F:4: factor 0 has no \"values\"; expected both"},
      {with_factors("{\"values\":[]}"), "F:4: factor 0 has no \"scope\"; expected both"},
      {with_factors("{\"scope\":[],\"values\":[1],\n\"name\":\"x\"}"),
       "F:5: unknown key \"name\" in a factor; expected one of \"scope\", \"values\""},
      {with_factors("{\"scope\":0,\"values\":[1]}"), "F:4: expected an array of variables, got 0"},
      {with_factors("{\"scope\":[\n2],\"values\":[1]}"), "F:5: there is no variable 2; expected one below 2"},
      {with_factors("{\"scope\":[\n-1],\"values\":[1]}"),
       "F:5: expected a variable (an index or a name) from 0 to 4294967295, got -1"},
      {with_factors("{\"scope\":[\n\"1\"],\"values\":[1]}"), "F:5: there is no variable named \"1\""},
      {with_factors("{\"scope\":[0,1,\n\"rain\"],\"values\":[1]}"),
       "F:5: factor 0 has variable \"rain\" twice; expected different variables"},
      {with_factors("{\"scope\":[],\"values\":[1]},{\"scope\":[0,1],\n\"values\":[1,2,3,4,5]}"),
       "F:5: factor 1 with 5 entries; expected 6, one per outcome of its 2 variables"},
      {with_factors("{\"scope\":[],\"values\":[]}"),
       "F:4: factor 0 with 0 entries; expected 1, one per outcome of its 0 variables"},
      {with_factors("{\"scope\":[],\"values\":1}"),
       "F:4: expected an array of entries, one per outcome of the scope, got 1"},
      {with_factors("{\"scope\":[0],\"values\":[1,\n-0.5]}"), "F:5: negative entry -0.5; expected at least 0"},
      {with_factors("{\"scope\":[0],\"values\":[1,\nnull]}"),
       "F:5: expected an entry (a number, or one in a string such as \"1/3\"), got null"},
      {with_factors("{\"scope\":[0],\"values\":[1,\n\"NaN\"]}"),
       "F:5: expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got 'NaN'"},
      {with_factors("{\"scope\":[0],\"scope\":[1],\"values\":[1,1]}"),
       "F:4: key \"scope\" stands twice in one object; the first is in line 4"},
      {"{\"schema\":\"klprop.factor-graph/1\",\"variables\":[60000,60000,2],\n\"factors\":[{\"scope\":[0,1,2],"
       "\"values\":[]}]}",
       "F:2: factor 0 has a table of 2^32 entries or more; expected fewer"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { read(expected.text); }) == expected.message, expected.text);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  read(small);
  for (std::size_t length = 0; length < small.size(); ++length)
    BOOST_TEST(error_of([&] { read(small.substr(0, length)); }) != "accepted", length);
}

BOOST_AUTO_TEST_CASE(a_graph_is_written_with_a_factor_per_line) {
  const std::string text = write_factor_graph_json(read(small));
  BOOST_TEST(text.find("  {\"scope\": [1, 0], \"values\": [\"1/3\", \"2\", \"1/4\", \"1/1" + std::string(400, '0') +
                       "\", \"1/2\", \"0\"]},\n") != std::string::npos);
  BOOST_TEST(text.find("{\"name\": \"rain\", \"states\": [\"no\", \"yes\"]},\n") != std::string::npos);
  BOOST_TEST(same_graph(read(text), read(small)));
}

RC_BOOST_PROP(a_written_graph_is_read_back, ()) {
  const FactorGraph graph = *factor_graphs(Weights::rational);
  RC_ASSERT(same_graph(read(write_factor_graph_json(graph)), graph));
}

RC_BOOST_PROP(all_formats_hold_the_same_graph, ()) {
  const FactorGraph graph = *factor_graphs(Weights::decimal);
  const FactorGraph there = parse_fg(write_fg(graph), "F");
  const FactorGraph back = parse_uai(write_uai(read(write_factor_graph_json(there))), "F");
  RC_ASSERT(same_but_for_names(back, there));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
