#include "circuits.hpp"

#include <klprop/formats/spn.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

const std::string small =
    "(2 3)\n"    // line 1
    "v 0 1\n"    // node 0
    "n 0.25\n"   // node 1
    "* 0 1 1\n"  // node 2
    "v 1 2\n"    // node 3
    "+ 2 3\n"    // node 4
    "EOF\n";

Circuit read(const std::string& text) {
  return parse_ac(text, "F");
}

BOOST_AUTO_TEST_SUITE(ac)

BOOST_AUTO_TEST_CASE(a_small_circuit_is_read_as_written) {
  const SpnModel model = parse_spn(small, "F");
  const Circuit& circuit = model.circuit;
  BOOST_TEST(model.format == "ac");
  BOOST_TEST(circuit.node_count() == 5U);
  BOOST_TEST(circuit.edge_count() == 5U);
  BOOST_TEST(circuit.variables().arity(0) == 2U);
  BOOST_TEST(circuit.variables().arity(1) == 3U);
  BOOST_TEST((circuit.kind(0) == NodeKind::indicator));
  BOOST_TEST(circuit.indicator(0) == 1U);
  BOOST_TEST(circuit.indicator(3) == 4U);
  BOOST_TEST((circuit.parameters()[circuit.constant(1)] == Rational(1, 4)));
  BOOST_TEST(circuit.children(2)[1] == 1U);
  BOOST_TEST(circuit.children(2)[2] == 1U);
  BOOST_TEST((circuit.kind(4) == NodeKind::sum));
  BOOST_TEST(circuit.weights(4)[0] == CircuitBuilder::unit);
}

BOOST_AUTO_TEST_CASE(what_libra_reads_is_read) {
  for (const std::string& text : {std::string("(2 3)\r\nv 0 1\r\nn 0.25\r\n* 0 1 1\r\nv 1 2\r\n+ 2 "
                                              "3\r\nEOF\r\n"),  // DOS line ends
                                  std::string("\n\n ( 2\t3 )\n\nv0 1\n\nn0.25\n\t*0 1 1 \nv\t1  "
                                              "2\n+2 3\n\n EOF"),  // blanks as in its lexer
                                  small + "\n\n",
                                  small + "\nEOF\n",                                // no features
                                  small + "\n1 0.25 +v0_1 -v1_2\n1 0.25\nEOF\n\n",  // features
                                  std::string("(2 3)\nv 0 1\nn 2.5e-1\n* 0 1 1\nv 1 2\n+ 2 3\nEOF")}) {
    BOOST_TEST(same_circuit(read(text), read(small)), text);
  }
}

BOOST_AUTO_TEST_CASE(one_node_and_no_variables_are_a_circuit) {
  BOOST_TEST(read("(2)\nv 0 0\nEOF\n").node_count() == 1U);
  BOOST_TEST(read("()\nn 3\nEOF\n").variables().size() == 0U);
}

BOOST_AUTO_TEST_CASE(equal_literals_share_a_parameter) {
  BOOST_TEST(read("(1)\nn 0.5\nn 0.5\nn 1\nn 0.5\n* 0 1 2 3\nEOF\n").parameters().size() == 2U);
}

BOOST_AUTO_TEST_CASE(unreachable_nodes_are_left_out_and_positions_kept) {
  const Circuit circuit = read("(2)\nv 0 0\nn 7\nv 0 1\n+ 0 2\nEOF\n");
  BOOST_TEST(circuit.node_count() == 3U);
  BOOST_TEST(circuit.unreachable_count() == 1U);
  BOOST_TEST(circuit.source_position(1) == 2U);
  BOOST_TEST(circuit.source_position(2) == 3U);
}

