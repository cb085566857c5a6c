// The updates of belief propagation, held against hand computations and against their definition.

#include <klprop/factor_graph/belief_propagation.hpp>

#include <klprop/scalar/ball.hpp>
#include <klprop/scalar/binary64.hpp>
#include <klprop/scalar/prime_field.hpp>

#include "factor_graph/elimination_support.hpp"
#include "factor_graph/messages_support.hpp"
#include "scalar/archetype.hpp"

#include <rapidcheck/boost_test.h>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace klprop {
namespace {

using namespace testing;

/// Messages of small positive numbers and zeros that sum to one.
Numbers arbitrary_messages(Random& random, const MessageLayout& layout, ScopeEdge edges) {
  Numbers all(layout.size());
  for (ScopeEdge edge = 0; edge < edges; ++edge) {
    const auto message = layout.of(all, edge);
    for (Rational& value : message) value = random.below(4) == 0 ? Rational(0) : small_rational(random);
    message[random.below(message.size())] = 1;
    normalise(message);
  }
  return all;
}

template <class S>
std::vector<S> converted(const Numbers& values) {
  std::vector<S> result;
  for (const Rational& value : values) result.push_back(from_rational<S>(value));
  return result;
}

std::string text(const FactorGraph& graph, const std::optional<Breakdown>& breakdown) {
  return breakdown ? describe(graph, *breakdown) : "defined";
}

BOOST_AUTO_TEST_SUITE(belief_propagation)

BOOST_AUTO_TEST_CASE(messages_of_a_factor_by_hand) {
  const FactorGraph graph = graph_of({2, 3}, {{{0, 1}, {1, 2, 3, 4, 5, 6}}});
  MessagePassing<Rational> passing(graph, graph.values());
  Messages<Rational> messages = passing.uniform();
  BOOST_TEST(
      (messages.to_factor == Numbers{Rational(1, 2), Rational(1, 2), Rational(1, 3), Rational(1, 3), Rational(1, 3)}));
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST((messages.to_variable ==  // 6 : 15 and 5 : 7 : 9
              Numbers{Rational(2, 7), Rational(5, 7), Rational(5, 21), Rational(7, 21), Rational(9, 21)}));
  // f(x0, ·)·(1/2, 0, 1/2) = 2 : 5;  (0, 1)·f = 4 : 5 : 6
  messages.to_factor = {0, 1, Rational(1, 2), 0, Rational(1, 2)};
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST((messages.to_variable ==
              Numbers{Rational(2, 7), Rational(5, 7), Rational(4, 15), Rational(5, 15), Rational(6, 15)}));
  Beliefs<Rational> beliefs;
  BOOST_TEST(!passing.beliefs(messages, beliefs));
  BOOST_TEST((beliefs.variables == messages.to_variable));
  BOOST_TEST((beliefs.factors == Numbers{0, 0, 0, Rational(2, 5), 0, Rational(3, 5)}));
}

/// One variable, three unary factors and evidence: what a factor hears is everything but itself.
BOOST_AUTO_TEST_CASE(messages_of_a_variable_by_hand) {
  const FactorGraph graph = graph_of({2}, {{{0}, {2, 1}}, {{0}, {1, 3}}, {{0}, {1, 4}}});
  const Numbers lambda = {5, 1};
  MessagePassing<Rational> passing(graph, graph.values(), lambda);
  Messages<Rational> messages = passing.uniform();
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST(!passing.send_to_factors(messages));
  BOOST_TEST((messages.to_factor ==  // 5·1·1 : 1·3·4, 5·2·1 : 1·1·4, 5·2·1 : 1·1·3
              Numbers{Rational(5, 17), Rational(12, 17), Rational(10, 14), Rational(4, 14), Rational(10, 13),
                      Rational(3, 13)}));
  Beliefs<Rational> beliefs;
  BOOST_TEST(!passing.beliefs(messages, beliefs));
  BOOST_TEST((beliefs.variables == Numbers{Rational(10, 22), Rational(12, 22)}));
}

/// Both updates on arbitrary graphs and messages, zeros included, are what their definitions say.
RC_BOOST_PROP(updates_are_those_of_the_definition, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random, {.most_members = 4});
  const MessageLayout layout(graph);
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::hard);
  const Numbers values = values_of(graph), weights(evidence.lambda().begin(), evidence.lambda().end());
  MessagePassing<Rational> passing(graph, graph.values(), evidence.lambda());
  const Messages<Rational> start{arbitrary_messages(random, layout, graph.edge_count()),
                                 arbitrary_messages(random, layout, graph.edge_count())};

  Messages<Rational> ours = start, defined = start;
  bool exists = true;
  for (ScopeEdge e = 0; e < graph.edge_count(); ++e)
    exists = define_to_variable(graph, values, start.to_factor, e, layout.of(defined.to_variable, e)) && exists;
  const auto broken = passing.send_to_variables(ours);
  RC_ASSERT(exists == !broken);
  if (exists)
    RC_ASSERT(ours.to_variable == defined.to_variable);
  else
    RC_ASSERT(
        broken->at == Breakdown::At::to_variable && broken->contradiction &&
        !define_to_variable(graph, values, start.to_factor, broken->id, layout.of(defined.to_variable, broken->id)));

  ours = defined = start;
  exists = true;
  for (ScopeEdge e = 0; e < graph.edge_count(); ++e)
    exists = define_to_factor(graph, weights, start.to_variable, e, layout.of(defined.to_factor, e)) && exists;
  const auto failed = passing.send_to_factors(ours);
  RC_ASSERT(exists == !failed);
  if (exists)
    RC_ASSERT(ours.to_factor == defined.to_factor);
  else
    RC_ASSERT(
        failed->at == Breakdown::At::to_factor && failed->contradiction &&
        !define_to_factor(graph, weights, start.to_variable, failed->id, layout.of(defined.to_factor, failed->id)));
}

