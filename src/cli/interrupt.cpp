#include "interrupt.hpp"

#include "exit_code.hpp"

#include <unistd.h>
#include <csignal>

namespace klprop::cli {
namespace {

std::atomic<bool> patient = false;
std::atomic<bool> requested = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may use nothing else");

extern "C" void on_signal(int) {
  if (patient && !requested.exchange(true)) return;
  constexpr char message[] = "klprop: interrupted\n";
  [[maybe_unused]] const auto ignored = ::write(STDERR_FILENO, message, sizeof message - 1);
  ::_exit(interrupted);
}

}  // namespace

void end_on_interrupt() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

const std::atomic<bool>& note_interrupt() {
  patient = true;
  return requested;
}

}  // namespace klprop::cli
