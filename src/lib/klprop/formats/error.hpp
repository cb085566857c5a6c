#pragma once

/// What every reader of files throws.

#include <cstddef>
#include <stdexcept>
#include <string>

namespace klprop::formats {

/// A file is not what it should be. `what()` is "FILE:LINE: MESSAGE", or "FILE: MESSAGE" when no
/// line is to blame.
struct FormatError : std::runtime_error {
  FormatError(std::string file_name, std::size_t line_number, std::string explanation)
      : std::runtime_error(file_name + ":" + (line_number == 0 ? "" : std::to_string(line_number) + ":") + " " +
                           explanation),
        file(std::move(file_name)),
        line(line_number),
        message(std::move(explanation)) {}

  std::string file;
  std::size_t line;     ///< counted from 1; 0 when no line is to blame
  std::string message;  ///< what was found and what was expected
};

}  // namespace klprop::formats
