#include "variables_json.hpp"

#include "natural.hpp"
#include "variable_lookup.hpp"

#include <limits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

/// Reads the declarations of variables.
class VariableReader {
 public:
  VariableTable read(const JsonValue& list) {
    list.expect(JsonKind::array, "an array of variables");
    list.for_each_item([&](const JsonValue& item) { read_arity(item); });
    VariableTable table(std::move(arities_));
    for (const auto& [variable, name] : names_) table.name_variable(variable, std::string(name.text()));
    for (const auto& [variable, states] : states_) name_states(table, variable, states);
    return table;
  }

 private:
  void read_arity(const JsonValue& item) {
    const auto variable = static_cast<VariableId>(arities_.size());
    if (item.is(JsonKind::object)) {
      const auto [name, states] = item.fields<2>("a variable", {"name", "states"});
      if (!states)
        item.fail("variable " + std::to_string(variable) + " has no \"states\"; expected their number or names");
      if (name) read_name(variable, *name);
      if (states->is(JsonKind::array)) {
        states_.emplace_back(variable, *states);
        add(*states, states->size());
      } else {
        add(*states, states->index("a number of states", largest));
      }
    } else {
      add(item, item.index("a variable (an object or a number of states)", largest));
    }
  }

  void add(const JsonValue& place, StateId arity) {
    if (arity == 0) place.fail("a variable without states; expected at least 1");
    total_ += arity;
    if (total_ > largest_state_count)
      place.fail("more than " + std::to_string(largest_state_count) + " states in all up to variable " +
                 std::to_string(arities_.size()) + "; expected at most that");
    arities_.push_back(arity);
  }

  void read_name(VariableId variable, const JsonValue& name) {
    name.expect(JsonKind::string, "a name");
    if (name.text().empty()) name.fail("an empty name; expected none or one that is not empty");
    if (natural(name.text()))
      name.fail("the name " + name.shown() + " could be taken for a variable's index; expected other characters");
    if (!taken_.insert(name.text()).second) name.fail("two variables have the name " + name.shown());
    names_.emplace_back(variable, name);
  }

  static void name_states(VariableTable& table, VariableId variable, const JsonValue& states) {
    std::unordered_set<std::string_view> taken;
    StateId state = 0;
    states.for_each_item([&](const JsonValue& name) {
      name.expect(JsonKind::string, "the name of a state");
      const auto text = name.text();
      if (!text.empty() && !taken.insert(text).second) name.fail("two states have the name " + name.shown());
      if (!text.empty()) table.name_state(variable, state, std::string(text));
      ++state;
    });
  }

  static constexpr auto largest = std::numeric_limits<StateId>::max();

  std::vector<StateId> arities_;
  std::uint64_t total_ = 0;
  std::vector<std::pair<VariableId, JsonValue>> names_;
  std::vector<std::pair<VariableId, JsonValue>> states_;
  std::unordered_set<std::string_view> taken_;
};

}  // namespace

VariableTable read_variables(const JsonValue& list) {
  return VariableReader().read(list);
}

}  // namespace klprop::formats
