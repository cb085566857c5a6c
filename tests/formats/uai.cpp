#include "factor_graphs.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

FactorGraph read(const std::string& text) {
  return parse_uai(text, "F");
}

/// Two variables with 2 and 3 states: a table over (1, 0), and a constant.
const std::string small =
    "MARKOV\n"
    "2\n"
    "2 3\n"
    "2\n"
    "2 1 0\n"
    "0\n"
    "\n"
    "6\n"
    "1 2 3\n"
    "4 5 6\n"
    "\n"
    "1\n"
    "7";

Rational at(const FactorGraph& graph, FactorId factor, std::vector<StateId> states) {
  return graph.values(factor)[graph.space(factor).outcome(states)];
}

BOOST_AUTO_TEST_SUITE(uai)

BOOST_AUTO_TEST_CASE(the_last_variable_of_a_scope_is_the_fastest) {
  const FactorGraphModel model = parse_factor_graph(small, "F");
  const FactorGraph& graph = model.graph;
  BOOST_TEST(model.format == "uai");
  BOOST_TEST(graph.variable_count() == 2U);
  BOOST_TEST(graph.factor_count() == 2U);
  BOOST_TEST(graph.edge_count() == 2U);
  BOOST_TEST(graph.scope(0)[0] == 1U);
  BOOST_TEST(graph.scope(0)[1] == 0U);
  // Variable 1 has 3 states and is slow: its states 0, 1, 2 own the pairs (1, 2), (3, 4), (5, 6).
  BOOST_TEST((at(graph, 0, {0, 0}) == 1));
  BOOST_TEST((at(graph, 0, {0, 1}) == 2));
  BOOST_TEST((at(graph, 0, {1, 0}) == 3));
  BOOST_TEST((at(graph, 0, {2, 1}) == 6));
  BOOST_TEST(graph.scope(1).empty());
  BOOST_TEST((graph.values(1)[0] == 7));
}

BOOST_AUTO_TEST_CASE(any_white_space_separates) {
  std::string one_line = small, one_per_line = small, dos;
  for (char& c : one_line)
    if (c == '\n') c = ' ';
  for (char& c : one_per_line)
    if (c == ' ') c = '\n';
  for (const char c : small) dos += c == '\n' ? "\r\n" : c == ' ' ? "\t \t" : std::string(1, c);
  for (const std::string& text : {one_line, one_per_line, dos, "\n\n " + small + "\n\n", "markov" + small.substr(6),
                                  "Bayes" + small.substr(6), "BAYES" + small.substr(6)})
    BOOST_TEST(same_graph(read(text), read(small)), text);
}

BOOST_AUTO_TEST_CASE(numbers_are_read_exactly_in_every_form) {
  const FactorGraph graph = read("MARKOV 1 9 1 1 0 9\n0.1 .5 5. 1E+2 1e-300 0x1.8p-3 1/3 -0 +3");
  const auto values = graph.values(0);
  BOOST_TEST((values[0] == Rational(1, 10)));
  BOOST_TEST((values[1] == Rational(1, 2)));
  BOOST_TEST((values[2] == 5));
  BOOST_TEST((values[3] == 100));
  BOOST_TEST((values[4] * parse_literal("1" + std::string(300, '0')) == 1));
  BOOST_TEST((values[5] == Rational(3, 16)));
  BOOST_TEST((values[6] == Rational(1, 3)));
  BOOST_TEST((values[7] == 0));
  BOOST_TEST((values[8] == 3));
  BOOST_TEST(!graph.positive());
}

BOOST_AUTO_TEST_CASE(tables_of_a_bayesian_network_are_kept_as_they_are) {
  // 0.33 and 0.67·… do not add up to one, as in networks that circulate.
  const FactorGraph graph = read("BAYES 2 2 2 2 1 0 2 0 1  2 0.3 0.6  4 .25 .75 .33 .66");
  BOOST_TEST((graph.values(0)[0] + graph.values(0)[1] == Rational(9, 10)));
  BOOST_TEST((at(graph, 1, {1, 1}) == Rational(33, 50)));
}

