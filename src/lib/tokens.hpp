#pragma once

/// Texts whose words are separated by any white space, such as those of the UAI competitions and of libDAI.

#include "literal_budget.hpp"
#include "natural.hpp"

#include <klprop/scalar/rational.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace klprop::formats {

inline constexpr std::string_view blanks = " \t\r\n";

/// A piece of a text between blanks.
struct Token {
  std::string_view text;
  std::size_t line = 1;  ///< counted from 1
};

enum class Comments : std::uint8_t {
  none,
  hash_lines,  ///< a line that begins with a # is left out
};

/// Cuts a text at its blanks, from left to right.
class Tokens {
 public:
  explicit Tokens(std::string_view text, Comments comments = Comments::none)
      : text_(text), comments_(comments == Comments::hash_lines) {}

  /// The next piece. After the last one a piece without text, in the line of the last.
  Token next();

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t last_line_ = 1;
  bool comments_;
  bool line_begins_ = true;  // nothing but blanks since the last line end
};

/// Reads such a text piece by piece and knows where it is. What is expected next is said as a text, or by a callable
/// that makes one, since it is rarely needed.
class TokenReader {
 public:
  /// @param  name  the file's name, for messages; it must outlive the reader
  TokenReader(std::string_view text, const std::string& name, Comments comments = Comments::none)
      : tokens_(text, comments), name_(name), literals_(text.size()), ahead_(tokens_.next()) {}

  [[nodiscard]] bool at_end() const { return ahead_.text.empty(); }
  /// The piece that was read last.
  [[nodiscard]] const Token& current() const { return current_; }

  /// The next piece.
  /// @throws FormatError  when there is none
  template <typename What>
  const Token& token(const What& what) {
    if (at_end()) fail_at(ahead_.line, "the file ends before " + said(what) + "; is it cut off?");
    current_ = ahead_;
    ahead_ = tokens_.next();
    return current_;
  }

  /// The next piece as a number of decimal digits; 2^62 stands for everything above that.
  /// @throws FormatError  when it is nothing of the sort
  template <typename What>
  std::uint64_t natural(const What& what) {
    const auto value = formats::natural(token(what).text);
    if (!value) fail_expected(said(what) + ", a whole number");
    return *value;
  }

  /// The next piece as an exact number that is not negative.
  /// @throws FormatError  when it is nothing of the sort, or too large
  template <typename What>
  Rational entry(const What& what) {
    token(what);
    return entry_of_current();
  }

  /// @param  last  what stood before the end
  /// @throws FormatError  when anything follows
  void expect_end(std::string_view last);

  /// Throws FormatError at the piece that was read last.
  [[noreturn]] void fail(const std::string& message) const { fail_at(current_.line, message); }
  /// The same, in the words "expected …, got …".
  [[noreturn]] void fail_expected(const std::string& what) const;

 private:
  template <typename What>
  static std::string said(const What& what) {
    if constexpr (std::invocable<const What&>)
      return what();
    else
      return std::string(what);
  }
  Rational entry_of_current();
  [[noreturn]] void fail_at(std::size_t line, const std::string& message) const;

  Tokens tokens_;
  const std::string& name_;
  LiteralBudget literals_;
  Token current_;
  Token ahead_;
};

}  // namespace klprop::formats
