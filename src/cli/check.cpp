#include "differentiable_model.hpp"
#include "exit_code.hpp"
#include "model.hpp"
#include "run_claims.hpp"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace klprop::cli {
namespace {

struct Options : ClaimOptions {
  std::string model, evidence, output;
  std::vector<std::string> at;
};

/// λ of each variable that has one other than 1 becomes a factor, after all others.
FactorGraph with_evidence(const FactorGraph& graph, const Evidence& evidence) {
  const VariableTable& variables = graph.variables();
  FactorGraphBuilder builder(variables);
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    const auto values = graph.values(factor);
    builder.factor(graph.scope(factor), {values.begin(), values.end()});
  }
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const auto lambda = evidence.lambda().subspan(variables.indicator(v, 0), variables.arity(v));
    if (std::ranges::any_of(lambda, [](const Rational& factor) { return factor != 1; }))
      builder.factor(std::span(&v, 1), {lambda.begin(), lambda.end()});
  }
  return std::move(builder).build();
}

claims::CaseModel load_differentiable_case(const ModelFile& file, const Options& written) {
  if (!written.evidence.empty()) throw UsageError("--evidence is for circuits and factor graphs");
  const DifferentiableModel model = load_differentiable_model(file, written.at);
  const Quantity z = quantity_of(model, written.model, written.output, "");
  return claims::ComputationGraphCase{std::make_shared<const ComputationGraph>(model.graph.at(model.point)),
                                      z.terms.front().node, ""};
}

claims::CaseModel load_case(const Options& written, const Common& common) {
  const ModelFile file = read_model(written.model);
  if (file.differentiable()) return load_differentiable_case(file, written);
  if (!written.at.empty() || !written.output.empty())
    throw UsageError(std::string(written.at.empty() ? "--output" : "--at") + " is for computation graphs");
  Model model = load_model(file);
  if (auto* const read = std::get_if<formats::FactorGraphModel>(&model)) {
    const Evidence evidence =
        load_evidence(written.evidence, written.model, read->graph.variables(), common.max_memory());
    return claims::FactorGraphCase{std::make_shared<const FactorGraph>(with_evidence(read->graph, evidence))};
  }
  const auto circuit = std::make_shared<const Circuit>(std::move(std::get<formats::SpnModel>(model).circuit));
  const Evidence evidence = load_evidence(written.evidence, written.model, circuit->variables(), common.max_memory());
  return claims::SpnCase{circuit, {evidence.lambda().begin(), evidence.lambda().end()}};
}

int run(const Options& written, const Common& common) {
  const claims::CaseModel model = load_case(written, common);
  return run_claims(written, common, {}, [&](const claims::ValidationOptions& resolved) {
    claims::ModelReport found = claims::check_model(model, resolved);
    VerdictReport report;
    report.claims = std::move(found.claims);
    report.left_out = std::move(found.left_out);
    report.interrupted = found.interrupted;
    report.undefined = found.undefined;
    report.model_path = written.model;
    return report;
  });
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  CLI::App& command =
      add_command(app, session, "check",
                  "Decide every claim that applies on a circuit, factor graph or computation graph of yours");
  const auto options = std::make_shared<Options>();
  command
      .add_option(
          "model", options->model,
          "Circuit, factor graph, computation graph or ONNX model, in any format that klprop reads, told by its "
          "content; - is standard input")
      ->required()
      ->type_name("MODEL");
  command.add_option("--evidence", options->evidence, "Evidence: JSON klprop.evidence/1 or .evid")->type_name("FILE");
  command
      .add_option("--at", options->at,
                  "Values of a computation graph's inputs, as for klprop gradient; may be repeated")
      ->type_name("FILE");
  command
      .add_option("--output", options->output,
                  "The output z of a computation graph, or one entry of it; needed where there are several")
      ->type_name("NAME");
  add_claim_options(command, *options);
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
