#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_fixed_points.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>

namespace klprop::claims::prop_3_1_ii_repaired {

/// Messages to state to messages, at fixed points that are known: planted ones on any graph, and the instance's own where it is
/// known. State to messages where the graph is a tree, at the state that the displayed iteration itself reaches.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    try {
      if (!instance.domain.single_copy_tau) return without_single_copies(under_test, report);
      if (!instance.domain.proportional) return without_proportion(instance, under_test, report);
      if (!instance.given) {
        const PlantedFixedPoint<S> planted =
            plant_fixed_point<S>(instance.graph, [&] { return draw<S>(instance.random); });
        from_messages<S>(instance.graph, planted.values, planted.messages, under_test, report);
      }
      const OwnFixedPoint<S> own = own_fixed_point<S>(instance.graph, instance.values);
      if (own.messages)
        from_messages<S>(instance.graph, instance.values, *own.messages, under_test, report);
      else if (instance.given)
        return report.discard(own.why_not);
      else if constexpr (std::is_same_v<S, Ball>)
        report.leave_out(own.why_not);
      if (variable_on_cycle(instance.graph) == instance.graph.variable_count())
        from_states(instance, under_test, report);
    } catch (const UndefinedStep& undefined) {
      report.undefined(undefined.what());
    }
  }

 private:
  template <class S>
  static S draw(Random& random) {
    if constexpr (std::is_same_v<S, PrimeField>)
      return nonzero_residue(random);
    else
      return from_rational<S>(small_rational(random));
  }

  /// A fixed point of belief propagation, turned into a state, is fixed, and q·e^{σ+τ} ∝ Π f_a.
  template <class S>
  static void from_messages(const FactorGraph& graph, std::span<const S> values, const Messages<S>& fixed,
                            const FactorGraphComputation<S>& under_test, Report<S>& report) {
    MessagePassing<S> passing(graph, values);
    Messages<S> next = fixed;
    auto failed = under_test.flooding_step(passing, next);
    Beliefs<S> beliefs;
    if (!failed) failed = passing.beliefs(fixed, beliefs);
    if (failed) return report.undefined(describe(graph, *failed));
    compare(next.to_factor, fixed.to_factor, "m_{i→a} after one iteration and at the fixed point", report);

    const Replicas replicas = edge_replicas(graph);
    const MessageLayout& layout = passing.layout();
    const Table<S> factors = replicated_factors<S>(graph, replicas, values);
    const auto reciprocal = [&](const std::vector<S>& all) {
      return product_over_edges<S>(replicas,
                                   [&](ScopeEdge edge, StateId t) { return S(S(1) / layout.of(all, edge)[t]); });
    };
    HybridState<S> state{product_over_copies(graph, replicas, beliefs.variables), reciprocal(fixed.to_variable),
                         reciprocal(fixed.to_factor)};
    for (std::size_t k = 0; k < factors.values.size(); ++k) state.exp_sigma.values[k] *= factors.values[k];
    Table<S> invariant = state.q;
    for (std::size_t k = 0; k < factors.values.size(); ++k)
      invariant.values[k] *= state.exp_sigma.values[k] * state.exp_tau.values[k];
    compare_proportional(std::move(invariant), factors, "q·e^{σ+τ} and Π f_a", report);
    const HybridState<S> after = under_test.hybrid_step(state, replicas).state;
    compare_tables(after.q, state.q, "q after one step and at the state made of the messages", report);
    compare_proportional(after.exp_sigma, state.exp_sigma, "e^σ after one step and before it", report);
    compare_proportional(after.exp_tau, state.exp_tau, "e^τ after one step and before it", report);
    const Messages<S> read = read_messages(graph, replicas, passing, state);
    compare(read.to_factor, fixed.to_factor, "m_{i→a} read from the state and those it was made of", report);
    compare(read.to_variable, fixed.to_variable, "m_{a→i} read from the state and those it was made of", report);
  }

  /// m_{i→a} ∝ e^{−τ_{ai}}, m_{a→i} ∝ q_{ai}e^{τ_{ai}}. With τ a sum over copies, its part for one copy shows along that
  /// coordinate; so does q, a product over copies.
  template <class S>
  static Messages<S> read_messages(const FactorGraph& graph, const Replicas& replicas, const MessagePassing<S>& passing,
                                   const HybridState<S>& state) {
    Messages<S> read = passing.uniform();
    for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge) {
      const std::uint64_t stride = replicas.space.stride(replicas.coordinate[edge]);
      const auto to_factor = passing.layout().of(read.to_factor, edge);
      const auto to_variable = passing.layout().of(read.to_variable, edge);
      for (std::size_t t = 0; t < to_factor.size(); ++t) {
        to_factor[t] = S(1) / state.exp_tau.values[t * stride];
        to_variable[t] = state.q.values[t * stride] * state.exp_tau.values[t * stride];
      }
      normalise(to_factor);
      normalise(to_variable);
    }
    return read;
  }

  /// A fixed state with both conditions, read as messages, is a fixed point of belief propagation.
  template <class S>
  static void from_states(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                          Report<S>& report) {
    const FactorGraph& graph = instance.graph;
    const Replicas replicas = edge_replicas(graph);
    HybridState<S> state = hybrid_start(replicated_factors<S>(graph, replicas, instance.values));
    for (unsigned n = 0; n <= (forest_diameter(graph) + 1) / 2; ++n)
      state = under_test.hybrid_step(state, replicas).state;
    MessagePassing<S> passing(graph, instance.values);
    still_the_same(graph, passing, read_messages(graph, replicas, passing, state), under_test, report);
  }

  template <class S>
  static void still_the_same(const FactorGraph& graph, MessagePassing<S>& passing, const Messages<S>& read,
                             const FactorGraphComputation<S>& under_test, Report<S>& report) {
    Messages<S> next = read;
    if (const auto failed = under_test.flooding_step(passing, next)) return report.undefined(describe(graph, *failed));
    compare(next.to_factor, read.to_factor, "m_{i→a} read from a fixed state, after one iteration and before it",
            report);
    compare(next.to_variable, read.to_variable, "m_{a→i} read from a fixed state, after one iteration and before it",
            report);
  }

  /// The state (uniform, 0, 0) is fixed whatever the factors are; read as messages it is hardly ever a fixed point.
  template <class S>
  static void without_proportion(const FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                                 Report<S>& report) {
    const FactorGraph& graph = instance.graph;
    const Replicas replicas = edge_replicas(graph);
    const std::vector<S> one(replicas.space.size(), S(1));
    const Table<S> flat{replicas.space, one};
    const HybridState<S> state{normalised(flat), flat, flat};
    const HybridState<S> after = under_test.hybrid_step(state, replicas).state;
    if constexpr (Comparable<S>)
      if (!proportional(after.q, state.q) || !proportional(after.exp_tau, state.exp_tau) ||
          !proportional(after.exp_sigma, state.exp_sigma))
        return report.discard("the state is not fixed");
    MessagePassing<S> passing(graph, instance.values);
    still_the_same(graph, passing, read_messages(graph, replicas, passing, state), under_test, report);
  }

  /// One binary variable with factors (2,1) and (1,1), and e^τ = ⊗f/g with g ∝ (4, 1; 1, 2/3): fixed, q·e^{σ+τ} ∝ Π f_a, and
  /// its belief (3/4, 1/4) is not that of belief propagation, (2/3, 1/3).
  template <class S>
  static void without_single_copies(const FactorGraphComputation<S>& under_test, Report<S>& report) {
    const VariableId scope[] = {0};
    FactorGraphBuilder builder{VariableTable({2})};
    builder.factor(scope, {2, 1});
    builder.factor(scope, {1, 1});
    const FactorGraph graph = std::move(builder).build();
    const Replicas replicas = edge_replicas(graph);
    const Table<S> f{replicas.space, {S(2), S(2), S(1), S(1)}};
    const Table<S> g{replicas.space, {S(4), S(1), S(1), S(S(2) / S(3))}};
    const std::vector<S> belief = {S(S(3) / S(4)), S(S(1) / S(4))};
    HybridState<S> state{product_over_copies(graph, replicas, belief), g, f};
    for (std::size_t k = 0; k < 4; ++k) {
      state.exp_sigma.values[k] /= state.q.values[k];
      state.exp_tau.values[k] /= g.values[k];
    }
    const HybridState<S> after = under_test.hybrid_step(state, replicas).state;
    if constexpr (Comparable<S>)
      if (!proportional(after.q, state.q) || !proportional(after.exp_tau, state.exp_tau) ||
          !proportional(after.exp_sigma, state.exp_sigma))
        return report.discard("the state is not fixed");
    report.equal(belief[0], S(S(2) / S(3)), [] {
      return std::string("the belief of a fixed state whose τ is no sum over copies, and that of belief propagation");
    });
  }

  template <class S>
  static void normalise(std::span<S> message) {
    S sum{};
    for (const S& value : message) sum += value;
    for (S& value : message) value /= sum;
  }

  template <class S>
  static void compare(const std::vector<S>& left, const std::vector<S>& right, const char* what, Report<S>& report) {
    for (std::size_t k = 0; k < left.size(); ++k)
      report.equal(left[k], right[k], [&] { return std::string(what) + ", entry " + std::to_string(k); });
  }
};

