// Files that nobody meant: whatever the bytes, a parser accepts them or throws FormatError, and
// what it accepts it can write and read back.

#include "circuits.hpp"

#include <klprop/formats/evidence.hpp>
#include <klprop/formats/spn.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

namespace klprop::formats {
namespace {

using namespace klprop::testing;

/// A text with a few bytes replaced, removed or inserted, or a piece of it doubled.
std::string mutated(std::string text) {
  const std::string alphabet = std::string("0123456789.-+eE/xp*nv EOF()[]{},:\"\\\n\r\t\xff\xc3") + '\0';
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
    const SpnModel model = parse_spn(text, "F");
    RC_ASSERT(same_circuit(parse_spn_json(write_spn_json(model.circuit), "G"), model.circuit));
    return true;
  } catch (const FormatError& error) {
    RC_ASSERT(error.file == "F");
    RC_ASSERT(!error.message.empty());
    return false;
  }
}

BOOST_AUTO_TEST_SUITE(hostile)

RC_BOOST_PROP(mutated_ac_files, ()) {
  const std::string text = mutated(write_ac(*circuits(Weights::decimal)) + "\n0 0.5 +v0_0\nEOF\n");
  RC_CLASSIFY(survives(text), "accepted");
}

RC_BOOST_PROP(mutated_json_files, ()) {
  const std::string text = mutated(write_spn_json(*circuits(Weights::rational)));
  RC_CLASSIFY(survives(text), "accepted");
}

RC_BOOST_PROP(mutated_evidence, ()) {
  const VariableTable variables({2, 3, 4});
  const std::string text = mutated(
      *rc::gen::element<std::string>("2 0 1 2 3\n", "1\n2 0 1 2 3\n",
                                     "{\"schema\":\"klprop.evidence/1\",\"hard\":{\"0\":1},\"soft\":{\"1\":[\"1/"
                                     "2\",0,1e-3],\"2\":[1,0.5,\"0x1p3\",0]}}"));
  try {
    RC_ASSERT(parse_evidence(text, variables, "F").lambda().size() == 9U);
  } catch (const FormatError& error) {
    RC_ASSERT(error.file == "F");
  }
}

RC_BOOST_PROP(arbitrary_bytes, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto start = *rc::gen::element<std::string>("", "(", "(2)\n", "{", "{\"schema\":");
  RC_CLASSIFY(survives(start + bytes), "accepted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::formats
