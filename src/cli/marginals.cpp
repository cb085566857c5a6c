#include "exit_code.hpp"
#include "factor_graph_truth.hpp"
#include "marginals_report.hpp"
#include "model.hpp"
#include "output.hpp"
#include "session.hpp"

#include <klprop/spn/marginals.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace klprop::cli {
namespace {

struct Options {
  std::string model, evidence, format = "digits:20", json;
  bool gates = false;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void note_absent(const SumProductNetwork& network) {
  for (const VariableId v : network.absent_variables())
    note("variable " + std::to_string(v) + " does not occur in the circuit: its posterior is its evidence, normalised");
}

/// After the report was written: what keeps it from being complete.
int exit_code(const MarginalsReport& report) {
  const std::string name(report.partition_name);
  if (report.impossible) throw UndefinedPosterior(*report.impossible);
  if (report.partition.status == "uncertified") throw LimitReached(name + ": " + report.partition.reason);
  if (report.log_partition.status == "uncertified")
    throw LimitReached("ln " + name + ": " + report.log_partition.reason);
  const VariableTable& variables = *report.model.variables;
  for (IndicatorId k = 0; k < variables.indicator_count(); ++k)
    if (const Written number = report.posterior(k); number.status == "uncertified")
      throw LimitReached("variable " + std::to_string(variables.owner(k).first) + ": " + number.reason);
  if (!report.partition.text) note(name + ": " + report.partition.reason);
  return as_expected;
}

/// The models, numbers and format that it refers to outlive it.
struct Output {
  OutputFile json;
  std::chrono::steady_clock::time_point start;

  int finish(MarginalsReport report) {
    report.seconds = seconds_since(start);
    json.write(json.wanted() ? marginals_json(report) : "");
    if (!json.is_stdout()) print(marginals_text(report));
    return exit_code(report);
  }
};

int run_circuit(const Options& options, const Common& common, formats::SpnModel&& model, const NumberFormat& format,
                Output& output) {
  const SumProductNetwork network = network_of(std::move(model), options.model);
  const Circuit& circuit = network.circuit();
  const Evidence evidence = load_evidence(options.evidence, options.model, circuit.variables(), common.max_memory());
  note_absent(network);
  const MarginalsRequest request{options.gates, format.digits(), common.max_memory()};
  const ExactMarginals marginals = exact_marginals(network, evidence, request);
  return output.finish(circuit_report(options.model, circuit, marginals, format, common.max_bits()));
}

int run_factor_graph(const Options& options, const Common& common, const FactorGraph& graph, const NumberFormat& format,
                     Output& output) {
  if (options.gates)
    throw UsageError("--gates: expected a circuit; " + name_in_messages(options.model) +
                     " is a factor graph, which has no sum nodes");
  const Evidence evidence = load_evidence(options.evidence, options.model, graph.variables(), common.max_memory());
  return output.finish(
      factor_graph_report(options.model, graph, evidence, format, common.max_bits(), common.max_memory()));
}

int run(const Options& options, const Common& common) {
  const NumberFormat format(options.format);
  Output output{OutputFile(options.json), std::chrono::steady_clock::now()};
  Model model = load_model(read_model(options.model));
  if (auto* const circuit = std::get_if<formats::SpnModel>(&model))
    return run_circuit(options, common, std::move(*circuit), format, output);
  return run_factor_graph(options, common, std::get<formats::FactorGraphModel>(model).graph, format, output);
}

}  // namespace

void add_marginals(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "marginals",
                                  "Ground-truth posterior marginals, the partition value S(e) or Z and its logarithm");
  const auto options = std::make_shared<Options>();
  command.add_option("model", options->model, model_help)->required()->type_name("MODEL");
  command.add_option("--evidence", options->evidence, "Evidence: JSON klprop.evidence/1 or .evid")->type_name("FILE");
  command.add_option("--format", options->format, "rational, digits:N, f64 or f32 (C hexadecimal), or ball")
      ->capture_default_str();
  command.add_flag("--gates", options->gates,
                   "Also the visit and selection probabilities of every sum node of a circuit");
  command
      .add_option("--json", options->json, "Write JSON klprop.marginals/1; - is standard output, instead of the text")
      ->type_name("FILE");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
