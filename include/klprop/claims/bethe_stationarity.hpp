#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_fixed_points.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

#include <optional>
#include <tuple>

namespace klprop::claims::bethe_stationarity {

/// At a planted fixed point, loops included, and at one of the instance's own where it is known: after one iteration of
/// belief propagation, beliefs and messages satisfy the conditions of stationarity. With logarithms: the gradient of the
/// Lagrangian with multipliers log m_{i→a} is constant over the outcomes of each factor and over the states of each
/// variable, and on a tree F = −log Z. The control starts at uniform messages, which are hardly ever fixed.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    if (!instance.domain.fixed_point) {
      const MessagePassing<S> passing(graph, instance.values);
      std::ignore = stationary<S>(graph, instance.values, passing.uniform(), under_test, report);
      return;
    }
    if (!instance.given) at_planted(instance, under_test, report);
    const std::vector<S> values = normalised_tables(graph, instance.values);
    const OwnFixedPoint<S> own = own_fixed_point<S>(graph, values);
    if (own.messages)
      std::ignore = stationary<S>(graph, values, *own.messages, under_test, report);
    else if (instance.given)
      report.discard(own.why_not);
    else if constexpr (std::is_same_v<S, Ball>)
      report.leave_out(own.why_not);
  }

 private:
  template <class S>
  static void at_planted(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                         Report<S>& report) {
    const PlantedFixedPoint<S> planted = plant_fixed_point<S>(instance.graph, [&] { return draw<S>(instance.random); });
    const auto beliefs = stationary<S>(instance.graph, planted.values, planted.messages, under_test, report);
    if (!beliefs) return;
    for (std::size_t k = 0; k < beliefs->variables.size(); ++k)
      report.equal(beliefs->variables[k], planted.belief[k], [] { return std::string("b_i and the planted belief"); });
    for (std::size_t k = 0; k < beliefs->factors.size(); ++k)
      report.equal(beliefs->factors[k], planted.factor_belief[k],
                   [] { return std::string("b_a and the planted belief"); });
    if constexpr (Transcendental<S>) gradient_is_that_of_the_energy(instance, planted.values, report);
  }

  /// By the chain rule along t ↦ t·b: Σ b·∂F = F + Σ b_a − Σ (d_i − 1) b_i, at any tables b. As F is a sum over the entries
  /// of b, random ones leave no entry of the gradient out.
  template <class S>
  static void gradient_is_that_of_the_energy(FactorGraphInstance<S>& instance, const std::vector<S>& values,
                                             Report<S>& report) {
    const FactorGraph& graph = instance.graph;
    Beliefs<S> at;
    for (IndicatorId k = 0; k < graph.variables().indicator_count(); ++k)
      at.variables.push_back(draw<S>(instance.random));
    for (std::size_t k = 0; k < values.size(); ++k) at.factors.push_back(draw<S>(instance.random));
    const std::vector<S> lambda = no_evidence<S>(graph);
    const Beliefs<S> gradient = bethe_gradient<S>(graph, values, lambda, at);
    // Enough is added to both sides that a relative residual has a meaning.
    S left(1), right = S(1) + bethe_free_energy<S>(graph, values, lambda, at);
    for (std::size_t k = 0; k < values.size(); ++k) {
      left += at.factors[k] * gradient.factors[k];
      right += at.factors[k];
    }
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      for (StateId t = 0; t < graph.variables().arity(v); ++t) {
        const IndicatorId k = graph.variables().indicator(v, t);
        left += at.variables[k] * gradient.variables[k];
        right += at.variables[k];
        for (std::size_t d = 0; d < graph.edges(v).size(); ++d) right -= at.variables[k];
      }
    report.equal(S(S(1) + left - right), S(1),
                 [] { return std::string("1 + Σ b·∂F − (F + Σ b_a − Σ (d_i − 1) b_i) at random tables, and 1"); });
  }

  /// Each table divided by its sum, which changes no message: defects are compared with 1.
  template <class S>
  static std::vector<S> normalised_tables(const FactorGraph& graph, std::span<const S> values) {
    std::vector<S> result(values.begin(), values.end());
    for (FactorId a = 0; a < graph.factor_count(); ++a) {
      S sum{};
      const auto table = std::span(result).subspan(graph.first_value(a), graph.table_size(a));
      for (const S& value : table) sum += value;
      for (S& value : table) value /= sum;
    }
    return result;
  }

  template <class S>
  static S draw(Random& random) {
    if constexpr (std::is_same_v<S, PrimeField>)
      return nonzero_residue(random);
    else
      return from_rational<S>(small_rational(random));
  }

  template <class S>
  static void all_zero(const std::vector<S>& defects, const char* what, Report<S>& report) {
    // One is added to both sides: a relative residual has no meaning at zero.
    for (const S& defect : defects)
      report.equal(S(S(1) + defect), S(1), [&] { return std::string("1 + the defect of ") + what + ", and 1"; });
  }

  /// The conditions at the beliefs after one iteration from a fixed point, which it returns; none where undefined.
  template <class S>
  static std::optional<Beliefs<S>> stationary(const FactorGraph& graph, std::span<const S> values, Messages<S> messages,
                                              const FactorGraphComputation<S>& under_test, Report<S>& report) {
    MessagePassing<S> passing(graph, values);
    Beliefs<S> beliefs;
    auto failed = under_test.flooding_step(passing, messages);
    if (!failed) failed = passing.beliefs(messages, beliefs);
    if (failed) {
      report.undefined(describe(graph, *failed));
      return std::nullopt;
    }
    const std::vector<S> lambda = no_evidence<S>(graph);
    const StationarityDefects<S> defects = stationarity_defects<S>(graph, values, lambda, beliefs, messages);
    all_zero(defects.factors, "b_a ∝ f_a Π m_{i→a}", report);
    all_zero(defects.variables, "b_i^{d_i−1} ∝ Π m_{i→a}", report);
    all_zero(defects.consistency, "local consistency", report);
    all_zero(defects.normalisation, "normalisation", report);
    if constexpr (Transcendental<S>) with_logarithms(graph, values, beliefs, messages, lambda, report);
    return beliefs;
  }

  template <class S>
  static void with_logarithms(const FactorGraph& graph, std::span<const S> values, const Beliefs<S>& beliefs,
                              const Messages<S>& messages, const std::vector<S>& lambda, Report<S>& report) {
    const std::vector<S> multipliers = bethe_multipliers(graph, messages);
    const Beliefs<S> gradient = lagrangian_gradient<S>(graph, bethe_gradient<S>(graph, values, lambda, beliefs),
                                                       std::span<const S>(multipliers));
    for (FactorId a = 0; a < graph.factor_count(); ++a)
      for (std::size_t k = 1; k < graph.table_size(a); ++k)
        all_equal(gradient.factors[graph.first_value(a) + k], gradient.factors[graph.first_value(a)], report);
    for (VariableId v = 0; v < graph.variable_count(); ++v)
      for (StateId t = 1; t < graph.variables().arity(v); ++t)
        all_equal(gradient.variables[graph.variables().indicator(v, t)],
                  gradient.variables[graph.variables().indicator(v, 0)], report);
    if (variable_on_cycle(graph) < graph.variable_count()) return;
    if (const std::string why = outside(changed(&FactorGraphDomain::expansion, Expansion::joint_states), graph);
        !why.empty())
      return report.leave_out("F = −log Z: " + why);
    const Masses<S> masses = enumerate_masses<S>(graph, values, lambda);
    const S energy = bethe_free_energy<S>(graph, values, lambda, beliefs);
    report.equal(S(S(1) + energy), S(S(1) - log(masses.total)),
                 [] { return std::string("1 + F(b) and 1 − log Z on a tree"); });
  }

  template <class S>
  static void all_equal(const S& left, const S& right, Report<S>& report) {
    report.equal(S(S(1) + left - right), S(1), [] {
      return std::string("1 + the difference of the Lagrangian's gradient between two outcomes, and 1");
    });
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.expansion = Expansion::messages;
  domain.max_variables = 4;
  domain.max_replica_states = 4096;
  return FactorGraphClaim<Check>(
             "bethe_stationarity", "Section 1.3, cited results [19, 20]",
             "A fixed point of belief propagation is a stationary point of the Bethe free energy under local "
             "consistency, "
             "with multipliers log m_{i→a}; on a tree the value there is −log Z.",
             Verdict::holds, "Exponentiated, stationarity is b_a ∝ f_a Π m_{i→a} and b_i^{d_i−1} ∝ Π m_{i→a}.", domain)
      .hypotheses({"positive factors", "a fixed point"})
      .scaling(10)
      .ball(100)
      .exact(300)
      .field(2000)
      .drop("a fixed point", changed(&FactorGraphDomain::fixed_point, false, domain))
      .mutant<DividesByOutgoing>()
      .build();
}

}  // namespace klprop::claims::bethe_stationarity
