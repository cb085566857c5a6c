#include "circuits.hpp"

#include <klprop/formats/evidence.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <map>
#include <sstream>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

/// Three variables: "rain" with states no and yes, one of 3 states, one of 2.
const VariableTable& weather() {
  static const VariableTable table = [] {
    VariableTable variables({2, 3, 2});
    variables.name_variable(0, "rain");
    variables.name_state(0, 0, "no");
    variables.name_state(0, 1, "yes");
    return variables;
  }();
  return table;
}

/// All λ, variable after variable, separated by blanks.
std::string lambda_of(const std::string& text) {
  const Evidence evidence = parse_evidence(text, weather(), "F");
  std::string result;
  for (const Rational& factor : evidence.lambda()) result += (result.empty() ? "" : " ") + factor.str();
  return result;
}

std::string json(const std::string& members) {
  return "{\"schema\":\"klprop.evidence/1\"" + members + "}";
}

BOOST_AUTO_TEST_SUITE(evidence)

BOOST_AUTO_TEST_CASE(json_evidence_is_hard_or_soft_by_index_or_name) {
  BOOST_TEST(lambda_of(json("")) == "1 1 1 1 1 1 1");
  BOOST_TEST(lambda_of(json(",\"hard\":{},\"soft\":{}")) == "1 1 1 1 1 1 1");
  BOOST_TEST(lambda_of(json(",\"hard\":{\"0\":1}")) == "0 1 1 1 1 1 1");
  BOOST_TEST(lambda_of(json(",\"hard\":{\"rain\":\"no\",\"2\":1}")) == "1 0 1 1 1 0 1");
  BOOST_TEST(lambda_of(json(",\"soft\":{\"1\":[\"1/2\",3,0.25]}")) == "1 1 1/2 3 1/4 1 1");
  BOOST_TEST(lambda_of(json(",\"soft\":{\"rain\":[0,\"0x1p-2\"]},\"hard\":{\"1\":2}")) == "0 1/4 0 0 1 1 1");
  BOOST_TEST(lambda_of(json(",\"soft\":{\"2\":[0,0]}")) == "1 1 1 1 1 0 0");
  BOOST_TEST(lambda_of("\n " + json(",\"soft\":{\"2\":[1e-30,1E+2]}")) ==
             "1 1 1 1 1 1/1" + std::string(30, '0') + " 100");
}

BOOST_AUTO_TEST_CASE(evid_files_have_one_sample_with_or_without_its_count) {
  BOOST_TEST(lambda_of("0") == "1 1 1 1 1 1 1");
  BOOST_TEST(lambda_of("1 0") == "1 1 1 1 1 1 1");
  BOOST_TEST(lambda_of("1 1 2") == "1 1 0 0 1 1 1");
  BOOST_TEST(lambda_of("1\n1 1 2\n") == "1 1 0 0 1 1 1");
  BOOST_TEST(lambda_of("2 0 1\r\n2 0\r\n") == "0 1 1 1 1 1 0");
  BOOST_TEST(lambda_of("1 2 0 1\t2 0") == "0 1 1 1 1 1 0");
}

