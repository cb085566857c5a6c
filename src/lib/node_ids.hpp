#pragma once

/// Ids of nodes in JSON: a string or an integer, or the position of a node that has none.

#include "json_reader.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace klprop::formats {

/// The ids of nodes 0, 1, …, in the order of the file. 7 and "7" are the same id.
class NodeIds {
 public:
  /// @throws FormatError  when two nodes have the same id, or one that is no id
  void add(const std::optional<JsonValue>& id);
  /// Ends the list: only now is it known which positions serve as ids.
  /// @throws FormatError  when two nodes have the same id
  void finish() const;

  /// The position of the node that a reference means.
  /// @throws FormatError  when there is none
  [[nodiscard]] std::uint32_t resolve(const JsonValue& reference) const;
  /// The id of a node for messages.
  [[nodiscard]] std::string shown(std::uint32_t position) const;
  [[nodiscard]] const std::optional<JsonValue>& written(std::uint32_t position) const { return ids_[position]; }

 private:
  static const JsonValue& expect_id(const JsonValue& id);
  /// The node whose position is this id, if that node has no other id.
  [[nodiscard]] std::optional<std::uint32_t> by_position(std::string_view id) const;

  std::vector<std::optional<JsonValue>> ids_;
  std::unordered_map<std::string_view, std::uint32_t> positions_;  // of written ids
};

}  // namespace klprop::formats
