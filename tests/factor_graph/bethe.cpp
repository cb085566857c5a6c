// The Bethe free energy and its stationary points.

#include <klprop/factor_graph/bethe.hpp>

#include <klprop/factor_graph/schedules.hpp>
#include <klprop/random/factor_graph.hpp>
#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "factor_graph/elimination_support.hpp"
#include "factor_graph/messages_support.hpp"
#include "scalar/archetype.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using namespace testing;

std::vector<Ball> balls(std::span<const Rational> values) {
  std::vector<Ball> result;
  for (const Rational& value : values) result.push_back(Ball(value));
  return result;
}
Beliefs<Ball> balls(const Beliefs<Rational>& beliefs) {
  return {balls(beliefs.variables), balls(beliefs.factors)};
}

/// Contains zero and nothing far from it.
bool is_small(const Ball& value) {
  return contains(value, Rational(0)) && radius(value) < Rational(1) / Rational(Integer(1) << 180);
}
/// All balls have a point in common, and are narrow.
bool all_alike(std::span<const Ball> values) {
  for (const Ball& value : values)
    if (!is_small(value - values[0])) return false;
  return true;
}

bool vanish(const StationarityDefects<Rational>& defects) {
  const auto zero = [](const Numbers& values) {
    return std::all_of(values.begin(), values.end(), [](const Rational& value) { return value == 0; });
  };
  return zero(defects.factors) && zero(defects.variables) && zero(defects.consistency) && zero(defects.normalisation);
}

struct FixedPoint {
  FactorGraph graph;
  Numbers lambda;
  Messages<Rational> messages;
  Beliefs<Rational> beliefs;

  [[nodiscard]] StationarityDefects<Rational> defects() const {
    return stationarity_defects<Rational>(graph, graph.values(), lambda, beliefs, messages);
  }
};

FixedPoint on_forest(Random& random, bool zeros, EvidenceMode mode) {
  FactorGraph graph =
      random_factor_graph(random, {.shape = random.below(2) == 0 ? FactorGraphShape::forest : FactorGraphShape::tree,
                                   .min_states = 1,
                                   .zeros = zeros,
                                   .max_joint_states = 256});
  const Evidence evidence = random_evidence(random, graph.variables(), mode);
  Numbers weights(evidence.lambda().begin(), evidence.lambda().end());
  MessagePassing<Rational> passing(graph, graph.values(), weights);
  auto result = tree_pass(passing, TreeSchedule(graph));
  if (result.status != BeliefPropagationStatus::converged) result.messages.to_factor.clear();
  return {std::move(graph), std::move(weights), std::move(result.messages), std::move(result.beliefs)};
}

FixedPoint on_ring(VariableId length) {
  FixedPoint at{eigenvector_ring(length), Numbers(2 * length, 1), {}, {}};
  const Rational half(1, 2), third(1, 3);
  for (VariableId a = 0; a < length; ++a) {
    at.messages.to_factor.insert(at.messages.to_factor.end(), {2 * third, third, half, half});
    at.messages.to_variable.insert(at.messages.to_variable.end(), {half, half, 2 * third, third});
  }
  MessagePassing<Rational> passing(at.graph, at.graph.values());
  BOOST_TEST(!passing.beliefs(at.messages, at.beliefs));
  return at;
}

BOOST_AUTO_TEST_SUITE(bethe)

BOOST_AUTO_TEST_CASE(one_variable_by_hand) {
  const PrecisionScope precision(256);
  const FactorGraph graph = graph_of({2}, {{{0}, {1, 3}}, {{}, {5}}});
  const std::vector<Ball> values = balls(graph.values()), one = {Ball(1), Ball(1)}, lambda = {Ball(2), Ball(7)};
  const Rational half(1, 2), quarter(1, 4);
  // −log Z = −log 20, and −log(5·(2 + 21)) with evidence
  BOOST_TEST(
      is_small(bethe_free_energy<Ball>(graph, values, one,
                                       balls(Beliefs<Rational>{{quarter, 3 * quarter}, {quarter, 3 * quarter, 1}})) +
               log(Ball(20))));
  const Numbers posterior = {Rational(2, 23), Rational(21, 23)};
  BOOST_TEST(is_small(bethe_free_energy<Ball>(graph, values, lambda,
                                              balls(Beliefs<Rational>{posterior, {posterior[0], posterior[1], 1}})) +
                      log(Ball(115))));
  // Elsewhere: ½·log(½/1) + ½·log(½/3) − log 5 = −log 2 − ½·log 3 − log 5
  const Beliefs<Ball> uniform = balls(Beliefs<Rational>{{half, half}, {half, half, 1}});
  BOOST_TEST(is_small(bethe_free_energy<Ball>(graph, values, one, uniform) + log(Ball(2)) + log(Ball(5)) +
                      log(Ball(3)) / Ball(2)));
  const Beliefs<Ball> gradient = bethe_gradient<Ball>(graph, values, lambda, uniform);
  BOOST_TEST(is_small(gradient.factors[1] - Ball(1) - log(Ball(Rational(1, 6)))));
  BOOST_TEST(is_small(gradient.variables[1] + log(Ball(7))));  // d = 1: only the evidence remains
}