BOOST_AUTO_TEST_CASE(malformed_evidence_is_blamed_by_line) {
  const std::vector<Malformed> cases = {
      {"", 1, "the file is empty"},
      {" \n", 1, "the file is empty"},
      {"hello", 1, "expected the number of observed variables, a whole number, got 'hello'"},
      {"hello world", 1, "expected the number of samples, a whole number, got 'hello'"},
      {"-1", 1, "a whole number, got '-1'"},
      {"2 2 0 1 1 1", 1, "the number of samples 2; expected 1 sample"},
      {"0 0", 1, "the number of samples 0; expected 1 sample"},
      {"1", 1, "1 observed variables, but 0 numbers after that"},
      {"2\n0 1", 1, "2 observed variables, but 2 numbers after that"},
      {"1\n3\n0 1", 2, "3 observed variables, but 2 numbers after that"},
      {"99999999999999999999", 1, "observed variables, but 0 numbers after that"},
      {"2147483649 0 1", 1, "2147483649 observed variables, but 2 numbers"},
      {"1\n\n3 0", 3, "there is no variable 3; expected one below 3"},
      {"1\n4294967296 0", 2, "there is no variable 4294967296"},
      {"1 1\n3", 2, "variable 1 has no state 3; expected one below 3"},
      {"1 1\nx", 2, "expected a state, a whole number, got 'x'"},
      {"1 0.5 1", 1, "expected a variable, a whole number, got '0.5'"},
      {"2 0 1\n0 1", 2, "evidence on variable 0 a second time; the first is in line 1"},
      {"[]", 1, "a whole number, got '[]'"},
      {"\xff", 1, "got '\\xff'"},
      {"{", 1, "not JSON"},
      {"{}", 1, "the evidence has no \"schema\""},
      {"{\"schema\":\n\"klprop.spn/1\"}", 2, "expected the schema \"klprop.evidence/1\", got \"klprop.spn/1\""},
      {json(",\n\"firm\":{}"), 2, "unknown key \"firm\" in the evidence"},
      {json(",\"hard\":\n[]"), 2, "expected an object of variables and their states, got an empty array"},
      {json(",\"soft\":\n1"), 2, "expected an object of variables and their factors, got 1"},
      {json(",\"hard\":{\n\"3\":0}"), 2, "there is no variable \"3\"; expected one below 3"},
      {json(",\"hard\":{\n\"99999999999999999999\":0}"), 2, "there is no variable \"99999999999999999999\""},
      {json(",\"hard\":{\n\"snow\":0}"), 2, "there is no variable named \"snow\""},
      {json(",\"hard\":{\n\"\":0}"), 2, "there is no variable named \"\""},
      {json(",\"hard\":{\n\"-1\":0}"), 2, "there is no variable named \"-1\""},
      {json(",\"hard\":{\"0\":\n2}"), 2, "expected a state (a name, or an index) from 0 to 1, got 2"},
      {json(",\"hard\":{\"0\":\n\"maybe\"}"), 2, "variable 0 has no state named \"maybe\""},
      {json(",\"hard\":{\"0\":\n\"1\"}"), 2, "variable 0 has no state named \"1\""},
      {json(",\"hard\":{\"0\":\n1.0}"), 2, "got 1.0"},
      {json(",\"hard\":{\"0\":\n[1]}"), 2, "got an array"},
      {json(",\"hard\":{\"0\":1,\n\"rain\":1}"), 2,
       "evidence on variable \"rain\" a second time; the first is in line 1"},
      {json(",\"hard\":{\"0\":1,\n\"0\":1}"), 2, "key \"0\" stands twice"},
      {json(",\"hard\":{\"0\":1},\n\"soft\":{\"0\":[1,1]}"), 2, "evidence on variable \"0\" a second time"},
      {json(",\"hard\":{\"0\":1,\n\"00\":1}"), 2, "evidence on variable \"00\" a second time"},
      {json(",\"soft\":{\"0\":\n1}"), 2, "expected an array of factors, one per state, got 1"},
      {json(",\"soft\":{\"0\":\n[1]}"), 2, "1 factors for variable 0; expected 2, one per state"},
      {json(",\"soft\":{\"0\":\n[1,1,1]}"), 2, "3 factors for variable 0; expected 2, one per state"},
      {json(",\"soft\":{\"0\":[1,\n-1]}"), 2, "negative evidence -1; expected at least 0"},
      {json(",\"soft\":{\"0\":[1,\n\"x\"]}"), 2, "expected a finite number"},
      {json(",\"soft\":{\"0\":[1,\nnull]}"), 2, "expected a factor"},
      {json(",\"soft\":{\"0\":[1,\n1e999999999999]}"), 2, "expected a number of at most 16777216 bits"},
  };
  const auto parse = [](const std::string& text) { static_cast<void>(parse_evidence(text, weather(), "F")); };
  for (const auto& expected : cases)
    BOOST_TEST(blames(expected, parse), expected.text << " gave " << error_of([&] { parse(expected.text); }));
}

BOOST_AUTO_TEST_CASE(a_name_that_is_the_index_of_another_variable_is_refused) {
  VariableTable variables({2, 2, 2});
  variables.name_variable(0, "1");
  variables.name_variable(2, "2");
  variables.name_variable(1, "99");
  const auto read = [&](const std::string& text) { return parse_evidence(json(text), variables, "F"); };
  BOOST_TEST(error_of([&] { read(",\"hard\":{\"1\":1}"); }) ==
             "F:1: variable \"1\" is the name of one variable and the index of another");
  BOOST_TEST((read(",\"hard\":{\"2\":0}").lambda()[5] == 0));
  BOOST_TEST((read(",\"hard\":{\"99\":0}").lambda()[3] == 0));
}

RC_BOOST_PROP(both_formats_say_the_same, ()) {
  const auto arities = *rc::gen::container<std::vector<StateId>>(6, rc::gen::inRange<StateId>(1, 5));
  const VariableTable variables(arities);
  std::map<VariableId, StateId> observed;
  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
    const auto variable = *rc::gen::inRange<VariableId>(0, 6);
    observed[variable] = *rc::gen::inRange<StateId>(0, arities[variable]);
  }
  std::ostringstream evid, hard;
  if (*rc::gen::arbitrary<bool>()) evid << "1 ";
  evid << observed.size();
  for (const auto& [variable, state] : observed) {
    evid << ' ' << variable << ' ' << state;
    hard << (hard.tellp() == 0 ? "" : ",") << '"' << variable << "\":" << state;
  }
  const Evidence a = parse_evidence(evid.str(), variables, "F");
  const Evidence b = parse_evidence(json(",\"hard\":{" + hard.str() + "}"), variables, "F");
  RC_ASSERT(std::equal(a.lambda().begin(), a.lambda().end(), b.lambda().begin(), b.lambda().end()));
  for (VariableId v = 0; v < 6; ++v)
    for (StateId s = 0; s < arities[v]; ++s)
      RC_ASSERT(a.lambda()[variables.indicator(v, s)] == (observed.count(v) == 0 || observed[v] == s ? 1 : 0));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
