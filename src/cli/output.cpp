#include "output.hpp"

#include "exit_code.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace klprop::cli {

struct OutputFile::Opened {
  std::FILE* file;
  std::string remove_if_unwritten;
  bool written = false;
};

void OutputFile::Close::operator()(Opened* opened) const {
  if (opened->file != nullptr) std::fclose(opened->file);
  if (!opened->written && !opened->remove_if_unwritten.empty()) unlink(opened->remove_if_unwritten.c_str());
  delete opened;
}

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  if (!wanted() || is_stdout()) return;
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
  int descriptor = open(path_.c_str(), flags | O_EXCL, 0666);
  const bool is_new = descriptor >= 0;
  if (!is_new && errno == EEXIST) descriptor = open(path_.c_str(), flags, 0666);
  std::FILE* const file = descriptor < 0 ? nullptr : fdopen(descriptor, "wb");
  if (file == nullptr) throw UsageError(path_ + ": cannot be written: " + std::strerror(errno));
  opened_.reset(new Opened{file, is_new ? path_ : std::string()});
}

void OutputFile::put(std::string_view text) {
  // What stood there is kept until there is something to write. A device cannot be cut, and need not be.
  if (!std::exchange(opened_->written, true)) static_cast<void>(!ftruncate(fileno(opened_->file), 0));
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), opened_->file) != text.size())
    throw OutputFailed(path_ + ": cannot be written: " + std::strerror(errno));
}

void OutputFile::append(std::string_view text) {
  if (!wanted()) return;
  if (is_stdout()) return print(text);
  put(text);
}

void OutputFile::write(std::string_view text) {
  if (!wanted()) return;
  if (is_stdout()) return print(text);
  put(text);
  errno = 0;
  if (std::fclose(std::exchange(opened_->file, nullptr)) != 0)
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
