#pragma once

/// Files that the program writes; `-` is standard output.

#include <memory>
#include <string>
#include <string_view>

namespace klprop::cli {

/// A file opened before the work begins, so that an hour's work is not lost to a misspelt path. What stood there is kept until
/// there is something to write, and a new file is taken away again if there never is.
class OutputFile {
 public:
  /// @param path  empty: no file at all
  /// @throws UsageError  when it cannot be opened
  explicit OutputFile(std::string path);

  [[nodiscard]] bool wanted() const { return !path_.empty(); }
  [[nodiscard]] bool is_stdout() const { return path_ == "-"; }
  /// Writes a piece; `write` must follow.  @throws OutputFailed
  void append(std::string_view text);
  /// Writes everything there will be, or the rest of it.  @throws OutputFailed
  void write(std::string_view text);

 private:
  struct Opened;
  struct Close {
    void operator()(Opened* opened) const;
  };
  void put(std::string_view text);

  std::string path_;
  std::unique_ptr<Opened, Close> opened_;
};

/// Writes to standard output.  @throws OutputFailed
void print(std::string_view text);

/// One line on standard error: `klprop: note: TEXT`.
void note(std::string_view text);

}  // namespace klprop::cli
