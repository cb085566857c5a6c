// Operators of ONNX against loops that are written down from the specification, in exact numbers.

#include "formats/onnx_run.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace klprop::formats {
namespace {

using namespace klprop::testing;
using Shape = std::vector<std::int64_t>;
using Values = std::vector<Rational>;
using Integers = std::vector<std::int64_t>;

const auto at = [](const Tensor& t, std::size_t i, std::size_t j) {
  return t.values[i * static_cast<std::size_t>(t.shape[1]) + j];
};

/// The numbers of a tensor as a message: they must be doubles.
Message message(const Tensor& t) {
  std::vector<double> values;
  for (const Rational& value : t.values) values.push_back(value.convert_to<double>());
  return doubles(t.name, t.shape, values);
}

BOOST_AUTO_TEST_SUITE(onnx_operators)

BOOST_AUTO_TEST_CASE(gemm_in_all_forms) {
  for (const std::int64_t turned_a : {0, 1}) {
    for (const std::int64_t turned_b : {0, 1}) {
      const Tensor a = counted("a", turned_a != 0 ? Shape{3, 2} : Shape{2, 3}, 4);
      const Tensor b = counted("b", turned_b != 0 ? Shape{4, 3} : Shape{3, 4}, -2);
      const Tensor c = counted("c", {1, 4});
      const Outcome got = run_one("Gemm", a,
                                  {attribute("transA", turned_a), attribute("transB", turned_b),
                                   attribute("alpha", 0.5F), attribute("beta", 3.0F)},
                                  {{"b", message(b)}, {"c", message(c)}});
      Outcome wanted{{2, 4}, {}};
      for (std::size_t i = 0; i < 2; ++i) {
        for (std::size_t j = 0; j < 4; ++j) {
          Rational sum = 0;
          for (std::size_t k = 0; k < 3; ++k)
            sum += (turned_a != 0 ? at(a, k, i) : at(a, i, k)) * (turned_b != 0 ? at(b, j, k) : at(b, k, j));
          wanted.values.push_back(sum / 2 + 3 * c.values[j]);
        }
      }
      BOOST_TEST((got == wanted));
    }
  }
}

BOOST_AUTO_TEST_CASE(matmul_repeats_stacks_and_takes_vectors) {
  const Tensor a = counted("a", {2, 1, 2, 3}), b = counted("b", {2, 3, 2});
  const Outcome got = run_one("MatMul", a, {}, {{"b", message(b)}});
  Outcome wanted{{2, 2, 2, 2}, {}};
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t t = 0; t < 2; ++t)
      for (std::size_t i = 0; i < 2; ++i)
        for (std::size_t j = 0; j < 2; ++j) {
          Rational sum = 0;
          for (std::size_t k = 0; k < 3; ++k) sum += a.values[s * 6 + i * 3 + k] * b.values[t * 6 + k * 2 + j];
          wanted.values.push_back(sum);
        }
  BOOST_TEST((got == wanted));
  const Tensor v = counted("v", {3});
  BOOST_TEST((run_one("MatMul", v, {}, {{"w", message(counted("w", {3}))}}) == Outcome{{}, {14}}));
  BOOST_TEST((run_one("MatMul", v, {}, {{"w", message(counted("w", {3, 2}))}}) == Outcome{{2}, {22, 28}}));
  BOOST_TEST(refusal([&] {
               run_one("MatMul", v, {}, {{"w", message(counted("w", {2, 2}))}});
             }) ==
             "F: node 'n0' (MatMul), version 13: multiplies shapes [3] and [2,2]; expected as many columns on the left "
             "as rows on the right");
}

