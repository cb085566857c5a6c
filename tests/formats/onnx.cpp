// ONNX models: what is read, what is refused, and where values come from.

#include "formats/onnx_run.hpp"

#include <klprop/formats/model_kind.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <random>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

/// y = relu(x·W + b) · 2, its nodes listed last first.
Model small_model() {
  Model model;
  model.inputs = {{"x", {-1, 2}}};
  model.initialisers = {doubles("W", {2, 3}, {1, -2, 0.1, 4, 5, -6}), doubles("b", {3}, {0.5, 0, 1e-300}),
                        doubles("two", {}, {2})};
  model.nodes = {{"Mul", {"r", "two"}, {"y"}}, {"Relu", {"h"}, {"r"}}, {"Gemm", {"x", "W", "b"}, {"h"}}};
  model.outputs = {"y"};
  return model;
}

BOOST_AUTO_TEST_SUITE(onnx)

BOOST_AUTO_TEST_CASE(a_model_is_read_exactly_whatever_the_order_of_its_nodes) {
  const Model model = small_model();
  const Outcome got = run(model, {tensor("x", {1, 2}, {Rational(1, 3), Rational(1, 7)})});
  const Rational tenth(3602879701896397LL, 36028797018963968LL);  // 0.1 as a double
  Rational tiny;
  mpq_set_d(tiny.backend().data(), 1e-300);
  BOOST_TEST((got.shape == std::vector<std::int64_t>{1, 3}));
  BOOST_TEST((got.values[0] == 2 * (Rational(1, 3) + Rational(4, 7) + Rational(1, 2))));
  BOOST_TEST((got.values[1] == 2 * (Rational(-2, 3) + Rational(5, 7))));
  BOOST_TEST((got.values[2] == 0));
  BOOST_TEST((run(model, {tensor("x", {1, 2}, {Rational(1), Rational(0)})}).values[2] == 2 * (tenth + tiny)));
}

BOOST_AUTO_TEST_CASE(inputs_and_initialisers_are_inputs_of_the_graph) {
  const TensorGraph got = lowered(small_model(), {counted("x", {2, 2})});
  BOOST_TEST(got.graph.inputs().size() == 4U + 6U + 3U + 1U);
  BOOST_TEST(got.inputs.size() == 1U);
  BOOST_TEST(got.initialisers.size() == 3U);
  BOOST_TEST(got.initialisers[1].name == "b");
  BOOST_TEST(got.initialisers[1].first == 10U);
  BOOST_TEST(std::string(got.graph.name(got.graph.inputs()[9])) == "W[1,2]");
  BOOST_TEST((got.graph.find_output("y[1,0]") == got.outputs[0].nodes[3]));
  BOOST_TEST((*got.graph.input_value(13) == 2));
}

BOOST_AUTO_TEST_CASE(values_for_an_initialiser_take_its_place) {
  const Outcome got = run(small_model(), {counted("x", {1, 2}), tensor("two", {}, {Rational(1)})});
  BOOST_TEST((got.values[0] == 1 + 8 + Rational(1, 2)));
}

BOOST_AUTO_TEST_CASE(a_whole_exponent_is_no_input) {
  Model model;
  model.inputs = {{"x", {2}}};
  model.initialisers = {doubles("k", {}, {2}), doubles("c", {}, {2.5})};
  model.nodes = {{"Identity", {"k"}, {"e"}}, {"Pow", {"x", "e"}, {"y"}}, {"Pow", {"y", "c"}, {"z"}}};
  model.outputs = {"y", "z"};
  const TensorGraph got = lowered(model, {counted("x", {2}, -2)});
  BOOST_TEST(got.initialisers.size() == 1U);
  BOOST_TEST(got.initialisers[0].name == "c");
  BOOST_TEST((got.graph.primitive(got.outputs[0].nodes[0]) == Primitive::power));
  BOOST_TEST((got.graph.primitive(got.outputs[1].nodes[0]) == Primitive::pow));
}

BOOST_AUTO_TEST_CASE(every_type_of_tensors) {
  const auto read = [](const Message& message) { return parse_onnx_tensor(message.text(), "F"); };
  const Tensor halves = read(tensor_message<std::uint16_t>("h", 10, {4}, {0x3c00, 0xc100, 0x0001, 0x7bff}));
  BOOST_TEST((halves.values == std::vector<Rational>{1, Rational(-5, 2), Rational(1, 16777216), 65504}));
  const Tensor brain = read(tensor_message<std::uint16_t>("b", 16, {2}, {0x3fc0, 0xbf80}));
  BOOST_TEST((brain.values == std::vector<Rational>{Rational(3, 2), -1}));
  const Tensor floats = read(tensor_message<float>("f", 1, {1, 2}, {0.1F, -1e-45F}));
  BOOST_TEST((floats.values[0] == Rational(13421773, 134217728)));
  BOOST_TEST((floats.values[1] == Rational(-1, Integer(1) << 149)));
  BOOST_TEST((floats.shape == std::vector<std::int64_t>{1, 2}));
  BOOST_TEST((read(int64s("i", {-3, 1LL << 62})).values[1] == Rational(Integer(1) << 62)));
  BOOST_TEST((read(tensor_message<std::uint8_t>("t", 9, {2}, {0, 7})).values == std::vector<Rational>{0, 1}));
  // In a field of their own: doubles are number 10, packed.
  const std::vector<double> values = {0.1, 2};
  const Message typed = Message().integer(1, 2).integer(2, 11).bytes(10, Message::raw(values));
  BOOST_TEST((read(typed).values[0] == Rational(3602879701896397LL, 36028797018963968LL)));
}