/// At the exact marginals of a forest F is −log Z, with evidence, zeros, isolated variables and constants.
RC_BOOST_PROP(on_forests_it_is_minus_log_z, (std::uint64_t seed)) {
  const PrecisionScope precision(256);
  Random random(seed);
  const FixedPoint at =
      on_forest(random, random.below(2) == 0, random.below(2) == 0 ? EvidenceMode::positive : EvidenceMode::hard);
  const Rational z = enumerated(at.graph, values_of(at.graph), at.lambda).z;
  if (z == 0) return;
  const Ball energy = bethe_free_energy<Ball>(at.graph, balls(at.graph.values()), balls(at.lambda), balls(at.beliefs));
  RC_ASSERT(is_small(energy + log(Ball(z))));
}

/// Fixed points satisfy the exponentiated conditions exactly, on forests and on a ring, zeros and evidence included.
RC_BOOST_PROP(fixed_points_are_stationary, (std::uint64_t seed)) {
  Random random(seed);
  const FixedPoint at =
      on_forest(random, random.below(2) == 0, random.below(2) == 0 ? EvidenceMode::positive : EvidenceMode::hard);
  if (at.messages.to_factor.empty()) return;
  RC_ASSERT(vanish(at.defects()));
}

BOOST_AUTO_TEST_CASE(a_loopy_fixed_point_is_stationary) {
  for (const VariableId length : {2U, 3U, 5U}) BOOST_TEST(vanish(on_ring(length).defects()));
}

/// Each condition notices what breaks it.
BOOST_AUTO_TEST_CASE(other_points_are_not_stationary) {
  const FixedPoint at = on_ring(3);
  const auto nonzero = [](const Numbers& values) {
    return std::count_if(values.begin(), values.end(), [](const Rational& value) { return value != 0; }) > 0;
  };
  FixedPoint wrong = at;
  std::swap(wrong.messages.to_factor, wrong.messages.to_variable);  // the other messages as multipliers
  BOOST_TEST(nonzero(wrong.defects().factors));
  wrong = at;
  wrong.messages.to_factor[0] = Rational(1, 5);
  wrong.messages.to_factor[1] = Rational(4, 5);
  BOOST_TEST(nonzero(wrong.defects().factors));
  BOOST_TEST(nonzero(wrong.defects().variables));
  wrong = at;  // consistent, normalised, not stationary
  wrong.beliefs.variables = Numbers(6, Rational(1, 2));
  wrong.beliefs.factors = Numbers(12, Rational(1, 4));
  BOOST_TEST(nonzero(wrong.defects().factors));
  BOOST_TEST(nonzero(wrong.defects().variables));
  BOOST_TEST(!nonzero(wrong.defects().consistency));
  BOOST_TEST(!nonzero(wrong.defects().normalisation));
  wrong = at;
  std::swap(wrong.beliefs.variables[0], wrong.beliefs.variables[1]);
  BOOST_TEST(nonzero(wrong.defects().consistency));
  wrong = at;
  for (Rational& b : wrong.beliefs.factors) b *= 2;
  BOOST_TEST(nonzero(wrong.defects().normalisation));
  wrong = at;
  wrong.lambda[0] = 2;
  BOOST_TEST(nonzero(wrong.defects().variables));
  // A variable without factors.
  const FactorGraph alone = graph_of({2}, {});
  const auto defects = [&](const Rational& b) {
    return stationarity_defects<Rational>(alone, {}, Numbers{1, 3}, {{b, 1 - b}, {}}, {});
  };
  BOOST_TEST(vanish(defects(Rational(1, 4))));
  BOOST_TEST(nonzero(defects(Rational(1, 2)).variables));
}

/// The gradient is the derivative: F(b + h·e) − F(b) − h·∂F is of order h², and not of order h.
RC_BOOST_PROP(the_gradient_is_the_derivative, (std::uint64_t seed)) {
  const PrecisionScope precision(512);
  Random random(seed);
  const FactorGraph graph = random_factor_graph(random, {.shape = FactorGraphShape::dense});
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::positive);
  const std::vector<Ball> values = balls(graph.values()), lambda = balls(evidence.lambda());
  Beliefs<Rational> beliefs{Numbers(lambda.size()), Numbers(values.size())};
  for (Rational& b : beliefs.variables) b = small_rational(random);
  for (Rational& b : beliefs.factors) b = small_rational(random);
  const Beliefs<Ball> gradient = bethe_gradient<Ball>(graph, values, lambda, balls(beliefs));
  const Ball energy = bethe_free_energy<Ball>(graph, values, lambda, balls(beliefs));
  const Rational h = Rational(1) / Rational(Integer(1) << 60);
  const auto is_derivative = [&](Rational& b, const Ball& slope) {
    b += h;
    const Ball difference = bethe_free_energy<Ball>(graph, values, lambda, balls(beliefs)) - energy;
    b -= h;
    const Rational bound = h * h * 10'000;  // the second derivatives are (d_i − 1)/b ≤ 9·d_i
    return certainly_less(abs(difference - Ball(h) * slope), Ball(bound));
  };
  for (std::size_t k = 0; k < beliefs.variables.size(); ++k)
    RC_ASSERT(is_derivative(beliefs.variables[k], gradient.variables[k]));
  for (std::size_t k = 0; k < beliefs.factors.size(); ++k)
    RC_ASSERT(is_derivative(beliefs.factors[k], gradient.factors[k]));
  RC_ASSERT(!is_derivative(beliefs.factors[0], gradient.factors[0] + Ball(Rational(1, 1000))));
}

