// Models that PyTorch exported, with the values and the derivatives that it computed.

#include "real_inputs.hpp"

#include <klprop/certify/ball_rounding.hpp>
#include <klprop/certify/certified_gradient.hpp>
#include <klprop/certify/rounding.hpp>
#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/forward_mode.hpp>
#include <klprop/computation_graph/reverse_sweep.hpp>
#include <klprop/formats/file.hpp>
#include <klprop/formats/model_kind.hpp>
#include <klprop/formats/onnx.hpp>
#include <klprop/scalar/binary64.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

Tensor read_tensor(const std::filesystem::path& file) {
  return parse_onnx_tensor(read_file(file), file.string());
}

/// The largest distance in ulps of the largest entry.
double ulps(const std::vector<double>& got, const Tensor& wanted) {
  double largest = 0, distance = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double value = from_rational<double>(wanted.values[i]);
    largest = std::max(largest, std::abs(value));
    distance = std::max(distance, std::abs(got[i] - value));
  }
  return distance / (std::nextafter(largest, 2 * largest) - largest);
}

struct Loss {
  TensorGraph lowered;
  std::vector<double> values;  // of all nodes
};

Loss loss(const std::filesystem::path& folder) {
  const OnnxModel model = parse_onnx(read_file(folder / "model.onnx"), folder.string());
  TensorGraph lowered = lower_onnx(model, {read_tensor(folder / "input_0.pb")});
  auto values = forward_values<double>(lowered.graph, default_inputs<double>(lowered.graph));
  return {std::move(lowered), std::move(values)};
}

const std::vector<std::string> models = {"logreg", "attention"};

BOOST_AUTO_TEST_SUITE(onnx_files)

BOOST_AUTO_TEST_CASE(models_are_recognised) {
  for (const std::string& model : models)
    BOOST_TEST((recognise(read_file(testing::real_inputs() / "onnx" / model / "model.onnx")) == ModelKind::onnx));
}

BOOST_AUTO_TEST_CASE(outputs_are_those_of_the_program_that_wrote_the_models) {
  for (const std::string& model : models) {
    const auto folder = testing::real_inputs() / "onnx" / model;
    const Loss got = loss(folder);
    const Tensor expected = read_tensor(folder / "output_0.pb");
    BOOST_REQUIRE(got.lowered.outputs.size() == 1U);
    BOOST_REQUIRE(got.lowered.outputs[0].shape == expected.shape);
    BOOST_TEST_CONTEXT(model) BOOST_TEST(ulps({got.values[got.lowered.outputs[0].nodes[0]]}, expected) <= 64);
  }
}

/// The derivatives that the other program wrote into a file, if the tensor has one.
std::optional<Tensor> written_gradient(const std::filesystem::path& folder, const std::string& tensor) {
  for (const char* prefix : {"grad_", "grad_param_"})
    if (const auto file = folder / (prefix + tensor + ".pb"); std::filesystem::exists(file)) return read_tensor(file);
  return std::nullopt;
}

BOOST_AUTO_TEST_CASE(gradients_are_those_of_the_program_that_wrote_the_models) {
  std::size_t compared = 0;
  for (const std::string& model : models) {
    const auto folder = testing::real_inputs() / "onnx" / model;
    const Loss got = loss(folder);
    const auto adjoints = reverse_sweep<double>(got.lowered.graph, got.values, got.lowered.outputs[0].nodes[0]);
    std::vector<InputTensor> tensors = got.lowered.inputs;
    tensors.insert(tensors.end(), got.lowered.initialisers.begin(), got.lowered.initialisers.end());
    for (const InputTensor& tensor : tensors) {
      const auto expected = written_gradient(folder, tensor.name);
      if (!expected) continue;
      BOOST_REQUIRE(expected->shape == tensor.shape);
      std::vector<double> gradient;
      for (std::size_t j = 0; j < expected->values.size(); ++j)
        gradient.push_back(adjoints[got.lowered.graph.inputs()[tensor.first + j]]);
      // The gradient of k.bias is zero, and theirs is what rounding left.
      BOOST_TEST_CONTEXT(model << ", " << tensor.name) {
        if (tensor.name == "k.bias")
          BOOST_TEST(std::all_of(gradient.begin(), gradient.end(), [](double x) { return std::abs(x) < 1e-15; }));
        else
          BOOST_TEST(ulps(gradient, *expected) <= 64);
      }
      ++compared;
    }
  }
  BOOST_TEST(compared == 10U);
}

/// Certified doubles against tangents over MPFR: no sweep, no ball and no derivative formula is the same.
BOOST_AUTO_TEST_CASE(certified_gradients_are_rounded_tangents) {
  for (const std::string& model : models) {
    const auto folder = testing::real_inputs() / "onnx" / model;
    const OnnxModel read = parse_onnx(read_file(folder / "model.onnx"), folder.string());
    const TensorGraph lowered = lower_onnx(read, {read_tensor(folder / "input_0.pb")});
    const ComputationGraph& graph = lowered.graph;
    const auto point = default_inputs<Rational>(graph);
    const AdjointSeed<Rational> loss{lowered.outputs[0].nodes[0], Rational(1)};
    const NumberTexts texts = {[](const Rational& value) { return binary64_hex(value).value_or("overflow"); },
                               [](const Ball& ball) { return hexadecimal(ball, binary64); }, binary64.precision, false};
    const CertifiedGradient found = certified_gradient({&graph, point, std::span(&loss, 1)}, texts);
    BOOST_TEST(found.open.empty());
    const PrecisionScope precision(1000);
    const auto inputs = default_inputs<Real>(graph);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      std::vector<Real> direction(inputs.size());
      direction[i] = Real(1);
      const Real tangent = forward_dual_values<Real>(graph, inputs, direction)[loss.node].tangent;
      Rational derivative;
      mpfr_get_q(derivative.backend().data(), tangent.raw());
      constexpr unsigned noise = 900;  // bits below which a derivative is what rounding left of zero
      if (abs(derivative) * (Integer(1) << noise) < 1) derivative = 0;
      BOOST_TEST(found.derivatives[i].text.value() == binary64_hex(derivative).value());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
