// Runs a fuzz target's entry point on the empty input and on every file of the folders and files
// named on the command line, so that what a fuzzer once found is tried by the ordinary tests.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::vector<std::filesystem::path> files_of(const std::filesystem::path& place) {
  namespace fs = std::filesystem;
  if (fs::is_regular_file(place)) return {place};
  std::vector<fs::path> files;
  if (!fs::is_directory(place)) return files;
  for (const auto& entry : fs::directory_iterator(place))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::uint8_t> bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 1;
  const std::uint8_t nothing = 0;
  LLVMFuzzerTestOneInput(&nothing, 0);
  for (int i = 1; i < argc; ++i) {
    for (const auto& file : files_of(argv[i])) {
      // Flushed before the call, so that a crash stands below the name of its input.
      std::cout << file.string() << std::endl;
      const auto bytes = bytes_of(file);
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
      ++count;
    }
  }
  std::cout << count << " inputs replayed\n";
}