/// Y[n,m,p,q] = b[m] + Σ X[n, g·C + c, p·sp + i·dp − pp, q·sq + j·dq − pq] · W[m,c,i,j]
Outcome convolution(const Tensor& x, const Tensor& w, const Tensor& b, std::int64_t groups, const Integers& strides,
                    const Integers& dilations, const Integers& pads) {
  const auto size = [&](std::size_t d) {
    return (x.shape[d + 2] + pads[d] + pads[d + 2] - (w.shape[d + 2] - 1) * dilations[d] - 1) / strides[d] + 1;
  };
  Outcome y{{x.shape[0], w.shape[0], size(0), size(1)}, {}};
  for (std::int64_t n = 0; n < y.shape[0]; ++n)
    for (std::int64_t m = 0; m < y.shape[1]; ++m)
      for (std::int64_t p = 0; p < y.shape[2]; ++p)
        for (std::int64_t q = 0; q < y.shape[3]; ++q) {
          Rational sum = b.values[static_cast<std::size_t>(m)];
          for (std::int64_t c = 0; c < w.shape[1]; ++c)
            for (std::int64_t i = 0; i < w.shape[2]; ++i)
              for (std::int64_t j = 0; j < w.shape[3]; ++j) {
                const std::int64_t row = p * strides[0] + i * dilations[0] - pads[0];
                const std::int64_t column = q * strides[1] + j * dilations[1] - pads[1];
                if (row < 0 || column < 0 || row >= x.shape[2] || column >= x.shape[3]) continue;
                const std::int64_t channel = m / (y.shape[1] / groups) * w.shape[1] + c;
                const auto from = ((n * x.shape[1] + channel) * x.shape[2] + row) * x.shape[3] + column;
                const auto by = ((m * w.shape[1] + c) * w.shape[2] + i) * w.shape[3] + j;
                sum += x.values[static_cast<std::size_t>(from)] * w.values[static_cast<std::size_t>(by)];
              }
          y.values.push_back(sum);
        }
  return y;
}

BOOST_AUTO_TEST_CASE(convolutions) {
  struct Case {
    Shape x, w;
    std::int64_t groups;
    Integers strides, dilations, pads;
  };
  const std::vector<Case> cases = {
      {{1, 1, 4, 5}, {1, 1, 2, 3}, 1, {1, 1}, {1, 1}, {0, 0, 0, 0}},
      {{2, 4, 5, 4}, {6, 2, 3, 2}, 2, {2, 1}, {1, 2}, {1, 0, 2, 1}},
      {{1, 3, 3, 3}, {3, 1, 2, 2}, 3, {1, 2}, {2, 1}, {0, 3, 1, 0}},
  };
  for (const Case& one : cases) {
    const Tensor x = counted("x", one.x, 2), w = counted("w", one.w, -8), b = counted("b", {one.w[0]}, 4);
    const Outcome got = run_one("Conv", x,
                                {attribute("group", one.groups), attribute("strides", one.strides),
                                 attribute("dilations", one.dilations), attribute("pads", one.pads)},
                                {{"w", message(w)}, {"b", message(b)}});
    BOOST_TEST((got == convolution(x, w, b, one.groups, one.strides, one.dilations, one.pads)));
  }
}

BOOST_AUTO_TEST_CASE(shapes) {
  const Tensor x = counted("x", {2, 3, 2});
  BOOST_TEST((run_one("Reshape", x, {}, {{"s", int64s("s", {0, -1})}}).shape == Shape{2, 6}));
  BOOST_TEST((run_one("Flatten", x, {attribute("axis", std::int64_t{2})}).shape == Shape{6, 2}));
  BOOST_TEST((run_one("Unsqueeze", x, {}, {{"a", int64s("a", {-1, 0})}}).shape == Shape{1, 2, 3, 2, 1}));
  BOOST_TEST(
      (run_one("Squeeze", counted("x", {1, 3, 1}), {attribute("axes", Integers{0})}, {}, 11).shape == Shape{3, 1}));
  const Outcome turned = run_one("Transpose", x, {attribute("perm", Integers{2, 0, 1})});
  Outcome wanted{{2, 2, 3}, {}};
  for (std::size_t k = 0; k < 2; ++k)
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 3; ++j) wanted.values.push_back(x.values[(i * 3 + j) * 2 + k]);
  BOOST_TEST((turned == wanted));
  BOOST_TEST(
      (run_one("Expand", counted("x", {2, 1}), {}, {{"s", int64s("s", {1, 2})}}) == Outcome{{2, 2}, {1, 1, 2, 2}}));
  BOOST_TEST((run_one("Tile", counted("x", {2, 1}), {}, {{"s", int64s("s", {2, 2})}}) ==
              Outcome{{4, 2}, {1, 1, 2, 2, 1, 1, 2, 2}}));
  BOOST_TEST(refusal([&] {
               run_one("Reshape", x, {}, {{"s", int64s("s", {5, -1})}});
             }) ==
             "F: node 'n0' (Reshape), version 13: gives shape [5,-1] to a tensor of shape [2,3,2]; expected as many "
             "entries");
}

