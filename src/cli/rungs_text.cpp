#include "numbers.hpp"
#include "validation_report.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace klprop::cli {
namespace {

using claims::ClaimResult;
using claims::RungKind;
using claims::RungResult;

/// Results of one kind of rung, over all claims.
std::vector<const RungResult*> of_kind(const VerdictReport& report, RungKind kind) {
  std::vector<const RungResult*> found;
  for (const ClaimResult& result : report.claims)
    for (const RungResult& rung : result.rungs)
      if (rung.rung == kind) found.push_back(&rung);
  return found;
}

std::string totals(const std::vector<const RungResult*>& rungs) {
  std::uint64_t cases = 0, discarded = 0, comparisons = 0, edges = 0;
  double seconds = 0;
  for (const RungResult* rung : rungs) {
    cases += rung->cases;
    discarded += rung->discarded;
    comparisons += rung->comparisons;
    edges += rung->edges;
    seconds += rung->seconds;
  }
  return counted(cases, "case") + ", " + std::to_string(discarded) + " discarded, " +
         counted(comparisons, "comparison") + ", " + counted(edges, "edge") + ", " + fixed(seconds, 1) + " s of work";
}

/// Bounds and slopes, each value once.
std::string bounds(const std::vector<const RungResult*>& rungs) {
  std::map<std::string, unsigned> seen;
  for (const RungResult* rung : rungs)
    if (rung->bound) ++seen[*rung->bound];
  std::string text;
  for (const auto& [bound, count] : seen)
    text += (text.empty() ? "" : ", ") + bound + (count > 1 ? " (" + std::to_string(count) + " claims)" : "");
  return text;
}

/// What a rung's bound is a bound of.
std::string_view meaning(RungKind kind) {
  if (kind == RungKind::field) return "a false identity survives one case with probability at most ";
  if (kind == RungKind::ball) return "each enclosure of a residual contains 0 and is narrower than ";
  return "";
}

std::string shapes(const std::vector<const RungResult*>& rungs) {
  std::map<std::string, std::uint64_t> counts;
  for (const RungResult* rung : rungs)
    for (const auto& [shape, count] : rung->shapes) counts[shape] += count;
  std::string text;
  for (const auto& [shape, count] : counts) text += (text.empty() ? "" : ", ") + shape + " " + std::to_string(count);
  return text;
}

/// "1 node: 6, 2 nodes: 30"; claims whose counts agree share a line.
std::string networks(const VerdictReport& report) {
  std::map<std::string, std::vector<std::string>> claims_by_counts;
  for (const ClaimResult& result : report.claims)
    for (const RungResult& rung : result.rungs) {
      if (rung.networks_by_size.empty()) continue;
      std::string counts;
      std::uint64_t total = 0;
      for (const auto& [nodes, count] : rung.networks_by_size) {
        counts += counted(nodes, "node") + ": " + std::to_string(count) + ", ";
        total += count;
      }
      claims_by_counts[counts + "together " + std::to_string(total)].push_back(result.claim->id);
    }
  std::string text;
  for (const auto& [counts, ids] : claims_by_counts) {
    text += "  networks of " + counts;
    if (claims_by_counts.size() > 1) {
      text += "  (";
      for (std::size_t k = 0; k < ids.size(); ++k) text += (k == 0 ? "" : ", ") + ids[k];
      text += ")";
    }
    text += "\n";
  }
  return text;
}

}  // namespace

std::string rungs_text(const VerdictReport& report) {
  std::string text;
  for (const RungKind kind :
       {RungKind::exact, RungKind::field, RungKind::exhaustive, RungKind::ball, RungKind::scaling}) {
    const auto rungs = of_kind(report, kind);
    if (rungs.empty()) continue;
    text += std::string(name(kind)) + ": " + totals(rungs) + "\n";
    if (const std::string list = shapes(rungs); !list.empty() && kind != RungKind::exhaustive)
      text += "  shapes: " + list + "\n";
    if (const std::string list = bounds(rungs); !list.empty()) text += "  " + std::string(meaning(kind)) + list + "\n";
    if (kind == RungKind::exhaustive) text += networks(report);
  }
  return text;
}

}  // namespace klprop::cli