BOOST_AUTO_TEST_CASE(tensors_that_are_refused) {
  const auto message = [](const Message& tensor) {
    return refusal([&] { static_cast<void>(parse_onnx_tensor(tensor.text(), "F")); });
  };
  const double infinity = std::numeric_limits<double>::infinity();
  BOOST_TEST(message(doubles("w", {2}, {1, infinity})) ==
             "F: tensor 'w' has an infinity or NaN as its entry 1; expected a number");
  BOOST_TEST(message(doubles("w", {3}, {1, 2})) == "F: tensor 'w' of shape [3] has 16 bytes; expected 24");
  BOOST_TEST(message(doubles("w", {-3}, {})) == "F: tensor 'w' of shape [-3] has a negative dimension; expected none");
  BOOST_TEST(message(doubles("w", {1LL << 40, 1LL << 40}, {})) ==
             "F: tensor 'w' of shape [1099511627776,1099511627776] is too large; expected at most 2^40 entries");
  BOOST_TEST(message(doubles("w", {1LL << 40, 0}, {})) == "");
  BOOST_TEST(message(Message().integer(2, 8).bytes(8, "s")) ==
             "F: tensor 's' has entries of type STRING; expected floating-point numbers, integers or truth values");
  BOOST_TEST(message(doubles("w", {}, {1}).integer(14, 1)) ==
             "F: tensor 'w' has its values in another file; expected them in the model");
  BOOST_TEST(refusal([] { static_cast<void>(parse_onnx_tensor("\x0a", "F")); }) ==
             "F: expected an ONNX tensor, but its bytes end early or are no protocol buffer");
}

BOOST_AUTO_TEST_CASE(models_that_are_refused) {
  const auto message = [](const auto& change, std::vector<Tensor> inputs = {counted("x", {1, 2})}) {
    Model model = small_model();
    change(model);
    return refusal([&] { static_cast<void>(lowered(model, inputs)); });
  };
  BOOST_TEST(message([](Model&) {}, {}) == "F: input 'x' has no values; expected a tensor of shape [?,2] of this name");
  BOOST_TEST(message([](Model&) {}, {counted("x", {2, 3})}) ==
             "F: the values for 'x' have shape [2,3]; expected shape [?,2]");
  Tensor whole_numbers = counted("x", {1, 2});
  whole_numbers.type = ElementType::integer;
  BOOST_TEST(message([](Model&) {}, {whole_numbers}) ==
             "F: the values for 'x' are a tensor of integers; expected floating-point numbers");
  BOOST_TEST(message([](Model&) {}, {counted("x", {1, 2}), counted("q", {1})}) ==
             "F: there is no input named 'q'; expected one of 'x'");
  BOOST_TEST(message([](Model& m) { m.nodes[1].type = "Frobnicate"; }) ==
             "F: node 'n1' (Frobnicate) has an operator that is not supported: Frobnicate of the domain ai.onnx, "
             "version 13");
  BOOST_TEST(message([](Model& m) { m.nodes[1].domain = "com.example"; }) ==
             "F: node 'n1' (Relu) has an operator that is not supported: Relu of the domain com.example");
  BOOST_TEST(message([](Model& m) { m.nodes[1].attributes = {attribute("gain", 2.0F)}; }) ==
             "F: node 'n1' (Relu), version 13: has the attribute 'gain', which is not supported");
  BOOST_TEST(message([](Model& m) { m.nodes[1].inputs = {"nowhere"}; }) ==
             "F: node 'n1' (Relu) needs 'nowhere'; expected an input, an initialiser or a node's output of this name");
  BOOST_TEST(message([](Model& m) { m.nodes[2].inputs[0] = "r"; }) ==
             "F: a cycle of 2 nodes: node 'n1' (Relu) -> node 'n2' (Gemm) -> node 'n1' (Relu); expected none");
  BOOST_TEST(message([](Model& m) { m.nodes[2].outputs[0] = "r"; }) ==
             "F: node 'n2' (Gemm) computes 'r', which node 'n1' (Relu) computes already; expected another name");
  BOOST_TEST(message([](Model& m) { m.nodes[2].outputs[0] = "W"; }) ==
             "F: node 'n2' (Gemm) computes 'W', which is the name of an input; expected another name");
  BOOST_TEST(message([](Model& m) { m.initialisers.push_back(doubles("b", {}, {1})); }) ==
             "F: two initialisers have the name 'b'");
  BOOST_TEST(message([](Model& m) { m.outputs = {}; }) == "F: a graph without outputs; expected at least 1");
  BOOST_TEST(message([](Model& m) { m.opset = 0; }) ==
             "F: version 0 of the default operator set; expected one that is positive");
}

