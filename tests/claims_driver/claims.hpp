#pragma once

/// Claims made up for this test program. It defines `registry()` itself, so the linker leaves the library's own registry
/// out: the driver runs these claims and no others.

#include <klprop/claims/claim.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace klprop::testing {

using claims::CaseOutcome;
using claims::Stream;

inline constexpr std::uint64_t never = ~std::uint64_t{0};

/// Agrees in every case before `first`, and differs from there on in every third.
Stream differs_from(std::uint64_t first);
Stream discards();
Stream throws_at(std::uint64_t index);
/// Relative residuals of 2^(slope·bits).
Stream residuals(double slope);

/// The cases that the claim `counted` ran, each with the number of times.
struct Ledger {
  std::mutex mutex;
  std::map<std::pair<std::uint64_t, std::uint64_t>, int> times;
};
Ledger& ledger();

}  // namespace klprop::testing
