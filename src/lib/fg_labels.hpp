#pragma once

/// libDAI's labels as names of variables. A name must not be digits only, which would be taken for a variable's number.

#include "natural.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace klprop::formats {

/// Labels are below this.
inline constexpr std::uint64_t label_bound = std::uint64_t{1} << 62;

[[nodiscard]] inline std::string name_of_label(std::uint64_t label) {
  return "#" + std::to_string(label);
}

/// The label of which this is the name, if there is one.
[[nodiscard]] inline std::optional<std::uint64_t> label_of_name(std::string_view name) {
  if (name.empty() || name.front() != '#') return std::nullopt;
  const auto label = natural(name.substr(1));
  return label && *label < label_bound && name_of_label(*label) == name ? label : std::nullopt;
}

}  // namespace klprop::formats
