#pragma once

/// Finite variables and their states: the outcome space that circuits, factor graphs and tables share.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

using VariableId = std::uint32_t;
using StateId = std::uint32_t;
/// Position of a pair (variable, state) in the array of all indicators, variable after variable.
using IndicatorId = std::uint32_t;

/// The model handed to a builder is malformed; the message names the place and what was expected.
class ModelError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Finite variables: how many states each has, and the names that the input gave them (empty if it gave none).
class VariableTable {
 public:
  VariableTable() = default;
  /// @param arities  number of states of each variable, each at least 1
  /// @throws ModelError  on a variable without states, or more than 2^32−2 states in all
  explicit VariableTable(std::vector<StateId> arities);

  [[nodiscard]] std::size_t size() const { return first_.size() - 1; }
  [[nodiscard]] StateId arity(VariableId variable) const { return first_[variable + 1] - first_[variable]; }
  /// Number of pairs (variable, state).
  [[nodiscard]] IndicatorId indicator_count() const { return first_.back(); }
  [[nodiscard]] IndicatorId indicator(VariableId variable, StateId state) const { return first_[variable] + state; }
  /// The inverse of `indicator`. Cost: O(log variables).
  [[nodiscard]] std::pair<VariableId, StateId> owner(IndicatorId indicator) const {
    const auto after = std::upper_bound(first_.begin(), first_.end(), indicator);
    const auto variable = static_cast<VariableId>(after - first_.begin() - 1);
    return {variable, indicator - first_[variable]};
  }

  /// Optional names; an empty string means "no name".
  void name_variable(VariableId variable, std::string name);
  void name_state(VariableId variable, StateId state, std::string name);
  [[nodiscard]] const std::string& variable_name(VariableId variable) const;
  [[nodiscard]] const std::string& state_name(VariableId variable, StateId state) const;
  [[nodiscard]] bool has_names() const { return !variable_names_.empty() || !state_names_.empty(); }

  friend bool operator==(const VariableTable&, const VariableTable&) = default;

 private:
  std::vector<IndicatorId> first_ = {0};
  std::vector<std::string> variable_names_;  // empty, or one per variable
  std::vector<std::string> state_names_;     // empty, or one per indicator
};

inline VariableTable::VariableTable(std::vector<StateId> arities) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max() - 1;
  first_.reserve(arities.size() + 1);
  for (const StateId arity : arities) {
    const auto variable = std::to_string(first_.size() - 1);
    if (arity == 0) throw ModelError("variable " + variable + " has no states; expected at least 1");
    const std::uint64_t next = std::uint64_t{first_.back()} + arity;
    if (next > most) throw ModelError("too many states up to variable " + variable + "; expected below 2^32");
    first_.push_back(static_cast<IndicatorId>(next));
  }
}

inline void VariableTable::name_variable(VariableId variable, std::string name) {
  variable_names_.resize(size());
  variable_names_.at(variable) = std::move(name);
}

inline void VariableTable::name_state(VariableId variable, StateId state, std::string name) {
  state_names_.resize(indicator_count());
  state_names_.at(indicator(variable, state)) = std::move(name);
}

inline const std::string& VariableTable::variable_name(VariableId variable) const {
  static const std::string none;
  return variable_names_.empty() ? none : variable_names_[variable];
}

inline const std::string& VariableTable::state_name(VariableId variable, StateId state) const {
  static const std::string none;
  return state_names_.empty() ? none : state_names_[indicator(variable, state)];
}

}  // namespace klprop
