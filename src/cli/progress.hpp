#pragma once

/// How far a validation has come, on standard error.

#include <klprop/claims/validation.hpp>

#include <chrono>
#include <mutex>

namespace klprop::cli {

/// A line that is rewritten on a terminal, else a plain line every few seconds. Any thread may report.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void report(const claims::Progress& progress);
  /// Takes the line away, so that results start on an empty one.
  void clear();

 private:
  bool live_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_;
  std::mutex mutex_;
};

}  // namespace klprop::cli
