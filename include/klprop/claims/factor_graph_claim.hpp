#pragma once

/// Claims about factor graphs: the family of instances behind Section 3.1.

#include <klprop/claims/claim_builder.hpp>
#include <klprop/claims/factor_graph_computation.hpp>
#include <klprop/claims/factor_graph_instance.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

struct FactorGraphFamily {
  using Domain = FactorGraphDomain;
  template <Ring S>
  using Instance = FactorGraphInstance<S>;
  template <Ring S>
  using Computation = FactorGraphComputation<S>;
  using Model = RationalGraph;
  using FieldModel = ResidueGraph;

  [[nodiscard]] static Model draw(Random& random, const FactorGraphDomain& domain) {
    return draw_rational_graph(random, domain);
  }
  [[nodiscard]] static FieldModel draw_field(Random& random, const FactorGraphDomain& domain, bool large) {
    constexpr std::uint64_t growth = 16;
    return draw_residue_graph(
        random,
        large ? changed(&FactorGraphDomain::max_replica_states, domain.max_replica_states * growth, domain) : domain);
  }

  template <Ring S, class Visit>
  static void visit(const Model& model, const FactorGraphDomain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    const std::vector<S> values = factor_values<S>(model.graph);
    FactorGraphInstance<S> instance{model.graph, values, domain, random, budget, model.given};
    visit(instance);
  }
  template <class S, class Visit>
  static void visit(const FieldModel& model, const FactorGraphDomain& domain, const Random& random,
                    const Budget& budget, Visit&& visit) {
    FactorGraphInstance<S> instance{model.graph, model.values, domain, random, budget, model.given};
    visit(instance);
  }

  template <class AnyModel>
  [[nodiscard]] static std::uint64_t edges(const AnyModel& model) {
    return model.graph.edge_count();
  }
  template <class AnyModel>
  [[nodiscard]] static unsigned nodes(const AnyModel& model) {
    return model.graph.variable_count() + model.graph.factor_count();
  }
  /// Messages after a few iterations are quotients of polynomials; each iteration multiplies the degree by at most the
  /// number of edges.
  [[nodiscard]] static double degree(const FieldModel& model) {
    const double growth = 1.0 + static_cast<double>(edges(model));
    return growth * growth * growth * growth;
  }
  [[nodiscard]] static Budget field_budget(const FieldModel&) { return {}; }

  [[nodiscard]] static CaseModel as_case(Model model) {
    return FactorGraphCase{std::make_shared<const FactorGraph>(std::move(model.graph))};
  }
  [[nodiscard]] static CaseModel as_case(const FieldModel& model) {
    std::vector<Rational> values;
    for (const PrimeField value : model.values) values.emplace_back(value.residue());
    return FactorGraphCase{std::make_shared<const FactorGraph>(model.graph.with_values(std::move(values)))};
  }

  [[nodiscard]] static std::uint64_t listed(const FactorGraphDomain&, unsigned max_nodes) {
    return listed_tree_count(max_nodes);
  }
  [[nodiscard]] static Model listed_model(const FactorGraphDomain&, std::uint64_t index, Random& random) {
    return {listed_tree(index, random), ""};
  }
  [[nodiscard]] static FieldModel listed_field_model(const FactorGraphDomain&, std::uint64_t index, Random& random) {
    FactorGraph graph = listed_tree(index, random);
    std::vector<PrimeField> values = random_residues(random, graph);
    return {std::move(graph), std::move(values), ""};
  }

  template <class Check>
  [[nodiscard]] static std::optional<Counterexample> smallest(const std::string& id, const FactorGraphDomain& domain);

  template <class Check>
  [[nodiscard]] static std::optional<CaseOutcome> on_model(const CaseRunner<Check, FactorGraphFamily>& runner,
                                                           const std::vector<Control>& controls, const CaseModel& model,
                                                           RungKind rung, std::uint64_t seed, const Budget& budget,
                                                           std::string& why_not);
};

template <class Check>
using FactorGraphClaim = ClaimBuilder<Check, FactorGraphFamily>;

}  // namespace klprop::claims

#include <klprop/claims/detail/factor_graph_on_model.hpp>
#include <klprop/claims/detail/factor_graph_search.hpp>
