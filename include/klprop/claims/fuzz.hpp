#pragma once

/// The entry point of a claim's fuzz target.

#include <klprop/claims/claim.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace klprop::claims {

/// Takes the bytes as seed and number of a case of the claim's exact and ball rungs and runs it. A claim that holds must not
/// differ: that ends the process, as a fuzz target reports.
inline int fuzz_one(const Claim& claim, const std::uint8_t* data, std::size_t size) {
  std::uint64_t words[2] = {0, 0};
  std::memcpy(words, data, size < sizeof words ? size : sizeof words);
  for (const Rung& rung : claim.rungs) {
    if (rung.kind != RungKind::exact && rung.kind != RungKind::ball) continue;
    const CaseOutcome outcome = rung.run(words[0], words[1]);
    if (claim.expected == Verdict::holds && outcome.status == CaseOutcome::Status::differs) std::abort();
  }
  return 0;
}

}  // namespace klprop::claims
