#include "circuits.hpp"

#include <klprop/formats/spn.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

Circuit read(const std::string& text) {
  return parse_spn_json(text, "F");
}

/// A file with these nodes over two variables, the first node in line 4.
std::string with_nodes(const std::string& nodes, const std::string& root = "0") {
  return "{\"schema\":\"klprop.spn/"
         "1\",\n\"variables\":[{\"name\":\"rain\",\"states\":[\"no\",\"yes\"]},3],\n\"nodes\":[\n" +
         nodes + "\n],\n\"root\":" + root + "}\n";
}

const std::string small = with_nodes(
    "{\"id\":\"root\",\"sum\":[[\"p\",\"1/3\"],[\"p\",1e-400],7]},\n"
    "{\"id\":\"p\",\"product\":[7,2,2]},\n"
    "{\"constant\":0.25},\n"
    "{\"id\":7,\"indicator\":[\"rain\",\"yes\"]}",
    "\"root\"");

BOOST_AUTO_TEST_SUITE(spn_json)

BOOST_AUTO_TEST_CASE(nodes_may_stand_in_any_order) {
  const SpnModel model = parse_spn(small, "F");
  const Circuit& circuit = model.circuit;
  BOOST_TEST(model.format == "klprop.spn/1");
  BOOST_REQUIRE(circuit.node_count() == 4U);
  const NodeId root = circuit.root();
  BOOST_TEST(circuit.source_position(root) == 0U);
  BOOST_TEST(circuit.source_position(circuit.children(root)[0]) == 1U);
  BOOST_TEST(circuit.source_position(circuit.children(root)[2]) == 3U);
  BOOST_TEST((circuit.parameters()[circuit.weights(root)[0]] == Rational(1, 3)));
  BOOST_TEST((circuit.parameters()[circuit.weights(root)[1]] * Rational("1" + std::string(400, '0')) == 1));
  BOOST_TEST(circuit.weights(root)[2] == CircuitBuilder::unit);
  BOOST_TEST(circuit.variables().variable_name(0) == "rain");
  BOOST_TEST(circuit.variables().state_name(0, 1) == "yes");
  BOOST_TEST(circuit.variables().variable_name(1) == "");
  BOOST_TEST(circuit.variables().arity(1) == 3U);
}

BOOST_AUTO_TEST_CASE(ids_default_to_positions_and_indices_stand_for_names) {
  const Circuit circuit = read(with_nodes("{\"indicator\":[0,1]},{\"indicator\":[1,2]},{\"product\":[0,\"1\"]}", "2"));
  BOOST_TEST(circuit.indicator(0) == 1U);
  BOOST_TEST(circuit.indicator(1) == 4U);
  // An id takes the place of the position: 0 is the second node here, and 1 is no node at all.
  const Circuit renamed = read(with_nodes("{\"id\":5,\"constant\":2},{\"id\":0,\"sum\":[5]}", "0"));
  BOOST_TEST((renamed.kind(renamed.root()) == NodeKind::sum));
  BOOST_TEST(error_of([] { read(with_nodes("{\"id\":5,\"constant\":2},{\"id\":0,\"sum\":[5]}", "1")); }) ==
             "F:6: there is no node with the id 1");
}

BOOST_AUTO_TEST_CASE(positions_survive_unreachable_nodes_and_sorting) {
  const Circuit circuit = read(with_nodes(R"({"constant":9},{"sum":[3]},{"constant":8},{"constant":7})", "1"));
  BOOST_TEST(circuit.unreachable_count() == 2U);
  BOOST_TEST(circuit.source_position(0) == 3U);
  BOOST_TEST(circuit.source_position(1) == 1U);
}

BOOST_AUTO_TEST_CASE(the_builder_wants_one_source_position_per_node) {
  CircuitBuilder builder{VariableTable({2})};
  const NodeId leaf = builder.indicator(0, 0);
  const std::vector<NodeId> positions = {7, 8};
  BOOST_CHECK_THROW(static_cast<void>(std::move(builder).build(leaf, positions)), ModelError);
}

BOOST_AUTO_TEST_CASE(numbers_are_read_from_their_text) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1e-400", "1e-400"},
      {"1e400", "1e400"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
      {"0.1", "1/10"},
      {"\"0x1.8p-3\"", "3/16"},
      {"\"1/3\"", "1/3"},
      {"0", "0"},
      {"-0.0", "0"},
      {"2E+3", "2000"},
      {"\"\\u0031\"", "1"}};
  for (const auto& [token, value] : cases) {
    const Circuit circuit = read(with_nodes("{\"constant\":" + token + "}"));
    BOOST_TEST(
        (circuit.parameters()[circuit.constant(0)] == parse_ac("()\nn " + value + "\nEOF", "G").parameters().back()),
        token);
  }
}

