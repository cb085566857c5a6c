#include "evidence_json.hpp"
#include "exit_code.hpp"
#include "marginals_report.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include "session.hpp"

#include <klprop/formats/spn.hpp>
#include <klprop/random/evidence.hpp>
#include <klprop/random/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <array>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <random>

namespace klprop::cli {
namespace {

struct Options {
  std::string kind, out;
  std::string count = "1";
  std::optional<std::string> seed, shape, edges;
};

struct Plan {
  std::uint64_t seed = 0, count = 0;
  std::optional<SpnShape> shape;
  std::optional<std::size_t> edges;
  std::filesystem::path directory;
  double max_memory = 0;
};

SpnShape parse_shape(const std::string& text) {
  std::string all;
  for (std::size_t k = 0; k < spn_shape_count; ++k) {
    const auto shape = static_cast<SpnShape>(k);
    if (text == name(shape)) return shape;
    all += (all.empty() ? "" : ", ") + std::string(name(shape));
  }
  throw UsageError("--shape: expected one of " + all + ", got " + detail::quoted(text));
}

Plan resolve(const Options& options, const Common& common) {
  if (options.kind != "spn") throw UsageError("KIND: expected spn, got " + detail::quoted(options.kind));
  constexpr std::uint64_t most_instances = 1'000'000, most_edges = 10'000'000;
  Plan plan;
  plan.seed = options.seed ? parse_natural("--seed", *options.seed, 0, std::numeric_limits<std::uint64_t>::max())
                           : std::random_device()();
  plan.count = parse_natural("--count", options.count, 1, most_instances);
  if (options.shape) plan.shape = parse_shape(*options.shape);
  if (options.edges) plan.edges = parse_natural("--edges", *options.edges, 1, most_edges);
  plan.directory = options.out;
  plan.max_memory = common.max_memory();
  std::error_code error;
  std::filesystem::create_directories(plan.directory, error);
  if (!std::filesystem::is_directory(plan.directory))
    throw UsageError(options.out + ": no such directory, and it cannot be made: " + error.message());
  return plan;
}

Circuit random_circuit(Random& random, const Plan& plan) {
  const SpnShape shape = plan.shape ? *plan.shape : draw_shape(random);
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

/// Model, evidence and ground truth of one instance. The truth is that of the model as it was written and read again.
void write_instance(const Plan& plan, std::uint64_t index) {
  Random random(plan.seed, index);
  const std::string base =
      (plan.directory / ("spn-" + std::to_string(plan.seed) + "-" + std::to_string(index))).string();
  const std::string model_path = base + ".json";
  const std::string model = formats::write_spn_json(random_circuit(random, plan));
  const SumProductNetwork network(formats::parse_spn(model, model_path).circuit);
  constexpr std::array modes = {EvidenceMode::unit, EvidenceMode::positive, EvidenceMode::wide, EvidenceMode::hard};
  const Evidence evidence = random_evidence(random, network.circuit().variables(), random.pick(modes));
  const NumberFormat format("rational");
  const ExactMarginals marginals = exact_marginals(network, evidence, {true, true, plan.max_memory});

  const MarginalsReport truth = circuit_report(model_path, network.circuit(), marginals, format, MPFR_PREC_MAX);
  OutputFile(model_path).write(model);
  OutputFile(base + ".evidence.json").write(evidence_text(evidence));
  OutputFile(base + ".marginals.json").write(marginals_json(truth));
}

int run(const Options& options, const Common& common) {
  const Plan plan = resolve(options, common);
  print("seed " + std::to_string(plan.seed) + "\n");
  for (std::uint64_t index = 0; index < plan.count; ++index) write_instance(plan, index);
  print(counted(plan.count, "network") + " in " + options.out + ": each a .json, .evidence.json and .marginals.json\n");
  return as_expected;
}

}  // namespace

void add_generate(CLI::App& app, Session& session) {
  CLI::App& command =
      add_command(app, session, "generate", "Random models, each with evidence and its exact marginals");
  const auto options = std::make_shared<Options>();
  command.add_option("kind", options->kind, "What to generate: spn")->required()->type_name("KIND");
  command.add_option("--seed", options->seed, "Repeat the run that printed this seed")->type_name("S");
  command.add_option("--count", options->count, "Number of instances")->type_name("N")->capture_default_str();
  command.add_option("--out", options->out, "Directory to write to; made if it is not there")
      ->required()
      ->type_name("DIR");
  command
      .add_option("--shape", options->shape,
                  "One shape instead of a mixture: single, tiny, dag, tree, deep, wide, repeated_leaves, layered or "
                  "single_child")
      ->type_name("SHAPE");
  command.add_option("--edges", options->edges, "About this many edges, instead of small networks of random size")
      ->type_name("N");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
