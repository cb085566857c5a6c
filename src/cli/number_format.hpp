#pragma once

/// How results are written: `rational`, `digits:N`, `f64`, `f32`, `ball`.

#include <klprop/certify/certified_gradient.hpp>
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
  /// A ball that contains the enclosure, whatever the format.
  [[nodiscard]] static Written write(const Enclosure& ends);
  /// The same; no text when the exponents are beyond all writing.
  [[nodiscard]] static Written write(const Ball& ball, const std::string& reason);
  /// What `write(value).text` is, but for overflow, which is a text of its own: increasing, as numbers are.
  /// @pre  neither is_rational() nor is_ball()
  [[nodiscard]] std::string rounded(const Rational& value) const;
  /// For `certified_gradient`: as `rounded`, or fractions in full; under `ball` every number has the same text, since its
  /// enclosure is asked for.
  [[nodiscard]] NumberTexts texts() const;
  /// A text from `rounded`, or none.  @param  reason  why there is none
  [[nodiscard]] Written write(const std::optional<std::string>& rounded, const std::string& reason) const;
  /// ln value; no text under `rational`.  @pre  value > 0
  [[nodiscard]] Written write_log(const Rational& value, long max_bits) const;

 private:
  [[nodiscard]] std::optional<std::string> rounded(const Ball& ball) const;

  enum class Kind { rational, digits, binary64, binary32, ball };
  Kind kind_;
  int digits_ = 0;
};

}  // namespace klprop::cli
