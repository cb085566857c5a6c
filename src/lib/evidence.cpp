#include "fg_labels.hpp"
#include "json_reader.hpp"
#include "literal_budget.hpp"
#include "natural.hpp"
#include "tokens.hpp"
#include "variable_lookup.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <optional>
#include <vector>

namespace klprop::formats {
namespace {

using klprop::detail::quoted;

constexpr std::string_view schema = "klprop.evidence/1";

std::string below(std::size_t bound) {
  return "; expected one below " + std::to_string(bound);
}

/// What is wrong with a variable's number when it could be meant as a label too; else nothing.
std::string ambiguous_number(const VariableTable& variables, VariableId variable) {
  const std::string_view name = variables.variable_name(variable);
  const auto label = label_of_name(name);
  if (!label || *label == variable) return {};
  const std::string number = std::to_string(variable);
  return "the number " + number + " may be a label or a position: variable " + number + ", counted from 0, has the " +
         "label " + std::to_string(*label) + "; expected its name " + quoted(name, '"') + " in JSON " +
         std::string(schema);
}

// ---- JSON ---------------------------------------------------------------------------------------

class EvidenceJsonReader {
 public:
  EvidenceJsonReader(const JsonDocument& document, std::size_t file_size, const VariableTable& variables)
      : document_(document),
        variables_(variables),
        lookup_(variables),
        budget_(file_size),
        line_of_(variables.size()),
        evidence_(variables) {}

  Evidence read() {
    constexpr std::array<std::string_view, 3> keys = {"schema", "hard", "soft"};
    const auto [written_schema, hard, soft] = document_.root().fields("the evidence", keys);
    if (!written_schema) document_.root().fail("the evidence has no \"schema\"; expected " + quoted(schema, '"'));
    if (!written_schema->is(JsonKind::string) || written_schema->text() != schema)
      written_schema->fail("expected the schema " + quoted(schema, '"') + ", got " + written_schema->shown());
    if (hard)
      hard->expect(JsonKind::object, "an object of variables and their states")
          .for_each_member([&](const JsonValue& key, const JsonValue& value) { read_hard(claim(key), value); });
    if (soft)
      soft->expect(JsonKind::object, "an object of variables and their factors")
          .for_each_member([&](const JsonValue& key, const JsonValue& value) { read_soft(claim(key), value); });
    return std::move(evidence_);
  }

 private:
  /// The variable that a key names; each may be named once.
  VariableId claim(const JsonValue& key) {
    const auto named = lookup_.variable(key.text());
    const auto index = natural(key.text());
    if (named && index && *index != *named && *index < variables_.size())
      key.fail("variable " + key.shown() + " is the name of one variable and the index of another");
    if (!named && !index) key.fail("there is no variable named " + key.shown());
    const std::uint64_t found = named ? *named : *index;
    if (found >= variables_.size()) key.fail("there is no variable " + key.shown() + below(variables_.size()));
    const auto variable = static_cast<VariableId>(found);
    if (!named)
      if (const auto ambiguity = ambiguous_number(variables_, variable); !ambiguity.empty()) key.fail(ambiguity);
    if (line_of_[variable] != 0)
      key.fail("evidence on variable " + key.shown() + " a second time; the first is in line " +
               std::to_string(line_of_[variable]));
    line_of_[variable] = key.line();
    return variable;
  }

  void read_hard(VariableId variable, const JsonValue& value) {
    const StateId arity = variables_.arity(variable);
    if (value.is(JsonKind::string)) {
      const auto state = lookup_.state(variable, value.text());
      if (!state) value.fail("variable " + std::to_string(variable) + " has no state named " + value.shown());
      evidence_.observe(variable, *state);
    } else {
      evidence_.observe(variable, value.index("a state (a name, or an index)", arity - 1));
    }
  }

  void read_soft(VariableId variable, const JsonValue& factors) {
    const StateId arity = variables_.arity(variable);
    factors.expect(JsonKind::array, "an array of factors, one per state");
    if (factors.size() != arity)
      factors.fail(std::to_string(factors.size()) + " factors for variable " + std::to_string(variable) +
                   "; expected " + std::to_string(arity) + ", one per state");
    StateId state = 0;
    factors.for_each_item([&](const JsonValue& factor) {
      if (!factor.is(JsonKind::number) && !factor.is(JsonKind::string))
        factor.fail("expected a factor (a number, or one in a string such as \"1/3\"), got " + factor.shown());
      try {
        evidence_.set(variable, state++, budget_.read(factor.text()));
      } catch (const std::invalid_argument& error) {  // of a literal, or of negative evidence
        factor.fail(error.what());
      }
    });
  }

