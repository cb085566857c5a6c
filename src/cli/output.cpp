#include "output.hpp"

#include "exit_code.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

namespace klprop::cli {

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  if (!wanted() || is_stdout()) return;
  file_.reset(std::fopen(path_.c_str(), "wb"));
  if (!file_) throw UsageError(path_ + ": cannot be written: " + std::strerror(errno));
}

void OutputFile::append(std::string_view text) {
  if (!wanted()) return;
  if (is_stdout()) return print(text);
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size())
    throw OutputFailed(path_ + ": cannot be written: " + std::strerror(errno));
}

void OutputFile::write(std::string_view text) {
  if (!wanted()) return;
  if (is_stdout()) return print(text);
  errno = 0;
  const bool whole = std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
  if (std::fclose(file_.release()) != 0 || !whole)
    throw OutputFailed(path_ + ": cannot be written: " + std::strerror(errno));
}

void print(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    throw OutputFailed(std::string("standard output cannot be written: ") + std::strerror(errno));
}

void note(std::string_view text) {
  std::fprintf(stderr, "klprop: note: %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace klprop::cli
