#include "counterexample.hpp"
#include "exit_code.hpp"
#include "machine_proof.hpp"
#include "numbers.hpp"
#include "output.hpp"
#include "selection.hpp"
#include "session.hpp"
#include "terminal.hpp"

#include <klprop/claims/registry.hpp>

#include <algorithm>
#include <memory>
#include <span>

namespace klprop::cli {
namespace {

using claims::Claim;
using formats::JsonWriter;

struct Options {
  std::string id, json;
};

/// By a search, which for a claim that holds would only end at its bounds.
std::optional<claims::Counterexample> counterexample_of(const Claim& claim) {
  const bool searched = claim.expected == claims::Verdict::refuted && claim.minimal_counterexample;
  return searched ? claim.minimal_counterexample() : std::nullopt;
}

std::string list_text() {
  std::size_t width = 0;
  for (const Claim& claim : claims::registry()) width = std::max(width, claim.id.size());
  std::string text;
  for (const Claim& claim : claims::registry())
    text += claim.id + std::string(width - claim.id.size() + 2, ' ') + std::string(name(claim.expected)) +
            (claim.expected == claims::Verdict::holds ? "    " : "  ") + claim.statement + "  [" + proof_name(claim) +
            "]\n";
  return text;
}

template <class Items, class Text>
void append_list(std::string& text, const std::string& heading, const Items& items, Text&& item_text) {
  if (items.empty()) return;
  text += heading + ":\n";
  for (const auto& item : items) text += "  " + item_text(item) + "\n";
}

std::string claim_text(const Claim& claim, const Style& style) {
  std::string text = style.heading(claim.id) + "  (" + claim.source + ")\n" + claim.statement + "\n";
  text += "expected: " + std::string(name(claim.expected)) + ". " + claim.reason + "\n";
  append_list(text, "hypotheses", claim.hypotheses, [](const std::string& h) { return h; });
  append_list(text, "rungs", claim.rungs, [](const claims::Rung& rung) {
    return std::string(name(rung.kind)) + (rung.size ? "" : ", " + counted(rung.default_cases, "case") + " by default");
  });
  append_list(text, "negative controls", claim.controls, [](const claims::Control& control) {
    return "without " + control.dropped +
           (control.needed ? ": a counterexample must appear" : ": none may appear, it is not needed");
  });
  append_list(text, "restrictions under which it holds", claim.restrictions,
              [](const claims::Restriction& r) { return r.added; });
  append_list(text, "mutants that its check must catch", claim.mutants, [](const claims::Mutant& m) { return m.name; });
  if (const auto counterexample = counterexample_of(claim))
    text += "minimal counterexample:\n" + counterexample_text(*counterexample);
  return text + proof_text(claim);
}

void write_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key);
  out.begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write_evidence_kinds(JsonWriter& out, const Claim& claim) {
  std::vector<std::string> rungs, needed, not_needed, restrictions, mutants;
  for (const claims::Rung& rung : claim.rungs) rungs.emplace_back(name(rung.kind));
  for (const claims::Control& control : claim.controls)
    (control.needed ? needed : not_needed).push_back(control.dropped);
  for (const claims::Restriction& restriction : claim.restrictions) restrictions.push_back(restriction.added);
  for (const claims::Mutant& mutant : claim.mutants) mutants.push_back(mutant.name);
  write_texts(out, "rungs", rungs);
  write_texts(out, "controls", needed);
  write_texts(out, "not_needed", not_needed);
  write_texts(out, "restrictions", restrictions);
  write_texts(out, "mutants", mutants);
}

void write_claim(JsonWriter& out, const Claim& claim, bool with_counterexample) {
  const auto field = [&](std::string_view key, std::string_view value) {
    out.key(key);
    out.string(value);
  };
  out.begin_object();
  field("id", claim.id);
  field("source", claim.source);
  field("statement", claim.statement);
  write_texts(out, "hypotheses", claim.hypotheses);
  field("expected", name(claim.expected));
  field("reason", claim.reason);
  write_evidence_kinds(out, claim);
  if (with_counterexample) {
    out.key("counterexample");
    write_counterexample(out, counterexample_of(claim));
  }
  write_proof(out, claim);
  out.end_object();
}

/// The search for a counterexample may take seconds, so that the list of all claims goes without.
std::string claims_json(std::span<const Claim> chosen, bool with_counterexamples) {
  JsonWriter out(1);
  out.begin_object();
  out.key("schema");
  out.string("klprop.claims/1");
  out.key("claims");
  out.begin_array();
  for (const Claim& claim : chosen) write_claim(out, claim, with_counterexamples);
  out.end_array();
  out.end_object();
  return out.take();
}

int run(const Options& options, const Common& common) {
  const bool one = !options.id.empty();
  const std::span<const Claim> chosen = one ? std::span(&require_claim(options.id), 1) : std::span(claims::registry());
  OutputFile json(options.json);
  json.write(json.wanted() ? claims_json(chosen, one) : "");
  if (!json.is_stdout()) print(one ? claim_text(chosen[0], Style(common.color)) : list_text());
  return as_expected;
}

}  // namespace

void add_claims(CLI::App& app, Session& session) {
  CLI::App& command = add_command(app, session, "claims", "List the claims, or show one with its counterexample");
  const auto options = std::make_shared<Options>();
  command.add_option("id", options->id, "Show this claim")->type_name("ID");
  command.add_option("--json", options->json, "Write JSON klprop.claims/1; - is standard output, instead of the text")
      ->type_name("FILE");
  command.callback(
      [options, &session] { session.run = [options, &session] { return run(*options, session.common); }; });
}

}  // namespace klprop::cli
