#pragma once

/// How the program ends, and the exceptions that say so.

#include <stdexcept>

namespace klprop::cli {

enum ExitCode : int {
  as_expected = 0,
  mismatch = 1,  ///< or a verdict that was not expected
  interrupted = 2,
  uncertified = 3,  ///< not within --max-bits or --max-memory; or an internal error
  input_error = 4,  ///< usage or input
  nothing_ran = 5,
  undefined = 6,  ///< no value exists, such as a posterior given impossible evidence
};

/// Wrong arguments: exit code 4.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Work that would go beyond a limit, or a number that no precision within the limit certifies: exit code 3.
struct LimitReached : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// There is no such number, such as a derivative at a kink: exit code 6.
struct Undefined : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Standard output or a file takes no more: exit code 3.
struct OutputFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace klprop::cli
