#pragma once

// Out-of-line parts of certified_gradient.hpp.

#include <klprop/certify/certified_gradient.hpp>
#include <klprop/certify/memory_limit.hpp>
#include <klprop/computation_graph/ancestors.hpp>
#include <klprop/computation_graph/obstacles.hpp>
#include <klprop/scalar/partly_rational.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace klprop {

namespace detail {

class GradientCertifier {
 public:
  GradientCertifier(const GradientQuestion& question, const NumberTexts& texts, const GradientLimits& limits)
      : graph_(*question.graph),
        point_(question.point),
        quantity_(question.quantity),
        texts_(texts),
        limits_(limits),
        needed_(ancestors(graph_, nodes_of(question.quantity))) {
    result_.derivatives.resize(graph_.inputs().size());
  }

  [[nodiscard]] CertifiedGradient run() {
    if (limits_.max_bits < MPFR_PREC_MIN) {
      result_.open = "no bits of working precision are allowed";
      return std::move(result_);
    }
    mpfr_prec_t bits = std::min(whole_words(texts_.significant_bits + guard), limits_.max_bits);
    bool exact = texts_.only_exact, tried_exact = exact;
    for (int attempt = 0; step(bits, exact, attempt); ++attempt) {
      if (!tried_exact && (attempt > 0 || bits == limits_.max_bits)) {
        exact = tried_exact = true;
        continue;
      }
      if (bits == limits_.max_bits || texts_.only_exact) break;
      exact = exact && !budget_.exceeded;
      bits = next_precision(bits);
    }
    return std::move(result_);
  }

 private:
  static constexpr mpfr_prec_t guard = 64;

  static mpfr_prec_t whole_words(mpfr_prec_t bits) {
    constexpr mpfr_prec_t word = 64;
    return (bits + word - 1) / word * word;
  }

  /// What the open numbers need if they lose as many bits again, but about twice the precision where that is not known: a
  /// number that may be zero seems to lose all.
  [[nodiscard]] mpfr_prec_t next_precision(mpfr_prec_t bits) const {
    constexpr mpfr_prec_t most_times = 8;
    const mpfr_prec_t wanted = whole_words(texts_.significant_bits + guard + lost_bits_);
    const mpfr_prec_t least = bits > limits_.max_bits / 2 ? limits_.max_bits : 2 * bits;
    return std::min(limits_.max_bits, std::clamp(wanted, least, std::max(least, most_times * bits)));
  }

  static std::vector<GraphNodeId> nodes_of(std::span<const AdjointSeed<Rational>> quantity) {
    std::vector<GraphNodeId> nodes;
    for (const auto& term : quantity) nodes.push_back(term.node);
    return nodes;
  }

  /// @return whether something is open, and another step may help
  bool step(mpfr_prec_t bits, bool exact, int attempt) {
    try {
      require_memory(bits, exact);
    } catch (const MemoryLimitExceeded& refusal) {
      if (attempt == 0) throw;
      result_.open += std::string("; ") + refusal.what();
      return false;
    }
    const PrecisionScope precision(bits);
    result_.bits = bits;
    result_.open.clear();
    lost_bits_ = 0;
    if (!exact) {
      sweep<Ball>();
    } else {
      budget_ = {limits_.max_exact_work, limits_.max_memory, false, 0};
      const ExactBudgetScope scope(budget_);
      sweep<PartlyRational>();
      result_.refused_exact_bits = budget_.refused_bits;
    }
    if (result_.undefined) return false;
    if (result_.open.empty() && all_settled()) return false;
    if (result_.open.empty())
      result_.open = "not certain within " + std::to_string(bits) + " bits of working precision";
    return true;
  }

  /// Both sweeps, the inputs and the results.
  void require_memory(mpfr_prec_t bits, bool exact) const {
    constexpr mpfr_prec_t bits_inline = 128;  // Arb keeps two words within the number
    const double limbs = bits <= bits_inline ? 0.0 : static_cast<double>(bits) / 8 + 16;
    const double number = limbs + static_cast<double>(exact ? sizeof(PartlyRational) + 48 : sizeof(Ball));
    const double nodes = graph_.node_count(), inputs = static_cast<double>(graph_.inputs().size());
    const double bytes = (2 * nodes + inputs) * number + inputs * (sizeof(CertifiedNumber) + limbs);
    if (bytes > limits_.max_memory)
      throw MemoryLimitExceeded(
          "both sweeps over " + std::to_string(graph_.node_count()) + " nodes at " + std::to_string(bits) + " bits",
          bytes, limits_.max_memory);
  }

