#include "json_reader.hpp"

#include "natural.hpp"
#include "utf8.hpp"

#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace klprop::formats {

using klprop::detail::printable;
using klprop::detail::quoted;

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::uint32_t> hexadecimal_digit(char c) {
  if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

/// Reads a text (RFC 8259) from left to right into a document; open containers stand on a stack of
/// its own. The libraries at hand refuse numbers beyond the range of a double, even as text.
class JsonParser {
 public:
  JsonParser(JsonDocument& document, std::string_view text) : document_(document), text_(text) {}

  void parse();

 private:
  bool parse_scalar_or_begin();
  void parse_key();
  void parse_number();
  void parse_string();
  void parse_escape();
  std::uint32_t parse_code_unit();
  void parse_word(std::string_view word, JsonKind kind);

  JsonDocument::Value& add(JsonKind kind);
  void add_scalar(JsonKind kind, std::string_view text);
  void close();
  void refuse_duplicate_keys(std::uint32_t object);

  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::size_t take_digits() {
    const std::size_t begin = at_;
    while (is_digit(peek())) ++at_;
    return at_ - begin;
  }
  void skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n')
        ++line_;  // strings hold none, so that this counts all
      else if (c != ' ' && c != '\t' && c != '\r')
        return;
    }
  }
  [[noreturn]] void fail_here(std::string_view expected) const;

  JsonDocument& document_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::vector<std::uint32_t> open_;
  std::vector<JsonValue> keys_;
};

void JsonParser::parse() {
  for (;;) {
    skip_blanks();
    if (parse_scalar_or_begin()) continue;
    // A value is complete, and with it perhaps containers that end here.
    for (;;) {
      skip_blanks();
      if (open_.empty()) {
        if (at_ < text_.size()) fail_here("the end of the file");
        return;
      }
      auto& container = document_.values_[open_.back()];
      const bool in_object = container.kind == JsonKind::object;
      ++container.size;
      if (take(',')) {
        if (in_object) parse_key();
        break;
      }
      if (!take(in_object ? '}' : ']')) fail_here(in_object ? "',' or '}'" : "',' or ']'");
      close();
    }
  }
}

/// Returns true when it has begun a container that is not empty, whose first value comes next.
bool JsonParser::parse_scalar_or_begin() {
  const char c = peek();
  if (c == '[' || c == '{') {
    ++at_;
    open_.push_back(static_cast<std::uint32_t>(document_.values_.size()));
    add(c == '[' ? JsonKind::array : JsonKind::object);
    skip_blanks();
    if (take(c == '[' ? ']' : '}')) {
      close();
      return false;
    }
    if (c == '{') parse_key();
    return true;
  }
  switch (c) {
    case '"':
      parse_string();
      break;
    case 't':
      parse_word("true", JsonKind::boolean);
      break;
    case 'f':
      parse_word("false", JsonKind::boolean);
      break;
    case 'n':
      parse_word("null", JsonKind::null);
      break;
    default:
      parse_number();
  }
  return false;
}

void JsonParser::parse_key() {
  skip_blanks();
  if (peek() != '"') fail_here("a key in quotes");
  parse_string();
  skip_blanks();
  if (!take(':')) fail_here("':' after a key");
}

void JsonParser::parse_word(std::string_view word, JsonKind kind) {
  if (text_.substr(at_, word.size()) != word) fail_here("a value");
  at_ += word.size();
  add_scalar(kind, word);
}

void JsonParser::parse_number() {
  const std::size_t begin = at_;
  take('-');
  const bool zero = peek() == '0';
  const std::size_t whole = take_digits();
  if (whole == 0) fail_here(at_ == begin ? "a value" : "a digit");
  if (zero && whole > 1) {
    at_ = begin;
    fail_here("a number without leading zeros");
  }
  if (take('.') && take_digits() == 0) fail_here("a digit");
  if (take('e') || take('E')) {
    if (!take('+')) take('-');
    if (take_digits() == 0) fail_here("a digit");
  }
  add_scalar(JsonKind::number, text_.substr(begin, at_ - begin));
}

void JsonParser::parse_string() {
  auto& characters = document_.characters_;
  const auto first = static_cast<std::uint32_t>(characters.size());
  for (++at_; !take('"');) {
    const char c = peek();
    if (c == '\\') {
      parse_escape();
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20) fail_here("the string to go on, without control characters");
    const std::size_t length = utf8_length(text_.substr(at_));
    if (length == 0) fail_here("UTF-8");
    characters.append(text_, at_, length);
    at_ += length;
  }
  auto& value = add(JsonKind::string);
  value.first = first;
  value.size = static_cast<std::uint32_t>(characters.size()) - first;
}