BOOST_AUTO_TEST_CASE(malformed_json_is_blamed_by_line) {
  const std::vector<Malformed> cases = {
      {"", 1, "not JSON"},
      {"{\n\n", 3, "not JSON"},
      {"{\"schema\"\n\n:}", 3, "not JSON"},
      {"[1,\n2,\n]", 3, "not JSON"},
      {"{}\n{}", 2, "not JSON"},
      {std::string("{}\0{}", 5), 1, "not JSON: expected the end of the file, got '\\x00{}'"},
      {"{\"a\":\n01}", 2, "not JSON"},
      {"{\"a\":\n-01}", 2, "not JSON"},
      {"{\"a\":\n1.}", 2, "not JSON"},
      {"{\"a\":\n.5}", 2, "not JSON"},
      {"{\"a\":\n+1}", 2, "not JSON"},
      {"{\"a\":\n1e}", 2, "not JSON"},
      {"{\"a\":\n-}", 2, "not JSON"},
      {"{\"a\":\n0x10}", 2, "not JSON"},
      {"{\"a\":\nNaN}", 2, "not JSON"},
      {"{\"a\":\nInfinity}", 2, "not JSON"},
      {"{\"a\":\n1 2}", 2, "not JSON"},
      {"{\"a\":\ntrue1}", 2, "not JSON"},
      {"{\"a\":\n'b'}", 2, "not JSON"},
      {"{\n// no\n}", 2, "not JSON"},
      {"{\"a\":1,\n}", 2, "not JSON"},
      {"{\"a\n\":1}", 1, "not JSON"},
      {"{\"a\":\n\"\xff\"}", 2, "not JSON"},
      {"{\"a\":\n\"\xc0\x80\"}", 2, "not JSON"},
      {"{\"a\":\n\"\xed\xa0\x80\"}", 2, "not JSON"},
      {"{\"a\":\n\"\\ud800\"}", 2, "not JSON"},
      {"{\"a\":\n\"\\x\"}", 2, "not JSON"},
      {"\xef\xbb\xbf{}", 1, "not JSON"},
      {"{\"a\":1,\n\"b\":2,\n\"a\":3}", 3, "key \"a\" stands twice in one object; the first is in line 1"},
      {"{\"a\":1,\n\"\\u0061\":3}", 2, "key \"a\" stands twice"},
      {"[]", 1, "expected a circuit, got an empty array"},
      {"\n3", 2, "expected a circuit, got 3"},
      {"{}", 1, "the circuit has no \"schema\""},
      {"{\"schema\":\"klprop.spn/1\",\"variables\":[],\"nodes\":[]}", 1, "the circuit has no \"root\""},
      {"{\"schema\":\n\"klprop.spn/2\",\"variables\":[],\"nodes\":[],\"root\":0}", 2,
       "expected the schema \"klprop.spn/1\", got \"klprop.spn/2\""},
      {"{\"schema\":\n1,\"variables\":[],\"nodes\":[],\"root\":0}", 2, "expected the schema \"klprop.spn/1\", got 1"},
      {"{\"schema\":\"klprop.spn/1\",\n\"colour\":1}", 2,
       "unknown key \"colour\" in a circuit; expected one of \"schema\", \"variables\", \"nodes\", "
       "\"root\""},
  };
  for (const auto& expected : cases)
    BOOST_TEST(blames(expected, read), expected.text << " gave " << error_of([&] { read(expected.text); }));
}