BOOST_AUTO_TEST_CASE(slices_are_those_of_python) {
  const Tensor x = counted("x", {7});
  const auto slice = [&](std::int64_t start, std::int64_t end, std::int64_t step) {
    return run_one("Slice", x, {},
                   {{"b", int64s("b", {start})},
                    {"e", int64s("e", {end})},
                    {"a", int64s("a", {-1})},
                    {"s", int64s("s", {step})}})
        .values;
  };
  for (std::int64_t start = -9; start <= 9; ++start)
    for (std::int64_t end = -9; end <= 9; ++end)
      for (const std::int64_t step : {-3, -2, -1, 1, 2, 3}) {
        // The entries that are passed on the way, start and end counted from the front and moved into reach.
        const std::int64_t least = step > 0 ? 0 : -1, most = step > 0 ? 7 : 6;
        const std::int64_t first = std::clamp<std::int64_t>(start < 0 ? start + 7 : start, least, most);
        const std::int64_t last = std::clamp<std::int64_t>(end < 0 ? end + 7 : end, least, most);
        Values wanted;
        for (std::int64_t i = first; step > 0 ? i < last : i > last; i += step)
          wanted.push_back(x.values[static_cast<std::size_t>(i)]);
        BOOST_TEST_CONTEXT(start << ':' << end << ':' << step) {
          if (wanted.empty())
            BOOST_TEST(refusal([&] { slice(start, end, step); }) == "F: a graph without outputs; expected at least 1");
          else
            BOOST_TEST((slice(start, end, step) == wanted));
        }
      }
  constexpr auto far = std::numeric_limits<std::int64_t>::max();
  BOOST_TEST((slice(far, -far, -1).size() == 7U));
  BOOST_TEST((slice(-far - 1, far, far).size() == 1U));
}

BOOST_AUTO_TEST_CASE(selections) {
  const Tensor x = counted("x", {2, 3});
  BOOST_TEST((run_one("Gather", x, {attribute("axis", std::int64_t{1})}, {{"i", int64s("i", {2, -3})}}) ==
              Outcome{{2, 2}, {3, 1, 6, 4}}));
  BOOST_TEST((run_one("Concat", x, {attribute("axis", std::int64_t{-1})}, {{"w", message(counted("w", {2, 1}, -1))}}) ==
              Outcome{{2, 4}, {1, 2, 3, -1, 4, 5, 6, -2}}));
  BOOST_TEST((run_one("Pad", counted("x", {2}), {}, {{"p", int64s("p", {1, 2})}, {"v", doubles("v", {}, {9})}}) ==
              Outcome{{5}, {9, 1, 2, 9, 9}}));
  Model model;
  model.inputs = {{"x", {2, 3}}};
  model.nodes = {{"Split", {"x", "parts"}, {"a", "y"}, {attribute("axis", std::int64_t{1})}}};
  model.initialisers = {int64s("parts", {1, 2})};
  model.outputs = {"y"};
  BOOST_TEST((run(model, {x}) == Outcome{{2, 2}, {2, 3, 5, 6}}));
  BOOST_TEST(refusal([&] {
               run_one("Gather", x, {}, {{"i", int64s("i", {2})}});
             }) == "F: node 'n0' (Gather), version 13: picks entry 2 of an axis of 2; expected one below that");
}

