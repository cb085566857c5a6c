// What random computation graphs promise, and what is among them.

#include <klprop/computation_graph/delta_lift.hpp>
#include <klprop/computation_graph/evaluation.hpp>
#include <klprop/computation_graph/local_derivatives.hpp>
#include <klprop/random/computation_graph.hpp>
#include <klprop/random/graph_node.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace klprop {
namespace {

/// What a graph has in it, upstream of its output.
struct Traits {
  bool fan_out = false, parallel = false, zero = false, huge = false, tiny = false, constant = false, unused = false;
  unsigned depth = 0;
  std::size_t width = 0;
};

Traits traits_of(const ComputationGraph& graph, const std::vector<Rational>& values) {
  Traits traits;
  const std::vector<bool> upstream = ancestors(graph, graph.outputs()[0].node);
  std::vector<unsigned> depth(graph.node_count(), 0), users(graph.node_count(), 0);
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    if (!upstream[node]) {
      traits.unused = true;
      continue;
    }
    const auto arguments = graph.arguments(node);
    const std::set<GraphNodeId> distinct(arguments.begin(), arguments.end());
    traits.parallel = traits.parallel || distinct.size() < arguments.size();
    traits.width = std::max(traits.width, arguments.size());
    for (const GraphNodeId argument : distinct) {
      traits.fan_out = traits.fan_out || ++users[argument] == 2;
      depth[node] = std::max(depth[node], depth[argument] + 1);
    }
    traits.depth = std::max(traits.depth, depth[node]);
    traits.constant = traits.constant || graph.primitive(node) == Primitive::constant;
    if (values.empty()) continue;
    const Rational size = abs(values[node]);
    traits.zero = traits.zero || size == 0;
    traits.huge = traits.huge || size > Rational(boost::multiprecision::pow(boost::multiprecision::mpz_int(10), 100));
    traits.tiny =
        traits.tiny ||
        (size != 0 && 1 / size > Rational(boost::multiprecision::pow(boost::multiprecision::mpz_int(10), 100)));
  }
  return traits;
}

std::uint64_t most_paths(const ComputationGraph& graph) {
  const DeltaLift lift(graph, graph.outputs()[0].node);
  std::uint64_t most = 0;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    if (graph.primitive(node) != Primitive::constant) most = std::max(most, lift.paths(node));
  return most;
}

bool has_kink_upstream(const ComputationGraph& graph, const std::vector<Rational>& values) {
  const std::vector<bool> upstream = ancestors(graph, graph.outputs()[0].node);
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) try {
      if (upstream[node]) static_cast<void>(local_derivatives<Rational>(graph, node, values));
    } catch (const NotDifferentiable&) {
      return true;
    }
  return false;
}

std::vector<Rational> exact_values(const ComputationGraph& graph) {
  return forward_values<Rational>(graph, default_inputs<Rational>(graph));
}

BOOST_AUTO_TEST_SUITE(random_computation_graphs)

