#include "progress.hpp"

#include "numbers.hpp"
#include "terminal.hpp"

#include <cstdio>

namespace klprop::cli {
namespace {

constexpr auto live_interval = std::chrono::milliseconds(100);
constexpr auto plain_interval = std::chrono::seconds(5);

std::string line(const claims::Progress& progress) {
  std::string text = fixed(100 * progress.fraction, 0) + " %  " + progress.claim + " " + progress.part + "  " +
                     std::to_string(progress.done) + " cases, " + fixed(progress.rate, progress.rate < 10 ? 1 : 0) +
                     "/s";
  if (progress.seconds_left) text += ", " + fixed(*progress.seconds_left, 0) + " s left";
  if (!progress.worst.empty()) text += ", worst residual " + progress.worst;
  return text;
}

}  // namespace

ProgressLine::ProgressLine() : live_(live_terminal()), last_(std::chrono::steady_clock::now()) {}

void ProgressLine::report(const claims::Progress& progress) {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < (live_ ? std::chrono::steady_clock::duration(live_interval) : plain_interval)) return;
  last_ = now;
  shown_ = live_;
  if (live_)
    std::fprintf(stderr, "\r\033[K%s", line(progress).c_str());
  else
    std::fprintf(stderr, "klprop: %s\n", line(progress).c_str());
  std::fflush(stderr);
}

void ProgressLine::clear() {
  const std::lock_guard lock(mutex_);
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

}  // namespace klprop::cli
