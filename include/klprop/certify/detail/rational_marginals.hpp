#pragma once

// Out-of-line parts of rational_marginals.hpp.

#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rational_marginals.hpp>
#include <klprop/certify/tree_memory.hpp>
#include <klprop/factor_graph/rounding_count.hpp>
#include <klprop/scalar/residues.hpp>
#include <klprop/scalar/wide_float.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace klprop {

namespace detail {

inline constexpr std::size_t residue_lanes = 4;

/// Appends integers that are `numbers` divided by the result: greatest common divisor over least common denominator.
[[nodiscard]] inline Rational append_integers(std::span<const Rational> numbers, std::vector<Integer>& integers) {
  Integer common = 1, content = 0;
  for (const Rational& number : numbers) common = lcm(common, denominator(number));
  const std::size_t first = integers.size();
  for (const Rational& number : numbers) {
    integers.push_back(numerator(number) * (common / denominator(number)));
    content = gcd(content, integers.back());
  }
  if (content.is_zero()) return 1;
  for (std::size_t k = first; k < integers.size(); ++k) integers[k] /= content;
  return Rational(content, common);
}

}  // namespace detail

inline RationalElimination::RationalElimination(const JunctionTree& tree, std::span<const Rational> lambda)
    : tree_(&tree), lambda_(lambda) {
  if (tree.states().contradictory()) return;
  bring_to_integers();
  bound_results();
  constexpr std::size_t lanes = detail::residue_lanes, least_prime_bits = 62;
  const std::size_t groups = bits_ / (least_prime_bits * lanes) + 1;
  cost_.primes = groups * lanes;
  cost_.multiplications = static_cast<double>(cost_.primes) * elimination_cost(tree).multiplications;
  const auto results = static_cast<double>(lambda.size() + tree.roots().size());
  constexpr double rational_bytes = 2 * (sizeof(Integer) + 16);
  cost_.bytes = detail::tree_bytes(tree, 8 * lanes) + results * 8 * static_cast<double>(cost_.primes) +
                results * (3 * static_cast<double>(bits_) / 8 + rational_bytes);
}

inline void RationalElimination::bring_to_integers() {
  const FactorGraph& graph = tree_->graph();
  const auto is_free = [this](VariableId v) { return tree_->rank(v) != JunctionTree::none; };
  for (FactorId factor = 0; factor < graph.factor_count(); ++factor) {
    Rational scale = detail::append_integers(graph.values(factor), values_);
    if (std::ranges::any_of(graph.scope(factor), is_free)) scales_.push_back(std::move(scale));
  }
  for (VariableId v = 0; v < graph.variable_count(); ++v) {
    const auto own = lambda_.subspan(graph.variables().indicator(v, 0), graph.variables().arity(v));
    Rational scale = detail::append_integers(own, integer_lambda_);
    if (is_free(v)) scales_.push_back(std::move(scale));
  }
}

/// Rounded down, a total c lies behind at most c/(1 − k·u) < 2c. No mass is larger than its component's total.
inline void RationalElimination::bound_results() {
  using Number = WideFloat<2>;
  const auto rounded = [](const std::vector<Integer>& integers) {
    std::vector<Number> numbers;
    for (const Integer& integer : integers) numbers.emplace_back(Rational(integer));
    return numbers;
  };
  if (rounding_count(*tree_).component_total * Number::unit() * 2 > 1)
    throw std::length_error("too many roundings for a bound");
  const std::vector<Number> values = rounded(values_), lambda = rounded(integer_lambda_);
  detail::TreePasses<Number> passes(*tree_, values, lambda);
  passes.collect(false);
  for (const Number& total : passes.roots())
    if (!total.is_zero()) bits_ = std::max(bits_, static_cast<std::uint64_t>(total.bound_exponent() + 1));
}

/// Of all masses, and then of all components' totals: one list of residues for each.
inline std::vector<std::vector<std::uint64_t>> RationalElimination::residues(
    std::span<const std::uint64_t> primes) const {
  constexpr std::size_t lanes = detail::residue_lanes;
  using Number = Residues<lanes>;
  std::vector<std::vector<std::uint64_t>> result(lambda_.size() + tree_->roots().size());
  for (std::vector<std::uint64_t>& list : result) list.reserve(primes.size());
  for (std::size_t from = 0; from < primes.size(); from += lanes) {
    std::array<std::uint64_t, lanes> group;
    std::copy_n(primes.begin() + static_cast<std::ptrdiff_t>(from), lanes, group.begin());
    const Moduli<lanes> moduli(group);
    const ModuliScope<lanes> scope(moduli);
    const std::vector<Number> values(values_.begin(), values_.end());
    const std::vector<Number> lambda(integer_lambda_.begin(), integer_lambda_.end());
    const auto masses = relative_masses<Number>(*tree_, values, lambda);
    const auto append = [&](std::vector<std::uint64_t>& list, const Number& number) {
      for (std::size_t k = 0; k < lanes; ++k) list.push_back(number.residue(k));
    };
    for (std::size_t k = 0; k < masses.mass.size(); ++k) append(result[k], masses.mass[k]);
    for (std::size_t k = 0; k < masses.component_total.size(); ++k)
      append(result[lambda_.size() + k], masses.component_total[k]);
  }
  return result;
}

inline RationalMarginals RationalElimination::run() const {
  RationalMarginals result;
  if (tree_->states().contradictory()) return result;
  const std::vector<std::uint64_t> primes = large_primes(cost_.primes);
  auto lists = residues(primes);
  const ChineseRemainder chinese(primes);
  const auto take = [&](std::size_t k) {
    Integer number = chinese.combine(lists[k]);
    std::vector<std::uint64_t>().swap(lists[k]);
    return number;
  };
  std::vector<Rational> parts = scales_;
  for (std::size_t k = lambda_.size(); k < lists.size(); ++k) parts.emplace_back(take(k));
  parts.push_back(detail::constant<Rational>(*tree_, tree_->graph().values(), lambda_));
  result.partition = detail::product(std::move(parts));
  if (result.partition.is_zero()) return result;
  const VariableTable& variables = tree_->graph().variables();
  result.posterior.reserve(lambda_.size());
  for (VariableId v = 0; v < variables.size(); ++v) {
    std::vector<Integer> masses;
    Integer sum = 0;
    for (StateId t = 0; t < variables.arity(v); ++t) {
      masses.push_back(take(variables.indicator(v, t)));
      sum += masses.back();
    }
    for (const Integer& mass : masses) result.posterior.emplace_back(mass, sum);
  }
  return result;
}

inline RationalMarginals rational_marginals(const FactorGraph& graph, std::span<const Rational> lambda,
                                            double max_memory) {
  const JunctionTree tree = detail::tree_within(graph, lambda, 8 * detail::residue_lanes, max_memory);
  const RationalElimination elimination(tree, lambda);
  if (elimination.cost().bytes > max_memory)
    throw MemoryLimitExceeded(
        "exact elimination with results of " + std::to_string(elimination.cost().primes * 63) + " bits",
        elimination.cost().bytes, max_memory);
  return elimination.run();
}

}  // namespace klprop
