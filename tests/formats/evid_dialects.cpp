// The two dialects of .evid: one sample with or without the number of samples before it.

#include "factor_graphs.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/factor_graph.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

const VariableTable& four() {
  static const VariableTable variables({2, 3, 4, 5});
  return variables;
}

/// The observed states, "VARIABLE=STATE" one after the other, or the message.
std::string read(const std::string& text, const VariableTable& variables = four()) {
  std::string result;
  const std::string error = error_of([&] {
    const Evidence evidence = parse_evidence(text, variables, "F");
    for (VariableId v = 0; v < variables.size(); ++v) {
      StateId possible = 0, last = 0;
      for (StateId s = 0; s < variables.arity(v); ++s)
        if (evidence.lambda()[variables.indicator(v, s)] == 1) ++possible, last = s;
      if (possible == 1 && variables.arity(v) > 1)
        result += (result.empty() ? "" : " ") + std::to_string(v) + "=" + std::to_string(last);
    }
  });
  return error == "accepted" ? result : error;
}

BOOST_AUTO_TEST_SUITE(evid_dialects)

BOOST_AUTO_TEST_CASE(the_count_of_numbers_tells_which_it_is) {
  BOOST_TEST(read("1 2 3") == "2=3");
  BOOST_TEST(read("1 1 2 3") == "2=3");
  BOOST_TEST(read("2 1 0 3 4") == "1=0 3=4");
  BOOST_TEST(read("1 2 1 0 3 4") == "1=0 3=4");
  BOOST_TEST(read("1\n2 1 0\n3 4\n") == "1=0 3=4");
  BOOST_TEST(read("0") == "");
  BOOST_TEST(read("1\n0\n") == "");
}

BOOST_AUTO_TEST_CASE(several_samples_are_refused_by_name) {
  const std::string more =
      " samples, one after the other; expected one: leave the others out and make the first "
      "number 1";
  BOOST_TEST(read("2\n1 0 1\n1 0 0\n") == "F:1: 2" + more);
  BOOST_TEST(read("\n2 1 0 1 2 0 0 1 0") == "F:2: 2" + more);
  BOOST_TEST(read("3\n1 0 1\n1 0 0\n0\n") == "F:1: 3" + more);
  BOOST_TEST(read("2\n0\n0\n") == "F:1: 2" + more);
}

BOOST_AUTO_TEST_CASE(an_ordinary_sample_is_not_taken_for_several) {
  // Counted as numbers, these could be samples of which some are empty; nothing in their lines says so.
  BOOST_TEST(read("2 1 0 3 0") == "1=0 3=0");
  BOOST_TEST(read("2\n1 0\n3 0\n") == "1=0 3=0");
  BOOST_TEST(read("2\n1 0 3 0\n") == "1=0 3=0");
  // These lines do say so.
  const std::string both =
      "F:1: this may be 2 observed variables, or 2 samples, one after the other; expected one "
      "sample: write 1 in front of its number of variables";
  BOOST_TEST(read("2\n1 0 1\n0\n") == both);
  BOOST_TEST(read("2\n1 0 3\n0") == both);
  BOOST_TEST(read("1 2\n1 0 3\n0\n") == "1=0 3=0");
}

BOOST_AUTO_TEST_CASE(the_real_thing_works_for_a_factor_graph) {
  const FactorGraph graph = parse_uai("MARKOV 2 2 3 1 2 0 1 6 1 2 3 4 5 6", "F");
  BOOST_TEST(read("1 1 2", graph.variables()) == "1=2");
  BOOST_TEST(read("1 2 2", graph.variables()) == "F:1: there is no variable 2; expected one below 2");
}

BOOST_AUTO_TEST_CASE(a_number_that_may_be_a_label_or_a_position_is_refused) {
  const FactorGraph graph = parse_fg("1\n\n3\n0 2 3\n2 2 2\n1\n0 1\n", "F");
  const std::string message =
      "F:1: the number 1 may be a label or a position: variable 1, counted from 0, has the label 2; expected its name "
      "\"#2\" in JSON klprop.evidence/1";
  const auto json = [](const std::string& hard) {
    return "{\"schema\":\"klprop.evidence/1\",\"hard\":{" + hard + "}}";
  };
  BOOST_TEST(read("1 1 0", graph.variables()) == message);
  BOOST_TEST(read(json("\"1\":0"), graph.variables()) == message);
  BOOST_TEST(read("1 0 1", graph.variables()) == "0=1");
  BOOST_TEST(read("1 3 1", graph.variables()) == "F:1: there is no variable 3; expected one below 3");
  BOOST_TEST(read(json("\"#2\":0,\"#3\":1"), graph.variables()) == "1=0 2=1");
}

/// One sample is never refused for what a second dialect would make of it, unless its lines are those of that dialect.
RC_BOOST_PROP(one_sample_on_one_line_is_read, (bool counted)) {
  const VariableTable variables(std::vector<StateId>(12, 12));
  std::vector<VariableId> order(12);
  std::iota(order.begin(), order.end(), VariableId{0});
  const auto count = *rc::gen::inRange<std::size_t>(0, 13);
  std::string text = (counted ? "1 " : "") + std::to_string(count);
  std::vector<StateId> states(12, 12);
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(order[i], order[*rc::gen::inRange<std::size_t>(i, 12)]);
    states[order[i]] = *rc::gen::inRange<StateId>(0, *rc::gen::element<StateId>(1, 3, 12));
    text += " " + std::to_string(order[i]) + " " + std::to_string(states[order[i]]);
  }
  std::string expected;
  for (VariableId v = 0; v < 12; ++v)
    if (states[v] < 12) expected += (expected.empty() ? "" : " ") + std::to_string(v) + "=" + std::to_string(states[v]);
  RC_ASSERT(read(text, variables) == expected);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
