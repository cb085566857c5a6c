#include "json_reader.hpp"
#include "literals.hpp"
#include "natural.hpp"
#include "topological_order.hpp"
#include "variable_lookup.hpp"
#include "variables_json.hpp"

#include <klprop/formats/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace klprop::formats {
namespace {

using klprop::detail::quoted;

constexpr std::string_view schema = "klprop.spn/1";

// ---- nodes --------------------------------------------------------------------------------------

/// A node as it stands in the file.
struct Node {
  NodeKind kind;
  JsonValue content;
};

/// The nodes of a file by position, and their ids.
class NodeList {
 public:
  explicit NodeList(const JsonValue& list);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  [[nodiscard]] const Node& operator[](std::uint32_t position) const { return nodes_[position]; }
  [[nodiscard]] std::uint32_t resolve(const JsonValue& reference) const;
  /// A node and its line, for messages.
  [[nodiscard]] std::string describe(std::uint32_t position) const {
    const auto& id = ids_[position];
    return (id ? id->shown() : std::to_string(position)) + " (line " + std::to_string(nodes_[position].content.line()) +
           ")";
  }

 private:
  void add(const JsonValue& item);
  void add_id(const JsonValue& id, std::uint32_t position);
  static const JsonValue& expect_id(const JsonValue& id);
  /// The node whose position is this id, if that node has no other id.
  [[nodiscard]] std::optional<std::uint32_t> by_position(std::string_view id) const;

  std::vector<Node> nodes_;
  std::vector<std::optional<JsonValue>> ids_;
  std::unordered_map<std::string_view, std::uint32_t> positions_;  // of written ids
};

NodeList::NodeList(const JsonValue& list) {
  list.expect(JsonKind::array, "an array of nodes");
  nodes_.reserve(list.size());
  ids_.reserve(list.size());
  list.for_each_item([&](const JsonValue& item) { add(item); });
  // Only now is it known which positions serve as ids.
  for (std::uint32_t position = 0; position < size(); ++position) {
    if (!ids_[position]) continue;
    if (const auto other = by_position(ids_[position]->text()))
      ids_[position]->fail("two nodes have the id " + ids_[position]->shown() + ": the other is node number " +
                           std::to_string(*other) + ", which has no other id");
  }
}

void NodeList::add(const JsonValue& item) {
  constexpr std::array<std::string_view, 5> keys = {"indicator", "constant", "product", "sum", "id"};
  const auto found = item.fields("a node", keys);
  const auto contents = std::count_if(found.begin(), found.begin() + 4, [](const auto& f) { return f.has_value(); });
  if (contents != 1)
    item.fail("a node with " + std::to_string(contents) +
              " contents; expected one of \"indicator\", \"constant\", \"product\" and \"sum\"");
  constexpr std::array kinds = {NodeKind::indicator, NodeKind::constant, NodeKind::product, NodeKind::sum};
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (found[k]) nodes_.push_back({kinds[k], *found[k]});
  ids_.push_back(found[4]);
  if (found[4]) add_id(expect_id(*found[4]), size() - 1);
}

void NodeList::add_id(const JsonValue& id, std::uint32_t position) {
  const auto [known, fresh] = positions_.emplace(id.text(), position);
  if (!fresh)
    id.fail("two nodes have the id " + id.shown() + "; the first is in line " +
            std::to_string(ids_[known->second]->line()));
}

const JsonValue& NodeList::expect_id(const JsonValue& id) {
  if (id.is(JsonKind::string)) return id;
  const std::string_view text = id.text();
  const bool integer = id.is(JsonKind::number) && text != "-0" && text.find_first_of(".eE") == std::string_view::npos;
  if (!integer) id.fail("expected the id of a node (a string or an integer), got " + id.shown());
  return id;
}

std::optional<std::uint32_t> NodeList::by_position(std::string_view id) const {
  const auto position = natural(id);
  const bool leading_zero = id.size() > 1 && id.front() == '0';
  if (!position || *position >= size() || leading_zero || ids_[*position]) return std::nullopt;
  return static_cast<std::uint32_t>(*position);
}

std::uint32_t NodeList::resolve(const JsonValue& reference) const {
  const std::string_view id = expect_id(reference).text();
  if (const auto position = by_position(id)) return *position;
  const auto found = positions_.find(id);
  if (found == positions_.end()) reference.fail("there is no node with the id " + reference.shown());
  return found->second;
}

// ---- the circuit --------------------------------------------------------------------------------

/// A term of a sum: the id of a child, or that and a weight in an array.
struct Term {
  explicit Term(const JsonValue& term) : child(term) {
    if (!term.is(JsonKind::array)) return;
    if (term.size() != 2)
      term.fail("expected a child's id, or [id, weight], got an array of " + std::to_string(term.size()));
    bool first = true;
    term.for_each_item([&](const JsonValue& part) {
      if (std::exchange(first, false))
        child = part;
      else
        weight = part;
    });
  }
  JsonValue child;
  std::optional<JsonValue> weight;
};

class SpnJsonReader {
 public:
  SpnJsonReader(const JsonDocument& document, std::size_t file_size) : document_(document), budget_(file_size) {}