/// Every shape shows what it is for, and often.
BOOST_AUTO_TEST_CASE(shapes) {
  constexpr unsigned trials = 400;
  struct Count {
    unsigned fan_out = 0, parallel = 0, zero = 0, constant = 0, no_operation = 0, one_input = 0, deep = 0, wide = 0;
  };
  std::array<Count, computation_graph_shape_count> counts;
  for (std::size_t s = 0; s < computation_graph_shape_count; ++s)
    for (std::uint64_t trial = 0; trial < trials; ++trial) {
      Random random(12, s, trial);
      ComputationGraphOptions options;
      options.shape = static_cast<ComputationGraphShape>(s);
      const ComputationGraph graph = random_computation_graph(random, options);
      const std::vector<Rational> values = exact_values(graph);
      BOOST_TEST(graph.rational());
      BOOST_TEST(graph.outputs().size() == 1U);
      BOOST_TEST(most_paths(graph) <= options.max_paths);
      BOOST_TEST(degree_bound(graph) <= options.max_degree);
      BOOST_TEST(!has_kink_upstream(graph, values));
      for (const Rational& value : values) {
        BOOST_TEST(mpz_sizeinbase(mpq_numref(value.backend().data()), 2) <= options.max_bits);
        BOOST_TEST(mpz_sizeinbase(mpq_denref(value.backend().data()), 2) <= options.max_bits);
      }
      const Traits traits = traits_of(graph, values);
      Count& count = counts.at(s);
      count.fan_out += traits.fan_out ? 1U : 0U;
      count.parallel += traits.parallel ? 1U : 0U;
      count.zero += traits.zero ? 1U : 0U;
      count.constant += traits.constant ? 1U : 0U;
      count.no_operation += traits.depth == 0 ? 1U : 0U;
      count.one_input += graph.inputs().size() == 1 ? 1U : 0U;
      count.deep += traits.depth >= 300 ? 1U : 0U;
      count.wide += traits.width >= 20 ? 1U : 0U;
      if (options.shape == ComputationGraphShape::tree) BOOST_TEST((!traits.fan_out && !traits.parallel));
      if (options.shape == ComputationGraphShape::single) BOOST_TEST(traits.depth <= 1U);
    }
  const auto of = [&](ComputationGraphShape shape) { return counts.at(static_cast<std::size_t>(shape)); };
  BOOST_TEST(of(ComputationGraphShape::single).no_operation > 8U);
  BOOST_TEST(of(ComputationGraphShape::dag).fan_out > trials / 4);
  BOOST_TEST(of(ComputationGraphShape::dag).parallel > trials / 8);
  BOOST_TEST(of(ComputationGraphShape::parallel).parallel > trials / 2);
  BOOST_TEST(of(ComputationGraphShape::chain).deep > trials / 20);
  BOOST_TEST(of(ComputationGraphShape::wide).wide > trials / 10);
  for (std::size_t s = 0; s < computation_graph_shape_count; ++s) {
    BOOST_TEST(counts[s].zero > 5U);
    if (static_cast<ComputationGraphShape>(s) != ComputationGraphShape::wide) BOOST_TEST(counts[s].constant > 20U);
  }
  BOOST_TEST(of(ComputationGraphShape::single).one_input > 50U);
}

BOOST_AUTO_TEST_CASE(chains_reach_their_depth) {
  unsigned deepest = 0;
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    Random random(13, trial);
    ComputationGraphOptions options;
    options.shape = ComputationGraphShape::chain;
    const ComputationGraph graph = random_computation_graph(random, options);
    deepest = std::max(deepest, traits_of(graph, {}).depth);
    BOOST_TEST(graph.node_count() <= options.max_depth + 2);
  }
  BOOST_TEST(deepest > 900U);
}

BOOST_AUTO_TEST_CASE(extreme_magnitudes) {
  unsigned huge = 0, tiny = 0;
  for (std::uint64_t trial = 0; trial < 100; ++trial) {
    Random random(14, trial);
    ComputationGraphOptions options;
    options.extreme = true;
    const ComputationGraph graph = random_computation_graph(random, options);
    const Traits traits = traits_of(graph, exact_values(graph));
    huge += traits.huge ? 1U : 0U;
    tiny += traits.tiny ? 1U : 0U;
  }
  BOOST_TEST(huge > 40U);
  BOOST_TEST(tiny > 40U);
}

BOOST_AUTO_TEST_CASE(primitives_of_each_set) {
  std::array<std::set<Primitive>, 3> seen;
  for (const PrimitiveSet set : {PrimitiveSet::rational, PrimitiveSet::polynomial, PrimitiveSet::monomial})
    for (std::uint64_t trial = 0; trial < 300; ++trial) {
      Random random(15, static_cast<std::uint64_t>(set), trial);
      ComputationGraphOptions options;
      options.primitives = set;
      const ComputationGraph graph = random_computation_graph(random, options);
      for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
        seen.at(static_cast<std::size_t>(set)).insert(graph.primitive(node));
        if (set == PrimitiveSet::polynomial && graph.primitive(node) == Primitive::power)
          BOOST_TEST(graph.integer_exponent(node) >= 0);
      }
    }
  BOOST_TEST(seen[0].size() == 10U);  // the eight rational ones, inputs and constants
  BOOST_TEST(seen[1].size() == 9U);
  BOOST_TEST(!seen[1].contains(Primitive::divide));
  BOOST_TEST((seen[2] == std::set<Primitive>{Primitive::input, Primitive::constant, Primitive::product,
                                             Primitive::divide, Primitive::negate, Primitive::power}));
}