BOOST_AUTO_TEST_CASE(malformed_variables_are_blamed_by_line) {
  const auto file = [](const std::string& variables) {
    return "{\"schema\":\"klprop.spn/1\",\"nodes\":[{\"constant\":1}],\"root\":0,\"variables\":\n" + variables + "}";
  };
  const std::vector<Malformed> cases = {
      {file("3"), 2, "expected an array of variables, got 3"},
      {file("[2,\n0]"), 3, "a variable without states; expected at least 1"},
      {file("[{\"states\":\n[]}]"), 3, "a variable without states; expected at least 1"},
      {file("[2,\n-1]"), 3, "expected a variable (an object or a number of states) from 0 to 4294967295, got -1"},
      {file("[2.0]"), 2, "got 2.0"},
      {file("[\"2\"]"), 2, "got \"2\""},
      {file("[4294967296]"), 2, "got 4294967296"},
      {file("[4000000000,\n4000000000]"), 2, "more than 16777216 states in all up to variable 0"},
      {file("[16777216,\n{\"states\":\n1}]"), 4, "more than 16777216 states in all up to variable 1"},
      {file("[{}]"), 2, "variable 0 has no \"states\""},
      {file("[{\"states\":2,\n\"size\":3}]"), 3,
       "unknown key \"size\" in a variable; expected one of \"name\", \"states\""},
      {file("[{\"states\":[\"a\",\n3]}]"), 3, "expected the name of a state, got 3"},
      {file("[{\"states\":[\"a\",\n\"a\"]}]"), 3, "two states have the name \"a\""},
      {file("[{\"states\":2,\"name\":3}]"), 2, "expected a name, got 3"},
      {file("[{\"states\":2,\"name\":\"\"}]"), 2, "an empty name"},
      {file("[{\"states\":2,\"name\":\"17\"}]"), 2, "the name \"17\" could be taken for a variable's index"},
      {file("[{\"states\":2,\"name\":\"x\"},\n{\"states\":2,\"name\":\"x\"}]"), 3, "two variables have the name \"x\""},
  };
  for (const auto& expected : cases)
    BOOST_TEST(blames(expected, read), expected.text << " gave " << error_of([&] { read(expected.text); }));
}

