// The tests of single operators that the ONNX project publishes (Debian's libonnx-testdata): each is a model, its inputs
// and its outputs. Whatever is not supported must be refused; whatever is accepted must have these outputs.

#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/formats/file.hpp>
#include <klprop/formats/model_kind.hpp>
#include <klprop/formats/onnx.hpp>
#include <klprop/scalar/binary64.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace klprop::formats {
namespace {

namespace fs = std::filesystem;

/// Where the package puts them. Without it the program ends with exit code 77: skipped.
fs::path test_data() {
  const char* place = std::getenv("KLPROP_ONNX_TESTDATA");
  const fs::path folder = place != nullptr ? place : "/usr/share/libonnx-testdata/data";
  if (fs::is_directory(folder)) return folder;
  std::cerr << "no test data of ONNX in " << folder << '\n';
  std::exit(77);
}

/// One of the tensors of a test, under the name that the model has for it.
Tensor read_tensor(const fs::path& file, const std::string& name) {
  Tensor tensor = parse_onnx_tensor(read_file(file), file.string());
  tensor.name = name;
  return tensor;
}

/// How far the outputs may be off, relative where they are above 1: they were computed in float32.
double tolerance(const fs::path& folder) {
  // The outputs of the windows were computed with π as 3.1415; their models hold all digits of a float32.
  return folder.filename().string().find("window_") == std::string::npos ? 1e-5 : 1e-4;
}

/// Reads, computes and compares: the largest distance.
/// @throws FormatError  for what is refused
double largest_distance(const fs::path& folder) {
  const OnnxModel model = parse_onnx(read_file(folder / "model.onnx"), folder.filename().string());
  const fs::path data = folder / "test_data_set_0";
  std::vector<Tensor> inputs;
  const auto expected = model.inputs();
  for (std::size_t i = 0; i < expected.size(); ++i)
    inputs.push_back(read_tensor(data / ("input_" + std::to_string(i) + ".pb"), expected[i].name));
  const TensorGraph lowered = lower_onnx(model, inputs);

  std::vector<double> point;
  for (std::size_t i = 0; i < lowered.graph.inputs().size(); ++i)
    point.push_back(from_rational<double>(*lowered.graph.input_value(i)));
  const auto values = forward_values<double>(lowered.graph, point);
  double largest = 0;
  for (std::size_t o = 0; o < lowered.outputs.size(); ++o) {
    const Tensor truth = read_tensor(data / ("output_" + std::to_string(o) + ".pb"), lowered.outputs[o].name);
    BOOST_REQUIRE(truth.shape == lowered.outputs[o].shape);
    for (std::size_t j = 0; j < truth.values.size(); ++j) {
      const double wanted = from_rational<double>(truth.values[j]);
      const double got = values[lowered.outputs[o].nodes[j]];
      largest = std::max(largest, std::abs(got - wanted) / std::max(1.0, std::abs(wanted)));
    }
  }
  return largest;
}

struct Tally {
  int agree = 0;
  int refused = 0;
  int undefined = 0;
};

Tally try_all(const std::string& kind) {
  Tally tally;
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(test_data() / kind))
    if (fs::exists(entry.path() / "model.onnx")) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  for (const fs::path& folder : folders) {
    BOOST_TEST_CONTEXT(folder.string()) {
      BOOST_TEST((recognise(read_file(folder / "model.onnx")) == ModelKind::onnx));
      try {
        BOOST_TEST(largest_distance(folder) <= tolerance(folder));
        ++tally.agree;
      } catch (const FormatError& error) {
        BOOST_TEST_MESSAGE("refused: " << error.what());
        ++tally.refused;
      } catch (const OutsideDomain& error) {  // a power with a computed exponent needs a positive base
        BOOST_TEST_MESSAGE("undefined: " << error.what());
        ++tally.undefined;
      }
    }
  }
  return tally;
}

BOOST_AUTO_TEST_SUITE(onnx_testdata)

BOOST_AUTO_TEST_CASE(node) {
  const Tally tally = try_all("node");
  BOOST_TEST_MESSAGE(tally.agree << " agree, " << tally.refused << " refused, " << tally.undefined << " undefined");
  BOOST_TEST(tally.agree >= 100);
}

BOOST_AUTO_TEST_CASE(from_pytorch) {
  const Tally layers = try_all("pytorch-converted");
  const Tally operators = try_all("pytorch-operator");
  BOOST_TEST_MESSAGE(layers.agree + operators.agree << " agree, " << layers.refused + operators.refused << " refused");
  BOOST_TEST(layers.agree + operators.agree >= 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
