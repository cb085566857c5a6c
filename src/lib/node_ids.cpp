#include "node_ids.hpp"

#include "natural.hpp"

namespace klprop::formats {

void NodeIds::add(const std::optional<JsonValue>& id) {
  const auto position = static_cast<std::uint32_t>(ids_.size());
  ids_.push_back(id);
  if (!id) return;
  const auto [known, fresh] = positions_.emplace(expect_id(*id).text(), position);
  if (!fresh)
    id->fail("two nodes have the id " + id->shown() + "; the first is in line " +
             std::to_string(ids_[known->second]->line()));
}

void NodeIds::finish() const {
  for (const auto& id : ids_) {
    if (!id) continue;
    if (const auto other = by_position(id->text()))
      id->fail("two nodes have the id " + id->shown() + ": the other is node number " + std::to_string(*other) +
               ", which has no other id");
  }
}

const JsonValue& NodeIds::expect_id(const JsonValue& id) {
  if (id.is(JsonKind::string)) return id;
  const std::string_view text = id.text();
  const bool integer = id.is(JsonKind::number) && text != "-0" && text.find_first_of(".eE") == std::string_view::npos;
  if (!integer) id.fail("expected the id of a node (a string or an integer), got " + id.shown());
  return id;
}

std::optional<std::uint32_t> NodeIds::by_position(std::string_view id) const {
  const auto position = natural(id);
  const bool leading_zero = id.size() > 1 && id.front() == '0';
  if (!position || *position >= ids_.size() || leading_zero || ids_[*position]) return std::nullopt;
  return static_cast<std::uint32_t>(*position);
}

std::uint32_t NodeIds::resolve(const JsonValue& reference) const {
  const std::string_view id = expect_id(reference).text();
  if (const auto position = by_position(id)) return *position;
  const auto found = positions_.find(id);
  if (found == positions_.end()) reference.fail("there is no node with the id " + reference.shown());
  return found->second;
}

std::string NodeIds::shown(std::uint32_t position) const {
  return ids_[position] ? ids_[position]->shown() : std::to_string(position);
}

}  // namespace klprop::formats