/// Values are bounded, and nothing comes close to a kink.
BOOST_AUTO_TEST_CASE(all_primitives) {
  std::set<Primitive> seen;
  for (std::size_t s = 0; s < computation_graph_shape_count; ++s)
    for (std::uint64_t trial = 0; trial < 300; ++trial) {
      Random random(16, s, trial);
      ComputationGraphOptions options;
      options.shape = static_cast<ComputationGraphShape>(s);
      options.primitives = PrimitiveSet::all;
      options.max_depth = 40;
      const ComputationGraph graph = random_computation_graph(random, options);
      const std::vector<double> values = forward_values<double>(graph, default_inputs<double>(graph));
      for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
        const Primitive primitive = graph.primitive(node);
        seen.insert(primitive);
        BOOST_TEST(std::abs(values[node]) <= 9.0);
        BOOST_CHECK_NO_THROW(static_cast<void>(local_derivatives<double>(graph, node, values)));
        if (primitive == Primitive::abs || primitive == Primitive::relu)
          BOOST_TEST(std::abs(values[graph.arguments(node)[0]]) >= 1.0 / 16);
      }
    }
  BOOST_TEST(seen.size() == primitive_count);
}

BOOST_AUTO_TEST_CASE(kinks) {
  std::set<Primitive> kinked;
  for (std::size_t s = 0; s < computation_graph_shape_count; ++s)
    for (std::uint64_t trial = 0; trial < 100; ++trial) {
      Random random(17, s, trial);
      ComputationGraphOptions options;
      options.shape = static_cast<ComputationGraphShape>(s);
      options.kink = true;
      const ComputationGraph graph = random_computation_graph(random, options);
      BOOST_TEST(has_kink_upstream(graph, exact_values(graph)), name(options.shape) << " " << trial);
      for (GraphNodeId node = 0; node < graph.node_count(); ++node)
        if (primitive_info(graph.primitive(node)).has_kink) kinked.insert(graph.primitive(node));
    }
  BOOST_TEST(kinked.size() == 5U);
}

BOOST_AUTO_TEST_CASE(a_seed_makes_one_graph) {
  const auto text = [](std::uint64_t seed) {
    Random random(seed);
    const ComputationGraph graph = random_computation_graph(random);
    std::string all;
    for (const Rational& value : exact_values(graph)) all += value.str() + " ";
    return all;
  };
  BOOST_TEST(text(3) == text(3));
  BOOST_TEST(text(3) != text(4));
}

/// (x + 1)³/(x·y) − y: numerator (x + 1)³ − x·y², denominator x·y.
BOOST_AUTO_TEST_CASE(degrees) {
  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x"), y = builder.input("y"), one = builder.constant(1);
  const GraphNodeId cube = builder.power(builder.sum({x, one}), 3);
  const GraphNodeId quotient = builder.divide(cube, builder.product({x, y}));
  builder.output("z", builder.subtract(quotient, y));
  BOOST_TEST(degree_bound(std::move(builder).build()) == 3.0);
}

BOOST_AUTO_TEST_CASE(a_node_by_itself) {
  ComputationGraphBuilder builder;
  const GraphNodeId x = builder.input("x", Rational(3)), y = builder.input("y", Rational(5));
  const GraphNodeId square = builder.power(x, 2);
  builder.output("z", builder.affine({{square, y}}, {{x, x}}, y));
  const ComputationGraph graph = std::move(builder).build();

  const ComputationGraph alone = one_factor(node_apart(graph, 3), 5);
  BOOST_TEST(alone.inputs().size() == 5U);
  BOOST_TEST((forward_values<Rational>(alone, std::vector<Rational>{9, 5, 3, 3, 5}).back() == exact_values(graph)[3]));

  // z(u) = 3u + 3·5 + 5 with u in place of x²
  const ComputationGraph cut = with_input_at(graph, square);
  BOOST_TEST(cut.inputs().size() == 3U);
  BOOST_TEST(cut.input_index(square) == 2U);
  BOOST_TEST((forward_values<Rational>(cut, std::vector<Rational>{3, 5, 10})[3] == 50));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
