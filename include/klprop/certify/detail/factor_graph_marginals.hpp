#pragma once

// Out-of-line parts of factor_graph_marginals.hpp.

#include <klprop/certify/enclosed_marginals.hpp>
#include <klprop/certify/factor_graph_marginals.hpp>
#include <klprop/certify/logarithm.hpp>
#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rational_marginals.hpp>
#include <klprop/factor_graph/barren_variables.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace klprop {

namespace detail {

class MarginalsRounder {
 public:
  MarginalsRounder(const JunctionTree& tree, std::span<const Rational> lambda, const Rounding& round,
                   const MarginalsLimits& limits)
      : tree_(tree), lambda_(lambda), round_(round), limits_(limits) {}

  [[nodiscard]] RoundedMarginals run(mpfr_prec_t significant_bits) {
    if (tree_.states().contradictory()) {
      result_.impossible = true;
      return std::move(result_);
    }
    constexpr mpfr_prec_t guard = 32;  // with as many bits to spare an open number is the rare exception
    mpfr_prec_t bits = std::min(fitting_precision(tree_, significant_bits + guard), limits_.max_bits);
    if (bits < MPFR_PREC_MIN) {
      result_.open = "no bits of working precision are allowed";
      return result_;
    }
    for (int attempt = 0; step(bits, attempt); ++attempt)
      bits = bits > limits_.max_bits / 2 ? limits_.max_bits : 2 * bits;
    return std::move(result_);
  }

 private:
  /// @return whether another step at higher precision is wanted
  bool step(mpfr_prec_t bits, int attempt) {
    try {
      take(enclosed_marginals(tree_, lambda_, bits, limits_.max_memory), bits);
    } catch (const MemoryLimitExceeded& refusal) {
      if (attempt == 0) throw;
      result_.open += std::string("; ") + refusal.what();
      return false;
    }
    if (result_.impossible || all_certain() || (attempt > 0 && decide_exactly())) {
      result_.open.clear();
      return false;
    }
    result_.open = "not certain within " + std::to_string(bits) + " bits of working precision";
    return bits < limits_.max_bits;
  }

  void take(EnclosedMarginals enclosed, mpfr_prec_t bits) {
    result_.bits = bits;
    result_.impossible = enclosed.partition.high.is_zero();
    if (result_.impossible) return;
    narrow(result_.partition, std::move(enclosed.partition));
    const Enclosure& z = result_.partition.ends;
    if (z.low > 0 && !result_.log_partition.text) {
      narrow(result_.log_partition, {enclose_log(z.low, bits).low, enclose_log(z.high, bits).high});
      if (z.low <= 1 && z.high >= 1 && !result_.log_partition.text) try_partition_one();
    }
    result_.posterior.resize(enclosed.posterior.size());
    for (std::size_t k = 0; k < enclosed.posterior.size(); ++k)
      narrow(result_.posterior[k], std::move(enclosed.posterior[k]));
  }
  void narrow(RoundedNumber& number, Enclosure ends) const {
    number.ends = std::move(ends);
    if (!number.text) number.text = round_both_ends(number.ends, round_);
  }

  void try_partition_one() {
    if (partition_by_barren_variables(tree_.graph(), lambda_) == Rational(1)) set(result_.log_partition, Rational(0));
  }
  void set(RoundedNumber& number, const Rational& value) const {
    number.ends = {value, value};
    if (!number.text) number.text = round_(value);
  }

  [[nodiscard]] bool all_certain() const {
    return result_.partition.text && result_.log_partition.text &&
           std::ranges::all_of(result_.posterior, [](const RoundedNumber& number) { return number.text.has_value(); });
  }

  /// Exact numbers are rounded without doubt; but for a logarithm, which is irrational unless Z = 1.
  bool decide_exactly() {
    const RationalElimination elimination(tree_, lambda_);
    if (elimination.cost().bytes > limits_.max_memory ||
        elimination.cost().multiplications > limits_.max_exact_multiplications)
      return false;
    const RationalMarginals exact = elimination.run();
    set(result_.partition, exact.partition);
    for (std::size_t k = 0; k < exact.posterior.size(); ++k) set(result_.posterior[k], exact.posterior[k]);
    if (result_.log_partition.text) return true;
    const auto logarithm = round_log(exact.partition, result_.bits, limits_.max_bits, round_);
    if (!logarithm) return false;
    result_.log_partition.text = logarithm->text;
    result_.bits = std::max(result_.bits, logarithm->bits);
    return true;
  }

  const JunctionTree& tree_;
  std::span<const Rational> lambda_;
  const Rounding& round_;
  const MarginalsLimits& limits_;
  RoundedMarginals result_;
};

}  // namespace detail

inline RoundedMarginals rounded_marginals(const FactorGraph& graph, const Evidence& evidence,
                                          mpfr_prec_t significant_bits, const Rounding& round,
                                          const MarginalsLimits& limits) {
  const JunctionTree tree = detail::tree_within(graph, evidence.lambda(), sizeof(WideFloat<2>), limits.max_memory);
  return detail::MarginalsRounder(tree, evidence.lambda(), round, limits).run(significant_bits);
}

}  // namespace klprop
