#pragma once

/// Claims about tables: the family of instances behind Section 2.

#include <klprop/claims/claim_builder.hpp>
#include <klprop/claims/simplex_computation.hpp>
#include <klprop/claims/simplex_instance.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace klprop::claims {

struct SimplexFamily {
  using Domain = SimplexDomain;
  template <Ring S>
  using Instance = SimplexInstance<S>;
  template <Ring S>
  using Computation = SimplexComputation<S>;
  using Model = DrawnTables<Rational>;
  using FieldModel = DrawnTables<PrimeField>;

  [[nodiscard]] static Model draw(Random& random, const SimplexDomain& domain) { return draw_tables(random, domain); }
  [[nodiscard]] static FieldModel draw_field(Random& random, const SimplexDomain& domain, bool /*large*/) {
    return draw_residue_tables(random, domain);
  }

  template <Ring S, class Visit>
  static void visit(const Model& model, const SimplexDomain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    SimplexInstance<S> instance{{}, domain, random, budget, model.tables};
    for (const Table<Rational>& table : model.tables) {
      instance.tables.push_back({table.space, {}});
      for (const Rational& value : table.values) instance.tables.back().values.push_back(from_rational<S>(value));
    }
    visit(instance);
  }
  template <class S, class Visit>
  static void visit(const FieldModel& model, const SimplexDomain& domain, const Random& random, const Budget& budget,
                    Visit&& visit) {
    SimplexInstance<S> instance{model.tables, domain, random, budget, {}};
    visit(instance);
  }

  /// Entries of all tables.
  template <class AnyModel>
  [[nodiscard]] static std::uint64_t edges(const AnyModel& model) {
    return model.tables.size() * model.tables[0].values.size();
  }
  /// Sums, products and quotients of a few tables.
  [[nodiscard]] static double degree(const FieldModel& model) { return 4.0 * static_cast<double>(edges(model)); }
  [[nodiscard]] static Budget field_budget(const FieldModel&) { return {}; }

  [[nodiscard]] static CaseModel as_case(Model model) { return as_tables_case(std::move(model.tables)); }
  [[nodiscard]] static CaseModel as_case(const FieldModel& model) {
    std::vector<Table<Rational>> tables;
    for (const Table<PrimeField>& table : model.tables) {
      tables.push_back({table.space, {}});
      for (const PrimeField value : table.values) tables.back().values.emplace_back(value.residue());
    }
    return as_tables_case(std::move(tables));
  }

  /// The first small instance on which the two sides differ, over rationals or, for statements with logarithms, balls.
  template <class Check>
  [[nodiscard]] static std::optional<Counterexample> smallest(const std::string& id, const SimplexDomain& domain) {
    const PrecisionScope precision(default_ball_bits);
    const CaseRunner<Check, SimplexFamily> runner{id, domain};
    SmallTables all(domain);
    while (std::optional<Model> model = all.next()) {
      CaseOutcome outcome;
      if constexpr (ChecksOver<Check, SimplexFamily, Rational>)
        outcome = runner.template rational<Honest>(id + ":minimal", Random(0), *std::move(model), Budget{});
      else
        outcome = runner.template enclosed<Honest>(id + ":minimal", Random(0), *std::move(model), Budget{});
      if (outcome.counterexample) return outcome.counterexample;
    }
    return std::nullopt;
  }

  template <class Check>
  [[nodiscard]] static std::optional<CaseOutcome> on_model(const CaseRunner<Check, SimplexFamily>&,
                                                           const std::vector<Control>&, const CaseModel&, RungKind,
                                                           std::uint64_t, const Budget&, std::string& why_not) {
    why_not = "the claim is about tables on a simplex, not about models";
    return std::nullopt;
  }
};

template <class Check>
using SimplexClaim = ClaimBuilder<Check, SimplexFamily>;

}  // namespace klprop::claims
