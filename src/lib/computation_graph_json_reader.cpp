#include "json_reader.hpp"
#include "literal_budget.hpp"
#include "node_ids.hpp"
#include "topological_order.hpp"

#include <klprop/formats/computation_graph_json.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <numeric>
#include <utility>

namespace klprop::formats {
namespace {

using klprop::detail::quoted;

constexpr std::string_view schema = "klprop.computation-graph/1";

/// Exponents of `power` beyond this: nobody can write the powers down.
constexpr long largest_exponent = 1'000'000'000;

/// A node as it stands in the file.
struct Node {
  Primitive primitive;
  JsonValue item;
  JsonValue content;  ///< arguments; the value of a constant or an input
  std::optional<JsonValue> parameter;
  std::optional<JsonValue> name;
};

/// The key under which a primitive's parameter stands; empty when it has none beside its content.
std::string_view parameter_key(Primitive primitive) {
  if (primitive == Primitive::leaky_relu) return "slope";
  if (primitive == Primitive::constant || primitive == Primitive::input) return {};
  switch (primitive_info(primitive).parameter) {
    case PrimitiveParameter::integer:
    case PrimitiveParameter::rational:
      return "exponent";
    case PrimitiveParameter::component:
      return "component";
    default:
      return {};
  }
}

class Reader {
 public:
  Reader(const JsonDocument& document, std::size_t file_size) : document_(document), budget_(file_size) {}

  ComputationGraph read();

 private:
  void read_node(const JsonValue& item);
  ChildLists resolve_arguments() const;
  [[nodiscard]] std::vector<std::uint32_t> order_of(const ChildLists& arguments) const;
  [[noreturn]] void fail_on_cycle(const std::vector<std::uint32_t>& cycle) const;
  void add_node(std::uint32_t position, std::span<const GraphNodeId> arguments);
  GraphNodeId add_applied(const Node& node, std::span<const GraphNodeId> arguments);
  void read_output(const JsonValue& item);
  Rational number(const JsonValue& value);
  [[nodiscard]] std::string name_of(std::uint32_t position) const;

