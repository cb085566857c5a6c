#pragma once

#include <klprop/claims/factor_graph_claim.hpp>
#include <klprop/claims/factor_graph_mutants.hpp>
#include <klprop/claims/factor_graph_oracles.hpp>
#include <klprop/factor_graph/hybrid_messages.hpp>

namespace klprop::claims::prop_3_1_iterates {

/// k, σ, r, q and τ of the displayed iteration on literal tables, against products of the messages of flooding belief
/// propagation, step by step. Where literal tables would be too large, the iteration runs on its factored form instead.
struct Check {
  template <RecognisesZero S>
  void operator()(FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                  Report<S>& report) const {
    const FactorGraph& graph = instance.graph;
    try {
      if (edge_replica_entries(graph) > most_entries) return factored(instance, under_test, report);
      const Replicas replicas = edge_replicas(graph);
      HybridState<S> state = hybrid_start(replicated_factors<S>(graph, replicas, instance.values));
      const Table<S> factors = state.q;
      MessagePassing<S> passing(graph, instance.values);
      Messages<S> messages = passing.uniform();
      for (unsigned n = 0; n < steps; ++n) {
        const Messages<S> before = messages;
        HybridIterate<S> iterate = under_test.hybrid_step(state, replicas);
        if (const auto failed = under_test.flooding_step(passing, messages))
          return report.undefined(describe(graph, *failed));
        compare(graph, replicas, factors, iterate, before, messages, passing.layout(), " of step " + std::to_string(n),
                report);
        state = std::move(iterate.state);
      }
    } catch (const UndefinedStep& undefined) {
      report.undefined(undefined.what());
    }
  }

 private:
  static constexpr unsigned steps = 3;
  static constexpr std::uint64_t most_entries = 100'000;

  template <RecognisesZero S>
  static void factored(const FactorGraphInstance<S>& instance, const FactorGraphComputation<S>& under_test,
                       Report<S>& report) {
    const FactorGraph& graph = instance.graph;
    const FactoredHybrid<S> hybrid(graph, instance.values);
    FactoredState<S> state = hybrid.start();
    MessagePassing<S> passing(graph, instance.values);
    Messages<S> messages = passing.uniform();
    const auto same = [&](const std::vector<S>& left, const std::vector<S>& right, const char* what, unsigned n) {
      for (std::size_t k = 0; k < left.size(); ++k)
        report.equal(left[k], right[k], [&] {
          return std::string(what) + " of step " + std::to_string(n) +
                 ", copy by copy, and what follows from the messages, entry " + std::to_string(k);
        });
    };
    for (unsigned n = 0; n < steps; ++n) {
      const Messages<S> before = messages;
      FactoredIterate<S> iterate = hybrid.step(state);
      if (const auto failed = under_test.flooding_step(passing, messages))
        return report.undefined(describe(graph, *failed));
      const FactoredIterate<S> expected = iterate_of_messages(hybrid, before, messages);
      same(hybrid.normalised_edges(iterate.k, "k").edges, expected.k.edges, "k", n);
      same(iterate.r, expected.r, "r", n);
      same(hybrid.normalised_edges(iterate.state.q, "q").edges, expected.state.q.edges, "q", n);
      same(hybrid.normalised_edges(iterate.state.exp_sigma, "sigma").edges, expected.state.exp_sigma.edges, "e^σ", n);
      same(hybrid.normalised_edges(iterate.state.exp_tau, "tau").edges, expected.state.exp_tau.edges, "e^τ", n);
      state = std::move(iterate.state);
    }
  }

