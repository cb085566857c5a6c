#include <klprop/claims/claim.hpp>
#include <klprop/claims/fuzz.hpp>

#include <cstdlib>
#include <cstring>

namespace klprop::claims {

int fuzz_one(Claim (*make)(), const std::uint8_t* data, std::size_t size) {
  static const Claim claim = make();
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
