#include <klprop/random/evidence.hpp>

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

using namespace klprop;

namespace {

const VariableTable& variables() {
  static const VariableTable table({2, 3, 1, 6});
  return table;
}

using Factors = std::vector<Rational>;

Factors draw(std::uint64_t seed, EvidenceMode mode) {
  Random random(seed);
  const Evidence evidence = random_evidence(random, variables(), mode);
  return Factors(evidence.lambda().begin(), evidence.lambda().end());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(random_evidence_modes)

RC_BOOST_PROP(factors_are_of_the_promised_kind, (std::uint64_t seed)) {
  for (const Rational& factor : draw(seed, EvidenceMode::unit)) RC_ASSERT(factor == 1);
  for (const Rational& factor : draw(seed, EvidenceMode::positive)) RC_ASSERT(factor >= Rational(1, 9) && factor <= 9);
  for (const Rational& factor : draw(seed, EvidenceMode::wide)) RC_ASSERT(factor > 0);
  const Factors hard = draw(seed, EvidenceMode::hard);
  RC_ASSERT(std::ranges::count(hard, Rational(0)) >= 1);
  RC_ASSERT(hard == draw(seed, EvidenceMode::hard));
}

BOOST_AUTO_TEST_CASE(wide_evidence_reaches_both_ends) {
  const Rational huge(pow(Integer(10), 250U)), tiny = 1 / huge;
  int large = 0, small = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (const Rational& factor : draw(seed, EvidenceMode::wide)) {
      large += factor > huge ? 1 : 0;
      small += factor < tiny ? 1 : 0;
    }
  BOOST_TEST((large > 20 && small > 20));
}

// Observed states (a single factor that is not 0, and it is 1), forbidden states and soft factors all occur.
BOOST_AUTO_TEST_CASE(hard_evidence_mixes_observations_and_soft_factors) {
  int observed = 0, impossible = 0, soft = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Factors all = draw(seed, EvidenceMode::hard);
    const std::span last = std::span(all).subspan(variables().indicator(3, 0));
    const auto zeros = std::ranges::count(last, Rational(0));
    observed += zeros == 5 && std::ranges::count(last, Rational(1)) == 1 ? 1 : 0;
    impossible += zeros == 6 ? 1 : 0;
    soft += zeros == 0 ? 1 : 0;
  }
  BOOST_TEST((observed > 50 && impossible > 0 && soft > 30));
}

BOOST_AUTO_TEST_CASE(no_variables_need_no_factors) {
  const VariableTable none;
  for (const EvidenceMode mode : {EvidenceMode::unit, EvidenceMode::positive, EvidenceMode::wide, EvidenceMode::hard}) {
    Random random(1);
    BOOST_TEST(random_evidence(random, none, mode).lambda().empty());
  }
}

BOOST_AUTO_TEST_CASE(modes_have_names) {
  std::set<std::string> names;
  for (const EvidenceMode mode : {EvidenceMode::unit, EvidenceMode::positive, EvidenceMode::wide, EvidenceMode::hard})
    names.insert(name(mode));
  BOOST_TEST(names.size() == 4U);
}

BOOST_AUTO_TEST_SUITE_END()