  Circuit read() {
    constexpr std::array<std::string_view, 4> keys = {"schema", "variables", "nodes", "root"};
    const auto top = document_.root().fields("a circuit", keys);
    for (std::size_t k = 0; k < keys.size(); ++k)
      if (!top[k]) document_.root().fail("the circuit has no " + quoted(keys[k], '"') + "; expected one");
    if (!top[0]->is(JsonKind::string) || top[0]->text() != schema)
      top[0]->fail("expected the schema " + quoted(schema, '"') + ", got " + top[0]->shown());

    CircuitBuilder builder(read_variables(*top[1]));
    const NodeList nodes(*top[2]);
    const std::uint32_t root = nodes.resolve(*top[3]);
    const ChildLists children = resolve_children(nodes);
    const TopologicalOrder sorted = topological_order(children);
    if (!sorted.cycle.empty()) fail_on_cycle(nodes, sorted.cycle);

    add_nodes(builder, nodes, children, sorted.order);
    const NodeId root_number = numbers_[root];
    return std::move(builder).build(root_number, sorted.order);
  }

 private:
  static ChildLists resolve_children(const NodeList& nodes);
  [[noreturn]] static void fail_on_cycle(const NodeList& nodes, const std::vector<std::uint32_t>& cycle);
  void add_nodes(CircuitBuilder& builder, const NodeList& nodes, const ChildLists& children,
                 const std::vector<std::uint32_t>& order);
  void add_indicator(CircuitBuilder& builder, const JsonValue& content, VariableLookup& lookup);
  void add_sum(CircuitBuilder& builder, const JsonValue& content, LiteralTable& literals);
  ParameterId parameter(const JsonValue& value, LiteralTable& literals);

