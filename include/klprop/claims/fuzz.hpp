#pragma once

/// The entry point of a claim's fuzz target.

#include <cstddef>
#include <cstdint>

namespace klprop::claims {

struct Claim;

/// Takes the bytes as seed and number of a case of the claim's exact and ball rungs and runs it. A claim that holds must not
/// differ: that ends the process, as a fuzz target reports. A process has one claim: `make` is called once.
int fuzz_one(Claim (*make)(), const std::uint8_t* data, std::size_t size);

}  // namespace klprop::claims