/// The belief of a factor is its table times its messages; that of a variable, once more by definition.
RC_BOOST_PROP(beliefs_are_those_of_the_definition, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random, {.zeros = 0});
  const MessageLayout layout(graph);
  MessagePassing<Rational> passing(graph, graph.values());
  const Messages<Rational> messages{arbitrary_messages(random, layout, graph.edge_count()),
                                    arbitrary_messages(random, layout, graph.edge_count())};
  Numbers factors = values_of(graph), variables = unit_lambda(graph);
  bool exists = true;
  for (ScopeEdge e = 0; e < graph.edge_count(); ++e)
    for (StateId x = 0; x < layout.arity(e); ++x)
      variables[graph.variables().indicator(graph.edge_variable(e), x)] *= messages.to_variable[layout.first(e) + x];
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    exists = normalise(std::span(variables).subspan(graph.variables().indicator(v, 0), graph.variables().arity(v))) &&
             exists;
  for (FactorId a = 0; a < graph.factor_count(); ++a) {
    const ProductSpace space = graph.space(a);
    for (std::uint64_t outcome = 0; outcome < space.size(); ++outcome)
      for (std::size_t j = 0; j < space.dimension(); ++j)
        factors[graph.first_value(a) + outcome] *=
            messages.to_factor[layout.first(static_cast<ScopeEdge>(graph.first_edge(a) + j)) + space.state(outcome, j)];
    exists = normalise(std::span(factors).subspan(graph.first_value(a), graph.table_size(a))) && exists;
  }
  Beliefs<Rational> beliefs;
  const auto failed = passing.beliefs(messages, beliefs);
  RC_ASSERT(exists == !failed);
  if (exists) RC_ASSERT(beliefs.variables == variables && beliefs.factors == factors);
}

/// λ is one more unary factor per variable: all messages and beliefs of the graph are then the same.
RC_BOOST_PROP(evidence_is_a_unary_factor, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random, {.most_variables = 4, .most_factors = 5, .zeros = 0});
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::positive);
  FactorGraphBuilder builder(graph.variables());
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    builder.factor(graph.scope(a), {graph.values(a).begin(), graph.values(a).end()});
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    Numbers table;
    for (StateId x = 0; x < graph.variables().arity(v); ++x)
      table.push_back(evidence.lambda()[graph.variables().indicator(v, x)]);
    builder.factor(std::vector{v}, std::move(table));
  }
  const FactorGraph longer = std::move(builder).build();
  MessagePassing<Rational> with_lambda(graph, graph.values(), evidence.lambda()), with_factors(longer, longer.values());
  Messages<Rational> a = with_lambda.uniform(), b = with_factors.uniform();
  Beliefs<Rational> belief_a, belief_b;
  for (int n = 0; n < 2; ++n) {
    RC_ASSERT(!with_lambda.send_to_variables(a) && !with_factors.send_to_variables(b));
    RC_ASSERT(!with_lambda.send_to_factors(a) && !with_factors.send_to_factors(b));
    RC_ASSERT(!with_lambda.beliefs(a, belief_a) && !with_factors.beliefs(b, belief_b));
    const auto shared = static_cast<std::ptrdiff_t>(with_lambda.layout().size());
    RC_ASSERT(a.to_factor == Numbers(b.to_factor.begin(), b.to_factor.begin() + shared));
    RC_ASSERT(a.to_variable == Numbers(b.to_variable.begin(), b.to_variable.begin() + shared));
    RC_ASSERT(belief_a.variables == belief_b.variables);
  }
}

