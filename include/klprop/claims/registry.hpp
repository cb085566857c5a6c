#pragma once

/// All claims, in the order of `registry.txt`. Compiled into klprop::claims.

#include <klprop/claims/claim.hpp>

#include <string_view>
#include <vector>

namespace klprop::claims {

[[nodiscard]] const std::vector<Claim>& registry();

/// What Coq has checked of a claim: a proof of what is expected of it, for a refuted one of its refutation.
struct MachineProof {
  std::string_view claim, file;
  std::vector<std::string_view> theorems;  ///< one of the claim's name first, then those for further parts of it
};

/// @param id  of a claim
/// @return null when the claim is not machine-checked
[[nodiscard]] const MachineProof* machine_proof(std::string_view id);

/// The claim with that id, or null.
[[nodiscard]] inline const Claim* find(std::string_view id) {
  for (const Claim& claim : registry())
    if (claim.id == id) return &claim;
  return nullptr;
}

}  // namespace klprop::claims
