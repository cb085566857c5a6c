#pragma once

/// Claims about sum–product networks: the family of instances behind Section 4.

#include <klprop/claims/claim_builder.hpp>
#include <klprop/claims/network_catalogue.hpp>
#include <klprop/claims/spn_computation.hpp>
#include <klprop/claims/spn_instance.hpp>
#include <klprop/claims/spn_scalars.hpp>
#include <klprop/claims/spn_search.hpp>
#include <klprop/spn/hypotheses.hpp>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

struct SpnFamily {
  using Domain = SpnDomain;
  template <Ring S>
  using Instance = SpnInstance<S>;
  template <Ring S>
  using Computation = SpnComputation<S>;

  using Model = RationalInstance;
  struct FieldModel {
    Circuit circuit;
    Valuation<PrimeField> at;
    const char* shape;
  };

  [[nodiscard]] static Model draw(Random& random, const SpnDomain& domain) { return draw_rational(random, domain); }
  [[nodiscard]] static FieldModel draw_field(Random& random, const SpnDomain& domain, bool large) {
    Structure drawn = draw_structure(random, domain, large);
    Valuation<PrimeField> at = random_residues(random, drawn.circuit, domain);
    return {std::move(drawn.circuit), std::move(at), drawn.shape};
  }

  template <Ring S, class Visit>
  static void visit(const Model& model, const SpnDomain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    Valuation<S> at{parameters<S>(model.circuit), {}};
    at.lambda.reserve(model.lambda.size());
    for (const Rational& factor : model.lambda) at.lambda.push_back(from_rational<S>(factor));
    SpnInstance<S> instance{model.circuit, at, domain, random, budget};
    visit(instance);
  }
  template <class S, class Visit>
  static void visit(const FieldModel& model, const SpnDomain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    SpnInstance<S> instance{model.circuit, model.at, domain, random, budget};
    visit(instance);
  }

  template <class AnyModel>
  [[nodiscard]] static std::uint64_t edges(const AnyModel& model) {
    return model.circuit.edge_count();
  }
  template <class AnyModel>
  [[nodiscard]] static unsigned nodes(const AnyModel& model) {
    return model.circuit.node_count();
  }
  [[nodiscard]] static double degree(const FieldModel& model) { return claims::degree(model.circuit); }
  /// About as many passes for the independent side as keep a network of average size cheap.
  [[nodiscard]] static Budget field_budget(const FieldModel& model) {
    return {.enumerated = 128, .enumeration = 3000, .operations = 3000 + 12 * edges(model)};
  }

  [[nodiscard]] static CaseModel as_case(Model model) {
    return SpnCase{std::make_shared<const Circuit>(std::move(model.circuit)), std::move(model.lambda)};
  }
  [[nodiscard]] static CaseModel as_case(const FieldModel& model) {
    Circuit exact = model.circuit.with_parameters(as_rationals(model.at.parameters));
    return SpnCase{std::make_shared<const Circuit>(std::move(exact)), as_rationals(model.at.lambda)};
  }

  [[nodiscard]] static std::uint64_t listed(const SpnDomain& domain, unsigned max_nodes) {
    return NetworkCatalogue::of(domain).count(max_nodes);
  }
  [[nodiscard]] static Model listed_model(const SpnDomain& domain, std::uint64_t index, Random& random) {
    const Circuit circuit = NetworkCatalogue::of(domain).circuit(index, random);
    SmallPoint point = draw_small_point(random, circuit, domain);
    return {circuit.with_parameters(std::move(point.parameters)), std::move(point.lambda), ""};
  }
  [[nodiscard]] static FieldModel listed_field_model(const SpnDomain& domain, std::uint64_t index, Random& random) {
    Circuit circuit = NetworkCatalogue::of(domain).circuit(index, random);
    Valuation<PrimeField> at = random_residues(random, circuit, domain);
    return {std::move(circuit), std::move(at), ""};
  }

  template <class Check>
  [[nodiscard]] static std::optional<Counterexample> smallest(const std::string& id, const SpnDomain& domain) {
    return claims::smallest<Check>(id, domain);
  }
  template <class Check>
  [[nodiscard]] static std::optional<CaseOutcome> on_model(const CaseRunner<Check, SpnFamily>& runner,
                                                           const std::vector<Control>& controls, const CaseModel& model,
                                                           RungKind rung, std::uint64_t seed, const Budget& budget,
                                                           std::string& why_not);
};

template <class Check>
using SpnClaim = ClaimBuilder<Check, SpnFamily>;

}  // namespace klprop::claims

#include <klprop/claims/detail/spn_on_model.hpp>
