#pragma once

/// How results are written: `rational`, `digits:N`, `f64`, `f32`.

#include <klprop/scalar/rational.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace klprop::cli {

/// A number as text with what is known about it, or the reason why there is none.
struct Written {
  std::optional<std::string> text;
  std::string_view status;
  std::string reason;
  long bits = 0;  ///< working precision that was needed
};

class NumberFormat {
 public:
  /// @throws UsageError
  explicit NumberFormat(const std::string& name);

  [[nodiscard]] bool is_rational() const { return kind_ == Kind::rational; }
  /// "exact" or "correctly-rounded"
  [[nodiscard]] std::string_view status() const { return is_rational() ? "exact" : "correctly-rounded"; }
  /// In words: "to 20 digits".
  [[nodiscard]] std::string describe() const;

  [[nodiscard]] Written write(const Rational& value) const;
  /// ln value; no text under `rational`.  @pre  value > 0
  [[nodiscard]] Written write_log(const Rational& value, long max_bits) const;

 private:
  enum class Kind { rational, digits, binary64, binary32 };
  Kind kind_;
  int digits_ = 0;
};

}  // namespace klprop::cli
