#include "evidence_json.hpp"
#include "exit_code.hpp"
#include "factor_graph_truth.hpp"
#include "gradient_report.hpp"
#include "marginals_report.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include "session.hpp"

#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/spn.hpp>
#include <klprop/random/computation_graph.hpp>
#include <klprop/random/evidence.hpp>
#include <klprop/random/factor_graph.hpp>
#include <klprop/random/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <array>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace klprop::cli {
namespace {

struct Options {
  std::string kind, out;
  std::string count = "1";
  std::optional<std::string> seed, shape, edges;
};

struct Plan {
  std::string kind;
  std::uint64_t seed = 0, count = 0;
  std::optional<SpnShape> spn_shape;
  std::optional<FactorGraphShape> graph_shape;
  std::optional<ComputationGraphShape> computation_shape;
  std::optional<std::size_t> edges;
  std::filesystem::path directory;
  long max_bits = 0;
  double max_memory = 0;
};

constexpr const char* spn_kind = "spn";
constexpr const char* factor_graph_kind = "factor-graph";
constexpr const char* computation_graph_kind = "computation-graph";

template <class Shape>
Shape parse_shape(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t k = 0; k < count; ++k) {
    const auto shape = static_cast<Shape>(k);
    if (text == name(shape)) return shape;
    all += (all.empty() ? "" : ", ") + std::string(name(shape));
  }
  throw UsageError("--shape: expected one of " + all + ", got " + detail::quoted(text));
}

Plan resolve(const Options& options, const Common& common) {
  const bool is_spn = options.kind == spn_kind, is_factor_graph = options.kind == factor_graph_kind;
  if (!is_spn && !is_factor_graph && options.kind != computation_graph_kind)
    throw UsageError("KIND: expected spn, factor-graph or computation-graph, got " + detail::quoted(options.kind));
  if (!is_spn && options.edges) throw UsageError("--edges is for spn: other models are small");
  constexpr std::uint64_t most_instances = 1'000'000, most_edges = 10'000'000;
  Plan plan;
  plan.kind = options.kind;
  plan.seed = options.seed ? parse_natural("--seed", *options.seed, 0, std::numeric_limits<std::uint64_t>::max())
                           : std::random_device()();
  plan.count = parse_natural("--count", options.count, 1, most_instances);
  if (options.shape) {
    if (is_spn)
      plan.spn_shape = parse_shape<SpnShape>(*options.shape, spn_shape_count);
    else if (is_factor_graph)
      plan.graph_shape = parse_shape<FactorGraphShape>(*options.shape, factor_graph_shape_count);
    else
      plan.computation_shape = parse_shape<ComputationGraphShape>(*options.shape, computation_graph_shape_count);
  }
  if (options.edges) plan.edges = parse_natural("--edges", *options.edges, 1, most_edges);
  plan.directory = options.out;
  plan.max_bits = common.max_bits();
  plan.max_memory = common.max_memory();
  std::error_code error;
  std::filesystem::create_directories(plan.directory, error);
  if (!std::filesystem::is_directory(plan.directory))
    throw UsageError(options.out + ": no such directory, and it cannot be made: " + error.message());
  return plan;
}

Circuit random_circuit(Random& random, const Plan& plan) {
  const SpnShape shape = plan.spn_shape ? *plan.spn_shape : draw_shape(random);
  SpnOptions options = plan.edges ? large_spn(shape, *plan.edges) : enumerable_spn(random, shape);
  constexpr std::array modes = {WeightMode::rationals, WeightMode::integers, WeightMode::wide, WeightMode::unit};
  options.weights = random.pick(modes);
  return random_spn(random, options);
}

std::string evidence_text(const Evidence& evidence) {
  formats::JsonWriter out(1);
  write_evidence(out, evidence.variables(), evidence.lambda());
  return out.take();
}

/// One graph in four has zeros, one in eight entries between 10^-300 and 10^300.
FactorGraph random_graph(Random& random, const Plan& plan) {
  FactorGraphOptions options;
  options.shape =
      plan.graph_shape ? *plan.graph_shape : static_cast<FactorGraphShape>(random.below(factor_graph_shape_count));
  options.max_variables = 8;
  options.min_states = 1;
  options.max_states = 4;
  options.zeros = random.chance(1, 4);
  options.wide = random.chance(1, 8);
  return random_factor_graph(random, options);
}

Evidence draw_evidence(Random& random, const VariableTable& variables) {
  constexpr std::array modes = {EvidenceMode::unit, EvidenceMode::positive, EvidenceMode::wide, EvidenceMode::hard};
  return random_evidence(random, variables, random.pick(modes));
}

/// Half of the graphs are rational; one in four of these has numbers from 10^-300 to 10^300 in it.
ComputationGraph random_computation(Random& random, const Plan& plan) {
  ComputationGraphOptions options;
  options.shape = plan.computation_shape
                      ? *plan.computation_shape
                      : static_cast<ComputationGraphShape>(random.below(computation_graph_shape_count));
  options.primitives = random.chance(1, 2) ? PrimitiveSet::rational : PrimitiveSet::all;
  options.extreme = options.primitives == PrimitiveSet::rational && random.chance(1, 4);
  return random_computation_graph(random, options);
}