BOOST_AUTO_TEST_CASE(variables_without_factors_and_factors_without_variables) {
  const FactorGraph graph = graph_of({3, 1, 2}, {{{}, {7}}, {{1}, {5}}, {{1, 2}, {1, 3}}});
  const Numbers lambda = {1, 2, 1, 9, 1, 1};
  MessagePassing<Rational> passing(graph, graph.values(), lambda);
  Messages<Rational> messages = passing.uniform();
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST(!passing.send_to_factors(messages));
  BOOST_TEST((messages.to_variable == Numbers{1, 1, Rational(1, 4), Rational(3, 4)}));
  Beliefs<Rational> beliefs;
  BOOST_TEST(!passing.beliefs(messages, beliefs));
  BOOST_TEST((beliefs.variables ==
              Numbers{Rational(1, 4), Rational(2, 4), Rational(1, 4), 1, Rational(1, 4), Rational(3, 4)}));
  BOOST_TEST((beliefs.factors == Numbers{1, 1, Rational(1, 4), Rational(3, 4)}));
  const FactorGraph nothing = graph_of({}, {});
  MessagePassing<Rational> idle(nothing, nothing.values());
  messages = idle.uniform();
  BOOST_TEST(!idle.send_to_variables(messages));
  BOOST_TEST(!idle.beliefs(messages, beliefs));
  BOOST_TEST(beliefs.variables.empty());
}

/// Each way in which a sum becomes zero is named, and nothing is divided by it.
BOOST_AUTO_TEST_CASE(contradictions_are_named) {
  const auto first_breakdown = [](const FactorGraph& graph, const Numbers& lambda) {
    MessagePassing<Rational> passing(graph, graph.values(), lambda);
    Messages<Rational> messages = passing.uniform();
    Beliefs<Rational> beliefs;
    for (int n = 0; n < 2; ++n) {
      if (const auto failed = passing.send_to_variables(messages)) return text(graph, failed);
      if (const auto failed = passing.send_to_factors(messages)) return text(graph, failed);
    }
    return text(graph, passing.beliefs(messages, beliefs));
  };
  const FactorSpec up{{0}, {0, 1}}, down{{0}, {1, 0}}, any{{0}, {1, 1}};
  BOOST_TEST(first_breakdown(graph_of({2}, {up, down}), {1, 1}) == "the belief of variable 0 sums to zero");
  BOOST_TEST(first_breakdown(graph_of({2}, {up, down, any}), {1, 1}) ==
             "the message from variable 0 to factor 2 sums to zero");
  BOOST_TEST(first_breakdown(graph_of({2, 2}, {{{1, 0}, {0, 1, 0, 1}}, {{0}, {1, 0}}}), {1, 1, 1, 1}) ==
             "the message from factor 0 to variable 1 sums to zero");
  BOOST_TEST(first_breakdown(graph_of({2}, {any}), {0, 0}) == "the message from variable 0 to factor 0 sums to zero");
  BOOST_TEST(first_breakdown(graph_of({2}, {}), {0, 0}) == "the belief of variable 0 sums to zero");
  BOOST_TEST(first_breakdown(graph_of({2}, {any, {{}, {0}}}), {1, 1}) == "the belief of factor 1 sums to zero");
  BOOST_TEST(first_breakdown(graph_of({2}, {any, {{}, {4}}}), {1, 0}) == "defined");
}

/// A field with == is enough, and nothing else is used.
BOOST_AUTO_TEST_CASE(they_need_a_field_that_recognises_zero) {
  using archetype::ComparableField;
  static_assert(!RecognisesZero<archetype::FieldOnly> && !RecognisesZero<archetype::RingOnly>);
  Random random(7);
  const FactorGraph graph = arbitrary_graph(random, {.zeros = 0});
  const std::vector<PrimeField> plain = factor_values<PrimeField>(graph);
  std::vector<ComparableField> covered;
  for (const PrimeField value : plain) covered.push_back(ComparableField::hide(value));
  MessagePassing<PrimeField> a(graph, plain);
  MessagePassing<ComparableField> b(graph, covered);
  Messages<PrimeField> ma = a.uniform();
  Messages<ComparableField> mb = b.uniform();
  Beliefs<PrimeField> ba;
  Beliefs<ComparableField> bb;
  BOOST_TEST((!a.send_to_variables(ma) && !b.send_to_variables(mb)));
  BOOST_TEST((!a.send_to_factors(ma) && !b.send_to_factors(mb)));
  BOOST_TEST((!a.beliefs(ma, ba) && !b.beliefs(mb, bb)));
  BOOST_TEST(!ma.to_factor.empty());
  for (std::size_t k = 0; k < ma.to_factor.size(); ++k) BOOST_TEST((ma.to_factor[k] == mb.to_factor[k].reveal()));
  for (std::size_t k = 0; k < ba.factors.size(); ++k) BOOST_TEST((ba.factors[k] == bb.factors[k].reveal()));
}

