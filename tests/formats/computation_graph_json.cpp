#include "formats/factor_graphs.hpp"

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/formats/model_kind.hpp>
#include <klprop/formats/values.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

ComputationGraph read(const std::string& text) {
  return parse_computation_graph_json(text, "F");
}

std::string graph(const std::string& nodes, const std::string& outputs = "[0]") {
  return "{\"schema\":\"klprop.computation-graph/1\",\n\"nodes\":[\n" + nodes + "],\n\"outputs\":" + outputs + "}";
}

/// The values of the outputs at the inputs' own values.
std::vector<Rational> outputs_of(const ComputationGraph& g) {
  const auto values = forward_values<Rational>(g, default_inputs<Rational>(g));
  std::vector<Rational> result;
  for (const GraphOutput& output : g.outputs()) result.push_back(values[output.node]);
  return result;
}

const std::string every_primitive = graph(
    R"({"id": "x", "input": "1/3"}, {"input": null, "name": "open"}, {"id": "c", "constant": 1e-400},
{"sum": ["x", "c", "x"]}, {"subtract": ["x", 3]}, {"product": ["x", 1]}, {"divide": [3, 4]}, {"negate": [3]},
{"power": ["x"], "exponent": -3}, {"dot": [3, 4, 5, 6]}, {"affine": [3, 4, "c"]},
{"real_power": ["x"], "exponent": "-2/3"}, {"pow": ["x", 1]}, {"exp": [3]}, {"log": [3]}, {"sqrt": [3]}, {"sin": [3]},
{"cos": [3]}, {"tan": [3]}, {"tanh": [3]}, {"logistic": [3]}, {"softplus": [3]}, {"erf": [3]}, {"gelu": [3]},
{"gelu_tanh": [3]}, {"silu": [3]}, {"log_sum_exp": [3, 4]}, {"softmax": [3, 4, 5], "component": 2}, {"abs": [3]},
{"relu": [3]}, {"leaky_relu": [3], "slope": "0x1p-3"}, {"maximum": [3, 4]}, {"minimum": [3, 4, 4]})",
    R"(["x", {"node": 32, "name": "y"}])");

BOOST_AUTO_TEST_SUITE(computation_graph_json)

BOOST_AUTO_TEST_CASE(every_primitive_is_read_and_written) {
  const ComputationGraph g = read(every_primitive);
  BOOST_TEST(g.node_count() == primitive_count + 1);  // two inputs
  const std::string text = write_computation_graph_json(g);
  BOOST_TEST(write_computation_graph_json(read(text)) == text);
  BOOST_TEST((recognise(text) == ModelKind::computation_graph));
  BOOST_TEST(g.integer_exponent(8) == -3);
  BOOST_TEST((g.exponent(11) == Rational(-2, 3)));
  BOOST_TEST(g.component(27) == 2U);
  BOOST_TEST((g.exponent(30) == Rational(1, 8)));
  BOOST_TEST(std::string(g.name(0)) == "x");
  BOOST_TEST(std::string(g.name(1)) == "open");
  BOOST_TEST(!g.input_value(1).has_value());
  BOOST_TEST((g.find_output("y") == 32U));
  BOOST_TEST((bit_size(g.constant(2)) > 1000U));
}

BOOST_AUTO_TEST_CASE(nodes_may_stand_in_any_order_and_inputs_keep_theirs) {
  const ComputationGraph g =
      read(graph(R"({"id": "y", "subtract": ["b", "s"]}, {"id": "s", "power": ["a"], "exponent": 2},
{"id": "b", "input": 100}, {"id": "a", "input": "1/2"})",
                 R"(["y"])"));
  BOOST_TEST((outputs_of(g) == std::vector<Rational>{Rational(399, 4)}));
  BOOST_TEST(std::string(g.name(g.inputs()[0])) == "b");
  BOOST_TEST(std::string(g.name(g.inputs()[1])) == "a");
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  const std::vector<Refused> cases = {
      {"[]", "F:1: expected a computation graph, got an empty array"},
      {"{\"schema\":\"klprop.computation-graph/1\",\"nodes\":[]}",
       "F:1: the computation graph has no \"outputs\"; expected one"},
      {graph("{\"input\":1}", "[]"), "F:4: the computation graph has no outputs; expected at least one"},
      {graph("{\"input\":1}", "[1]"), "F:4: there is no node with the id 1"},
      {graph("{\"input\":1}", "[0,0]"), "F:4: two outputs of the name \"0\"; expected distinct names"},
      {graph("{\"sum\":[1]},\n{\"sum\":[0]}"),
       "F:3: a cycle of 2 nodes: 0 (line 3) -> 1 (line 4) -> 0 (line 3); expected none"},
      {graph("{\"id\":3}"), "F:3: a node without a primitive; expected one"},
      {graph("{\"sum\":[],\"exp\":[]}"), "F:3: a node with two primitives; expected one"},
      {graph("{\"root\":[]}"),
       "F:3: unknown key \"root\" in a node; expected a primitive, \"id\", \"name\" or a parameter"},
      {graph("{\"sum\":[]}"), "F:3: sum with 0 arguments; expected at least 1"},
      {graph("{\"constant\":1,\"exponent\":2}"), "F:3: \"exponent\" for \"constant\"; expected no parameter"},
      {graph("{\"input\":1},\n{\"power\":[0]}"), "F:4: \"power\" without \"exponent\"; expected one"},
      {graph("{\"input\":1},\n{\"power\":[0],\"slope\":1}"), "F:4: \"slope\" for \"power\"; expected \"exponent\""},
      {graph("{\"input\":1},\n{\"power\":[0],\"exponent\":0.5}"),
       "F:4: expected a whole exponent from -1000000000 to 1000000000, got 0.5"},
      {graph("{\"input\":1},\n{\"power\":[0,0],\"exponent\":2}"), "F:4: \"power\" of 2 arguments; expected 1"},
      {graph("{\"input\":1},\n{\"softmax\":[0],\"component\":1}"), "F:4: expected a component from 0 to 0, got 1"},
      {graph("{\"softmax\":[],\"component\":0}"), "F:3: \"softmax\" of 0 arguments; expected at least 1"},
      {graph("{\"input\":1,\"id\":\"x\"},\n{\"input\":1,\"id\":\"x\"}"),
       "F:4: two nodes have the id \"x\"; the first is in line 3"},
      {graph("{\"input\":1},\n{\"input\":1,\"id\":0}"),
       "F:4: two nodes have the id 0: the other is node number 0, which has no other id"},
      {graph("{\"input\":1,\"name\":\"x\"},\n{\"input\":1,\"name\":\"x\"}"),
       "F:4: two inputs of the name \"x\"; expected distinct names"},
      {graph("{\"input\":\"nan\"}"),
       "F:3: expected a finite number such as 12, -0.5, 1e-400, 0x1.8p-3 or 1/3, got 'nan'"},
      {graph("{\"constant\":[1]}"), "F:3: expected a number, or one in a string such as \"1/3\", got an array"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { static_cast<void>(read(expected.text)); }) == expected.message);
}

