#pragma once

/// Refusal of work that would take more memory than allowed, before it begins.

#include <array>
#include <charconv>
#include <stdexcept>
#include <string>

namespace klprop {

namespace detail {

/// With three digits.
[[nodiscard]] inline std::string about(double value) {
  std::array<char, 32> buffer{};
  constexpr int digits = 3;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, digits);
  return std::string(buffer.data(), end.ptr);
}

}  // namespace detail

/// The message names the work and both sizes.
class MemoryLimitExceeded : public std::runtime_error {
 public:
  /// @param  work   "elimination with tables of …"
  /// @param  bytes  predicted; infinite when beyond the doubles
  MemoryLimitExceeded(const std::string& work, double bytes, double limit)
      : std::runtime_error(work + " would take about " + detail::about(bytes) + " bytes of memory; expected at most " +
                           detail::about(limit)),
        work_(work),
        bytes_(bytes) {}

  [[nodiscard]] const std::string& work() const { return work_; }
  [[nodiscard]] double bytes() const { return bytes_; }

 private:
  std::string work_;
  double bytes_;
};

}  // namespace klprop
