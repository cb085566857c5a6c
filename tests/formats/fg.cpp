#include "factor_graphs.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

FactorGraph read(const std::string& text) {
  return parse_fg(text, "F");
}

/// The graph of uai.cpp, whose first table has 1, 2, …, 6 in the order of (1, 0), the last fastest:
/// here (0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1) as states of the variables (1, 0).
const std::string small =
    "2\n"
    "\n"
    "2\n"
    "1 0\n"
    "3 2\n"
    "6\n"
    "0 1\n"
    "1 3\n"
    "2 5\n"
    "3 2\n"
    "4 4\n"
    "5 6\n"
    "\n"
    "0\n"
    "\n"
    "\n"
    "1\n"
    "0 7";
const std::string same_as_uai = "MARKOV 2 2 3 2 2 1 0 0 6 1 2 3 4 5 6 1 7";

BOOST_AUTO_TEST_SUITE(fg)

BOOST_AUTO_TEST_CASE(the_first_variable_of_a_block_is_the_fastest) {
  const FactorGraphModel model = parse_factor_graph(small, "F");
  BOOST_TEST(model.format == "fg");
  BOOST_TEST(same_graph(model.graph, parse_uai(same_as_uai, "F")));
}

BOOST_AUTO_TEST_CASE(three_variables_of_different_sizes_are_put_in_order) {
  // One entry in each file, at the states 1 of 0, 2 of 1 and 3 of 2: 1 + 2·2 + 3·2·3 and (1·3 + 2)·4 + 3.
  const FactorGraph graph = read("1\n\n3\n0 1 2\n2 3 4\n1\n23 1\n");
  BOOST_TEST((graph.values(0)[23] == 1));
  // … and at the states 1, 0, 2: 1 + 0·2 + 2·6 = 13 and (1·3 + 0)·4 + 2 = 14.
  const FactorGraph other = read("1\n\n3\n0 1 2\n2 3 4\n1\n13 1\n");
  BOOST_TEST((other.values(0)[14] == 1));
  BOOST_TEST((other.values(0)[13] == 0));
}

BOOST_AUTO_TEST_CASE(comments_blank_lines_and_the_order_of_entries_do_not_matter) {
  for (const std::string& text :
       {"# from somewhere\n # else\n" + small + "\n#end", std::string("2 2 1 0 3 2 6 5 6 4 4 3 2 2 5 1 3 0 1 0 1 0 7"),
        std::string("2\r\n\r\n# 1\r\n2\r\n1 0\r\n3 2\r\n#\r\n6\r\n0 1\r\n1 3\r\n\r\n2 5\r\n3 2\r\n4 4\r\n5 "
                    "6\r\n0\r\n1\r\n0 7")})
    BOOST_TEST(same_graph(read(text), read(small)), text);
}

BOOST_AUTO_TEST_CASE(entries_that_are_not_written_are_zero) {
  const FactorGraph graph = read("2 1 0 3 1 2 1/3 1 0 3 0");
  BOOST_TEST((graph.values(0)[0] == 0));
  BOOST_TEST((graph.values(0)[2] == Rational(1, 3)));
  BOOST_TEST(graph.table_size(1) == 3U);
  BOOST_TEST((graph.values(1)[1] == 0));
  BOOST_TEST(read("1 1 0 2 1 0 0").first_factor_with_zero() == 0U);
}

BOOST_AUTO_TEST_CASE(other_labels_become_names_in_increasing_order) {
  const FactorGraph graph = read("2\n\n2\n70 3\n2 3\n1\n5 1\n\n1\n5\n4\n1\n1 1\n");
  BOOST_TEST(graph.variable_count() == 3U);
  BOOST_TEST(graph.variables().variable_name(0) == "#3");
  BOOST_TEST(graph.variables().variable_name(1) == "#5");
  BOOST_TEST(graph.variables().variable_name(2) == "#70");
  BOOST_TEST(graph.variables().arity(1) == 4U);
  BOOST_TEST(graph.scope(0)[0] == 2U);
  BOOST_TEST(graph.scope(0)[1] == 0U);
  BOOST_TEST(!read("1 2 1 0 2 2 0").variables().has_names());
  BOOST_TEST(read("1 2 1 2 2 2 0").variables().has_names());
  BOOST_TEST(write_fg(graph) == "2\n\n2\n70 3\n2 3\n1\n5 1\n\n1\n5\n4\n1\n1 1\n");
  BOOST_TEST(same_graph(parse_factor_graph_json(write_factor_graph_json(graph), "F"), graph));
}

