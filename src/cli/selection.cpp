#include "selection.hpp"

#include "exit_code.hpp"

#include <klprop/claims/registry.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace klprop::cli {
namespace {

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const auto name : names) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

/// At most three ids that contain the text or nearly are it; where all are listed, when none is like it.
std::string suggestion(std::string_view id) {
  std::vector<std::pair<std::size_t, std::string_view>> near;
  for (const claims::Claim& claim : claims::registry()) {
    const bool contains = claim.id.find(id) != std::string::npos && !id.empty();
    const std::size_t distance = contains ? 0 : edit_distance(id, claim.id);
    if (distance <= claim.id.size() / 3) near.emplace_back(distance, claim.id);
  }
  if (near.empty()) return "klprop claims lists them";
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string_view> nearest;
  for (std::size_t k = 0; k < std::min<std::size_t>(3, near.size()); ++k) nearest.push_back(near[k].second);
  return "did you mean " + joined(nearest) + "?";
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

const claims::Claim& require_claim(const std::string& id) {
  if (const claims::Claim* claim = claims::find(id)) return *claim;
  throw UsageError("no claim " + detail::quoted(id) + "; " + suggestion(id));
}

void require_claims(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) static_cast<void>(require_claim(id));
}

std::vector<claims::RungKind> parse_rungs(const std::vector<std::string>& names) {
  using claims::RungKind;
  constexpr std::array all = {RungKind::scaling, RungKind::ball, RungKind::exact, RungKind::field,
                              RungKind::exhaustive};
  std::vector<RungKind> rungs;
  for (const std::string& written : names) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](RungKind rung) { return claims::name(rung) == written; });
    if (found == all.end()) {
      std::vector<std::string_view> known;
      for (const RungKind rung : all) known.push_back(claims::name(rung));
      throw UsageError("no rung " + detail::quoted(written) + "; expected one of " + joined(known));
    }
    rungs.push_back(*found);
  }
  return rungs;
}

}  // namespace klprop::cli
