// Circuits that Libra wrote, counted once by the parser and once by counting lines and fields.

#include "real_inputs.hpp"

#include <klprop/formats/file.hpp>
#include <klprop/formats/spn.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

namespace klprop::formats {
namespace {

struct Counts {
  std::size_t variables = 0, nodes = 0, edges = 0, indicators = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};

Counts counted_by_line(const std::string& text) {
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  Counts counts;
  counts.variables = 1 + static_cast<std::size_t>(std::count(line.begin(), line.end(), ' '));
  while (std::getline(lines, line) && line != "EOF") {
    ++counts.nodes;
    const auto fields = static_cast<std::size_t>(std::count(line.begin(), line.end(), ' '));
    if (line[0] == '*' || line[0] == '+') counts.edges += fields;
    if (line[0] == 'v') ++counts.indicators;
  }
  return counts;
}

Counts counted_by_parser(const Circuit& circuit) {
  Counts counts{circuit.variables().size(), circuit.node_count(), circuit.edge_count(), 0};
  for (NodeId node = 0; node < circuit.node_count(); ++node)
    if (circuit.kind(node) == NodeKind::indicator) ++counts.indicators;
  return counts;
}

BOOST_AUTO_TEST_SUITE(ac_files)

BOOST_AUTO_TEST_CASE(every_file_is_read_whole) {
  const auto folder = testing::real_inputs() / "ac";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".ac") continue;
    const std::string text = read_file(entry.path());
    const SpnModel model = parse_spn(text, entry.path().string());
    BOOST_TEST(model.format == "ac");
    BOOST_TEST(model.circuit.unreachable_count() == 0U);
    BOOST_TEST((counted_by_parser(model.circuit) == counted_by_line(text)), entry.path().string());
    const std::string nodes = text.substr(0, text.find("EOF\n") + 4);
    BOOST_TEST(counted_by_line(write_ac(model.circuit)).nodes == counted_by_line(nodes).nodes);
    BOOST_TEST(write_ac(parse_spn_json(write_spn_json(model.circuit), "F")) == write_ac(model.circuit));
    ++files;
  }
  BOOST_TEST(files >= 5U);
}

BOOST_AUTO_TEST_CASE(alarm_has_the_counts_of_its_lines) {
  const auto path = testing::real_inputs() / "ac" / "alarm.ac";
  const Counts counts = counted_by_parser(parse_spn(read_file(path), "alarm.ac").circuit);
  BOOST_TEST(counts.variables == 37U);
  BOOST_TEST(counts.nodes == 2522U);
  BOOST_TEST(counts.edges == 5134U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
