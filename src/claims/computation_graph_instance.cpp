#include <klprop/claims/computation_graph_instance.hpp>

#include <klprop/computation_graph/local_derivatives.hpp>
#include <klprop/computation_graph/users.hpp>
#include <klprop/random/exhaustive_computation_graph.hpp>
#include <klprop/random/graph_node.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <mutex>
#include <utility>

namespace klprop::claims {

namespace {

/// The same graph with these values for its inputs.
[[nodiscard]] ComputationGraph with_inputs(const ComputationGraph& graph, std::span<const Rational> values) {
  ComputationGraphBuilder builder;
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    if (graph.primitive(node) == Primitive::input)
      builder.input(std::string(graph.name(node)), values[graph.input_index(node)]);
    else
      add_node(builder, node_apart(graph, node), graph.arguments(node));
  for (const GraphOutput& output : graph.outputs()) builder.output(output.name, output.node);
  return std::move(builder).build();
}

/// A factor upstream of z that holds a variable in several slots; the number of nodes when there is none.
[[nodiscard]] GraphNodeId first_with_parallel_edges(const ComputationGraph& graph, GraphNodeId z) {
  const std::vector<bool> upstream = ancestors(graph, z);
  for (GraphNodeId node = 0; node < graph.node_count(); ++node) {
    if (!upstream[node]) continue;
    std::vector<GraphNodeId> arguments(graph.arguments(node).begin(), graph.arguments(node).end());
    std::sort(arguments.begin(), arguments.end());
    if (std::adjacent_find(arguments.begin(), arguments.end()) != arguments.end()) return node;
  }
  return graph.node_count();
}

/// A variable upstream of z that stands in several slots; the number of nodes when there is none.
[[nodiscard]] GraphNodeId first_used_twice(const ComputationGraph& graph, GraphNodeId z) {
  const std::vector<bool> upstream = ancestors(graph, z);
  std::vector<unsigned> uses(graph.node_count(), 0);
  for (GraphNodeId node = 0; node < graph.node_count(); ++node)
    if (upstream[node])
      for (const GraphNodeId argument : graph.arguments(node)) ++uses[argument];
  const auto twice = std::find_if(uses.begin(), uses.end(), [](unsigned count) { return count > 1; });
  return static_cast<GraphNodeId>(twice - uses.begin());
}

/// Why some node upstream of z has no value or no derivative; else empty.
template <Field S>
[[nodiscard]] std::string where_undefined(const ComputationGraph& graph, GraphNodeId z, bool differentiable) {
  try {
    const std::vector<S> values = forward_values<S>(graph, default_inputs<S>(graph));
    if (!differentiable) return {};
    const std::vector<bool> upstream = ancestors(graph, z);
    for (GraphNodeId node = 0; node < graph.node_count(); ++node)
      if (upstream[node]) static_cast<void>(local_derivatives<S>(graph, node, values));
  } catch (const EvaluationError& error) {
    return error.what();
  }
  return {};
}

/// z*, where it is rational and defined.
[[nodiscard]] std::optional<Rational> exact_output(const ComputationGraph& graph, GraphNodeId z) {
  if (!graph.piecewise_rational()) return std::nullopt;
  try {
    return forward_values<Rational>(graph, default_inputs<Rational>(graph))[z];
  } catch (const EvaluationError&) {
    return std::nullopt;
  }
}

[[nodiscard]] OutputFactor draw_factor_at(Random& random, const ComputationGraphDomain& domain,
                                          const std::optional<Rational>& forward) {
  return draw_factor(random, domain, forward ? &*forward : nullptr);
}

[[nodiscard]] Rational signed_rational(Random& random) {
  const Rational value = small_rational(random);
  return random.chance(1, 2) ? value : Rational(-value);
}

[[nodiscard]] ComputationGraphShape draw_shape(Random& random, const ComputationGraphDomain& domain) {
  using Shape = ComputationGraphShape;
  if (domain.tree) return Shape::tree;
  if (domain.parallel_edges) return Shape::parallel;
  constexpr Shape all[] = {Shape::single,   Shape::tree,     Shape::dag,   Shape::dag, Shape::dag,
                           Shape::parallel, Shape::parallel, Shape::chain, Shape::wide};
  const Shape shape = random.pick(all);
  return shape == Shape::chain && domain.max_depth == 0 ? Shape::dag : shape;
}

/// Small graphs over + − × ÷ by number of operations; those of four take a while to list, and are listed when asked for.
class SmallCatalogue {
 public:
  static constexpr unsigned most_operations = 4;

  [[nodiscard]] const std::vector<SmallComputation>& of(unsigned operations, bool parallel_edges) {
    Lists& lists = lists_.at(operations);
    std::call_once(lists.once, [&] {
      lists.all = small_computations(operations);
      std::copy_if(lists.all.begin(), lists.all.end(), std::back_inserter(lists.parallel), has_parallel_edges);
    });
    return parallel_edges ? lists.parallel : lists.all;
  }