BOOST_AUTO_TEST_CASE(small_graphs_are_legal) {
  BOOST_TEST(read("MARKOV 0 0").factor_count() == 0U);
  BOOST_TEST(read("MARKOV 3 1 1 1 0").variable_count() == 3U);
  BOOST_TEST((read("MARKOV 0 2 0 0 1 2 1 3").values()[1] == 3));
  BOOST_TEST(read("MARKOV 1 1 2 1 0 1 0 1 5 1 6").edges(0).size() == 2U);
}

BOOST_AUTO_TEST_CASE(refusals_say_where_what_and_what_else) {
  const std::string head = "MARKOV\n2\n2 3\n";
  const std::string cut = "; is it cut off?";
  const std::vector<Refused> cases = {
      {"", "F:1: the file ends before MARKOV or BAYES" + cut},
      {"\n\n", "F:1: the file ends before MARKOV or BAYES" + cut},
      {"\nLIMID\n", "F:2: expected MARKOV or BAYES, got 'LIMID'"},
      {"MARKOVIAN\n", "F:1: expected MARKOV or BAYES, got 'MARKOVIAN'"},
      {"MARKO\n", "F:1: expected MARKOV or BAYES, got 'MARKO'"},
      {"\xef\xbb\xbfMARKOV\n", "F:1: expected MARKOV or BAYES, got '\\xef\\xbb\\xbfMARKOV'"},
      {"MARKOV\n", "F:1: the file ends before the number of variables" + cut},
      {"MARKOV\n-2\n", "F:2: expected the number of variables, a whole number, got '-2'"},
      {"MARKOV\n2.0\n", "F:2: expected the number of variables, a whole number, got '2.0'"},
      {"MARKOV\n# two\n2\n", "F:2: expected the number of variables, a whole number, got '#'"},
      {"MARKOV\n2\n2", "F:3: the file ends before the number of states of variable 1 (of 2 variables)" + cut},
      {"MARKOV\n99999999999999999999\n2\n", "F:2: expected at most 16777216 variables, got '99999999999999999999'"},
      {"MARKOV\n2\n2 0\n1\n0\n1\n1\n", "F:3: variable 1 has no states; expected at least 1"},
      {"MARKOV\n2\n2\nx\n",
       "F:4: expected the number of states of variable 1 (of 2 variables), a whole number, got 'x'"},
      {"MARKOV\n2\n16777215\n2\n", "F:4: more than 16777216 states in all up to variable 1; expected at most that"},
      {"MARKOV\n1\n99999999999999999999\n",
       "F:3: more than 16777216 states in all up to variable 0; expected at most that"},
      {head, "F:3: the file ends before the number of factors" + cut},
      {head + "1e3", "F:4: expected the number of factors, a whole number, got '1e3'"},
      {head + "1000000000000\n1 0\n", "F:5: the file ends before the number of variables of factor 1" + cut},
      {head + "1\n3 0 1 1\n", "F:5: factor 0 has 3 variables; expected at most 2, which is all there are"},
      {head + "1\n4294967297 0\n",
       "F:5: factor 0 has 4294967297 variables; expected at most 2, which is all there are"},
      {head + "2\n1 0\n2 1\n1\n", "F:7: factor 1 has variable 1 twice; expected different variables"},
      {head + "1\n1 2\n", "F:5: factor 0 has variable 2; expected one below 2"},
      {head + "1\n2 0\n4294967296\n", "F:6: factor 0 has variable 4294967296; expected one below 2"},
      {head + "1\n1 x\n", "F:5: expected a variable of factor 0, a whole number, got 'x'"},
      {head + "1\n2 0", "F:5: the file ends before a variable of factor 0" + cut},
      {head + "1\n1 1\n", "F:5: the file ends before the number of entries of factor 0" + cut},
      {head + "1\n1 1\n2\n1 1\n", "F:6: factor 0 with 2 entries; expected 3, one per outcome of its 1 variables"},
      {head + "1\n2 0 1\n\n5\n1 1\n", "F:7: factor 0 with 5 entries; expected 6, one per outcome of its 2 variables"},
      {head + "1\n0\n0\n", "F:6: factor 0 with 0 entries; expected 1, one per outcome of its 0 variables"},
      {head + "1\n1 1\n3\n1 2\n", "F:7: the file ends before entry 2 of factor 0 (of 3 entries)" + cut},
      {head + "1\n1 1\n3\n1 2\n3 4\n",
       "F:8: expected the end of the file after the last entry of the last factor, got '4'"},
      {head + "0\n\n7\n", "F:6: expected the end of the file after the number of factors, got '7'"},
      {head + "1\n1 0\n2\n0.5\n-0.5\n", "F:8: negative entry -0.5; expected at least 0"},
      {head + "1\n1 0\n2\n0.5\nnan\n",
       "F:8: expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got 'nan'"},
      {head + "1\n1 0\n2\n0.5, 0.5\n",
       "F:7: expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got '0.5,'"},
      {head + "1\n1 0\n2\n1/0 1\n", "F:7: expected a denominator other than 0, got '1/0'"},
      {head + "1\n1 0\n2\n1e999999999999 1\n",
       "F:7: expected a number of at most 16777216 bits, got '1e999999999999', which needs about "
       "3322000000000"},
      {head + "1\n1 0\n2\n\xff 1\n",
       "F:7: expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got '\\xff'"},
      {head + "1\n1 0\n" + std::string("2\0\n1 1\n", 7),
       "F:6: expected the number of entries of factor 0, a whole number, got '2\\x00'"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { read(expected.text); }) == expected.message, expected.text);
}

