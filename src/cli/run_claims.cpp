#include "run_claims.hpp"

#include "exit_code.hpp"
#include "interrupt.hpp"
#include "numbers.hpp"
#include "progress.hpp"
#include "selection.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>
#include <thread>

namespace klprop::cli {
namespace {

constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
constexpr unsigned most_jobs = 1024;

/// Short enough to be typed again.
std::uint64_t fresh_seed() {
  std::random_device entropy;
  return entropy();
}

/// Claims that have none of the chosen rungs were not asked anything.
void drop_unasked(VerdictReport& report) {
  const auto unasked = [](const claims::ClaimResult& result) { return result.rungs.empty(); };
  for (const claims::ClaimResult& result : report.claims)
    if (unasked(result)) note(result.claim->id + " has none of the chosen rungs");
  report.claims.erase(std::remove_if(report.claims.begin(), report.claims.end(), unasked), report.claims.end());
}

void resolve(const ClaimOptions& written, claims::ValidationOptions& options) {
  require_claims(written.claims);
  options.claims = written.claims;
  options.rungs = parse_rungs(written.rungs);
  options.seed = written.seed ? parse_natural("--seed", *written.seed, 0, largest) : fresh_seed();
  options.jobs = written.jobs ? static_cast<unsigned>(parse_natural("--jobs", *written.jobs, 1, most_jobs))
                              : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace

void add_claim_options(CLI::App& command, ClaimOptions& options) {
  command.add_option("--claim", options.claims, "Only this claim; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  command
      .add_option("--rung", options.rungs, "Only this rung: exact, field, exhaustive, ball or scaling; may be repeated")
      ->type_name("RUNG")
      ->expected(1)
      ->take_all();
  command.add_option("--seed", options.seed, "Repeat the run that printed this seed")->type_name("S");
  command.add_option("--jobs", options.jobs, "Threads; default: one per processor")->type_name("J");
  command
      .add_option("--json", options.json, "Write JSON klprop.validation/1; - is standard output, instead of the text")
      ->type_name("FILE");
  command.add_option("--junit", options.junit, "Write JUnit XML; - is standard output, instead of the text")
      ->type_name("FILE");
}

int run_claims(const ClaimOptions& written, const Common& common, claims::ValidationOptions options,
               const std::function<VerdictReport(const claims::ValidationOptions&)>& work) {
  resolve(written, options);
  options.max_memory = common.max_memory();
  if (written.json == "-" && written.junit == "-")
    throw UsageError("--json and --junit cannot both be standard output");
  OutputFile json(written.json), junit(written.junit);
  const Style style(common.color);

  ProgressLine progress;
  options.on_progress = [&progress](const claims::Progress& now) { progress.report(now); };
  options.interrupted = &note_interrupt();
  std::fprintf(stderr, "klprop: seed %llu\n", static_cast<unsigned long long>(options.seed));
  const auto start = std::chrono::steady_clock::now();
  VerdictReport report = work(options);
  report.seed = options.seed;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  progress.clear();

  drop_unasked(report);
  json.write(json.wanted() ? verdict_json(report) : "");
  junit.write(junit.wanted() ? verdict_junit(report) : "");
  if (!json.is_stdout() && !junit.is_stdout())
    print("seed " + std::to_string(report.seed) + "\n\n" + verdict_text(report, style));
  const int code = exit_code(report);
  if (code == undefined)
    std::fputs("klprop: what some claims speak about has no value here; see what was left out\n", stderr);
  if (code == nothing_ran) std::fputs("klprop: nothing ran\n", stderr);
  return code;
}

}  // namespace klprop::cli