 private:
  struct Lists {
    std::once_flag once;
    std::vector<SmallComputation> all, parallel;
  };

  [[nodiscard]] static bool has_parallel_edges(const SmallComputation& small) {
    return std::any_of(small.operations.begin(), small.operations.end(),
                       [](const SmallComputation::Operation& operation) { return operation.left == operation.right; });
  }

  std::array<Lists, most_operations + 1> lists_;
};

/// Those of the domain with this many operations.
[[nodiscard]] const std::vector<SmallComputation>& small_graphs(const ComputationGraphDomain& domain,
                                                                unsigned operations) {
  static SmallCatalogue catalogue;
  return catalogue.of(operations, domain.parallel_edges);
}

/// The one with this number, by size; null after the last of `most` operations.
[[nodiscard]] const SmallComputation* find_small(const ComputationGraphDomain& domain, std::uint64_t index,
                                                 unsigned most) {
  for (unsigned operations = 0; operations <= most; ++operations) {
    const std::vector<SmallComputation>& list = small_graphs(domain, operations);
    if (index < list.size()) return &list[index];
    index -= list.size();
  }
  return nullptr;
}

}  // namespace

std::string OutputFactor::text() const {
  const std::string around = a == 0 ? "z^2" : a < 0 ? "(z + " + Rational(-a).str() + ")^2" : "(z - " + a.str() + ")^2";
  switch (kind) {
    case Kind::square:
      return "φ(z) = " + b.str() + " + " + around;
    case Kind::cauchy:
      return "φ(z) = 1/(" + b.str() + " + " + around + ")";
    case Kind::exponential:
      return "φ(z) = exp(" + (a == 1 ? "" : a == -1 ? "-" : a.str() + "*") + "z)";
    case Kind::bell:
      return "φ(z) = exp(-" + b.str() + "*" + around + "/2)";
    case Kind::power:
      return "φ(z) = z^" + a.str();
    case Kind::negative:
      break;
  }
  return "φ(z) = -" + b.str() + " - " + around;
}

std::string outside(const ComputationGraphDomain& domain, const ComputationGraph& graph, GraphNodeId z) {
  for (std::size_t i = 0; i < graph.inputs().size(); ++i)
    if (!graph.input_value(i))
      return "input " + std::to_string(i) + " has no value; the claim is about a graph at a point";
  if (domain.tree)
    if (const GraphNodeId shared = first_used_twice(graph, z); shared < graph.node_count())
      return "node " + std::to_string(shared) + " is used twice; the claim is about trees";
  if (domain.parallel_edges && first_with_parallel_edges(graph, z) == graph.node_count())
    return "no factor holds a variable in several slots; the claim is about those that do";
  return graph.piecewise_rational() ? where_undefined<Rational>(graph, z, domain.differentiable)
                                    : where_undefined<Ball>(graph, z, domain.differentiable);
}

OutputFactor draw_factor(Random& random, const ComputationGraphDomain& domain, const Rational* forward) {
  using Kind = OutputFactor::Kind;
  OutputFactor factor;
  factor.a = signed_rational(random);
  factor.b = small_rational(random);
  switch (domain.factors) {
    case OutputFactors::positive: {
      constexpr Kind positive[] = {Kind::square, Kind::cauchy, Kind::exponential, Kind::bell};
      factor.kind = random.pick(positive);
      break;
    }
    case OutputFactors::exponential:
      factor.kind = Kind::exponential;
      break;
    case OutputFactors::power:
      factor.kind = Kind::power;
      factor.a = random.between(1, 3) * (random.chance(1, 2) ? 1 : -1);
      break;
    case OutputFactors::negative:
      factor.kind = Kind::negative;
      break;
    case OutputFactors::flat:
      factor.kind = forward != nullptr ? Kind::square : Kind::exponential;
      factor.a = forward != nullptr ? *forward : Rational(0);
      return factor;
  }
  const bool centred = factor.kind != Kind::exponential && factor.kind != Kind::power;
  if (centred && forward != nullptr && factor.a == *forward) factor.a += 1;
  return factor;
}

GraphAtRationals draw_graph(Random& random, const ComputationGraphDomain& domain) {
  ComputationGraphOptions options;
  options.primitives = domain.primitives;
  options.max_depth = domain.max_depth;
  options.kink = !domain.differentiable;
  for (;;) {
    options.shape = draw_shape(random, domain);
    options.extreme = options.shape != ComputationGraphShape::chain && random.chance(1, 12);
    ComputationGraph graph = random_computation_graph(random, options);
    const GraphNodeId z = graph.outputs()[0].node;
    if (domain.parallel_edges && first_with_parallel_edges(graph, z) == graph.node_count()) continue;
    OutputFactor factor = draw_factor_at(random, domain, exact_output(graph, z));
    return {std::move(graph), z, std::move(factor), name(options.shape)};
  }
}

GraphAtResidues at_random_residues(GraphAtRationals drawn, Random& random) {
  std::vector<PrimeField> inputs;
  for (std::size_t i = 0; i < drawn.graph.inputs().size(); ++i) inputs.push_back(nonzero_residue(random));
  return {std::move(drawn.graph), drawn.z, std::move(drawn.factor), std::move(inputs), drawn.shape};
}

GraphAtResidues draw_graph_at_residues(Random& random, const ComputationGraphDomain& domain) {
  return at_random_residues(draw_graph(random, domain), random);
}

GraphAtRationals with_residues(const GraphAtResidues& drawn) {
  std::vector<Rational> values;
  for (const PrimeField value : drawn.inputs) values.emplace_back(value.residue());
  return {with_inputs(drawn.graph, values), drawn.z, drawn.factor, drawn.shape};
}

std::uint64_t listed_graph_count(const ComputationGraphDomain& domain, unsigned max_nodes) {
  constexpr unsigned leaves = 2;
  const unsigned most = std::min(max_nodes - std::min(max_nodes, leaves), SmallCatalogue::most_operations);
  std::uint64_t count = 0;
  for (unsigned operations = 0; operations <= most; ++operations) count += small_graphs(domain, operations).size();
  return count;
}

GraphAtRationals listed_graph(const ComputationGraphDomain& domain, std::uint64_t index, Random& random) {
  const SmallComputation& small = *find_small(domain, index, SmallCatalogue::most_operations);
  std::array<Rational, SmallComputation::leaves> numbers;
  for (Rational& number : numbers) number = signed_rational(random);
  ComputationGraph graph = to_computation_graph(small, numbers);
  const GraphNodeId z = graph.outputs()[0].node;
  OutputFactor factor = draw_factor_at(random, domain, exact_output(graph, z));
  return {std::move(graph), z, std::move(factor), ""};
}

std::optional<GraphAtRationals> SmallGraphs::next() {
  for (;;) {
    std::optional<GraphAtRationals> found = candidate();
    if (!found || outside(domain_, found->graph, found->z).empty()) return found;
  }
}

std::optional<GraphAtRationals> SmallGraphs::candidate() {
  constexpr unsigned most_operations = 2;
  const OutputFactor factor{OutputFactor::Kind::exponential, 1, 1};  // e^z
  if (!domain_.differentiable) {
    constexpr std::array<Primitive, 2> kinked = {Primitive::abs, Primitive::relu};
    if (graph_ == kinked.size()) return std::nullopt;
    ComputationGraphBuilder builder;
    const GraphNodeId x = builder.input("x1", Rational(0));
    const GraphNodeId z = builder.apply(kinked.at(graph_++), {x});
    builder.output("z", z);
    return GraphAtRationals{std::move(builder).build(), z, factor, ""};
  }
  const SmallComputation* const small = find_small(domain_, graph_, most_operations);
  if (small == nullptr) return std::nullopt;
  std::array<Rational, SmallComputation::leaves> numbers;
  for (unsigned k = 0; k < SmallComputation::leaves; ++k) numbers.at(k) = 1 + (numbers_ >> k & 1U);
  if (++numbers_ == 1U << SmallComputation::leaves) {
    numbers_ = 0;
    ++graph_;
  }
  ComputationGraph graph = to_computation_graph(*small, numbers);
  const GraphNodeId z = graph.outputs()[0].node;
  return GraphAtRationals{std::move(graph), z, factor, ""};
}

std::string node_text(const ComputationGraph& graph, GraphNodeId node) {
  const Primitive primitive = graph.primitive(node);
  std::string text = "n" + std::to_string(node) + " = ";
  if (primitive == Primitive::constant) return text + graph.constant(node).str();
  text += name(primitive);
  if (primitive == Primitive::input) {
    if (!graph.name(node).empty()) text += " " + std::string(graph.name(node));
    const std::optional<Rational>& value = graph.input_value(graph.input_index(node));
    return value ? text + " = " + value->str() : text;
  }
  text += "(";
  for (std::size_t slot = 0; slot < graph.arguments(node).size(); ++slot)
    text += (slot == 0 ? "n" : ", n") + std::to_string(graph.arguments(node)[slot]);
  switch (primitive_info(primitive).parameter) {
    case PrimitiveParameter::integer:
    case PrimitiveParameter::rational:
      text += "; " + graph.exponent(node).str();
      break;
    case PrimitiveParameter::component:
      text += "; " + std::to_string(graph.component(node));
      break;
    case PrimitiveParameter::none:
    case PrimitiveParameter::index:
      break;
  }
  return text + ")";
}

}  // namespace klprop::claims
