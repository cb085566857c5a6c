#pragma once

/// The literals of one file as parameters of a circuit, shared where they are equal.

#include "literal_budget.hpp"

#include <klprop/spn/circuit.hpp>

#include <string_view>
#include <unordered_map>
#include <utility>

namespace klprop::formats {

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
