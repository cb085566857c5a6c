#pragma once

/// How results are written: `rational`, `digits:N`, `f64`, `f32`, `ball`.

#include <klprop/certify/increasing_precision.hpp>
#include <klprop/certify/rounding.hpp>
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
  long bits = 0;                           ///< working precision that was needed
  std::optional<std::string> radius = {};  ///< of a ball, whose middle is `text`
};

class NumberFormat {
 public:
  /// @throws UsageError
  explicit NumberFormat(const std::string& name);

  [[nodiscard]] bool is_rational() const { return kind_ == Kind::rational; }
  [[nodiscard]] bool is_digits() const { return kind_ == Kind::digits; }
  [[nodiscard]] bool is_ball() const { return kind_ == Kind::ball; }
  /// "exact", "correctly-rounded" or "enclosed"
  [[nodiscard]] std::string_view status() const;
  /// Significant digits of a result, those of a hexadecimal literal included; empty for rationals.
  [[nodiscard]] std::optional<int> digits() const;
  /// In words: "to 20 digits".
  [[nodiscard]] std::string describe() const;

  /// Significant bits of a normal number; 0 for rationals.
  [[nodiscard]] long significant_bits() const;

  [[nodiscard]] Written write(const Rational& value) const;
  /// A ball that contains the enclosure.  @pre  is_ball()
  [[nodiscard]] Written write(const Enclosure& ends) const;
  /// What `write(value).text` is, but for overflow, which is a text of its own: increasing, as numbers are.
  /// @pre  neither is_rational() nor is_ball()
  [[nodiscard]] std::string rounded(const Rational& value) const;
  /// A text from `rounded`, or none.  @param  reason  why there is none
  [[nodiscard]] Written write(const std::optional<std::string>& rounded, const std::string& reason) const;
  /// ln value; no text under `rational`.  @pre  value > 0
  [[nodiscard]] Written write_log(const Rational& value, long max_bits) const;

 private:
  enum class Kind { rational, digits, binary64, binary32, ball };
  Kind kind_;
  int digits_ = 0;
};

}  // namespace klprop::cli
