#pragma once

/// The two projections between region tables, and their composition T_SPN.   (Section 4.3)
///
/// Divergences add up over regions: D(r,q) = Σ_n KL(r_n‖q_n), one term per node.

#include <klprop/simplex/projections.hpp>
#include <klprop/spn/region_tables.hpp>

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace klprop {

/// The normalised geometric mean of tables over one space; zero where one of them is exactly zero.
///
/// It is argmin_r Σ_k KL(r‖q_k): that sum is, but for a constant, the number of tables times KL(r‖mean).
///
/// @pre    there is a table, and entries are positive or exactly zero
/// @throws UndefinedProjection  when no outcome has mass in all tables
/// @exact  Ball: encloses.  A single table is only normalised, without a logarithm.
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] Table<S> geometric_mean(std::span<const Table<S>* const> tables) {
  if (tables.size() == 1) return normalised(*tables[0]);
  Table<S> mean{tables[0]->space, std::vector<S>(tables[0]->values.size())};
  bool has_mass = false;
  for (std::size_t x = 0; x < mean.values.size(); ++x) {
    S sum{};
    bool zero = false;
    for (const Table<S>* const table : tables) {
      zero = zero || detail::is_structural_zero(table->values[x]);
      if (!zero) sum += log(table->values[x]);
    }
    if (zero) continue;
    const S mean_logarithm = sum / S(static_cast<int>(tables.size()));
    mean.values[x] = exp(mean_logarithm);
    has_mass = true;
  }
  if (!has_mass)
    throw UndefinedProjection("consensus between region tables is undefined: no outcome has mass in all of them");
  return normalised(std::move(mean));
}

/// The I-projection argmin_r Σ_n KL(r_n‖q_n) onto tables that are equal within each group: the normalised geometric mean
/// of each group. Tables in no group stay as they are.
///
/// @param  groups  of nodes with equal scopes; `Regions::equal_scopes()` for Q_R
/// @pre    as `geometric_mean`
/// @throws UndefinedProjection  as `geometric_mean`
/// @exact  Ball: encloses.  In general no entry is rational, whatever the tables.
/// @cost   a logarithm per entry
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] RegionTables<S> information_projection_onto_equal_tables(RegionTables<S> tables,
                                                                       std::span<const std::vector<NodeId>> groups) {
  for (const std::vector<NodeId>& group : groups) {
    std::vector<const Table<S>*> members;
    for (const NodeId node : group) members.push_back(&tables[node]);
    const Table<S> mean = geometric_mean<S>(members);
    for (const NodeId node : group) tables[node] = mean;
  }
  return tables;
}

/// The table of every product from those of its factors: ⊗ r_c over the full expansion. Tables of other nodes are kept.
///
/// @return a point of P_R, whatever the tables of products were
template <Ring S>
[[nodiscard]] RegionTables<S> with_product_tables(const Regions& regions, RegionTables<S> tables) {
  for (NodeId node = 0; node < regions.count(); ++node) {
    if (regions.circuit().kind(node) != NodeKind::product) continue;
    // The factor at each coordinate, and the factors' tables in the order of their first coordinates.
    std::vector<std::size_t> block(regions.scope(node).size());
    for (std::size_t f = 0; f < regions.factors(node).size(); ++f)
      for (const std::size_t k : regions.coordinates(regions.factors(node)[f], node)) block[k] = f;
    std::vector<Table<S>> ordered;
    for (const std::vector<std::size_t>& coordinates : blocks_of(block))
      ordered.push_back(tables[regions.factors(node)[block[coordinates[0]]]]);
    tables[node] = product_table<S>(regions.space(node), block, ordered);
  }
  return tables;
}

/// The right projection argmin_{r ∈ P_R} Σ_n KL(q_n‖r_n) onto tables that satisfy the product constraint at every product:
/// for each node c other than a product, r_c is the arithmetic mean of q_c and of the marginals on sc(c) of q_p, over all
/// products p that c is a factor of; and r_p is the product over the factors of p.            (claim sec_4_3_right_projection)
///
/// @pre    each table adds up to one
/// @exact  Rational, PrimeField.  Ball: encloses.
/// @cost   for each factor of each product, the entries of the product's table
template <Field S>
[[nodiscard]] RegionTables<S> right_projection_onto_product_constraints(const Regions& regions,
                                                                        const RegionTables<S>& q) {
  RegionTables<S> sum = detail::zero_tables<S>(regions);
  std::vector<int> terms(regions.count(), 0);
  for (NodeId node = 0; node < regions.count(); ++node)
    for (const NodeId factor : regions.factors(node)) {
      const Table<S> part = marginal<S>(q[node], regions.coordinates(factor, node));
      for (std::size_t x = 0; x < part.values.size(); ++x) sum[factor].values[x] += part.values[x];
      ++terms[factor];
    }
  for (NodeId node = 0; node < regions.count(); ++node)
    if (terms[node] > 1)
      for (S& value : sum[node].values) value /= S(terms[node]);
  return with_product_tables(regions, std::move(sum));
}

/// T_SPN: consensus over equal scopes, then the product constraints, from any initial tables.
///
/// @pre    each table adds up to one; entries are positive or exactly zero
/// @throws UndefinedProjection  when the tables of some scope have no outcome in common
/// @exact  Ball: encloses.
template <Transcendental S>
requires TestsZero<S>
[[nodiscard]] RegionTables<S> spn_projection(const Regions& regions, RegionTables<S> tables) {
  return right_projection_onto_product_constraints(
      regions, information_projection_onto_equal_tables(std::move(tables), std::span(regions.equal_scopes())));
}

}  // namespace klprop