  const JsonDocument& document_;
  LiteralBudget budget_;
  ComputationGraphBuilder builder_;
  std::vector<Node> nodes_;
  NodeIds ids_;
  std::vector<GraphNodeId> numbers_;  // in the graph, by position in the file
};

ComputationGraph Reader::read() {
  constexpr std::array<std::string_view, 3> keys = {"schema", "nodes", "outputs"};
  const auto top = document_.root().fields("a computation graph", keys);
  for (std::size_t k = 0; k < keys.size(); ++k)
    if (!top[k]) document_.root().fail("the computation graph has no " + quoted(keys[k], '"') + "; expected one");
  if (!top[0]->is(JsonKind::string) || top[0]->text() != schema)
    top[0]->fail("expected the schema " + quoted(schema, '"') + ", got " + top[0]->shown());

  top[1]->expect(JsonKind::array, "an array of nodes");
  top[1]->for_each_item([&](const JsonValue& item) { read_node(item); });
  ids_.finish();
  const ChildLists arguments = resolve_arguments();
  numbers_.resize(nodes_.size());
  std::vector<GraphNodeId> numbers;
  for (const std::uint32_t position : order_of(arguments)) {
    numbers.clear();
    for (auto edge = arguments.first[position]; edge < arguments.first[position + 1]; ++edge)
      numbers.push_back(numbers_[arguments.child[edge]]);
    add_node(position, numbers);
  }
  top[2]->expect(JsonKind::array, "an array of outputs");
  if (top[2]->size() == 0) top[2]->fail("the computation graph has no outputs; expected at least one");
  top[2]->for_each_item([&](const JsonValue& item) { read_output(item); });
  return std::move(builder_).build();
}

void Reader::read_node(const JsonValue& item) {
  item.expect(JsonKind::object, "a node");
  std::optional<Node> node;
  std::optional<JsonValue> id, name, parameter, parameter_name;
  item.for_each_member([&](const JsonValue& key, const JsonValue& value) {
    if (key.text() == "id") {
      id = value;
    } else if (key.text() == "name") {
      name = value.expect(JsonKind::string, "a name");
    } else if (key.text() == "exponent" || key.text() == "slope" || key.text() == "component") {
      if (parameter) key.fail("a node with two parameters, " + parameter_name->shown() + " and " + key.shown());
      parameter_name = key;
      parameter = value;
    } else if (const auto primitive = primitive_named(key.text())) {
      if (node) key.fail("a node with two primitives; expected one");
      node = Node{*primitive, item, value, std::nullopt, std::nullopt};
    } else {
      key.fail("unknown key " + key.shown() + " in a node; expected a primitive, \"id\", \"name\" or a parameter");
    }
  });
  if (!node) item.fail("a node without a primitive; expected one");
  const std::string_view key = parameter_key(node->primitive);
  if (parameter && parameter_name->text() != key)
    parameter_name->fail(parameter_name->shown() + " for " + quoted(klprop::name(node->primitive), '"') +
                         (key.empty() ? "; expected no parameter" : "; expected " + quoted(key, '"')));
  if (!key.empty() && !parameter)
    item.fail(quoted(klprop::name(node->primitive), '"') + " without " + quoted(key, '"') + "; expected one");
  node->parameter = parameter;
  node->name = name;
  nodes_.push_back(*node);
  ids_.add(id);
}

ChildLists Reader::resolve_arguments() const {
  ChildLists lists;
  lists.first.reserve(nodes_.size() + 1);
  for (const Node& node : nodes_) {
    if (node.primitive != Primitive::input && node.primitive != Primitive::constant) {
      node.content.expect(JsonKind::array, "an array of arguments");
      node.content.for_each_item([&](const JsonValue& item) { lists.child.push_back(ids_.resolve(item)); });
    }
    lists.first.push_back(static_cast<std::uint32_t>(lists.child.size()));
  }
  return lists;
}

/// The order of the file where that is possible; else inputs first, in their order.
std::vector<std::uint32_t> Reader::order_of(const ChildLists& arguments) const {
  TopologicalOrder sorted = topological_order(arguments);
  if (!sorted.cycle.empty()) fail_on_cycle(sorted.cycle);
  if (std::is_sorted(sorted.order.begin(), sorted.order.end())) return sorted.order;
  const auto is_input = [&](std::uint32_t position) { return nodes_[position].primitive == Primitive::input; };
  const auto others = std::stable_partition(sorted.order.begin(), sorted.order.end(), is_input);
  std::sort(sorted.order.begin(), others);
  return sorted.order;
}

void Reader::fail_on_cycle(const std::vector<std::uint32_t>& cycle) const {
  constexpr std::size_t most = 10;
  const auto described = [&](std::uint32_t position) {
    return ids_.shown(position) + " (line " + std::to_string(nodes_[position].item.line()) + ")";
  };
  std::string names;
  for (std::size_t i = 0; i < std::min(most, cycle.size()); ++i) names += described(cycle[i]) + " -> ";
  if (cycle.size() > most) names += "... -> ";
  nodes_[cycle.front()].item.fail("a cycle of " + std::to_string(cycle.size()) + " nodes: " + names +
                                  described(cycle.front()) + "; expected none");
}

std::string Reader::name_of(std::uint32_t position) const {
  if (nodes_[position].name) return std::string(nodes_[position].name->text());
  const auto& id = ids_.written(position);
  return id && id->is(JsonKind::string) ? std::string(id->text()) : std::string();
}

void Reader::add_node(std::uint32_t position, std::span<const GraphNodeId> arguments) {
  const Node& node = nodes_[position];
  const std::string name = name_of(position);
  try {
    if (node.primitive == Primitive::input) {
      const bool has_value = !node.content.is(JsonKind::null);
      numbers_[position] =
          builder_.input(name, has_value ? std::optional(number(node.content)) : std::optional<Rational>());
      return;
    }
    numbers_[position] = add_applied(node, arguments);
    if (!name.empty()) builder_.name(numbers_[position], name);
  } catch (const GraphError& error) {  // it knows no lines
    node.item.fail(error.what());
  }
}

GraphNodeId Reader::add_applied(const Node& node, std::span<const GraphNodeId> arguments) {
  const auto one = [&] {
    if (arguments.size() != 1)
      node.content.fail(quoted(klprop::name(node.primitive), '"') + " of " + std::to_string(arguments.size()) +
                        " arguments; expected 1");
    return arguments[0];
  };
  switch (node.primitive) {
    case Primitive::constant:
      return builder_.constant(number(node.content));
    case Primitive::power: {
      const GraphNodeId x = one();
      const Rational exponent = number(*node.parameter);
      if (denominator(exponent) != 1 || abs(exponent) > largest_exponent)
        node.parameter->fail("expected a whole exponent from -" + std::to_string(largest_exponent) + " to " +
                             std::to_string(largest_exponent) + ", got " + node.parameter->shown());
      return builder_.power(x, mpz_get_si(mpq_numref(exponent.backend().data())));
    }
    case Primitive::real_power: {
      const GraphNodeId x = one();
      return builder_.real_power(x, number(*node.parameter));
    }
    case Primitive::leaky_relu: {
      const GraphNodeId x = one();
      return builder_.leaky_relu(x, number(*node.parameter));
    }
    case Primitive::softmax:
      if (arguments.empty()) node.content.fail("\"softmax\" of 0 arguments; expected at least 1");
      return builder_.softmax(arguments,
                              node.parameter->index("a component", static_cast<std::uint32_t>(arguments.size() - 1)));
    default:
      return builder_.apply(node.primitive, arguments);
  }
}

/// An id, which is the output's name too, or an object with both.
void Reader::read_output(const JsonValue& item) {
  JsonValue node = item;
  std::string name;
  if (item.is(JsonKind::object)) {
    constexpr std::array<std::string_view, 2> keys = {"node", "name"};
    const auto found = item.fields("an output", keys);
    if (!found[0] || !found[1]) item.fail("expected an output with \"node\" and \"name\"");
    node = *found[0];
    name = found[1]->expect(JsonKind::string, "a name").text();
  } else {
    name = item.text();
  }
  const std::uint32_t position = ids_.resolve(node);
  try {
    builder_.output(std::move(name), numbers_[position]);
  } catch (const GraphError& error) {
    item.fail(error.what());
  }
}

Rational Reader::number(const JsonValue& value) {
  if (!value.is(JsonKind::number) && !value.is(JsonKind::string))
    value.fail("expected a number, or one in a string such as \"1/3\", got " + value.shown());
  try {
    return budget_.read(value.text());
  } catch (const LiteralError& error) {
    value.fail(error.what());
  }
}

}  // namespace

ComputationGraph parse_computation_graph_json(std::string_view text, const std::string& name) {
  const JsonDocument document(text, name);
  return Reader(document, text.size()).read();
}

}  // namespace klprop::formats
