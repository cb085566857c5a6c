#include "part.hpp"

#include <klprop/scalar/real.hpp>

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdio>
#include <exception>
#include <iterator>
#include <memory>
#include <thread>

namespace klprop::claims {

namespace {

using Clock = std::chrono::steady_clock;

[[nodiscard]] double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// "2^-43.1"
[[nodiscard]] std::string power_of_two(double log2) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "2^%.1f", log2);
  return text.data();
}

}  // namespace

bool Part::prepare() {
  {
    const std::lock_guard lock(mutex_);
    if (ready_ != Ready::no) return ready_ == Ready::yes;
    if (!size_) {
      ready_ = Ready::yes;
      return true;
    }
    ready_ = Ready::soon;
  }
  std::uint64_t cases = 0;
  std::optional<std::string> failure;
  try {
    cases = size_();
  } catch (const std::exception& error) {
    failure = error.what();
  }
  const std::lock_guard lock(mutex_);
  cases_ = cases;
  failure_ = failure;
  ready_ = Ready::yes;
  return true;
}

bool Part::work(std::uint64_t seed, const std::atomic<bool>* interrupted) {
  if (!prepare()) return false;
  std::uint64_t begin = 0, end = 0;
  {
    const std::lock_guard lock(mutex_);
    if (next_ == cases_ || failure_ || (ends_ == Ends::at_the_first_difference && differs())) return false;
    // Cheap cases in larger chunks, so that the lock costs nothing.
    const std::uint64_t chunk = cost_per_case_ < 1e-4 ? 64 : 1;
    begin = next_;
    end = next_ = std::min(cases_, begin + chunk);
    ++running_;
  }
  const Clock::time_point start = Clock::now();
  const PrecisionScope precision(bits_);
  for (std::uint64_t index = begin; index < end; ++index) {
    if (interrupted != nullptr && *interrupted) break;
    try {
      const CaseOutcome outcome = run_(seed, index);
      const std::lock_guard lock(mutex_);
      merge(outcome, index);
    } catch (const std::exception& error) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = "case " + std::to_string(index) + ": " + error.what();
    }
  }
  const std::lock_guard lock(mutex_);
  seconds_ += seconds_since(start);
  --running_;
  return true;
}

void Part::merge(const CaseOutcome& outcome, std::uint64_t index) {
  ++done_;
  if (!outcome.shape.empty()) ++shapes_[std::string(outcome.shape)];
  // Those of the first cases, whichever thread finishes first.
  constexpr std::size_t shown = 20;
  for (const std::string& what : outcome.left_out) left_out_.emplace(index, what);
  while (left_out_.size() > shown) left_out_.erase(std::prev(left_out_.end()));
  if (!outcome.measured.empty() && index < first_measured_) {
    first_measured_ = index;
    measured_ = outcome.measured;
  }
  if (outcome.nodes > 0) ++networks_by_size_[outcome.nodes];
  // A case that compared nothing decides nothing.
  const bool idle = outcome.comparisons == 0 && outcome.status == CaseOutcome::Status::agrees;
  if (idle || outcome.status == CaseOutcome::Status::discarded) {
    if (discarded_++ == 0) {
      why_discarded_ = idle ? "nothing to compare" : outcome.why_discarded;
      undefined_ = outcome.undefined;
    }
    return;
  }
  comparisons_ += outcome.comparisons;
  edges_ += outcome.edges;
  degree_ = std::max(degree_, outcome.degree);
  log2_width_ = std::max(log2_width_, outcome.log2_width);
  for (std::size_t k = 0; k < log2_residual_.size(); ++k) {
    // What is no number is no residual of zero: it must not vanish in a maximum.
    const double residual = outcome.log2_residual[k];
    log2_residual_[k] =
        std::max(log2_residual_[k], std::isnan(residual) ? std::numeric_limits<double>::infinity() : residual);
  }
  if (outcome.status != CaseOutcome::Status::differs) return;
  ++differing_;
  if (index < first_difference_) {
    first_difference_ = index;
    counterexample_ = outcome.counterexample;
  }
}

bool Part::finished() const {
  const std::lock_guard lock(mutex_);
  if (ready_ != Ready::yes || running_ > 0) return false;
  return next_ == cases_ || failure_ || (ends_ == Ends::at_the_first_difference && differs());
}

double Part::cost_total() const {
  const std::lock_guard lock(mutex_);
  // Of a part that ends at the first difference little is usually needed.
  if (ends_ == Ends::at_the_first_difference && differs()) return cost_per_case_ * static_cast<double>(done_.load());
  return cost_per_case_ * static_cast<double>(cases_);
}

