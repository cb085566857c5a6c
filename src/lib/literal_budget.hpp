#pragma once

/// The literals of one file: read exactly, within a bound on their total size.

#include <klprop/scalar/literal.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace klprop::formats {

/// Reads the literals of one file. A short text can ask for a large number many times, so all of
/// them together may need no more than 32 MB and 16 times the size of the file.
class LiteralBudget {
 public:
  explicit LiteralBudget(std::size_t file_size) : most_((std::size_t{1} << 28) + 128 * file_size) {}

  /// @throws LiteralError  when it is no number, or too large, or all of them together are
  Rational read(std::string_view text) {
    Rational value = parse_literal(text);
    bits_ += bit_size(value);
    if (bits_ > most_)
      throw LiteralError("expected numbers of at most " + std::to_string(most_) +
                         " bits in all; the file has more up to this one");
    return value;
  }

 private:
  std::size_t most_;
  std::size_t bits_ = 0;
};

}  // namespace klprop::formats
