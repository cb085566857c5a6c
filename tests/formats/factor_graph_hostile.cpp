// Factor graphs that nobody meant: whatever the bytes, a parser accepts them or throws FormatError, and what it accepts
// it can write and read back.

#include "factor_graphs.hpp"

#include <klprop/formats/factor_graph.hpp>
#include <klprop/formats/model_kind.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

/// A text with a few bytes replaced, removed or inserted, or a piece of it doubled.
std::string mutated(std::string text) {
  const std::string alphabet = std::string("0123456789.-+eE/xp#MARKOVBYES []{},:\"\\\n\r\t\xff\xc3") + '\0';
  for (int i = *rc::gen::inRange(1, 4); i > 0 && !text.empty(); --i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char byte = *rc::gen::elementOf(alphabet);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        text[at] = byte;
        break;
      case 1:
        text.erase(at, *rc::gen::inRange<std::size_t>(1, 8));
        break;
      case 2:
        text.insert(at, 1, byte);
        break;
      default:
        text.insert(at, text.substr(at, *rc::gen::inRange<std::size_t>(1, 30)));
    }
  }
  return text;
}

/// Returns false when the text is refused as it should be; any other exception ends the test.
bool survives(const std::string& text) {
  try {
    const FactorGraphModel model = parse_factor_graph(text, "F");
    // A schema in another spelling is found by reading it all.
    RC_ASSERT(expect_model(text, "F") == ModelKind::factor_graph);
    if (model.graph.value_count() < 100'000)
      RC_ASSERT(same_graph(parse_factor_graph_json(write_factor_graph_json(model.graph), "G"), model.graph));
    return true;
  } catch (const FormatError& error) {
    RC_ASSERT(error.file == "F");
    RC_ASSERT(!error.message.empty());
    return false;
  }
}

BOOST_AUTO_TEST_SUITE(factor_graph_hostile)

RC_BOOST_PROP(mutated_uai_files, ()) {
  const std::string text = mutated(write_uai(*factor_graphs(Weights::decimal)));
  RC_CLASSIFY(survives(text), "accepted");
}

RC_BOOST_PROP(mutated_fg_files, ()) {
  const std::string text = mutated(write_fg(*factor_graphs(Weights::decimal)));
  RC_CLASSIFY(survives(text), "accepted");
}

RC_BOOST_PROP(mutated_json_files, ()) {
  const std::string text = mutated(write_factor_graph_json(*factor_graphs(Weights::rational)));
  RC_CLASSIFY(survives(text), "accepted");
}

RC_BOOST_PROP(arbitrary_bytes, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto start = *rc::gen::element<std::string>("", "MARKOV", "BAYES 1 2 1 ", "1\n\n1\n", "#", "{\"schema\":");
  RC_CLASSIFY(survives(start + bytes), "accepted");
}

RC_BOOST_PROP(numbers_in_any_order, ()) {
  const auto numbers = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
  std::string text = *rc::gen::element<std::string>("", "MARKOV");
  for (const int number : numbers) text += " " + std::to_string(number);
  RC_CLASSIFY(survives(text), "accepted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