std::string Part::worst() const {
  const std::lock_guard lock(mutex_);
  if (differing_ > 0) return std::to_string(differing_) + " differ";
  return "0";
}

RungResult Part::rung_result(RungKind kind) const {
  RungResult result;
  result.rung = kind;
  result.cases = done_ - discarded_;
  result.discarded = discarded_;
  result.comparisons = comparisons_;
  result.edges = edges_;
  result.differing = differing_;
  result.shapes = shapes_;
  result.networks_by_size = networks_by_size_;
  result.counterexample = counterexample_;
  result.why_discarded = why_discarded_;
  result.undefined = undefined_;
  for (const auto& [index, what] : left_out_) result.left_out.push_back(what);
  result.measured = measured_;
  result.seconds = seconds_;
  result.worst = differing_ == 0 ? "0" : std::to_string(differing_) + " cases differ";
  if (failure_) {
    result.left_out.push_back("failed: " + *failure_);
    result.verdict = Verdict::inconclusive;
  } else if (kind == RungKind::scaling) {
    judge_scaling(result);
  } else if (differing_ > 0) {
    result.verdict = Verdict::refuted;
  } else if (result.comparisons == 0 || discarded_ > 9 * result.cases) {
    result.verdict = Verdict::vacuous;
  } else if (kind == RungKind::ball) {
    judge_ball(result);
  } else {
    result.verdict = Verdict::holds;
  }
  // Rounded up, so that it stays a bound.
  if (kind == RungKind::field && degree_ > 0)
    result.bound = power_of_two(std::ceil(10 * (std::log2(degree_) - 61)) / 10);
  return result;
}

void Part::judge_ball(RungResult& result) const {
  // An enclosure of zero says little unless it is narrow.
  const double most = -bits_ / 2.0;
  result.worst = log2_width_ == -std::numeric_limits<double>::infinity() ? "0" : power_of_two(log2_width_);
  result.bound = power_of_two(most);
  result.verdict = log2_width_ <= most ? Verdict::holds : Verdict::inconclusive;
}

void Part::judge_scaling(RungResult& result) const {
  if (result.comparisons == 0) {
    result.verdict = Verdict::vacuous;
    return;
  }
  // A residual of zero is smaller than any power of two: it lies below every line that the others make.
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t k = 0; k < scaling_bits.size(); ++k) {
    const auto bits = static_cast<double>(scaling_bits[k]);
    if (log2_residual_[k] == -std::numeric_limits<double>::infinity()) continue;
    if (std::isinf(log2_residual_[k])) {
      result.worst = "not finite";
      result.verdict = Verdict::inconclusive;
      return;
    }
    n += 1, x += bits, y += log2_residual_[k], xx += bits * bits, xy += bits * log2_residual_[k];
  }
  const bool last_is_zero = std::isinf(log2_residual_.back());
  result.worst = last_is_zero ? "0" : power_of_two(log2_residual_.back());
  if (n < 2) {  // no line; a difference between the sides would show at the highest precision at the latest
    result.verdict = last_is_zero ? Verdict::holds : Verdict::inconclusive;
    return;
  }
  result.slope = (n * xy - x * y) / (n * xx - x * x);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "slope %.4f", result.slope);
  result.bound = text.data();
  if (std::abs(result.slope + 1) <= 0.02)
    result.verdict = Verdict::holds;
  else if (std::abs(result.slope) <= 0.02 && !last_is_zero)
    result.verdict = Verdict::refuted;
  else
    result.verdict = Verdict::inconclusive;
}

void run_parts(std::vector<std::unique_ptr<Part>>& parts, std::uint64_t seed, unsigned jobs,
               const std::atomic<bool>* interrupted, const std::function<void()>& report) {
  std::mutex mutex;
  std::condition_variable changed;
  unsigned running = jobs;
  const auto worker = [&] {
    for (std::size_t first = 0; first < parts.size();) {
      if (interrupted != nullptr && *interrupted) break;
      // The earliest part with work to give; parts whose length another thread computes are passed over.
      bool worked = false;
      for (std::size_t k = first; k < parts.size() && !worked; ++k) {
        worked = parts[k]->work(seed, interrupted);
        if (!worked && k == first && parts[k]->finished()) ++first;
      }
      if (!worked && first < parts.size()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const std::lock_guard lock(mutex);
    --running;
    changed.notify_one();
  };
  std::vector<std::jthread> threads;
  for (unsigned k = 0; k < jobs; ++k) threads.emplace_back(worker);
  std::unique_lock lock(mutex);
  while (!changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return running == 0; })) {
    lock.unlock();
    report();
    lock.lock();
  }
}

}  // namespace klprop::claims
