#pragma once

/// Where the tests in tests/real find circuits and graphs that other programs wrote.

#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace klprop::testing {

/// The folder of real inputs. Where there is none, the program ends with exit code 77, which the
/// test run reports as "skipped": passing would claim that they had been tried.
inline std::filesystem::path real_inputs() {
  const char* place = std::getenv("KLPROP_REAL_DIR");
  if (place == nullptr || !std::filesystem::is_directory(place)) {
    std::cerr << "no real inputs: KLPROP_REAL_DIR names no folder\n";
    std::exit(77);
  }
  return place;
}

}  // namespace klprop::testing