BOOST_AUTO_TEST_CASE(what_no_output_needs_may_be_of_any_operator) {
  Model model = small_model();
  model.nodes.push_back({"Frobnicate", {"h"}, {"unused"}});
  BOOST_TEST((run(model, {counted("x", {1, 2})}) == run(small_model(), {counted("x", {1, 2})})));
}

BOOST_AUTO_TEST_CASE(a_graph_above_the_limit_is_refused_with_its_size) {
  Model model;
  model.inputs = {{"x", {1000, 1000}}};
  model.nodes = {{"MatMul", {"x", "x"}, {"y"}}};
  model.outputs = {"y"};
  BOOST_TEST(refusal([&] {
               static_cast<void>(lowered(model, {counted("x", {1000, 1000})}));
             }) ==
             "F: node 'n0' (MatMul), version 13: the graph would have 2000000 entries and arguments before this, and "
             "2006000000 more; expected at most 50000000 in all");
  // A few bytes that ask for as much as anybody can write down.
  model.initialisers = {int64s("shape", {1LL << 31, 1LL << 31, 1LL << 31})};
  model.nodes = {{"ConstantOfShape", {"shape"}, {"y"}}};
  BOOST_TEST(refusal([&] {
               static_cast<void>(lowered(model, {counted("x", {1000, 1000})}));
             }).find("a tensor of shape [2147483648,2147483648,2147483648]; expected at most 50000000 entries") !=
             std::string::npos);
}

/// What reading, lowering and computing some bytes must be: done, or refused.
bool survives(const std::string& bytes) {
  try {
    static_cast<void>(expect_model(bytes, "F"));
    const TensorGraph got = lower_onnx(parse_onnx(bytes, "F"), {counted("x", {1, 2})}, 100'000);
    static_cast<void>(forward_values<double>(got.graph, default_inputs<double>(got.graph)));
    return true;
  } catch (const FormatError& error) {
    BOOST_REQUIRE(error.file == "F");
    return false;
  } catch (const EvaluationError&) {
    return true;  // a graph that is not defined at this point
  }
}

/// A model that uses attributes, lists and integers.
Model rich_model() {
  Model model = small_model();
  model.initialisers.push_back(int64s("shape", {1, 1, -1}));
  model.initialisers.push_back(doubles("K", {2, 1, 2}, {1, 2, 3, 4}));
  model.nodes.push_back({"Reshape", {"y", "shape"}, {"image"}});
  model.nodes.push_back({"Conv", {"image", "K"}, {"c"}, {attribute("pads", std::vector<std::int64_t>{1, 0})}});
  model.nodes.push_back({"Softmax", {"c"}, {"s"}, {attribute("axis", std::int64_t{1})}});
  model.nodes.push_back({"ReduceMean", {"s"}, {"m"}, {attribute("axes", std::vector<std::int64_t>{0, 2})}});
  model.nodes.push_back({"Slice", {"m", "zero", "one", "one"}, {"out"}});
  model.initialisers.push_back(int64s("zero", {0}));
  model.initialisers.push_back(int64s("one", {1}));
  model.outputs = {"out"};
  return model;
}

BOOST_AUTO_TEST_CASE(every_beginning_of_a_model_is_refused) {
  const std::string bytes = rich_model().bytes();
  BOOST_TEST(survives(bytes));
  std::size_t accepted = 0;
  // Only the version of the operators stands at the end; without it nothing is accepted.
  for (std::size_t length = 0; length < bytes.size(); ++length) accepted += survives(bytes.substr(0, length)) ? 1U : 0U;
  BOOST_TEST(accepted == 0U);
}

BOOST_AUTO_TEST_CASE(mutated_models_are_refused_or_computed) {
  const std::string whole = rich_model().bytes();
  std::mt19937_64 random(20240229);
  std::size_t accepted = 0;
  for (int trial = 0; trial < 10'000; ++trial) {
    std::string bytes = whole;
    for (auto changes = 1 + random() % 3; changes > 0; --changes) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[at] = static_cast<char>(random() & 0xffU);
          break;
        case 1:
          bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ (1U << (random() % 8)));
          break;
        case 2:
          bytes.erase(at, 1 + random() % 4);
          break;
        default:
          bytes.insert(at, 1, static_cast<char>(random() & 0xffU));
      }
      if (bytes.empty()) bytes = "x";
    }
    accepted += survives(bytes) ? 1U : 0U;
  }
  BOOST_TEST(accepted > 100U);
  BOOST_TEST(accepted < 9'000U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