  template <class S>
  static void compare(const FactorGraph& graph, const Replicas& replicas, const Table<S>& factors,
                      const HybridIterate<S>& iterate, const Messages<S>& before, const Messages<S>& after,
                      const MessageLayout& layout, const std::string& step, Report<S>& report) {
    const auto entry = [&](const std::vector<S>& all, ScopeEdge edge, StateId state) -> const S& {
      return layout.of(all, edge)[state];
    };
    compare_proportional(
        iterate.k,
        product_over_edges<S>(replicas,
                              [&](ScopeEdge edge, StateId t) {
                                return S(entry(after.to_variable, edge, t) * entry(before.to_factor, edge, t));
                              }),
        "k" + step + " and the product of m_{a→i}^{(n)} m_{i→a}^{(n−1)}", report);
    compare_proportional(
        iterate.state.exp_tau,
        product_over_edges<S>(replicas,
                              [&](ScopeEdge edge, StateId t) { return S(S(1) / entry(after.to_factor, edge, t)); }),
        "e^τ" + step + " and the product of 1/m_{i→a}^{(n)}", report);
    Table<S> tilt = product_over_edges<S>(
        replicas, [&](ScopeEdge edge, StateId t) { return S(S(1) / entry(after.to_variable, edge, t)); });
    for (std::size_t k = 0; k < tilt.values.size(); ++k) tilt.values[k] *= factors.values[k];
    compare_proportional(iterate.state.exp_sigma, std::move(tilt),
                         "e^σ" + step + " and the product of f_a over that of m_{a→i}^{(n)}", report);

    // b_i ∝ Π_a m_{a→i}; on the diagonal r is the product of these, and q is their product over all copies.
    std::vector<S> beliefs(graph.variables().indicator_count(), S(1));
    for (VariableId v = 0; v < graph.variable_count(); ++v) {
      S sum{};
      for (StateId t = 0; t < graph.variables().arity(v); ++t) {
        S& belief = beliefs[graph.variables().indicator(v, t)];
        for (const ScopeEdge edge : graph.edges(v)) belief *= entry(after.to_variable, edge, t);
        sum += belief;
      }
      for (StateId t = 0; t < graph.variables().arity(v); ++t) beliefs[graph.variables().indicator(v, t)] /= sum;
    }
    compare_tables(iterate.state.q, product_over_copies(graph, replicas, beliefs),
                   "q" + step + " and the product of the beliefs b_i^{(n)}", report);
    compare_tables(iterate.r, on_diagonal(graph, replicas, beliefs),
                   "r" + step + " and the product of the beliefs on the diagonal", report);
  }

  /// Π_i b_i(x_i) where all copies agree, else 0.
  template <class S>
  static Table<S> on_diagonal(const FactorGraph& graph, const Replicas& replicas, const std::vector<S>& beliefs) {
    Table<S> table{replicas.space, {}};
    for (std::uint64_t outcome = 0; outcome < replicas.space.size(); ++outcome) {
      S product(1);
      bool agree = true;
      for (VariableId v = 0; v < graph.variable_count() && agree; ++v) {
        if (graph.edges(v).empty()) continue;
        const StateId state = replicas.space.state(outcome, graph.edges(v)[0]);
        for (const ScopeEdge edge : graph.edges(v)) agree = agree && replicas.space.state(outcome, edge) == state;
        product *= beliefs[graph.variables().indicator(v, state)];
      }
      table.values.push_back(agree ? product : S{});
    }
    return table;
  }
};

[[nodiscard]] inline Claim claim() {
  const FactorGraphDomain domain = changed(&FactorGraphDomain::expansion, Expansion::messages,
                                           changed(&FactorGraphDomain::max_replica_states, std::uint64_t{96}));
  return FactorGraphClaim<Check>(
             "prop_3_1_iterates", "Proposition 3.1, the displayed iteration",
             "With σ_{-1} = τ_{-1} = 0 every step of the displayed iteration equals one step of parallel normalised "
             "belief propagation, on every factor graph: q_n = ⊗ b_i^{(n)}, k_n ∝ Π m_{a→i}^{(n)} m_{i→a}^{(n−1)}, "
             "e^{τ_n} ∝ Π 1/m_{i→a}^{(n)}, e^{σ_n} ∝ Π f_a / Π m_{a→i}^{(n)}, with one copy of a variable per edge.",
             Verdict::holds, "By induction: each displayed step keeps a table that factorises over the edges.", domain)
      .hypotheses({"positive factors"})
      .scaling(10)
      .exact(80)
      .field(2000)
      .drop("positive factors", changed(&FactorGraphDomain::positive, false, domain), false)
      .mutant<DropsSigma>()
      .mutant<DropsTau>()
      .mutant<InvertsTau>()
      .mutant<SequentialSchedule>()
      .mutant<DividesByOutgoing>()
      .build();
}

}  // namespace klprop::claims::prop_3_1_iterates
