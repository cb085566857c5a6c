#pragma once

/// SIGINT and SIGTERM.

#include <atomic>

namespace klprop::cli {

/// From now on these signals end the program at once, with the exit code for interruption.
void end_on_interrupt();

/// From now on the first of these signals sets a flag and the second ends the program.
[[nodiscard]] const std::atomic<bool>& note_interrupt();

}  // namespace klprop::cli
