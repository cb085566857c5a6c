#pragma once

/// Claims about computation graphs: the family of instances behind Sections 3.2 and 3.3.

#include <klprop/claims/claim_builder.hpp>
#include <klprop/claims/computation_graph_computation.hpp>
#include <klprop/claims/computation_graph_instance.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace klprop::claims {

struct ComputationGraphFamily {
  using Domain = ComputationGraphDomain;
  template <Field S>
  using Instance = ComputationGraphInstance<S>;
  template <Field S>
  using Computation = ComputationGraphComputation<S>;
  using Model = GraphAtRationals;
  using FieldModel = GraphAtResidues;

  [[nodiscard]] static Model draw(Random& random, const Domain& domain) { return draw_graph(random, domain); }
  [[nodiscard]] static FieldModel draw_field(Random& random, const Domain& domain, bool /*large*/) {
    return draw_graph_at_residues(random, domain);
  }

  /// Over balls, one instance in sixteen at 4,096 bits.
  template <Field S, class Visit>
  static void visit(const Model& model, const Domain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    Random own = random;
    constexpr mpfr_prec_t high = 4096;
    const bool raised = std::is_same_v<S, Ball> && own.chance(1, 16);
    const PrecisionScope precision(raised ? std::max(high, working_precision()) : working_precision());
    visit_at<S>(model, default_inputs<S>(model.graph), domain, own, budget, visit);
  }
  template <class S, class Visit>
  static void visit(const FieldModel& model, const Domain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    visit_at<S>(model, model.inputs, domain, random, budget, visit);
  }

  template <class AnyModel>
  [[nodiscard]] static std::uint64_t edges(const AnyModel& model) {
    return model.graph.slot_count();
  }
  template <class AnyModel>
  [[nodiscard]] static unsigned nodes(const AnyModel& model) {
    return model.graph.node_count();
  }
  /// A derivative ∂z/∂v has degree at most twice that of z in the inputs and v, times that of v; φ'/φ at most three times
  /// that of z.
  [[nodiscard]] static double degree(const FieldModel& model) {
    const double most = degree_bound(model.graph);
    return 2 * most * most + 3 * most;
  }
  [[nodiscard]] static Budget field_budget(const FieldModel&) { return {}; }

  [[nodiscard]] static CaseModel as_case(Model model) {
    return ComputationGraphCase{std::make_shared<const ComputationGraph>(std::move(model.graph)), model.z,
                                model.factor.text()};
  }
  [[nodiscard]] static CaseModel as_case(const FieldModel& model) { return as_case(with_residues(model)); }

  [[nodiscard]] static std::uint64_t listed(const Domain& domain, unsigned max_nodes) {
    return listed_graph_count(domain, max_nodes);
  }
  [[nodiscard]] static Model listed_model(const Domain& domain, std::uint64_t index, Random& random) {
    return listed_graph(domain, index, random);
  }
  [[nodiscard]] static FieldModel listed_field_model(const Domain& domain, std::uint64_t index, Random& random) {
    return at_random_residues(listed_graph(domain, index, random), random);
  }

  /// The first small graph on which the two sides differ.
  template <class Check>
  [[nodiscard]] static std::optional<Counterexample> smallest(const std::string& id, const Domain& domain) {
    const PrecisionScope precision(default_ball_bits);
    const CaseRunner<Check, ComputationGraphFamily> runner{id, domain};
    SmallGraphs all(domain);
    while (std::optional<Model> model = all.next()) {
      CaseOutcome outcome;
      if constexpr (ChecksOver<Check, ComputationGraphFamily, Rational>)
        outcome = runner.template rational<Honest>(id + ":minimal", Random(0), *std::move(model), Budget{});
      else
        outcome = runner.template enclosed<Honest>(id + ":minimal", Random(0), *std::move(model), Budget{});
      if (outcome.counterexample) return outcome.counterexample;
    }
    return std::nullopt;
  }

  template <class Check>
  [[nodiscard]] static std::optional<CaseOutcome> on_model(const CaseRunner<Check, ComputationGraphFamily>& runner,
                                                           const std::vector<Control>& controls, const CaseModel& model,
                                                           RungKind rung, std::uint64_t seed, const Budget& budget,
                                                           std::string& why_not);

 private:
  template <Field S, class AnyModel, class Visit>
  static void visit_at(const AnyModel& model, std::vector<S> inputs, const Domain& domain, const Random& random,
                       const Budget& budget, Visit&& visit) {
    ComputationGraphInstance<S> instance{model.graph, model.z, std::move(inputs), {}, model.factor, domain, random,
                                         budget,      {}};
    try {
      instance.values = forward_values<S>(model.graph, instance.inputs);
    } catch (const EvaluationError& error) {
      instance.undefined = error.what();
    }
    visit(instance);
  }
};

template <class Check>
using ComputationGraphClaim = ClaimBuilder<Check, ComputationGraphFamily>;

}  // namespace klprop::claims

#include <klprop/claims/detail/computation_graph_on_model.hpp>
