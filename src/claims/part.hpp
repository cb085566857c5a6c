#pragma once

// A part of a validation run: one stream of numbered cases and what came of it. Worker threads draw chunks from parts.

#include <klprop/claims/claim.hpp>
#include <klprop/claims/validation.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace klprop::claims {

class Part {
 public:
  enum class Ends { with_the_cases, at_the_first_difference };

  Part(const Claim& claim, std::string name, Stream run, std::uint64_t cases, Ends ends, double cost_per_case)
      : claim_(&claim),
        name_(std::move(name)),
        run_(std::move(run)),
        cases_(cases),
        ends_(ends),
        cost_per_case_(cost_per_case) {}

  /// Working precision for scalars that have one.
  void set_bits(int bits) { bits_ = bits; }

  /// For a stream whose length must be computed, which may take a while.
  void set_size(std::function<std::uint64_t()> size) { size_ = std::move(size); }

  /// Runs the next chunk of cases; false when none is left, or another thread is still computing the length.
  bool work(std::uint64_t seed, const std::atomic<bool>* interrupted);

  [[nodiscard]] const Claim& claim() const { return *claim_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool finished() const;
  [[nodiscard]] std::uint64_t done() const { return done_; }
  [[nodiscard]] double cost_done() const { return cost_per_case_ * static_cast<double>(done_.load()); }
  [[nodiscard]] double cost_total() const;
  [[nodiscard]] std::string worst() const;

  // What came of it; read when the part has finished.
  [[nodiscard]] bool differs() const { return first_difference_ != none; }
  /// Cases until the first difference, or all.
  [[nodiscard]] std::uint64_t cases_until_difference() const {
    return differs() ? first_difference_ + 1 : done_.load();
  }
  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }
  [[nodiscard]] std::optional<Counterexample> counterexample() const { return counterexample_; }
  [[nodiscard]] RungResult rung_result(RungKind kind) const;
  [[nodiscard]] std::uint64_t decided() const { return done_ - discarded_; }

 private:
  static constexpr std::uint64_t none = std::numeric_limits<std::uint64_t>::max();

  bool prepare();
  void merge(const CaseOutcome& outcome, std::uint64_t index);
  void judge_scaling(RungResult& result) const;
  void judge_ball(RungResult& result) const;

  const Claim* claim_;
  std::string name_;
  Stream run_;
  std::uint64_t cases_;
  Ends ends_;
  double cost_per_case_;
  int bits_ = default_ball_bits;
  std::function<std::uint64_t()> size_;
  enum class Ready { no, soon, yes } ready_ = Ready::no;

  mutable std::mutex mutex_;
  std::uint64_t next_ = 0;
  unsigned running_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
  std::uint64_t discarded_ = 0, comparisons_ = 0, edges_ = 0, differing_ = 0, first_difference_ = none;
  double seconds_ = 0, degree_ = 0, log2_width_ = -std::numeric_limits<double>::infinity();
  std::array<double, scaling_bits.size()> log2_residual_ = {
      -std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
      -std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(),
      -std::numeric_limits<double>::infinity()};
  std::map<std::string, std::uint64_t> shapes_;
  std::map<unsigned, std::uint64_t> networks_by_size_;
  std::multimap<std::uint64_t, std::string> left_out_;  // by case
  std::vector<std::string> measured_;
  std::uint64_t first_measured_ = none;
  std::optional<Counterexample> counterexample_;
  std::optional<std::string> failure_;
  std::string why_discarded_;
  bool undefined_ = false;
};

/// Runs all parts on `jobs` threads; calls `report` about ten times a second from the calling thread.
void run_parts(std::vector<std::unique_ptr<Part>>& parts, std::uint64_t seed, unsigned jobs,
               const std::atomic<bool>* interrupted, const std::function<void()>& report);

}  // namespace klprop::claims
