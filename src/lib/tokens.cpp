#include "tokens.hpp"

#include <klprop/formats/error.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <stdexcept>

namespace klprop::formats {

using klprop::detail::quoted;

Token Tokens::next() {
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == '\n') {
      ++line_;
      line_begins_ = true;
    } else if (comments_ && line_begins_ && c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
    } else if (blanks.find(c) == std::string_view::npos) {
      break;
    }
  }
  if (at_ == text_.size()) return {{}, last_line_};
  const std::size_t begin = at_;
  at_ = std::min(text_.find_first_of(blanks, begin), text_.size());
  last_line_ = line_;
  line_begins_ = false;
  return {text_.substr(begin, at_ - begin), line_};
}

Rational TokenReader::entry_of_current() {
  try {
    Rational value = literals_.read(current_.text);
    if (value < 0) fail("negative entry " + klprop::detail::printable(current_.text) + "; expected at least 0");
    return value;
  } catch (const LiteralError& error) {  // it knows no lines
    fail(error.what());
  }
}

void TokenReader::expect_end(std::string_view last) {
  if (at_end()) return;
  current_ = ahead_;
  fail_expected("the end of the file after " + std::string(last));
}

void TokenReader::fail_expected(const std::string& what) const {
  fail("expected " + what + ", got " + quoted(current_.text));
}

void TokenReader::fail_at(std::size_t line, const std::string& message) const {
  throw FormatError(name_, line, message);
}

}  // namespace klprop::formats
