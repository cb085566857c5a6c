#include "json_reader.hpp"
#include "tokens.hpp"
#include "uai_preamble.hpp"

#include <klprop/formats/model_kind.hpp>
#include <klprop/formats/onnx.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>

namespace klprop::formats {
namespace {

ModelKind kind_of_schema(std::string_view schema) {
  if (schema == "klprop.spn/1") return ModelKind::circuit;
  if (schema == "klprop.factor-graph/1") return ModelKind::factor_graph;
  if (schema == "klprop.computation-graph/1") return ModelKind::computation_graph;
  return ModelKind::unknown;
}

/// The string that begins here with a quotation mark, as it is written, and `at` behind it.
std::string_view take_string(std::string_view text, std::size_t& at) {
  const std::size_t begin = ++at;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2U : 1U;
  const std::size_t end = std::min(at, text.size());
  at = end + 1;
  return text.substr(begin, end - begin);
}

/// The text of the member "schema" of a JSON object, as it is written, if that can be seen without reading it all.
std::string_view written_schema(std::string_view text) {
  int depth = 0;
  std::string_view last;  // string: before a colon, the key
  bool is_schema = false;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      const auto string = take_string(text, at);
      if (depth == 1 && is_schema) return string;
      last = string;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ':' && depth == 1) is_schema = last == "schema";
    if (c == ',' && depth == 1) is_schema = false;
    ++at;
  }
  return {};
}

/// The kind of JSON that does not show it at once: malformed, without a schema, or with one in another spelling.
ModelKind expect_json_model(std::string_view text, const std::string& name) {
  const JsonDocument document(text, name);
  std::optional<JsonValue> schema;
  document.root()
      .expect(JsonKind::object, "a model")
      .for_each_member([&](const JsonValue& key, const JsonValue& value) {
        if (key.text() == "schema") schema = value;
      });
  constexpr const char* expected =
      "expected \"klprop.spn/1\", \"klprop.factor-graph/1\" or \"klprop.computation-graph/1\"";
  if (!schema) document.root().fail(std::string("the model has no \"schema\"; ") + expected);
  const ModelKind kind = schema->is(JsonKind::string) ? kind_of_schema(schema->text()) : ModelKind::unknown;
  if (kind == ModelKind::unknown) schema->fail("the schema " + schema->shown() + "; " + expected);
  return kind;
}

ModelKind kind_of_text(std::string_view text) {
  const Token first = Tokens(text).next();
  if (first.text.empty()) return ModelKind::unknown;
  const char c = first.text.front();
  if (c == '(') return ModelKind::circuit;
  if (c == '{') return kind_of_schema(written_schema(text));
  const bool number_or_comment = c == '#' || (c >= '0' && c <= '9');
  return number_or_comment || is_uai_preamble(first.text) ? ModelKind::factor_graph : ModelKind::unknown;
}

/// Of UTF-8 or of UTF-16 in either order.
bool begins_with_byte_order_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") || text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

}  // namespace

ModelKind recognise(std::string_view text) {
  const ModelKind kind = kind_of_text(text);
  return kind == ModelKind::unknown && looks_like_onnx(text) ? ModelKind::onnx : kind;
}

ModelKind expect_model(std::string_view text, const std::string& name) {
  if (const ModelKind kind = recognise(text); kind != ModelKind::unknown) return kind;
  const Token first = Tokens(text).next();
  if (!first.text.empty() && first.text.front() == '{') return expect_json_model(text, name);
  if (begins_with_byte_order_mark(text))
    throw FormatError(name, 1, "the file begins with a byte order mark; expected plain ASCII or UTF-8 without one");
  throw FormatError(name, first.line,
                    "expected a circuit (Libra's .ac, which begins with '('), a factor graph (UAI's .uai, which begins "
                    "with MARKOV or BAYES, or libDAI's .fg, which begins with a number or #), an ONNX model, or JSON "
                    "klprop.spn/1, klprop.factor-graph/1 or klprop.computation-graph/1, which begin with '{'; got " +
                        (first.text.empty() ? "an empty file" : klprop::detail::quoted(first.text)));
}

}  // namespace klprop::formats