/// Every scalar computes the same messages: residues exactly, balls enclosing, doubles and MPFR nearly.
RC_BOOST_PROP(scalars_agree, (std::uint64_t seed)) {
  const PrecisionScope precision(128);
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random, {.zeros = 0});
  const MessageLayout layout(graph);
  const auto step = [&](auto zero) {
    using S = decltype(zero);
    const std::vector<S> values = factor_values<S>(graph);
    MessagePassing<S> passing(graph, values);
    Messages<S> messages = passing.uniform();
    for (int n = 0; n < 2; ++n) {
      RC_ASSERT(!passing.send_to_variables(messages));
      RC_ASSERT(!passing.send_to_factors(messages));
    }
    return messages.to_factor;
  };
  const Numbers exact = step(Rational());
  const auto residues = step(PrimeField());
  const auto balls = step(Ball());
  const auto doubles = step(0.0);
  const auto reals = step(Real());
  for (std::size_t k = 0; k < exact.size(); ++k) {
    RC_ASSERT(residues[k] == from_rational<PrimeField>(exact[k]));
    RC_ASSERT(contains(balls[k], exact[k]) && radius(balls[k]) < Rational(1, 1'000'000'000));
    RC_ASSERT(std::abs(doubles[k] - from_rational<double>(exact[k])) < 1e-13);
    RC_ASSERT(abs(reals[k] - Real(exact[k])) < Real(Rational(1, Integer(1) << 110)));
  }
}

BOOST_AUTO_TEST_CASE(an_enclosure_around_zero_decides_nothing) {
  const FactorGraph graph = graph_of({2}, {{{0}, {1, 1}}});
  MessagePassing<Ball> exact_zero(graph, std::vector<Ball>{Ball(0), Ball(0)});
  Messages<Ball> messages = exact_zero.uniform();
  BOOST_TEST(text(graph, exact_zero.send_to_variables(messages)) ==
             "the message from factor 0 to variable 0 sums to zero");
  MessagePassing<Ball> around_zero(graph, std::vector<Ball>{between(Rational(-1), Rational(1)), Ball(0)});
  BOOST_TEST(text(graph, around_zero.send_to_variables(messages)) ==
             "the message from factor 0 to variable 0 has a sum that cannot be told from zero");
}

// ---- double at the ends of its exponents --------------------------------------------------------

/// A hub whose 20000 messages would underflow each way round, and cancel: half of them say 9 : 1, half 1 : 9.
BOOST_AUTO_TEST_CASE(doubles_survive_many_neighbours) {
  FactorGraphBuilder builder{VariableTable({2})};
  for (int k = 0; k < 10000; ++k) builder.factor(std::vector<VariableId>{0}, {9, 1});
  for (int k = 0; k < 10000; ++k) builder.factor(std::vector<VariableId>{0}, {1, 9});
  const FactorGraph graph = std::move(builder).build();
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  Messages<double> messages = passing.uniform();
  Beliefs<double> beliefs;
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST(!passing.send_to_factors(messages));
  BOOST_TEST(!passing.beliefs(messages, beliefs));
  BOOST_TEST(std::abs(beliefs.variables[0] - 0.5) < 1e-9);
  BOOST_TEST(std::abs(messages.to_factor[0] - 0.1) < 1e-9);  // the rest says 1 : 9
  BOOST_TEST(std::abs(messages.to_factor[2 * 19999] - 0.9) < 1e-9);
}

/// Tables between 10^-300 and 10^300, and messages whose product is below 10^-308 but for their sum.
BOOST_AUTO_TEST_CASE(doubles_survive_wide_tables) {
  const Rational tiny = Rational(1) / pow(Integer(10), 300), huge = pow(Integer(10), 300);
  const FactorGraph graph = graph_of({2, 2, 2}, {{{0, 1, 2}, {huge, 0, 0, 0, 0, 0, 0, huge}},
                                                 {{0}, {tiny, 2 * tiny}},
                                                 {{1}, {tiny, 1}},
                                                 {{1}, {1, tiny}},
                                                 {{2}, {huge, huge}}});
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  Messages<double> messages = passing.uniform();
  Beliefs<double> beliefs;
  for (int n = 0; n < 3; ++n) {
    BOOST_TEST(!passing.send_to_variables(messages));
    BOOST_TEST(!passing.send_to_factors(messages));
  }
  BOOST_TEST(!passing.beliefs(messages, beliefs));
  for (VariableId v = 0; v < 3; ++v) BOOST_TEST(std::abs(beliefs.variables[2 * v] - 1.0 / 3.0) < 1e-14);
  // Both messages into the factor leave 10^-300 where it is not zero: their product is no double.
  const FactorGraph equal = graph_of({2, 2}, {{{0, 1}, {1, 0, 0, 3}}});
  MessagePassing<double> direct(equal, factor_values<double>(equal));
  messages = {{1, 0, 1, 0}, {1, 1e-300, 1e-300, 1}};
  BOOST_TEST(!direct.beliefs(messages, beliefs));
  BOOST_TEST(std::abs(beliefs.factors[0] - 0.25) < 1e-14);
  BOOST_TEST(std::abs(beliefs.factors[3] - 0.75) < 1e-14);
}

/// What a factor excludes takes nearly all of two messages, and their rest is 10^-200 each: the third hears 1 : 3.
BOOST_AUTO_TEST_CASE(doubles_survive_small_sums) {
  Numbers table(27);
  table[0] = 1;   // all in state 0
  table[13] = 3;  // all in state 1
  const FactorGraph graph = graph_of({3, 3, 3}, {{{0, 1, 2}, table}});
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  Messages<double> messages = passing.uniform();
  messages.to_factor = {1e-200, 1e-200, 1, 1e-200, 1e-200, 1, 0.5, 0.25, 0.25};
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST(std::abs(messages.to_variable[6] - 0.25) < 1e-14);
  BOOST_TEST(std::abs(messages.to_variable[7] - 0.75) < 1e-14);
  BOOST_TEST(messages.to_variable[8] == 0);
  BOOST_TEST(std::abs(messages.to_variable[0] - 0.4) < 1e-14);  // 1·0.5 : 3·0.25
}

/// In double a zero may be an underflow: no contradiction is claimed, and infinities are not divided.
BOOST_AUTO_TEST_CASE(doubles_claim_no_contradiction) {
  const FactorGraph graph = graph_of({2}, {{{0}, {0, 1}}, {{0}, {1, 0}}, {{0}, {1, 1}}});
  MessagePassing<double> passing(graph, factor_values<double>(graph));
  Messages<double> messages = passing.uniform();
  BOOST_TEST(!passing.send_to_variables(messages));
  BOOST_TEST(text(graph, passing.send_to_factors(messages)) ==
             "the message from variable 0 to factor 2 has a sum that cannot be told from zero");
  MessagePassing<double> infinite(graph, std::vector<double>{HUGE_VAL, 1, 1, 1, 1, 1});
  BOOST_TEST(text(graph, infinite.send_to_variables(messages)) ==
             "the message from factor 0 to variable 0 has a sum that cannot be told from zero");
}

/// Zeros of hard evidence among many messages neither hide nor fake anything.
RC_BOOST_PROP(doubles_are_near_the_rationals_also_with_zeros, (std::uint64_t seed)) {
  Random random(seed);
  const FactorGraph graph = arbitrary_graph(random);
  const Evidence evidence = random_evidence(random, graph.variables(), EvidenceMode::hard);
  MessagePassing<Rational> exact(graph, graph.values(), evidence.lambda());
  MessagePassing<double> fast(graph, factor_values<double>(graph), lambda<double>(evidence));
  Messages<Rational> a = exact.uniform();
  Messages<double> b = fast.uniform();
  for (int n = 0; n < 2; ++n) {
    const auto exact_fails = exact.send_to_variables(a);
    RC_ASSERT(exact_fails.has_value() == fast.send_to_variables(b).has_value());
    if (exact_fails) return;
    const auto then_fails = exact.send_to_factors(a);
    RC_ASSERT(then_fails.has_value() == fast.send_to_factors(b).has_value());
    if (then_fails) return;
  }
  for (std::size_t k = 0; k < a.to_factor.size(); ++k)
    RC_ASSERT(std::abs(b.to_factor[k] - from_rational<double>(a.to_factor[k])) < 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace klprop