BOOST_AUTO_TEST_CASE(malformed_nodes_are_blamed_by_line) {
  const std::string two = "{\"constant\":2},\n";  // line 4
  const std::vector<Malformed> cases = {
      {with_nodes(""), 6, "there is no node with the id 0"},
      {with_nodes("3"), 4, "expected a node, got 3"},
      {with_nodes(two + "{}"), 5, "a node with 0 contents; expected one of"},
      {with_nodes(two + "{\"sum\":[0],\"product\":[0]}"), 5, "a node with 2 contents"},
      {with_nodes(two + "{\"weight\":3}"), 5, "unknown key \"weight\" in a node"},
      {with_nodes(two + "{\"id\":1.5,\"constant\":3}"), 5,
       "expected the id of a node (a string or an integer), got 1.5"},
      {with_nodes(two + "{\"id\":-0,\"constant\":3}"), 5, "expected the id of a node (a string or an integer), got -0"},
      {with_nodes(two + "{\"id\":null,\"constant\":3}"), 5,
       "expected the id of a node (a string or an integer), got null"},
      {with_nodes("{\"id\":\"a\",\"constant\":2},\n{\"id\":\"a\",\"constant\":2}"), 5,
       "two nodes have the id \"a\"; the first is in line 4"},
      {with_nodes("{\"id\":7,\"constant\":2},\n{\"id\":\"7\",\"constant\":2}"), 5, "two nodes have the id \"7\""},
      {with_nodes(two + "{\"id\":0,\"constant\":2}"), 5, "two nodes have the id 0: the other is node number 0"},
      {with_nodes("{\"id\":1,\"constant\":2},\n{\"constant\":2}"), 4,
       "two nodes have the id 1: the other is node number 1"},
      {with_nodes(two + "{\"sum\":[0,\n1e0]}"), 6, "expected the id of a node (a string or an integer), got 1e0"},
      {with_nodes(two + "{\"sum\":[0,\n\"x\"]}"), 6, "there is no node with the id \"x\""},
      {with_nodes(two + "{\"product\":[0,\n2]}"), 6, "there is no node with the id 2"},
      {with_nodes(two + "{\"product\":[0,\n[0,1]]}"), 6,
       "expected the id of a node (a string or an integer), got an array"},
      {with_nodes(two + "{\"product\":3}"), 5, "expected an array of children, got 3"},
      {with_nodes(two + "{\"product\":\n[]}"), 6, "product without children"},
      {with_nodes(two + "{\"sum\":\n[]}"), 6, "sum without children"},
      {with_nodes(two + "{\"sum\":[\n[0]]}"), 6, "expected a child's id, or [id, weight], got an array of 1"},
      {with_nodes(two + "{\"sum\":[\n[0,1,2]]}"), 6, "expected a child's id, or [id, weight], got an array of 3"},
      {with_nodes(two + "{\"sum\":[[0,\n-1]]}"), 6, "negative weight or constant -1; expected at least 0"},
      {with_nodes(two + "{\"sum\":[[0,\n\"x\"]]}"), 6, "expected a finite number"},
      {with_nodes(two + "{\"sum\":[[0,\ntrue]]}"), 6,
       "expected a number, or one in a string such as \"1/3\", got true"},
      {with_nodes(two + "{\"sum\":[[0,\n1e999999999999]]}"), 6, "expected a number of at most 16777216 bits"},
      {with_nodes(two + "{\"constant\":\n\"1/0\"}"), 6, "expected a denominator other than 0"},
      {with_nodes(two + "{\"constant\":\n-0.5}"), 6, "negative weight or constant -1/2"},
      {with_nodes(two + "{\"constant\":\n[1]}"), 6, "expected a number"},
      {with_nodes(two + "{\"indicator\":\n3}"), 6, "expected an indicator [variable, state], got 3"},
      {with_nodes(two + "{\"indicator\":\n[0,1,2]}"), 6, "expected an indicator [variable, state], got an array of 3"},
      {with_nodes(two + "{\"indicator\":[\n2,0]}"), 6, "indicator of variable 2; expected a variable below 2"},
      {with_nodes(two + "{\"indicator\":[1,3]}"), 5, "indicator of state 3 of variable 1; expected a state below 3"},
      {with_nodes(two + "{\"indicator\":[\n\"snow\",0]}"), 6, "there is no variable named \"snow\""},
      {with_nodes(two + "{\"indicator\":[0,\n\"maybe\"]}"), 6, "variable 0 has no state named \"maybe\""},
      {with_nodes(two + "{\"indicator\":[0,\n\"0\"]}"), 6, "variable 0 has no state named \"0\""},
      {with_nodes(two + "{\"indicator\":[-1,0]}"), 5, "expected a variable (an index or a name)"},
      {with_nodes("{\"constant\":1}", "[0]"), 6, "expected the id of a node (a string or an integer), got an array"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(blames(expected, read), expected.text << " gave " << error_of([&] { read(expected.text); }));
}

BOOST_AUTO_TEST_CASE(cycles_are_refused_with_their_nodes_and_lines) {
  BOOST_TEST(error_of([] { read(with_nodes("{\"sum\":[0]}")); }) ==
             "F:4: a cycle of 1 nodes: 0 (line 4) -> 0 (line 4); expected none");
  const std::string three =
      "{\"id\":\"a\",\"sum\":[\"b\"]},\n{\"id\":\"b\",\"product\":[\"c\",\"x\"]},\n{\"id\":\"x\","
      "\"constant\":1},\n"
      "{\"id\":\"c\",\"sum\":[\"x\",\"b\"]}";
  BOOST_TEST(error_of([&] { read(with_nodes(three, "\"a\"")); }) ==
             "F:5: a cycle of 2 nodes: \"b\" (line 5) -> \"c\" (line 7) -> \"b\" (line 5); expected none");
  BOOST_TEST(error_of([&] { read(with_nodes(three, "\"x\"")); }).find("a cycle of 2 nodes") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(long_chains_and_long_cycles_need_no_call_stack) {
  constexpr int length = 300'000;
  std::string nodes;
  for (int i = 0; i < length; ++i) nodes += "{\"sum\":[" + std::to_string(i + 1) + "]},\n";
  const Circuit chain = read(with_nodes(nodes + "{\"constant\":1}"));
  BOOST_TEST(chain.node_count() == length + 1U);
  BOOST_TEST(chain.source_position(0) == static_cast<NodeId>(length));
  const std::string error = error_of([&] { read(with_nodes(nodes + "{\"sum\":[0]}")); });
  BOOST_TEST(error.find("a cycle of 300001 nodes: 0 (line 4) -> 1 (line 5)") != std::string::npos);
  BOOST_TEST(error.size() < 400U);
}

BOOST_AUTO_TEST_CASE(deep_nesting_needs_no_call_stack) {
  constexpr std::size_t depth = 1'000'000;
  BOOST_TEST(error_of([] { read(std::string(depth, '[')); }).find("F:1: not JSON") == 0);
  BOOST_TEST(error_of([] { read(std::string(depth, '[') + std::string(depth, ']')); }) ==
             "F:1: expected a circuit, got an array");
  std::string objects;
  for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\":";
  BOOST_TEST(error_of([&] { read(objects + "1" + std::string(depth, '}')); }).find("unknown key \"a\"") !=
             std::string::npos);
  BOOST_TEST(error_of([&] { read(with_nodes(std::string(depth, '[') + std::string(depth, ']'))); }) ==
             "F:4: expected a node, got an array");
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  for (std::size_t length = 0; length + 1 < small.size(); ++length)
    BOOST_TEST(error_of([&] { read(small.substr(0, length)); }).find("F:") == 0, length);
}

BOOST_AUTO_TEST_CASE(other_files_are_refused_with_what_was_expected) {
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"",
            "F:1: expected a circuit: Libra's .ac, which begins with '(', or JSON klprop.spn/1, "
            "which begins with '{'; "
            "got an empty file"},
           {"\n\nMARKOV\n2\n",
            "F:3: expected a circuit: Libra's .ac, which begins with '(', or JSON klprop.spn/1, "
            "which begins "
            "with '{'; got 'MARKOV'"},
           {"\x7f\x45LF",
            "F:1: expected a circuit: Libra's .ac, which begins with '(', or JSON klprop.spn/1, "
            "which begins with "
            "'{'; got '\\x7fELF'"}})
    BOOST_TEST(error_of([&, &text = text] { static_cast<void>(parse_spn(text, "F")); }) == message);
}

// ---- writing ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(the_written_form_is_one_line_per_node) {
  BOOST_TEST(write_spn_json(read(small)) ==
             "{\n \"schema\": \"klprop.spn/1\",\n \"variables\": [\n  {\"name\": \"rain\", \"states\": "
             "[\"no\", \"yes\"]},\n  3\n ],\n"
             " \"nodes\": [\n  {\"id\": 0, \"indicator\": [0, 1]},\n  {\"id\": 1, \"constant\": "
             "\"1/4\"},\n"
             "  {\"id\": 2, \"product\": [0, 1, 1]},\n  {\"id\": 3, \"sum\": [[2, \"1/3\"], [2, \"1/1" +
                 std::string(400, '0') + "\"], 0]}\n ],\n \"root\": 3\n}\n");
}