  const JsonDocument& document_;
  LiteralBudget budget_;
  std::vector<NodeId> numbers_;  // in the circuit, by position in the file
  std::vector<NodeId> children_;
  std::vector<ParameterId> weights_;
};

ChildLists SpnJsonReader::resolve_children(const NodeList& nodes) {
  ChildLists lists;
  lists.first.reserve(std::size_t{nodes.size()} + 1);
  for (std::uint32_t position = 0; position < nodes.size(); ++position) {
    const auto& [kind, content] = nodes[position];
    if (kind == NodeKind::product || kind == NodeKind::sum) {
      content.expect(JsonKind::array, "an array of children");
      content.for_each_item([&, weighted = kind == NodeKind::sum](const JsonValue& item) {
        lists.child.push_back(nodes.resolve(weighted ? Term(item).child : item));
      });
    }
    lists.first.push_back(static_cast<std::uint32_t>(lists.child.size()));
  }
  return lists;
}

void SpnJsonReader::fail_on_cycle(const NodeList& nodes, const std::vector<std::uint32_t>& cycle) {
  constexpr std::size_t most = 10;
  std::string names;
  for (std::size_t i = 0; i < std::min(most, cycle.size()); ++i) names += nodes.describe(cycle[i]) + " -> ";
  if (cycle.size() > most) names += "... -> ";
  nodes[cycle.front()].content.fail("a cycle of " + std::to_string(cycle.size()) + " nodes: " + names +
                                    nodes.describe(cycle.front()) + "; expected none");
}

void SpnJsonReader::add_nodes(CircuitBuilder& builder, const NodeList& nodes, const ChildLists& children,
                              const std::vector<std::uint32_t>& order) {
  VariableLookup lookup(builder.variables());
  LiteralTable literals(builder, budget_);
  numbers_.resize(nodes.size());
  for (const std::uint32_t position : order) {
    const auto& [kind, content] = nodes[position];
    children_.clear();
    for (auto edge = children.first[position]; edge < children.first[position + 1]; ++edge)
      children_.push_back(numbers_[children.child[edge]]);
    numbers_[position] = builder.node_count();
    try {
      switch (kind) {
        case NodeKind::indicator:
          add_indicator(builder, content, lookup);
          break;
        case NodeKind::constant:
          builder.constant(parameter(content, literals));
          break;
        case NodeKind::product:
          builder.product(children_);
          break;
        case NodeKind::sum:
          add_sum(builder, content, literals);
          break;
      }
    } catch (const ModelError& error) {  // it knows no lines
      content.fail(error.what());
    }
  }
}

void SpnJsonReader::add_indicator(CircuitBuilder& builder, const JsonValue& content, VariableLookup& lookup) {
  content.expect(JsonKind::array, "an indicator [variable, state]");
  if (content.size() != 2)
    content.fail("expected an indicator [variable, state], got an array of " + std::to_string(content.size()));
  constexpr auto most = std::numeric_limits<std::uint32_t>::max();
  std::optional<VariableId> variable;
  content.for_each_item([&](const JsonValue& item) {
    if (!variable) {
      variable = item.is(JsonKind::string) ? lookup.variable(item.text())
                                           : item.index("a variable (an index or a name)", most);
      if (!variable) item.fail("there is no variable named " + item.shown());
      if (*variable >= builder.variables().size())
        item.fail("indicator of variable " + item.shown() + "; expected a variable below " +
                  std::to_string(builder.variables().size()));
    } else {
      const auto state = item.is(JsonKind::string) ? lookup.state(*variable, item.text())
                                                   : item.index("a state (an index or a name)", most);
      if (!state) item.fail("variable " + std::to_string(*variable) + " has no state named " + item.shown());
      builder.indicator(*variable, *state);
    }
  });
}

void SpnJsonReader::add_sum(CircuitBuilder& builder, const JsonValue& content, LiteralTable& literals) {
  weights_.clear();
  content.for_each_item([&](const JsonValue& item) {
    const Term term(item);
    weights_.push_back(term.weight ? parameter(*term.weight, literals) : CircuitBuilder::unit);
  });
  builder.sum(children_, weights_);
}

ParameterId SpnJsonReader::parameter(const JsonValue& value, LiteralTable& literals) {
  if (!value.is(JsonKind::number) && !value.is(JsonKind::string))
    value.fail("expected a number, or one in a string such as \"1/3\", got " + value.shown());
  try {
    return literals.intern(value.text());
  } catch (const std::invalid_argument& error) {  // of a literal or of the model
    value.fail(error.what());
  }
}

}  // namespace

Circuit parse_spn_json(std::string_view text, const std::string& name) {
  const JsonDocument document(text, name);
  return SpnJsonReader(document, text.size()).read();
}

}  // namespace klprop::formats
