// Every computation runs on a type that has its concept's operations and no others: that it compiles is the proof. What
// it computes is held against the same computation over the prime field, of which the archetypes are thin covers.

#include <klprop/spn/by_definition.hpp>
#include <klprop/spn/enumeration.hpp>
#include <klprop/spn/flow_program.hpp>
#include <klprop/spn/marginals.hpp>
#include <klprop/spn/parses.hpp>
#include <klprop/spn/passes.hpp>
#include <klprop/spn/region_projections.hpp>
#include <klprop/spn/unfolding.hpp>

#include "scalar/archetype.hpp"
#include "spn/support.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace klprop {
namespace {

using archetype::ComparableField;
using archetype::FieldOnly;
using archetype::RingOnly;

/// A circuit and a valuation twice: over the field, and over an archetype.
template <class S>
struct Pair {
  Circuit circuit = testing::shared_leaf_network();
  Valuation<PrimeField> plain = testing::modulo_p(testing::at_lambda(circuit, {3, 5, 7, 11}));
  Valuation<S> covered = transform<S>(plain, [](PrimeField value) { return S::hide(value); });
};

template <class S>
bool same(const std::vector<S>& covered, const std::vector<PrimeField>& plain) {
  if (covered.size() != plain.size()) return false;
  for (std::size_t k = 0; k < plain.size(); ++k)
    if (!(covered[k].reveal() == plain[k])) return false;
  return true;
}

template <class S>
concept HasBeliefs = requires(const Circuit& circuit, const Valuation<S>& at, const Sweeps<S>& sweeps) {
  variable_beliefs(circuit, at, sweeps);
  gate_belief(circuit, at, sweeps, 0);
};
static_assert(HasBeliefs<ComparableField>);
static_assert(!HasBeliefs<FieldOnly>, "beliefs ask whether S(e) = 0");
static_assert(!HasBeliefs<RingOnly>, "beliefs divide");

BOOST_AUTO_TEST_SUITE(archetypes)

BOOST_AUTO_TEST_CASE(both_sweeps_need_a_ring) {
  const Pair<RingOnly> pair;
  const auto up = upward_pass(pair.circuit, pair.covered);
  BOOST_TEST(same(up, upward_pass(pair.circuit, pair.plain)));
  const auto down = downward_pass<RingOnly>(pair.circuit, pair.covered, up);
  const auto sweeps = sweep(pair.circuit, pair.plain);
  BOOST_TEST(same(down, sweeps.downward));
  BOOST_TEST(same(sweep(pair.circuit, pair.covered).downward, sweeps.downward));
  BOOST_TEST(same(indicator_derivatives<RingOnly>(pair.circuit, down),
                  indicator_derivatives<PrimeField>(pair.circuit, sweeps.downward)));
}

BOOST_AUTO_TEST_CASE(second_derivatives_need_a_ring) {
  const Pair<RingOnly> pair;
  for (IndicatorId a = 0; a < 4; ++a)
    BOOST_TEST(
        same(second_derivatives(pair.circuit, pair.covered, a), second_derivatives(pair.circuit, pair.plain, a)));
}

BOOST_AUTO_TEST_CASE(values_by_definition_need_a_ring) {
  const Pair<RingOnly> pair;
  std::vector<RingOnly> values;
  std::vector<PrimeField> plain;
  const RingOnly root = value_by_definition(pair.circuit, GivenSymbols<RingOnly>(pair.covered), values);
  BOOST_CHECK(root.reveal() == value_by_definition(pair.circuit, GivenSymbols<PrimeField>(pair.plain), plain));
  const RingOnly clamped =
      value_by_definition(pair.circuit, Clamped<RingOnly>(pair.circuit, pair.covered, {2}), values);
  BOOST_CHECK(clamped.reveal() ==
              value_by_definition(pair.circuit, Clamped<PrimeField>(pair.circuit, pair.plain, {2}), plain));
  const auto duals = transform<Dual<RingOnly>>(pair.covered, [](const RingOnly& v) { return Dual<RingOnly>(v); });
  std::vector<Dual<RingOnly>> dual_values;
  const PerturbedSymbols<RingOnly> perturbed(duals, {Perturbed::Kind::indicator, 2});
  // S = 3·7/4 + 3·5·(14 + 11)/4 at λ = (3, 5, 7, 11); its part with y₀ is (21 + 210)/4.
  BOOST_CHECK(value_by_definition(pair.circuit, perturbed, dual_values).tangent.reveal() ==
              from_rational<PrimeField>(Rational(231, 4)));
}

BOOST_AUTO_TEST_CASE(enumeration_of_states_needs_a_ring) {
  const Pair<RingOnly> pair;
  const auto covered = enumerate_posterior(pair.circuit, pair.covered);
  const auto plain = enumerate_posterior(pair.circuit, pair.plain);
  BOOST_CHECK(covered.total.reveal() == plain.total);
  BOOST_TEST(same(covered.mass, plain.mass));
  BOOST_TEST(same(enumerate_pairs(pair.circuit, pair.covered), enumerate_pairs(pair.circuit, pair.plain)));
  std::vector<RingOnly> workspace;
  BOOST_CHECK(coefficient(pair.circuit, pair.covered, {1, 0}, workspace).reveal() ==
              from_rational<PrimeField>(Rational(3, 2)));
}

BOOST_AUTO_TEST_CASE(parses_need_a_ring) {
  const Pair<RingOnly> pair;
  RingOnly total;
  for_each_parse(pair.circuit, pair.covered, 100,
                 [&](const std::vector<Choice>&, const RingOnly& mass) { total += mass; });
  BOOST_CHECK(total.reveal() == upward_pass(pair.circuit, pair.plain).back());
}

BOOST_AUTO_TEST_CASE(merging_needs_a_ring) {
  const Pair<RingOnly> pair;
  const Unfolding unfolding = unfold(pair.circuit, 100);
  const auto on_tree = sweep(unfolding.tree, pair.covered);
  const auto merged = merge_copies<RingOnly>(unfolding.original, pair.circuit.node_count(), on_tree.downward);
  BOOST_TEST(same(merged, sweep(pair.circuit, pair.plain).downward));
}

BOOST_AUTO_TEST_CASE(the_right_projection_needs_a_field) {
  const Pair<FieldOnly> pair;
  const Regions regions(pair.circuit);
  const RegionTables<PrimeField> plain = posterior_tables(regions, pair.plain);
  RegionTables<FieldOnly> covered;
  for (const Table<PrimeField>& table : plain) {
    covered.push_back({table.space, {}});
    for (const PrimeField value : table.values) covered.back().values.push_back(FieldOnly::hide(value));
  }
  const RegionTables<PrimeField> expected = right_projection_onto_product_constraints(regions, plain);
  const RegionTables<FieldOnly> projected = right_projection_onto_product_constraints(regions, covered);
  for (NodeId node = 0; node < regions.count(); ++node)
    BOOST_TEST(same(projected[node].values, expected[node].values), node);
}

BOOST_AUTO_TEST_CASE(flows_need_a_field) {
  const Pair<FieldOnly> pair;
  const auto covered = sweep(pair.circuit, pair.covered);
  const auto plain = sweep(pair.circuit, pair.plain);
  const Flow<FieldOnly> flow = flow_of_sweeps(pair.circuit, pair.covered, covered);
  const Flow<PrimeField> expected = flow_of_sweeps(pair.circuit, pair.plain, plain);
  BOOST_TEST(same(flow.visit, expected.visit));
  BOOST_TEST(same(flow.along, expected.along));
  BOOST_TEST(same(inflow(pair.circuit, flow), expected.visit));
  BOOST_TEST(same(outflow_of_sums(pair.circuit, flow), outflow_of_sums(pair.circuit, expected)));
  BOOST_TEST(same(multipliers_from_above(pair.circuit, pair.covered, covered.upward, flow.visit), expected.visit));
}

BOOST_AUTO_TEST_CASE(beliefs_need_a_comparable_field) {
  const Pair<ComparableField> pair;
  const auto covered = sweep(pair.circuit, pair.covered);
  const auto plain = sweep(pair.circuit, pair.plain);
  BOOST_TEST(
      same(variable_beliefs(pair.circuit, pair.covered, covered), variable_beliefs(pair.circuit, pair.plain, plain)));
  for (const NodeId sum : {6U, 9U}) {
    const auto gate = gate_belief(pair.circuit, pair.covered, covered, sum);
    const auto expected = gate_belief(pair.circuit, pair.plain, plain, sum);
    BOOST_CHECK(gate.visit.reveal() == expected.visit);
    BOOST_TEST(same(gate.select, expected.select));
    BOOST_TEST(same(gate.conditional, expected.conditional));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
