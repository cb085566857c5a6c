#pragma once

/// In which order messages are sent: all at once until they stop changing, or once up and down a forest.

#include <klprop/factor_graph/belief_propagation.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace klprop {

enum class BeliefPropagationStatus : std::uint8_t {
  converged,      ///< the last residual was within the tolerance; after a tree pass: the messages are a fixed point
  not_converged,  ///< it was not when the iterations were used up
  contradiction,  ///< a message or a belief sums to zero
  undecided,      ///< a sum cannot be told from zero in this scalar
};

[[nodiscard]] constexpr const char* name(BeliefPropagationStatus status) {
  switch (status) {
    case BeliefPropagationStatus::converged:
      return "converged";
    case BeliefPropagationStatus::not_converged:
      return "not-converged";
    case BeliefPropagationStatus::contradiction:
      return "contradiction";
    case BeliefPropagationStatus::undecided:
      return "undecided";
  }
  return "";
}

template <Ring S>
struct BeliefPropagationResult {
  BeliefPropagationStatus status = BeliefPropagationStatus::not_converged;
  std::size_t iterations = 0;          ///< that were completed
  S residual{};                        ///< of the last; 0 after a tree pass. Says nothing before the first
  std::optional<Breakdown> breakdown;  ///< what could not be normalised; messages and beliefs then mean nothing
  Messages<S> messages;
  Beliefs<S> beliefs;
};

/// One parallel iteration: m_{a→i}^{(n)} from m_{i→a}^{(n−1)}, then m_{i→a}^{(n)} from m_{a→i}^{(n)}.
template <RecognisesZero S>
[[nodiscard]] std::optional<Breakdown> flooding_step(MessagePassing<S>& passing, Messages<S>& messages) {
  if (const auto failed = passing.send_to_variables(messages)) return failed;
  return passing.send_to_factors(messages);
}

/// The parallel ("flooding") schedule from uniform messages.
///
/// The residual of iteration n is max |m_{i→a}^{(n)} − m_{i→a}^{(n−1)}| over all edges and states: these messages
/// determine everything that follows, so residual 0 in exact arithmetic means a fixed point, and nothing smaller than the
/// tolerance means more than that messages moved little. On rationals the numbers of a loopy graph grow by a factor with
/// each iteration; the caller bounds the iterations.
///
/// @param  tolerance  the last iteration is the first with residual ≤ tolerance
/// @param  observe    called with (n, residual, messages) after each iteration, n from 0
/// @return its beliefs are those of the last iteration
template <Ordered S, class Observe>
requires std::invocable < Observe&, std::size_t, const S&, const Messages<S>
& > [[nodiscard]] BeliefPropagationResult<S> flooding(MessagePassing<S>& passing, std::size_t max_iterations,
                                                      const S& tolerance, Observe&& observe);
template <Ordered S>
[[nodiscard]] BeliefPropagationResult<S> flooding(MessagePassing<S>& passing, std::size_t max_iterations,
                                                  const S& tolerance) {
  return flooding<S>(passing, max_iterations, tolerance, [](std::size_t, const S&, const Messages<S>&) {});
}

/// The tree schedule meets a cycle.
class CyclicGraph : public std::invalid_argument {
 public:
  CyclicGraph(VariableId variable, FactorId factor)
      : std::invalid_argument("variable " + std::to_string(variable) + " and factor " + std::to_string(factor) +
                              " lie on a cycle; expected a factor graph without cycles"),
        variable_(variable),
        factor_(factor) {}
  /// A variable and a factor that are neighbours on a cycle.
  [[nodiscard]] VariableId variable() const { return variable_; }
  [[nodiscard]] FactorId factor() const { return factor_; }

 private:
  VariableId variable_;
  FactorId factor_;
};

/// The nodes of a forest from the roots down, one root per tree: its first variable. It depends on the graph's shape only.
class TreeSchedule {
 public:
  static constexpr std::uint32_t no_edge = ~std::uint32_t{0};

  struct Node {
    bool is_factor;
    std::uint32_t id;
    std::uint32_t parent_slot;  ///< which of its edges leads up; `no_edge` at a root
  };

  /// @throws CyclicGraph
  /// @cost   O(variables + edges)
  explicit TreeSchedule(const FactorGraph& graph);

  /// Parents before children; constant factors are left out.
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }

 private:
  void reach_variables(const FactorGraph& graph, std::size_t from, std::vector<bool>& reached);
  void reach_factors(const FactorGraph& graph, std::size_t from, std::vector<bool>& reached);

  std::vector<Node> nodes_;
};

/// One upward–downward pass: every message once, each after those it depends on. Exact on forests.   (Proposition 3.1 i)
///
/// @param  schedule  of the same graph
/// @return status converged with all beliefs, or a breakdown. Z = 0 always breaks down: some tree's messages, belief or
///         constant factor then sums to zero
/// @exact  Rational, PrimeField.  Ball: encloses
/// @cost   twice that of a flooding iteration
template <RecognisesZero S>
[[nodiscard]] BeliefPropagationResult<S> tree_pass(MessagePassing<S>& passing, const TreeSchedule& schedule);

}  // namespace klprop

#include <klprop/factor_graph/detail/schedules.hpp>
