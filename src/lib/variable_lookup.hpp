#pragma once

/// Variables and states by the names that a model gives them, and the bound on their number.

#include <klprop/simplex/variables.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace klprop::formats {

/// A file may declare this many states in all: each costs memory in every later step, but only a
/// digit in the file.
inline constexpr std::uint64_t largest_state_count = std::uint64_t{1} << 24;

/// Finds variables and states by name. The table must outlive it.
class VariableLookup {
 public:
  explicit VariableLookup(const VariableTable& table) : table_(table) {
    for (VariableId v = 0; v < table.size(); ++v)
      if (const auto& name = table.variable_name(v); !name.empty()) variables_.emplace(name, v);
  }

  [[nodiscard]] std::optional<VariableId> variable(std::string_view name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::nullopt : std::optional(found->second);
  }

  [[nodiscard]] std::optional<StateId> state(VariableId variable, std::string_view name) {
    const auto [names, fresh] = states_.try_emplace(variable);
    if (fresh)
      for (StateId s = 0; s < table_.arity(variable); ++s)
        if (const auto& known = table_.state_name(variable, s); !known.empty()) names->second.emplace(known, s);
    const auto found = names->second.find(name);
    return found == names->second.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  const VariableTable& table_;
  std::unordered_map<std::string_view, VariableId> variables_;
  std::unordered_map<VariableId, std::unordered_map<std::string_view, StateId>> states_;  // filled on first use
};

}  // namespace klprop::formats