[[nodiscard]] inline Claim claim() {
  FactorGraphDomain domain;
  domain.max_variables = 3;
  domain.max_replica_states = 48;
  return FactorGraphClaim<Check>(
             "prop_3_1_ii_repaired", "Proposition 3.1(ii), repaired",
             "Fixed points of belief propagation (modulo scale of messages) correspond one to one to the fixed states "
             "(q, σ, τ) of the displayed iteration (modulo constants) with q·e^{σ+τ} ∝ Π f_a and τ a sum of functions "
             "of "
             "single copies: m_{i→a} ∝ e^{−τ_{ai}}, m_{a→i} ∝ q_{ai}·e^{τ_{ai}}.",
             Verdict::holds,
             "The five displayed steps, read on single copies, are the two updates of belief propagation.", domain)
      .hypotheses({"positive factors", "q·e^{σ+τ} ∝ Π f_a", "τ is a sum over single copies"})
      .scaling(10)
      .ball(100)
      .exact(300)
      .field(2000)
      .drop("q·e^{σ+τ} ∝ Π f_a", changed(&FactorGraphDomain::proportional, false, domain))
      .drop("τ is a sum over single copies", changed(&FactorGraphDomain::single_copy_tau, false, domain))
      .mutant<DropsSigma>()
      .mutant<DropsTau>()
      .mutant<DividesByOutgoing>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_ii_repaired
