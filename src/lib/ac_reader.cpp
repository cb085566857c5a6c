#include "literals.hpp"
#include "natural.hpp"
#include "variable_lookup.hpp"

#include <klprop/formats/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace klprop::formats {
namespace {

using klprop::detail::quoted;

constexpr std::string_view blanks = " \t\r";

/// Cuts a text into lines that are not blank, and counts all of them.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  bool next() {
    while (!rest_.empty()) {
      const auto end = std::min(rest_.find('\n'), rest_.size());
      current_ = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++number_;
      const auto last = current_.find_last_not_of(blanks);
      if (last == std::string_view::npos) continue;
      current_ = current_.substr(0, last + 1);
      current_.remove_prefix(current_.find_first_not_of(blanks));
      return true;
    }
    return false;
  }

  [[nodiscard]] std::string_view current() const { return current_; }
  /// Of the current line, from 1; after the last line, that of the last.
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::string_view current_;
  std::size_t number_ = 0;
};

/// Takes the next field off the front of a line.
std::string_view next_field(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  const auto field = line.substr(0, line.find_first_of(blanks));
  line.remove_prefix(field.size());
  return field;
}

/// Reads Libra's circuits line by line.
class AcReader {
 public:
  AcReader(std::string_view text, const std::string& name) : name_(name), lines_(text), literals_(text.size()) {}

  Circuit read() {
    try {
      CircuitBuilder builder(read_variables());
      read_nodes(builder);
      if (builder.node_count() == 0) fail("no nodes before EOF; expected at least one");
      read_features(builder.node_count());
      const NodeId root = builder.node_count() - 1;
      return std::move(builder).build(root);
    } catch (const std::invalid_argument& error) {  // of the model or of a literal: they know no lines
      fail(error.what());
    }
  }

 private:
  VariableTable read_variables();
  void read_nodes(CircuitBuilder& builder);
  void read_node(CircuitBuilder& builder, LiteralTable& literals, std::string_view line);
  void read_children(std::string_view line, NodeId node_count);
  void read_features(NodeId node_count);
  void read_feature(std::string_view line, NodeId node_count);
  static bool is_condition(std::string_view field);

  std::uint32_t expect_natural(std::string_view field, std::string_view what) const;
  [[noreturn]] void fail(const std::string& message) const { throw FormatError(name_, lines_.number(), message); }

  const std::string& name_;
  Lines lines_;
  LiteralBudget literals_;
  std::vector<NodeId> children_;
};

std::uint32_t AcReader::expect_natural(std::string_view field, std::string_view what) const {
  const auto value = natural(field);
  if (!value || *value > std::numeric_limits<std::uint32_t>::max())
    fail("expected " + std::string(what) + ", a whole number below 2^32, got " + quoted(field));
  return static_cast<std::uint32_t>(*value);
}

VariableTable AcReader::read_variables() {
  const auto expected = [&](std::string_view got) {
    fail("expected the numbers of states of all variables in parentheses, such as (2 2 3), got " + quoted(got));
  };
  if (!lines_.next()) fail("the file is empty; expected a circuit in Libra's .ac format");
  std::string_view line = lines_.current();
  if (line.size() < 2 || line.front() != '(' || line.back() != ')') expected(line);
  line = line.substr(1, line.size() - 2);

  std::vector<StateId> arities;
  std::uint64_t states = 0;
  for (auto field = next_field(line); !field.empty(); field = next_field(line)) {
    arities.push_back(expect_natural(field, "a number of states"));
    states += arities.back();
    if (states > largest_state_count)
      fail("more than " + std::to_string(largest_state_count) + " states in all up to variable " +
           std::to_string(arities.size() - 1) + "; expected at most that");
  }
  return VariableTable(std::move(arities));
}

void AcReader::read_nodes(CircuitBuilder& builder) {
  LiteralTable literals(builder, literals_);
  while (lines_.next()) {
    if (lines_.current() == "EOF") return;
    read_node(builder, literals, lines_.current());
  }
  fail("the file ends without a line EOF; expected one after the last node (is the file cut off?)");
}

void AcReader::read_node(CircuitBuilder& builder, LiteralTable& literals, std::string_view line) {
  const char kind = line.front();
  line.remove_prefix(1);
  const auto expect_end = [&](std::string_view form) {
    if (const auto field = next_field(line); !field.empty())
      fail("expected the end of the line after " + std::string(form) + ", got " + quoted(field));
  };
  switch (kind) {
    case 'n': {
      const ParameterId value = literals.intern(next_field(line));
      expect_end("n VALUE");
      builder.constant(value);
      return;
    }
    case 'v': {
      const auto variable = expect_natural(next_field(line), "a variable");
      const auto state = expect_natural(next_field(line), "a state");
      expect_end("v VARIABLE STATE");
      builder.indicator(variable, state);
      return;
    }
    case '*':
      read_children(line, builder.node_count());
      builder.product(children_);
      return;
    case '+':
      read_children(line, builder.node_count());
      builder.sum(children_);
      return;
    default:
      fail("expected a node (n, v, * or +) or EOF, got " + quoted(lines_.current()));
  }
}

void AcReader::read_children(std::string_view line, NodeId node_count) {
  children_.clear();
  for (auto field = next_field(line); !field.empty(); field = next_field(line)) {
    const auto child = expect_natural(field, "a child");
    if (child >= node_count)
      fail("node " + std::to_string(node_count) + " refers to node " + std::to_string(child) +
           "; expected a node that stands before it");
    children_.push_back(child);
  }
}

/// The features of a log-linear model that Libra may append have no influence on the circuit; they
/// are only checked.
void AcReader::read_features(NodeId node_count) {
  bool open = false;
  while (lines_.next()) {
    if (lines_.current() == "EOF") {
      if (lines_.next()) fail("expected the end of the file after the features, got " + quoted(lines_.current()));
      return;
    }
    read_feature(lines_.current(), node_count);
    open = true;
  }
  if (open)
    fail(
        "the file ends without a line EOF; expected one after the last feature (is the file cut "
        "off?)");
}

void AcReader::read_feature(std::string_view line, NodeId node_count) {
  const auto node = natural(next_field(line));
  if (!node || *node >= node_count)
    fail("expected the end of the file or a feature (NODE VALUE CONDITION...) after EOF, got " +
         quoted(lines_.current()));
  static_cast<void>(literals_.read(next_field(line)));
  for (auto field = next_field(line); !field.empty(); field = next_field(line))
    if (!is_condition(field)) fail("expected a condition such as +v3_1 or -v3_1, got " + quoted(field));
}

bool AcReader::is_condition(std::string_view field) {
  if (field.size() < 2 || (field[0] != '+' && field[0] != '-') || field[1] != 'v') return false;
  const auto middle = field.find('_');
  return middle != std::string_view::npos && natural(field.substr(2, middle - 2)) && natural(field.substr(middle + 1));
}

}  // namespace

Circuit parse_ac(std::string_view text, const std::string& name) {
  return AcReader(text, name).read();
}

}  // namespace klprop::formats