RC_BOOST_PROP(written_circuits_are_read_back_exactly, ()) {
  const Circuit circuit = *circuits(Weights::rational);
  RC_ASSERT(same_circuit(read(write_spn_json(circuit)), circuit));
}

RC_BOOST_PROP(names_survive, ()) {
  VariableTable variables({2, 3});
  const auto name = [] {
    return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('!', '~'))) + "é\"\\\n";
  };
  variables.name_variable(1, name());
  variables.name_state(0, 1, name());
  CircuitBuilder builder(std::move(variables));
  builder.indicator(0, 0);
  const Circuit circuit = std::move(builder).build(0);
  RC_ASSERT(same_circuit(read(write_spn_json(circuit)), circuit));
}

RC_BOOST_PROP(shuffled_files_are_the_same_circuit, ()) {
  const Circuit circuit = *circuits(Weights::rational);
  const auto order = *rc::gen::exec([&] {
    std::vector<NodeId> positions(circuit.node_count());
    for (NodeId i = 0; i < circuit.node_count(); ++i) {
      positions[i] = i;
      std::swap(positions[i], positions[*rc::gen::inRange<NodeId>(0, i + 1)]);
    }
    return positions;
  });
  std::vector<std::string> lines;  // of the nodes, in order
  const std::string text = write_spn_json(circuit);
  for (std::size_t at = text.find("  {\"id\""); at != std::string::npos; at = text.find("  {\"id\"", at + 1))
    lines.push_back(text.substr(at, text.find('}', at) + 1 - at));
  std::string shuffled = text.substr(0, text.find("  {\"id\""));
  for (std::size_t i = 0; i < order.size(); ++i) shuffled += (i == 0 ? "" : ",") + lines[order[i]];
  shuffled += text.substr(text.rfind('}', text.rfind('}') - 1) + 1);

  const Circuit again = read(shuffled);
  RC_ASSERT(again.node_count() == circuit.node_count());
  const auto original = [&](NodeId node) { return order[again.source_position(node)]; };
  for (NodeId node = 0; node < again.node_count(); ++node) {
    const NodeId same = original(node);
    RC_ASSERT(again.kind(node) == circuit.kind(same));
    const auto children = again.children(node);
    for (std::size_t i = 0; i < children.size(); ++i) {
      RC_ASSERT(original(children[i]) == circuit.children(same)[i]);
      RC_ASSERT(again.parameters()[again.weights(node)[i]] == circuit.parameters()[circuit.weights(same)[i]]);
    }
  }
}

RC_BOOST_PROP(both_formats_hold_the_same_polynomial, ()) {
  const Circuit circuit = *circuits(Weights::decimal);
  const Circuit there_and_back = read(write_spn_json(parse_ac(write_ac(circuit), "G")));
  const auto lambda = *rc::gen::container<std::vector<Rational>>(
      circuit.variables().indicator_count(),
      rc::gen::map(rc::gen::inRange(0, 9), [](int x) { return Rational(x, 3); }));
  RC_ASSERT(value_at(there_and_back, lambda) == value_at(circuit, lambda));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
