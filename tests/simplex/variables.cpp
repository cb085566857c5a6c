// Tables of finite variables, and evidence on them.

#include <klprop/simplex/evidence.hpp>
#include <klprop/simplex/variables.hpp>
#include <klprop/spn/valuation.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

template <class Call>
std::string refusal(Call call) {
  try {
    call();
  } catch (const ModelError& error) {
    return error.what();
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(variables)

BOOST_AUTO_TEST_CASE(indicators_stand_variable_after_variable) {
  const VariableTable table({2, 1, 3});
  BOOST_TEST(table.size() == 3U);
  BOOST_TEST(table.indicator_count() == 6U);
  BOOST_TEST(table.arity(0) == 2U);
  BOOST_TEST(table.arity(2) == 3U);
  BOOST_TEST(table.indicator(0, 1) == 1U);
  BOOST_TEST(table.indicator(1, 0) == 2U);
  BOOST_TEST(table.indicator(2, 2) == 5U);
  BOOST_TEST((table.owner(3) == std::pair<VariableId, StateId>(2, 0)));
}

BOOST_AUTO_TEST_CASE(no_variables) {
  BOOST_TEST(VariableTable().size() == 0U);
  BOOST_TEST(VariableTable().indicator_count() == 0U);
  BOOST_TEST(VariableTable(std::vector<StateId>{}).size() == 0U);
}

BOOST_AUTO_TEST_CASE(refusals) {
  BOOST_TEST(refusal([] { VariableTable({2, 0, 3}); }) == "variable 1 has no states; expected at least 1");
  BOOST_TEST(refusal([] { VariableTable({0}); }) == "variable 0 has no states; expected at least 1");
  BOOST_TEST(refusal([] { VariableTable({4294967295U}); }) == "too many states up to variable 0; expected below 2^32");
  BOOST_TEST(refusal([] {
               VariableTable({4294967294U, 1});
             }) == "too many states up to variable 1; expected below 2^32");
  BOOST_TEST(refusal([] { VariableTable({4294967290U, 4}); }) == "accepted");  // no memory per state without names
}

RC_BOOST_PROP(owner_is_the_inverse_of_indicator, ()) {
  std::vector<StateId> arities = *rc::gen::nonEmpty(rc::gen::container<std::vector<StateId>>(rc::gen::inRange(1U, 9U)));
  const VariableTable table(arities);
  IndicatorId next = 0;
  for (VariableId v = 0; v < arities.size(); ++v)
    for (StateId t = 0; t < arities[v]; ++t) {
      RC_ASSERT(table.indicator(v, t) == next);
      RC_ASSERT(table.owner(next) == std::make_pair(v, t));
      ++next;
    }
  RC_ASSERT(table.indicator_count() == next);
}

BOOST_AUTO_TEST_CASE(names_are_optional) {
  VariableTable table({2, 3});
  BOOST_TEST(!table.has_names());
  BOOST_TEST(table.variable_name(1).empty());
  BOOST_TEST(table.state_name(1, 2).empty());
  const VariableTable unnamed = table;
  table.name_variable(1, "rain");
  table.name_state(1, 2, "heavy");
  BOOST_TEST(table.has_names());
  BOOST_TEST(table.variable_name(1) == "rain");
  BOOST_TEST(table.variable_name(0).empty());
  BOOST_TEST(table.state_name(1, 2) == "heavy");
  BOOST_TEST(table.state_name(1, 1).empty());
  BOOST_TEST((table != unnamed));
  BOOST_CHECK_THROW(table.name_variable(2, "none"), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(evidence_is_one_until_set) {
  const VariableTable table({2, 3});
  Evidence evidence(table);
  BOOST_TEST(&evidence.variables() == &table);
  BOOST_TEST(evidence.lambda().size() == 5U);
  for (const Rational& factor : evidence.lambda()) BOOST_TEST(factor == 1);
  evidence.set(1, 2, Rational(7, 3));
  evidence.set(0, 1, 0);
  const std::vector<Rational> expected = {1, 0, 1, 1, Rational(7, 3)};
  BOOST_TEST((std::vector<Rational>(evidence.lambda().begin(), evidence.lambda().end()) == expected));
}

BOOST_AUTO_TEST_CASE(an_observation_overwrites_its_variable_only) {
  const VariableTable table({2, 3});
  Evidence evidence(table);
  evidence.set(0, 0, 5);
  evidence.set(1, 1, 9);
  evidence.observe(1, 2);
  const std::vector<Rational> expected = {5, 1, 0, 0, 1};
  BOOST_TEST((std::vector<Rational>(evidence.lambda().begin(), evidence.lambda().end()) == expected));
}

BOOST_AUTO_TEST_CASE(negative_evidence_is_refused) {
  const VariableTable table({2});
  Evidence evidence(table);
  BOOST_TEST(refusal([&] { evidence.set(0, 1, Rational(-1, 2)); }) == "negative evidence -1/2; expected at least 0");
  BOOST_TEST(evidence.lambda()[1] == 1);  // and nothing has changed
}

/// The circuit's own numbers and the evidence in any scalar.
BOOST_AUTO_TEST_CASE(valuations) {
  CircuitBuilder builder(VariableTable({2}));
  const std::vector<NodeId> leaves = {builder.indicator(0, 0), builder.indicator(0, 1)};
  const std::vector<ParameterId> weights = {builder.parameter(Rational(1, 3)), CircuitBuilder::unit};
  const NodeId root = builder.sum(leaves, weights);
  const Circuit circuit = std::move(builder).build(root);
  Evidence evidence(circuit.variables());
  evidence.set(0, 1, Rational(2, 7));
  const auto exact = valuation<Rational>(circuit, evidence);
  BOOST_TEST((exact.parameters == std::vector<Rational>{1, Rational(1, 3)}));
  BOOST_TEST((exact.lambda == std::vector<Rational>{1, Rational(2, 7)}));
  const auto doubled = transform<Rational>(exact, [](const Rational& value) { return Rational(2 * value); });
  BOOST_TEST((doubled.parameters == std::vector<Rational>{2, Rational(2, 3)}));
  BOOST_TEST((doubled.lambda == std::vector<Rational>{2, Rational(4, 7)}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
