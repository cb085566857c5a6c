#include "certificate.hpp"
#include "exact_marginals.hpp"
#include "exit_code.hpp"
#include "model.hpp"
#include "output.hpp"
#include "session.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

namespace klprop::cli {
namespace {

struct Options {
  std::string model, evidence, out;
};

/// A certificate over the model would leave nothing that it is about.
void refuse_to_overwrite(const std::string& input, const std::string& out) {
  std::error_code ignored;
  if (!input.empty() && std::filesystem::equivalent(input, out, ignored))
    throw UsageError("--out " + out + " is an input of this run; expected another file");
}

int run(const Options& options, const Common& common) {
  refuse_to_overwrite(options.model, options.out);
  refuse_to_overwrite(options.evidence, options.out);
  const SumProductNetwork network = network_of(load_circuit(read_model(options.model)), options.model);
  const Evidence evidence =
      load_evidence(options.evidence, options.model, network.circuit().variables(), common.max_memory());
  require_memory_for_sweeps(network.circuit(), evidence, common.max_memory());
  OutputFile out(options.out);
  write_certificate(network, evidence, out);
  return as_expected;
}

}  // namespace

void add_certify(CLI::App& app, Session& session) {
  CLI::App& command =
      add_command(app, session, "certify",
                  "Write a circuit's values, derivatives and marginals as a certificate that klprop-check checks");
  const auto options = std::make_shared<Options>();
  command
      .add_option("model", options->model,
                  "Circuit (Libra's .ac, JSON klprop.spn/1), told by its content; - is standard input")
      ->required()
      ->type_name("MODEL");
  command.add_option("--evidence", options->evidence, "Evidence: JSON klprop.evidence/1 or .evid")->type_name("FILE");
  command.add_option("--out", options->out, "File to write; - is standard output")->required()->type_name("FILE");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
