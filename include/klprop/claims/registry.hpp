#pragma once

/// All claims, in the order of `registry.txt`. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>

#include <string_view>
#include <vector>

namespace klprop::claims {

[[nodiscard]] const std::vector<Claim>& registry();

/// The claim with that id, or null.
[[nodiscard]] inline const Claim* find(std::string_view id) {
  for (const Claim& claim : registry())
    if (claim.id == id) return &claim;
  return nullptr;
}

}  // namespace klprop::claims
