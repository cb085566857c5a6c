#include "table_limits.hpp"
#include "tokens.hpp"
#include "uai_preamble.hpp"
#include "variable_lookup.hpp"

#include <klprop/formats/factor_graph.hpp>

#include <span>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

/// Reads the graphs of the UAI competitions: all scopes first, then all tables. Counts are believed only as far as the
/// file goes on.
class UaiReader {
 public:
  UaiReader(std::string_view text, const std::string& name) : in_(text, name) {}

  FactorGraph read() {
    try {
      read_kind();
      FactorGraphBuilder builder(read_variables());
      read_scopes(builder.variables());
      read_tables(builder);
      return std::move(builder).build();
    } catch (const ModelError& error) {  // it knows no lines
      in_.fail(error.what());
    }
  }

 private:
  void read_kind();
  VariableTable read_variables();
  void read_scopes(const VariableTable& variables);
  void read_scope(const VariableTable& variables, std::uint64_t factor, std::vector<std::uint64_t>& seen);
  void read_tables(FactorGraphBuilder& builder);
  std::vector<Rational> read_table(std::size_t factor);

  TokenReader in_;
  std::vector<std::size_t> first_ = {0};    // of each factor's variables; then their number
  std::vector<VariableId> variables_;       // of all factors
  std::vector<std::uint64_t> table_sizes_;  // by factor
};

void UaiReader::read_kind() {
  if (!is_uai_preamble(in_.token("MARKOV or BAYES").text)) in_.fail_expected("MARKOV or BAYES");
}

VariableTable UaiReader::read_variables() {
  const std::uint64_t count = in_.natural("the number of variables");
  if (count > largest_state_count) in_.fail_expected("at most " + std::to_string(largest_state_count) + " variables");
  std::vector<StateId> arities;
  std::uint64_t states = 0;
  while (arities.size() < count) {
    const auto which = [&] { return "variable " + std::to_string(arities.size()); };
    const std::uint64_t arity = in_.natural(
        [&] { return "the number of states of " + which() + " (of " + std::to_string(count) + " variables)"; });
    if (arity == 0) in_.fail(which() + " has no states; expected at least 1");
    states += arity;
    if (states > largest_state_count)
      in_.fail("more than " + std::to_string(largest_state_count) + " states in all up to " + which() +
               "; expected at most that");
    arities.push_back(static_cast<StateId>(arity));
  }
  return VariableTable(std::move(arities));
}

void UaiReader::read_scopes(const VariableTable& variables) {
  const std::uint64_t count = in_.natural("the number of factors");
  std::vector<std::uint64_t> seen(variables.size());  // 1 + the last factor whose scope had the variable
  for (std::uint64_t factor = 0; factor < count; ++factor) read_scope(variables, factor, seen);
}

void UaiReader::read_scope(const VariableTable& variables, std::uint64_t factor, std::vector<std::uint64_t>& seen) {
  const auto which = [&] { return "factor " + std::to_string(factor); };
  const std::uint64_t count = in_.natural([&] { return "the number of variables of " + which(); });
  if (count > variables.size())
    in_.fail(which() + " has " + std::to_string(count) + " variables; expected at most " +
             std::to_string(variables.size()) + ", which is all there are");
  std::uint64_t table_size = 1;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t variable = in_.natural([&] { return "a variable of " + which(); });
    if (variable >= variables.size())
      in_.fail(which() + " has variable " + std::to_string(variable) + "; expected one below " +
               std::to_string(variables.size()));
    if (std::exchange(seen[variable], factor + 1) == factor + 1)
      in_.fail(which() + " has variable " + std::to_string(variable) + " twice; expected different variables");
    variables_.push_back(static_cast<VariableId>(variable));
    table_size *= variables.arity(variables_.back());
    if (table_size >= table_size_bound) in_.fail(too_large_a_table(factor));
  }
  first_.push_back(variables_.size());
  table_sizes_.push_back(table_size);
}

void UaiReader::read_tables(FactorGraphBuilder& builder) {
  for (std::size_t factor = 0; factor < table_sizes_.size(); ++factor) {
    const auto scope = std::span(variables_).subspan(first_[factor], first_[factor + 1] - first_[factor]);
    builder.factor(scope, read_table(factor));
  }
  in_.expect_end(table_sizes_.empty() ? "the number of factors" : "the last entry of the last factor");
}

std::vector<Rational> UaiReader::read_table(std::size_t factor) {
  const std::uint64_t expected = table_sizes_[factor];
  const std::uint64_t count = in_.natural([&] { return "the number of entries of factor " + std::to_string(factor); });
  if (count != expected)
    in_.fail("factor " + std::to_string(factor) + " with " + std::to_string(count) + " entries; expected " +
             std::to_string(expected) + ", one per outcome of its " +
             std::to_string(first_[factor + 1] - first_[factor]) + " variables");
  std::vector<Rational> values;
  while (values.size() < expected)
    values.push_back(in_.entry([&] {
      return "entry " + std::to_string(values.size()) + " of factor " + std::to_string(factor) + " (of " +
             std::to_string(expected) + " entries)";
    }));
  return values;
}

}  // namespace

FactorGraph parse_uai(std::string_view text, const std::string& name) {
  return UaiReader(text, name).read();
}

}  // namespace klprop::formats