/// With log m_{i→a} as multipliers the Lagrangian's gradient is constant where only normalisation is left.
BOOST_AUTO_TEST_CASE(messages_are_the_multipliers) {
  const PrecisionScope precision(256);
  Random random(5);
  std::vector<FixedPoint> points = {on_ring(3), on_ring(2)};
  for (int k = 0; k < 20; ++k) points.push_back(on_forest(random, false, EvidenceMode::positive));
  for (const FixedPoint& at : points) {
    const std::vector<Ball> values = balls(at.graph.values()), lambda = balls(at.lambda);
    const Messages<Ball> messages{balls(at.messages.to_variable), balls(at.messages.to_factor)};
    const Beliefs<Ball> gradient = bethe_gradient<Ball>(at.graph, values, lambda, balls(at.beliefs));
    const auto is_constant = [&](const std::vector<Ball>& multipliers) {
      const Beliefs<Ball> total = lagrangian_gradient<Ball>(at.graph, gradient, multipliers);
      bool constant = true;
      for (FactorId a = 0; a < at.graph.factor_count(); ++a)
        constant =
            constant && all_alike(std::span(total.factors).subspan(at.graph.first_value(a), at.graph.table_size(a)));
      for (VariableId v = 0; v < at.graph.variable_count(); ++v)
        constant =
            constant && all_alike(std::span(total.variables)
                                      .subspan(at.graph.variables().indicator(v, 0), at.graph.variables().arity(v)));
      return constant;
    };
    const std::vector<Ball> multipliers = bethe_multipliers<Ball>(at.graph, messages);
    BOOST_TEST(is_constant(multipliers));
    if (at.graph.edge_count() > 0 && &at < &points[2])
      BOOST_TEST(!is_constant(bethe_multipliers<Ball>(at.graph, {messages.to_factor, messages.to_variable})));
  }
}

BOOST_AUTO_TEST_CASE(infinite_energies_are_refused) {
  const PrecisionScope precision(128);
  const FactorGraph graph = graph_of({2}, {{{0}, {0, 1}}});
  const std::vector<Ball> values = balls(graph.values()), one = {Ball(1), Ball(1)};
  const auto point = [](int b) { return Beliefs<Ball>{{Ball(b), Ball(1 - b)}, {Ball(b), Ball(1 - b)}}; };
  const auto refusal = [](auto call) -> std::string {
    try {
      call();
    } catch (const InfiniteEnergy& infinite) {
      return infinite.what();
    }
    return "finite";
  };
  BOOST_TEST(refusal([&] { static_cast<void>(bethe_free_energy<Ball>(graph, values, one, point(0))); }) == "finite");
  BOOST_TEST(refusal([&] { static_cast<void>(bethe_free_energy<Ball>(graph, values, one, point(1))); }) ==
             "the logarithm of the belief of factor 0, or of the factor itself, at entry 0 is not finite");
  BOOST_TEST(refusal([&] {
               static_cast<void>(bethe_free_energy<Ball>(graph, values, std::vector<Ball>{Ball(1), Ball(0)}, point(0)));
             }) == "the logarithm of the belief of variable 0, or of its evidence, in state 1 is not finite");
  BOOST_TEST(refusal([&] { static_cast<void>(bethe_gradient<Ball>(graph, values, one, point(0))); }) ==
             "the logarithm of the belief of factor 0, or of the factor itself, at entry 0 is not finite");
  const Messages<Ball> messages{{Ball(0), Ball(1)}, {Ball(0), Ball(1)}};
  BOOST_TEST(refusal([&] { static_cast<void>(bethe_multipliers<Ball>(graph, messages)); }) ==
             "the logarithm of the message from variable 0 to factor 0 is not finite");
}

/// The exponentiated conditions need a ring.
BOOST_AUTO_TEST_CASE(stationarity_needs_a_ring) {
  using archetype::RingOnly;
  const FixedPoint at = on_ring(3);
  const auto cover = [](std::span<const Rational> values) {
    std::vector<RingOnly> result;
    for (const Rational& value : values) result.push_back(RingOnly::hide(from_rational<PrimeField>(value)));
    return result;
  };
  const auto defects = stationarity_defects<RingOnly>(at.graph, cover(at.graph.values()), cover(at.lambda),
                                                      {cover(at.beliefs.variables), cover(at.beliefs.factors)},
                                                      {cover(at.messages.to_variable), cover(at.messages.to_factor)});
  for (const auto* part : {&defects.factors, &defects.variables, &defects.consistency, &defects.normalisation})
    for (const RingOnly& defect : *part) BOOST_TEST((defect.reveal() == PrimeField(0)));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
