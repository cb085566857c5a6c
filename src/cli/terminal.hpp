#pragma once

/// What the terminal can show.

#include <string>
#include <string_view>

namespace klprop::cli {

/// Colours text, or not.
class Style {
 public:
  /// @param color  "auto", "always" or "never"; auto: when standard output is a terminal, NO_COLOR is not set and TERM is not
  ///               "dumb"
  explicit Style(std::string_view color);

  [[nodiscard]] std::string good(std::string_view text) const { return dressed("32", text); }
  [[nodiscard]] std::string bad(std::string_view text) const { return dressed("31;1", text); }
  [[nodiscard]] std::string heading(std::string_view text) const { return dressed("1", text); }

 private:
  [[nodiscard]] std::string dressed(std::string_view code, std::string_view text) const;
  bool on_;
};

/// Whether standard error is a terminal on which a line can be rewritten.
[[nodiscard]] bool live_terminal();

}  // namespace klprop::cli
