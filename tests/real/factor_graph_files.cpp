// Factor graphs of the UAI competitions, counted once by the parser and once by reading them as a stream of words.

#include "real_inputs.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/file.hpp>
#include <klprop/formats/model_kind.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace klprop::formats {
namespace {

FactorGraph read(const std::string& file) {
  const auto path = testing::real_inputs() / "uai" / file;
  return parse_factor_graph(read_file(path), path.string()).graph;
}

bool same(const FactorGraph& a, const FactorGraph& b) {
  return write_factor_graph_json(a) == write_factor_graph_json(b);
}

/// Reads the words of a .uai file in order and compares them with the graph. The values are compared as doubles, which
/// is all that the words of another reader can tell.
void expect_words(const std::string& text, const FactorGraph& graph) {
  std::istringstream in(text);
  const auto next = [&] {
    std::string word;
    in >> word;
    return word;
  };
  const auto number = [&] { return std::stoull(next()); };
  next();
  BOOST_REQUIRE(number() == graph.variable_count());
  for (VariableId v = 0; v < graph.variable_count(); ++v) BOOST_REQUIRE(number() == graph.variables().arity(v));
  BOOST_REQUIRE(number() == graph.factor_count());
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    BOOST_REQUIRE(number() == graph.scope(factor).size());
    for (const VariableId v : graph.scope(factor)) BOOST_REQUIRE(number() == v);
  }
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    BOOST_REQUIRE(number() == graph.table_size(factor));
    for (const Rational& value : graph.values(factor)) {
      const std::string word = next();
      BOOST_REQUIRE(std::abs(value.convert_to<double>() - std::strtod(word.c_str(), nullptr)) <=
                    1e-15 * value.convert_to<double>());
    }
  }
  BOOST_TEST(next() == "");
}

BOOST_AUTO_TEST_SUITE(factor_graph_files)

BOOST_AUTO_TEST_CASE(every_file_is_read_whole_and_survives_each_format) {
  const auto folder = testing::real_inputs() / "uai";
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".uai") continue;
    const std::string name = entry.path().string();
    const std::string text = read_file(entry.path());
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST((recognise(text) == ModelKind::factor_graph));
      const FactorGraph graph = parse_factor_graph(text, name).graph;
      expect_words(text, graph);
      BOOST_TEST(same(parse_uai(write_uai(graph), "G"), graph));
      BOOST_TEST(same(parse_factor_graph_json(write_factor_graph_json(graph), "G"), graph));
      const FactorGraph through_fg = parse_fg(write_fg(graph), "G");
      BOOST_TEST(write_fg(through_fg) == write_fg(graph));
    }
    ++files;
  }
  BOOST_TEST(files >= 5U);
}

BOOST_AUTO_TEST_CASE(the_same_graph_in_both_orders) {
  // 1 0 0 1 and 0 1 1 0, which is symmetric, so that only the zeros of the .fg are tried here.
  BOOST_TEST(same(read("contra.fg"), read("contra.uai")));
}

BOOST_AUTO_TEST_CASE(promedus_24_has_the_counts_of_its_first_lines) {
  const FactorGraph graph = read("Promedus_24.uai");
  BOOST_TEST(graph.variable_count() == 200U);
  BOOST_TEST(graph.factor_count() == 200U);
}

BOOST_AUTO_TEST_CASE(evidence_fits_its_graph) {
  const auto folder = testing::real_inputs() / "uai";
  for (const auto& [model, evidence, observed] :
       {std::tuple("Promedus_24.uai", "Promedus_24.uai.evid", 4),
        std::tuple("Promedus_29.uai", "Promedus_29.uai.evid", 8), std::tuple("CSP_12.uai", "CSP_12.uai.evid", 0),
        std::tuple("chain.uai", "chain.evid", 0), std::tuple("contra.fg", "contra.evid", 0)}) {
    const FactorGraph graph = read(model);
    const Evidence lambda = parse_evidence(read_file(folder / evidence), graph.variables(), evidence);
    // Binary variables: each observation puts out one state.
    BOOST_TEST(std::count(lambda.lambda().begin(), lambda.lambda().end(), Rational(0)) == observed, model);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
