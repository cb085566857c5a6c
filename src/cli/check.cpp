#include "model.hpp"
#include "run_claims.hpp"

#include <memory>

namespace klprop::cli {
namespace {

struct Options : ClaimOptions {
  std::string model, evidence;
};

int run(const Options& written, const Common& common) {
  const auto circuit = std::make_shared<const Circuit>(load_circuit(written.model).circuit);
  const Evidence evidence = load_evidence(written.evidence, written.model, circuit->variables());
  const claims::CaseModel model = claims::SpnCase{circuit, {evidence.lambda().begin(), evidence.lambda().end()}};
  return run_claims(written, common, {}, [&](const claims::ValidationOptions& resolved) {
    claims::ModelReport found = claims::check_model(model, resolved);
    VerdictReport report;
    report.claims = std::move(found.claims);
    report.left_out = std::move(found.left_out);
    report.interrupted = found.interrupted;
    report.model_path = written.model;
    return report;
  });
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "check", "Decide every claim that applies on a circuit of yours");
  const auto options = std::make_shared<Options>();
  command.add_option("model", options->model, "Circuit: Libra's .ac or JSON klprop.spn/1; - is standard input")
      ->required()
      ->type_name("MODEL");
  command.add_option("--evidence", options->evidence, "Evidence: JSON klprop.evidence/1 or .evid")->type_name("FILE");
  add_claim_options(command, *options);
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
