#include "utf8.hpp"

#include <klprop/formats/json_writer.hpp>

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace klprop::formats {
namespace {

void append_escaped(std::string& out, unsigned char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    std::size_t length = utf8_length(text);
    if (length == 0) {
      out += "\xef\xbf\xbd";
      length = 1;
    } else if (length == 1 && (c < 0x20 || c == '"' || c == '\\' || c == 0x7f)) {
      append_escaped(out, c);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  out += '"';
}

}  // namespace

void JsonWriter::new_line() {
  if (indent_ == 0) return;
  text_ += '\n';
  text_.append(indent_ * open_.size(), ' ');
}

void JsonWriter::before_value() {
  if (std::exchange(after_key_, false)) return;
  if (open_.empty()) {
    if (!text_.empty()) throw std::logic_error("JSON: a second value after the first");
    return;
  }
  Open& container = open_.back();
  if (container.end == '}') throw std::logic_error("JSON: a value without a key in an object");
  if (!std::exchange(container.empty, false)) text_ += container.on_one_line && indent_ != 0 ? ", " : ",";
  if (!container.on_one_line) new_line();
}

void JsonWriter::key(std::string_view name) {
  if (open_.empty() || open_.back().end != '}' || after_key_) throw std::logic_error("JSON: a key where none can be");
  Open& container = open_.back();
  if (!std::exchange(container.empty, false)) text_ += container.on_one_line && indent_ != 0 ? ", " : ",";
  if (!container.on_one_line) new_line();
  append_quoted(text_, name);
  text_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
}

void JsonWriter::begin(char begin, char end, Layout layout) {
  before_value();
  const bool within_line = !open_.empty() && open_.back().on_one_line;
  text_ += begin;
  open_.push_back({end, within_line || layout == Layout::line, true});
}

void JsonWriter::end(char end) {
  if (open_.empty() || open_.back().end != end || after_key_)
    throw std::logic_error("JSON: the end of a container that is not open");
  const Open closed = open_.back();
  open_.pop_back();
  if (!closed.empty && !closed.on_one_line) new_line();
  text_ += end;
}

void JsonWriter::begin_object(Layout layout) {
  begin('{', '}', layout);
}
void JsonWriter::end_object() {
  end('}');
}
void JsonWriter::begin_array(Layout layout) {
  begin('[', ']', layout);
}
void JsonWriter::end_array() {
  end(']');
}

void JsonWriter::raw(std::string_view token) {
  before_value();
  text_ += token;
}

void JsonWriter::string(std::string_view text) {
  before_value();
  append_quoted(text_, text);
}

void JsonWriter::integer(std::int64_t value) {
  raw(std::to_string(value));
}
void JsonWriter::unsigned_integer(std::uint64_t value) {
  raw(std::to_string(value));
}
void JsonWriter::boolean(bool value) {
  raw(value ? "true" : "false");
}
void JsonWriter::null() {
  raw("null");
}

void JsonWriter::embed(std::string_view json) {
  while (json.ends_with('\n')) json.remove_suffix(1);
  raw(json);
}

void JsonWriter::seconds(double value, int digits) {
  if (!std::isfinite(value)) return null();
  char buffer[400];  // the largest double has 309 digits before the point
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits);
  if (result.ec != std::errc()) throw std::logic_error("JSON: too many digits for a time");
  raw(std::string_view(buffer, static_cast<std::size_t>(result.ptr - buffer)));
}

std::string JsonWriter::take() {
  if (!open_.empty() || text_.empty()) throw std::logic_error("JSON: taken before it was finished");
  text_ += '\n';
  return std::exchange(text_, {});
}

}  // namespace klprop::formats