BOOST_AUTO_TEST_CASE(malformed_files_are_blamed_by_line) {
  const std::string head = "(2 3)\nv 0 0\n";
  const std::vector<Malformed> cases = {
      {"", 0, "the file is empty"},
      {"\n \n", 2, "the file is empty"},
      {"2 3\n", 1, "in parentheses, such as (2 2 3), got '2 3'"},
      {"\n(2 3\nv 0 0\nEOF\n", 2, "in parentheses, such as (2 2 3), got '(2 3'"},
      {"(2 x)\nv 0 0\nEOF\n", 1, "expected a number of states, a whole number below 2^32, got 'x'"},
      {"(2 -3)\nv 0 0\nEOF\n", 1, "expected a number of states, a whole number below 2^32, got '-3'"},
      {"(2 0)\nv 0 0\nEOF\n", 1, "variable 1 has no states"},
      {"(4000000000 4000000000)\nv 0 0\nEOF\n", 1, "more than 16777216 states in all up to variable 0"},
      {"(16777215 2)\nv 0 0\nEOF\n", 1, "more than 16777216 states in all up to variable 1"},
      {"(99999999999999999999)\nv 0 0\nEOF\n", 1, "a whole number below 2^32, got '99999999999999999999'"},
      {"(2 3)\nEOF\n", 2, "no nodes before EOF"},
      {head, 2, "the file ends without a line EOF"},
      {head + "EO", 3, "expected a node (n, v, * or +) or EOF, got 'EO'"},
      {head + "EOF EOF\n", 3, "expected a node (n, v, * or +) or EOF, got 'EOF EOF'"},
      {head + "\n\ne 0\n", 5, "expected a node (n, v, * or +) or EOF, got 'e 0'"},
      {head + "(2)\n", 3, "expected a node (n, v, * or +) or EOF, got '(2)'"},
      {head + "n\n", 3, "expected a finite number"},
      {head + "n x\n", 3, "expected a finite number"},
      {head + "n inf\n", 3, "got 'inf'"},
      {head + "n -inf\n", 3, "got '-inf'"},
      {head + "n nan\n", 3, "got 'nan'"},
      {head + "n -0.5\n", 3, "negative weight or constant -1/2; expected at least 0"},
      {head + "n 1e999999999999\n", 3, "expected a number of at most 16777216 bits"},
      {head + "n 1 2\n", 3, "expected the end of the line after n VALUE, got '2'"},
      {head + "v 0\n", 3, "expected a state, a whole number below 2^32, got ''"},
      {head + "v\n", 3, "expected a variable, a whole number below 2^32, got ''"},
      {head + "v 0 -1\n", 3, "expected a state, a whole number below 2^32, got '-1'"},
      {head + "v 0 0 0\n", 3, "expected the end of the line after v VARIABLE STATE, got '0'"},
      {head + "v 2 0\n", 3, "indicator of variable 2; expected a variable below 2"},
      {head + "v 1 3\n", 3, "indicator of state 3 of variable 1; expected a state below 3"},
      {head + "*\n", 3, "product without children"},
      {head + "+ \n", 3, "sum without children"},
      {head + "* 0 1\n", 3, "node 1 refers to node 1; expected a node that stands before it"},
      {head + "* 0\n+ 0 7\n", 4, "node 2 refers to node 7"},
      {head + "* -1\n", 3, "expected a child, a whole number below 2^32, got '-1'"},
      {head + "* 0.5\n", 3, "expected a child, a whole number below 2^32, got '0.5'"},
      {head + "* 4294967296\n", 3, "expected a child, a whole number below 2^32, got '4294967296'"},
      {head + "* 4294967295\n", 3, "node 1 refers to node 4294967295"},
      {head + "EOF\njunk\n", 4, "expected the end of the file or a feature"},
      {head + "EOF\n1 0.5 +v0_0\nEOF\n", 4, "expected the end of the file or a feature"},
      {head + "EOF\n0 0.5 v0_0\nEOF\n", 4, "expected a condition such as +v3_1 or -v3_1, got 'v0_0'"},
      {head + "EOF\n0 x +v0_0\nEOF\n", 4, "expected a finite number"},
      {head + "EOF\n0 0.5 +v0_0\n", 4, "the file ends without a line EOF; expected one after the last feature"},
      {head + "EOF\n0 0.5 +v0_0\nEOF\n\njunk\n", 7, "expected the end of the file after the features, got 'junk'"},
      {head + "\xff\xfe\n", 3, "got '\\xff\\xfe'"},
      {head + std::string("v 0\0 1\n", 7), 3, "got '0\\x00'"},
      {head + "* " + std::string(100000, '9') + "\n", 3, "9999..."},
  };
  for (const auto& expected : cases)
    BOOST_TEST(blames(expected, read), expected.text.substr(0, 60)
                                           << " gave " << error_of([&] { read(expected.text); }));
}