  const JsonDocument& document_;
  const VariableTable& variables_;
  VariableLookup lookup_;
  LiteralBudget budget_;
  std::vector<std::size_t> line_of_;  // where each variable was mentioned; 0: not yet
  Evidence evidence_;
};

// ---- UAI .evid ----------------------------------------------------------------------------------

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  Tokens rest(text);
  for (Token token = rest.next(); !token.text.empty(); token = rest.next()) tokens.push_back(token);
  return tokens;
}

/// `k` and k pairs of variable and state, which makes an odd number of tokens; an even number must
/// begin with the number of samples, which must be 1. So no file with one sample can be read in both
/// ways. A file with several samples can, when some of them are empty: its lines tell then.
class EvidReader {
 public:
  EvidReader(std::string_view text, const VariableTable& variables, const std::string& name)
      : tokens_(tokens_of(text)), variables_(variables), name_(name) {}

  Evidence read() {
    Evidence evidence(variables_);
    refuse_samples();
    const std::size_t start = tokens_.size() % 2 == 0 ? 1 : 0;
    if (start == 1 && number(0, "the number of samples") != 1)
      fail(0, "an even count of numbers, which begins with the number of samples " + tokens_text(0) +
                  "; expected 1 sample, or an odd count: k and k pairs of variable and state");
    const std::uint64_t pairs = number(start, "the number of observed variables");
    if (2 * pairs != tokens_.size() - start - 1)
      fail(start, tokens_text(start) + " observed variables, but " + std::to_string(tokens_.size() - start - 1) +
                      " numbers after that; expected twice as many numbers as variables");
    std::vector<std::size_t> line_of(variables_.size());
    for (std::size_t at = start + 1; at < tokens_.size(); at += 2) observe(evidence, at, line_of);
    return evidence;
  }

 private:
  void observe(Evidence& evidence, std::size_t at, std::vector<std::size_t>& line_of) const {
    const std::uint64_t written = number(at, "a variable");
    if (written >= variables_.size()) fail(at, "there is no variable " + tokens_text(at) + below(variables_.size()));
    const auto variable = static_cast<VariableId>(written);
    const std::uint64_t state = number(at + 1, "a state");
    if (state >= variables_.arity(variable))
      fail(at + 1,
           "variable " + tokens_text(at) + " has no state " + tokens_text(at + 1) + below(variables_.arity(variable)));
    if (const auto ambiguity = ambiguous_number(variables_, variable); !ambiguity.empty()) fail(at, ambiguity);
    if (line_of[variable] != 0)
      fail(at, "evidence on variable " + tokens_text(at) + " a second time; the first is in line " +
                   std::to_string(line_of[variable]));
    line_of[variable] = tokens_[at].line;
    evidence.observe(variable, static_cast<StateId>(state));
  }

  void refuse_samples() const;
  /// The position after a sample that begins here, if there is a whole one.
  [[nodiscard]] std::optional<std::size_t> end_of_sample(std::size_t at) const;

  std::uint64_t number(std::size_t at, const char* what) const {
    const auto value = natural(tokens_[at].text);
    if (!value) fail(at, std::string("expected ") + what + ", a whole number, got " + quoted(tokens_[at].text));
    return *value;
  }
  std::string tokens_text(std::size_t at) const { return klprop::detail::printable(tokens_[at].text); }
  [[noreturn]] void fail(std::size_t at, const std::string& message) const {
    throw FormatError(name_, tokens_[at].line, message);
  }

  std::vector<Token> tokens_;
  const VariableTable& variables_;
  const std::string& name_;
};

std::optional<std::size_t> EvidReader::end_of_sample(std::size_t at) const {
  if (at >= tokens_.size()) return std::nullopt;
  const auto pairs = natural(tokens_[at].text);
  const std::size_t rest = tokens_.size() - at - 1;
  return pairs && *pairs <= rest / 2 ? std::optional(at + 1 + 2 * static_cast<std::size_t>(*pairs)) : std::nullopt;
}

void EvidReader::refuse_samples() const {
  const auto count = natural(tokens_[0].text);
  if (!count || *count < 2) return;
  bool by_line = true;  // each sample begins a line
  std::size_t at = 1;
  for (std::uint64_t sample = 0; sample < *count; ++sample) {
    by_line = by_line && at < tokens_.size() && tokens_[at].line > tokens_[at - 1].line;
    const auto end = end_of_sample(at);
    if (!end) return;
    at = *end;
  }
  if (at != tokens_.size()) return;
  const std::string samples = tokens_text(0) + " samples, one after the other";
  if (tokens_.size() != 1 + 2 * *count)
    fail(0, samples + "; expected one: leave the others out and make the first number 1");
  if (by_line)
    fail(0, "this may be " + tokens_text(0) + " observed variables, or " + samples + "; expected one sample: write 1 " +
                "in front of its number of variables");
}

}  // namespace

Evidence parse_evidence(std::string_view text, const VariableTable& variables, const std::string& name) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos)
    throw FormatError(name, 1, "the file is empty; expected JSON " + std::string(schema) + " or a UAI .evid file");
  if (text[begin] == '{') {
    const JsonDocument document(text, name);
    return EvidenceJsonReader(document, text.size(), variables).read();
  }
  return EvidReader(text, variables, name).read();
}

}  // namespace klprop::formats
