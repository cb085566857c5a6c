#include "factor_graphs.hpp"

#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/model_kind.hpp>
#include <klprop/formats/spn.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

BOOST_AUTO_TEST_SUITE(model_kind)

BOOST_AUTO_TEST_CASE(the_first_word_or_the_schema_tells) {
  const std::vector<std::pair<std::string, ModelKind>> cases = {
      {"(2 3)\nrest", ModelKind::circuit},
      {"\n\r\n ( 2", ModelKind::circuit},
      {"MARKOV", ModelKind::factor_graph},
      {" \n bayes\n-1", ModelKind::factor_graph},
      {"Markov 1", ModelKind::factor_graph},
      {"12\n", ModelKind::factor_graph},
      {"# made by\n1", ModelKind::factor_graph},
      {"{\"schema\":\"klprop.spn/1\"", ModelKind::circuit},
      {"{\n \"schema\" :\n\"klprop.factor-graph/1\", oops", ModelKind::factor_graph},
      {"{\"a\":{\"schema\":\"klprop.spn/1\"},\"b\":[\"schema\",\"x\"],\"schema\":\"klprop.factor-graph/1\"}",
       ModelKind::factor_graph},
      {"{\"a\\\"\":\"}]\\\\\",\"schema\":\"klprop.spn/1\"}", ModelKind::circuit},
      {"{\"x\":\"schema\",\"y\":\"klprop.spn/1\"}", ModelKind::unknown},
      {"{\"schema\":1,\"y\":\"klprop.spn/1\"}", ModelKind::unknown},
      {"{\"schema\":\"klprop.evidence/1\"}", ModelKind::unknown},
      {"{\"schema", ModelKind::unknown},
      {"{\"schema\":\"klprop.computation-graph/1\"", ModelKind::computation_graph},
      {"{\"schema\":\"klprop.spn/1\\", ModelKind::unknown},
      {std::string("\x08\x07\x3a\x00", 4), ModelKind::onnx},
      {std::string("\x3a\x02\x0a\x00", 4), ModelKind::onnx},
      {"\x08\x07\x12\x07pyt", ModelKind::onnx},
      {"\x08\x07", ModelKind::unknown},
      {std::string("\x08\x07\x3b\x00", 4), ModelKind::unknown},
      {"{\"schema\"", ModelKind::unknown},
      {"", ModelKind::unknown},
      {" \n", ModelKind::unknown},
      {"[1]", ModelKind::unknown},
      {"-1", ModelKind::unknown},
      {"MARKOVIAN", ModelKind::unknown},
  };
  for (const auto& [text, kind] : cases) BOOST_TEST((recognise(text) == kind), text);
}

BOOST_AUTO_TEST_CASE(a_schema_in_another_spelling_is_found_when_a_model_is_expected) {
  const std::string text = "{\"sch\\u0065ma\":\"klprop.factor-graph\\/1\"}";
  BOOST_TEST((recognise(text) == ModelKind::unknown));
  BOOST_TEST((expect_model(text, "F") == ModelKind::factor_graph));
}

BOOST_AUTO_TEST_CASE(what_is_no_model_is_refused_with_what_would_be_one) {
  const std::string models =
      "expected a circuit (Libra's .ac, which begins with '('), a factor graph (UAI's .uai, which begins with MARKOV "
      "or BAYES, or libDAI's .fg, which begins with a number or #), an ONNX model, or JSON klprop.spn/1, "
      "klprop.factor-graph/1 or klprop.computation-graph/1, which begin with '{'; got ";
  const std::string schemas = "expected \"klprop.spn/1\", \"klprop.factor-graph/1\" or \"klprop.computation-graph/1\"";
  const std::vector<Refused> cases = {
      {"", "F:1: " + models + "an empty file"},
      {"\n\nhello world", "F:3: " + models + "'hello'"},
      {"[1]", "F:1: " + models + "'[1]'"},
      {"{\n}", "F:1: the model has no \"schema\"; " + schemas},
      {"{\n\"schema\":2}", "F:2: the schema 2; " + schemas},
      {"{\n\"schema\":\"klprop.evidence/1\"}", "F:2: the schema \"klprop.evidence/1\"; " + schemas},
      {"{\n\"schema\"", "F:2: not JSON: expected ':' after a key, got the end of the file"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { static_cast<void>(expect_model(expected.text, "F")); }) == expected.message);
}

BOOST_AUTO_TEST_CASE(what_is_no_factor_graph_is_refused) {
  const std::string graphs =
      "expected a factor graph: UAI's .uai, which begins with MARKOV or BAYES, libDAI's .fg, which begins with a "
      "number or #, or JSON klprop.factor-graph/1, which begins with '{'; got ";
  const std::vector<Refused> cases = {
      {" \n", "F:1: the file is empty; expected a factor graph: .uai, .fg or JSON klprop.factor-graph/1"},
      {"\n(2 2)\n", "F:2: " + graphs + "'(2'"},
      {"LIMID 3", "F:1: " + graphs + "'LIMID'"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { static_cast<void>(parse_factor_graph(expected.text, "F")); }) == expected.message);
}

RC_BOOST_PROP(what_is_written_is_recognised, ()) {
  const FactorGraph graph = *factor_graphs(Weights::decimal);
  RC_ASSERT(recognise(write_uai(graph)) == ModelKind::factor_graph);
  RC_ASSERT(recognise(write_fg(graph)) == ModelKind::factor_graph);
  RC_ASSERT(recognise(write_factor_graph_json(graph)) == ModelKind::factor_graph);
  const Circuit circuit = *circuits(Weights::decimal);
  RC_ASSERT(recognise(write_ac(circuit)) == ModelKind::circuit);
  RC_ASSERT(recognise(write_spn_json(circuit)) == ModelKind::circuit);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