/// The texts of an instance's files by their endings, the model first.
using Instance = std::vector<std::pair<const char*, std::string>>;
constexpr const char* model_ending = ".json";
constexpr const char* evidence_ending = ".evidence.json";
constexpr const char* marginals_ending = ".marginals.json";
constexpr const char* gradient_ending = ".gradient.json";

/// The truth is that of the model as it was written and read again.
Instance spn_instance(Random& random, const Plan& plan, const std::string& path) {
  const std::string model = formats::write_spn_json(random_circuit(random, plan));
  const SumProductNetwork network(formats::parse_spn(model, path).circuit);
  const Evidence evidence = draw_evidence(random, network.circuit().variables());
  const NumberFormat format("rational");
  const ExactMarginals marginals = exact_marginals(network, evidence, {true, true, plan.max_memory});
  return {
      {model_ending, model},
      {evidence_ending, evidence_text(evidence)},
      {marginals_ending, marginals_json(circuit_report(path, network.circuit(), marginals, format, MPFR_PREC_MAX))}};
}

Instance factor_graph_instance(Random& random, const Plan& plan, const std::string& path) {
  const std::string model = formats::write_factor_graph_json(random_graph(random, plan));
  const FactorGraph graph = formats::parse_factor_graph_json(model, path);
  const Evidence evidence = draw_evidence(random, graph.variables());
  const NumberFormat format("rational");
  return {{model_ending, model},
          {evidence_ending, evidence_text(evidence)},
          {marginals_ending,
           marginals_json(factor_graph_report(path, graph, evidence, format, MPFR_PREC_MAX, plan.max_memory))}};
}

/// The model has its point in it. The gradient is exact for a rational graph, else correctly rounded. A graph with a
/// number that cannot be rounded, such as a zero that nothing proves, is no ground truth: another one is drawn.
Instance computation_graph_instance(Random& random, const Plan& plan, const std::string& path) {
  constexpr int most_draws = 100;
  for (int draw = 0; draw < most_draws; ++draw) {
    const std::string text = formats::write_computation_graph_json(random_computation(random, plan));
    const DifferentiableModel model =
        load_differentiable_model({path, text, path, formats::ModelKind::computation_graph}, {});
    const Quantity quantity = quantity_of(model, path, "", "");
    const NumberFormat format(model.graph.rational() ? "rational" : "digits:40");
    const CertifiedGradient gradient = certified_gradient({&model.graph, model.point, quantity.terms}, format.texts(),
                                                          gradient_limits(format, plan.max_bits, plan.max_memory));
    const GradientReport report{path, &model, quantity.name, &gradient, &format, 0};
    const Incomplete missing = incomplete(report);
    if (missing.undefined.empty() && missing.uncertified.empty() && missing.overflow.empty())
      return {{model_ending, text}, {gradient_ending, gradient_json(report)}};
  }
  throw LimitReached("none of " + std::to_string(most_draws) + " graphs has a gradient that could be proved within " +
                     std::to_string(plan.max_bits) + " bits; raise --max-bits");
}

Instance draw_instance(Random& random, const Plan& plan, const std::string& path) {
  if (plan.kind == spn_kind) return spn_instance(random, plan, path);
  if (plan.kind == factor_graph_kind) return factor_graph_instance(random, plan, path);
  return computation_graph_instance(random, plan, path);
}

void write_instance(const Plan& plan, std::uint64_t index) {
  Random random(plan.seed, index);
  const std::string file = plan.kind + "-" + std::to_string(plan.seed) + "-" + std::to_string(index);
  const std::string base = (plan.directory / file).string();
  for (const auto& [ending, text] : draw_instance(random, plan, base + model_ending))
    OutputFile(base + ending).write(text);
}

int run(const Options& options, const Common& common) {
  const Plan plan = resolve(options, common);
  print("seed " + std::to_string(plan.seed) + "\n");
  for (std::uint64_t index = 0; index < plan.count; ++index) write_instance(plan, index);
  if (plan.kind == computation_graph_kind)
    print(counted(plan.count, "computation graph") + " in " + options.out + ": each a .json and .gradient.json\n");
  else
    print(counted(plan.count, plan.kind == spn_kind ? "network" : "factor graph") + " in " + options.out +
          ": each a .json, .evidence.json and .marginals.json\n");
  return as_expected;
}

}  // namespace

void add_generate(CLI::App& app, Session& session) {
  CLI::App& command = add_command(
      app, session, "generate",
      "Random models, each with its ground truth: evidence and exact marginals, or the gradient at a point");
  const auto options = std::make_shared<Options>();
  command.add_option("kind", options->kind, "What to generate: spn, factor-graph or computation-graph")
      ->required()
      ->type_name("KIND");
  command.add_option("--seed", options->seed, "Repeat the run that printed this seed")->type_name("S");
  command.add_option("--count", options->count, "Number of instances")->type_name("N")->capture_default_str();
  command.add_option("--out", options->out, "Directory to write to; made if it is not there")
      ->required()
      ->type_name("DIR");
  command
      .add_option("--shape", options->shape,
                  "One shape instead of a mixture. spn: single, tiny, dag, tree, deep, wide, repeated_leaves, layered "
                  "or single_child; factor-graph: single, tree, forest, cycle, parallel or dense; computation-graph: "
                  "single, tree, dag, "
                  "parallel, chain or wide")
      ->type_name("SHAPE");
  command.add_option("--edges", options->edges, "spn: about this many edges, instead of small networks of random size")
      ->type_name("N");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
