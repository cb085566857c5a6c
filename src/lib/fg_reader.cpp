#include "fg_labels.hpp"
#include "fg_order.hpp"
#include "table_limits.hpp"
#include "tokens.hpp"
#include "variable_lookup.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

/// Reads libDAI's factor graphs block by block. Which variables there are is known after the last block only; until
/// then they are numbered as they come.
class FgReader {
 public:
  FgReader(std::string_view text, const std::string& name)
      : in_(text, name, Comments::hash_lines), entries_left_(sparse_entry_budget(text.size())) {}

  FactorGraph read() {
    const std::uint64_t count = in_.natural("the number of factors");
    while (factors_.size() < count) read_factor(count);
    in_.expect_end(count == 0 ? "the number of factors" : "the last entry of the last factor");
    try {
      return build();
    } catch (const ModelError& error) {  // it knows no lines
      in_.fail(error.what());
    }
  }

 private:
  struct Variable {
    std::uint64_t label;
    StateId arity;     // 0: not read yet
    std::size_t line;  // where its arity was read first
  };
  struct Factor {
    std::vector<VariableId> scope;
    std::vector<Rational> values;  // by outcome, the last variable running fastest
  };

  void read_factor(std::uint64_t count);
  void read_label(std::vector<VariableId>& scope);
  void read_arities(const std::vector<VariableId>& scope);
  void read_arity(Variable& variable);
  void read_entries(Factor& factor);
  FactorGraph build();
  [[nodiscard]] std::string which() const { return "factor " + std::to_string(factors_.size()); }

  TokenReader in_;
  std::uint64_t entries_left_;
  std::uint64_t states_ = 0;
  std::map<std::uint64_t, VariableId> by_label_;
  std::vector<Variable> variables_;
  std::vector<std::size_t> seen_;  // by variable: 1 + the last factor whose block had it
  std::vector<Factor> factors_;
};

void FgReader::read_factor(std::uint64_t count) {
  Factor factor;
  const std::uint64_t variables = in_.natural(
      [&] { return "the number of variables of " + which() + " (of " + std::to_string(count) + " factors)"; });
  while (factor.scope.size() < variables) read_label(factor.scope);
  read_arities(factor.scope);
  read_entries(factor);
  factors_.push_back(std::move(factor));
}

void FgReader::read_label(std::vector<VariableId>& scope) {
  const std::uint64_t label = in_.natural([&] { return "the label of a variable of " + which(); });
  if (label >= label_bound) in_.fail_expected("a label below 2^62");
  const auto [known, fresh] = by_label_.emplace(label, static_cast<VariableId>(variables_.size()));
  if (fresh) {
    variables_.push_back({label, 0, 0});
    seen_.push_back(0);
  }
  if (std::exchange(seen_[known->second], factors_.size() + 1) == factors_.size() + 1)
    in_.fail(which() + " has label " + std::to_string(label) + " twice; expected different labels");
  scope.push_back(known->second);
}

void FgReader::read_arities(const std::vector<VariableId>& scope) {
  std::uint64_t table_size = 1;
  for (const VariableId v : scope) {
    read_arity(variables_[v]);
    table_size *= variables_[v].arity;
    if (table_size >= table_size_bound) in_.fail(too_large_a_table(factors_.size()));
  }
  if (table_size > entries_left_)
    in_.fail("more entries in all tables up to " + which() + " than a file of this size may have, which are 2^20 and " +
             "4 per byte; expected fewer");
  entries_left_ -= table_size;
}

void FgReader::read_arity(Variable& variable) {
  const auto whose = [&] { return "the variable with label " + std::to_string(variable.label); };
  const std::uint64_t arity = in_.natural([&] { return "the number of states of " + whose() + " in " + which(); });
  if (variable.arity != 0 && variable.arity != arity)
    in_.fail(whose() + " has " + std::to_string(arity) + " states in " + which() + "; expected " +
             std::to_string(variable.arity) + " as in line " + std::to_string(variable.line));
  if (variable.arity != 0) return;
  if (arity == 0) in_.fail(whose() + " has no states; expected at least 1");
  states_ += arity;
  if (states_ > largest_state_count)
    in_.fail("more than " + std::to_string(largest_state_count) + " states in all up to " + whose() +
             "; expected at most that");
  variable.arity = static_cast<StateId>(arity);
  variable.line = in_.current().line;
}

void FgReader::read_entries(Factor& factor) {
  std::vector<StateId> arities;
  for (const VariableId v : factor.scope) arities.push_back(variables_[v].arity);
  const ProductSpace space(std::move(arities));
  const std::uint64_t count = in_.natural([&] { return "the number of entries of " + which() + " that are not zero"; });
  if (count > space.size())
    in_.fail(which() + " with " + std::to_string(count) + " entries that are not zero; expected at most " +
             std::to_string(space.size()) + ", one per outcome of its " + std::to_string(factor.scope.size()) +
             " variables");
  factor.values.resize(space.size());
  std::vector<bool> written(space.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto place = [&] {
      return " of entry " + std::to_string(i) + " of " + which() + " (of " + std::to_string(count) + ")";
    };
    const std::uint64_t index = in_.natural([&] { return "the index" + place(); });
    if (index >= space.size())
      in_.fail(which() + " has an entry with index " + std::to_string(index) + "; expected one below " +
               std::to_string(space.size()));
    const std::uint64_t outcome = outcome_of_first_fastest(space, index);
    if (written[outcome]) in_.fail(which() + " has index " + std::to_string(index) + " twice; expected different ones");
    written[outcome] = true;
    factor.values[outcome] = in_.entry([&] { return "the value" + place(); });
  }
}

FactorGraph FgReader::build() {
  std::vector<VariableId> order(variables_.size());  // by increasing label
  std::iota(order.begin(), order.end(), VariableId{0});
  std::sort(order.begin(), order.end(),
            [&](VariableId a, VariableId b) { return variables_[a].label < variables_[b].label; });
  std::vector<VariableId> number(order.size());
  std::vector<StateId> arities;
  for (const VariableId v : order) {
    number[v] = static_cast<VariableId>(arities.size());
    arities.push_back(variables_[v].arity);
  }
  VariableTable table(std::move(arities));
  const bool contiguous = order.empty() || variables_[order.back()].label == order.size() - 1;
  for (std::size_t v = 0; v < order.size() && !contiguous; ++v)
    table.name_variable(static_cast<VariableId>(v), name_of_label(variables_[order[v]].label));

  FactorGraphBuilder builder(std::move(table));
  for (Factor& factor : factors_) {
    for (VariableId& v : factor.scope) v = number[v];
    builder.factor(factor.scope, std::move(factor.values));
  }
  return std::move(builder).build();
}

}  // namespace

FactorGraph parse_fg(std::string_view text, const std::string& name) {
  return FgReader(text, name).read();
}

}  // namespace klprop::formats