BOOST_AUTO_TEST_CASE(many_large_literals_are_refused_before_they_fill_the_memory) {
  std::string text = "()\n";
  for (int i = 0; i < 100; ++i) text += "n 1e-" + std::to_string(4'000'000 + i) + "\n";
  BOOST_TEST(error_of([&] { read(text); }).find("bits in all; the file has more up to this one") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_an_error) {
  const std::string text = small + "\n1 0.25 +v0_1\nEOF\n";
  for (std::size_t length = 0; length < text.size(); ++length) {
    const bool whole = length >= small.size() - 1 && text.find_first_not_of("\n", small.size() - 1) >= length;
    const std::string error = error_of([&] { read(text.substr(0, length)); });
    BOOST_TEST((error == "accepted") == (whole || length >= text.size() - 1), length << ": " << error);
  }
}

// ---- writing ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_file_without_weights_is_written_as_it_was_read) {
  BOOST_TEST(write_ac(read(small)) == small);
}

BOOST_AUTO_TEST_CASE(weights_become_products_with_shared_constants) {
  CircuitBuilder builder{VariableTable({2})};
  const NodeId children[] = {builder.indicator(0, 0), builder.indicator(0, 1), builder.indicator(0, 0)};
  const auto half = builder.parameter(Rational(1, 2)), one = builder.parameter(1);
  const ParameterId weights[] = {half, half, one};
  builder.sum(children, weights);
  const Circuit circuit = std::move(builder).build(3);
  BOOST_TEST(write_ac(circuit) == "(2)\nv 0 0\nv 0 1\nv 0 0\nn 0.5\n* 3 0\n* 3 1\n+ 4 5 2\nEOF\n");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_in_the_forms_that_libra_reads) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"0", "0"},
                                                                  {"7", "7"},
                                                                  {"1200", "1200"},
                                                                  {"0.5", "0.5"},
                                                                  {"12.25", "12.25"},
                                                                  {"0.001", "0.001"},
                                                                  {"999999999999999", "999999999999999"},
                                                                  {"1e15", "1.0e15"},
                                                                  {"1e300", "1.0e300"},
                                                                  {"125e-400", "1.25e-398"},
                                                                  {"0x1p-4", "0.0625"},
                                                                  {"12345678901234567890.5", "12345678901234567890.5"},
                                                                  {"1234567890123456789", "1.234567890123456789e18"}};
  for (const auto& [written, expected] : cases)
    BOOST_TEST(write_ac(read("()\nn " + written + "\nEOF\n")) == "()\nn " + expected + "\nEOF\n");
}

BOOST_AUTO_TEST_CASE(numbers_without_finite_expansion_are_refused_with_their_node) {
  const auto message = [](const Circuit& circuit) -> std::string {
    try {
      return write_ac(circuit);
    } catch (const ModelError& error) {
      return error.what();
    }
  };
  BOOST_TEST(message(read("()\nn 2\nn 1/3\n* 1 1\nEOF\n")) ==
             "the constant 1/3 of node 1 has no finite decimal expansion; .ac can express no other "
             "numbers");
  BOOST_TEST(message(read("()\nn 0x1p-10000000\nEOF\n"))
                 .find("of node 0 has a decimal expansion of about 7000003 digits, too many to be "
                       "read back") != std::string::npos);
  const Circuit weighted = parse_spn_json(
      R"({"schema":"klprop.spn/1","variables":[],"root":0,
          "nodes":[{"sum":[[1,"5/7"]]},{"constant":2}]})",
      "F");
  BOOST_TEST(message(weighted) ==
             "a weight 5/7 of node 0 has no finite decimal expansion; .ac can express no other numbers");
}

RC_BOOST_PROP(written_circuits_have_the_same_polynomial, ()) {
  const Circuit circuit = *circuits(Weights::decimal);
  const Circuit again = read(write_ac(circuit));
  RC_ASSERT(again.variables() == circuit.variables());
  const auto lambda = *rc::gen::container<std::vector<Rational>>(
      circuit.variables().indicator_count(),
      rc::gen::map(rc::gen::inRange(0, 100), [](int x) { return Rational(x, 7); }));
  RC_ASSERT(value_at(again, lambda) == value_at(circuit, lambda));
}

RC_BOOST_PROP(writing_twice_changes_nothing_more, ()) {
  const std::string text = write_ac(*circuits(Weights::decimal));
  RC_ASSERT(write_ac(read(text)) == text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