void JsonParser::parse_escape() {
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  ++at_;
  if (const auto known = letters.find(peek()); known != std::string_view::npos) {
    document_.characters_ += meanings[known];
    ++at_;
    return;
  }
  if (!take('u')) fail_here("an escape sequence of JSON");
  std::uint32_t character = parse_code_unit();
  if (character >= 0xd800 && character < 0xe000) {
    const bool paired = character < 0xdc00 && take('\\') && take('u');
    const std::uint32_t low = paired ? parse_code_unit() : 0;
    if (low < 0xdc00 || low >= 0xe000) fail_here("a pair of surrogates");
    character = 0x10000 + ((character - 0xd800) << 10) + (low - 0xdc00);
  }
  append_utf8(document_.characters_, character);
}

std::uint32_t JsonParser::parse_code_unit() {
  std::uint32_t unit = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const auto digit = hexadecimal_digit(peek());
    if (!digit) fail_here("four hexadecimal digits");
    unit = unit * 16 + *digit;
  }
  return unit;
}

JsonDocument::Value& JsonParser::add(JsonKind kind) {
  return document_.values_.emplace_back(JsonDocument::Value{static_cast<std::uint32_t>(line_), 0, 0, kind});
}

void JsonParser::add_scalar(JsonKind kind, std::string_view text) {
  auto& value = add(kind);
  value.first = static_cast<std::uint32_t>(document_.characters_.size());
  value.size = static_cast<std::uint32_t>(text.size());
  document_.characters_.append(text);
}

void JsonParser::close() {
  const std::uint32_t container = open_.back();
  open_.pop_back();
  document_.values_[container].first = static_cast<std::uint32_t>(document_.values_.size());
  if (document_.values_[container].kind == JsonKind::object) refuse_duplicate_keys(container);
}

void JsonParser::refuse_duplicate_keys(std::uint32_t object) {
  keys_.clear();
  JsonValue(document_, object).for_each_member([&](const JsonValue& key, const JsonValue&) { keys_.push_back(key); });
  const auto by_text = [](const JsonValue& a, const JsonValue& b) { return a.text() < b.text(); };
  std::stable_sort(keys_.begin(), keys_.end(), by_text);
  const auto same = [](const JsonValue& a, const JsonValue& b) { return a.text() == b.text(); };
  const auto twice = std::adjacent_find(keys_.begin(), keys_.end(), same);
  if (twice == keys_.end()) return;
  twice[1].fail("key " + twice->shown() + " stands twice in one object; the first is in line " +
                std::to_string(twice->line()));
}

void JsonParser::fail_here(std::string_view expected) const {
  constexpr std::size_t most = 20;
  const auto rest = text_.substr(at_);
  const auto got = rest.substr(0, std::min(most, rest.find_first_of("\r\n", 1)));
  throw FormatError(
      document_.name_, line_,
      "not JSON: expected " + std::string(expected) + ", got " + (rest.empty() ? "the end of the file" : quoted(got)));
}

JsonDocument::JsonDocument(std::string_view text, std::string name) : name_(std::move(name)) {
  // Lines, positions and the number of values are then all below 2^32.
  if (text.size() >= std::numeric_limits<std::uint32_t>::max())
    throw FormatError(name_, 0, "larger than 4 GiB; expected less");
  JsonParser(*this, text).parse();
}

const JsonValue& JsonValue::expect(JsonKind kind, std::string_view what) const {
  if (!is(kind)) fail("expected " + std::string(what) + ", got " + shown());
  return *this;
}

std::uint32_t JsonValue::index(std::string_view what, std::uint32_t most) const {
  const auto value = is(JsonKind::number) ? natural(text()) : std::nullopt;
  if (!value || *value > most)
    fail("expected " + std::string(what) + " from 0 to " + std::to_string(most) + ", got " + shown());
  return static_cast<std::uint32_t>(*value);
}

void JsonValue::fail(const std::string& message) const {
  throw FormatError(document_->name(), line(), message);
}

void JsonValue::fail_unknown_key(std::string_view what, const std::string_view* keys, std::size_t count) const {
  std::string known;
  for (std::size_t k = 0; k < count; ++k) known.append(k == 0 ? "" : ", ").append(quoted(keys[k], '"'));
  fail("unknown key " + shown() + " in " + std::string(what) + "; expected one of " + known);
}

std::string JsonValue::shown() const {
  switch (kind()) {
    case JsonKind::array:
      return size() == 0 ? "an empty array" : "an array";
    case JsonKind::object:
      return "an object";
    case JsonKind::string:
      return quoted(text(), '"');
    default:
      return printable(text());
  }
}

}  // namespace klprop::formats
