#include "terminal.hpp"

#include <unistd.h>
#include <cstdlib>

namespace klprop::cli {
namespace {

bool is_dumb() {
  const char* terminal = std::getenv("TERM");
  return terminal == nullptr || std::string_view(terminal) == "dumb";
}

bool refuses_color() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color != nullptr && *no_color != '\0';
}

}  // namespace

Style::Style(std::string_view color)
    : on_(color == "always" || (color == "auto" && ::isatty(STDOUT_FILENO) != 0 && !is_dumb() && !refuses_color())) {}

std::string Style::dressed(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  return std::string("\033[").append(code).append("m").append(text).append("\033[0m");
}

bool live_terminal() {
  return ::isatty(STDERR_FILENO) != 0 && !is_dumb();
}

}  // namespace klprop::cli
