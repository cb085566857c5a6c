#include "json_reader.hpp"
#include "literal_budget.hpp"
#include "table_limits.hpp"
#include "variable_lookup.hpp"
#include "variables_json.hpp"

#include <klprop/formats/factor_graph.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

using klprop::detail::printable;
using klprop::detail::quoted;

constexpr std::string_view schema = "klprop.factor-graph/1";

class FactorGraphJsonReader {
 public:
  FactorGraphJsonReader(const JsonDocument& document, std::size_t file_size)
      : document_(document), literals_(file_size) {}

  FactorGraph read() {
    constexpr std::array<std::string_view, 3> keys = {"schema", "variables", "factors"};
    const auto top = document_.root().fields("a factor graph", keys);
    for (std::size_t k = 0; k < keys.size(); ++k)
      if (!top[k]) document_.root().fail("the factor graph has no " + quoted(keys[k], '"') + "; expected one");
    if (!top[0]->is(JsonKind::string) || top[0]->text() != schema)
      top[0]->fail("expected the schema " + quoted(schema, '"') + ", got " + top[0]->shown());
    FactorGraphBuilder builder(read_variables(*top[1]));
    const VariableLookup lookup(builder.variables());
    std::vector<FactorId> seen(builder.variables().size());  // 1 + the last factor whose scope had the variable
    top[2]->expect(JsonKind::array, "an array of factors").for_each_item([&](const JsonValue& item) {
      read_factor(builder, lookup, seen, item);
    });
    return std::move(builder).build();
  }

 private:
  void read_factor(FactorGraphBuilder& builder, const VariableLookup& lookup, std::vector<FactorId>& seen,
                   const JsonValue& item);
  static VariableId read_variable(const VariableTable& variables, const VariableLookup& lookup, const JsonValue& item);
  Rational read_value(const JsonValue& item);

  const JsonDocument& document_;
  LiteralBudget literals_;
};

void FactorGraphJsonReader::read_factor(FactorGraphBuilder& builder, const VariableLookup& lookup,
                                        std::vector<FactorId>& seen, const JsonValue& item) {
  constexpr std::array<std::string_view, 2> keys = {"scope", "values"};
  const FactorId factor = builder.factor_count();
  const std::string which = "factor " + std::to_string(factor);
  const auto [written_scope, written_values] = item.fields("a factor", keys);
  if (!written_scope || !written_values)
    item.fail(which + " has no " + (written_scope ? "\"values\"" : "\"scope\"") + "; expected both");

  std::vector<VariableId> scope;
  std::uint64_t size = 1;
  written_scope->expect(JsonKind::array, "an array of variables").for_each_item([&](const JsonValue& place) {
    const VariableId v = read_variable(builder.variables(), lookup, place);
    if (std::exchange(seen[v], factor + 1) == factor + 1)
      place.fail(which + " has variable " + place.shown() + " twice; expected different variables");
    scope.push_back(v);
    size *= builder.variables().arity(v);
    if (size >= table_size_bound) place.fail(too_large_a_table(factor));
  });
  written_values->expect(JsonKind::array, "an array of entries, one per outcome of the scope");
  if (written_values->size() != size)
    written_values->fail(which + " with " + std::to_string(written_values->size()) + " entries; expected " +
                         std::to_string(size) + ", one per outcome of its " + std::to_string(scope.size()) +
                         " variables");
  std::vector<Rational> values;
  values.reserve(size);
  written_values->for_each_item([&](const JsonValue& value) { values.push_back(read_value(value)); });
  try {
    builder.factor(scope, std::move(values));
  } catch (const ModelError& error) {  // it knows no lines
    item.fail(error.what());
  }
}

VariableId FactorGraphJsonReader::read_variable(const VariableTable& variables, const VariableLookup& lookup,
                                                const JsonValue& item) {
  if (item.is(JsonKind::string)) {
    const auto named = lookup.variable(item.text());
    if (!named) item.fail("there is no variable named " + item.shown());
    return *named;
  }
  const auto index = item.index("a variable (an index or a name)", std::numeric_limits<std::uint32_t>::max());
  if (index >= variables.size())
    item.fail("there is no variable " + item.shown() + "; expected one below " + std::to_string(variables.size()));
  return index;
}

Rational FactorGraphJsonReader::read_value(const JsonValue& item) {
  if (!item.is(JsonKind::number) && !item.is(JsonKind::string))
    item.fail("expected an entry (a number, or one in a string such as \"1/3\"), got " + item.shown());
  try {
    Rational value = literals_.read(item.text());
    if (value < 0) item.fail("negative entry " + printable(item.text()) + "; expected at least 0");
    return value;
  } catch (const LiteralError& error) {  // it knows no lines
    item.fail(error.what());
  }
}

}  // namespace

FactorGraph parse_factor_graph_json(std::string_view text, const std::string& name) {
  const JsonDocument document(text, name);
  return FactorGraphJsonReader(document, text.size()).read();
}

}  // namespace klprop::formats
