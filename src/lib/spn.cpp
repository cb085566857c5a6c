#include <klprop/formats/spn.hpp>
#include <klprop/scalar/detail/printable.hpp>

#include <algorithm>

namespace klprop::formats {

SpnModel parse_spn(std::string_view text, const std::string& name) {
  const auto begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const char first = begin < text.size() ? text[begin] : '\0';
  if (first == '(') return {parse_ac(text, name), "ac"};
  if (first == '{') return {parse_spn_json(text, name), "klprop.spn/1"};
  const auto line =
      static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
  const auto got = text.substr(begin, text.substr(begin).find_first_of("\r\n"));
  throw FormatError(name, line + 1,
                    "expected a circuit: Libra's .ac, which begins with '(', or JSON "
                    "klprop.spn/1, which begins with '{'; got " +
                        (got.empty() ? "an empty file" : klprop::detail::quoted(got)));
}

}  // namespace klprop::formats
