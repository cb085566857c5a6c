#include "numbers.hpp"
#include "run_claims.hpp"

#include <memory>

namespace klprop::cli {
namespace {

struct Options : ClaimOptions {
  std::optional<std::string> cases, max_nodes, bits;
};

int run(const Options& written, const Common& common) {
  constexpr std::uint64_t most_cases = 1'000'000'000'000;
  constexpr std::uint64_t most_nodes = 5;  // of six there are more than 10^8, too many to list
  constexpr std::uint64_t least_bits = 32, most_bits = 1'000'000;
  claims::ValidationOptions options;
  if (written.cases) options.cases = parse_natural("--cases", *written.cases, 0, most_cases);
  if (written.max_nodes)
    options.max_nodes = static_cast<unsigned>(parse_natural("--max-nodes", *written.max_nodes, 1, most_nodes));
  if (written.bits) options.bits = static_cast<int>(parse_natural("--bits", *written.bits, least_bits, most_bits));
  return run_claims(written, common, options, [](const claims::ValidationOptions& resolved) {
    claims::ValidationReport found = claims::validate(resolved);
    VerdictReport report;
    report.claims = std::move(found.claims);
    report.interrupted = found.interrupted;
    return report;
  });
}

}  // namespace

void add_validate(CLI::App& app, Session& session) {
  CLI::App& command = add_command(
      app, session, "validate", "Decide every claim on every rung of evidence, with its negative controls and mutants");
  const auto options = std::make_shared<Options>();
  add_claim_options(command, *options);
  command
      .add_option("--cases", options->cases,
                  "Cases per claim on the rungs that draw at random; default: as many as each rung suggests")
      ->type_name("N");
  command
      .add_option("--max-nodes", options->max_nodes,
                  "Nodes of the largest networks on the exhaustive rung; default: 5, for claims to be refuted 4")
      ->type_name("N");
  command.add_option("--bits", options->bits, "Working precision of the ball rung; default: 256")->type_name("P");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