BOOST_AUTO_TEST_CASE(refusals_say_where_what_and_what_else) {
  const std::string block = "2\n\n2\n0 4\n2 3\n";
  const std::string cut = "; is it cut off?";
  const std::vector<Refused> cases = {
      {"", "F:1: the file ends before the number of factors" + cut},
      {"# nothing\n\n# at all", "F:1: the file ends before the number of factors" + cut},
      {"x\n", "F:1: expected the number of factors, a whole number, got 'x'"},
      {"-1\n", "F:1: expected the number of factors, a whole number, got '-1'"},
      {"1 # one\n", "F:1: expected the number of variables of factor 0 (of 1 factors), a whole number, got '#'"},
      {"3\n", "F:1: the file ends before the number of variables of factor 0 (of 3 factors)" + cut},
      {"99999999999999999999\n\n0 1 0 1",
       "F:3: the file ends before the number of variables of factor 1 (of 4611686018427387904 factors)" + cut},
      {"1\n\n2\n0", "F:4: the file ends before the label of a variable of factor 0" + cut},
      {"1\n\n2\n0 -1\n", "F:4: expected the label of a variable of factor 0, a whole number, got '-1'"},
      {"1\n\n1\n99999999999999999999\n2\n0\n", "F:4: expected a label below 2^62, got '99999999999999999999'"},
      {"1\n\n3\n0 1 0\n2 2 2\n0\n", "F:4: factor 0 has label 0 twice; expected different labels"},
      {"1\n\n99999999999\n0 1 2", "F:4: the file ends before the label of a variable of factor 0" + cut},
      {"1\n\n2\n0 4\n2",
       "F:5: the file ends before the number of states of the variable with label 4 in factor 0" + cut},
      {"1\n\n2\n0 4\n2 0\n", "F:5: the variable with label 4 has no states; expected at least 1"},
      {"1\n\n2\n0 4\n2\n16777215\n",
       "F:6: more than 16777216 states in all up to the variable with label 4; expected at most that"},
      {block, "F:5: the file ends before the number of entries of factor 0 that are not zero" + cut},
      {block + "7\n",
       "F:6: factor 0 with 7 entries that are not zero; expected at most 6, one per outcome of its 2 variables"},
      {block + "2\n0 1\n6 1\n", "F:8: factor 0 has an entry with index 6; expected one below 6"},
      {block + "2\n3 1\n3 0\n", "F:8: factor 0 has index 3 twice; expected different ones"},
      {block + "2\n3 1\n-1 0\n", "F:8: expected the index of entry 1 of factor 0 (of 2), a whole number, got '-1'"},
      {block + "2\n3 1\n", "F:7: the file ends before the index of entry 1 of factor 0 (of 2)" + cut},
      {block + "2\n3 1\n2", "F:8: the file ends before the value of entry 1 of factor 0 (of 2)" + cut},
      {block + "1\n3 -1\n", "F:7: negative entry -1; expected at least 0"},
      {block + "1\n3 inf\n", "F:7: expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got 'inf'"},
      {block + "0\n\n1\n4\n2\n0\n",
       "F:10: the variable with label 4 has 2 states in factor 1; expected 3 as in line 5"},
      {block + "0\n\n1\n4\n3\n0\n0\n",
       "F:12: expected the end of the file after the last entry of the last factor, got '0'"},
      {"0\n\n1", "F:3: expected the end of the file after the number of factors, got '1'"},
      {std::string("1\n\n1\n0\0\n", 8),
       "F:4: expected the label of a variable of factor 0, a whole number, got '0\\x00'"},
      {"1\n\n1\n\xc3\n", "F:4: expected the label of a variable of factor 0, a whole number, got '\\xc3'"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { read(expected.text); }) == expected.message, expected.text);
}

BOOST_AUTO_TEST_CASE(tables_that_are_large_but_hardly_written_are_bounded_by_the_file) {
  BOOST_TEST(error_of([] { read("1 3 0 1 2 2000 2000 2000 0"); }) ==
             "F:1: factor 0 has a table of 2^32 entries or more; expected fewer");
  BOOST_TEST(error_of([] { read("1\n3\n0 1 2\n1000 1000 2\n0"); }) ==
             "F:4: more entries in all tables up to factor 0 than a file of this size may have, which are 2^20 and 4 "
             "per byte; expected fewer");
  BOOST_TEST(read("1\n3\n0 1 2\n1000 1000 1\n0").value_count() == 1'000'000U);
  BOOST_TEST(error_of([] { read("2\n2\n0 1\n1000 1000\n0\n2\n0 1\n1000 1000\n0"); }).substr(0, 49) ==
             "F:8: more entries in all tables up to factor 1 th");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  read(small);
  for (std::size_t length = 0; length < small.size(); ++length)
    BOOST_TEST(error_of([&] { read(small.substr(0, length)); }) != "accepted", length);
}

