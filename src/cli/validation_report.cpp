#include "validation_report.hpp"

#include "counterexample.hpp"
#include "exit_code.hpp"
#include "numbers.hpp"

#include <algorithm>
#include <array>

namespace klprop::cli {
namespace {

using claims::ClaimResult;
using claims::RungKind;
using claims::Verdict;

constexpr std::array rung_order = {RungKind::exact, RungKind::field, RungKind::exhaustive, RungKind::ball,
                                   RungKind::scaling};

using Row = std::vector<std::string>;

std::string rung_cell(const ClaimResult& result, RungKind kind) {
  for (const claims::RungResult& rung : result.rungs)
    if (rung.rung == kind)
      return std::to_string(rung.cases) + (rung.verdict == result.verdict ? "" : " " + std::string(name(rung.verdict)));
  return "-";
}

/// "3/4": so many are as they must be.
template <class Items, class IsRight>
std::string share(const Items& items, IsRight&& is_right) {
  if (items.empty()) return "-";
  return std::to_string(std::count_if(items.begin(), items.end(), is_right)) + "/" + std::to_string(items.size());
}

std::vector<Row> table_rows(const VerdictReport& report) {
  const bool validation = report.model_path.empty();
  std::vector<Row> rows = {{"claim", "expected", "verdict", "exact", "field", "exhaustive", "ball", "scaling"}};
  if (validation) rows[0].insert(rows[0].end(), {"controls", "restrictions", "mutants"});
  for (const ClaimResult& result : report.claims) {
    Row row = {result.claim->id, std::string(name(result.claim->expected)), std::string(name(result.verdict))};
    for (const RungKind kind : rung_order) row.push_back(rung_cell(result, kind));
    if (validation) {
      row.push_back(share(result.controls, [](const auto& c) { return c.refuted == c.needed; }));
      row.push_back(share(result.restrictions, [](const auto& r) { return r.holds; }));
      row.push_back(share(result.mutants, [](const auto& m) { return m.killed; }));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string table_text(const VerdictReport& report, const Style& style) {
  const std::vector<Row> rows = table_rows(report);
  std::vector<std::size_t> width(rows[0].size());
  for (const Row& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k) width[k] = std::max(width[k], row[k].size());
  std::string text;
  for (std::size_t line = 0; line < rows.size(); ++line) {
    std::string plain;
    for (std::size_t k = 0; k < rows[line].size(); ++k) {
      const std::string& cell = rows[line][k];
      const bool last = k + 1 == rows[line].size();
      const bool verdict = line > 0 && k == 2;
      if (!verdict) plain += cell;
      if (verdict) plain += report.claims[line - 1].as_expected ? style.good(cell) : style.bad(cell);
      if (!last) plain += std::string(width[k] - cell.size() + 2, ' ');
    }
    text += (line == 0 ? style.heading(plain) : plain) + "\n";
  }
  return text;
}

std::string summary_line(const VerdictReport& report) {
  const Tally count = tally(report);
  return std::to_string(report.claims.size()) + " claims: " + std::to_string(count.as_expected) + " as expected, " +
         std::to_string(count.unexpected) + " unexpected, " + std::to_string(count.inconclusive) + " inconclusive, " +
         std::to_string(count.vacuous) + " vacuous\n";
}

/// What claims measured, each in one case.
std::string measured_text(const VerdictReport& report, const Style& style) {
  std::string text;
  for (const ClaimResult& result : report.claims)
    for (const claims::RungResult& rung : result.rungs) {
      if (rung.measured.empty()) continue;
      text +=
          "\n" + style.heading(result.claim->id) + ": measured in one case of " + std::string(name(rung.rung)) + "\n";
      for (const std::string& what : rung.measured) text += "  " + what + "\n";
    }
  return text;
}

}  // namespace

Tally tally(const VerdictReport& report) {
  Tally count;
  for (const ClaimResult& result : report.claims) {
    if (result.as_expected)
      ++count.as_expected;
    else if (result.verdict == Verdict::inconclusive)
      ++count.inconclusive;
    else if (result.verdict == Verdict::vacuous)
      ++count.vacuous;
    else
      ++count.unexpected;
  }
  return count;
}

/// Reasons in the order in which they first occur, each with the claims that it keeps out.
[[nodiscard]] static std::vector<std::pair<std::string, std::string>> by_reason(
    const std::vector<claims::LeftOut>& left_out) {
  std::vector<std::pair<std::string, std::string>> groups;
  for (const claims::LeftOut& item : left_out) {
    const auto group =
        std::find_if(groups.begin(), groups.end(), [&](const auto& known) { return known.first == item.reason; });
    if (group == groups.end())
      groups.emplace_back(item.reason, item.id);
    else
      group->second += ", " + item.id;
  }
  return groups;
}

int exit_code(const VerdictReport& report) {
  if (report.interrupted) return interrupted;
  const auto ran = [](const ClaimResult& result) {
    return std::any_of(result.rungs.begin(), result.rungs.end(), [](const auto& rung) { return rung.cases > 0; });
  };
  if (std::none_of(report.claims.begin(), report.claims.end(), ran)) return report.undefined ? undefined : nothing_ran;
  if (tally(report).as_expected != report.claims.size()) return mismatch;
  return report.undefined ? undefined : as_expected;
}

std::string verdict_text(const VerdictReport& report, const Style& style) {
  std::string text = table_text(report, style) + "\n" + rungs_text(report) + measured_text(report, style);
  for (const ClaimResult& result : report.claims) {
    if (result.as_expected && !result.counterexample) continue;
    text += "\n" + style.heading(result.claim->id) + ": " + std::string(name(result.verdict)) + ". " +
            result.claim->statement + "\n";
    for (const std::string& complaint : result.complaints) text += "  " + style.bad("unexpected: " + complaint) + "\n";
    if (result.counterexample) text += counterexample_text(*result.counterexample);
  }
  if (!report.left_out.empty()) text += "\n" + style.heading("left out") + "\n";
  for (const auto& [reason, ids] : by_reason(report.left_out)) text += "  " + ids + ": " + reason + "\n";
  if (report.interrupted) text += "\ninterrupted: what stands above is not complete\n";
  return text + "\n" + summary_line(report);
}

}  // namespace klprop::cli
