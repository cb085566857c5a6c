#include "exit_code.hpp"
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

/// The circuit as a network; violations are the input's fault and are told with the file's name.
SumProductNetwork load_network(const std::string& path) {
  try {
    return SumProductNetwork(load_circuit(path).circuit);
  } catch (const HypothesisViolated& violated) {
    throw formats::FormatError(path == "-" ? "standard input" : path, 0,
                               std::string("expected a complete and decomposable circuit\n") + violated.what());
  }
}

void note_absent(const SumProductNetwork& network) {
  for (const VariableId v : network.absent_variables())
    note("variable " + std::to_string(v) + " does not occur in the circuit: its posterior is its evidence, normalised");
}

int exit_code(const MarginalsReport& report) {
  if (report.marginals->impossible) throw UndefinedPosterior(*report.marginals->impossible);
  if (report.log_partition.status == "uncertified") throw LimitReached("ln S(e): " + report.log_partition.reason);
  if (!report.partition.text) note("S(e): " + report.partition.reason);
  return as_expected;
}

int run(const Options& options, const Common& common) {
  const NumberFormat format(options.format);
  const long max_bits = common.max_bits();
  const MarginalsRequest request{options.gates, format.is_rational(), common.max_memory()};
  OutputFile json(options.json);
  const auto start = std::chrono::steady_clock::now();

  const SumProductNetwork network = load_network(options.model);
  const Evidence evidence = load_evidence(options.evidence, options.model, network.circuit().variables());
  note_absent(network);
  const ExactMarginals marginals = exact_marginals(network, evidence, request);

  MarginalsReport report{
      options.model, &network.circuit(), &marginals, &format, format.write(marginals.partition), {}, 0};
  if (marginals.partition.is_zero())
    report.log_partition = {std::nullopt, "undefined", "S(e) = 0", 0};
  else if (!format.is_rational())
    report.log_partition = format.write_log(marginals.partition, max_bits);
  report.seconds = seconds_since(start);
  json.write(json.wanted() ? marginals_json(report) : "");
  if (!json.is_stdout()) print(marginals_text(report));
  return exit_code(report);
}

}  // namespace

void add_marginals(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "marginals",
                                  "Ground-truth posterior marginals, the partition value S(e) and its logarithm");
  const auto options = std::make_shared<Options>();
  command.add_option("model", options->model, "Circuit: Libra's .ac or JSON klprop.spn/1; - is standard input")
      ->required()
      ->type_name("MODEL");
  command.add_option("--evidence", options->evidence, "Evidence: JSON klprop.evidence/1 or .evid")->type_name("FILE");
  command.add_option("--format", options->format, "rational, digits:N, f64 or f32 (C hexadecimal)")
      ->capture_default_str();
  command.add_flag("--gates", options->gates, "Also the visit and selection probabilities of every sum node");
  command
      .add_option("--json", options->json, "Write JSON klprop.marginals/1; - is standard output, instead of the text")
      ->type_name("FILE");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
