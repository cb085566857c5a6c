#include "tokens.hpp"
#include "uai_preamble.hpp"

#include <klprop/formats/factor_graph.hpp>
#include <klprop/scalar/detail/printable.hpp>

namespace klprop::formats {

FactorGraphModel parse_factor_graph(std::string_view text, const std::string& name) {
  const Token first = Tokens(text).next();
  if (first.text.empty())
    throw FormatError(name, 1, "the file is empty; expected a factor graph: .uai, .fg or JSON klprop.factor-graph/1");
  const char c = first.text.front();
  if (c == '{') return {parse_factor_graph_json(text, name), "klprop.factor-graph/1"};
  if (is_uai_preamble(first.text)) return {parse_uai(text, name), "uai"};
  if (c == '#') return {parse_fg(text, name), "fg"};
  if (c >= '0' && c <= '9') {
    try {
      return {parse_fg(text, name), "fg"};
    } catch (const FormatError& error) {  // a .uai file without its first line begins with a number, too
      throw FormatError(name, error.line, error.message + " (read as libDAI's .fg, since it begins with a number)");
    }
  }
  throw FormatError(name, first.line,
                    "expected a factor graph: UAI's .uai, which begins with MARKOV or BAYES, libDAI's .fg, which "
                    "begins with a number or #, or JSON klprop.factor-graph/1, which begins with '{'; got " +
                        klprop::detail::quoted(first.text));
}

}  // namespace klprop::formats
