// Where a statement's two sides are not defined, a check says so; it neither compares nor divides.

#include <klprop/claims/sec_1_2_derivative_literal.hpp>
#include <klprop/claims/thm_4_1_a.hpp>
#include <klprop/claims/thm_4_1_incomplete.hpp>
#include <klprop/claims/thm_4_1_joint.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {
namespace {

/// x₀·x₁: not decomposable, S(1,1) = 1, and no joint state has a mass.
Circuit contradiction() {
  CircuitBuilder builder(VariableTable({2}));
  const std::vector<NodeId> both{builder.indicator(0, 0), builder.indicator(0, 1)};
  return std::move(builder).build(builder.product(both));
}

template <class Check>
std::string why_undefined(const Circuit& circuit) {
  const Valuation<Rational> at{parameters<Rational>(circuit), {1, 1}};
  const SpnDomain domain = without(&SpnDomain::decomposable);
  SpnInstance<Rational> instance{circuit, at, domain, Random(0), Budget{}};
  Report<Rational> report;
  Check{}(instance, SpnComputation<Rational>{}, report);
  BOOST_REQUIRE(report.discarded().has_value());
  BOOST_TEST(report.discarded()->undefined);
  return report.discarded()->why;
}

BOOST_AUTO_TEST_SUITE(claims_undefined_cases)

BOOST_AUTO_TEST_CASE(no_joint_state_with_a_mass) {
  const Circuit circuit = contradiction();
  BOOST_TEST(why_undefined<thm_4_1_a::Check>(circuit) == no_joint_mass);
  BOOST_TEST(why_undefined<thm_4_1_joint::Check>(circuit) == no_joint_mass);
  BOOST_TEST(why_undefined<thm_4_1_incomplete::Check>(circuit) == no_joint_mass);
  BOOST_TEST(why_undefined<sec_1_2_derivative_literal::Check>(circuit) == no_joint_mass);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop::claims
