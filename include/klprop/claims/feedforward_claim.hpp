#pragma once

/// Claims about layered networks: the family of instances behind Corollary 3.4.

#include <klprop/claims/claim_builder.hpp>
#include <klprop/claims/feedforward_computation.hpp>
#include <klprop/claims/feedforward_instance.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

struct FeedforwardFamily {
  using Domain = FeedforwardDomain;
  template <Field S>
  using Instance = FeedforwardInstance<S>;
  template <Field S>
  using Computation = FeedforwardComputation<S>;
  using Model = DrawnNetwork;
  using FieldModel = DrawnNetwork;

  [[nodiscard]] static Model draw(Random& random, const FeedforwardDomain& domain) {
    return draw_network(random, domain);
  }
  [[nodiscard]] static FieldModel draw_field(Random& random, const FeedforwardDomain& domain, bool /*large*/) {
    return draw_residue_network(random, domain);
  }

  template <Field S, class Visit>
  static void visit(const Model& model, const FeedforwardDomain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    FeedforwardInstance<S> instance{model.network, model.input, model.factor, domain, random, budget};
    visit(instance);
  }

  /// Weights.
  [[nodiscard]] static std::uint64_t edges(const Model& model) {
    std::uint64_t count = 0;
    for (std::size_t l = 0; l < model.network.depth(); ++l) count += model.network.layer(l).weights.size();
    return count;
  }
  [[nodiscard]] static double degree(const FieldModel& model) { return model.degree; }
  [[nodiscard]] static Budget field_budget(const FieldModel&) { return {}; }
  [[nodiscard]] static CaseModel as_case(const Model& model) { return claims::as_case(model); }

  template <class Check>
  [[nodiscard]] static std::optional<Counterexample> smallest(const std::string& id, const FeedforwardDomain& domain) {
    if constexpr (ChecksOver<Check, FeedforwardFamily, Rational>) {
      const CaseRunner<Check, FeedforwardFamily> runner{id, domain};
      for (DrawnNetwork& model : small_networks(domain)) {
        CaseOutcome outcome = runner.template rational<Honest>(id + ":minimal", Random(0), std::move(model), Budget{});
        if (outcome.counterexample) return std::move(outcome.counterexample);
      }
    }
    return std::nullopt;
  }

  template <class Check>
  [[nodiscard]] static std::optional<CaseOutcome> on_model(const CaseRunner<Check, FeedforwardFamily>&,
                                                           const std::vector<Control>&, const CaseModel&, RungKind,
                                                           std::uint64_t, const Budget&, std::string& why_not) {
    why_not = "the claim is about layered networks, which this model is not known to be";
    return std::nullopt;
  }
};

template <class Check>
using FeedforwardClaim = ClaimBuilder<Check, FeedforwardFamily>;

}  // namespace klprop::claims
