#include "circuits.hpp"

#include <klprop/formats/file.hpp>

#include <boost/test/unit_test.hpp>

#include <unistd.h>

#include <fstream>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

/// A folder that exists as long as the test.
struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("klprop-file-" + std::to_string(getpid()))) {
    std::filesystem::create_directory(path);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(path); }

  [[nodiscard]] std::filesystem::path file(const std::string& content) const {
    std::ofstream(path / "file", std::ios::binary) << content;
    return path / "file";
  }

  std::filesystem::path path;
};

std::string error_reading(const std::filesystem::path& path, std::uintmax_t limit = largest_file) {
  return error_of([&] { static_cast<void>(read_file(path, limit)); });
}

BOOST_AUTO_TEST_SUITE(file)

BOOST_AUTO_TEST_CASE(bytes_come_as_they_are) {
  const Folder folder;
  for (const std::string& content : {std::string(), std::string("a\r\n\0\xff", 5), std::string(200'000, 'x')})
    BOOST_TEST((read_file(folder.file(content)) == content));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_an_error_with_the_reason) {
  const Folder folder;
  const std::string place = folder.path.string();
  BOOST_TEST(error_reading(folder.path / "none") == place + "/none: cannot be opened: No such file or directory");
  BOOST_TEST(error_reading(folder.path) == place + ": is a directory; expected a file");
  BOOST_TEST(error_reading("") == ": cannot be opened: No such file or directory");
}

BOOST_AUTO_TEST_CASE(files_above_the_limit_are_refused) {
  const Folder folder;
  const auto path = folder.file(std::string(100, 'x'));
  BOOST_TEST(read_file(path, 100).size() == 100U);
  BOOST_TEST(error_reading(path, 99) == path.string() + ": larger than 99 bytes; expected at most that");
  BOOST_TEST(error_reading("/dev/zero", 1'000'000) == "/dev/zero: larger than 1000000 bytes; expected at most that");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