RC_BOOST_PROP(mutated_graphs_are_refused_or_survive, ()) {
  std::string text = every_primitive;
  const std::string alphabet = "0123456789.-eE/\"{}[],:x";
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    if (*rc::gen::inRange(0, 2) == 0)
      text[at] = *rc::gen::elementOf(alphabet);
    else
      text.erase(at, *rc::gen::inRange<std::size_t>(1, 8));
  }
  try {
    const std::string written = write_computation_graph_json(read(text));
    RC_ASSERT(write_computation_graph_json(parse_computation_graph_json(written, "G")) == written);
  } catch (const FormatError& error) {
    RC_ASSERT(error.file == "F");
  }
}

BOOST_AUTO_TEST_CASE(values_in_all_forms) {
  const std::string text = R"({"schema":"klprop.values/1",
"values":{"x":"1/3","w":[["1",0.5,"0x1p-2"],[4,5,6]],"v":{"shape":[1,0],"values":[]}}})";
  const auto tensors = parse_values(text, "F");
  BOOST_REQUIRE(tensors.size() == 3U);
  BOOST_TEST((tensors[0].shape.empty() && tensors[0].values[0] == Rational(1, 3)));
  BOOST_TEST((tensors[1].shape == std::vector<std::int64_t>{2, 3}));
  BOOST_TEST((tensors[1].values == std::vector<Rational>{1, Rational(1, 2), Rational(1, 4), 4, 5, 6}));
  BOOST_TEST((tensors[2].shape == std::vector<std::int64_t>{1, 0}));
}

BOOST_AUTO_TEST_CASE(values_that_are_refused) {
  const auto values = [](const std::string& inside) {
    return "{\"schema\":\"klprop.values/1\",\"values\":{" + inside + "}}";
  };
  const std::vector<Refused> cases = {
      {"", "F: the file is empty; expected values"},
      {"{}", "F:1: the values have no \"schema\"; expected one"},
      {values("\"x\":[[1],[1,2]]"), "F:1: an array of 2 beside one of 1; expected arrays of one shape"},
      {values("\"x\":[1,[1]]"), "F:1: an array beside numbers; expected arrays of one shape"},
      {values("\"x\":[[1],1]"), "F:1: a number beside arrays; expected arrays of one shape"},
      {values("\"x\":[]"), "F:1: an empty array; expected numbers, or an object with its \"shape\""},
      {values("\"x\":{\"shape\":[2],\"values\":[1]}"), "F:1: 1 numbers for shape [2]; expected as many as entries"},
      {values("\"x\":true"), "F:1: expected a number, or one in a string such as \"1/3\", got true"},
      {values("\"x\":1,\"x\":2"), "F:1: key \"x\" stands twice in one object; the first is in line 1"},
      {"tensor", "F: expected an ONNX tensor, but its bytes end early or are no protocol buffer"},
  };
  for (const auto& expected : cases)
    BOOST_TEST(error_of([&] { static_cast<void>(parse_values(expected.text, "F")); }) == expected.message);
}

BOOST_AUTO_TEST_CASE(values_are_matched_by_the_names_of_entries) {
  const ComputationGraph g =
      read(graph(R"({"id":"x","input":null},{"id":"w[0]","input":7},{"id":"w[1]","input":8})", "[\"x\"]"));
  const auto at = [&](const std::string& inside) {
    return values_at(g, parse_values("{\"schema\":\"klprop.values/1\",\"values\":{" + inside + "}}", "F"), "F");
  };
  BOOST_TEST((at("\"x\":3,\"w\":[1,2]") == std::vector<Rational>{3, 1, 2}));
  BOOST_TEST((at("\"w[1]\":-1,\"x\":\"1/2\"") == std::vector<Rational>{Rational(1, 2), 7, -1}));
  BOOST_TEST(error_of([&] { at("\"w\":[1,2]"); }) == "F: input 0 'x' has no value; expected one");
  BOOST_TEST(error_of([&] { at("\"x\":1,\"y\":1"); }) == "F: a value for 'y'; expected the name of an input");
  BOOST_TEST(error_of([&] { at("\"x\":1,\"w\":[1,2],\"w[0]\":1"); }) == "F: two values for input 'w[0]'; expected one");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
