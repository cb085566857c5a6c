// The examples in docs/examples are what the documentation says they are.

#include "factor_graphs.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/file.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

/// The folder, or nothing when the program is run by hand, outside of the test run.
std::filesystem::path examples() {
  const char* source = std::getenv("KLPROP_SOURCE_DIR");
  return source == nullptr ? std::filesystem::path() : std::filesystem::path(source) / "docs" / "examples";
}

bool is_at_hand(boost::unit_test::test_unit_id) {
  return !examples().empty();
}

BOOST_AUTO_TEST_SUITE(examples_of_the_documentation)

BOOST_AUTO_TEST_CASE(the_sprinkler_is_the_same_in_all_formats, *boost::unit_test::precondition(is_at_hand)) {
  const auto read = [](const std::string& file) {
    return parse_factor_graph(read_file(examples() / file), file).graph;
  };
  const FactorGraph graph = read("sprinkler.json");
  BOOST_TEST(same_but_for_names(read("sprinkler.uai"), graph));
  BOOST_TEST(same_but_for_names(read("sprinkler.fg"), graph));
  BOOST_TEST(graph.variables().variable_name(2) == "grass");
  const Evidence wet = parse_evidence(read_file(examples() / "grass-wet.evid"), graph.variables(), "grass-wet.evid");
  BOOST_TEST((wet.lambda()[graph.variables().indicator(2, 0)] == 0));
  BOOST_TEST((wet.lambda()[graph.variables().indicator(2, 1)] == 1));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
