#include "counterexample.hpp"
#include "machine_proof.hpp"
#include "numbers.hpp"
#include "validation_report.hpp"

namespace klprop::cli {
namespace {

using claims::ClaimResult;
using formats::JsonWriter;
using Layout = JsonWriter::Layout;

void field(JsonWriter& out, std::string_view key, std::string_view value) {
  out.key(key);
  out.string(value);
}
void field(JsonWriter& out, std::string_view key, std::uint64_t value) {
  out.key(key);
  out.unsigned_integer(value);
}
void flag(JsonWriter& out, std::string_view key, bool value) {
  out.key(key);
  out.boolean(value);
}

template <class Key>
std::string key_text(const Key& key) {
  if constexpr (std::is_integral_v<Key>)
    return std::to_string(key);
  else
    return key;
}

template <class Map>
void write_counts(JsonWriter& out, std::string_view key, const Map& counts) {
  out.key(key);
  out.begin_object(Layout::line);
  for (const auto& [what, count] : counts) field(out, key_text(what), std::uint64_t{count});
  out.end_object();
}

void write_texts(JsonWriter& out, std::string_view key, const std::vector<std::string>& texts) {
  out.key(key);
  out.begin_array();
  for (const std::string& text : texts) out.string(text);
  out.end_array();
}

void write_rung(JsonWriter& out, const claims::RungResult& rung) {
  out.begin_object();
  field(out, "rung", name(rung.rung));
  field(out, "verdict", name(rung.verdict));
  field(out, "cases", rung.cases);
  field(out, "discarded", rung.discarded);
  field(out, "comparisons", rung.comparisons);
  field(out, "edges", rung.edges);
  field(out, "differing", rung.differing);
  field(out, "worst", rung.worst);
  out.key("bound");
  if (rung.bound)
    out.string(*rung.bound);
  else
    out.null();
  if (rung.rung == claims::RungKind::scaling) field(out, "slope", fixed(rung.slope, 4));
  write_counts(out, "shapes", rung.shapes);
  if (rung.rung == claims::RungKind::exhaustive) write_counts(out, "networks_by_size", rung.networks_by_size);
  write_texts(out, "left_out", rung.left_out);
  if (!rung.measured.empty()) write_texts(out, "measured", rung.measured);
  out.key("seconds");
  out.seconds(rung.seconds);
  out.end_object();
}

/// Hypotheses whose loss must refute the claim, or (`needed` false) must not.
void write_controls(JsonWriter& out, std::string_view key, const ClaimResult& result, bool needed) {
  out.key(key);
  out.begin_array();
  for (const claims::ControlResult& control : result.controls) {
    if (control.needed != needed) continue;
    out.begin_object(Layout::line);
    field(out, "dropped", control.dropped);
    flag(out, "refuted", control.refuted);
    field(out, "cases", control.cases);
    out.end_object();
  }
  out.end_array();
}

void write_restrictions(JsonWriter& out, const ClaimResult& result) {
  out.key("restrictions");
  out.begin_array();
  for (const claims::RestrictionResult& restriction : result.restrictions) {
    out.begin_object(Layout::line);
    field(out, "added", restriction.added);
    flag(out, "holds", restriction.holds);
    field(out, "cases", restriction.cases);
    out.end_object();
  }
  out.end_array();
}

void write_mutants(JsonWriter& out, const ClaimResult& result) {
  out.key("mutants");
  out.begin_array();
  for (const claims::MutantResult& mutant : result.mutants) {
    out.begin_object(Layout::line);
    field(out, "name", mutant.name);
    flag(out, "killed", mutant.killed);
    field(out, "cases", mutant.cases);
    out.end_object();
  }
  out.end_array();
}

void write_claim(JsonWriter& out, const ClaimResult& result) {
  out.begin_object();
  field(out, "id", result.claim->id);
  field(out, "expected", name(result.claim->expected));
  field(out, "verdict", name(result.verdict));
  flag(out, "as_expected", result.as_expected);
  write_texts(out, "complaints", result.complaints);
  out.key("rungs");
  out.begin_array();
  for (const claims::RungResult& rung : result.rungs) write_rung(out, rung);
  out.end_array();
  out.key("counterexample");
  write_counterexample(out, result.counterexample);
  write_proof(out, *result.claim);
  write_controls(out, "controls", result, true);
  write_controls(out, "not_needed", result, false);
  write_restrictions(out, result);
  write_mutants(out, result);
  out.end_object();
}

void write_left_out(JsonWriter& out, const VerdictReport& report) {
  out.key("left_out");
  out.begin_array();
  for (const claims::LeftOut& item : report.left_out) {
    out.begin_object(Layout::line);
    field(out, "id", item.id);
    field(out, "reason", item.reason);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

std::string verdict_json(const VerdictReport& report) {
  JsonWriter out(1);
  out.begin_object();
  field(out, "schema", "klprop.validation/1");
  field(out, "seed", std::to_string(report.seed));
  if (!report.model_path.empty()) field(out, "model", report.model_path);
  flag(out, "interrupted", report.interrupted);
  out.key("claims");
  out.begin_array();
  for (const ClaimResult& result : report.claims) write_claim(out, result);
  out.end_array();
  if (!report.model_path.empty()) write_left_out(out, report);
  out.key("seconds");
  out.seconds(report.seconds);
  out.end_object();
  return out.take();
}

}  // namespace klprop::cli
