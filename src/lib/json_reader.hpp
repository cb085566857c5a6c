#pragma once

/// JSON files as a flat tree that keeps the line of every value, and numbers as the text they are
/// written in.

#include <klprop/formats/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace klprop::formats {

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

class JsonDocument;
class JsonParser;

/// A value within a document, which must outlive it. Cheap to copy.
class JsonValue {
 public:
  [[nodiscard]] JsonKind kind() const;
  [[nodiscard]] bool is(JsonKind kind) const { return this->kind() == kind; }
  [[nodiscard]] std::size_t line() const;
  /// A number as it is written, or the content of a string; "true", "false" or "null".
  [[nodiscard]] std::string_view text() const;
  /// Number of items of an array or members of an object.
  [[nodiscard]] std::uint32_t size() const;

  /// Calls visit(item) for the items of an array, or visit(key, value) for the members of an
  /// object, in order.
  template <typename Visit>
  void for_each_item(Visit visit) const;
  template <typename Visit>
  void for_each_member(Visit visit) const;

  /// The values of an object's members in the order of `keys`; absent ones are empty.
  /// @throws FormatError  when this is not an object, or has other members; `what` names it in the
  ///         message
  template <std::size_t N>
  [[nodiscard]] std::array<std::optional<JsonValue>, N> fields(std::string_view what,
                                                               const std::array<std::string_view, N>& keys) const;

  /// @throws FormatError  unless the value is of this kind; `what` says what was expected
  const JsonValue& expect(JsonKind kind, std::string_view what) const;
  /// The value of an integer that is not negative and not above `most`, in decimal digits.
  /// @throws FormatError  when the value is nothing of the sort
  [[nodiscard]] std::uint32_t index(std::string_view what, std::uint32_t most) const;

  /// Throws FormatError with the document's name and the value's line.
  [[noreturn]] void fail(const std::string& message) const;
  /// The value for a message: short, printable, in its JSON form.
  [[nodiscard]] std::string shown() const;

 private:
  friend class JsonDocument;
  friend class JsonParser;
  JsonValue(const JsonDocument& document, std::uint32_t position) : document_(&document), position_(position) {}

  [[nodiscard]] JsonValue first_inside() const { return {*document_, position_ + 1}; }
  [[nodiscard]] JsonValue next() const;
  [[noreturn]] void fail_unknown_key(std::string_view what, const std::string_view* keys, std::size_t count) const;

  const JsonDocument* document_;
  std::uint32_t position_;
};

/// A JSON text, checked and taken apart.
class JsonDocument {
 public:
  /// @throws FormatError  on malformed JSON or UTF-8, and on a key that stands twice in one object
  JsonDocument(std::string_view text, std::string name);

  [[nodiscard]] JsonValue root() const { return {*this, 0}; }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  friend class JsonValue;
  friend class JsonParser;

  /// Values stand in the order in which they begin. Those of a container follow it; each key of an
  /// object is a string before its value. 16 bytes per value keep a circuit of a million edges in
  /// 50 MB.
  struct Value {
    std::uint32_t line;
    std::uint32_t first;  // scalar: where its text begins; container: position of the first value after it
    std::uint32_t size;   // scalar: length of its text; container: number of items
    JsonKind kind;
  };

  std::string name_;
  std::string characters_;
  std::vector<Value> values_;
};

inline JsonKind JsonValue::kind() const {
  return document_->values_[position_].kind;
}
inline std::size_t JsonValue::line() const {
  return document_->values_[position_].line;
}
inline std::uint32_t JsonValue::size() const {
  return document_->values_[position_].size;
}

inline std::string_view JsonValue::text() const {
  const auto& value = document_->values_[position_];
  return std::string_view(document_->characters_).substr(value.first, value.size);
}

inline JsonValue JsonValue::next() const {
  const auto& value = document_->values_[position_];
  return {*document_, value.kind >= JsonKind::array ? value.first : position_ + 1};
}

template <typename Visit>
void JsonValue::for_each_item(Visit visit) const {
  JsonValue item = first_inside();
  for (std::uint32_t i = 0; i < size(); ++i, item = item.next()) visit(item);
}

template <typename Visit>
void JsonValue::for_each_member(Visit visit) const {
  JsonValue key = first_inside();
  for (std::uint32_t i = 0; i < size(); ++i) {
    const JsonValue value = key.next();
    visit(key, value);
    key = value.next();
  }
}

template <std::size_t N>
std::array<std::optional<JsonValue>, N> JsonValue::fields(std::string_view what,
                                                          const std::array<std::string_view, N>& keys) const {
  expect(JsonKind::object, what);
  std::array<std::optional<JsonValue>, N> found;
  for_each_member([&](const JsonValue& key, const JsonValue& value) {
    std::size_t k = 0;
    while (k < N && keys[k] != key.text()) ++k;
    if (k == N) key.fail_unknown_key(what, keys.data(), N);
    found[k] = value;
  });
  return found;
}

}  // namespace klprop::formats