BOOST_AUTO_TEST_CASE(reductions) {
  const Tensor x = counted("x", {2, 3});
  const Message rows = attribute("axes", Integers{1});
  const Message flat = attribute("keepdims", std::int64_t{0});
  BOOST_TEST((run_one("ReduceMean", x, {rows}) == Outcome{{2, 1}, {2, 5}}));
  BOOST_TEST((run_one("ReduceSum", x, {flat}, {{"a", int64s("a", {-2})}}) == Outcome{{3}, {5, 7, 9}}));
  BOOST_TEST((run_one("ReduceSum", x) == Outcome{{1, 1}, {21}}));
  BOOST_TEST((run_one("ReduceSum", x, {attribute("noop_with_empty_axes", std::int64_t{1})}).values == x.values));
  BOOST_TEST((run_one("ReduceProd", x, {rows, flat}) == Outcome{{2}, {6, 120}}));
  BOOST_TEST((run_one("ReduceMax", x, {rows, flat}) == Outcome{{2}, {3, 6}}));
  BOOST_TEST((run_one("ReduceSumSquare", x, {rows, flat}) == Outcome{{2}, {14, 77}}));
  BOOST_TEST(
      (run_one("GlobalAveragePool", counted("x", {1, 2, 2})) == Outcome{{1, 2, 1}, {Rational(3, 2), Rational(7, 2)}}));
}

BOOST_AUTO_TEST_CASE(pools) {
  const Tensor x = counted("x", {1, 1, 4});
  const Message two = attribute("kernel_shape", Integers{2});
  const Message pads = attribute("pads", Integers{1, 0});
  const Message steps = attribute("strides", Integers{2});
  BOOST_TEST((run_one("MaxPool", x, {two, steps}) == Outcome{{1, 1, 2}, {2, 4}}));
  BOOST_TEST((run_one("AveragePool", x, {two, steps, pads}) == Outcome{{1, 1, 2}, {1, Rational(5, 2)}}));
  BOOST_TEST((run_one("AveragePool", x, {two, steps, pads, attribute("count_include_pad", std::int64_t{1})}) ==
              Outcome{{1, 1, 2}, {Rational(1, 2), Rational(5, 2)}}));
  BOOST_TEST((run_one("MaxPool", x, {two, steps, pads, attribute("ceil_mode", std::int64_t{1})}) ==
              Outcome{{1, 1, 3}, {1, 3, 4}}));
}

BOOST_AUTO_TEST_CASE(entries) {
  const Tensor x = tensor("x", {4}, {-2, Rational(-1, 2), 1, 3});
  BOOST_TEST((run_one("Relu", x).values == Values{0, 0, 1, 3}));
  BOOST_TEST(
      (run_one("LeakyRelu", x, {attribute("alpha", 0.25F)}).values == Values{Rational(-1, 2), Rational(-1, 8), 1, 3}));
  BOOST_TEST((run_one("PRelu", x, {}, {{"s", doubles("s", {1}, {0.5})}}).values == Values{-1, Rational(-1, 4), 1, 3}));
  BOOST_TEST((run_one("Clip", x, {}, {{"lo", doubles("lo", {}, {-1})}, {"hi", doubles("hi", {}, {2})}}).values ==
              Values{-1, Rational(-1, 2), 1, 2}));
  BOOST_TEST((run_one("Clip", x, {attribute("max", 2.0F)}, {}, 6).values == Values{-2, Rational(-1, 2), 1, 2}));
  BOOST_TEST((run_one("Reciprocal", x).values == Values{Rational(-1, 2), -2, 1, Rational(1, 3)}));
  BOOST_TEST((run_one("Pow", x, {}, {{"k", doubles("k", {}, {3})}}).values == Values{-8, Rational(-1, 8), 1, 27}));
  BOOST_TEST((run_one("Abs", x).values == Values{2, Rational(1, 2), 1, 3}));
  BOOST_TEST(
      (run_one("HardSigmoid", x, {attribute("alpha", 0.25F)}).values == Values{0, Rational(3, 8), Rational(3, 4), 1}));
  // The default slope is the float32 nearest to 1/100, not 1/100.
  BOOST_TEST((run_one("LeakyRelu", tensor("x", {}, {-1})).values[0] == Rational(-5368709, 536870912)));
}