BOOST_AUTO_TEST_CASE(tables_that_no_file_holds_are_refused_at_their_scope) {
  std::string text = "MARKOV\n40\n";
  for (int i = 0; i < 40; ++i) text += "2 ";
  text += "\n1\n40";
  for (int i = 0; i < 40; ++i) text += (i == 20 ? "\n" : " ") + std::to_string(i);
  const auto refused = [&](const std::string& rest, const std::string& message) {
    BOOST_TEST(error_of([&] { read(text + rest); }) == message);
  };
  refused("\n1099511627776\n1", "F:6: factor 0 has a table of 2^32 entries or more; expected fewer");
  text.replace(text.find("\n40", 10), 3, "\n31");
  text.resize(text.find(" 31"));
  refused("\n2147483648\n1 2 3",
          "F:8: the file ends before entry 3 of factor 0 (of 2147483648 entries); is it cut off?");
}

BOOST_AUTO_TEST_CASE(many_large_literals_are_refused_before_they_fill_the_memory) {
  std::string text = "MARKOV 1 100 1 1 0 100\n";
  for (int i = 0; i < 100; ++i) text += "1e-" + std::to_string(4'000'000 + i) + "\n";
  BOOST_TEST(error_of([&] { read(text); }).find("bits in all; the file has more up to this one") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  read(small);
  for (std::size_t length = 0; length < small.size(); ++length)
    BOOST_TEST(error_of([&] { read(small.substr(0, length)); }) != "accepted", length);
}

// ---- writing ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_graph_is_written_in_the_layout_that_circulates) {
  BOOST_TEST(write_uai(read(small)) == "MARKOV\n2\n2 3\n2\n2 1 0\n0\n\n6\n1 2 3 4 5 6\n\n1\n7\n");
  BOOST_TEST(write_uai(read("MARKOV 0 0")) == "MARKOV\n0\n\n0\n");
  BOOST_TEST(write_uai(read("MARKOV 1 3 1 1 0 3 0x1p-4 1e300 125e-400")) ==
             "MARKOV\n1\n3\n1\n1 0\n\n3\n0.0625 1.0e300 1.25e-398\n");
}

BOOST_AUTO_TEST_CASE(numbers_without_finite_expansion_are_refused_with_their_place) {
  const FactorGraph graph = read("MARKOV 1 2 2 0 1 0 1 5 2 0.5 2/6");
  BOOST_TEST(model_error_of([&] { return write_uai(graph); }) ==
             "entry 1 of factor 1, 1/3, has no finite decimal expansion; .uai can express no other numbers");
}

RC_BOOST_PROP(a_written_graph_is_read_back, ()) {
  const FactorGraph graph = *factor_graphs(Weights::decimal);
  RC_ASSERT(same_graph(read(write_uai(graph)), graph));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
