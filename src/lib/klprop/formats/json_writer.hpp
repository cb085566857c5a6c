#pragma once

/// JSON out of a program, in the order in which it is said.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::formats {

/// Writes one JSON value piece by piece:
///
///     JsonWriter w;
///     w.begin_object();
///     w.key("seed");
///     w.string("17");
///     w.end_object();
///     std::string text = w.take();
///
/// Calls that cannot lead to valid JSON (a value without a key in an object, an open array, …)
/// throw std::logic_error.
class JsonWriter {
 public:
  /// How the content of a container is laid out: one item per line, or all on the line where it
  /// began.
  enum class Layout : std::uint8_t { lines, line };

  /// @param indent  spaces per level; 0 leaves out all white space
  explicit JsonWriter(unsigned indent = 2) : indent_(indent) {}

  void begin_object(Layout layout = Layout::lines);
  void end_object();
  void begin_array(Layout layout = Layout::lines);
  void end_array();
  /// Names the next value; only within an object.
  void key(std::string_view name);

  /// Bytes that are not UTF-8 (a file name may hold some) are written as U+FFFD.
  void string(std::string_view text);
  void integer(std::int64_t value);
  void unsigned_integer(std::uint64_t value);
  void boolean(bool value);
  void null();
  /// A finished JSON value as it is, such as another writer's text.
  void embed(std::string_view json);
  /// A measured time with a fixed number of digits after the point; null when it is not finite.
  void seconds(double value, int digits = 3);

  /// The finished text, ended by a newline. The writer is empty afterwards.
  [[nodiscard]] std::string take();

 private:
  struct Open {
    char end;
    bool on_one_line;
    bool empty;
  };

  void before_value();
  void begin(char begin, char end, Layout layout);
  void end(char end);
  void new_line();
  void raw(std::string_view token);

  unsigned indent_;
  bool after_key_ = false;
  std::string text_;
  std::vector<Open> open_;
};

}  // namespace klprop::formats
