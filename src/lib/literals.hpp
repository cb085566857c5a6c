#pragma once

/// The literals of one file: read exactly, within a bound on their total size, and shared where
/// they are equal.

#include <klprop/scalar/literal.hpp>
#include <klprop/spn/circuit.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

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

/// The literals of one file as parameters of one circuit: equal texts are read once and share an
/// entry. Texts handed in must stay where they are as long as the table lives.
class LiteralTable {
 public:
  LiteralTable(CircuitBuilder& builder, LiteralBudget& budget) : builder_(builder), budget_(budget) {}

  /// @throws LiteralError  as `LiteralBudget::read`
  /// @throws ModelError    when it is negative
  ParameterId intern(std::string_view text) {
    const auto known = entries_.find(text);
    if (known != entries_.end()) return known->second;
    Rational value = budget_.read(text);
    const ParameterId entry = value == 1 ? CircuitBuilder::unit : builder_.parameter(std::move(value));
    entries_.emplace(text, entry);
    return entry;
  }

 private:
  CircuitBuilder& builder_;
  LiteralBudget& budget_;
  std::unordered_map<std::string_view, ParameterId> entries_;
};

}  // namespace klprop::formats