  template <Field S>
  void sweep() {
    std::vector<S> inputs(point_.size()), values(graph_.node_count());
    for (std::size_t i = 0; i < point_.size(); ++i)
      if (needed_[graph_.inputs()[i]]) inputs[i] = from_rational<S>(point_[i]);
    try {
      forward_values<S>(graph_, needed_, inputs, std::span<S>(values));
    } catch (const OutsideDomain& error) {
      result_.undefined = error.what();
      return;
    } catch (const Undecided& error) {
      result_.open = error.what();
      return;
    }
    note_inexact<S>(values);
    std::vector<AdjointSeed<S>> seeds;
    S value{};
    for (const auto& term : quantity_) {
      seeds.push_back({term.node, from_rational<S>(term.value)});
      value += seeds.back().value * values[term.node];
    }
    settle(result_.value, value);
    std::vector<S> adjoints(graph_.node_count());
    const Obstacles obstacles = reverse_sweep_past_obstacles<S>(graph_, values, seeds, std::span<S>(adjoints));
    settle_derivatives<S>(adjoints, obstacles);
  }

  template <Field S>
  void note_inexact(std::span<const S> values) {
    if constexpr (std::same_as<S, PartlyRational>) {
      result_.inexact.reset();
      for (GraphNodeId node = 0; node < graph_.node_count() && !result_.inexact; ++node)
        if (needed_[node] && !values[node].exact()) result_.inexact = node;
    }
  }

  template <Field S>
  void settle_derivatives(std::span<const S> adjoints, const Obstacles& obstacles) {
    // Obstacles of earlier steps that were certain stay, and are referred to.
    const auto first = static_cast<std::uint32_t>(result_.obstacles.size());
    std::vector<std::uint32_t> number(obstacles.all().size(), 0);
    for (std::size_t i = 0; i < result_.derivatives.size(); ++i) {
      CertifiedNumber& derivative = result_.derivatives[i];
      if (settled(derivative)) continue;
      const GraphNodeId input = graph_.inputs()[i];
      const Obstacle* const obstacle = obstacles.before(input);
      derivative.obstacle = 0;
      if (obstacle == nullptr) {
        settle(derivative, adjoints[input]);
        continue;
      }
      std::uint32_t& known = number[static_cast<std::size_t>(obstacle - obstacles.all().data())];
      if (known == 0) {
        result_.obstacles.push_back({obstacle->certain, obstacle->words});
        known = static_cast<std::uint32_t>(result_.obstacles.size());
      }
      derivative.obstacle = known;
      arb_indeterminate(derivative.ball.raw());
    }
    forget_undecided_before(first);
  }

  /// What was undecided in earlier steps, and is referred to no longer.
  void forget_undecided_before(std::uint32_t first) {
    std::vector<GradientObstacle> kept;
    std::vector<std::uint32_t> renumbered(result_.obstacles.size() + 1, 0);
    for (std::uint32_t k = 0; k < result_.obstacles.size(); ++k) {
      if (k < first && !result_.obstacles[k].not_differentiable) continue;
      kept.push_back(std::move(result_.obstacles[k]));
      renumbered[k + 1] = static_cast<std::uint32_t>(kept.size());
    }
    for (CertifiedNumber& derivative : result_.derivatives) derivative.obstacle = renumbered[derivative.obstacle];
    result_.obstacles = std::move(kept);
  }

  void settle(CertifiedNumber& number, const Ball& ball) {
    if (number.text) return;
    number.ball = ball;
    if (!is_finite(ball)) return;
    number.text = texts_.enclosed(ball);
    if (number.text || arf_is_zero(arb_midref(ball.raw())) != 0) return;
    // Beyond the cap no estimate is of use, and exponents of balls have no limit.
    const mpfr_prec_t accuracy = std::max<mpfr_prec_t>(arb_rel_accuracy_bits(ball.raw()), -limits_.max_bits);
    lost_bits_ = std::max(lost_bits_, result_.bits - accuracy);
  }
  void settle(CertifiedNumber& number, const PartlyRational& known) {
    if (number.text) return;
    if (!known.exact()) {
      settle(number, known.ball());
      return;
    }
    number.exact = known.exact();
    number.ball = known.tight();
    number.text = texts_.exact(*number.exact);
  }

  /// More precision would not change what is said of it.
  [[nodiscard]] bool settled(const CertifiedNumber& number) const {
    return number.text || (number.obstacle != 0 && result_.obstacles[number.obstacle - 1].not_differentiable);
  }
  [[nodiscard]] bool all_settled() const {
    return settled(result_.value) &&
           std::ranges::all_of(result_.derivatives, [this](const CertifiedNumber& d) { return settled(d); });
  }

  const ComputationGraph& graph_;
  std::span<const Rational> point_;
  std::span<const AdjointSeed<Rational>> quantity_;
  const NumberTexts& texts_;
  const GradientLimits& limits_;
  std::vector<bool> needed_;
  ExactBudget budget_;
  mpfr_prec_t lost_bits_ = 0;  // by the least accurate open number of the last step
  CertifiedGradient result_;
};

}  // namespace detail

inline CertifiedGradient certified_gradient(const GradientQuestion& question, const NumberTexts& texts,
                                            const GradientLimits& limits) {
  return detail::GradientCertifier(question, texts, limits).run();
}

}  // namespace klprop
