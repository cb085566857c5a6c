#pragma once

/// The replicated variables on which the hybrid iteration works: which copies there are, which must agree, and over which
/// blocks of copies a product factorises. The paper leaves these open; three readings stand here.       (Section 3.1)

#include <klprop/factor_graph/divisor.hpp>
#include <klprop/factor_graph/factor_graph.hpp>
#include <klprop/simplex/product_space.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace klprop {

/// A table over all copies would be larger than the caller allows.
class TablesTooLarge : public std::length_error {
 public:
  /// @param  entries  saturated at 2^64−1
  TablesTooLarge(std::uint64_t entries, std::uint64_t most)
      : std::length_error("tables over all copies would have " + text(entries) + " entries; expected at most " +
                          text(most)),
        entries_(entries) {}
  [[nodiscard]] std::uint64_t entries() const { return entries_; }

 private:
  static std::string text(std::uint64_t entries) {
    return entries == std::numeric_limits<std::uint64_t>::max() ? "2^64 or more" : std::to_string(entries);
  }

  std::uint64_t entries_;
};

/// Copies of a graph's variables, with the sets 𝒬 and 𝒫.
struct Replicas {
  ProductSpace space;                   ///< one coordinate per copy
  std::vector<VariableId> variable;     ///< of which variable each coordinate is a copy
  std::vector<std::size_t> agree;       ///< 𝒬: coordinates with the same number are equal
  std::vector<std::size_t> block;       ///< 𝒫: tables that are products over the sets of coordinates with one number
  std::vector<std::size_t> coordinate;  ///< by ScopeEdge: the copy that this argument of its factor reads
};

inline constexpr std::uint64_t default_max_entries = std::uint64_t{1} << 20;

/// Number of entries of a table over one copy per edge, and over one copy of all variables per factor; saturated at
/// 2^64−1.
[[nodiscard]] inline std::uint64_t edge_replica_entries(const FactorGraph& graph);
[[nodiscard]] inline std::uint64_t full_replica_entries(const FactorGraph& graph);

/// One copy per edge (a, i), in the order of the edges; all copies of a variable agree; products over all copies.
/// @throws TablesTooLarge
[[nodiscard]] Replicas edge_replicas(const FactorGraph& graph, std::uint64_t max_entries = default_max_entries);

/// One replica of all variables per factor, Ω^K with K = |F|: copy i of replica a is coordinate a·|V| + i. Products over
/// all copies.
/// @throws TablesTooLarge
[[nodiscard]] Replicas full_replicas(const FactorGraph& graph, std::uint64_t max_entries = default_max_entries);

/// The same copies, and products *across replicas only*: a block is a whole replica.
/// @throws TablesTooLarge
[[nodiscard]] Replicas full_replicas_across(const FactorGraph& graph, std::uint64_t max_entries = default_max_entries);

/// q_{−1} ∝ Π_a f_a(y_a): the normalised product of the replicated factor tables.
///
/// @param  values  one per entry of `graph.values()`
/// @throws UndefinedStep  when some factor is zero everywhere
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   entries · edges
template <RecognisesZero S>
[[nodiscard]] Table<S> replicated_factors(const FactorGraph& graph, const Replicas& replicas,
                                          std::span<const S> values) {
  Table<S> q{replicas.space, {}};
  q.values.reserve(q.space.size());
  for (std::uint64_t outcome = 0; outcome < q.space.size(); ++outcome) {
    S product(1);
    for (FactorId a = 0; a < graph.factor_count(); ++a) {
      std::size_t entry = 0;
      for (std::size_t j = 0; j < graph.scope(a).size(); ++j) {
        const std::size_t copy = replicas.coordinate[graph.first_edge(a) + j];
        entry = entry * q.space.arity(copy) + q.space.state(outcome, copy);
      }
      product *= values[graph.first_value(a) + entry];
    }
    q.values.push_back(product);
  }
  detail::require_divisor(total(q), "q", "the sum of the product of all factors");
  return normalised(std::move(q));
}

