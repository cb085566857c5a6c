#include "belief_distance.hpp"

#include "numbers.hpp"

#include <klprop/certify/factor_graph_marginals.hpp>
#include <klprop/certify/memory_limit.hpp>
#include <klprop/certify/rational_marginals.hpp>
#include <klprop/certify/tree_memory.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace klprop::cli {
namespace {

/// Posterior marginals; empty when Z = 0.
using Posterior = std::vector<Enclosure>;

/// As rationals, if that takes no more than some seconds.
std::optional<Posterior> rational_posterior(const FactorGraph& graph, std::span<const Rational> lambda,
                                            double max_memory) {
  constexpr double most_multiplications = 1e9, word_bytes = 32;
  const JunctionTree tree = klprop::detail::tree_within(graph, lambda, word_bytes, max_memory);
  const RationalElimination elimination(tree, lambda);
  if (elimination.cost().bytes > max_memory || elimination.cost().multiplications > most_multiplications)
    return std::nullopt;
  Posterior posterior;
  for (Rational& value : elimination.run().posterior) posterior.push_back({value, value});
  return posterior;
}

/// Enclosed so closely that the distance is that of the beliefs.
Posterior enclosed_posterior(const FactorGraph& graph, const Evidence& evidence, long bits, long max_bits,
                             double max_memory) {
  constexpr long guard = 64;
  const Rounding any = [](const Rational&) { return std::string(); };
  RoundedMarginals found = rounded_marginals(graph, evidence, std::max(bits, guard) + guard, any,
                                             {.max_bits = max_bits, .max_memory = max_memory});
  Posterior posterior;
  for (RoundedNumber& number : found.posterior) posterior.push_back(std::move(number.ends));
  return posterior;
}

Posterior exact_posterior(const FactorGraph& graph, const Evidence& evidence, const BeliefScalar& scalar, long max_bits,
                          double max_memory) {
  if (scalar.kind == BeliefScalar::Kind::rational)
    if (auto posterior = rational_posterior(graph, evidence.lambda(), max_memory)) return *std::move(posterior);
  return enclosed_posterior(graph, evidence, scalar.bits, max_bits, max_memory);
}

/// Below this, messages that moved by at most the tolerance may well have come to the marginals: it bounds no distance,
/// and rounding adds up. A fixed point in exact numbers leaves no doubt.
Rational indistinguishable(const BeliefRun& run, const BeliefScalar& scalar) {
  if (run.fixed_point) return 0;
  constexpr int tolerances = 1000;
  Rational bound = run.tolerance.value_or(Rational(0)) * tolerances;
  if (scalar.bits > 0) bound = std::max(bound, Rational(1, Integer(1) << static_cast<unsigned>(scalar.bits / 2)));
  return bound;
}

void measure(const BeliefRun& run, const Posterior& posterior, const VariableTable& variables,
             BeliefDistance& distance) {
  Rational sum;
  for (std::size_t k = 0; k < posterior.size(); ++k) {
    const Enclosure &belief = run.ends[k], &truth = posterior[k];
    const Rational apart = std::max<Rational>(belief.high - truth.low, truth.high - belief.low);
    sum += apart;
    if (apart > distance.largest) {
      distance.largest = apart;
      distance.variable = variables.owner(static_cast<IndicatorId>(k)).first;
    }
  }
  distance.mean = sum / static_cast<unsigned long>(posterior.size());
}

}  // namespace

BeliefDistance distance_to_marginals(const FactorGraph& graph, const Evidence& evidence, const BeliefRun& run,
                                     const BeliefScalar& scalar, long max_bits, double max_memory) {
  BeliefDistance distance;
  if (run.ends.empty() && graph.variable_count() > 0) {
    distance.left_out = "there are no beliefs";
    return distance;
  }
  try {
    const Posterior posterior = exact_posterior(graph, evidence, scalar, max_bits, max_memory);
    distance.impossible = posterior.empty() && graph.variable_count() > 0;
    if (!posterior.empty()) measure(run, posterior, graph.variables(), distance);
    distance.marginals_reached = !distance.impossible && distance.largest <= indistinguishable(run, scalar);
  } catch (const MemoryLimitExceeded& refusal) {
    distance.left_out = refusal.work() + " would take " + bytes_text(refusal.bytes()) + "; --max-memory allows " +
                        bytes_text(max_memory);
  }
  return distance;
}

}  // namespace klprop::cli
