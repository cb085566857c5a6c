#include "beliefs_report.hpp"
#include "exit_code.hpp"
#include "model.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include "session.hpp"

#include <klprop/scalar/detail/printable.hpp>
#include <klprop/scalar/literal.hpp>
#include <klprop/spn/marginals.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace klprop::cli {
namespace {

struct Options {
  std::string model, evidence, schedule = "flooding", scalar = "double", trace, json;
  std::optional<std::string> iterations, tolerance, format;
  bool no_exact = false;
};

Rational parse_tolerance(const std::string& text) {
  try {
    Rational value = parse_literal(text);
    if (value >= 0) return value;
  } catch (const LiteralError&) {
    // Said below.
  }
  throw UsageError("--tolerance: expected a number of at least 0, such as 1e-12 or 0, got " +
                   klprop::detail::quoted(text));
}

BeliefRequest resolve(const Options& options, const Common& common) {
  constexpr std::uint64_t most_iterations = 1'000'000'000, default_iterations = 1000;
  BeliefRequest request;
  if (options.schedule != "flooding" && options.schedule != "tree")
    throw UsageError("--schedule: expected flooding or tree, got " + klprop::detail::quoted(options.schedule));
  request.tree = options.schedule == "tree";
  if (request.tree && (options.iterations || options.tolerance))
    throw UsageError(std::string(options.iterations ? "--iterations" : "--tolerance") +
                     ": expected --schedule flooding; the tree schedule is one pass");
  request.iterations =
      options.iterations ? parse_natural("--iterations", *options.iterations, 1, most_iterations) : default_iterations;
  request.tolerance = parse_tolerance(options.tolerance.value_or("1e-12"));
  request.max_bits = common.max_bits();
  request.max_memory = common.max_memory();
  return request;
}

NumberFormat resolve_format(const Options& options, const BeliefScalar& scalar) {
  const NumberFormat format(options.format.value_or(scalar.natural_format()));
  if (format.is_ball())
    throw UsageError("--format: expected rational, digits:N, f64 or f32; beliefs are not enclosed in balls");
  return format;
}

BeliefRun run_schedule(const Options& options, const FactorGraph& graph, const Evidence& evidence,
                       const BeliefScalar& scalar, const BeliefRequest& request, const NumberFormat& format) {
  try {
    return run_belief_propagation(graph, evidence, scalar, request, format);
  } catch (const CyclicGraph& cycle) {
    throw formats::FormatError(name_in_messages(options.model), 0,
                               std::string("--schedule tree: ") + cycle.what() + "; use --schedule flooding");
  }
}

/// After the report was written.
int exit_code(const BeliefsReport& report) {
  switch (report.run->status) {
    case BeliefPropagationStatus::contradiction:
      throw UndefinedPosterior(status_text(*report.run));
    case BeliefPropagationStatus::not_converged:
    case BeliefPropagationStatus::undecided:
      throw LimitReached(status_text(*report.run));
    case BeliefPropagationStatus::converged:
      break;
  }
  if (report.distance->impossible) throw UndefinedPosterior(distance_text(report));
  return as_expected;
}

int run(const Options& options, const Common& common) {
  const BeliefScalar scalar(options.scalar, common.max_bits());
  BeliefRequest request = resolve(options, common);
  const NumberFormat format = resolve_format(options, scalar);
  if (options.json == "-" && options.trace == "-")
    throw UsageError("--json and --trace cannot both be standard output");
  OutputFile json(options.json), trace(options.trace);
  if (trace.wanted())
    request.trace = [&trace](std::size_t iteration, const std::string& residual) {
      trace.append(std::to_string(iteration) + " " + residual + "\n");
    };
  const auto start = std::chrono::steady_clock::now();

  const FactorGraph graph = load_factor_graph(read_model(options.model));
  const Evidence evidence = load_evidence(options.evidence, options.model, graph.variables(), common.max_memory());
  const BeliefRun found = run_schedule(options, graph, evidence, scalar, request, format);
  trace.write("");
  BeliefDistance distance;
  if (options.no_exact)
    distance.left_out = "--no-exact";
  else
    distance = distance_to_marginals(graph, evidence, found, scalar, common.max_bits(), common.max_memory());

  BeliefsReport report{{options.model, "factor-graph", &graph.variables(), graph.factor_count(), graph.edge_count()},
                       options.schedule,
                       options.scalar,
                       &format,
                       &found,
                       &distance,
                       std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
  json.write(json.wanted() ? beliefs_json(report) : "");
  if (!json.is_stdout()) print(beliefs_text(report));
  return exit_code(report);
}

void add_outputs(CLI::App& command, Options& options) {
  command.add_flag("--no-exact", options.no_exact, "Do not compare with the exact marginals");
  command
      .add_option("--trace", options.trace,
                  "Write a line for each iteration, its number and its residual; - is standard output")
      ->type_name("FILE");
  command
      .add_option("--format", options.format,
                  "rational, digits:N, f64 or f32 (C hexadecimal); default: all digits of the scalar")
      ->type_name("FORMAT");
  command.add_option("--json", options.json, "Write JSON klprop.beliefs/1; - is standard output, instead of the text")
      ->type_name("FILE");
}

}  // namespace

void add_beliefs(CLI::App& app, Session& session) {
  CLI::App& command =
      add_command(app, session, "beliefs", "Belief propagation on a factor graph: whether it converged, and to what");
  const auto options = std::make_shared<Options>();
  command
      .add_option("model", options->model,
                  "Factor graph: .uai, libDAI's .fg or JSON klprop.factor-graph/1; - is standard input")
      ->required()
      ->type_name("MODEL");
  command.add_option("--evidence", options->evidence, "Evidence: JSON klprop.evidence/1 or .evid")->type_name("FILE");
  command
      .add_option("--schedule", options->schedule,
                  "flooding: all messages at once, until they stop; tree: once up and down a graph without cycles")
      ->type_name("NAME")
      ->capture_default_str();
  command.add_option("--iterations", options->iterations, "Of flooding, at most; default 1000")->type_name("N");
  command
      .add_option("--tolerance", options->tolerance,
                  "Flooding has converged when no message moved by more; default 1e-12")
      ->type_name("T");
  command.add_option("--scalar", options->scalar, "What messages are computed in: double, real:BITS or rational")
      ->type_name("NAME")
      ->capture_default_str();
  add_outputs(command, *options);
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
