#include "counterexample.hpp"
#include "exit_code.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include "selection.hpp"
#include "session.hpp"

#include <klprop/claims/validation.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <optional>

namespace klprop::cli {
namespace {

using claims::CaseOutcome;
using claims::Claim;
using formats::JsonWriter;
using Status = CaseOutcome::Status;

struct Options {
  std::string case_id, json;
};

std::string_view name(Status status) {
  constexpr std::array<std::string_view, 3> names = {"agrees", "differs", "discarded"};
  return names[static_cast<std::size_t>(status)];
}

/// PART of CLAIM:SEED:PART/INDEX; empty for CLAIM:SEED:INDEX, the exact rung.
std::string_view part_of(std::string_view case_id) {
  case_id.remove_prefix(std::min(case_id.find(':', case_id.find(':') + 1) + 1, case_id.size()));
  const auto slash = case_id.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : case_id.substr(0, slash);
}

/// Whether both sides must agree: not on refuted claims, on mutants, and without a hypothesis that is needed.
bool must_agree(const Claim& claim, std::string_view part) {
  if (part.starts_with("mutant-")) return false;
  if (part.starts_with("restriction-")) return true;
  for (const claims::Control& control : claim.controls)
    if (part == "control-" + control.dropped) return !control.needed;
  return claim.expected == claims::Verdict::holds;
}

std::string outcome_text(const std::string& case_id, const CaseOutcome& outcome) {
  std::string text = case_id + ": " + std::string(name(outcome.status));
  if (outcome.comparisons > 0)
    text += " after " + counted(outcome.comparisons, "comparison") + " on " + counted(outcome.edges, "edge");
  if (!outcome.shape.empty()) text += ", shape " + std::string(outcome.shape);
  text += "\n";
  if (part_of(case_id) == name(claims::RungKind::scaling))
    for (std::size_t k = 0; k < claims::scaling_bits.size(); ++k)
      text += "  " + std::to_string(claims::scaling_bits[k]) + " bits: largest relative residual " +
              (std::isinf(outcome.log2_residual[k]) ? "0" : "2^" + fixed(outcome.log2_residual[k], 1)) + "\n";
  for (const std::string& what : outcome.left_out) text += "  left out: " + what + "\n";
  for (const std::string& what : outcome.measured) text += "  " + what + "\n";
  if (outcome.counterexample) text += counterexample_text(*outcome.counterexample);
  return text;
}

std::string outcome_json(const std::string& case_id, const Claim& claim, const CaseOutcome& outcome) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.case/1");
  out.key("case");
  out.string(case_id);
  out.key("claim");
  out.string(claim.id);
  out.key("status");
  out.string(name(outcome.status));
  out.key("comparisons");
  out.unsigned_integer(outcome.comparisons);
  out.key("edges");
  out.unsigned_integer(outcome.edges);
  out.key("left_out");
  out.begin_array();
  for (const std::string& what : outcome.left_out) out.string(what);
  out.end_array();
  out.key("measured");
  out.begin_array();
  for (const std::string& what : outcome.measured) out.string(what);
  out.end_array();
  out.key("counterexample");
  write_counterexample(out, outcome.counterexample);
  out.end_object();
  return out.take();
}

/// The counterexample that an ordered search finds has no seed: its id is CLAIM:minimal.
std::optional<claims::ReplayResult> replay_minimal(const std::string& case_id) {
  constexpr std::string_view suffix = ":minimal";
  if (!case_id.ends_with(suffix)) return std::nullopt;
  const Claim& claim = require_claim(case_id.substr(0, case_id.size() - suffix.size()));
  claims::ReplayResult result{&claim, {}};
  // For a claim that holds the search would only end at its bounds.
  if (claim.expected == claims::Verdict::refuted && claim.minimal_counterexample)
    result.outcome.counterexample = claim.minimal_counterexample();
  if (!result.outcome.counterexample) throw UsageError(claim.id + " has no counterexample in reach");
  result.outcome.status = Status::differs;
  return result;
}

claims::ReplayResult replay(const std::string& case_id) {
  if (auto minimal = replay_minimal(case_id)) return *std::move(minimal);
  try {
    return claims::replay(case_id);
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

int run(const Options& options) {
  OutputFile json(options.json);
  const claims::ReplayResult result = replay(options.case_id);
  json.write(json.wanted() ? outcome_json(options.case_id, *result.claim, result.outcome) : "");
  if (!json.is_stdout()) print(outcome_text(options.case_id, result.outcome));
  if (result.outcome.status == Status::discarded) return nothing_ran;
  const bool wrong = result.outcome.status == Status::differs && must_agree(*result.claim, part_of(options.case_id));
  return wrong ? mismatch : as_expected;
}

}  // namespace

void add_replay(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "replay", "Run one case again, alone");
  const auto options = std::make_shared<Options>();
  command
      .add_option(
          "case", options->case_id,
          "CLAIM:SEED:INDEX, CLAIM:SEED:PART/INDEX for a rung, control, restriction or mutant, or CLAIM:minimal")
      ->required()
      ->type_name("CASE");
  command.add_option("--json", options->json, "Write JSON klprop.case/1; - is standard output, instead of the text")
      ->type_name("FILE");
  command.callback([options, &session] { session.run = [options] { return run(*options); }; });
}

}  // namespace klprop::cli