/// ⊗ over all copies of their variable's belief.
///
/// @param  beliefs  by IndicatorId
/// @cost   entries · copies
template <Ring S>
[[nodiscard]] Table<S> product_of_copies(const FactorGraph& graph, const Replicas& replicas,
                                         std::span<const S> beliefs) {
  Table<S> product{replicas.space, {}};
  product.values.reserve(product.space.size());
  for (std::uint64_t outcome = 0; outcome < product.space.size(); ++outcome) {
    S value(1);
    for (std::size_t k = 0; k < replicas.variable.size(); ++k)
      value *= beliefs[graph.variables().indicator(replicas.variable[k], product.space.state(outcome, k))];
    product.values.push_back(value);
  }
  return product;
}

// ---- implementation -----------------------------------------------------------------------------

namespace detail {

inline std::uint64_t saturated_product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  return b != 0 && a > most / b ? most : a * b;
}

/// @throws TablesTooLarge
inline void require_entries(std::uint64_t entries, std::uint64_t most) {
  if (entries > most) throw TablesTooLarge(entries, most);
}

inline ProductSpace space_of(const FactorGraph& graph, std::span<const VariableId> copies) {
  std::vector<StateId> arities;
  for (const VariableId v : copies) arities.push_back(graph.variables().arity(v));
  return ProductSpace(std::move(arities));
}

}  // namespace detail

inline std::uint64_t edge_replica_entries(const FactorGraph& graph) {
  std::uint64_t entries = 1;
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    entries = detail::saturated_product(entries, graph.variables().arity(graph.edge_variable(edge)));
  return entries;
}

inline std::uint64_t full_replica_entries(const FactorGraph& graph) {
  std::uint64_t replica = 1, entries = 1;
  for (VariableId v = 0; v < graph.variable_count(); ++v)
    replica = detail::saturated_product(replica, graph.variables().arity(v));
  if (replica == 1) return 1;
  for (FactorId a = 0; a < graph.factor_count() && entries != std::numeric_limits<std::uint64_t>::max(); ++a)
    entries = detail::saturated_product(entries, replica);
  return entries;
}

inline Replicas edge_replicas(const FactorGraph& graph, std::uint64_t max_entries) {
  detail::require_entries(edge_replica_entries(graph), max_entries);
  Replicas replicas;
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge) replicas.variable.push_back(graph.edge_variable(edge));
  replicas.space = detail::space_of(graph, replicas.variable);
  replicas.agree.assign(replicas.variable.begin(), replicas.variable.end());
  replicas.block.resize(replicas.variable.size());
  std::iota(replicas.block.begin(), replicas.block.end(), std::size_t{0});
  replicas.coordinate = replicas.block;
  return replicas;
}

inline Replicas full_replicas(const FactorGraph& graph, std::uint64_t max_entries) {
  detail::require_entries(full_replica_entries(graph), max_entries);
  Replicas replicas;
  for (FactorId a = 0; a < graph.factor_count(); ++a)
    for (VariableId v = 0; v < graph.variable_count(); ++v) replicas.variable.push_back(v);
  replicas.space = detail::space_of(graph, replicas.variable);
  replicas.agree.assign(replicas.variable.begin(), replicas.variable.end());
  replicas.block.resize(replicas.variable.size());
  std::iota(replicas.block.begin(), replicas.block.end(), std::size_t{0});
  for (ScopeEdge edge = 0; edge < graph.edge_count(); ++edge)
    replicas.coordinate.push_back(std::size_t{graph.edge_factor(edge)} * graph.variable_count() +
                                  graph.edge_variable(edge));
  return replicas;
}

inline Replicas full_replicas_across(const FactorGraph& graph, std::uint64_t max_entries) {
  Replicas replicas = full_replicas(graph, max_entries);
  for (std::size_t& block : replicas.block) block /= graph.variable_count();
  return replicas;
}

}  // namespace klprop