// ---- writing ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_graph_is_written_as_libdai_writes_it) {
  BOOST_TEST(write_fg(read(small)) == small + "\n");
  BOOST_TEST(write_fg(parse_uai("MARKOV 2 2 2 1 2 0 1 4 0 .5 0 1e-9", "F")) ==
             "1\n\n2\n0 1\n2 2\n2\n2 0.5\n3 0.000000001\n");
  BOOST_TEST(write_fg(parse_uai("MARKOV 0 0", "F")) == "0\n");
}

BOOST_AUTO_TEST_CASE(variables_in_no_factor_get_one_of_ones) {
  const FactorGraph graph = parse_uai("MARKOV 3 2 3 2 1 1 2 2 5 6", "F");
  BOOST_TEST(write_fg(graph) == "3\n\n1\n2\n2\n2\n0 5\n1 6\n\n1\n0\n2\n2\n0 1\n1 1\n\n1\n1\n3\n3\n0 1\n1 1\n2 1\n");
}

BOOST_AUTO_TEST_CASE(only_names_like_labels_in_increasing_order_are_written_as_labels) {
  const auto labels = [](std::vector<std::string> names) {
    VariableTable variables(std::vector<StateId>(names.size(), 1));
    for (VariableId v = 0; v < names.size(); ++v) variables.name_variable(v, names[v]);
    FactorGraphBuilder builder(variables);
    std::vector<VariableId> scope(names.size());
    std::iota(scope.begin(), scope.end(), VariableId{0});
    builder.factor(scope, {Rational(0)});
    const std::string text = write_fg(std::move(builder).build());
    return text.substr(5, text.find('\n', 5) - 5);
  };
  BOOST_TEST(labels({"#2", "#7"}) == "2 7");
  BOOST_TEST(labels({"#7", "#2"}) == "0 1");
  BOOST_TEST(labels({"#2", "#2"}) == "0 1");
  BOOST_TEST(labels({"#2", ""}) == "0 1");
  BOOST_TEST(labels({"#02", "#3"}) == "0 1");
  BOOST_TEST(labels({"#", "#3"}) == "0 1");
  BOOST_TEST(labels({"rain", "#3"}) == "0 1");
  BOOST_TEST(labels({"#1", "#4611686018427387904"}) == "0 1");
  BOOST_TEST(labels({"#1", "#4611686018427387903"}) == "1 4611686018427387903");
}

BOOST_AUTO_TEST_CASE(numbers_without_finite_expansion_are_refused_with_their_place) {
  const FactorGraph graph = parse_uai("MARKOV 2 2 2 1 2 0 1 4 0 1/7 0 0", "F");
  BOOST_TEST(model_error_of([&] { return write_fg(graph); }) ==
             "entry 1 of factor 0, 1/7, has no finite decimal expansion; .fg can express no other numbers");
}

/// What `write_fg` says that it writes.
FactorGraph with_ones(const FactorGraph& graph) {
  FactorGraphBuilder builder(graph.variables());
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    const auto values = graph.values(factor);
    builder.factor(graph.scope(factor), {values.begin(), values.end()});
  }
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    if (graph.edges(v).empty())
      builder.factor(std::span(&v, 1), std::vector<Rational>(graph.variables().arity(v), Rational(1)));
  return std::move(builder).build();
}

RC_BOOST_PROP(a_written_graph_is_read_back, ()) {
  const FactorGraph graph = *factor_graphs(Weights::decimal);
  const FactorGraph again = read(write_fg(graph));
  RC_ASSERT(same_graph(again, with_ones(graph)));
  RC_ASSERT(write_fg(again) == write_fg(graph));
}

RC_BOOST_PROP(labels_survive, ()) {
  const FactorGraph graph = with_ones(*factor_graphs(Weights::decimal));
  VariableTable variables = graph.variables();
  std::uint64_t label = *rc::gen::inRange<std::uint64_t>(1, 3);
  for (VariableId v = 0; v < variables.size(); ++v, label += *rc::gen::inRange<std::uint64_t>(1, 1000))
    variables.name_variable(v, "#" + std::to_string(label));
  FactorGraphBuilder builder(variables);
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    const auto values = graph.values(factor);
    builder.factor(graph.scope(factor), {values.begin(), values.end()});
  }
  const FactorGraph labelled = std::move(builder).build();
  RC_ASSERT(same_graph(read(write_fg(labelled)), labelled));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