BOOST_AUTO_TEST_CASE(old_versions_repeat_along_an_axis) {
  const auto add = [](std::int64_t opset, std::vector<Message> attributes) {
    return run_one("Add", counted("x", {2, 3}), std::move(attributes), {{"b", doubles("b", {2}, {10, 20})}}, opset);
  };
  const std::vector<Message> along = {attribute("broadcast", std::int64_t{1}), attribute("axis", std::int64_t{0})};
  BOOST_TEST((add(6, along).values == Values{11, 12, 13, 24, 25, 26}));
  BOOST_TEST(refusal([&] { add(13, along); }) ==
             "F: node 'n0' (Add), version 13: has inputs of shapes [2,3] and [2]; expected shapes that fit each other");
}

BOOST_AUTO_TEST_CASE(what_is_made_of_shapes_is_known) {
  // y = x reshaped to [size(x)/3, 3] by the arithmetic that exporters write
  Model model;
  model.inputs = {{"x", {-1, -1}}};
  model.initialisers = {int64s("three", {3}), int64s("first", {0}), int64s("second", {1})};
  model.nodes = {{"Shape", {"x"}, {"s"}},
                 {"Gather", {"s", "first"}, {"rows"}},
                 {"Gather", {"s", "second"}, {"columns"}},
                 {"Mul", {"rows", "columns"}, {"size"}},
                 {"Div", {"size", "three"}, {"height"}},
                 {"Concat", {"height", "three"}, {"wanted"}, {attribute("axis", std::int64_t{0})}},
                 {"Reshape", {"x", "wanted"}, {"y"}}};
  model.outputs = {"y"};
  BOOST_TEST((run(model, {counted("x", {2, 6})}).shape == Shape{4, 3}));
  model.nodes[6] = {"Cast", {"x"}, {"y"}, {attribute("to", std::int64_t{1})}};
  BOOST_TEST(refusal([&] {
               run(model, {counted("x", {2, 6})});
             }) ==
             "F: node 'n6' (Cast), version 13: rounds to a type of less precision; expected one that holds every "
             "number of its input");
}

BOOST_AUTO_TEST_CASE(softmax_has_one_sum_for_a_row) {
  for (const std::int64_t opset : {11, 13}) {
    Model model;
    model.opset = opset;
    model.inputs = {{"x", {2, 3, 4}}};
    model.nodes = {{"Softmax", {"x"}, {"y"}, {attribute("axis", std::int64_t{1})}}};
    model.outputs = {"y"};
    const TensorGraph got = lowered(model, {counted("x", {2, 3, 4}, 8)});
    std::size_t rows = 0;
    for (GraphNodeId node = 0; node < got.graph.node_count(); ++node)
      if (got.graph.primitive(node) == Primitive::log_sum_exp) ++rows;
    BOOST_TEST(rows == (opset < 13 ? 2U : 8U));  // a row was all that follows, and is one axis today
    const auto values = forward_values<double>(got.graph, default_inputs<double>(got.graph));
    double total = 0;
    for (const GraphNodeId node : got.outputs[0].nodes) total += values[node];
    BOOST_TEST(std::abs(total - static_cast<double>(rows)) < 1e-14);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
