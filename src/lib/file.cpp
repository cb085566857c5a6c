#include <klprop/formats/error.hpp>
#include <klprop/formats/file.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace klprop::formats {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Reads in pieces, since pipes and devices do not tell their size.
std::string read_all(std::FILE* file, const std::string& name, std::uintmax_t limit) {
  std::string text;
  constexpr std::size_t piece = std::size_t{1} << 16;
  for (;;) {
    const std::size_t before = text.size();
    text.resize(before + piece);
    errno = 0;
    const std::size_t got = std::fread(text.data() + before, 1, piece, file);
    text.resize(before + got);
    if (std::ferror(file) != 0) throw FormatError(name, 0, std::string("cannot be read: ") + std::strerror(errno));
    if (text.size() > limit)
      throw FormatError(name, 0, "larger than " + std::to_string(limit) + " bytes; expected at most that");
    if (got < piece) return text;
  }
}

}  // namespace

std::string read_file(const std::filesystem::path& path, std::uintmax_t limit) {
  if (path == "-") return read_all(stdin, "standard input", limit);
  const std::string name = path.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) throw FormatError(name, 0, "is a directory; expected a file");
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) throw FormatError(name, 0, std::string("cannot be opened: ") + std::strerror(errno));
  return read_all(file.get(), name, limit);
}

}  // namespace klprop::formats
