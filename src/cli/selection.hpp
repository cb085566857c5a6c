#pragma once

/// Names of claims and rungs in arguments.

#include <klprop/claims/claim.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace klprop::cli {

/// @throws UsageError  when there is no such claim, naming the nearest ones
[[nodiscard]] const claims::Claim& require_claim(const std::string& id);
void require_claims(const std::vector<std::string>& ids);

/// @throws UsageError  when there is no such rung, listing all
[[nodiscard]] std::vector<claims::RungKind> parse_rungs(const std::vector<std::string>& names);

/// Number of insertions, deletions and replacements that lead from one text to the other.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace klprop::cli
